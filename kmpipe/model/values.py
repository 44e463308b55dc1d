"""Values read in an article, each with its evidence."""

from __future__ import annotations

from kmpipe.model.base import (
    Cadence,
    DateModifier,
    DateRole,
    DateWarning,
    EvidenceField,
    OrganisationKind,
    OrganisationRole,
    Record,
    TermKind,
)


class Evidence(Record, frozen=True, kw_only=True):
    """Where a value was read: `quote` is exactly `field_text[start:end]`; `rule` names what matched; confidence is 0–1.

    `removal` is the number of the removal when `field` is "removal". `article` is the id of the article that is quoted where
    it is not the first one of its activity.
    """

    field: EvidenceField = "text"
    start: int
    end: int
    quote: str
    rule: str
    confidence: float = 1.0
    removal: int | None = None
    article: str | None = None


class DateMention(Record, frozen=True, kw_only=True):
    """A date or a range in the text. `times` are clock times of that day as `HH:MM` (start, or start and end)."""

    start: str | None
    end: str | None = None
    role: DateRole = "mentioned"
    modifier: DateModifier | None = None
    times: tuple[str, ...] = ()
    warnings: tuple[DateWarning, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Period(Record, frozen=True, kw_only=True):
    """When an activity was held, with a confidence (0–1) and the candidates that lost."""

    start: str
    end: str | None = None
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    rejected: tuple[DateMention, ...] = ()


class Session(Record, frozen=True, kw_only=True):
    """One dated part of an activity: `label` as in the text (`Hari Ke-1`)."""

    label: str
    start: str
    end: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Series(Record, frozen=True, kw_only=True):
    """The place of an activity in a series: `id` is the same for all of it, `number` is its own (`ke-12`, `#14`).

    The id is made from the normalised name and the organiser (an organisation id) where the text names one.
    """

    id: str
    name: str
    cadence: Cadence | None = None
    number: int | None = None
    organiser: str | None = None
    evidence: tuple[Evidence, ...] = ()


class OrganisationMention(Record, frozen=True, kw_only=True):
    """An organisation or office in the activity: `id` from the authority file, or provisional (`~…`).

    `name` is the canonical Indonesian name (the historic one where the text uses it), `name_en` the English one.
    `represented_by` is who stood for it, `parent` the body an office belongs to.
    """

    id: str
    name: str
    name_en: str | None = None
    kind: OrganisationKind
    role: OrganisationRole = "mentioned"
    parent: str | None = None
    represented_by: str | None = None
    evidence: tuple[Evidence, ...] = ()


class FocusArea(Record, frozen=True, kw_only=True):
    """A focus area of a scheme, with a score (0–1) and the cues that made it."""

    id: str
    score: float
    scheme: str = "fokus-utama"
    evidence: tuple[Evidence, ...] = ()


class Person(Record, frozen=True, kw_only=True):
    """A person named in the article. `public_office` is False for people exports must mask by default."""

    name: str
    role: str | None = None
    organisation: str | None = None
    public_office: bool = False
    evidence: tuple[Evidence, ...] = ()


class ActionItem(Record, frozen=True, kw_only=True):
    """Something to be done after the activity: task, owner, due date (calendar value)."""

    task: str
    owner: str | None = None
    due: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Precursor(Record, frozen=True, kw_only=True):
    """An earlier activity that the text says it follows: what it is called there, and its day (calendar value) if said."""

    name: str
    day: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Term(Record, frozen=True, kw_only=True):
    """An acronym with its expansion, or an Indonesian/English pair.

    For an acronym `term` is the short form and `meaning` the long one; for a translation `term` is Indonesian and
    `meaning` English.
    """

    kind: TermKind
    term: str
    meaning: str
    evidence: tuple[Evidence, ...] = ()


class FieldEvidence(Record, frozen=True, kw_only=True):
    """The evidence of a plain field of an activity (`type`, `place`, `venue`, `participants`, `status`)."""

    field: str
    evidence: tuple[Evidence, ...]
