"""From what the text says to calendar values: years against the day of publication, ranges, impossible dates.

A date without a year takes the year in which it lies nearest to its ground: a date of the same text, or the day of
publication. From that day it is the nearest one past, unless the words point elsewhere (`mendatang`, `lalu`, `ini`), the
sentence looks ahead, or a named weekday fits only the year before or after. With no ground the year stays open. A day
that the calendar does not hold has no value and says so; it is never mended.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kmpipe.dates.readings import Point, Reading, Unit
from kmpipe.dates.symbols import EARLIEST, LATEST
from kmpipe.model import DateWarning

# a date without a year belongs to the event of a dated neighbour up to this far from it, in days
NEAR = 45
# dated neighbours looked at on each side of a date without a year: a bound on the work, far beyond any paragraph
NEIGHBOURS = 8
# a date announced without a year lies at most this far ahead, in days; a month most of a year
AHEAD = 300


class Anchor(NamedTuple):
    """A date of the text that states its year: its token, the sentence it stands in, its point."""

    token: int
    sentence: int
    point: Point


class Value(NamedTuple):
    """Calendar values by their grain; `start` is None where the year stays open or the calendar holds no such day."""

    start: str | None
    end: str | None = None
    warnings: tuple[DateWarning, ...] = ()


OPEN = Value(None, None, ("year open",))
IMPOSSIBLE_DAY = Value(None, None, ("impossible date",))


class Resolver:
    """Resolves the readings of one text against `reference`, the day of publication; `sentences` numbers each token's."""

    def __init__(self, reference: dt.date | None, sentences: Sequence[int], found: Iterable[Reading]) -> None:
        self._reference = reference
        self._sentences = sentences
        self._anchors = tuple(_anchors(found, sentences))
        self._places = [anchor.token for anchor in self._anchors]

    def value(self, reading: Reading, *, ahead: bool = False) -> Value | None:
        """The value of a reading, None where it is no date after all. `ahead`: its sentence looks ahead."""
        if reading.step is not None:
            return self._step(reading, ahead=ahead)
        if reading.rule in {"weekday", "weekday of week"}:
            return self._weekday(reading, ahead=ahead)
        first, last = _inherit(reading.point, reading.until)
        warnings: tuple[DateWarning, ...] = reading.warnings
        if first.month is None and first.day is not None:
            # "25-26/2019" has lost its month, "tanggal 15" never had one
            warnings += ("typo repaired",) if first.year else ("year inferred",)
            first, last = self._month(reading, first, last, ahead=ahead)
        if first.month is not None and first.year is None:
            if (year := self._year(reading, first, ahead=ahead)) is None:
                return OPEN if _possible(first) and (last is None or _possible(last)) else _refused(first, last)
            first, last = _inherit(first._replace(year=year), last)
            warnings += ("year inferred",)
        if first.year is None or (first.day is not None and first.month is None):
            return OPEN
        if not _exists(first) or (last is not None and not _exists(last)):
            return _refused(first, last)
        if last is not None and _key(first) >= _key(last):
            return None
        if any(_weekday_contradicts(point) for point in (first, last) if point is not None):
            warnings += ("weekday contradicts",)
        return Value(_iso(first), _iso(last) if last else None, warnings)

    def _year(self, reading: Reading, point: Point, *, ahead: bool) -> int | None:
        """The year of a point that has a month, None where it has no ground."""
        neighbour = None if reading.deixis in {-1, 1} else self._near(reading, point)
        if self._reference is None:
            return neighbour[1] if neighbour else self._neighbour(reading)
        year = self._from_reference(reading, point, self._reference, ahead=ahead)
        if neighbour is None or year is None:
            return year if neighbour is None else neighbour[1]
        there = _date(point._replace(year=year))
        return year if there is not None and abs((there - self._reference).days) < neighbour[0] else neighbour[1]

    def _near(self, reading: Reading, point: Point) -> tuple[int, int] | None:
        """Distance in days and year for the nearest dated neighbour within `NEAR` days."""
        best: tuple[int, int] | None = None
        for anchor in self._around(reading):
            anchor_date = _date(anchor.point)
            if anchor.point.month is None or anchor_date is None:
                continue
            for year in (anchor_date.year - 1, anchor_date.year, anchor_date.year + 1):
                here = _date(point._replace(year=year))
                if here is None or _weekday_contradicts(point._replace(year=year)):
                    continue
                distance = abs((here - anchor_date).days)
                if distance <= NEAR and (best is None or distance < best[0]):
                    best = (distance, year)
        return best

    def _neighbour(self, reading: Reading) -> int | None:
        """The year of the nearest date before the reading, or else after it."""
        place = bisect.bisect_left(self._places, reading.first)
        nearest = self._anchors[place - 1 : place] or self._anchors[place : place + 1]
        return nearest[0].point.year if nearest else None

    def _around(self, reading: Reading) -> tuple[Anchor, ...]:
        """The dated neighbours on both sides, as many as `NEIGHBOURS`."""
        place = bisect.bisect_left(self._places, reading.first)
        return self._anchors[max(0, place - NEIGHBOURS) : place + NEIGHBOURS]

    def _from_reference(self, reading: Reading, point: Point, reference: dt.date, *, ahead: bool) -> int | None:
        now = reference if point.day else reference.replace(day=1)
        days = {
            year: day
            for year in range(reference.year - 1, reference.year + 2)
            if (day := _date(point._replace(year=year)))
        }
        past = [year for year, day in days.items() if day < now or (day == now and reading.deixis != -1)]
        future = [year for year, day in days.items() if day > now or (day == now and reading.deixis != 1)]
        year = past[-1] if past else future[0] if future else None
        if reading.deixis == 1:
            year = future[0] if future else None
        elif reading.deixis == 0 and reading.until is None:
            year = reference.year
        elif ahead and future and (days[future[0]] - now).days <= AHEAD:
            year = future[0]
        elif reading.deixis is None and reference.year in days and self._stated_beside(reading, reference.year):
            year = reference.year
        if year is None or point.weekday is None or not _weekday_contradicts(point._replace(year=year)):
            return year
        fitting = [year for year in days if not _weekday_contradicts(point._replace(year=year))]
        return min(fitting, key=lambda year: abs((days[year] - reference).days), default=year)

    def _stated_beside(self, reading: Reading, year: int) -> bool:
        """Whether the sentence of the reading states this year in so many figures."""
        sentence = self._sentences[reading.first]
        return any(anchor.sentence == sentence and anchor.point.year == year for anchor in self._around(reading))

    def _month(self, reading: Reading, first: Point, last: Point | None, *, ahead: bool) -> tuple[Point, Point | None]:
        """The month of a day without one: that of the nearest dated neighbour, or the one nearest to publication."""
        if reading.rule == "days of this month":
            return self._shifted(first, last, reading.deixis or 0)
        if first.year is None:
            days = [anchor for anchor in self._around(reading) if anchor.point.day is not None]
            if days:
                nearest = min(days, key=lambda anchor: abs(anchor.token - reading.first)).point
                return first._replace(year=nearest.year, month=nearest.month), last
        if self._reference is None:
            return first._replace(year=None), last
        now, best = self._reference, None
        for shift in (1, 0, -1) if ahead else (0, -1):
            index = now.year * 12 + now.month - 1 + shift
            point = first._replace(year=index // 12, month=index % 12 + 1)
            day = _date(point)
            if day is None or (day < now if ahead else day > now) or (first.year or point.year) != point.year:
                continue
            if best is None or not _weekday_contradicts(point):
                best = point
                if not _weekday_contradicts(point):
                    break
        if best is None:
            return first._replace(year=None), last
        return best, last._replace(year=best.year, month=best.month) if last else None

    def _shifted(self, first: Point, last: Point | None, months: int) -> tuple[Point, Point | None]:
        """The points in the month of publication, or the one `months` after it."""
        if self._reference is None:
            return first, last
        index = self._reference.year * 12 + self._reference.month - 1 + months
        year, month = index // 12, index % 12 + 1
        return first._replace(year=year, month=month), last._replace(year=year, month=month) if last else None

    def _step(self, reading: Reading, *, ahead: bool) -> Value | None:
        if self._reference is None:
            return OPEN
        unit, amount = reading.step or ("day", 0)
        if (
            reading.rule == "part of unit"
            and unit == "year"
            and ahead
            and reading.modifier == "early"
            and self._reference.month > 6
        ):
            amount += 1  # "awal tahun" announced in autumn is the coming one
        return _stepped(self._reference, unit, amount)

    def _weekday(self, reading: Reading, *, ahead: bool) -> Value | None:
        if self._reference is None or reading.point.weekday is None:
            return OPEN
        now, named = self._reference, reading.point.weekday
        monday = now - dt.timedelta(days=now.weekday())
        if reading.rule == "weekday of week" or reading.deixis == 0:
            day = monday + dt.timedelta(days=7 * (reading.deixis or 0) + named)
        elif reading.deixis == 1 or (ahead and reading.deixis is None):
            day = now + dt.timedelta(days=(named - now.weekday() - 1) % 7 + 1)
        else:
            day = now - dt.timedelta(days=(now.weekday() - named - (reading.deixis == -1)) % 7 + (reading.deixis == -1))
        return Value(day.isoformat(), None, ("year inferred",))


def _anchors(found: Iterable[Reading], sentences: Sequence[int]) -> Iterator[Anchor]:
    for reading in found:
        first, last = _inherit(reading.point, reading.until)
        for point in (first, last):
            if point is not None and point.year is not None and _exists(point):
                yield Anchor(reading.first, sentences[reading.first], point)


def _inherit(first: Point, last: Point | None) -> tuple[Point, Point | None]:
    """The two ends of a range with the month and year that stand only with one of them."""
    if last is None:
        return first, None
    if first.month is None and first.day is not None:
        first = first._replace(month=last.month)
    if first.year is None and last.year is not None:
        later = _key(first._replace(year=0)) > _key(last._replace(year=0))
        first = first._replace(year=last.year - later)
    elif last.year is None and first.year is not None:
        earlier = _key(last._replace(year=0)) < _key(first._replace(year=0))
        last = last._replace(year=first.year + earlier)
    return first, last


def _key(point: Point) -> tuple[int, int, int]:
    return point.year or 0, point.month or 0, point.day or 0


def _exists(point: Point) -> bool:
    return _date(point) is not None and EARLIEST <= (point.year or 0) <= LATEST


def _refused(first: Point, last: Point | None) -> Value | None:
    """What remains of a date that no calendar holds: its name where it states day and month, else nothing."""
    whole = all(point.day is not None and point.month is not None for point in (first, last) if point is not None)
    return IMPOSSIBLE_DAY if whole else None


def _possible(point: Point) -> bool:
    """Whether some year holds the point."""
    return _exists(point._replace(year=2000))  # a leap year


def _date(point: Point) -> dt.date | None:
    """The day, or the first day of the month or year; None where the calendar has none."""
    try:
        month, day = (1 if part is None else part for part in (point.month, point.day))
        return dt.date(point.year or 0, month, day)
    except ValueError:
        return None


def _weekday_contradicts(point: Point) -> bool:
    day = _date(point) if point.day and point.weekday is not None else None
    return day is not None and day.weekday() != point.weekday


def _iso(point: Point) -> str:
    parts = [f"{point.year:04}"]
    parts += [f"{part:02}" for part in (point.month, point.day) if part is not None]
    return "-".join(parts)


def _stepped(reference: dt.date, unit: Unit, amount: int) -> Value | None:
    try:
        match unit:
            case "day":
                return Value((reference + dt.timedelta(days=amount)).isoformat())
            case "week":
                monday = reference + dt.timedelta(days=7 * amount - reference.weekday())
                return Value(monday.isoformat(), (monday + dt.timedelta(days=6)).isoformat())
            case "month":
                months = reference.year * 12 + reference.month - 1 + amount
                return Value(f"{months // 12:04}-{months % 12 + 1:02}")
            case "year":
                return Value(f"{reference.year + amount:04}")
    except (OverflowError, ValueError):
        return None


def is_backwards(reading: Reading) -> bool:
    """Whether the two ends of a range stand in the wrong order ("25 Mei 2018 - 3 Januari 2018")."""
    first, last = _inherit(reading.point, reading.until)
    return (
        last is not None
        and first.month is not None
        and last.month is not None
        and first.year is not None
        and _key(first) >= _key(last)
    )
