"""What a match of the grammar says: one point in the calendar, or two, or a step from the day of writing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from kmpipe.dates.grammar import Match
from kmpipe.dates.symbols import Token, century
from kmpipe.model import DateModifier, DateWarning

Unit = Literal["day", "week", "month", "year"]
# a year that cannot be one ("12 Mei 0018"): no calendar holds it, so the date is refused
IMPOSSIBLE = 0


class Point(NamedTuple):
    """A day, month or year as far as the text states it, and the weekday it names (0 is Monday)."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


class Reading(NamedTuple):
    """What tokens `[first, last)` say: a point, a range (`until`), or a step of `amount` units from the reference."""

    rule: str
    first: int
    last: int
    point: Point = Point()
    until: Point | None = None
    modifier: DateModifier | None = None
    deixis: int | None = None
    step: tuple[Unit, int] | None = None
    warnings: tuple[DateWarning, ...] = ()


def readings(match: Match, row: Sequence[Token]) -> Iterator[Reading]:
    """The readings of a match, in text order; none for recurring days."""
    at = {name: row[index] for name, index in match.at.items()}
    modifier = at["part1"].value if "part1" in at else None
    deixis = at[name].value if (name := "deixis2") in at or (name := "deixis1") in at else None
    base = Reading(match.rule, match.first, match.last, _point(at, "1"), modifier=modifier, deixis=deixis)
    match match.rule:
        case "recurring" | "weekdays":
            return
        case "date to date" | "day to date" | "month to month" | "year to year" | "year to month" | "month to year":
            yield base._replace(until=_point(at, "2"), deixis=None, modifier=None)
        case "days of a month" | "month and day" | "days of this month":
            yield from _days(match, row, base, at)
        case "paired days":
            # "24/25 November": the two figures of a short date are two days
            last, first = at["short1"].value
            point = Point(_year(at, "1"), at["month1"].value, first, base.point.weekday)
            yield base._replace(point=point, until=point._replace(day=last, weekday=None))
        case "months":
            yield from _months(match, row, base)
        case "period":
            yield from _period(at, base)
        case "typed year":
            year = at["number1"].value.replace(".", "").replace(",", "")
            yield base._replace(point=Point(year=int(year)), warnings=("typo repaired",))
        case "time ago":
            unit, amount = (at["oneunit1"].value, 1) if "oneunit1" in at else (_unit(at), at["count1"].value)
            yield base._replace(step=(unit, -amount))
        case "relative day" | "weekday of day":
            yield base._replace(step=("day", at["relative1"].value))
        case "unit" | "part of unit":
            yield base._replace(step=(_unit(at), deixis or 0))
        case _:
            yield base


def _point(at: dict[str, Token], number: str) -> Point:
    """Point number 1 or 2 of a match."""
    weekday = at.get("weekday1") if number == "1" else at.get("weekday3") or at.get("weekday2")
    named = weekday.value if weekday else None
    if f"full{number}" in at:
        year, month, day = at[f"full{number}"].value
        return Point(year, month, day, named)
    if f"short{number}" in at:
        month, day = at[f"short{number}"].value
        return Point(None, month, day, named)
    if f"numberyear{number}" in at:
        day, year = at[f"numberyear{number}"].value
        return Point(year, None, day, named)
    month_token, day_token = at.get(f"month{number}"), at.get(f"day{number}")
    return Point(
        _year(at, number), month_token.value if month_token else None, day_token.value if day_token else None, named
    )


def _year(at: dict[str, Token], number: str) -> int | None:
    if (short := at.get(f"shortyear{number}")) is not None:
        return century(int(short.word)) if short.word.isdigit() and len(short.word) == 2 else IMPOSSIBLE
    token = at.get(f"year{number}")
    if token is None:
        return None
    return token.value if token.symbol == "Y" else IMPOSSIBLE


def _unit(at: dict[str, Token]) -> Unit:
    units: dict[str, Unit] = {"dayword1": "day", "weekword1": "week", "monthword1": "month", "yearword1": "year"}
    return next(unit for name, unit in units.items() if name in at)


def _days(match: Match, row: Sequence[Token], base: Reading, at: dict[str, Token]) -> Iterator[Reading]:
    """The readings of a list of days: "15-17" and "15, 16 dan 17" are one, "15 dan 17" two."""
    spans: list[tuple[int, int, int, int]] = []
    to = False
    for index in range(*match.days):
        token = row[index]
        if token.symbol == "D" and to:
            spans[-1] = (spans[-1][0], token.value, spans[-1][2], index + 1)
        elif token.symbol == "D":
            spans.append((token.value, token.value, index, index + 1))
        to = token.symbol == "J" or (to and token.symbol == "T")
    last_weekday = at["weekday2"].value if "weekday2" in at else None
    joined = all(before[1] + 1 == after[0] for before, after in itertools.pairwise(spans))
    if joined:
        spans = [(spans[0][0], spans[-1][1], match.first, match.last)]
    for number, (day, until, first, last) in enumerate(spans):
        is_first, is_last = number == 0, number == len(spans) - 1
        weekday = base.point.weekday if is_first else last_weekday if is_last else None
        point = base.point._replace(day=day, weekday=weekday)
        end = point._replace(day=until, weekday=last_weekday if len(spans) == 1 else None) if until != day else None
        yield base._replace(
            first=match.first if is_first else first, last=match.last if is_last else last, point=point, until=end
        )


def _months(match: Match, row: Sequence[Token], base: Reading) -> Iterator[Reading]:
    """The readings of a list of months: "April dan Mei 2018" is one, from April to May, "April dan Juni 2018" two."""
    places = [index for index in range(*match.months) if row[index].symbol == "M"]
    values: list[int] = [row[index].value for index in places]
    if all(before + 1 == after for before, after in itertools.pairwise(values)):
        yield base._replace(point=Point(base.point.year, values[0]), until=Point(base.point.year, values[-1]))
        return
    for index, value in zip(places, values, strict=True):
        first, last = (match.first if index == places[0] else index), (match.last if index == places[-1] else index + 1)
        yield base._replace(first=first, last=last, point=Point(base.point.year, value))


def _period(at: dict[str, Token], base: Reading) -> Iterator[Reading]:
    months, number = at["quarter1"].value if "quarter1" in at else (at["period1"].value, at["ordinal1"].value)
    if months * number <= 12:
        first = months * (number - 1) + 1
        yield base._replace(point=Point(base.point.year, first), until=Point(base.point.year, first + months - 1))
