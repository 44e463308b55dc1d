"""The base of every record, and the values of the enumerations."""

from __future__ import annotations

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
MediaType = Literal[
    "text/html", "text/plain", "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
]  # fmt: skip
Rights = Literal["own", "permitted", "excerpt-only"]


class Record(msgspec.Struct, frozen=True):
    """The base of every record: frozen, comparable by value (each record says `kw_only` itself: it is not inherited)."""
