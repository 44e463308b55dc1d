"""Reports of activities, with counts made by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from kmpipe.evaluation import Outcome, Report, name_rules, score_report
from kmpipe.model import (
    ActionItem,
    Activity,
    Extraction,
    FocusArea,
    OrganisationMention,
    Period,
    Person,
    Term,
)

AREAS = frozenset({"governance", "preparedness", "mobility"})
Counts = tuple[int, tuple[str, ...], tuple[str, ...]]


def activity(**fields: Any) -> Activity:
    return Activity(id="a.1", articles=("a",), title="Rapat", **fields)


def outcomes(gold: dict[str, Any], *found: Activity, no_activity: str | None = None) -> dict[str, Outcome]:
    report = msgspec.convert({"id": "r1", "lang": "id", "text": "", **gold}, Report)
    extraction = Extraction(activities=found, no_activity=no_activity)
    return {o.field: o for o in score_report(report, extraction, names=name_rules(), areas=AREAS)}


def counts(outcome: Outcome) -> Counts:
    return outcome.right, outcome.wrong, outcome.missed


def body(name: str, *, office: bool = False) -> OrganisationMention:
    return OrganisationMention(id=name, name=name, kind="office" if office else "government")


@pytest.mark.parametrize(
    ("wanted", "found", "want"),
    [
        ("Balai Kota, Lantai 2", "Balai Kota Lantai 2", (1, (), ())),
        ("Balai Kota", "Hotel Sentral", (0, ("Hotel Sentral",), ("Balai Kota",))),
        (None, "Balai Kota", (0, ("Balai Kota",), ())),
        ("Balai Kota", None, (0, (), ("Balai Kota",))),
        (None, None, (0, (), ())),
    ],
)
def test_a_plain_field(wanted: str | None, found: str | None, want: Counts) -> None:
    """Another value is wrong, and the one of the gold is missed; null is right against nothing and counts for nothing."""
    assert counts(outcomes({"venue": wanted}, activity(venue=found))["venue"]) == want


def test_only_what_the_gold_states_is_scored() -> None:
    """A key that is absent has no outcome, whatever was found."""
    got = outcomes({"status": "held"}, activity(venue="Balai Kota", people=(Person(name="Budi Santoso"),)))
    assert list(got) == ["status"]


def test_held_is_one_value() -> None:
    """A range of which one end is right is wrong."""
    period = Period(start="2018-01-15", end="2018-01-16")
    got = outcomes({"held": {"start": "2018-01-15", "end": "2018-01-17"}}, activity(held=period))
    assert counts(got["held"]) == (0, ("2018-01-15 to 2018-01-16",), ("2018-01-15 to 2018-01-17",))


def test_the_parts_of_a_recap_are_the_values_of_the_report() -> None:
    """Each event counts; a field that no part states is that of the whole report."""
    gold = {
        "held": None, "venue": "Balai Kota",
        "parts": [{"held": ["2018-08-06", "2018-08-07"], "event_type": "training"}, {"held": ["2018-08-15", None], "event_type": "fgd"}],
    }  # fmt: skip
    first = activity(held=Period(start="2018-08-06", end="2018-08-07"), type="training", venue="Balai Kota")
    got = outcomes(gold, first, activity(held=Period(start="2018-08-16"), type="fgd"))
    assert counts(got["held"]) == (1, ("2018-08-16",), ("2018-08-15",))
    assert counts(got["type"]) == (2, (), ())
    assert counts(got["venue"]) == (1, (), ())


def test_a_type_outside_the_vocabulary_is_not_scored() -> None:
    """What kmpipe can never answer says nothing about its answer; case does not count."""
    assert "type" not in outcomes({"event_type": "consultation"}, activity(type="meeting"))
    assert counts(outcomes({"event_type": "FGD"}, activity(type="fgd"))["type"]) == (1, (), ())


MENTIONS = [
    {"surface": "Dinas Perhubungan", "canonical": "Dinas Perhubungan Provinsi DKI Jakarta"},
    {"surface": "Dishub", "canonical": "Dinas Perhubungan Provinsi DKI Jakarta"},
    {"surface": "Karuna", "canonical": "Yayasan Karuna Bali"},
    {"surface": "Kepala Dinas Kesehatan", "canonical": "Kepala Dinas Kesehatan", "kind": "office"},
    {"surface": "Gedung Bappeda", "canonical": "Bappeda Kota Bogor", "kind": "venue"},
]


def test_a_body_counts_once_however_often_it_is_named() -> None:
    """On the surface any form of the report is right; linked, the official name alone; what is optional is neither."""
    found = activity(
        organisations=(
            body("Dishub"),
            body("Dinas Perhubungan"),
            body("Karuna"),
            body("Bappeda Kota Bogor"),
            body("PT Lain"),
        )
    )
    got = outcomes({"agencies": MENTIONS}, found)
    assert counts(got["organisations_surface"]) == (2, ("PT Lain",), ())
    assert counts(got["organisations_linked"]) == (1, ("Dishub", "Karuna", "PT Lain"), ("Yayasan Karuna Bali",))


def test_offices_are_scored_apart() -> None:
    """An office is no organisation, and the other way round."""
    found = activity(organisations=(body("Kepala Dinas Kesehatan", office=True), body("Camat Bogor", office=True)))
    got = outcomes({"agencies": MENTIONS}, found)
    assert counts(got["offices"]) == (1, ("Camat Bogor",), ())
    assert got["organisations_surface"].right == 0 and got["organisations_surface"].wrong == ()


def test_focus_areas_with_and_without_governance() -> None:
    """Areas outside the five are not scored."""
    areas = tuple(FocusArea(id=area, score=1.0) for area in ("preparedness", "mobility", "programme"))
    got = outcomes({"focus_areas": ["governance", "preparedness"]}, activity(focus_areas=areas))
    assert counts(got["focus_areas"]) == (1, ("mobility",), ("governance",))
    assert counts(got["focus_areas_but_governance"]) == (1, ("mobility",), ())


def test_an_action_item_is_its_task_and_its_day() -> None:
    """The words of the gold stand in the task, and the day is the same; one item found is right once."""
    gold = [
        {"task_contains": "data kader", "due": "2019-03-11"},
        {"task_contains": "data", "due": "2019-03-11"},
        {"task_contains": "sumur", "due": "2019-03-15"},
    ]
    found = (
        ActionItem(task="YPBB menyerahkan Data Kader", due="2019-03-11"),
        ActionItem(task="memeriksa air sumur", due="2019-03-16"),
    )
    got = outcomes({"action_items": gold}, activity(action_items=found))["action_items"]
    assert counts(got) == (
        1,
        ("memeriksa air sumur (due 2019-03-16)",),
        ("data (due 2019-03-11)", "sumur (due 2019-03-15)"),
    )


def test_people_terms_and_acronyms() -> None:
    """People by name; pairs and acronyms with both sides."""
    found = activity(
        people=(Person(name="M. Ridwan"), Person(name="Balai Kota")),
        terms=(
            Term(kind="translation", term="kerentanan", meaning="Vulnerability"),
            Term(kind="acronym", term="TPS", meaning="Tempat Pemungutan Suara"),
        ),
    )
    gold = {
        "persons": [{"name": "M Ridwan", "role": "Kepala"}],
        "terms": [["kerentanan", "vulnerability"]],
        "acronyms": {"TPS": "Tempat Penampungan Sementara"},
    }
    got = outcomes(gold, found)
    assert counts(got["people"]) == (1, ("Balai Kota",), ())
    assert counts(got["terms"]) == (1, (), ())
    assert counts(got["acronyms"]) == (0, ("TPS = Tempat Pemungutan Suara",), ("TPS = Tempat Penampungan Sementara",))


def test_no_activity() -> None:
    """Right where both say so; the number of activities is a value of its own."""
    assert counts(outcomes({"no_activity": True}, no_activity="opinion piece")["no_activity"]) == (1, (), ())
    got = outcomes({"no_activity": False, "activities": 2}, no_activity="opinion piece")
    assert counts(got["no_activity"]) == (0, ("no activity",), ())
    assert counts(got["activities"]) == (0, ("0",), ("2",))


@pytest.mark.parametrize("form", ["organisations", "people"])
def test_many_values_take_linear_time(
    form: str, assert_linear: Callable[[Callable[[str], object], str, int], None]
) -> None:
    """A report with thousands of values is scored in time that grows with their number."""

    def task(text: str) -> object:
        names = [f"{word} {n}" for n, word in enumerate(text.split())]
        if form == "people":
            return outcomes(
                {"persons": [{"name": name} for name in names]}, activity(people=tuple(Person(name=n) for n in names))
            )
        gold = [{"surface": name, "canonical": name} for name in names]
        return outcomes({"agencies": gold}, activity(organisations=tuple(map(body, names))))

    assert_linear(task, "Forum ", 6_000)
