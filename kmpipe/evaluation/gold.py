"""Gold lines: what a careful reader finds in a text, one JSON object a line.

A line with `expressions` is a date fragment; any other is a report of activities. Keys that are absent are not scored;
null says that the text states nothing. Other keys are notes of the annotator.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from kmpipe.errors import GoldError
from kmpipe.model import Record

Value = tuple[str | None, str | None]
# the text of a report that is a saved page of its own: `"url": "seed:NAME"`
_SEED = "seed:"
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
# keys that say which report it is, not what stands in it
_UNSCORED = frozenset({"id", "url", "lang", "title", "text", "published", "parts"})


class Expression(Record, frozen=True, kw_only=True):
    """What may look like a date: a DATE, a RANGE, a TIME of day, or NONE. `alt` are values that are right as well.

    An `optional` value is neither rewarded nor punished.
    """

    text: str = ""
    type: Literal["DATE", "RANGE", "TIME", "NONE"]
    start: str | None = None
    end: str | None = None
    optional: bool = False
    alt: tuple[Value, ...] = ()


class Fragment(Record, frozen=True, kw_only=True):
    """A piece of text with its date values; `ref_date` is the day against which they are read."""

    id: str
    lang: str = "und"
    text: str
    ref_date: dt.date | None = None
    expressions: tuple[Expression, ...]


class Mention(Record, frozen=True, kw_only=True):
    """An organisation where the text names it. An office is scored as one; `venue` and `derived` mentions are optional."""

    surface: str
    canonical: str
    kind: Literal["agency", "office", "venue", "derived"] = "agency"


class NamedPerson(Record, frozen=True, kw_only=True):
    """A person by name, titles stripped."""

    name: str


class Span(Record, frozen=True, kw_only=True):
    """A day or a range of days."""

    start: str
    end: str | None = None


class Item(Record, frozen=True, kw_only=True):
    """An action item: a piece of its text, and the day it is due."""

    task_contains: str
    due: str | None = None


class Part(Record, frozen=True, kw_only=True):
    """One event of a report that tells of several."""

    event_type: str | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    held: Span | tuple[str, str | None] | UnsetType | None = UNSET
    place: str | UnsetType | None = UNSET
    province: str | UnsetType | None = UNSET
    venue: str | UnsetType | None = UNSET
    participants: int | UnsetType | None = UNSET

    @property
    def days(self) -> Value:
        """First and last day held, null where it is unstated."""
        if not self.held:
            return None, None
        return (self.held.start, self.held.end) if isinstance(self.held, Span) else self.held


class Report(Part, frozen=True, kw_only=True):
    """A report of activities. Where `parts` state a plain field, theirs are the values of the report."""

    id: str
    url: str | None = None
    lang: str = "und"
    title: str | None = None
    text: str
    published: str | None = None
    agencies: tuple[Mention, ...] | UnsetType = UNSET
    persons: tuple[NamedPerson, ...] | UnsetType = UNSET
    focus: tuple[str, ...] | UnsetType = UNSET
    focus_areas: tuple[str, ...] | UnsetType = UNSET
    action_items: tuple[Item, ...] | UnsetType = UNSET
    terms: tuple[tuple[str, str], ...] | UnsetType = UNSET
    acronyms: dict[str, str] | UnsetType = UNSET
    no_activity: bool | str | UnsetType | None = UNSET
    activities: int | UnsetType = UNSET
    parts: tuple[Part, ...] = ()


def read_gold(content: bytes, *, name: str, seed: Callable[[str], str]) -> tuple[Fragment | Report, ...]:
    """The gold lines of a file; blank lines are passed over. `seed` gives the text of a saved page by its name.

    Raises `GoldError`, which names the line (counted from 1), for one that cannot be read, and for a file without any.
    """
    rows = [
        _read_line(line, place=f"{name}: line {number}", seed=seed)
        for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
        if line.strip()
    ]
    if not rows:
        raise GoldError(f"{name}: no gold line in it", hint="a gold file holds one JSON object a line")
    return tuple(rows)


def _read_line(line: bytes, *, place: str, seed: Callable[[str], str]) -> Fragment | Report:
    try:
        row = msgspec.json.decode(line, type=dict[str, Any])
        if "expressions" in row:
            return _checked_fragment(msgspec.convert(row, Fragment))
        url = row.get("url")
        if "text" not in row and isinstance(url, str) and url.startswith(_SEED):
            row["text"] = seed(url.removeprefix(_SEED))
        return _checked_report(msgspec.convert(row, Report))
    except (msgspec.DecodeError, ValueError, OSError) as error:
        raise GoldError(f"{place}: {error}", hint="docs/evaluation.md describes the keys of a gold line") from error


def _checked_fragment(fragment: Fragment) -> Fragment:
    for expression in fragment.expressions:
        if expression.type in ("DATE", "RANGE"):
            if expression.start is None and expression.end is None:
                raise ValueError(f"an expression without `start` and `end`: {expression.text}")
            _check(expression.start, expression.end, *(day for value in expression.alt for day in value))
    return fragment


def _checked_report(report: Report) -> Report:
    values = [getattr(report, key) for key in report.__struct_fields__ if key not in _UNSCORED]
    if not report.parts and all(value is UNSET for value in values):
        raise ValueError("it states no field that could be scored")
    items = report.action_items or ()
    _check(report.published, *(day for part in (report, *report.parts) for day in part.days), *(i.due for i in items))
    return report


def _check(*days: str | None) -> None:
    """Refuse what is no calendar value; the calendar must hold the day."""
    for day in days:
        if day is not None:
            if not _DAY.fullmatch(day):
                raise ValueError(f"`{day}` is no calendar value such as 2018, 2018-05 or 2018-05-30")
            dt.date.fromisoformat(day + "-01-01"[len(day) - len("2018") :])
