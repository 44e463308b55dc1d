"""Dates in file names: `20180115_084113`, `2018.10.25_Lokakarya`, `WhatsApp Image 2018-11-15 at 10.41.39`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

_YEAR, _MONTH, _DAY = r"(?:19|20)\d{2}", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?P<hour>[01]?\d|2[0-3])[.:\-]?(?P<minute>[0-5]\d)[.:\-]?[0-5]\d(?!\d)(?:[ ]?(?P<half>[ap])m)?"
_STAMP = re.compile(
    rf"""(?<![\d/.,])(?<!\d-)(?:
        (?P<ymd>{_YEAR}(?P<sep>[._\-]?){_MONTH}(?P=sep){_DAY})(?!\d)(?:(?:[_\-T]|[ ]at[ ]|[ ](?=\d\d[.\-]?\d\d[.\-]?\d\d)){_CLOCK})?
      | (?P<dmy>{_DAY}(?P<gap>[._\-]?){_MONTH}(?P=gap){_YEAR})(?!\d)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# what every stamp holds: a search for it passes over texts without one faster
_FIGURES = re.compile(r"\d\d[._\-]?\d\d[._\-]?\d\d")
_SIGNS = re.compile(r"\D")
# a name with hyphens between year, month and day is a file only with one of these before it or an underscore about it
_CAMERA = re.compile(
    r"(?:image|video|screenshot|screen shot|img|vid|photo|foto|dsc|pxl|scan)[ _\-]{1,2}$", re.IGNORECASE
)
_LONGEST_CAMERA = 14


class Stamp(NamedTuple):
    """A date in a file name: the code points `[start, end)`, the day, the clock time if there is one."""

    start: int
    end: int
    day: dt.date
    times: tuple[str, ...]


def stamps(text: str) -> Iterator[Stamp]:
    """The file-name dates of a text, left to right; impossible ones are left out."""
    if _FIGURES.search(text) is None:
        return
    for match in _STAMP.finditer(text):
        if _is_file(text, match) and (day := _day(match)) is not None:
            yield Stamp(match.start(), match.end(), day, _times(match))


def _day(match: re.Match[str]) -> dt.date | None:
    """The day of a stamp, None where no calendar holds it."""
    figures = _SIGNS.sub("", match["ymd"] or match["dmy"])
    year, month, day = (
        (figures[:4], figures[4:6], figures[6:]) if match["ymd"] else (figures[4:], figures[2:4], figures[:2])
    )
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _is_file(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if match["dmy"]:
        return "_" in (before, after, match["gap"]) or ("-" in (before, after) and not match["gap"])
    camera = _CAMERA.search(text[max(0, match.start() - _LONGEST_CAMERA) : match.start()]) is not None
    if not match["sep"]:
        return camera or before in {"", "_", "-", " ", "\n", "/", "(", ":"}
    return camera or "_" in (match["sep"], before, after)


def _times(match: re.Match[str]) -> tuple[str, ...]:
    if match["hour"] is None:
        return ()
    half = (match["half"] or "").lower()
    hour = int(match["hour"]) % 12 + (12 if half == "p" else 0) if half else int(match["hour"])
    return (f"{hour:02}:{match['minute']}",)
