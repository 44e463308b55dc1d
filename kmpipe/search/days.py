"""Calendar values in queries, as ranges of days. A day is the number YYYYMMDD: it sorts, and needs no calendar."""

from __future__ import annotations

import re

from kmpipe.search.plan import FIRST_DAY, LAST_DAY

_ISO = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
# 2018-Q3, 2018Q3, 2018-S2 (semester), 2018-H2
_PART = re.compile(r"(\d{4})-?(?:([Qq])([1-4])|[SsHh]([12]))")
_YEARS_TO = re.compile(r"(\d{4})\s*[-–/]\s*(\d{4})")
_SEASON = re.compile(r"([^\W\d]+(?: [^\W\d]+)?) (\d{4})")
_COMPARED = re.compile(r"(>=|<=|>|<)\s*(.+)")
_RANGE = re.compile(r"(.*?)(?:^|\s+)TO(?:\s+|$)(.*)")
_QUOTES = "\"“”„«»' "
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

    A quarter is written `2018-Q3`, half a year `2018-S2` or `2018-H2`; words may name them too, or a season. One that
    runs over the end of a year is that of the year it begins in.

    >>> value_days("2018-Q3"), value_days("musim hujan 2018")
    ((20180701, 20180930), (20181001, 20190331))

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
    low, high = match[1].strip(_QUOTES), match[2].strip(_QUOTES)
    first = FIRST_DAY + 1 if low in ("", "*") else _days(low)[0]
    last = LAST_DAY if high in ("", "*") else _days(high)[1]
    if first > last:
        raise ValueError(f"the range ends ({high}) before it begins ({low})")
    return first, last


def _days(value: str) -> tuple[int, int]:
    value = value.strip(_QUOTES)
    days = iso_days(value) or _parts_of_years(value) or _word_days(value)
    if days is None:
        raise ValueError(f"“{value}” is not a date")
    return days


def _parts_of_years(value: str) -> tuple[int, int] | None:
    """The days of `2018-Q3`, `2018-S2`, and of the years `2018-2019`."""
    if years := _YEARS_TO.fullmatch(value):
        first, last = iso_days(years[1]), iso_days(years[2])
        return (first[0], last[1]) if first and last and first < last else None
    part = _PART.fullmatch(value)
    if not part:
        return None
    months = 3 if part[2] else 6
    return _months(int(part[1]), (int(part[3] or part[4]) - 1) * months + 1, months)


def _months(year: int, first: int, count: int) -> tuple[int, int] | None:
    """The days of so many months; they may run into the next year."""
    last = first + count - 1
    start, end = iso_days(f"{year}-{first}"), iso_days(f"{year + (last > 12)}-{(last - 1) % 12 + 1}")
    return (start[0], end[1]) if start and end else None


def _word_days(value: str) -> tuple[int, int] | None:
    """The days of a date in words, read by `kmpipe.dates` (loaded only here: calendar values do not need it)."""
    if not any(letter.isalpha() for letter in value) and not re.search(r"\d[/. ]\d", value):
        return None
    from kmpipe.dates import parse_date  # noqa: PLC0415 - the calendar of Babel loads with it

    value = re.sub(r"(?<=[^\W\d])-(?=\d)", " ", value)  # Oktober-2018
    mention = parse_date(value)
    if mention is None or mention.start is None:
        return _season_days(value)
    first, last = period(mention.start, mention.end)
    return (first, last) if first else None


def _season_days(value: str) -> tuple[int, int] | None:
    match = _SEASON.fullmatch(" ".join(value.casefold().split()))
    if not match or int(match[2]) not in _YEARS:
        return None
    from kmpipe.vocab.load import cached_words  # noqa: PLC0415 - only seasons need it

    season = cached_words("calendar", "seasons").get(match[1])
    return _months(int(match[2]), *season) if season else None
