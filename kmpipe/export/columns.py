"""The columns of tables: one activity a row, lists in one cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal

import msgspec

from kmpipe.export.days import bounds
from kmpipe.export.options import Options
from kmpipe.export.proofs import proofs
from kmpipe.model import ActivityView
from kmpipe.model.base import Record

Kind = Literal["text", "list", "calendar", "day", "integer", "flag", "address", "evidence"]
Value = str | int | bool | date | tuple[str, ...] | None


class Column(Record, frozen=True, kw_only=True):
    """A column: how it is read, and what its values are.

    A `list` is a tuple, a `calendar` value a string (`2018-05`), a `day` a date, a `flag` true or
    false, an `address` a URL, `evidence` JSON.
    """

    kind: Kind
    about: str
    read: Callable[[ActivityView], Value]


def _each(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _column(kind: Kind, about: str, read: Callable[[ActivityView], Value]) -> Column:
    return Column(kind=kind, about=about, read=read)


def _day(activity: ActivityView, which: int) -> date | None:
    days = bounds(activity.held)
    return days[which] if days else None


COLUMNS: dict[str, Column] = {
    "id": _column("text", "Identifier of the activity", lambda a: a.id),
    "title": _column("text", "Title of the report", lambda a: a.title),
    "held_start": _column(
        "calendar",
        "First day, month or year it was held, as precise as known",
        lambda a: a.held.start if a.held else None,
    ),
    "held_end": _column(
        "calendar", "Last day, month or year it was held", lambda a: (a.held.end or a.held.start) if a.held else None
    ),
    "first_day": _column("day", "Earliest day it may have begun", lambda a: _day(a, 0)),
    "last_day": _column("day", "Latest day it may have ended", lambda a: _day(a, 1)),
    "status": _column("text", "held, planned, postponed or cancelled", lambda a: a.status),
    "type": _column("text", "Type of activity", lambda a: a.type),
    "series": _column("text", "Series it belongs to", lambda a: a.series),
    "place": _column("text", "City or regency", lambda a: a.place),
    "province": _column("text", "Province", lambda a: a.province),
    "venue": _column("text", "Venue", lambda a: a.venue),
    "organisations": _column(
        "list",
        "Organisations, offices left out",
        lambda a: _each(o.name for o in a.organisations if o.kind != "office"),
    ),
    "offices": _column("list", "Offices", lambda a: _each(o.name for o in a.organisations if o.kind == "office")),
    "organisers": _column(
        "list", "Organisers", lambda a: _each(o.name for o in a.organisations if o.role == "organiser")
    ),
    "focus_areas": _column("list", "Ids of focus areas", lambda a: _each(area.id for area in a.focus_areas)),
    "participants": _column("integer", "Number of participants", lambda a: a.participants),
    "people": _column(
        "list",
        "People with their roles",
        lambda a: _each(f"{p.name} ({p.role})" if p.role else p.name for p in a.people),
    ),
    "sessions": _column(
        "list",
        "Dated parts",
        lambda a: _each(f"{s.label}: {s.start}" + (f"/{s.end}" if s.end else "") for s in a.sessions),
    ),
    "action_items": _column(
        "list",
        "What was agreed to be done, with due dates",
        lambda a: _each(item.task + (f" ({item.due})" if item.due else "") for item in a.action_items),
    ),
    "attachments": _column("list", "Documents offered", lambda a: _each(item.name for item in a.attachments)),
    "language": _column("text", "Language of the report: id, en, mixed, und", lambda a: a.language),
    "categories": _column("list", "Categories of the site", lambda a: _each(a.categories)),
    "published": _column("calendar", "When the report was published", lambda a: a.published),
    "site": _column("text", "Name of the site", lambda a: a.site),
    "url": _column("address", "Address of the report", lambda a: a.url),
    "rights": _column("text", "What may be done with the report: own, permitted, excerpt-only", lambda a: a.rights),
    "gone": _column("flag", "Whether its site no longer shows the report", lambda a: a.gone),
    "carrier": _column("text", "Id of the article that the report, a document, is attached to", lambda a: a.carrier),
    "articles": _column("list", "Ids of the articles that tell of it", lambda a: _each(a.articles)),
    "review": _column("text", "Whether somebody looked at it", lambda a: a.review),
    "text": _column("text", "Clean text of the report", lambda a: a.text),
    "evidence": _column(
        "evidence",
        "Where each value was read",
        lambda a: msgspec.json.encode(tuple(proofs(a))).decode(),
    ),
}
# the held days once more, as dates: where a table has types, they come by themselves
DAYS = frozenset({"first_day", "last_day"})


def chosen(options: Options, *, days: bool = False) -> list[str]:
    """The names of the columns to write, in order: those asked for, else all but what comes on request.

    With `days` the first and the last day are among them by default.
    """
    left_out = set() if days else set(DAYS)
    if not options.text:
        left_out.add("text")
    if not options.evidence:
        left_out.add("evidence")
    names = list(options.fields) or [name for name in COLUMNS if name not in left_out]
    for name, asked in (("text", options.text), ("evidence", options.evidence)):
        if asked and name not in names:
            names.append(name)
    return names
