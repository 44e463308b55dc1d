"""Searching an index: a query string in, hits with snippets out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self, TypeVar

from kmpipe.errors import IndexDamaged, KmpipeError, QueryError
from kmpipe.search.engine import (
    WHOOSH,
    EngineChoice,
    Facet,
    FacetCount,
    Filters,
    Found,
    Hit,
    Match,
    Reader,
    Results,
    Sort,
)
from kmpipe.search.highlight import Highlighter
from kmpipe.search.plan import Plan
from kmpipe.search.planner import Planner
from kmpipe.search.sentinel import HINT, SENTINEL, engine_for, load_sentinel, load_vocabulary
from kmpipe.search.vocabulary import Vocabulary

# seconds until a query is given up; a person has gone on to another one by then
TIME_LIMIT = 1.5
# of it, what a query with other names may take before it is asked again without them
BRIDGE_SHARE = 0.6

T = TypeVar("T")


class Searcher:
    """An open index. It may be shared by threads, which take turns, and follows the index when that is rewritten.

    Raises `IndexDamaged` if the index is missing, outdated, damaged, or could have been written by another user.

        with Searcher(Path("index")) as searcher:
            for hit in searcher.search("tata kelola air").hits: ...
    """

    def __init__(self, folder: Path, *, engine: EngineChoice = WHOOSH, vocabularies: tuple[Path, ...] = ()) -> None:
        self._folder = folder
        self._engine = engine
        self._vocabularies = vocabularies
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._vocabulary: Vocabulary
        self._made: tuple[int, int, int] | None = None
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        facets: bool = False,
        bridge: bool = True,
    ) -> Results:
        """One page of the activities that match a query and filters, best first (`sort="date"`: newest first).

        With `bridge`, other names of what is asked for are searched too: the result tells which.

        An empty query matches everything, newest first. Raises `QueryError` for a query that cannot be read or takes
        longer than `TIME_LIMIT`, and `IndexDamaged`.
        """
        limit, offset = max(limit, 0), max(offset, 0)

        def page(reader: Reader, plan: Plan, deadline: float) -> Found:
            return reader.search(plan, limit=limit, offset=offset, sort=sort, facets=facets, deadline=deadline)

        with self._lock:
            found, plan, planner = self._answer(query, filters, page, bridge=bridge)
            highlighter = Highlighter(plan, self._vocabulary.analyser)
            hits = tuple(_hit(match, highlighter) for match in found.matches)
            counts = self._facets(found)
        return Results(
            query=query, hits=hits, total=found.total, facets=counts, notes=tuple(planner.notes),
            also_searched=planner.also_searched,
        )  # fmt: skip

    def ids(self, query: str, filters: Filters | None = None, *, bridge: bool = True) -> tuple[str, ...]:
        """The ids of all activities that match, the newest first: much quicker than a page of them all.

        Raises what `search` raises.
        """
        with self._lock:
            return self._answer(query, filters, _all_ids, bridge=bridge)[0]

    def _answer(
        self, query: str, filters: Filters | None, ask: Callable[[Reader, Plan, float], T], *, bridge: bool
    ) -> tuple[T, Plan, Planner]:
        """What `ask` makes of the open reader and the plan, with the plan and its planner.

        A query that takes too long with its other names is asked once more without them. Whatever goes wrong becomes an
        error of ours.
        """
        started = monotonic()
        if self._reader is None or self._stamp() != self._made:
            self._open()
        assert self._reader is not None
        try:
            if bridge:
                with suppress(TimeoutError):
                    return self._ask(query, filters, ask, started + TIME_LIMIT * BRIDGE_SHARE, bridge=True)
            answer, plan, planner = self._ask(query, filters, ask, started + TIME_LIMIT, bridge=False)
        except TimeoutError as error:
            raise QueryError(
                f"the query took longer than {TIME_LIMIT} s", query=query,
                hint="ask for fewer or rarer words, or add a filter",
            ) from error  # fmt: skip
        except KmpipeError:
            raise
        except Exception as error:  # an engine meets damage with any error at all
            self._close()
            raise _damaged(error) from error
        if bridge:
            planner.notes.append("searched as typed: with other names it would have taken too long")
        return answer, plan, planner

    def _ask(
        self,
        query: str,
        filters: Filters | None,
        ask: Callable[[Reader, Plan, float], T],
        deadline: float,
        *,
        bridge: bool,
    ) -> tuple[T, Plan, Planner]:
        assert self._reader is not None
        planner = Planner(self._vocabulary, deadline, bridge=bridge)
        plan = planner.plan(query, filters or Filters())
        return ask(self._reader, plan, deadline), plan, planner

    def _open(self) -> None:
        """Open the index as it is now; once more if it was rewritten in that moment."""
        self._close()
        for attempt in (1, 2):
            self._made = self._stamp()
            try:
                sentinel = load_sentinel(self._folder, engine=self._engine, vocabularies=self._vocabularies)
                vocabulary = load_vocabulary(self._folder, sentinel)
                reader = engine_for(self._engine).open(self._folder / sentinel.build, sentinel.engine_files())
            except Exception as error:
                if attempt == 1 and self._stamp() != self._made:
                    continue
                if isinstance(error, KmpipeError):
                    raise
                raise _damaged(error) from error
            self._vocabulary, self._reader = vocabulary, reader
            return

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            about = (self._folder / SENTINEL).stat()
        except OSError:
            return None
        return about.st_mtime_ns, about.st_ino, about.st_size

    def _facets(self, found: Found) -> dict[Facet, tuple[FacetCount, ...]]:
        label = self._vocabulary.label
        return {
            facet: tuple(
                FacetCount(value=value, label=label(facet, value), count=count)
                for value, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
            )
            for facet, counts in found.counts.items()
        }


def _all_ids(reader: Reader, plan: Plan, deadline: float) -> tuple[str, ...]:
    return reader.ids(plan, deadline=deadline)


def _damaged(error: Exception) -> IndexDamaged:
    return IndexDamaged(f"the search index is damaged ({type(error).__name__}: {error})", hint=HINT)


def _hit(match: Match, highlighter: Highlighter) -> Hit:
    stored = match.stored
    snippet = highlighter.snippet(stored.text)
    return Hit(
        id=stored.id, article=stored.article, title=stored.title, start=stored.start, end=stored.end,
        agencies=stored.agencies, focus=stored.focus, type=stored.type, place=stored.place, language=stored.language,
        status=stored.status, url=stored.url, site=stored.site, score=match.score,
        snippet=snippet.text, snippet_start=snippet.start, highlights=snippet.marks,
        title_highlights=highlighter.title(stored.title), more_before=snippet.more_before, more_after=snippet.more_after,
    )  # fmt: skip
