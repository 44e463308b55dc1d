"""One step of the search benchmark in a process of its own: `prepare`, `write SYSTEM` or `ask SYSTEM`, figures as JSON."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

from bench_search_data import (
    ROWS,
    SOURCE,
    Question,
    frozen,
    prepared,
    questions,
    read_records,
    write_records,
)

from kmpipe.errors import QueryError
from kmpipe.search import EngineChoice, Filters, IndexDocument, Searcher, rebuild_index, update_index
from kmpipe.search.highlight import Highlighter
from kmpipe.search.planner import Planner
from kmpipe.search.prepare import prepare
from kmpipe.search.sentinel import engine_for, load_sentinel, load_vocabulary
from kmpipe.search.vocabulary import Vocabulary
from kmpipe.text.analysis import Analyser
from kmpipe.vocab.load import cached_words

OURS = "kmpipe/"
# documents added one by one, and questions of a row that are asked before the clock runs
ADDED = 20
WARM = 10
PAGE = 10
# seconds; nothing is given up here
PATIENCE = 600

T = TypeVar("T")
Ask = Callable[[Question], int]


class Feed(Generic[T]):
    """Gives records and keeps the time spent on making them, which is no time of who takes them."""

    def __init__(self, records: Iterable[T]) -> None:
        self._records = records
        self.seconds = 0.0

    def __iter__(self) -> Iterator[T]:
        source = iter(self._records)
        while True:
            started = time.perf_counter()
            record = next(source, None)
            self.seconds += time.perf_counter() - started
            if record is None:
                return
            yield record


# --- preparing ---


def make(folder: Path, count: int) -> dict[str, Any]:
    """Write the documents, the prepared documents and the questions of a size; the rate is that of the analysis alone."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "search"))
    from generated import documents  # noqa: PLC0415 - lies beside the tests that share it

    stop_words = cached_words("stopwords", "words")
    vocabulary = Vocabulary.empty(stop_words)
    write_records(folder / "documents", documents(count + ADDED))
    feed = Feed(read_records(folder / "documents", IndexDocument))
    started = time.perf_counter()
    write_records(folder / "prepared", (frozen(prepare(document, vocabulary)) for document in feed))
    seconds = time.perf_counter() - started - feed.seconds
    first = min(SOURCE, count)
    asked = questions(
        islice(read_records(folder / "documents", IndexDocument), first),
        islice(prepared(folder / "prepared"), first),
        Analyser(stop_words, vocabulary.analyser.lemmatiser),
    )
    write_records(folder / "questions", asked)
    return {"analysed": count / seconds}


# --- writing ---


def write(system: str, folder: Path, count: int) -> dict[str, Any]:
    """Make the index of a system: articles a second of the engine alone, of all with the analysis, size, peak memory."""
    home = _home(system, folder)
    home.mkdir()
    figures: dict[str, Any] = {}
    if system.startswith(OURS):
        figures["whole"] = count / _write_whole(system, folder, home, count)
        figures["peak"] = _peak()
        return figures | {"size": _size(home)}
    figures["alone"] = count / _write_peer(system, folder, home, count)
    return figures | {"peak": _peak(), "size": _size(home)}


def write_alone(system: str, folder: Path, count: int) -> dict[str, Any]:
    """Articles a second of a kmpipe engine that is given prepared documents."""
    home = _home(system, folder).with_suffix(".alone")
    home.mkdir()
    feed = Feed(islice(prepared(folder / "prepared"), count))
    gc.freeze()
    started = time.perf_counter()
    engine_for(_choice(system)).write(home, frozenset(), feed, ())
    return {"alone": count / (time.perf_counter() - started - feed.seconds)}


def _write_whole(system: str, folder: Path, home: Path, count: int) -> float:
    feed = Feed(islice(read_records(folder / "documents", IndexDocument), count))
    gc.freeze()
    started = time.perf_counter()
    rebuild_index(home, feed, revision=0, engine=_choice(system))
    return time.perf_counter() - started - feed.seconds


def _write_peer(system: str, folder: Path, home: Path, count: int) -> float:
    from bench_search_peers import peer  # noqa: PLC0415 - only peers need it

    feed = Feed(islice(prepared(folder / "prepared"), count))
    measured = peer(system)
    gc.freeze()
    started = time.perf_counter()
    measured.write(home, feed)
    return time.perf_counter() - started - feed.seconds


# --- asking ---


def ask(system: str, folder: Path, count: int) -> dict[str, Any]:
    """Milliseconds of each row of questions, and the total that each question found."""
    asked = list(read_records(folder / "questions", Question))
    added = islice(read_records(folder / "documents", IndexDocument), count, None)
    home = _home(system, folder)
    if system.startswith(OURS):
        return _ask_ours(system, home, asked, list(added))
    from bench_search_peers import peer  # noqa: PLC0415 - only peers need it

    measured = peer(system)
    measured.open(home)
    figures = {"": _timed(asked, lambda question: measured.ask(question).total)}
    times = []
    for document in islice(prepared(folder / "prepared"), count, None):
        started = time.perf_counter()
        measured.add(document)
        measured.ask(asked[0])
        times.append(time.perf_counter() - started)
    figures[""]["rows"]["add"] = _percentiles(times)
    return {"series": figures, "peak": _peak()}


def _ask_ours(system: str, home: Path, asked: list[Question], added: list[IndexDocument]) -> dict[str, Any]:
    """Twice: the plan of a query by the engine's reader, and the query string by the searcher, which makes snippets."""
    choice = _choice(system)
    sentinel = load_sentinel(home, engine=choice)
    vocabulary = load_vocabulary(home, sentinel)
    reader = engine_for(choice).open(home / sentinel.build, sentinel.engine_files())
    plans = {
        id(question): Planner(vocabulary, time.monotonic() + PATIENCE, bridge=False).plan(
            question.query, _filters(question)
        )
        for question in asked
    }

    def by_plan(question: Question) -> int:
        plan = plans[id(question)]
        found = reader.search(
            plan, limit=PAGE, offset=0, sort="relevance", facets=question.row == "facets",
            deadline=time.monotonic() + PATIENCE,
        )  # fmt: skip
        if question.row == "snippets":
            highlighter = Highlighter(plan, vocabulary.analyser)
            for match in found.matches:
                highlighter.snippet(match.stored.text)
        return found.total

    series = {"reader": _timed(asked, by_plan)}
    reader.close()
    with Searcher(home, engine=choice) as searcher:

        def by_query(question: Question) -> int:
            try:
                return searcher.search(
                    question.query, _filters(question), limit=PAGE, facets=question.row == "facets", bridge=False
                ).total
            except QueryError:  # it was given up
                return -1

        series["search"] = _timed(asked, by_query)
        times = []
        for number, document in enumerate(added, 1):
            started = time.perf_counter()
            update_index(home, [document], [], revision=number, engine=choice)
            by_query(asked[0])
            times.append(time.perf_counter() - started)
        series["search"]["rows"]["add"] = _percentiles(times)
    return {"series": series, "peak": _peak()}


def _filters(question: Question) -> Filters:
    if not question.agency:
        return Filters()
    return Filters(agency=(question.agency,), start=question.year, end=question.year)


def _timed(asked: list[Question], answer: Ask) -> dict[str, Any]:
    """The times of each row, and all totals; the first questions of a row warm up."""
    totals: list[int] = []
    rows: dict[str, tuple[float, float]] = {}
    for row in ROWS:
        times = []
        for question in (each for each in asked if each.row == row):
            started = time.perf_counter()
            totals.append(answer(question))
            times.append(time.perf_counter() - started)
        rows[row] = _percentiles(times[WARM:])
    return {"rows": rows, "totals": totals}


def _percentiles(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    parts = statistics.quantiles(seconds, n=20, method="inclusive")
    return parts[9] * 1000, parts[18] * 1000


# --- what all need ---


def _choice(system: str) -> EngineChoice:
    return EngineChoice(name=system.removeprefix(OURS).lower())


def _home(system: str, folder: Path) -> Path:
    return folder / "".join(char if char.isalnum() else "-" for char in system.lower())


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _peak() -> float:
    """The peak of this process's memory, in MB (10^6)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def main(step: str, folder: str, count: str, system: str = "") -> None:
    """Run a step and print its figures."""
    if step == "prepare":
        figures = make(Path(folder), int(count))
    else:
        figures = {"write": write, "alone": write_alone, "ask": ask}[step](system, Path(folder), int(count))
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
