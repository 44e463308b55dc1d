"""Processing captures in other processes, in order: the results do not depend on how many there are."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

import msgspec

from kmpipe.errors import DocumentError, Unprocessable
from kmpipe.model import Capture
from kmpipe.pipeline.process import Options, Processed, process

T = TypeVar("T")

# the kinds of documents that are read by our own code alone
_OURS = frozenset({"text/html", "text/plain"})

# captures that are processed here before other processes are begun: each takes two seconds to start
_FEW = 64
# captures under way for each process, enough to keep it busy while a batch is stored; and what all of them may weigh
# together, in bytes: documents of many megabytes are not held in memory by the dozen
_AHEAD = 32
_LOAD = 32 * 1024 * 1024


class Job(NamedTuple):
    """A capture to be processed, and the removals of its article that were put back by hand."""

    capture: Capture
    restored: frozenset[str]


class Processor:
    """Processes captures with `jobs` processes; with one, or few captures, it does without others for what is text."""

    def __init__(self, options: Options, jobs: int) -> None:
        self._options = options
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._single: ProcessPoolExecutor | None = None
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in (self._pool, self._single):
            if pool is not None:
                pool.shutdown(cancel_futures=True)

    def expect(self, captures: int) -> None:
        """Say about how many captures there will be: of many, none is processed here, where memory is needed to store them."""
        if captures > _FEW:
            self._done = max(self._done, _FEW)

    def map(self, items: Iterable[tuple[T, Job | None]]) -> Iterator[tuple[T, Processed | DocumentError | None]]:
        """Each item with its capture processed, or why that failed; an item without a job comes back with None. In order."""
        waiting: deque[tuple[T, Job | None, Future[Processed | DocumentError] | None]] = deque()
        weight = 0
        for item, job in items:
            waiting.append((item, job, self._submit(job) if job is not None and self._is_worth_it(job) else None))
            weight += _weight(job)
            while waiting and (len(waiting) > self._jobs * _AHEAD or weight > _LOAD or _is_ready(waiting[0])):
                weight -= _weight(waiting[0][1])
                yield self._settle(*waiting.popleft())
        while waiting:
            yield self._settle(*waiting.popleft())

    def _is_worth_it(self, job: Job) -> bool:
        """Whether other processes pay; what a library in C reads never takes this process down."""
        self._done += 1
        return job.capture.media_type not in _OURS or (self._jobs > 1 and self._done > _FEW)

    def _submit(self, job: Job) -> Future[Processed | DocumentError]:
        self._pool = self._pool or _processes(self._jobs)
        try:
            return self._call(self._pool, job)
        except BrokenProcessPool:  # one of its processes died on an earlier job
            self._pool.shutdown()
            self._pool = _processes(self._jobs)
            return self._call(self._pool, job)

    def _call(self, pool: ProcessPoolExecutor, job: Job) -> Future[Processed | DocumentError]:
        # what was exchanged with the server is for the archive alone
        capture = msgspec.structs.replace(job.capture, exchanges=())
        return pool.submit(_process, capture, self._options, job.restored)

    def _settle(
        self, item: T, job: Job | None, future: Future[Processed | DocumentError] | None
    ) -> tuple[T, Processed | DocumentError | None]:
        if job is None:
            return item, None
        if future is None:
            return item, _process(job.capture, self._options, job.restored)
        try:
            return item, future.result()
        except BrokenProcessPool:
            return item, self._alone(job)

    def _alone(self, job: Job) -> Processed | DocumentError:
        """Processes one capture in a process of its own after one died, so that the capture at fault is known."""
        self._single = self._single or _processes(1)
        try:
            return self._call(self._single, job).result()
        except BrokenProcessPool:
            self._single.shutdown()
            self._single = None
            hint = "the process that read it died, perhaps for want of memory: save the article's text instead"
            return Unprocessable(f"{job.capture.key}: cannot be read without dying of it", hint=hint)


def _processes(number: int) -> ProcessPoolExecutor:
    pool = ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent)
    # each job begins one process until all are there: one that begins while another dies would be waited for for ever
    for _ in range(number):
        pool.submit(int)
    return pool


def _is_ready(waiting: tuple[object, Job | None, Future[Processed | DocumentError] | None]) -> bool:
    _, job, future = waiting
    return job is None or future is None or future.done()


def _weight(job: Job | None) -> int:
    return 0 if job is None else len(job.capture.body)


def _process(capture: Capture, options: Options, restored: frozenset[str]) -> Processed | DocumentError:
    try:
        return process(capture, options, restored)
    except DocumentError as error:
        return error


def _end_with_parent() -> None:
    """Ends this process with the one that began it, which may be killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end, args=(parent.join,), daemon=True).start()


def _wait_for_end(join: Callable[[], None]) -> None:
    join()
    os._exit(1)
