"""CSV: one activity a row, lists joined by `; `, safe to open in a spreadsheet."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from defusedcsv import csv

from kmpipe.export.fields import check_fields
from kmpipe.model import ActivityView

# what a spreadsheet cell can hold
MAX_CELL = 32_767
CUT_MARK = "… [cut]"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def _join(values: Iterable[object]) -> str:
    return "; ".join(str(value) for value in values)


COLUMNS: dict[str, Callable[[ActivityView], object]] = {
    "id": lambda a: a.id,
    "title": lambda a: a.title,
    "held_start": lambda a: a.held.start if a.held else None,
    "held_end": lambda a: (a.held.end or a.held.start) if a.held else None,
    "status": lambda a: a.status,
    "type": lambda a: a.type,
    "series": lambda a: a.series,
    "place": lambda a: a.place,
    "province": lambda a: a.province,
    "venue": lambda a: a.venue,
    "organisations": lambda a: _join(o.name for o in a.organisations if o.kind != "office"),
    "offices": lambda a: _join(o.name for o in a.organisations if o.kind == "office"),
    "organisers": lambda a: _join(o.name for o in a.organisations if o.role == "organiser"),
    "focus_areas": lambda a: _join(area.id for area in a.focus_areas),
    "participants": lambda a: a.participants,
    "people": lambda a: _join(f"{p.name} ({p.role})" if p.role else p.name for p in a.people),
    "sessions": lambda a: _join(f"{s.label}: {s.start}" + (f"/{s.end}" if s.end else "") for s in a.sessions),
    "action_items": lambda a: _join(item.task + (f" ({item.due})" if item.due else "") for item in a.action_items),
    "attachments": lambda a: _join(item.name for item in a.attachments),
    "language": lambda a: a.language,
    "categories": lambda a: _join(a.categories),
    "published": lambda a: a.published,
    "site": lambda a: a.site,
    "url": lambda a: a.url,
    "articles": lambda a: _join(a.articles),
    "review": lambda a: a.review,
    "text": lambda a: a.text,
}
_ON_REQUEST = frozenset({"text"})


def write_csv(rows: Iterable[ActivityView], stream: BinaryIO, fields: Sequence[str] = (), text: bool = False) -> int:
    """Write a header and one row an activity; `fields` selects and orders `COLUMNS`, without it `text` adds the text.

    A cell that a spreadsheet would take for a formula gets a leading apostrophe (defusedcsv); control characters go;
    a cell longer than `MAX_CELL` is cut and says so. Raises `UsageError` for an unknown field.
    """
    check_fields(fields, COLUMNS)
    columns = list(fields) or [name for name in COLUMNS if text or name not in _ON_REQUEST]
    out = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(COLUMNS[name](row)) for name in columns])
        count += 1
    out.detach()
    return count


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = _CONTROL.sub("", str(value)).lstrip("\t")
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - len(CUT_MARK)] + CUT_MARK
