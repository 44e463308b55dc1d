"""The periods that activities are counted by: months, quarters and years."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

Grain = Literal["month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)

YEAR, MONTH, DAY = len("2018"), len("2018-05"), len("2018-05-30")
# how many periods a chart has room for with a value that can be read at each
READABLE = 48
_A_YEAR: dict[Grain, int] = {"month": 12, "quarter": 4, "year": 1}


def period_of(day: str, grain: Grain) -> str | None:
    """The period in which a calendar value lies: `2018-05`, `2018-Q2` or `2018`; None where it is known less precisely.

    >>> period_of("2018-05-30", "quarter"), period_of("2018", "month")
    ('2018-Q2', None)
    """
    if grain == "year":
        return day[:YEAR]
    if len(day) < MONTH:
        return None
    return day[:MONTH] if grain == "month" else f"{day[:YEAR]}-Q{(int(day[5:MONTH]) + 2) // 3}"


def span(periods: Iterable[str], grain: Grain) -> tuple[str, ...]:
    """All periods from the first to the last of these, those between them included."""
    numbers = [_number(period, grain) for period in periods]
    if not numbers:
        return ()
    return tuple(_name(number, grain) for number in range(min(numbers), max(numbers) + 1))


def fitting(days: Iterable[str]) -> Grain:
    """The finest grain that gives a chart of these calendar values no more periods than can be read."""
    known = list(days)
    for grain in GRAINS:
        placed = {period for day in known if (period := period_of(day, grain)) is not None}
        if placed and len(span([min(placed), max(placed)], grain)) <= READABLE:
            return grain
    return "year"


def _number(period: str, grain: Grain) -> int:
    part = period[YEAR + 1 :].lstrip("Q")
    return int(period[:YEAR]) * _A_YEAR[grain] + (int(part) - 1 if part else 0)


def _name(number: int, grain: Grain) -> str:
    year, part = divmod(number, _A_YEAR[grain])
    if grain == "year":
        return f"{year:04}"
    return f"{year:04}-{part + 1:02}" if grain == "month" else f"{year:04}-Q{part + 1}"
