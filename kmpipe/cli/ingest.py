"""`kmpipe init`, `ingest` and `extract`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from kmpipe.cli.options import current_workspace, json_option, workspace_option
from kmpipe.cli.output import plural, print_json, progress_bar
from kmpipe.cli.reread import print_reread
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kmpipe.pipeline import Failure, Mentioned, Summary

# lines of one kind named in full; --json names all
_MOST_LINES, _FEW = 20, 5
ROADS = ("rest", "sitemap", "feed", "links", "page")
KINDS = ("wxr", "warc", "urls", "files")
RIGHTS = ("own", "permitted", "excerpt-only")


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
        click.echo("next: kmpipe ingest https://site.example or PATH …", err=True)


@click.command()
@click.argument("inputs", nargs=-1, metavar="[WHAT]…")
@click.option("--as", "as_", type=click.Choice([*ROADS, *KINDS]), help="Read it so, instead of by looking at it.")
@click.option("--since", metavar="DATE", help="From the web: leave out what was published before this day.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="From the web: at most N new or changed ones.")
@click.option("--pages", is_flag=True, help="WordPress pages, too, not only posts.")
@click.option("--attachments", is_flag=True, help="The PDF and DOCX files that articles offer, too.")
@click.option("--rights", type=click.Choice(RIGHTS), help="What may be done with it; own, if nothing is said.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Processes that read; one a core.")
@click.option("--name", metavar="NAME", help="The name of what comes on standard input (-): rapat.html.")
@click.option("--dry-run", is_flag=True, help="Say what would come in; write nothing.")
@json_option
@workspace_option
def ingest(
    *,
    inputs: tuple[str, ...],
    as_: str | None,
    since: str | None,
    limit: int | None,
    pages: bool,
    attachments: bool,
    rights: str | None,
    jobs: int | None,
    name: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring in articles from sites, exports, archives and saved pages.

    WHAT is the address of a site, of a section of one, or of a page; a file or folder of saved pages (.html, .htm),
    page texts (.txt, .md) and documents (.pdf, .docx), also gzipped (.gz); an export of WordPress (WXR); WARC files; a
    list of addresses; or - for standard input. Without WHAT the sources of kmpipe.toml are brought up to date.

    Running it again does no harm: what has not changed is left alone, what has changed becomes a new version, what its
    site no longer shows stays and is marked. Exit code 3 says that some documents failed.

    \b
    kmpipe ingest https://kota.example
    kmpipe ingest https://kota.example/kegiatan/ --since 2018-01-01 --dry-run
    kmpipe ingest saved-pages/ rapat.html.gz export.xml
    curl -s https://site.example/rapat | kmpipe ingest - --name rapat.html
    """
    workspace = current_workspace()
    with progress_bar("ingest", quiet=as_json) as progress:
        summary = workspace.ingest(
            *inputs,
            as_=as_,  # type: ignore[arg-type]  # click lets no other value through
            since=since,
            limit=limit,
            pages=pages,
            attachments=attachments,
            rights=rights,  # type: ignore[arg-type]  # click lets no other value through
            jobs=jobs or workspace.default_jobs,
            name=name,
            dry_run=dry_run,
            progress=progress,
        )
    if as_json:
        print_json(summary)
    else:
        _print_summary(summary)
        if advice := workspace.index_advice():
            click.echo(f"note: {advice}", err=True)
    if summary.failed:
        click.get_current_context().exit(3)


def _print_summary(summary: Summary) -> None:
    for source in summary.sources:
        click.echo(f"{source.url}: read by {source.road} ({source.reason})", err=True)
        click.echo(f"  {plural(source.requests, 'request')}, {_size(source.received)} received", err=True)
    prefix = "would be: " if summary.dry_run else ""
    click.echo(f"{prefix}{plural(summary.inputs, 'input')}: {', '.join(_parts(summary))}")
    if summary.articles or summary.changed:
        others = f"; {plural(summary.without_activity, 'article')} without one" if summary.without_activity else ""
        click.echo(f"{prefix}{plural(summary.activities, 'activity', 'activities')}{others}")
    for item in summary.listed:
        click.echo(f"would fetch: {item.url}" + (f" ({item.reason})" if item.reason else ""))
    for mirror in summary.mirrors[:_MOST_LINES]:
        click.echo(f"duplicate: {mirror.key} is a mirror of {mirror.canonical}", err=True)
    _print_mentioned("renamed", summary.renamed)
    _print_mentioned("gone", [item for item in summary.left_out if item.what == "gone"])
    _print_left_out([item for item in summary.left_out if item.what == "dropped"])
    for note in summary.notes:
        click.echo(f"note: {note.key}: {note.message}", err=True)
    if len(summary.mirrors) > _MOST_LINES:
        click.echo(f"… {len(summary.mirrors) - _MOST_LINES} more duplicates; --json lists all", err=True)
    _print_failures(summary.failures)


def _parts(summary: Summary) -> list[str]:
    """How the inputs ended; what sites alone can be is named where there is any."""
    parts = [
        plural(summary.articles, "article") + " new",
        f"{summary.changed:,} changed",
        f"{summary.unchanged:,} unchanged",
        plural(summary.duplicates, "duplicate"),
        f"{summary.failed:,} failed",
    ]
    web = {"gone": summary.gone, "not to come in": summary.dropped, "to be fetched": len(summary.listed)}
    return parts + [f"{number:,} {name}" for name, number in web.items() if number]


def _print_mentioned(label: str, items: Sequence[Mentioned]) -> None:
    for item in items[:_MOST_LINES]:
        click.echo(f"{label}: {item.url}: {item.reason}", err=True)
    if len(items) > _MOST_LINES:
        click.echo(f"… {len(items) - _MOST_LINES} more {label}; --json lists all", err=True)


def _print_left_out(items: Sequence[Mentioned]) -> None:
    """What was not to come in: a line for each where there are few, a line for each reason where there are many."""
    reasons = Counter(item.reason for item in items)
    if len(items) <= _FEW:
        _print_mentioned("left out", items)
        return
    for reason, number in reasons.most_common(_MOST_LINES):
        click.echo(f"left out: {number:,} × {reason}", err=True)


def _print_failures(failures: Sequence[Failure]) -> None:
    """What failed: a line for each, but one line for many that failed for the same reason."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for failure in failures:
        reason = failure.message.removeprefix(f"{failure.key}: ")
        alike.setdefault((reason, failure.error, failure.hint), []).append(failure.key)
    lines = []
    for (reason, error, hint), keys in alike.items():
        advice = f"; {hint}" if hint else ""
        if len(keys) > _FEW:
            lines.append(f"failed: {len(keys):,} × {reason} ({error}){advice}\n  the first: {keys[0]}")
            continue
        for key in keys:
            named = reason if key in reason else f"{key}: {reason}"
            lines.append(f"failed: {named} ({error}){advice}")
    for line in lines[:_MOST_LINES]:
        click.echo(line, err=True)
    if len(lines) > _MOST_LINES:
        click.echo(f"… {len(lines) - _MOST_LINES} more failures; --json lists all", err=True)
    elif len(lines) < len(failures):
        click.echo("  --json lists all", err=True)


def _size(count: int) -> str:
    """Bytes as a reader says them."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


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
