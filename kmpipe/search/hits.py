"""From what an engine found to what a reader gets: hits with snippets, facets with labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import get_args

from kmpipe.search.engine import Facet, FacetCount, Hit, Match
from kmpipe.search.highlight import Highlighter
from kmpipe.search.names import Names


def make_hit(match: Match, highlighter: Highlighter, asked: Collection[str]) -> Hit:
    """The hit of a match; agencies with one of the names `asked` for stand first."""
    stored = match.stored
    snippet = highlighter.snippet(stored.text)
    return Hit(
        id=stored.id, article=stored.article, title=stored.title, start=stored.start, end=stored.end,
        agencies=tuple(sorted(stored.agencies, key=lambda name: name not in asked)), focus=stored.focus,
        type=stored.type, place=stored.place, language=stored.language, status=stored.status, url=stored.url,
        site=stored.site, score=match.score, snippet=snippet.text, snippet_start=snippet.start, highlights=snippet.marks,
        title_highlights=highlighter.title(stored.title), more_before=snippet.more_before, more_after=snippet.more_after,
        articles=stored.articles or (stored.article,), reports=stored.reports,
    )  # fmt: skip


def make_facets(counts: Mapping[Facet, Mapping[str, int]], names: Names) -> dict[Facet, tuple[FacetCount, ...]]:
    """The counts by facet, the most frequent values first, but years and months in order.

    Months are counted only within one year: of several years they are too many to choose from.
    """
    facets: dict[Facet, tuple[FacetCount, ...]] = {}
    for facet in get_args(Facet):
        found = counts.get(facet)
        if found is None or (facet == "month" and len(counts.get("year", ())) != 1):
            continue
        in_time = facet in ("year", "month")
        facets[facet] = tuple(
            FacetCount(value=value, label=names.label(facet, value), count=count)
            for value, count in sorted(found.items(), key=lambda each: (0 if in_time else -each[1], each[0]))
        )
    return facets
