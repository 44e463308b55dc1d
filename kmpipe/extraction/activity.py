"""From an article to its activities: the findings of the pipeline put together, each value with its evidence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from spacy.tokens import Doc

from kmpipe.activities import with_review
from kmpipe.dates import find_dates
from kmpipe.extraction.components import Context, naming_year, pipeline
from kmpipe.extraction.followups import find_action_items
from kmpipe.extraction.genre import judge
from kmpipe.extraction.limits import MOST_READ
from kmpipe.extraction.organisations import find_organisations
from kmpipe.extraction.participants import find_participants
from kmpipe.extraction.places import find_place
from kmpipe.extraction.precursors import find_precursors
from kmpipe.extraction.recap import split_recap
from kmpipe.extraction.roles import Roles, assign_roles, only_day
from kmpipe.extraction.series import find_series
from kmpipe.extraction.types import find_type
from kmpipe.extraction.venues import find_venue
from kmpipe.model import (
    ActionItem,
    Activity,
    Article,
    Block,
    Evidence,
    Extraction,
    FieldEvidence,
    OrganisationMention,
)

_PIPELINES: dict[str, Literal["id", "en", "xx"]] = {"id": "id", "en": "en"}
T = TypeVar("T")
# the number of a heading: "1. ", "2) ", "III. "
_NUMBER = re.compile(r"^(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)]\s+")


def extract(article: Article, *, jurisdiction: str = "dki", folders: tuple[Path, ...] = ()) -> Extraction:
    """The activities an article tells of, or the reason why it tells of none. Pure: same article, same activities.

    `jurisdiction` is the id of the government a bare `Dinas Kesehatan` belongs to ("" for nobody's); `folders` are
    vocabularies that add to the shipped ones. Offsets of evidence count in `article.text`, also in a recap. Of a longer text
    the first `MOST_READ` characters are read, up to the end of a block.
    """
    if not article.text:
        return Extraction(activities=(), no_activity="no text, only a title")
    article = _beginning(article)
    genre = judge(article.text, title=article.title, categories=article.categories, folders=folders)
    if genre.no_activity is not None:
        return Extraction(activities=(), no_activity=genre.no_activity)
    context = Context(
        title=article.title, published=_day(article.published), jurisdiction=jurisdiction, folders=folders
    )
    spans = (
        split_recap(article.text, article.blocks, reference=context.published, folders=folders) if genre.recap else ()
    )
    if not spans:
        return Extraction(activities=(_build(article, context, number=1),))
    parts = (
        _build(_part(article, start, end), context, number=n, of_recap=True) for n, (start, end) in enumerate(spans, 1)
    )
    return Extraction(
        activities=tuple(
            _moved_into(article, part, start, end) for part, (start, end) in zip(parts, spans, strict=True)
        )
    )


def _beginning(article: Article) -> Article:
    if len(article.text) <= MOST_READ:
        return article
    blocks = tuple(block for block in article.blocks if block.end <= MOST_READ)
    end = blocks[-1].end if blocks else MOST_READ
    return msgspec.structs.replace(article, text=article.text[:end], blocks=blocks)


def _build(article: Article, context: Context, *, number: int, of_recap: bool = False) -> Activity:
    """The activity of an article that tells of one."""
    context = msgspec.structs.replace(context, title=article.title)
    nlp = pipeline(_PIPELINES.get(article.language, "xx"))
    doc = nlp.make_doc(article.text)
    doc._.context = context
    doc = nlp(doc)
    roles = _roles(article, doc, context)
    if of_recap:
        roles = only_day(roles)
    kind, kind_evidence = find_type(article.text, title=article.title, folders=context.folders)
    place, province, place_evidence = find_place(article.text, title=article.title, folders=context.folders)
    venue, venue_evidence = find_venue(article.text, folders=context.folders)
    participants, participant_evidence = find_participants(article.text, folders=context.folders)
    reference = _day(roles.held.start if roles.held else None) or context.published
    organisations = _named_then(doc, context, roles)
    series = find_series(article.text, title=article.title, organisations=organisations, folders=context.folders)
    items = find_action_items(article.text, reference, folders=context.folders)
    plain = {
        "status": roles.status_evidence, "series": series.evidence if series else (), "type": kind_evidence, "place": place_evidence,
        "venue": venue_evidence, "participants": participant_evidence,
    }  # fmt: skip
    activity = Activity(
        id=f"{article.id}.{number}",
        articles=(article.id,),
        title=article.title,
        language=article.language,
        categories=article.categories,
        status=roles.status,
        series=series.id if series else None,
        series_entry=series,
        type=kind,
        held=roles.held,
        sessions=roles.sessions,
        dates=roles.dates,
        place=place,
        province=province,
        venue=venue,
        organisations=organisations,
        focus_areas=doc._.focus_areas,
        people=doc._.people,
        participants=participants,
        action_items=tuple(_owned(item, organisations) for item in items),
        terms=doc._.terms,
        precursors=find_precursors(article.text, doc._.dates, folders=context.folders),
        attachments=article.attachments,
        related=article.related,
        url=article.url or article.canonical_url,
        warnings=roles.warnings,
        evidence=tuple(FieldEvidence(field=field, evidence=evidence) for field, evidence in plain.items() if evidence),
    )
    return with_review(activity)


def _named_then(doc: Doc, context: Context, roles: Roles) -> tuple[OrganisationMention, ...]:
    """The organisations under the names they bore in the year the activity was held, where that is another year."""
    found: tuple[OrganisationMention, ...] = doc._.organisations
    year = int(roles.held.start[:4]) if roles.held else None
    if year is None or year == naming_year(doc):
        return found
    return find_organisations(
        doc.text, title=context.title, year=year, jurisdiction=context.jurisdiction or None, folders=context.folders
    )


def _owned(item: ActionItem, organisations: Sequence[OrganisationMention]) -> ActionItem:
    """The item with the name of the organisation that its owner is a mention of."""
    owners = [proof for proof in item.evidence if proof.rule == "followups.owner"]
    for owner in owners:
        for body in organisations:
            if any(proof.start < owner.end and owner.start < proof.end for proof in body.evidence):
                return msgspec.structs.replace(item, owner=body.name)
    return item


def _roles(article: Article, doc: Doc, context: Context) -> Roles:
    return assign_roles(
        article.text,
        article.title,
        doc._.dates,
        blocks=article.blocks,
        published=context.published,
        title_mentions=find_dates(article.title, context.published, folders=context.folders),
        folders=context.folders,
    )


# --- recaps: each part is read as an article of its own, then its offsets are moved back ---


def _part(article: Article, start: int, end: int) -> Article:
    text = article.text[start:end]
    blocks = tuple(_moved(block, -start) for block in article.blocks if start <= block.start and block.end <= end)
    title = text[blocks[0].start : blocks[0].end] if blocks else text.partition("\n")[0]
    attachments = tuple(a for a in article.attachments if any(start <= e.start < end for e in a.evidence))
    return msgspec.structs.replace(article, title=_short(title), text=text, blocks=blocks, attachments=attachments)


def _moved_into(article: Article, part: Activity, start: int, end: int) -> Activity:
    moved = _moved(part, start)
    span = Evidence(start=start, end=end, quote=article.text[start:end], rule="recap part")
    return msgspec.structs.replace(moved, evidence=(*moved.evidence, FieldEvidence(field="text", evidence=(span,))))


def _moved(value: T, by: int) -> T:
    """The record with every offset into the text moved."""
    if isinstance(value, tuple):
        return tuple(_moved(item, by) for item in value)  # type: ignore[return-value]  # the same shape again
    if isinstance(value, Block) or (isinstance(value, Evidence) and value.field == "text"):
        return msgspec.structs.replace(value, start=value.start + by, end=value.end + by)
    if isinstance(value, msgspec.Struct) and not isinstance(value, Evidence):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return msgspec.structs.replace(
            value, **{name: _moved(old, by) for name, old in fields.items() if not isinstance(old, str)}
        )
    return value


def _short(title: str) -> str:
    """The first sentence of a heading or item without its number, at most about 120 code points."""
    title = _NUMBER.sub("", title)
    first = re.split(r"(?<=[.;:])\s", title, maxsplit=1)[0].rstrip(" .;:")
    return first if len(first) <= 120 else first[:117].rsplit(" ", 1)[0] + " …"


def _day(value: str | None) -> dt.date | None:
    """A calendar value as a day: the first of a month or a year stands for it as a reference."""
    if not value:
        return None
    year, month, day = (*value.split("-"), "1", "1")[:3]
    return dt.date(int(year), int(month), int(day))
