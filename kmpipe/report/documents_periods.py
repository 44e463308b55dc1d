"""The periods that documents report on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from kmpipe.errors import UsageError
from kmpipe.export.days import first_day, last_day
from kmpipe.model import Period
from kmpipe.model.base import Record

_MONTH_LENGTH = len("2018-05")
_MONTHS = 12
_QUARTER = 3

Kind = Literal["monthly", "quarterly", "yearly"]
# where an activity stands to a period: it began in it, began before it and went on, or is known too vaguely to tell
Place = Literal["in", "going on", "vague", "before", "after"]


class Span(Record, frozen=True, kw_only=True):
    """The days a report is about, both inclusive; `name` is what the user asked for: `2018-08`, `2018-Q3`, `2018`."""

    kind: Kind
    name: str
    first: date
    last: date


def month_span(name: str) -> Span:
    """The days of a month (`2018-08`). Raises `UsageError`."""
    day = first_day(name) if len(name) == _MONTH_LENGTH else None
    if day is None:
        raise UsageError(f"{name!r} is no month", hint="write it as 2018-08")
    return _span("monthly", name, day, 1)


def quarter_span(name: str) -> Span:
    """The days of a quarter of a calendar year (`2018-Q3`). Raises `UsageError`."""
    year, _, number = name.upper().partition("-Q")
    day = first_day(year) if len(year) == 4 and year.isascii() and year.isdigit() else None
    if day is None or number not in {"1", "2", "3", "4"}:
        raise UsageError(f"{name!r} is no quarter", hint="write it as 2018-Q3")
    return _span("quarterly", name.upper(), day.replace(month=_QUARTER * (int(number) - 1) + 1), _QUARTER)


def year_span(name: str, *, starts: int = 1) -> Span:
    """The days of the fiscal year that begins in the month `starts` of this year (`2018`). Raises `UsageError`."""
    day = first_day(name) if len(name) == 4 and name.isascii() and name.isdigit() else None
    if day is None or (day.year == date.max.year and starts > 1):
        raise UsageError(f"{name!r} is no year", hint="write it as 2018")
    return _span("yearly", name, day.replace(month=starts), _MONTHS)


def _span(kind: Kind, name: str, first: date, months: int) -> Span:
    after = first.month - 1 + months
    if first.year + after // _MONTHS > date.max.year:
        last = date.max
    else:
        last = date(first.year + after // _MONTHS, after % _MONTHS + 1, 1) - timedelta(days=1)
    return Span(kind=kind, name=name, first=first, last=last)


def place(held: Period, span: Span) -> Place:
    """Where an activity stands to a period: it counts in the one it began in, so that months add up to their year."""
    first, latest = first_day(held.start), last_day(held.start)
    end = last_day(held.end or held.start)
    if first is None or latest is None or end is None or first > span.last:
        return "after"
    if end < span.first:
        return "before"
    if span.first <= first and latest <= span.last:
        return "in"
    return "going on" if latest < span.first else "vague"
