"""Processing in other processes: same results, same order, and one that dies takes nothing with it."""

from __future__ import annotations

import hashlib
import multiprocessing
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kmpipe.errors import DocumentError
from kmpipe.model import Capture
from kmpipe.pipeline import Options, Processed
from kmpipe.pipeline.pool import Job, Processor
from kmpipe.pipeline.prefetch import prefetch


def job(number: int) -> Job:
    words = " ".join(f"kata{number * 7 + n}" for n in range(30))
    body = f"<article><h1>Rapat {number}</h1><p>Jakarta, {1 + number % 28} Mei 2018. {words}.</p></article>".encode()
    if number % 10 == 3:
        body = b"<html><body><nav>menu</nav></body></html>"
    capture = Capture(
        key=f"{number}.html", body=body, media_type="text/html", fetched_at=datetime(2018, 1, 1, tzinfo=UTC),
        sha256=hashlib.sha256(body).hexdigest(), kind="file",
    )  # fmt: skip
    return Job(capture, frozenset())


def results(jobs: int, count: int) -> list[tuple[int, object]]:
    with Processor(Options(), jobs) as processor:
        done = list(processor.map((n, job(n) if n % 10 else None) for n in range(count)))
    return [(n, found.message if isinstance(found, DocumentError) else found) for n, found in done]


def test_results_do_not_depend_on_the_number_of_processes() -> None:
    """In order, articles and failures alike; items without a job come back as they are."""
    alone = results(1, 90)
    assert [n for n, _ in alone] == list(range(90))
    assert sum(isinstance(found, Processed) for _, found in alone) > 60
    assert results(2, 90) == alone


def test_a_process_that_dies_costs_nothing_else() -> None:
    """What it worked on is done again; a capture is at fault only if it kills a process that reads it alone."""

    def kill() -> None:
        while len(workers := multiprocessing.active_children()) < 2:
            time.sleep(0.01)
        workers[0].kill()

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    found = results(2, 90)
    killer.join(timeout=30)
    assert not killer.is_alive()
    assert found == results(1, 90)


def test_reading_ahead_raises_what_was_raised() -> None:
    """After the items before it; closing ends the reading."""

    def items() -> Iterator[int]:
        yield 1
        raise ValueError("rusak")

    ahead = prefetch(items(), 4)
    assert next(ahead) == 1
    with pytest.raises(ValueError, match="rusak"):
        next(ahead)
    endless = prefetch(iter(int, 1), 2)
    assert next(endless) == 0
    endless.close()
    assert not any(thread.name == "kmpipe-read" for thread in threading.enumerate())


def test_reading_ahead_waits_while_what_was_read_weighs_too_much() -> None:
    """Large documents are not gathered in memory: one beyond the load, then none until it is used."""
    read: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10):
            read.append(number)
            yield 60

    ahead = prefetch(items(), 8, weigh=int, load=100)
    for used in range(1, 11):
        assert next(ahead) == 60
        assert len(read) <= used + 3  # two wait, one is in the hands of the reader
    assert list(ahead) == []
