"""Answering plans from an index on a search server.

The server ranks. It cannot sort by a score to 4 places, so ties are broken here: what may stand on the page by its score
is read as keys alone, then ordered, and the documents of the page are fetched by key.
"""

from __future__ import annotations

from time import monotonic
from typing import Any, get_args

import msgspec

from kmpipe.errors import IndexDamaged
from kmpipe.search.engine import Facet, Found, Match, Rank, Sort, Stored
from kmpipe.search.engines.opensearch_http import Server
from kmpipe.search.engines.opensearch_query import query_of
from kmpipe.search.engines.opensearch_writing import IDS, Generation, belonging, chunks, count
from kmpipe.search.plan import Plan

# any name will do: the same copy of the index answers each time, so that scores are the same from page to page
PREFERENCE = "kmpipe"
# the most that a server gives at once
WINDOW = 10_000
# documents read beyond the page, among which its last score usually ends
SLACK = 20
# documents fetched whole at once: a page of a person has ten, of an export thousands
FETCHED = 500
# values of a facet; with more, counting goes on page by page
VALUES = 10_000
# half of the last of the 4 places of a score, and a little more for the server's single precision
_HALF_PLACE = 0.000051


class OpenSearchReader:
    """`Reader` over an index on a server."""

    def __init__(self, server: Server, generation: Generation) -> None:
        self._server = server
        self._generation = generation
        self._visible: dict[str, Any] | None = None if generation.replaced else belonging(generation)

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def search(
        self,
        plan: Plan,
        *,
        limit: int,
        offset: int,
        sort: Sort,
        facets: bool,
        deadline: float,
        after: Rank | None = None,
    ) -> Found:
        """Answer a plan: see `Reader`."""
        query = self._query(plan, deadline)
        counting = {facet: {"terms": {"field": f"facets.{facet}", "size": VALUES}} for facet in get_args(Facet)}
        wanted = offset + limit if limit else 0
        pages = _Ranking(self, query, sort, after, deadline)
        first = pages.next(min(wanted + SLACK, WINDOW) if limit else 0, counting if facets else {})
        counts = {
            facet: self._counts(facet, found, query, deadline) for facet, found in first.get("aggregations", {}).items()
        }
        ranked = pages.best(wanted)[offset:] if limit else []
        stored = self._stored([key for key, _ in ranked], deadline)
        matches = tuple(Match(stored[key], rank.score, rank) for key, rank in ranked if key in stored)
        return Found(matches, first["hits"]["total"]["value"], counts)

    def ids(self, plan: Plan, *, deadline: float) -> tuple[str, ...]:
        """The ids of all documents that match a plan, the newest first."""
        pages = _Ranking(self, self._query(plan, deadline), "date", None, deadline)
        pages.next(WINDOW)
        return tuple(rank.id for _, rank in pages.best(0))

    def ask(self, path: str, body: dict[str, Any], deadline: float, **parameters: str) -> Any:
        """The answer of the index, whole: without one of its parts it is none."""
        answer = self._server.ask(
            "POST", f"/{self._generation.index}/{path}", body, parameters=parameters, deadline=deadline
        )
        if answer.get("timed_out"):
            raise TimeoutError
        if answer.get("_shards", {}).get("failed"):
            raise IndexDamaged("a part of the search index on the server does not answer", hint="see the server's log")
        return answer

    def _query(self, plan: Plan, deadline: float) -> dict[str, Any]:
        if self._visible is None:
            parts = [{"ids": {"values": list(part)}} for part in chunks(self._generation.replaced, IDS)]
            there = {"bool": {"should": parts, "minimum_should_match": 1}}
            left = count(self._server, self._generation.index, there, deadline)
            self._visible = belonging(self._generation, None if left else ())
        return {"bool": {"must": [query_of(plan)], **self._visible}}

    def _counts(self, facet: str, found: Any, query: dict[str, Any], deadline: float) -> dict[str, int]:
        if not found.get("sum_other_doc_count"):
            return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
        counts: dict[str, int] = {}
        pages: dict[str, Any] = {"size": VALUES, "sources": [{"value": {"terms": {"field": f"facets.{facet}"}}}]}
        while True:
            body = {"size": 0, "query": query, "aggs": {"page": {"composite": pages}}}
            page = self.ask("_search", body, deadline)["aggregations"]["page"]
            counts |= {bucket["key"]["value"]: bucket["doc_count"] for bucket in page["buckets"]}
            if len(page["buckets"]) < VALUES:
                return counts
            pages["after"] = page["after_key"]

    def _stored(self, keys: list[str], deadline: float) -> dict[str, Stored]:
        stored: dict[str, Stored] = {}
        for part in chunks(keys, FETCHED):
            answer = self.ask("_mget", {"ids": list(part)}, deadline, _source_includes="stored")
            for found in answer["docs"]:
                if found.get("found"):  # a write that has just been finished may have taken it away
                    stored[found["_id"]] = msgspec.convert(found["_source"]["stored"], Stored)
        return stored


class _Ranking:
    """The matches of a query as keys and ranks, read from the server piece by piece as far as is needed."""

    def __init__(
        self, reader: OpenSearchReader, query: dict[str, Any], sort: Sort, after: Rank | None, deadline: float
    ) -> None:
        self._reader, self._query, self._deadline = reader, query, deadline
        self._scored = sort == "relevance"
        self._after = after
        self._sort = [*([{"_score": "desc"}] if self._scored else []), {"first": "desc"}, {"name": "asc"}]
        self._found: list[tuple[str, Rank]] = []
        self._behind: list[Any] | None = None
        if after is not None:
            self._behind = [after.score + _HALF_PLACE, 0, ""] if self._scored else [after.first, after.id]
        self._ended = False
        # the server's score of the last document found, and how many have the very same
        self._score, self._same = -1.0, 0

    def next(self, size: int, counting: dict[str, Any] | None = None) -> Any:
        """Read `size` more; the whole answer."""
        body: dict[str, Any] = {"query": self._query, "size": size, "_source": False, "track_total_hits": True}
        body["timeout"] = f"{max(1, int(1000 * (self._deadline - monotonic())))}ms"
        if size:
            body["sort"] = self._sort
        if self._behind is not None and size:
            body["search_after"] = self._behind
        if counting:
            body["aggs"] = counting
        answer = self._reader.ask("_search", body, self._deadline, preference=PREFERENCE)
        hits = answer["hits"]["hits"]
        self._ended = len(hits) < size
        if hits:
            self._behind = hits[-1]["sort"]
        for hit in hits:
            score = round(hit["sort"][0], 4) if self._scored else 0.0
            rank = Rank(score, *hit["sort"][-2:])
            if self._after is not None and _order(rank) <= _order(self._after):
                continue
            self._found.append((hit["_id"], rank))
            if self._scored:
                self._same = self._same + 1 if hit["sort"][0] == self._score else 1
                self._score = hit["sort"][0]
        return answer

    def best(self, wanted: int) -> list[tuple[str, Rank]]:
        """The first `wanted` in the order of their ranks (0: all), once the score of the last is read to its end.

        Of documents with the very same score the server gives the first ones first: beyond as many as are wanted the
        rest are skipped.
        """
        while not self._ended and not self._enough(wanted):
            if self._scored and 0 < wanted <= self._same:
                self._behind = [self._score, -1, ""]
            self.next(min(wanted + SLACK, WINDOW) if wanted else WINDOW)
        ordered = sorted(self._found, key=lambda each: _order(each[1]))
        return ordered[: wanted or None]

    def _enough(self, wanted: int) -> bool:
        if not 0 < wanted <= len(self._found):
            return False
        # nothing scores less than 0
        return not self._scored or self._score == 0 or self._found[-1][1].score < self._found[wanted - 1][1].score


def _order(rank: Rank) -> tuple[float, int, str]:
    return -rank.score, -rank.first, rank.id
