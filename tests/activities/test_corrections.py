"""Corrections over what was read, and what stays doubtful."""

from __future__ import annotations

import msgspec
import pytest

from kmpipe.activities import apply, doubts, with_review
from kmpipe.model import (
    Activity,
    Conflict,
    Correction,
    DateMention,
    Evidence,
    FieldEvidence,
    FocusArea,
    OrganisationMention,
    Period,
    ReportedValue,
)

PROOF = Evidence(start=0, end=3, quote="abc", rule="r", confidence=0.9)
BPBD = OrganisationMention(id="bpbd-dki", name="BPBD Provinsi DKI Jakarta", kind="government", evidence=(PROOF,))
DINSOS = OrganisationMention(id="dinsos-dki", name="Dinas Sosial Provinsi DKI Jakarta", kind="government", role="host")
RAPAT = Activity(
    id="a.1",
    articles=("a",),
    title="Rapat",
    held=Period(start="2018-05-05", confidence=0.9, evidence=(PROOF,)),
    venue="Balai Kota",
    organisations=(BPBD,),
    evidence=(FieldEvidence(field="venue", evidence=(PROOF,)), FieldEvidence(field="type", evidence=(PROOF,))),
)


def correction(field: str, *values: object, action: str = "set") -> Correction:
    """A correction as it is kept."""
    return Correction(
        field=field,
        action=action,  # type: ignore[arg-type]  # of the three
        values=tuple(msgspec.json.encode(value).decode() for value in values),
        author="ani",
        made="2026-01-01T00:00:00Z",
    )


def test_a_plain_value_is_set_and_its_evidence_goes() -> None:
    """What was quoted for the old value says nothing of the new one; other evidence stays."""
    fixed = apply(RAPAT, [correction("venue", "Ruang Rapat II")])
    assert fixed.venue == "Ruang Rapat II"
    assert [proof.field for proof in fixed.evidence] == ["type"]
    assert [made.field for made in fixed.corrections] == ["venue"]
    assert apply(RAPAT, [correction("venue", None)]).venue is None


def test_the_later_correction_wins() -> None:
    """They are made in order."""
    fixed = apply(RAPAT, [correction("type", "visit"), correction("type", "meeting")])
    assert fixed.type == "meeting"
    assert len(fixed.corrections) == 2


@pytest.mark.parametrize(
    ("action", "given", "expected"),
    [
        ("add", DINSOS, ["bpbd-dki", "dinsos-dki"]),
        ("remove", BPBD, []),
        ("set", DINSOS, ["dinsos-dki"]),
    ],
)
def test_lists_are_added_to_taken_from_and_replaced(
    action: str, given: OrganisationMention, expected: list[str]
) -> None:
    """Organisations are the same by their id, whatever else differs."""
    fixed = apply(RAPAT, [correction("organisations", given, action=action)])
    assert [body.id for body in fixed.organisations] == expected


def test_adding_what_is_there_replaces_it() -> None:
    """A body with another role is not listed twice."""
    fixed = apply(RAPAT, [correction("organisations", msgspec.structs.replace(BPBD, role="host"), action="add")])
    assert [(body.id, body.role) for body in fixed.organisations] == [("bpbd-dki", "host")]


def test_nothing_to_correct_changes_nothing() -> None:
    """Without corrections the activity is as it was."""
    assert apply(RAPAT, []) == RAPAT


def test_what_is_sure_leaves_no_doubt() -> None:
    """A sure day and sure organisations need no look."""
    assert doubts(RAPAT) == ()
    assert with_review(RAPAT).review == "unreviewed"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"held": None}, "held", "no day on which it was held: the text names none"),
        ({"held": None, "warnings": ("year open",)}, "held", "no day on which it was held: year open"),
        ({"warnings": ("weekday contradicts",)}, "held", "weekday contradicts"),
        (
            {"held": Period(start="2018-05-05", confidence=0.4, rejected=(DateMention(start="2018-05-06"),))},
            "held",
            "an uncertain day (0.40); others in the text: 2018-05-06",
        ),
        ({"focus_areas": (FocusArea(id="mobility", score=0.4),)}, "focus_areas", "an uncertain focus area"),
        (
            {"conflicts": (Conflict(field="venue", values=(ReportedValue(value="A", article="a"), ReportedValue(value="B", article="b"))),)},
            "venue",
            "the reports disagree: A (a), B (b)",
        ),
    ],
)  # fmt: skip
def test_doubts_are_named_with_their_field(changes: dict[str, object], field: str, message: str) -> None:
    """A doubt says what is doubtful; confirming the field, or correcting it, takes it away."""
    doubtful = msgspec.structs.replace(RAPAT, **changes)
    (doubt,) = doubts(doubtful)
    assert (doubt.field, doubt.message) == (field, message)
    assert with_review(doubtful).review == "doubtful"
    assert doubts(doubtful, {field}) == doubts(doubtful, {""}) == ()
    assert with_review(doubtful, {""}).review == "confirmed"


def test_a_corrected_field_is_no_longer_doubtful() -> None:
    """Who corrected it has looked at it."""
    undated = msgspec.structs.replace(RAPAT, held=None)
    fixed = apply(undated, [correction("held", Period(start="2018-05-05"))])
    assert doubts(fixed) == ()
    assert with_review(fixed).review == "corrected"
