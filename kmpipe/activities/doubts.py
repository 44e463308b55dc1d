"""What is doubtful about an activity: what a person should look at before relying on it."""

from __future__ import annotations

from collections.abc import Container

import msgspec

from kmpipe.activities.corrections import LISTS
from kmpipe.model import Activity, Doubt

# a value below this was guessed from a cue that is as often wrong as right
_UNSURE = 0.5
# what contradicts a day; a year taken from the day of publication is no contradiction
_CONTRADICTIONS = frozenset({"weekday contradicts", "impossible date", "after publication"})


def doubts(activity: Activity, confirmed: Container[str] = frozenset()) -> tuple[Doubt, ...]:
    """The doubts about an activity, those about fields that were corrected or `confirmed` ("" for all) left out.

    Of a list a value is confirmed alone (`organisations: BPBD`), and a correction of another value says nothing of it.
    """
    if "" in confirmed:
        return ()
    corrected = {correction.field for correction in activity.corrections if correction.field not in LISTS}
    found = [*_about_date(activity), *_about_lists(activity), *_about_conflicts(activity)]
    return tuple(
        doubt
        for doubt in found
        if doubt.field not in corrected
        and doubt.field not in confirmed
        and f"{doubt.field}: {doubt.value}" not in confirmed
    )


def with_review(activity: Activity, confirmed: Container[str] = frozenset()) -> Activity:
    """The activity with its review state: corrected, confirmed, doubtful or unreviewed, the first that holds."""
    if activity.corrections:
        return msgspec.structs.replace(activity, review="corrected")
    if "" in confirmed:
        return msgspec.structs.replace(activity, review="confirmed")
    return msgspec.structs.replace(activity, review="doubtful" if doubts(activity, confirmed) else "unreviewed")


def _about_date(activity: Activity) -> list[Doubt]:
    held = activity.held
    if held is None:
        if activity.status == "cancelled":
            return []
        why = "; ".join(activity.warnings) or "the text names none"
        return [Doubt(field="held", message=f"no day on which it was held: {why}")]
    shown = f"{held.start} to {held.end}" if held.end else held.start
    found = [
        Doubt(field="held", message=warning, value=shown, evidence=held.evidence)
        for warning in activity.warnings
        if warning in _CONTRADICTIONS
    ]
    if held.confidence < _UNSURE:
        others = ", ".join(sorted({mention.start for mention in held.rejected if mention.start}))
        message = f"an uncertain day ({held.confidence:.2f})" + (f"; others in the text: {others}" if others else "")
        found.append(Doubt(field="held", message=message, value=shown, evidence=held.evidence))
    return found


def _about_lists(activity: Activity) -> list[Doubt]:
    found = [
        Doubt(field="organisations", message="an uncertain organisation", value=body.name, evidence=body.evidence)
        for body in activity.organisations
        if body.evidence and max(proof.confidence for proof in body.evidence) < _UNSURE
    ]
    found += [
        Doubt(field="focus_areas", message="an uncertain focus area", value=area.id, evidence=area.evidence)
        for area in activity.focus_areas
        if area.score < _UNSURE
    ]
    return found


def _about_conflicts(activity: Activity) -> list[Doubt]:
    return [
        Doubt(
            field=conflict.field,
            message="the reports disagree: " + ", ".join(f"{v.value} ({v.article})" for v in conflict.values),
            value=conflict.values[0].value,
        )
        for conflict in activity.conflicts
    ]
