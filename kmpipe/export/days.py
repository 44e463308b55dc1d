"""Calendar values as days."""

from __future__ import annotations

from datetime import date, timedelta

from kmpipe.model import ActivityView, Period

DAY_LENGTH = len("2018-05-30")
_MONTH_LENGTH = len("2018-05")
# before any report on the web
EARLIEST = date(1970, 1, 1)


def first_day(value: str) -> date | None:
    """The first day of a calendar value (`2018`, `2018-05`, `2018-05-30`); None for what is no such value."""
    try:
        return date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < DAY_LENGTH else value)
    except ValueError:
        return None


def last_day(value: str) -> date | None:
    """The last day of a calendar value; None for what is no such value."""
    first = first_day(value)
    if first is None or len(value) >= DAY_LENGTH:
        return first
    if len(value) == _MONTH_LENGTH:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    else:
        following = date(first.year + 1, 1, 1)
    return following - timedelta(days=1)


def bounds(held: Period | None) -> tuple[date, date] | None:
    """The first and the last day on which it may have been held; None without a date."""
    if held is None:
        return None
    first, last = first_day(held.start), last_day(held.end or held.start)
    return (first, last) if first and last and first <= last else None


def interval(held: Period) -> str:
    """`2018-05-30`, or `2018-01-15/2018-01-17` (ISO 8601)."""
    return f"{held.start}/{held.end}" if held.end else held.start


def stamp(row: ActivityView) -> date:
    """The day a record bears where its format demands one: published, else held, else `EARLIEST`. Never today's."""
    for value in (row.published, row.held.start if row.held else None):
        day = first_day(value[:DAY_LENGTH]) if value else None
        if day is not None:
            return max(day, EARLIEST)
    return EARLIEST
