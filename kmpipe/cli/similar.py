"""`kmpipe similar`: activities like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kmpipe.cli.hits import printable
from kmpipe.cli.options import current_workspace, json_option, semantic_option, workspace_option
from kmpipe.cli.output import plural, print_json, style

if TYPE_CHECKING:
    from kmpipe.search.similar import Likeness


@click.command()
@click.argument("identity", metavar="ID")
@click.option("--limit", "-n", type=click.IntRange(1, 100), default=10, show_default=True, help="How many to show.")
@semantic_option
@json_option
@workspace_option
def similar(identity: str, limit: int, semantic: bool | None, as_json: bool) -> None:
    """List the activities most like one, in either language, and what they share with it.

    What is, or may be, the same event is not listed: see `kmpipe review`.

    \b
    kmpipe similar k3x9a2b7.1
    kmpipe similar k3x9a2b7 -n 3 --json
    """
    found = current_workspace().similar(identity, limit=limit, semantic=semantic)
    if as_json:
        print_json(found)
        return
    for number, like in enumerate(found, 1):
        _print(number, like)
    click.echo(f"{plural(len(found), 'activity', 'activities')} like it" if found else "nothing is like it", err=True)


def _print(number: int, like: Likeness) -> None:
    when = "undated" if like.start is None else f"{like.start} to {like.end}" if like.end else like.start
    click.echo(f"{number}. {style(printable(like.title), bold=True)}  [{like.id}]")
    nearness = f"likeness {like.score:.2f}" + (f", in meaning {like.similarity:.2f}" if like.similarity else "")
    click.echo(f"   {style(when, fg='cyan')} · {nearness}")
    for label, values, sign in (
        ("same series", (like.series,) if like.series else (), ""),
        ("also there", like.agencies, "; "),
        ("same focus", like.focus, ", "),
        ("also about", like.words, ", "),
    ):
        if values:
            click.echo(f"   {label}: {printable(sign.join(values))}")
    click.echo()
