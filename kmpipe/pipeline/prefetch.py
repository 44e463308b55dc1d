"""Reading ahead: a source is read in a thread of its own while what came from it is processed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable
from typing import TypeVar

T = TypeVar("T")


class _End:
    """The last thing in the queue: how reading ended."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def prefetch(items: Iterable[T], size: int) -> Generator[T]:
    """The same items, of which at most `size` are read ahead in another thread; what is raised there is raised here.

    Closing the generator ends the reading with its next item.
    """
    ahead: queue.Queue[T | _End] = queue.Queue(size)
    stopped = threading.Event()

    def put(item: T | _End) -> None:
        while not stopped.is_set():
            try:
                ahead.put(item, timeout=0.1)
            except queue.Full:
                continue
            return

    def read() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                put(item)
                if stopped.is_set():
                    break
        except BaseException as caught:  # noqa: BLE001 - raised again where the items are used
            error = caught
        put(_End(error))

    thread = threading.Thread(target=read, name="kmpipe-read", daemon=True)
    thread.start()
    try:
        while not isinstance(item := ahead.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stopped.set()
        # one that waits for a slow server ends with the process
        thread.join(timeout=5)
