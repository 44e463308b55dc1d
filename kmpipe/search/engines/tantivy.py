"""The Tantivy engine (extra `tantivy`): a search library in Rust, for one machine and any number of articles.

Its table of contents is replaced at each write, so each write gets a folder of its own, in which the files of the write
before stand as links: `kmpipe.search.index` sees to that. Nothing of it is a program: no file holds pickles.
"""

from __future__ import annotations

import errno
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from operator import itemgetter
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import msgspec
import tantivy
from tantivy import DocAddress, FieldType, Occur, Order, Query

from kmpipe.search.engine import Facet, Found, Match, Prepared, Rank, Sort, Stored, Written
from kmpipe.search.engines.scoring import order_of
from kmpipe.search.engines.tantivy_documents import COLUMNS, ID_COLUMNS, day_of, document_of, id_of, order_key, schema
from kmpipe.search.engines.tantivy_queries import Builder, is_ranked
from kmpipe.search.plan import Plan

# bytes of memory in which documents are gathered before they are written to a segment: of a new index, of an update
BUILD_MEMORY, UPDATE_MEMORY = 256_000_000, 32_000_000
# values of a facet that are counted at most: as many as Tantivy gives at once
MAX_VALUES = 60_000
# documents looked at beyond the page, for those that stand level with its last one
MARGIN = 10
# how many times more are looked at where these were too few
GROWTH = 4
# of an unsigned column
LARGEST = 2**64 - 1
TABLE_OF_CONTENTS, MANAGED = "meta.json", ".managed.json"


class TantivyEngine:
    """`Engine` over Tantivy."""

    name = "tantivy"
    beside = False

    def version(self) -> str:
        """The version of Tantivy with that of its file format."""
        return str(tantivy.__version__)  # type: ignore[attr-defined]  # its types forget it under this name

    def write(
        self, folder: Path, visible: frozenset[str], documents: Iterable[Prepared], deletes: Iterable[str]
    ) -> Written:
        """Write documents and deletions in a folder that holds links to the visible files."""
        with _disk():
            index = tantivy.Index(schema(), str(folder), reuse=bool(visible))
            index.config_reader(reload_policy="manual")
            # one thread writes one segment: many would have to be merged, or make queries slow
            writer = index.writer(heap_size=UPDATE_MEMORY if visible else BUILD_MEMORY, num_threads=1)
        try:
            _fill(writer, documents, deletes, replacing=bool(visible))
        except BaseException:
            with suppress(ValueError):  # the first error is the one to tell
                writer.wait_merging_threads()
            raise
        with _disk():
            writer.wait_merging_threads()
            index.reload()
        return Written(_files(folder), index.searcher().num_docs)

    def open(self, folder: Path, visible: frozenset[str]) -> TantivyReader:
        """Open the index made up of the visible files. Raises whatever Tantivy raises on damage."""
        return TantivyReader(folder)

    def settle(self, folder: Path) -> None:
        """Nothing is kept elsewhere."""


def _fill(
    writer: tantivy.IndexWriter, documents: Iterable[Prepared], deletes: Iterable[str], *, replacing: bool
) -> None:
    for identity in deletes:
        writer.delete_documents_by_term("id", identity)
    for document in documents:
        made = document_of(document)
        with _disk():
            if replacing:
                writer.delete_documents_by_term("id", document.id)
            writer.add_document(made)
    with _disk():
        writer.commit()


@contextmanager
def _disk() -> Iterator[None]:
    """Tantivy tells what the disk refuses as a `ValueError` with the number or the kind in its text, or with neither."""
    try:
        yield
    except ValueError as error:
        told = _ERROR_NUMBER.search(str(error))
        kind = next((number for name, number in _ERROR_KINDS.items() if name in str(error)), errno.EIO)
        raise OSError(int(told[1]) if told else kind, f"Tantivy cannot write its files: {error}") from error


_ERROR_NUMBER = re.compile(r"os error ([0-9]+)")
_ERROR_KINDS = {"StorageFull": errno.ENOSPC, "FileTooLarge": errno.EFBIG, "PermissionDenied": errno.EACCES}


def _files(folder: Path) -> frozenset[str]:
    """The files of the segments that the table of contents names; others are locks, or about to be collected."""
    contents = msgspec.json.decode((folder / TABLE_OF_CONTENTS).read_bytes())
    segments = {each["segment_id"].replace("-", "") for each in contents["segments"]}
    found = {path.name for path in folder.iterdir() if path.name.partition(".")[0] in segments}
    return frozenset({TABLE_OF_CONTENTS, MANAGED, *found})


class TantivyReader:
    """`Reader` over Tantivy."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        index.config_reader(reload_policy="manual")  # no thread that watches the folder
        self._schema = index.schema
        self._searcher: Any = index.searcher()

    def close(self) -> None:
        """Let go of the files."""
        self._searcher = None

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
        query = Builder(self._schema, self._searcher, deadline).query(plan)
        counts = self._counts(query, deadline) if facets else {}
        if sort == "date" or not is_ranked(plan):
            total, page = self._newest(query, offset + limit, after, deadline)
        else:
            total, page = self._best(query, offset + limit, after, deadline)
        return Found(tuple(map(self._match, page[offset:])) if limit else (), total, counts)

    def ids(self, plan: Plan, *, deadline: float) -> tuple[str, ...]:
        """The ids of all documents that match a plan, the newest first."""
        found = self._newest_first(Builder(self._schema, self._searcher, deadline).query(plan), self._searcher.num_docs)
        names = self._identities([place for _, place in found.hits])
        keys = [key for key, _ in found.hits]
        return tuple(identity for _, identity in sorted(zip(keys, names, strict=True)))

    # --- the order ---

    def _newest(self, query: Query, wanted: int, after: Rank | None, deadline: float) -> tuple[int, list[_Placed]]:
        """How many match, and the first of those behind `after` in the order by date."""
        if after is None or after.score > 0:
            return self._page(partial(self._newest_first, query), int, wanted, None, deadline)
        behind = Query.range_query(
            self._schema, "order", FieldType.Unsigned, min(max(order_key(after.first, after.id), 0), LARGEST), None
        )
        narrowed = Query.boolean_query([(Occur.Must, query), (Occur.Must, behind)])
        _, page = self._page(partial(self._newest_first, narrowed), int, wanted, after, deadline)
        return self._newest_first(query, 1).count, page

    def _newest_first(self, query: Query, wanted: int) -> Any:
        return self._searcher.search(query, max(wanted, 1), count=True, order_by_field="order", order=Order.Asc)

    def _best(self, query: Query, wanted: int, after: Rank | None, deadline: float) -> tuple[int, list[_Placed]]:
        """How many match, and the first of those behind `after` in the order of their scores."""

        def best_first(asked: int) -> Any:
            return self._searcher.search(query, asked, count=True)

        return self._page(best_first, _rounded, wanted, after, deadline)

    def _page(
        self,
        ask: Callable[[int], Any],
        level_of: Callable[[float], float],
        wanted: int,
        after: Rank | None,
        deadline: float,
    ) -> tuple[int, list[_Placed]]:
        """How many match, and the first `wanted` by rank of those behind `after`.

        `ask` gives the first of all, in an order by numbers that leaves open how documents of one level are ordered: more
        are asked for until those that stand level with the last one of the page are all there.
        """
        # it takes memory for as many as are asked for, whether they are there or not
        asked = min(wanted + MARGIN, max(self._searcher.num_docs, 1))
        while True:
            if monotonic() > deadline:
                raise TimeoutError
            found = ask(asked)
            hits, total = found.hits, found.count
            levels = [(level_of(number), place) for number, place in hits]
            if len(levels) < total:
                last = levels[-1][0]
                levels = [each for each in levels if each[0] != last]
            page = self._ranked(levels, wanted, level_of is _rounded, after)
            if len(page) >= wanted or len(hits) >= total:
                return total, page
            asked = min(asked * GROWTH, max(self._searcher.num_docs, 1))

    def _ranked(
        self, levels: list[tuple[float, DocAddress]], wanted: int, scored: bool, after: Rank | None
    ) -> list[_Placed]:
        """The first `wanted` documents behind `after`, in the order of their ranks. Ids are read only where that is open."""
        if after is not None and scored:
            levels = [each for each in levels if each[0] <= after.score]
        decided = after is None and len({level for level, _ in levels[: wanted + 1]}) == len(levels[: wanted + 1])
        if decided:
            levels = levels[:wanted]
        places = [place for _, place in levels]
        keys = self._searcher.fast_field_values("order", places) if scored else [int(level) for level, _ in levels]
        placed = [
            _Placed(level if scored else 0.0, day_of(key), place)
            for (level, place), key in zip(levels, keys, strict=True)
        ]
        if decided:
            return placed
        orders = [
            order_of(Rank(each.score, each.day, identity))
            for each, identity in zip(placed, self._identities(places), strict=True)
        ]
        ordered = sorted(zip(orders, placed, strict=True), key=itemgetter(0))
        limit = None if after is None else order_of(after)
        return [each for order, each in ordered if limit is None or order > limit][:wanted]

    def _identities(self, places: list[DocAddress]) -> list[str]:
        """The ids of documents, read from columns: their texts would have to be unpacked with them otherwise."""
        columns = [self._searcher.fast_field_values(name, places) for name in ID_COLUMNS]
        found = [id_of(numbers) for numbers in zip(*columns, strict=True)]
        return [identity or self._stored(place).id for identity, place in zip(found, places, strict=True)]

    # --- what is kept ---

    def _match(self, placed: _Placed) -> Match:
        stored = self._stored(placed.place)
        return Match(stored, placed.score, Rank(placed.score, placed.day, stored.id))

    def _stored(self, place: DocAddress) -> Stored:
        return _STORED.decode(self._searcher.doc(place).get_first("stored"))

    def _counts(self, query: Query, deadline: float) -> dict[Facet, dict[str, int]]:
        if monotonic() > deadline:
            raise TimeoutError
        wanted = {facet: {"terms": {"field": column, "size": MAX_VALUES}} for facet, column in COLUMNS.items()}
        answer = self._searcher.aggregate(query, wanted)
        counts: dict[Facet, dict[str, int]] = {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in answer[facet]["buckets"]} for facet in COLUMNS
        }
        years: Counter[str] = Counter()
        for month, count in counts["month"].items():
            years[month[:4]] += count
        return {**counts, "year": dict(years)}


class _Placed(NamedTuple):
    """A document found: its rounded score, its first day, and where it is kept."""

    score: float
    day: int
    place: DocAddress


def _rounded(score: float) -> float:
    return round(score, 4)


_STORED = msgspec.msgpack.Decoder(Stored)
