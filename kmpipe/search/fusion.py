"""Search by words and by meaning together: two rankings fused by reciprocal rank (Cormack, Clarke and Büttcher 2009).

By words an activity is found as ever, the bridge included. By meaning the activities with the passages nearest to the
query are found, of those that meet the filters and the conditions of the query (`meaning.split_query`). What both find is
one list: the first `WINDOW` by words and the `NEAREST` by meaning in the fused order, then the others by words. Total
and facets count this list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kmpipe.search.engine import Filters, Found, FoundBy, Hit, Match, Reader, Results, Sort
from kmpipe.search.meaning import split_query
from kmpipe.search.passages import passage_at
from kmpipe.search.plan import AllOf, AnyOf, Keys, Plan, Without
from kmpipe.search.query import readable

if TYPE_CHECKING:
    from kmpipe.search.model import Model
    from kmpipe.search.searcher import Searcher
    from kmpipe.search.vectors import Near, Vectors

# hits by words whose order is fused; those behind them keep theirs
WINDOW = 100
# activities found by meaning at most
NEAREST = 20
# how much the first ranks count more than the later ones, and the share of the ranking by meaning
K = 3
MEANING_SHARE = 0.5
# code points that are shown of a passage, which has up to 200 words: twice a snippet of words found
SHOWN = 460


class Meant(NamedTuple):
    """What a search by meaning needs."""

    model: Model
    vectors: Vectors


class _Page(NamedTuple):
    matches: tuple[Match, ...]
    found: Found
    by: Mapping[str, FoundBy]
    alone: int  # how many were found by meaning alone


def search_both(
    searcher: Searcher,
    meant: Meant,
    query: str,
    filters: Filters | None = None,
    *,
    limit: int = 10,
    offset: int = 0,
    sort: Sort = "relevance",
    facets: bool = False,
    bridge: bool = True,
    predecessors: bool = True,
) -> Results:
    """One page of what words or meaning find. A query without words is answered by words alone, and a note says so.

    A hit that was found by meaning alone shows the passage nearest to the query as its snippet. Raises what
    `Searcher.search` raises, and `IndexDamaged` where the vectors were made by another model.
    """
    limit, offset = max(limit, 0), max(offset, 0)
    split = split_query(query, searcher.vocabulary.fields)
    if not split.words:
        results = searcher.search(
            query,
            filters,
            limit=limit,
            offset=offset,
            sort=sort,
            facets=facets,
            bridge=bridge,
            predecessors=predecessors,
        )
        return msgspec.structs.replace(
            results, notes=(*results.notes, "without words there is no meaning to search by")
        )
    near = nearest(searcher, meant, split.words, split.conditions, filters)

    def page(reader: Reader, plan: Plan, deadline: float) -> _Page:
        return _Fusion(reader, plan, near, deadline).page(limit, offset, sort, facets=facets)

    asked = searcher.ask(query, filters, page, bridge=bridge, predecessors=predecessors)
    hits = searcher.hits(asked.answer.matches, asked)
    alone = asked.answer.alone
    told = (f"{alone} of them {'was' if alone == 1 else 'were'} found by meaning alone",) if alone else ()
    shown = tuple(_shown(hit, asked.answer.by[hit.id], near, asked.answer.matches) for hit in hits)
    return Results(
        query=readable(query), hits=shown, total=asked.answer.found.total, facets=searcher.labelled(asked.answer.found),
        notes=(*asked.notes, *told), also_searched=asked.also_searched, before=offset,
    )  # fmt: skip


def nearest(
    searcher: Searcher,
    meant: Meant,
    words: str,
    conditions: str = "",
    filters: Filters | None = None,
    most: int = NEAREST,
) -> dict[str, Near]:
    """The activities nearest in meaning that meet conditions and filters, the nearest first, by id."""
    allowed = None
    if conditions or (filters is not None and filters != Filters()):
        allowed = searcher.ids(conditions, filters, bridge=False)
    return {near.activity: near for near in meant.vectors.nearest(meant.model.query(words), most, allowed)}


class _Fusion:
    """The fused list of one query."""

    def __init__(self, reader: Reader, plan: Plan, near: Mapping[str, Near], deadline: float) -> None:
        self._reader = reader
        self._plan = plan
        self._deadline = deadline
        self._stored = {match.stored.id: match for match in self._matches(tuple(near))}
        self._near = {identity: near[identity] for identity in near if self._is_valid(near[identity])}
        among = AllOf((plan, Keys("id", tuple(self._near))))
        self._both = frozenset(reader.ids(among, deadline=deadline)) if self._near else frozenset[str]()

    def page(self, limit: int, offset: int, sort: Sort, *, facets: bool) -> _Page:
        either = AnyOf((self._plan, Keys("id", tuple(self._near)))) if self._near else self._plan
        if sort == "date":
            found = self._search(either, limit, offset, sort, facets=facets)
            return self._page(found.matches, found)
        first = self._search(self._plan, WINDOW, 0).matches
        fused = fuse([match.stored.id for match in first], list(self._near))
        matches = {identity: self._stored[identity] for identity in self._near}
        matches |= {match.stored.id: match for match in first}
        chosen = [
            msgspec.structs.replace(matches[identity], score=round(score, 4))
            for identity, score in fused[offset : offset + limit]
        ]
        if len(chosen) < limit:  # behind the fused ones stand the others by words
            rest = AllOf((self._plan, Without(Keys("id", tuple(matches)))))
            chosen += self._search(rest, limit - len(chosen), max(offset - len(fused), 0)).matches
        return self._page(tuple(chosen), self._search(either, 1, 0, facets=facets))

    def _page(self, matches: tuple[Match, ...], found: Found) -> _Page:
        by = {match.stored.id: self._by(match.stored.id) for match in matches}
        return _Page(matches, found, by, len(self._near) - len(self._both))

    def _is_valid(self, near: Near) -> bool:
        """Whether the passage stands in the text as the model read it."""
        match = self._stored.get(near.activity)
        if match is None:
            return False
        return passage_at(match.stored.title, match.stored.text, near.start, near.end).digest == near.digest

    def _matches(self, ids: tuple[str, ...]) -> tuple[Match, ...]:
        return self._search(Keys("id", ids), len(ids), 0).matches if ids else ()

    def _by(self, identity: str) -> FoundBy:
        if identity not in self._near:
            return "words"
        return "words and meaning" if identity in self._both else "meaning"

    def _search(self, plan: Plan, limit: int, offset: int, sort: Sort = "relevance", *, facets: bool = False) -> Found:
        return self._reader.search(plan, limit=limit, offset=offset, sort=sort, facets=facets, deadline=self._deadline)


def fuse(words: Sequence[str], meant: Sequence[str]) -> list[tuple[str, float]]:
    """Two rankings as one, by reciprocal rank, with scores; of equals the one that words found better stands first."""
    scores: dict[str, float] = {}
    for share, ranking in ((1.0, words), (MEANING_SHARE, meant)):
        for rank, identity in enumerate(ranking, 1):
            scores[identity] = scores.get(identity, 0.0) + share / (K + rank)
    return sorted(scores.items(), key=lambda each: -each[1])


def _shown(hit: Hit, by: FoundBy, near: Mapping[str, Near], matches: Sequence[Match]) -> Hit:
    place = near.get(hit.id)
    if place is None or by == "words":
        return hit
    similarity = round(place.similarity, 3)
    if by == "words and meaning":
        return msgspec.structs.replace(hit, found_by=by, similarity=similarity)
    text = next(match.stored.text for match in matches if match.stored.id == hit.id)
    end = _cut(text, place.start, place.end)
    return msgspec.structs.replace(
        hit, found_by=by, similarity=similarity, snippet=text[place.start : end].replace("\n", " "),
        snippet_start=place.start, highlights=(), more_before=place.start > 0, more_after=end < len(text),
    )  # fmt: skip


def _cut(text: str, start: int, end: int) -> int:
    """The end of the last whole word of a passage within `SHOWN` code points."""
    if end - start <= SHOWN:
        return end
    return max(text.rfind(" ", start, start + SHOWN), text.rfind("\n", start, start + SHOWN), start + SHOWN // 2)
