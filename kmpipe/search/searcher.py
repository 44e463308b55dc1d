"""Searching an index: a query string in, hits with snippets out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from kmpipe.errors import IndexDamaged, KmpipeError, QueryError
from kmpipe.search.engine import Facet, FacetCount, Filters, Found, Hit, Match, Reader, Results, Sort
from kmpipe.search.highlight import Highlighter
from kmpipe.search.plan import Plan
from kmpipe.search.planner import Planner
from kmpipe.search.sentinel import HINT, SENTINEL, engine_named, load_sentinel, load_vocabulary
from kmpipe.search.vocabulary import Vocabulary

# seconds until a query is given up; a person has gone on to another one by then
TIME_LIMIT = 1.5


class Searcher:
    """An open index. It may be shared by threads, which take turns, and follows the index when that is rewritten.

    Raises `IndexDamaged` if the index is missing, outdated, damaged, or could have been written by another user.

        with Searcher(Path("index")) as searcher:
            for hit in searcher.search("tata kelola air").hits: ...
    """

    def __init__(self, folder: Path, *, engine: str = "whoosh", vocabularies: tuple[Path, ...] = ()) -> None:
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
    ) -> Results:
        """One page of the activities that match a query and filters, best first (`sort="date"`: newest first).

        An empty query matches everything, newest first. Raises `QueryError` for a query that cannot be read or takes
        longer than `TIME_LIMIT`, and `IndexDamaged`.
        """
        limit, offset = max(limit, 0), max(offset, 0)
        with self._lock:
            with self._asked(query, filters) as (reader, plan, notes, deadline):
                found = reader.search(plan, limit=limit, offset=offset, sort=sort, facets=facets, deadline=deadline)
            highlighter = Highlighter(plan, self._vocabulary.analyser)
            hits = tuple(_hit(match, highlighter) for match in found.matches)
            counts = self._facets(found)
        return Results(query=query, hits=hits, total=found.total, facets=counts, notes=tuple(notes))

    def ids(self, query: str, filters: Filters | None = None) -> tuple[str, ...]:
        """The ids of all activities that match, the newest first: much quicker than a page of them all.

        Raises what `search` raises.
        """
        with self._lock, self._asked(query, filters) as (reader, plan, _, deadline):
            return reader.ids(plan, deadline=deadline)

    @contextmanager
    def _asked(self, query: str, filters: Filters | None) -> Iterator[tuple[Reader, Plan, list[str], float]]:
        """The open reader, the plan, its notes and the deadline; what goes wrong within becomes an error of ours."""
        deadline = monotonic() + TIME_LIMIT
        if self._reader is None or self._stamp() != self._made:
            self._open()
        assert self._reader is not None
        try:
            planner = Planner(self._vocabulary, deadline)
            yield self._reader, planner.plan(query, filters or Filters()), planner.notes, deadline
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

    def _open(self) -> None:
        """Open the index as it is now; once more if it was rewritten in that moment."""
        self._close()
        for attempt in (1, 2):
            self._made = self._stamp()
            try:
                sentinel = load_sentinel(self._folder, engine=self._engine, vocabularies=self._vocabularies)
                vocabulary = load_vocabulary(self._folder, sentinel)
                reader = engine_named(self._engine).open(self._folder / sentinel.build, sentinel.engine_files())
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
