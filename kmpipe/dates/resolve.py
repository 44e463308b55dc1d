"""From what the text says to calendar values: years against the day of publication, ranges, impossible dates.

A date without a year takes, in this order: the year in which it lies near a date of the same text; the year the words
point to (`mendatang`, `lalu`, `ini`); the nearest one ahead where the sentence looks ahead; the nearest one past. A
named weekday that fits only the year before or after that one decides for it. Without a day of publication it takes the
year of the nearest date before it, or after it. What the calendar does not hold is refused, never mended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kmpipe.dates.readings import IMPOSSIBLE, Point, Reading
from kmpipe.model import DateWarning

# a date without a year belongs to the event of a dated neighbour up to this far from it, in days
NEAR = 45
# a date announced without a year lies at most this far ahead, in days
AHEAD = 300


class Anchor(NamedTuple):
    """A date of the text that states its year: its token, its sentence, its point."""

    token: int
    sentence: int
    point: Point


class Value(NamedTuple):
    """A resolved reading: calendar values by their grain; both None where the year stays open."""

    start: str | None
    end: str | None = None
    warnings: tuple[DateWarning, ...] = ()


class Resolver:
    """Resolves the readings of one text. `sentences` numbers the sentence of each token, `ahead` says which look ahead."""

    def __init__(self, reference: dt.date | None, sentences: Sequence[int], found: Sequence[Reading]) -> None:
        self._reference = reference
        self._sentences = sentences
        self._anchors = tuple(
            Anchor(reading.first, sentences[reading.first], point)
            for reading in found
            for point in (reading.point, reading.until)
            if point is not None and point.year is not None and _exists(point)
        )

    def value(self, reading: Reading, ahead: bool) -> Iterator[tuple[Reading, Value]]:
        """The value of a reading; none where the calendar refuses it, two where a range runs backwards."""
        if reading.step is not None:
            yield from _some(reading, self._step(reading))
            return
        if reading.rule == "weekday":
            yield from _some(reading, self._weekday(reading, ahead))
            return
        first, last, warnings = reading.point, reading.until, reading.warnings
        if last is not None:
            first, last = _inherit(first, last)
        if first.month is None and (first.year is None or last is not None and last.month is not None):
            first = self._month_for(first, last)
            if first.year is None: return
        ...


def _some(reading: Reading, value: Value | None) -> Iterator[tuple[Reading, Value]]:
    if value is not None:
        yield reading, value
