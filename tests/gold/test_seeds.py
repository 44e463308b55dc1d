"""The three real pages saved as text, against what must come out of them."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest

import kmpipe
from kmpipe.model import Activity, Article

SEEDS = ("000_01611622472af996.txt", "001_7a43732af4a71635.txt", "002_95a53ae922a1f73c.txt")
# organisations that may be found beyond those listed
MOST_OTHERS = 2

pytestmark = pytest.mark.shared


@functools.cache
def read(path: Path) -> tuple[Article, Activity]:
    article = kmpipe.clean(path.read_text(encoding="utf-8"))
    (activity,) = kmpipe.extract(article).activities
    return article, activity


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest, shared: Path) -> tuple[dict[str, Any], Article, Activity]:
    """What must come out of a seed, and what does."""
    name = request.param
    gold = json.loads((shared / "gold" / "seeds.json").read_text(encoding="utf-8"))[name]
    return gold, *read(shared / "seeds" / name)


def test_plain_fields(seed: tuple[dict[str, Any], Article, Activity]) -> None:
    """Title, language, categories, type, dates, sessions, place, venue, participants, focus areas and attachments."""
    gold, article, activity = seed
    got: dict[str, Any] = {
        "title": activity.title,
        "language": activity.language,
        "categories": list(article.categories),
        "type": activity.type,
        "held": [activity.held.start, activity.held.end] if activity.held else None,
        "sessions": [[session.label, session.start] for session in activity.sessions],
        "place": activity.place,
        "venue": activity.venue,
        "participants": activity.participants,
        "focus_areas": sorted(area.id for area in activity.focus_areas),
        "attachments": [attachment.name for attachment in activity.attachments],
    }
    want = {key: gold.get(key, [] if key in ("sessions", "attachments") else None) for key in got}
    want["focus_areas"] = sorted(want["focus_areas"])
    assert got == want
    assert "province" not in gold or activity.province == gold["province"]


def test_never(seed: tuple[dict[str, Any], Article, Activity]) -> None:
    """The date of another activity's teaser never becomes held, session or due."""
    gold, _, activity = seed
    used = {date.start for date in activity.dates if date.role in ("held", "session", "due")}
    assert used.isdisjoint(gold.get("never", []))


def test_organisations(seed: tuple[dict[str, Any], Article, Activity]) -> None:
    """All organisations and offices, and at most two others."""
    gold, _, activity = seed
    names = {o.name for o in activity.organisations if o.kind != "office"}
    assert set(gold["organisations"]) - names == set()
    assert len(names - set(gold["organisations"])) <= MOST_OTHERS
    assert set(gold["offices"]) <= {o.name for o in activity.organisations if o.kind == "office"}


def test_removed(seed: tuple[dict[str, Any], Article, Activity]) -> None:
    """What is not article is in the ledger under its kind, and not in the text; related titles become links."""
    gold, article, _ = seed
    for kind, texts in gold["removed"].items():
        removed = [removal.text for removal in article.removals if removal.kind == kind]
        for text in texts:
            assert any(text in whole for whole in removed), (kind, text)
            assert text not in article.text.split("\n")
    assert [item.title for item in article.related] == gold["removed"].get("related", [])
    assert len([block for block in article.blocks if block.kind == "item"]) >= gold.get("list_items_kept_at_least", 0)


def test_terms_and_people(seed: tuple[dict[str, Any], Article, Activity]) -> None:
    """Acronyms, Indonesian and English pairs, people with their office, and dates that are targets or just mentioned."""
    gold, _, activity = seed
    acronyms = {(term.term, term.meaning) for term in activity.terms if term.kind == "acronym"}
    pairs = {(term.term.lower(), term.meaning.lower()) for term in activity.terms if term.kind == "translation"}
    assert {(a, b) for a, b in gold.get("acronyms", {}).items()} - acronyms == set()
    assert {(a.lower(), b.lower()) for a, b in gold.get("terms", [])} - pairs == set()
    assert {tuple(person) for person in gold.get("people", [])} - {(p.name, p.role) for p in activity.people} == set()
    for role in ("target", "mentioned"):
        wanted = {tuple(date) for date in gold.get({"target": "targets"}.get(role, role), [])}
        assert wanted - {(d.start, d.end) for d in activity.dates if d.role == role} == set()
