"""Whether an activity was held, is planned, was postponed or cancelled, with the words that say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kmpipe.extraction.role_cues import Cue, Sentence, Sentences
from kmpipe.extraction.role_held import Held
from kmpipe.model import ActivityStatus, Evidence, EvidenceField

# a verb is in the future up to this far behind its "akan", in code points
FUTURE_REACH = 25


def in_future(cues: Iterable[Cue], cue: Cue) -> bool:
    """Whether a word for the future stands shortly before the cue: `akan … digelar`."""
    return any(word.concept == "future" and 0 <= cue.start - word.end <= FUTURE_REACH for word in cues)


def announces(lead: Iterable[Sentence]) -> bool:
    """Whether the first sentences announce, and tell of nothing that took place."""
    told = announced = False
    for sentence in lead:
        tenses = {in_future(sentence.near(cue.start, cue.end), cue) for cue in sentence.cues if cue.concept == "held"}
        announced |= sentence.has("planned") or True in tenses
        told |= False in tenses
    return announced and not told


def broken(
    fields: Mapping[EvidenceField, str], lead: Sequence[Sentence], folders: tuple[Path, ...]
) -> tuple[ActivityStatus, tuple[Evidence, ...]] | None:
    """Cancelled or postponed, with the cue that says so in the title or the first sentences; None for neither."""
    heading = Sentences(fields["title"], (), folders).first(1)
    places: tuple[tuple[EvidenceField, Sequence[Sentence]], ...] = (("title", heading), ("text", lead))
    statuses: tuple[tuple[ActivityStatus, set[str]], ...] = (
        ("cancelled", {"cancelled"}),
        ("postponed", {"postponed", "moved"}),
    )
    for status, concepts in statuses:
        for field, parts in places:
            cues = [cue for part in parts if part.has("activity") for cue in part.cues if cue.concept in concepts]
            if cues:
                return status, (_cue_evidence(field, fields, cues[0], status),)
    return None


def weighed_status(
    fields: Mapping[EvidenceField, str], lead: Sequence[Sentence], found: Held, published: dt.date | None
) -> tuple[ActivityStatus, tuple[Evidence, ...]]:
    """Held or planned, with the cue that announces it in the first sentences."""
    ground = found.period.evidence[:1] if found.period else ()
    if found.period is None:
        ahead = announces(lead)
    else:
        ahead = found.planned and (published is None or found.period.start >= published.isoformat())
    if not ahead:
        return "held", ground
    cues = [cue for part in lead for cue in part.cues if cue.concept in {"planned", "future"}]
    return "planned", tuple(_cue_evidence("text", fields, cue, "planned") for cue in cues[:1]) or ground


def _cue_evidence(field: EvidenceField, fields: Mapping[EvidenceField, str], cue: Cue, status: str) -> Evidence:
    quote = fields[field][cue.start : cue.end]
    return Evidence(field=field, start=cue.start, end=cue.end, quote=quote, rule=f"status {status}", confidence=0.8)
