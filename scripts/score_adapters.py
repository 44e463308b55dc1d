"""The plug-ins of the scorers: each calls the product the way its user would.

PYTHONPATH=scripts python ../shared/tools/score_dates.py score_adapters:dates
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import msgspec

import kmpipe
from kmpipe.cleaning import clean_capture  # noqa: F401 - loads lxml before the clock of a scorer starts
from kmpipe.dates import find_dates
from kmpipe.extraction.focus import find_focus_areas
from kmpipe.extraction.organisations import find_organisations
from kmpipe.text.language import detect

FOCUS_AREAS = frozenset({"governance", "preparedness", "water_waste_health", "mobility", "social_cohesion"})


def dates(text: str, ref_date: dt.date | None) -> list[tuple[str | None, str | None]]:
    """The date values in a text as (start, end)."""
    return [(mention.start, mention.end) for mention in find_dates(text, ref_date)]


def agencies(text: str, lang: str) -> list[str]:
    """The canonical names of the organisations in a text, offices aside."""
    return [mention.name for mention in find_organisations(text) if mention.kind != "office"]


def focus(text: str, lang: str) -> list[str]:
    """The ids of the five focus areas a text is about."""
    return [area.id for area in find_focus_areas(text) if area.id in FOCUS_AREAS]


def language(text: str) -> str:
    """The language of a text: id, en, mixed or und."""
    return detect(text)


def body(html: str, url: str) -> str:
    """The clean text of a page, "" where there is no article."""
    try:
        return kmpipe.clean(html, url).text
    except kmpipe.KmpipeError:
        return ""


def activity(text: str) -> dict[str, Any]:
    """The main activity of a plain-text article, as `kmpipe show --json` gives it."""
    article = kmpipe.clean(text)
    extraction = kmpipe.extract(article)
    record: dict[str, Any] = {"text": article.text, "no_activity": extraction.no_activity}
    if extraction.activities:
        record |= json.loads(msgspec.json.encode(extraction.activities[0]))
    return record | {"removals": json.loads(msgspec.json.encode(article.removals))}
