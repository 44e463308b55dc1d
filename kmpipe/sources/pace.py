"""How often a host is asked: one request at a time, with a pause between, longer where the host is slow or says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from kmpipe.errors import HttpStatus

SLOW = 1.0  # seconds to an answer: a host that takes longer is given as long to breathe
_FIRST = 1.0  # seconds: the first pause after a host said it has too much to do
_LONGEST = 30.0  # seconds: the longest pause that slowing down leads to
_FADED = 0.1  # seconds: a slowing below this is over
_FAR = 10 * 366 * 86_400.0  # seconds: what is asked beyond ten years is as good as never


class _Line:
    """Where those who want to ask one host wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ended: float | None = None
        self.slowing = 0.0
        self.closed_until = 0.0
        self.status = 0


class Turn:
    """The right to ask a host once; what came of it is told here. A turn of which nothing is told had no answer."""

    def __init__(self, line: _Line, clock: Callable[[], float]) -> None:
        self._line, self._clock, self._started = line, clock, clock()
        self.told = False

    def answered(self) -> None:
        """The host answered: the slower, the longer it is left alone next; a quick answer halves what slowing there was."""
        self.told = True
        took = self._clock() - self._started
        eased = self._line.slowing / 2
        self._line.slowing = min(_LONGEST, max(took if took > SLOW else 0.0, eased if eased > _FADED else 0.0))

    def overloaded(self, status: int = 0, wait: float | None = None) -> None:
        """The host did not answer in time, or said it has too much to do; `wait` is how long it asks to be left alone."""
        self.told = True
        self._line.slowing = min(_LONGEST, max(_FIRST, 2 * self._line.slowing))
        if wait is not None:
            self._line.closed_until, self._line.status = self._clock() + wait, status


class Pace:
    """The pace of a client, over all hosts and threads.

    `pause` is the least number of seconds between the end of a request and the next one to the same host; `longest_wait`
    how many seconds a host may ask for before it is given up.
    """

    def __init__(
        self, *, pause: float, longest_wait: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._pause, self._longest_wait = pause, longest_wait
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._lines: dict[str, _Line] = {}

    @contextmanager
    def turn(self, host: str, *, delay: float = 0.0, url: str = "") -> Iterator[Turn]:
        """Wait for the turn to ask a host; `delay` is the pause its robots.txt asks for.

        Raises `HttpStatus`, without asking, while the host wants to be left alone for longer than is waited.
        """
        with self._lock:
            line = self._lines.setdefault(host, _Line())
        with line.lock:
            self._wait(line, max(self._pause, delay, line.slowing), url)
            turn = Turn(line, self._clock)
            try:
                yield turn
            finally:
                if not turn.told:
                    turn.overloaded()
                line.ended = self._clock()

    def _wait(self, line: _Line, pause: float, url: str) -> None:
        now = self._clock()
        closed = line.closed_until - now
        if closed > self._longest_wait:
            raise left_alone(url, line.status, closed)
        wait = max(closed, line.ended + pause - now if line.ended is not None else 0.0)
        if wait > 0:
            self._sleep(wait)


def left_alone(url: str, status: int, seconds: float) -> HttpStatus:
    """The error for a host that wants to be left alone for longer than is waited."""
    back = datetime.now(UTC) + timedelta(seconds=seconds)
    return HttpStatus(
        f"{url}: the server is overloaded ({status}) and asks to be left alone until {back:%Y-%m-%d %H:%M} UTC",
        status=status, url=url, hint=f"run this again after {back:%Y-%m-%d %H:%M} UTC",
    )  # fmt: skip


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds a `Retry-After` header asks to wait (RFC 9110, 10.2.3), not below 0; None without a readable one.

    A date counts from the `Date` of the same answer, so that a wrong clock on either side does no harm.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:20]), _FAR)
    until = _instant(value)
    if until is None:
        return None
    now = _instant(headers.get("date", "")) or datetime.now(UTC)
    return min(max((until - now).total_seconds(), 0.0), _FAR)


def _instant(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
