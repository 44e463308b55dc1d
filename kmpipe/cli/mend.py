"""`kmpipe restore` and `duplicates`: what people decide about cleaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_json, print_ruling, style
from kmpipe.cli.reread import print_reread
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from kmpipe.workspace import Workspace


@click.command()
@click.argument("identity", metavar="ID")
@click.argument("numbers", metavar="N…", nargs=-1, required=True, type=click.IntRange(1))
@click.option("--undo", is_flag=True, help="Take a restored line out again; N counts the restored lines.")
@click.option("--reason", metavar="TEXT", help="Why; kept with the decision.")
@click.option("--dry-run", is_flag=True, help="Show the lines; change nothing.")
@json_option
@workspace_option
def restore(
    identity: str, numbers: tuple[int, ...], undo: bool, reason: str | None, dry_run: bool, as_json: bool
) -> None:
    """Put removals of an article back into its text, for good.

    N are the numbers that `kmpipe explain ID` shows. The article is read again at once, and whenever it is ingested
    again these lines stay. Every line with the same text stays, too.

    \b
    kmpipe restore k3x9a2b7 4 5 --reason "part of the minutes"
    kmpipe restore k3x9a2b7 1 --undo
    """
    workspace = current_workspace()
    if dry_run:
        for line in workspace.restorable(identity, numbers, undo=undo):
            click.echo(f"{line.kind}: {line.text}")
        return
    report = (
        workspace.take_out_again(identity, numbers) if undo else workspace.restore(identity, numbers, reason=reason)
    )
    if as_json:
        print_json(report)
    else:
        print_reread(report)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also the pairs that somebody said are no duplicates.")
@click.option("--distinct", nargs=2, metavar="ID ID", help="Say that two articles are no duplicates; remembered.")
@click.option("--undo", nargs=2, metavar="ID ID", help="Take that back.")
@click.option("--reason", metavar="TEXT", help="Why they are no duplicates; kept with the decision.")
@click.option("--dry-run", is_flag=True, help="With --distinct or --undo: say what would be; change nothing.")
@json_option
@workspace_option
def duplicates(
    everything: bool,
    distinct: tuple[str, str] | None,
    undo: tuple[str, str] | None,
    reason: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """List the articles that stand in several places, with their similarity (1.00 for the same words).

    The earliest published is the canonical one, then the longest; search and export know it alone, and the ids of its
    mirrors lead to it. Days held that differ, and numbers in the titles that differ, keep articles apart.

    \b
    kmpipe duplicates --all
    kmpipe duplicates --distinct k3x9a2b7 q7m2c4d1
    """
    workspace = current_workspace()
    if (distinct and undo) or (reason and not distinct) or (dry_run and not (distinct or undo)):
        raise UsageError(
            "--distinct and --undo exclude each other; --reason goes with --distinct, --dry-run with either",
            hint="kmpipe duplicates --distinct ID ID",
        )
    if distinct or undo:
        _judge(workspace, distinct, undo, reason, dry_run=dry_run, as_json=as_json)
        return
    clusters = [
        (cluster, [copy for copy in cluster.copies if everything or not copy.apart])
        for cluster in workspace.duplicates()
    ]
    clusters = [(cluster, copies) for cluster, copies in clusters if copies]
    if as_json:
        import msgspec  # noqa: PLC0415 - only here

        print_json([msgspec.structs.replace(cluster, copies=tuple(copies)) for cluster, copies in clusters])
        return
    for cluster, copies in clusters:
        click.echo(f"{style(cluster.title, bold=True)}  [{cluster.id}]")
        click.echo(f"   {' · '.join(part for part in (cluster.published, cluster.where) if part)}")
        for copy in copies:
            title = "" if copy.title == cluster.title else f"{copy.title} · "
            apart = f"  ({style(copy.apart, fg='yellow')})" if copy.apart else ""
            click.echo(
                f"   {copy.similarity:.2f}  [{copy.id}]  {title}{' · '.join(p for p in (copy.published, copy.where) if p)}{apart}"
            )
        click.echo()
    mirrors = sum(not copy.apart for _, copies in clusters for copy in copies)
    click.echo(
        f"{plural(mirrors, 'mirror')} of {plural(sum(any(not c.apart for c in copies) for _, copies in clusters), 'article')}",
        err=True,
    )


def _judge(
    workspace: Workspace, distinct: tuple[str, str] | None, undo: tuple[str, str] | None, reason: str | None, *,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Say that two articles are no duplicates, or take that back."""
    if distinct:
        pair = workspace.separate(*distinct, reason=reason, dry_run=dry_run)
        said = f"{pair[0]} and {pair[1]} {'would stand' if dry_run else 'stand'} apart from now on"
    else:
        pair = workspace.unite(*(undo or ("", "")), dry_run=dry_run)
        said = f"whether {pair[0]} and {pair[1]} are duplicates {'would be' if dry_run else 'is'} judged by their words again"
    if as_json:
        print_ruling("distinct" if distinct else "undo distinct", *pair, dry_run=dry_run)
    else:
        click.echo(said, err=True)
