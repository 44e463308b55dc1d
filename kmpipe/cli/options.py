"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kmpipe.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])


def _remember(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.find_root().obj = value


def workspace_option(command: F) -> F:
    """`--workspace`, before or after the verb."""
    option = click.option(
        "--workspace", "-w", metavar="DIR", expose_value=False, callback=_remember, is_eager=True,
        help="The workspace folder; otherwise $KMPIPE_WORKSPACE, else the nearest kmpipe.toml upward.",
    )  # fmt: skip
    return option(command)


def json_option(command: F) -> F:
    """`--json`: the answer as JSON on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")(command)


def words_option(command: F) -> F:
    """`--words`: the language of headings and labels (`--lang` is a filter)."""
    choice = click.Choice(["id", "en"])
    return click.option(
        "--words", type=choice, default="id", show_default=True, help="Language of headings and labels."
    )(command)


def filter_options(command: F) -> F:
    """The filters of search and export."""
    options = [
        _many("--agency", "NAME", "Name, abbreviation or id of an agency; repeat for any of several."),
        _many("--focus", "AREA", "Focus area, by id, label or words of it: mobility, kohesi sosial, Fokus Utama 4."),
        _many("--type", "TYPE", "Type of activity: workshop (lokakarya), meeting (rapat), training (pelatihan), …"),
        _many("--status", "STATUS", "held, planned (direncanakan), postponed (ditunda) or cancelled (dibatalkan)."),
        _many("--place", "NAME", "City, province or venue."),
        _many("--province", "NAME", "Province."),
        _many("--site", "HOST", "Site that reported it: its name or host, or a part of that."),
        click.option(
            "--lang", "language", metavar="LANG", multiple=True, help="Language: id (Indonesia), en (Inggris), mixed."
        ),
        click.option(
            "--from", "start", metavar="DATE",
            help="Held on or after: 2018, 2018-08, 2018-08-23, 2018-Q3, 'Agustus 2018'.",
        ),
        click.option("--to", "end", metavar="DATE", help="Held on or before."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _many(name: str, metavar: str, about: str) -> Callable[[F], F]:
    return click.option(name, metavar=metavar, multiple=True, help=about)


def names_options(command: F) -> F:
    """`--bridge` and `--predecessors`: under which other names to search."""
    bridge = click.option(
        "--bridge/--no-bridge",
        default=True,
        help="Also search in the other language and under other names, or only as typed.",
    )
    predecessors = click.option(
        "--predecessors/--no-predecessors",
        default=True,
        help="Also find the bodies that a body came from or became, or only itself.",
    )
    return bridge(predecessors(command))


def semantic_option(command: F) -> F:
    """`--semantic`: also by meaning."""
    return click.option(
        "--semantic/--no-semantic",
        default=None,
        help="Also by meaning, or by words alone; `kmpipe index embed` makes it ready.",
    )(command)


def current_workspace() -> Workspace:
    """The workspace the user named, or the nearest one. Closed when the command ends."""
    from kmpipe.workspace import open_workspace  # noqa: PLC0415 - `--help` does without it

    context = click.get_current_context()
    workspace = open_workspace(context.find_root().obj)
    context.call_on_close(workspace.close)
    return workspace
