"""How often a host is asked, told by a clock that only waiting moves."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.errors import HttpStatus
from kmpipe.sources.pace import Pace, retry_after


class Clock:
    """A clock that stands still but for who sleeps by it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def paced(clock: Clock, *, pause: float = 0.5, longest_wait: float = 120.0) -> Pace:
    return Pace(pause=pause, longest_wait=longest_wait, clock=clock.time, sleep=clock.sleep)


def ask(pace: Pace, clock: Clock, *, took: float = 0.1, host: str = "kota.example", delay: float = 0.0) -> None:
    with pace.turn(host, delay=delay) as turn:
        clock.now += took
        turn.answered()


def test_a_pause_between_requests_to_one_host() -> None:
    """The pause counts from the end of the last request; another host is asked at once, a late one without waiting."""
    clock = Clock()
    pace = paced(clock)
    ask(pace, clock)
    ask(pace, clock)
    ask(pace, clock, host="desa.example")
    clock.now += 9
    ask(pace, clock)
    assert clock.slept == [0.5]


def test_crawl_delay_is_honoured_and_the_longer_pause_wins() -> None:
    """The delay of robots.txt replaces a shorter pause of ours, and not a longer one."""
    clock = Clock()
    pace = paced(clock, pause=2.0)
    for delay in (10.0, 10.0, 1.0):
        ask(pace, clock, delay=delay)
    assert clock.slept == [10.0, 2.0]


def test_a_slow_host_is_given_as_long_to_breathe() -> None:
    """After an answer that took three seconds comes a pause of three; quick answers bring it back step by step."""
    clock = Clock()
    pace = paced(clock, pause=0.2)
    for took in (3.0, 0.1, 0.1, 0.1, 0.1):
        ask(pace, clock, took=took)
    assert clock.slept == [3.0, 1.5, 0.75, 0.375]


def test_an_overloaded_host_is_asked_ever_less() -> None:
    """Each answer of 503 or 429, and each request without an answer, doubles the pause, up to half a minute."""
    clock = Clock()
    pace = paced(clock)
    for _ in range(4):
        with pace.turn("kota.example") as turn:
            turn.overloaded(503)
    for _ in range(4):
        with pytest.raises(TimeoutError), pace.turn("kota.example"):
            raise TimeoutError
    assert clock.slept == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_retry_after_is_waited_for() -> None:
    """A host that asks for seven seconds is left alone for seven."""
    clock = Clock()
    pace = paced(clock)
    with pace.turn("kota.example") as turn:
        turn.overloaded(429, 7.0)
    ask(pace, clock)
    assert clock.slept == [7.0]


def test_a_host_that_wants_more_than_is_waited_is_not_asked() -> None:
    """Nobody waits for a year: every request says when to come back, without asking, until then."""
    clock = Clock()
    pace = paced(clock)
    with pace.turn("kota.example") as turn:
        turn.overloaded(503, 365 * 86_400.0)
    for _ in range(2):
        with pytest.raises(HttpStatus) as caught, pace.turn("kota.example", url="https://kota.example/x"):
            raise AssertionError
        assert caught.value.status == 503 and f"{datetime.now(UTC) + timedelta(days=365):%Y-%m}" in caught.value.hint
    assert clock.slept == []
    clock.now += 366 * 86_400
    ask(pace, clock)


def test_one_request_at_a_time_to_a_host() -> None:
    """Threads take turns at a host."""
    pace = Pace(pause=0.0, longest_wait=1.0, clock=lambda: 0.0, sleep=lambda _: None)
    inside, most = [0], [0]

    def visit() -> None:
        for _ in range(20):
            with pace.turn("kota.example") as turn:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                threading.Event().wait(0.0005)
                inside[0] -= 1
                turn.answered()

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_the_forms_of_retry_after() -> None:
    """Seconds, a date (by the server's own clock), a date gone by, a year, and what is none of these."""
    now = datetime(2030, 1, 1, tzinfo=UTC)
    date = format_datetime(now, usegmt=True)
    later = format_datetime(now + timedelta(seconds=90), usegmt=True)
    assert retry_after({"retry-after": "7"}) == 7
    assert retry_after({"retry-after": later, "date": date}) == 90
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert retry_after({"retry-after": "31536000"}) == 31_536_000
    assert [retry_after({"retry-after": value}) for value in ("", "-5", "soon", "²", "1e9")] == [None] * 5
    assert retry_after({}) is None


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=60))
def test_no_retry_after_breaks_anything(value: str) -> None:
    """Whatever a server writes there, it is a number of seconds a calendar can bear, or nothing."""
    wait = retry_after({"retry-after": value, "date": value})
    assert wait is None or timedelta(0) <= timedelta(seconds=wait) <= timedelta(days=3660)


@pytest.mark.parametrize(
    "value", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 99 Foo 0000 99:99:99 +9999", "1 2 3 4 5"]
)
def test_extreme_retry_after(value: str) -> None:
    """Numbers and dates beyond every calendar are ten years, or nothing."""
    wait = retry_after({"retry-after": value})
    assert wait is None or wait <= 3660 * 86_400
