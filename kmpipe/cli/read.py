"""`kmpipe search` and `show`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import click
import msgspec

from kmpipe.cli.options import current_workspace, filter_options, json_option, workspace_option
from kmpipe.cli.output import describe, period, plural, print_json, print_pairs, print_table, print_text, style
from kmpipe.cli.schemes import Years, print_areas, scheme_option

if TYPE_CHECKING:
    from kmpipe.model import ActivityView
    from kmpipe.search import AlsoSearched, Hit
    from kmpipe.search.engine import Sort
    from kmpipe.workspace import FilterValues, Thread, Workspace

# other names shown for a word; --json has all
_MOST_NAMES = 4


@click.command()
@click.argument("query", nargs=-1)
@filter_options
@click.option("--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True)
@click.option("--limit", "-n", type=click.IntRange(1, 1000), help="Results on a page (from kmpipe.toml: 10).")
@click.option("--page", type=click.IntRange(1, 100_000), default=1, help="Which page.")
@click.option(
    "--facets", is_flag=True, help="Count the results by agency, focus area, type, year, place, language and site."
)
@click.option(
    "--bridge/--no-bridge",
    default=True,
    help="Also search in the other language and under other names, or only as typed.",
)
@json_option
@workspace_option
def search(
    query: tuple[str, ...],
    sort: Sort,
    limit: int | None,
    page: int,
    facets: bool,
    bridge: bool,
    as_json: bool,
    **filters: Unpack[FilterValues],
) -> None:
    """Find past activities. Without QUERY, all of them, newest first.

    \b
    kmpipe search ketahanan kota --agency BPBD
    kmpipe search '"tata kelola" AND banjir' --from 2018-08 --to 2018-10
    kmpipe search 'title:lokakarya date:[2018-01 TO 2018-06]' --facets

    All words must occur; "phrases", OR, NOT, ( ), field:value, prefix* and fuzzy~ work too. Fields: title agency focus
    place type lang person date.
    """
    workspace = current_workspace()
    size = limit or workspace.settings.search.limit
    first = (page - 1) * size
    results = workspace.search(
        " ".join(query), limit=size, offset=first, sort=sort, facets=facets, bridge=bridge, **filters
    )
    if as_json:
        print_json(results)
        return
    for number, hit in enumerate(results.hits, first + 1):
        _print_hit(number, hit)
    for name, counts in results.facets.items():
        print_table(name, {count.label: count.count for count in counts})
    last = first + len(results.hits)
    shown = f", {first + 1}-{last} shown" if results.hits and len(results.hits) < results.total else ""
    click.echo(f"{plural(results.total, 'activity', 'activities')} found{shown}", err=True)
    if results.also_searched:
        click.echo(f"also searched: {'; '.join(map(_other_names, results.also_searched))}", err=True)
    for note in results.notes:
        click.echo(f"note: {note}", err=True)


def _other_names(also: AlsoSearched) -> str:
    """`ketahanan (resilience)`; what a body was before or became after is told apart."""
    parts = [_some(also.forms), f"earlier or later {_some(also.earlier_or_later)}" if also.earlier_or_later else ""]
    return f"{', '.join(filter(None, parts))} ({also.words})"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _print_hit(number: int, hit: Hit) -> None:
    when = "undated" if hit.start is None else f"{hit.start} to {hit.end}" if hit.end else hit.start
    click.echo(f"{number}. {style(hit.title, bold=True)}  [{hit.id}]")
    state = "" if hit.status in {None, "held"} else style(str(hit.status), fg="red")
    click.echo("   " + " · ".join(part for part in (style(when, fg="cyan"), state, hit.place, hit.type) if part))
    if hit.agencies:
        extra = f" and {len(hit.agencies) - 4} more" if len(hit.agencies) > 4 else ""
        click.echo("   " + "; ".join(hit.agencies[:4]) + extra)
    if hit.focus:
        click.echo("   " + style(", ".join(hit.focus), fg="green"))
    if hit.snippet:
        click.echo("   " + _highlighted(hit))
    click.echo()


def _highlighted(hit: Hit) -> str:
    out, at = [], 0
    for start, end in hit.highlights:
        out += [hit.snippet[at:start], style(hit.snippet[start:end], bold=True, fg="yellow")]
        at = end
    return ("… " if hit.more_before else "") + "".join([*out, hit.snippet[at:]]) + (" …" if hit.more_after else "")


@click.command()
@click.argument("identity", metavar="ID")
@click.option("--text/--no-text", default=True, help="With or without the article's text.")
@scheme_option
@json_option
@workspace_option
def show(identity: str, text: bool, scheme: str | None, as_json: bool) -> None:
    """Show an activity, or those of an article, with the clean text.

    \b
    kmpipe show k3x9a2b7.1
    kmpipe show k3x9a2b7.1 --scheme pilar
    kmpipe show k3x9a2b7 --json | jq .held
    """
    workspace = current_workspace()
    views = workspace.show(identity, scheme=scheme)
    chosen = workspace.schemes(scheme)[0] if scheme is not None else None
    if chosen is not None:
        years = Years(chosen)
        for view in views:
            years(view)
        years.note()
    if as_json:
        if not text:
            views = tuple(msgspec.structs.replace(view, text=None, removals=None) for view in views)
        print_json(views[0] if len(views) == 1 else views)
        return
    for view in views:
        click.echo(f"{style(view.title, bold=True)}  [{view.id}]")
        if view.no_activity:
            click.echo(f"not an activity: {view.no_activity}")
        else:
            print_pairs(describe(view))
            if chosen is not None:
                print_areas(view, chosen)
        click.echo()
    _print_thread(workspace.thread(identity))
    if text:
        _print_texts(workspace, views)


def _print_texts(workspace: Workspace, views: Sequence[ActivityView]) -> None:
    """The text of the article, or that of each report under the article's title."""
    reports = [report for view in views for report in view.reports or (view.articles[0],)]
    articles = list(dict.fromkeys(report.partition(".")[0] for report in reports))
    for identity in articles:
        article = workspace.explain(identity).article
        if len(articles) > 1:
            click.echo(style(f"{article.title}  [{article.id}]", bold=True) + "\n")
        print_text(article)
        if len(articles) > 1:
            click.echo()


def _print_thread(thread: Thread) -> None:
    for label, activities in (("Follows", thread.before), ("Followed by", thread.after)):
        if activities:
            click.echo(style(label, bold=True))
            for activity in activities:
                click.echo(f"   {period(activity.held)}  {activity.title}  [{activity.id}]")
            click.echo()
