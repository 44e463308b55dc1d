"""The records that flow through kmpipe, from raw bytes to activities.

All records are frozen and keyword-only; collections are tuples. JSON and JSON Schema come from these definitions.

Conventions, everywhere:

- offsets are half-open `[start, end)` and count Unicode code points;
- instants are UTC and aware;
- calendar values are strings whose length is the grain: `2018`, `2018-05`, `2018-05-30`; the grain is never widened;
- `end` is None where a date is one day (or one month, one year).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

RemovalKind = Literal[
    "related", "spam", "advert", "caption", "share", "tags", "byline", "navigation", "breadcrumb", "tail", "form",
    "hidden", "newsletter", "copyright", "notice",
]  # fmt: skip
BlockKind = Literal["heading", "paragraph", "item", "quote", "table row", "caption", "preformatted"]
Language = Literal["id", "en", "mixed", "und"]
DateRole = Literal["held", "session", "due", "published", "mentioned", "target", "law", "file stamp"]
DateModifier = Literal["early", "mid", "late"]
DateWarning = Literal[
    "weekday contradicts", "year inferred", "year open", "typo repaired", "impossible date", "after publication"
]  # fmt: skip
OrganisationKind = Literal[
    "government", "office", "ngo", "company", "university", "international", "community", "media"
]
OrganisationRole = Literal["organiser", "host", "funder", "participant", "speaker", "mentioned"]
Cadence = Literal["daily", "weekly", "fortnightly", "monthly", "quarterly", "yearly"]
ActivityStatus = Literal["held", "planned", "postponed", "cancelled"]
ActivityType = Literal[
    "workshop", "working session", "meeting", "coordination meeting", "fgd", "training", "exchange", "visit",
    "site visit", "conference", "dialogue", "ceremony", "launch", "outreach", "survey", "publication", "other",
]  # fmt: skip
ReviewState = Literal["unreviewed", "doubtful", "confirmed", "corrected"]
TermKind = Literal["acronym", "translation"]
EvidenceField = Literal["text", "title", "removal", "source"]
SourceKind = Literal["file", "page", "rest", "wxr", "feed", "warc"]
Rights = Literal["own", "permitted", "excerpt-only"]


class Record(msgspec.Struct, frozen=True):
    """The base of every record: frozen, comparable by value (each record says `kw_only` itself: it is not inherited)."""


class Known(Record, frozen=True, kw_only=True):
    """What the source knows about a document beside its bytes (REST, WXR and feeds know better than the page)."""

    title: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Capture(Record, frozen=True, kw_only=True):
    """The raw bytes of one document as fetched, and where they came from.

    `key` decides "same document, new version"; `sha256` (hex, of `body`) decides "unchanged".
    """

    key: str
    url: str | None = None
    body: bytes
    media_type: Literal["text/html", "text/plain"]
    charset: str | None = None
    fetched_at: datetime
    sha256: str
    kind: SourceKind
    rights: Rights = "own"
    known: Known = Known()


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


class Block(Record, frozen=True, kw_only=True):
    """A block of the article text. `[start, end)` covers its words without the list marker.

    `level` is the heading level (1–6) or the nesting depth of an item (1 is the outermost); `marker` is the list
    marker as it stands in the text ("1.", "•").
    """

    kind: BlockKind
    start: int
    end: int
    language: Language = "und"
    level: int = 0
    marker: str = ""


class Removal(Record, frozen=True, kw_only=True):
    """One stretch taken out of the located text: whole lines, never part of a sentence.

    `number` counts from 1 within the article; `start` is the offset in the normalised located text; `links` are the
    targets of the links inside.
    """

    number: int
    rule: str
    kind: RemovalKind
    text: str
    start: int
    links: tuple[str, ...] = ()


class Related(Record, frozen=True, kw_only=True):
    """A link to another article of the programme, taken from removal number `removal`."""

    title: str
    url: str | None = None
    removal: int | None = None


class Attachment(Record, frozen=True, kw_only=True):
    """A document the article offers: a slide deck, a press release."""

    name: str
    url: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Image(Record, frozen=True, kw_only=True):
    """A picture of the article: `name` is its file name or caption."""

    name: str
    url: str | None = None


class Provenance(Record, frozen=True, kw_only=True):
    """How the article was made from its capture: which container and why, which encoding, what each field came from."""

    located: str = ""
    reason: str = ""
    encoding: str = "utf-8"
    encoding_guessed: bool = False
    title_source: str = ""
    published_source: str = ""
    modified_source: str = ""
    author_source: str = ""


class Article(Record, frozen=True, kw_only=True):
    """One cleaned article. `text` is its blocks joined by one line feed each; `published`/`modified` are calendar values.

    `language` is that of the text, `html_language` the tag the page declares (BCP 47, as written). `lead_image` is the
    address of the picture the page is shared with.
    """

    id: str
    key: str
    aliases: tuple[str, ...] = ()
    url: str | None = None
    canonical_url: str | None = None
    title: str
    language: Language = "und"
    html_language: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    site: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    text: str
    blocks: tuple[Block, ...] = ()
    removals: tuple[Removal, ...] = ()
    related: tuple[Related, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    images: tuple[Image, ...] = ()
    lead_image: str | None = None
    mirrors: tuple[str, ...] = ()
    rights: Rights = "own"
    provenance: Provenance = Provenance()


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

    `text` and `removals` are null where they were not asked for. An article that tells of no activity is shown in the
    same shape, with its own id and the reason in `no_activity`.
    """

    no_activity: str | None = None
    published: str | None = None
    site: str | None = None
    text: str | None = None
    removals: tuple[Removal, ...] | None = None
