"""Activities: what articles tell of."""

from __future__ import annotations

from typing import Literal

from kmpipe.model.article import Attachment, Related, Removal
from kmpipe.model.base import ActivityStatus, ActivityType, DateWarning, Language, Record, ReviewState, Rights
from kmpipe.model.values import (
    ActionItem,
    DateMention,
    Evidence,
    FieldEvidence,
    FocusArea,
    OrganisationMention,
    Period,
    Person,
    Precursor,
    Series,
    Session,
    Term,
)


class Correction(Record, frozen=True, kw_only=True):
    """What a person set right: the values of `field` as JSON, set, added or removed; who did it, when (UTC) and why."""

    field: str
    action: Literal["set", "add", "remove"]
    values: tuple[str, ...]
    author: str
    made: str
    reason: str | None = None


class Doubt(Record, frozen=True, kw_only=True):
    """What a person should look at: the field, what is doubtful, the value as text, and where it was read."""

    field: str
    message: str
    value: str = ""
    evidence: tuple[Evidence, ...] = ()


class ReportedValue(Record, frozen=True, kw_only=True):
    """A value as one report gives it, as text, with the article it stands in."""

    value: str
    article: str


class Conflict(Record, frozen=True, kw_only=True):
    """A plain field on which the reports of one activity disagree; the first value is the one the activity bears."""

    field: str
    values: tuple[ReportedValue, ...]


class Activity(Record, frozen=True, kw_only=True):
    """One event: what an article, or several, tell of.

    `reports` are the ids of the activities that were joined into this one, its own first; empty where one article and
    its mirrors tell of it alone. `articles` are article ids, the canonical one first. `series` is the id of the series it belongs to, `series_entry` its
    place there.
    `warnings` say what is doubtful of `held`, or why it is null although the text names a day. `evidence` holds that of
    the plain fields; records inside carry their own.
    """

    id: str
    articles: tuple[str, ...]
    title: str
    language: Language = "und"
    categories: tuple[str, ...] = ()
    status: ActivityStatus = "held"
    series: str | None = None
    series_entry: Series | None = None
    type: ActivityType = "other"
    held: Period | None = None
    sessions: tuple[Session, ...] = ()
    dates: tuple[DateMention, ...] = ()
    place: str | None = None
    province: str | None = None
    venue: str | None = None
    organisations: tuple[OrganisationMention, ...] = ()
    focus_areas: tuple[FocusArea, ...] = ()
    people: tuple[Person, ...] = ()
    participants: int | None = None
    action_items: tuple[ActionItem, ...] = ()
    terms: tuple[Term, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    related: tuple[Related, ...] = ()
    precursors: tuple[Precursor, ...] = ()
    follows: tuple[str, ...] = ()
    url: str | None = None
    warnings: tuple[DateWarning, ...] = ()
    review: ReviewState = "unreviewed"
    evidence: tuple[FieldEvidence, ...] = ()
    reports: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    corrections: tuple[Correction, ...] = ()


class Extraction(Record, frozen=True, kw_only=True):
    """What was read in one article: its activities, or the reason why it tells of none."""

    activities: tuple[Activity, ...]
    no_activity: str | None = None


class ActivityView(Activity, frozen=True, kw_only=True):
    """An activity as `show` and `export` give it: with the text it was read in and what was taken out of that text.

    `text` and `removals` are null where they were not asked for. `gone` says that its source no longer shows it,
    `carrier` is the id of the article that a document is attached to. An article that tells of no activity is shown in the
    same shape, with its own id and the reason in `no_activity`.
    """

    no_activity: str | None = None
    published: str | None = None
    site: str | None = None
    rights: Rights = "own"
    gone: bool = False
    carrier: str | None = None
    text: str | None = None
    removals: tuple[Removal, ...] | None = None
