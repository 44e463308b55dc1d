"""`kmpipe init`, `ingest` and `extract`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_json, progress_bar
from kmpipe.cli.reread import print_reread
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from kmpipe.pipeline import Summary

# failures named in full; --json names all
_MOST_FAILURES = 20


@click.command()
@click.argument("folder", default=".")
def init(folder: str) -> None:
    """Make a workspace in FOLDER (here, if left out).

    \b
    kmpipe init resilience && cd resilience
    """
    from kmpipe.workspace import init_workspace  # noqa: PLC0415 - `--help` does without it

    with init_workspace(folder) as workspace:
        click.echo(f"made a workspace in {workspace.root}")
        click.echo("next: kmpipe ingest PATH …", err=True)


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option("--name", metavar="NAME", help="The name of what comes on standard input (-): rapat.html.")
@click.option("--dry-run", is_flag=True, help="Say what would come in; write nothing.")
@json_option
@workspace_option
def ingest(paths: tuple[str, ...], name: str | None, dry_run: bool, as_json: bool) -> None:
    """Bring in saved pages (.html, .htm) and saved page text (.txt, .md), also gzipped (.gz).

    PATH is a file, a folder (taken with all below it), or - for standard input. Running it again does no harm: what has
    not changed is left alone, what has changed becomes a new version. Exit code 3 says that some documents failed.

    \b
    kmpipe ingest saved-pages/ rapat.html.gz
    curl -s https://site.example/rapat | kmpipe ingest - --name rapat.html
    """
    workspace = current_workspace()
    with progress_bar("ingest", quiet=as_json) as progress:
        summary = workspace.ingest(*paths, name=name, dry_run=dry_run, progress=progress)
    if as_json:
        print_json(summary)
    else:
        _print_summary(summary)
    if summary.failed:
        click.get_current_context().exit(3)


def _print_summary(summary: Summary) -> None:
    parts = [
        plural(summary.articles, "article") + " new",
        f"{summary.changed} changed",
        f"{summary.unchanged} unchanged",
        plural(summary.duplicates, "duplicate"),
        f"{summary.failed} failed",
    ]
    prefix = "would be: " if summary.dry_run else ""
    click.echo(f"{prefix}{plural(summary.inputs, 'input')}: {', '.join(parts)}")
    if summary.articles or summary.changed:
        others = f"; {plural(summary.without_activity, 'article')} without one" if summary.without_activity else ""
        click.echo(f"{prefix}{plural(summary.activities, 'activity', 'activities')}{others}")
    for mirror in summary.mirrors:
        click.echo(f"duplicate: {mirror.key} is a mirror of {mirror.canonical}", err=True)
    for note in summary.notes:
        click.echo(f"note: {note.key}: {note.message}", err=True)
    for failure in summary.failures[:_MOST_FAILURES]:
        named = failure.message if failure.key in failure.message else f"{failure.key}: {failure.message}"
        click.echo(f"failed: {named} ({failure.error})" + (f"; {failure.hint}" if failure.hint else ""), err=True)
    if len(summary.failures) > _MOST_FAILURES:
        click.echo(f"… {len(summary.failures) - _MOST_FAILURES} more failures; --json lists all", err=True)


@click.command()
@click.argument("identities", nargs=-1, metavar="[ID]…")
@click.option("--all", "everything", is_flag=True, help="All articles.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@json_option
@workspace_option
def extract(identities: tuple[str, ...], everything: bool, dry_run: bool, as_json: bool) -> None:
    """Read articles again after a rule or a vocabulary changed, and report what came out otherwise.

    They are cleaned and extracted anew from the bytes they are known by; nothing is fetched. What people restored or
    decided stands. Exit code 3 says that some could not be read.

    \b
    kmpipe extract --all --dry-run
    kmpipe extract k3x9a2b7
    """
    if everything == bool(identities):
        raise UsageError("name articles, or say --all", hint="kmpipe extract --all")
    workspace = current_workspace()
    with progress_bar("extract", quiet=as_json) as progress:
        report = workspace.extract(identities or None, dry_run=dry_run, progress=progress)
    if as_json:
        print_json(report)
    else:
        print_reread(report)
    if report.failed:
        click.get_current_context().exit(3)
