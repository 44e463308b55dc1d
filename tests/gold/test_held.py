"""When an activity was held, and its status, on article openings of our own written before the rules were."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import kmpipe
from kmpipe.model import Activity, Article

# of 96; it may only rise
FLOOR = 91


@functools.cache
def rows() -> tuple[dict[str, Any], ...]:
    lines = Path(__file__).with_name("held.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@functools.cache
def activities() -> tuple[Activity | None, ...]:
    """The activity of each opening, None where it is taken for no activity."""
    found = []
    for row in rows():
        article = Article(id=row["id"], key=row["id"], title=row["title"], text=row["text"], published=row["published"])
        found.append(next(iter(kmpipe.extract(article).activities), None))
    return tuple(found)


def value(activity: Activity | None) -> list[str | None] | None:
    return [activity.held.start, activity.held.end] if activity and activity.held else None


def test_activity_dates_and_status() -> None:
    """Held date and status are both right as often as before."""
    wrong = [
        f"{row['id']}: {value(activity)} {activity and activity.status} for {row['held']} {row['status']}"
        for row, activity in zip(rows(), activities(), strict=True)
        if value(activity) != row["held"] or (row["held"] and activity and activity.status != row["status"])
    ]
    assert len(rows()) - len(wrong) >= FLOOR, "\n".join(wrong)


def test_what_is_found_is_quoted() -> None:
    """Each held date and each status other than "held" quotes the title or the text it was read in."""
    for row, activity in zip(rows(), activities(), strict=True):
        if activity is None:
            continue
        pieces = list(activity.held.evidence if activity.held else ())
        pieces += [e for field in activity.evidence if field.field == "status" for e in field.evidence]
        assert activity.held is None or pieces
        for piece in pieces:
            assert row["title" if piece.field == "title" else "text"][piece.start : piece.end] == piece.quote
