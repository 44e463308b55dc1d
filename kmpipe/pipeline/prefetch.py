"""Reading ahead: a source is read in a thread of its own while what came from it is processed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class _End:
    """The last thing in the queue: how reading ended."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def _nothing(_: object) -> int:
    return 0


def prefetch(items: Iterable[T], size: int, *, weigh: Callable[[T], int] = _nothing, load: int = 0) -> Generator[T]:
    """The same items, read ahead in another thread; what is raised there is raised here.

    At most `size` items wait, and no further one is read while they weigh more than `load` together. Closing the generator
    ends the reading with its next item.
    """
    waiting: _Waiting[T] = _Waiting(size, load)

    def read() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                if not waiting.put(item, weigh(item)):
                    break
        except BaseException as caught:  # noqa: BLE001 - raised again where the items are used
            error = caught
        waiting.put(_End(error), 0)

    thread = threading.Thread(target=read, name="kmpipe-read", daemon=True)
    thread.start()
    try:
        while not isinstance(item := waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        waiting.stop()
        # one that waits for a slow server ends with the process
        thread.join(timeout=5)


class _Waiting(Generic[T]):
    """The items that wait to be used, bounded by their number and their weight together."""

    def __init__(self, size: int, load: int) -> None:
        self._size = size
        self._load = load
        self._items: deque[tuple[T | _End, int]] = deque()
        self._weight = 0
        self._stopped = False
        self._changed = threading.Condition()

    def put(self, item: T | _End, weight: int) -> bool:
        """Add an item once there is room; False if nothing is to be read any more."""
        with self._changed:
            self._changed.wait_for(self._has_room)
            self._items.append((item, weight))
            self._weight += weight
            self._changed.notify_all()
            return not self._stopped

    def _has_room(self) -> bool:
        return self._stopped or not self._items or (len(self._items) < self._size and self._weight <= self._load)

    def get(self) -> T | _End:
        """The first item, waited for."""
        with self._changed:
            self._changed.wait_for(lambda: self._items)
            item, weight = self._items.popleft()
            self._weight -= weight
            self._changed.notify_all()
            return item

    def stop(self) -> None:
        """Let the reader end with its next item."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
