"""`kmpipe search` and `show`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import click
import msgspec

from kmpipe.cli.hits import FACETS, Call, print_facets, print_hits, tell
from kmpipe.cli.options import (
    current_workspace,
    filter_options,
    json_option,
    names_options,
    semantic_option,
    workspace_option,
)
from kmpipe.cli.output import describe, period, print_json, print_pairs, print_text, style
from kmpipe.cli.schemes import Years, print_areas, scheme_option
from kmpipe.cli.searches import keeping
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from kmpipe.model import ActivityView
    from kmpipe.search.engine import Facet, Results, Sort
    from kmpipe.workspace import FilterValues, Thread, Workspace


@click.command()
@click.argument("query", nargs=-1)
@filter_options
@click.option("--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True)
@click.option("--limit", "-n", type=click.IntRange(1, 1000), help="Results on a page (from kmpipe.toml: 10).")
@click.option("--page", type=click.IntRange(1, 100_000), default=1, help="Which page.")
@click.option("--cursor", metavar="CURSOR", help="Where the page before ended: `next` of --json.")
@click.option("--facets", is_flag=True, help="Count the results by agency, focus area, year, …, to narrow them by.")
@click.option("--facet", "chosen", type=click.Choice(list(FACETS)), multiple=True, help="Count by this one alone.")
@names_options
@semantic_option
@keeping
@json_option
@workspace_option
def search(
    query: tuple[str, ...],
    *,
    sort: Sort,
    limit: int | None,
    page: int,
    cursor: str | None,
    facets: bool,
    chosen: tuple[Facet, ...],
    bridge: bool,
    predecessors: bool,
    semantic: bool | None,
    as_json: bool,
    **filters: Unpack[FilterValues],
) -> None:
    """Find past activities. Without QUERY, all of them, newest first.

    \b
    kmpipe search ketahanan kota --agency BPBD
    kmpipe search '"tata kelola" AND banjir' --from 2018-08 --to 2018-10
    kmpipe search 'title:lokakarya date:"triwulan III 2018"' --facets
    kmpipe search banjir --agency BPBD --save banjir
    kmpipe search --saved banjir --new-since-last

    All words must occur; "phrases", OR, NOT, ( ), field:value, prefix* and fuzzy~ work too. Fields: title agency focus
    place province type status lang person site date.
    """
    from kmpipe.workspace.filters import make_filters  # noqa: PLC0415 - `--help` does without it

    if cursor is not None and page > 1:
        raise UsageError("--page and --cursor exclude each other", hint="leave one of them out")
    workspace = current_workspace()
    size = limit or workspace.settings.search.limit
    text = " ".join(query)
    results = workspace.search(
        text,
        limit=size,
        offset=(page - 1) * size,
        sort=sort,
        facets=facets or bool(chosen),
        bridge=bridge,
        predecessors=predecessors,
        cursor=cursor,
        semantic=semantic,
        **filters,
    )
    if as_json:
        if chosen:
            kept = {name: counts for name, counts in results.facets.items() if name in chosen}
            results = msgspec.structs.replace(results, facets=kept)
        print_json(results)
        return
    print_hits(results)
    print_facets(results, chosen)
    options = [*(["--sort", sort] if sort != "relevance" else []), *(["--limit", str(limit)] if limit else [])]
    options += [f"--no-{name}" for name, on in (("bridge", bridge), ("predecessors", predecessors)) if not on]
    options += [] if semantic is None else ["--semantic" if semantic else "--no-semantic"]
    call = Call(click.get_current_context().find_root().obj, tuple(options))
    tell(results, make_filters(filters), call, next_page=_onward(results, page if cursor is None else None))
    if advice := workspace.index_advice():
        click.echo(f"note: {advice}", err=True)


def _onward(results: Results, page: int | None) -> tuple[str, ...]:
    """The option that gives the next page, as this one was asked for; none at the end."""
    if page is None:
        return ("--cursor", results.next) if results.next is not None else ()
    return ("--page", str(page + 1)) if 0 < len(results.hits) < results.total - results.before else ()


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
