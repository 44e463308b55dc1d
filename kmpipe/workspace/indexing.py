"""From the catalogue to the search index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kmpipe.model import Activity, OrganisationMention
from kmpipe.search import AgencyKey, IndexDocument
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.records import Stored
from kmpipe.vocab.load import Organisation, cached_entries


def index_documents(
    catalogue: Catalogue, ids: Sequence[str] | None, folders: tuple[Path, ...]
) -> Iterator[IndexDocument]:
    """The index documents of the activities (those of `ids`, or all), ordered by id."""
    authority = {entry.id: entry for entry in cached_entries("organisations", "organisation", Organisation, folders)}
    batch: list[Activity] = []
    for activity in catalogue.activities(ids):
        batch.append(activity)
        if len(batch) == 200:  # rows held in memory at a time
            yield from _documents(catalogue, batch, authority)
            batch = []
    yield from _documents(catalogue, batch, authority)


def _documents(
    catalogue: Catalogue, batch: Sequence[Activity], authority: dict[str, Organisation]
) -> Iterator[IndexDocument]:
    stored = {s.article.id: s for s in catalogue.stored([activity.articles[0] for activity in batch])}
    for activity in batch:
        yield _document(activity, stored[activity.articles[0]], authority)


def _document(activity: Activity, stored: Stored, authority: dict[str, Organisation]) -> IndexDocument:
    article = stored.article
    start, end = _text_span(activity, len(article.text))
    held = activity.held
    return IndexDocument(
        id=activity.id,
        article=article.id,
        title=activity.title,
        text=article.text[start:end],
        language=activity.language,
        start=held.start if held else None,
        end=held.end if held else None,
        agencies=tuple(
            AgencyKey(id=o.id, name=o.name, forms=tuple(_forms(o, authority))) for o in activity.organisations
        ),
        focus=tuple(area.id for area in activity.focus_areas),
        type=activity.type,
        place=activity.place,
        province=activity.province,
        venue=activity.venue,
        people=tuple(person.name for person in activity.people if person.public_office),
        categories=activity.categories,
        url=activity.url,
        site=article.site,
        status=activity.status,
    )


def _text_span(activity: Activity, size: int) -> tuple[int, int]:
    """The part of the article that tells of this activity: all of it, but in a recap."""
    return next(((e.start, e.end) for f in activity.evidence if f.field == "text" for e in f.evidence), (0, size))


def _forms(mention: OrganisationMention, authority: dict[str, Organisation]) -> Iterable[str]:
    """Every name under which a searcher may look for an organisation."""
    entry = authority.get(mention.id)
    forms = [mention.name, mention.name_en]
    if entry is not None:
        forms += [entry.name, entry.name_en, *entry.abbreviations, *entry.aliases, *entry.local]
    # a leading "=" marks a form that counts with its case only
    return dict.fromkeys(form.removeprefix("=") for form in forms if form)
