"""The records that flow through kmpipe, from raw bytes to activities.

All records are frozen and keyword-only; collections are tuples. JSON and JSON Schema come from these definitions.

Conventions, everywhere:

- offsets are half-open `[start, end)` and count Unicode code points;
- instants are UTC and aware;
- calendar values are strings whose length is the grain: `2018`, `2018-05`, `2018-05-30`; the grain is never widened;
- `end` is None where a date is one day (or one month, one year).
"""

from kmpipe.model.activity import Activity, ActivityView, Conflict, Correction, Doubt, Extraction, ReportedValue
from kmpipe.model.article import Article, Attachment, Block, Image, Page, Provenance, Related, Removal
from kmpipe.model.base import (
    ActivityStatus,
    ActivityType,
    BlockKind,
    Cadence,
    DateModifier,
    DateRole,
    DateWarning,
    EvidenceField,
    Language,
    MediaType,
    OrganisationKind,
    OrganisationRole,
    Record,
    RemovalKind,
    ReviewState,
    Rights,
    SourceKind,
    TermKind,
)
from kmpipe.model.capture import Capture, Exchange, Known
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

__all__ = [
    "ActionItem",
    "Activity",
    "ActivityStatus",
    "ActivityType",
    "ActivityView",
    "Article",
    "Attachment",
    "Block",
    "BlockKind",
    "Cadence",
    "Capture",
    "Conflict",
    "Correction",
    "DateMention",
    "DateModifier",
    "DateRole",
    "DateWarning",
    "Doubt",
    "Evidence",
    "EvidenceField",
    "Exchange",
    "Extraction",
    "FieldEvidence",
    "FocusArea",
    "Image",
    "Known",
    "Language",
    "MediaType",
    "OrganisationKind",
    "OrganisationMention",
    "OrganisationRole",
    "Page",
    "Period",
    "Person",
    "Precursor",
    "Provenance",
    "Record",
    "Related",
    "Removal",
    "RemovalKind",
    "ReportedValue",
    "ReviewState",
    "Rights",
    "Series",
    "Session",
    "SourceKind",
    "Term",
    "TermKind",
]
