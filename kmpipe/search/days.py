"""Calendar values in queries, as ranges of days. A day is the number YYYYMMDD: it sorts, and needs no calendar."""

from __future__ import annotations

import re

from kmpipe.search.plan import FIRST_DAY, LAST_DAY

_ISO = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_COMPARED = re.compile(r"(>=|<=|>|<)\s*(.+)")
_RANGE = re.compile(r"(.*?)(?:^|\s+)TO(?:\s+|$)(.*)")
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# years outside are typing mistakes: no activity was reported then
_YEARS = range(1900, 2200)


def iso_days(value: str) -> tuple[int, int] | None:
    """The first and last day of `2018`, `2018-05` or `2018-05-30`, or None if it is no such value.

    >>> iso_days("2018-02"), iso_days("2018-02-30")
    ((20180201, 20180228), None)
    """
    match = _ISO.fullmatch(value)
    if not match:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if year not in _YEARS or (match[2] and not 1 <= month <= 12):
        return None
    if match[3]:
        number = (year * 100 + month) * 100 + day
        return (number, number) if 1 <= day <= _month_days(year, month) else None
    if match[2]:
        base = (year * 100 + month) * 100
        return base + 1, base + _month_days(year, month)
    return year * 10000 + 101, year * 10000 + 1231


def _month_days(year: int, month: int) -> int:
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _MONTH_DAYS[month - 1] + leap


def period(start: str | None, end: str | None) -> tuple[int, int]:
    """The first and last day of a document's period; (0, 0) without a usable start."""
    first = iso_days(start) if start else None
    if first is None:
        return 0, 0
    last = (iso_days(end) if end else None) or first
    return first[0], max(first[1], last[1])


def value_days(value: str) -> tuple[int, int]:
    """The days meant by the value of `date:`: a calendar value, a comparison (`>=2018-08`), or words (`Oktober 2018`).

    Raises `ValueError` with a message for what is no date.
    """
    value = value.strip()
    compared = _COMPARED.fullmatch(value)
    if not compared:
        return _days(value)
    first, last = _days(compared[2].strip())
    match compared[1]:
        case ">=":
            return first, LAST_DAY
        case ">":
            return last + 1, LAST_DAY
        case "<=":
            return FIRST_DAY + 1, last
        case _:
            return FIRST_DAY + 1, first - 1


def range_days(text: str) -> tuple[int, int]:
    """The days of what stands in `[…]`: `2018-01 TO 2018-06`, `*` for an open end.

    Raises `ValueError` with a message for what is no range.
    """
    match = _RANGE.fullmatch(text.strip())
    if not match:
        raise ValueError("a range is written [2018-01 TO 2018-06]")
    low, high = match[1].strip(), match[2].strip()
    first = FIRST_DAY + 1 if low in ("", "*") else _days(low)[0]
    last = LAST_DAY if high in ("", "*") else _days(high)[1]
    if first > last:
        raise ValueError(f"the range ends ({high}) before it begins ({low})")
    return first, last


def _days(value: str) -> tuple[int, int]:
    days = iso_days(value) or _word_days(value)
    if days is None:
        raise ValueError(f"“{value}” is not a date")
    return days


def _word_days(value: str) -> tuple[int, int] | None:
    """The days of a date in words, read by `kmpipe.dates` (loaded only here: calendar values do not need it)."""
    if not any(letter.isalpha() for letter in value) and not re.search(r"\d[/. ]\d", value):
        return None
    from kmpipe.dates import parse_date  # noqa: PLC0415 - the calendar of Babel loads with it

    mention = parse_date(value)
    if mention is None or mention.start is None:
        return None
    first, last = period(mention.start, mention.end)
    return (first, last) if first else None
