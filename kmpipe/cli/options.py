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


def filter_options(command: F) -> F:
    """The filters of search and export."""
    options = [
        click.option(
            "--agency",
            metavar="NAME",
            multiple=True,
            help="Name, abbreviation or id of an agency; repeat for any of several.",
        ),
        click.option(
            "--focus",
            metavar="ID",
            multiple=True,
            help="Focus area, by id or label: governance, preparedness, water_waste_health, mobility, social_cohesion.",
        ),
        click.option(
            "--type",
            "type",
            metavar="TYPE",
            multiple=True,
            help="Type of activity: workshop (lokakarya), meeting (rapat), training, …",
        ),
        click.option("--lang", "language", metavar="LANG", multiple=True, help="Language: id, en, mixed."),
        click.option("--place", metavar="NAME", multiple=True, help="City or province."),
        click.option("--from", "start", metavar="DATE", help="Held on or after: 2018, 2018-08 or 2018-08-23."),
        click.option("--to", "end", metavar="DATE", help="Held on or before."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def current_workspace() -> Workspace:
    """The workspace the user named, or the nearest one. Closed when the command ends."""
    from kmpipe.workspace import open_workspace  # noqa: PLC0415 - `--help` does without it

    context = click.get_current_context()
    workspace = open_workspace(context.find_root().obj)
    context.call_on_close(workspace.close)
    return workspace
