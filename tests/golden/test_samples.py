"""Every sample article against what a careful reader finds in it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from samples import NAMES, SAMPLES, expected, processed

from kmpipe.cleaning import rebuild
from kmpipe.evaluation import read_floors
from kmpipe.model import Activity
from kmpipe.sources.files import find_files

_FLOORS = Path(__file__).parents[1] / "gold" / "floors.json"
# below these figures over all samples a change must not fall; raise a floor when the figure has risen
FLOORS = {
    field: floor["all"] for field, floor in read_floors(_FLOORS.read_bytes(), name="floors.json")["samples"].items()
}


def test_every_sample_has_its_expectation() -> None:
    """No sample without an expected value, no expected value without a sample."""
    assert [found.key for found in find_files(SAMPLES).found] == NAMES
    assert len(NAMES) >= 24


@pytest.mark.parametrize("name", NAMES)
def test_article(name: str) -> None:
    """Title, language, categories and date of publication are those a reader finds."""
    want, article = expected(name), processed(name).article
    got = {
        "title": article.title,
        "language": article.language,
        "categories": list(article.categories),
        "published": (article.published or "")[:10] or None,
    }
    assert got == {key: want[key] for key in got}


@pytest.mark.parametrize("name", NAMES)
def test_text(name: str) -> None:
    """What belongs to the article is in its text; what does not is in the ledger, or nowhere; nothing is lost."""
    want, article = expected(name), processed(name).article
    assert [text for text in want["kept"] if text not in article.text] == []
    assert [text for text in want.get("absent", []) if text in article.text] == []
    for kind, texts in want["removed"].items():
        removed = [removal.text for removal in article.removals if removal.kind == kind]
        assert [text for text in texts if not any(text in whole for whole in removed)] == [], kind
        assert [text for text in texts if text in article.text.split("\n")] == []
    lines = rebuild(article.text, article.removals).split("\n")
    assert len(lines) == article.text.count("\n") + 1 + sum(
        removal.text.count("\n") + 1 for removal in article.removals
    )


@pytest.mark.parametrize("name", NAMES)
def test_activities(name: str) -> None:
    """The activities, their status, when they were held and in which sessions are those a reader finds."""
    want, extraction = expected(name), processed(name).extraction
    assert bool(extraction.no_activity) == bool(want["no_activity"])
    got = [
        (a.status, [a.held.start, a.held.end] if a.held else None, [[s.label, s.start] for s in a.sessions])
        for a in extraction.activities
    ]
    assert got == [(a["status"], a["held"], [list(s)[:2] for s in a["sessions"]]) for a in want["activities"]]
    never = {
        (date.start, date.role)
        for a in extraction.activities
        for date in a.dates
        if date.role in ("held", "session", "due")
    }
    assert [date for date in want["never_dates"] if any(start == date for start, _ in never)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_value_has_its_evidence(name: str) -> None:
    """Each quote stands at its offsets, and each extracted value has one."""
    article = processed(name).article
    for activity in processed(name).extraction.activities:
        for value in (
            *activity.dates,
            *activity.organisations,
            *activity.focus_areas,
            *activity.people,
            *activity.terms,
            *activity.sessions,
        ):
            assert value.evidence, value
        for field in ("place", "venue", "participants"):
            assert getattr(activity, field) is None or any(e.field == field for e in activity.evidence), field
        for evidence in _evidence(activity):
            # a part of a recap has a title of its own
            read = {"text": article.text, "title": activity.title}.get(evidence.field)
            assert read is None or read[evidence.start : evidence.end] == evidence.quote, evidence


def _evidence(value: Any) -> Iterator[Any]:
    if type(value).__name__ == "Evidence":
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _evidence(item)
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from _evidence(getattr(value, name))


def _pairs() -> Iterator[tuple[str, dict[str, Any], Activity]]:
    for name in NAMES:
        for want, got in zip(expected(name)["activities"], processed(name).extraction.activities, strict=False):
            yield name, want, got


def _plain(activity: Activity) -> dict[str, Any]:
    return {
        "type": activity.type, "place": activity.place, "province": activity.province, "venue": activity.venue,
        "participants": activity.participants, "focus_areas": sorted(area.id for area in activity.focus_areas),
        "attachments": sorted(a.name for a in activity.attachments), "series": bool(activity.series),
    }  # fmt: skip


def _wanted(want: dict[str, Any]) -> dict[str, Any]:
    return want | {
        "focus_areas": sorted(want["focus_areas"]),
        "attachments": sorted(want["attachments"]),
        "series": bool(want["series"]),
    }


@pytest.mark.parametrize("field", sorted(field for field in FLOORS if "share" in FLOORS[field]))
def test_plain_fields_do_not_fall_below_their_floor(field: str) -> None:
    """Over all samples, a field is right at least as often as it has been."""
    wrong = {
        f"{n}: wanted {_wanted(w)[field]!r}, got {_plain(g)[field]!r}"
        for n, w, g in _pairs()
        if _plain(g)[field] != _wanted(w)[field]
    }
    share = 1 - len(wrong) / len(list(_pairs()))
    assert share >= FLOORS[field]["share"], "\n".join([f"{share:.3f}", *sorted(wrong)])


def test_organisations_do_not_fall_below_their_floor() -> None:
    """Over all samples, precision and recall of canonical names are at least what they have been."""
    right = made = wanted = 0
    misses = []
    for name, want, got in _pairs():
        names = {o.name for o in got.organisations}
        gold = set(want["organisations"]) | set(want["offices"])
        right, made, wanted = right + len(names & gold), made + len(names), wanted + len(gold)
        misses.append(f"{name}: too many {sorted(names - gold)}, missing {sorted(gold - names)}")
    precision, recall = right / made, right / wanted
    floor = FLOORS["organisations"]
    assert precision >= floor["precision"] and recall >= floor["recall"], "\n".join(
        [f"{precision:.3f} {recall:.3f}", *misses]
    )


def test_people_do_not_fall_below_their_floor() -> None:
    """Over all samples, the share of people found is at least what it has been."""
    found = [
        (n, person[0], person[0] in {p.name for p in got.people})
        for n, want, got in _pairs()
        for person in want["people"]
    ]
    share = sum(hit for _, _, hit in found) / len(found)
    assert share >= FLOORS["people"]["recall"], "\n".join([f"{share:.3f}", *_missing(found)])


def _missing(found: Iterable[tuple[str, str, bool]]) -> list[str]:
    return [f"{name}: {person}" for name, person, hit in found if not hit]
