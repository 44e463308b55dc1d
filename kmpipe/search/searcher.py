"""Searching an index: a query string in, hits with snippets out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Generic, NamedTuple, Self, TypeVar

from kmpipe.errors import IndexDamaged, KmpipeError, QueryError
from kmpipe.search.cursors import Asked, read_cursor, write_cursor
from kmpipe.search.engine import (
    WHOOSH,
    AlsoSearched,
    EngineChoice,
    Facet,
    FacetCount,
    Filters,
    Found,
    Help,
    Hit,
    Match,
    Reader,
    Results,
    Sort,
)
from kmpipe.search.highlight import Highlighter
from kmpipe.search.hits import make_facets, make_hit
from kmpipe.search.plan import AllOf, BestOf, Plan
from kmpipe.search.planner import Planner
from kmpipe.search.query import readable
from kmpipe.search.sentinel import HINT, SENTINEL, engine_of, load_sentinel, load_vocabulary
from kmpipe.search.vocabulary import Vocabulary

# seconds until a query is given up; a person has gone on to another one by then
TIME_LIMIT = 1.5
# of it, what a query with other names may take before it is asked again without them
BRIDGE_SHARE = 0.6
# so many hits need no help
ENOUGH = 3
# seconds that help may take where little was found, within the limit
HELP_TIME = 0.25

T = TypeVar("T")


class Answer(NamedTuple, Generic[T]):
    """The answer to a question, with what a reader of it should know.

    `plan` is what to mark in the texts, `agencies` are the names of those asked for.
    """

    answer: T
    plan: Plan
    agencies: frozenset[str]
    notes: tuple[str, ...]
    also_searched: tuple[AlsoSearched, ...]


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
        predecessors: bool = True,
        cursor: str | None = None,
        advise: bool = True,
    ) -> Results:
        """One page of the activities that match a query and filters, best first (`sort="date"`: newest first).

        With `bridge`, other names of what is asked for are searched too, with `predecessors` also those of the bodies
        that a body came from or became: the result tells which. `cursor` is `Results.next` of the page before; `offset`
        counts from there. `advise` adds `Results.help` to a first page with little or nothing on it.

        An empty query matches everything, newest first. Raises `QueryError` for a query or cursor that cannot be read
        or takes longer than `TIME_LIMIT`, and `IndexDamaged`.
        """
        started = monotonic()
        limit, offset = max(limit, 0), max(offset, 0)
        asked = Asked(query, filters or Filters(), sort, bridge, predecessors)
        seen, after = read_cursor(cursor, asked) if cursor is not None else (0, None)

        def page(reader: Reader, plan: Plan, deadline: float) -> Found:
            # one more than is shown tells whether there is a next page
            return reader.search(
                plan, limit=limit and limit + 1, offset=offset, sort=sort, facets=facets, deadline=deadline, after=after
            )

        with self._lock:
            answer = self._answer(asked, page)
            found = answer.answer
            shown = found.matches[:limit]
            hits = self.hits(shown, answer)
            first_page = limit and not offset and cursor is None
            advice = self._advice(asked, found.total, started) if advise and first_page else None
        more = len(found.matches) > limit > 0
        return Results(
            query=readable(query), hits=hits, total=found.total, facets=self.labelled(found), notes=answer.notes,
            also_searched=answer.also_searched, help=advice, before=seen + offset,
            next=write_cursor(asked, seen + offset + limit, shown[-1].rank) if more else None,
        )  # fmt: skip

    def ask(
        self, query: str, filters: Filters | None, ask: Callable[[Reader, Plan, float], T], *, bridge: bool = True,
        predecessors: bool = True,
    ) -> Answer[T]:  # fmt: skip
        """What `ask` makes of the open index and the plan of a query, until a deadline (`time.monotonic()`).

        Raises what `search` raises.
        """
        with self._lock:
            return self._answer(Asked(query, filters or Filters(), "relevance", bridge, predecessors), ask)

    def hits(self, matches: Sequence[Match], answer: Answer[T]) -> tuple[Hit, ...]:
        """The hits of matches, with snippets that show what the question asked."""
        highlighter = Highlighter(answer.plan, self._vocabulary.analyser)
        return tuple(make_hit(match, highlighter, answer.agencies) for match in matches)

    def labelled(self, found: Found) -> dict[Facet, tuple[FacetCount, ...]]:
        """The facets of what was found, with the labels people read."""
        return make_facets(found.counts, self._vocabulary.names)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words and names of the index as it is open now."""
        return self._vocabulary

    def ids(
        self, query: str, filters: Filters | None = None, *, bridge: bool = True, predecessors: bool = True
    ) -> tuple[str, ...]:
        """The ids of all activities that match, the newest first: much quicker than a page of them all.

        Raises what `search` raises.
        """
        with self._lock:
            return self._answer(Asked(query, filters or Filters(), "date", bridge, predecessors), _all_ids).answer

    def _advice(self, asked: Asked, found: int, started: float) -> Help | None:
        if found >= ENOUGH or self._reader is None:
            return None
        from kmpipe.search.helping import Adviser  # noqa: PLC0415 - most searches find enough

        deadline = min(monotonic() + HELP_TIME, started + TIME_LIMIT)
        adviser = Adviser(
            self._reader, self._vocabulary, deadline, bridge=asked.bridge, predecessors=asked.predecessors
        )
        try:
            return adviser.help(readable(asked.query), asked.filters, found)
        except KmpipeError:
            raise
        except Exception as error:  # an engine meets damage with any error at all
            self._close()
            raise _damaged(error) from error

    def _answer(self, asked: Asked, ask: Callable[[Reader, Plan, float], T]) -> Answer[T]:
        """What `ask` makes of the open reader and the plan.

        A query that takes too long with its other names is asked once more without them. Whatever goes wrong becomes an
        error of ours.
        """
        started = monotonic()
        if self._reader is None or self._stamp() != self._made:
            self._open()
        assert self._reader is not None
        try:
            if asked.bridge:
                with suppress(TimeoutError):
                    return self._ask(asked, ask, started + TIME_LIMIT * BRIDGE_SHARE)
            answer = self._ask(asked._replace(bridge=False), ask, started + TIME_LIMIT)
        except TimeoutError as error:
            raise QueryError(
                f"the query took longer than {TIME_LIMIT} s", query=asked.query,
                hint="ask for fewer or rarer words, or add a filter",
            ) from error  # fmt: skip
        except KmpipeError:
            raise
        except Exception as error:  # an engine meets damage with any error at all
            self._close()
            raise _damaged(error) from error
        if asked.bridge:
            note = "searched as typed: with other names it would have taken too long"
            answer = answer._replace(notes=(*answer.notes, note))
        return answer

    def _ask(self, asked: Asked, ask: Callable[[Reader, Plan, float], T], deadline: float) -> Answer[T]:
        assert self._reader is not None
        planner = Planner(self._vocabulary, deadline, bridge=asked.bridge, predecessors=asked.predecessors)
        plan = planner.plan(asked.query, asked.filters)
        answer = ask(self._reader, plan, deadline)
        # whichever names of bodies and places were asked for say no more than one word of the query
        names = BestOf(tuple(planner.shown), (1.0,) * len(planner.shown))
        marked = AllOf((plan, names)) if planner.shown else plan
        return Answer(answer, marked, planner.agencies, tuple(planner.notes), planner.also_searched)

    def _open(self) -> None:
        """Open the index as it is now; once more if it was rewritten in that moment."""
        self._close()
        for attempt in (1, 2):
            self._made = self._stamp()
            try:
                sentinel = load_sentinel(self._folder, engine=self._engine, vocabularies=self._vocabularies)
                vocabulary = load_vocabulary(self._folder, sentinel)
                reader = engine_of(sentinel, self._engine).open(self._folder / sentinel.build, sentinel.engine_files())
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


def _all_ids(reader: Reader, plan: Plan, deadline: float) -> tuple[str, ...]:
    return reader.ids(plan, deadline=deadline)


def _damaged(error: Exception) -> IndexDamaged:
    return IndexDamaged(f"the search index is damaged ({type(error).__name__}: {error})", hint=HINT)
