"""The search index of a workspace: filled from the catalogue, brought up to date, and asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kmpipe.model import Activity, Article, Block, OrganisationMention
from kmpipe.search import (
    AgencyKey,
    EngineChoice,
    IndexDocument,
    Searcher,
    Status,
    TermPair,
    index_status,
    rebuild_index,
    update_index,
)
from kmpipe.search.engine import WHOOSH
from kmpipe.search.sentinel import engine_for, glance
from kmpipe.vocab.load import Organisation, cached_entries

if TYPE_CHECKING:
    from kmpipe.store.catalogue import Catalogue

# beyond so many activities Tantivy is worth its installation: a word then takes Whoosh tens of milliseconds
WHOOSH_IS_RIGHT_TO = 10_000


class Index:
    """The index in `folder`, made by `engine` with the vocabularies of `vocabularies`. It never changes the catalogue."""

    def __init__(self, folder: Path, *, engine: EngineChoice, vocabularies: tuple[Path, ...]) -> None:
        self._folder = folder
        self._engine = engine
        self._vocabularies = vocabularies
        self._searcher: Searcher | None = None

    def close(self) -> None:
        """Close the files."""
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None

    def searcher(self) -> Searcher:
        """The open index. Raises `IndexDamaged`."""
        if self._searcher is None:
            self._searcher = Searcher(self._folder, engine=self._engine, vocabularies=self._vocabularies)
        return self._searcher

    def status(self, *, deep: bool = False) -> Status:
        """The state of the index; `deep` reads every byte of it."""
        return index_status(self._folder, engine=self._engine, vocabularies=self._vocabularies, deep=deep)

    def made_by(self, engine: EngineChoice) -> Index:
        """The same index as another engine makes it."""
        return Index(self._folder, engine=engine, vocabularies=self._vocabularies)

    def check_engine(self) -> None:
        """Raise `ConfigError` if the engine does not exist or is not installed."""
        engine_for(self._engine)

    def advice(self) -> str:
        """What is worth doing to the index, in one line; empty where nothing is."""
        engine, documents = glance(self._folder)
        if engine != WHOOSH.name or documents <= WHOOSH_IS_RIGHT_TO:
            return ""
        return f"the index holds {documents:,} activities: `kmpipe index use tantivy` makes searching and ingesting quicker"

    def rebuild(self, catalogue: Catalogue, progress: Callable[[str, int, int], None] | None = None) -> int:
        """Build the index anew; the old one answers until the new one is ready. Returns the number of activities.

        `progress` is called with the id of each activity, how many are done, and how many there are.
        """
        documents = index_documents(catalogue, None, self._vocabularies)
        if progress is not None:
            documents = _told(documents, progress, catalogue.counts()["activities"])
        revision = catalogue.revision
        return rebuild_index(
            self._folder, documents, revision=revision, engine=self._engine, vocabularies=self._vocabularies
        )

    def update(self, catalogue: Catalogue, before: int, told: frozenset[str], gone: frozenset[str]) -> None:
        """Take in what a run changed.

        The index is built anew if it was not at revision `before`, where the run began, or if another engine made it.
        """
        status = self.status()
        if not status.ok or status.revision != before or status.engine != self._engine.name:
            self.rebuild(catalogue)
        elif catalogue.revision != before:
            documents = index_documents(catalogue, sorted(told), self._vocabularies)
            update_index(
                self._folder,
                documents,
                sorted(gone),
                revision=catalogue.revision,
                engine=self._engine,
                vocabularies=self._vocabularies,
            )


def _told(
    documents: Iterable[IndexDocument], progress: Callable[[str, int, int], None], total: int
) -> Iterator[IndexDocument]:
    for done, document in enumerate(documents, 1):
        yield document
        progress(document.id, done, total)


def index_documents(
    catalogue: Catalogue, ids: Sequence[str] | None, folders: tuple[Path, ...]
) -> Iterator[IndexDocument]:
    """The index documents of the activities (those of `ids`, or all), ordered by id."""
    authority = {entry.id: entry for entry in cached_entries("organisations", "organisation", Organisation, folders)}
    batch: list[Activity] = []
    for activity in catalogue.activities(ids):
        batch.append(activity)
        if len(batch) == 50:  # rows held in memory at a time, each with its article
            yield from _documents(catalogue, batch, authority)
            batch = []
    yield from _documents(catalogue, batch, authority)


def _documents(
    catalogue: Catalogue, batch: Sequence[Activity], authority: dict[str, Organisation]
) -> Iterator[IndexDocument]:
    wanted = {article for activity in batch for article in _told_in(activity)}
    stored = {s.article.id: s.article for s in catalogue.stored(sorted(wanted))}
    for activity in batch:
        yield _document(activity, [stored[article] for article in _told_in(activity)], authority)


def _told_in(activity: Activity) -> list[str]:
    """The articles whose texts tell of an activity: one, or one of each report; mirrors are left out."""
    return list(dict.fromkeys(report.partition(".")[0] for report in activity.reports)) or [activity.articles[0]]


def _document(activity: Activity, articles: Sequence[Article], authority: dict[str, Organisation]) -> IndexDocument:
    held = activity.held
    text, blocks = _texts(activity, articles)
    return IndexDocument(
        id=activity.id,
        article=articles[0].id,
        title=activity.title,
        text=text,
        language=activity.language,
        blocks=blocks,
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
        terms=tuple(TermPair(kind=term.kind, term=term.term, meaning=term.meaning) for term in activity.terms),
        url=activity.url,
        site=articles[0].site,
        status=activity.status,
        articles=activity.articles,
        reports=len(articles),
    )


def _texts(activity: Activity, articles: Sequence[Article]) -> tuple[str, tuple[Block, ...]]:
    """The text of each report, of a recap the part that tells of this activity, one after the other."""
    parts = {
        proof.article or articles[0].id: proof for f in activity.evidence if f.field == "text" for proof in f.evidence
    }
    texts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for article in articles:
        part = parts.get(article.id)
        first, last = (part.start, part.end) if part else (0, len(article.text))
        texts.append(article.text[first:last])
        blocks += [_moved(block, first - at) for block in article.blocks if first <= block.start and block.end <= last]
        at += last - first + 1
    return "\n".join(texts), tuple(blocks)


def _moved(block: Block, by: int) -> Block:
    return msgspec.structs.replace(block, start=block.start - by, end=block.end - by)


def _forms(mention: OrganisationMention, authority: dict[str, Organisation]) -> Iterable[str]:
    """Every name under which a searcher may look for an organisation."""
    entry = authority.get(mention.id)
    forms = [mention.name, mention.name_en]
    if entry is not None:
        forms += [entry.name, entry.name_en, *entry.abbreviations, *entry.aliases, *entry.local]
    # a leading "=" marks a form that counts with its case only
    return dict.fromkeys(form.removeprefix("=") for form in forms if form)
