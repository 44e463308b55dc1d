"""The catalogue: the truth about captures, articles, activities and removals, in one SQL database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, func, insert, or_, select, update

from kmpipe.model import Article, Extraction, Known
from kmpipe.store import schema
from kmpipe.store.clusters import settle_clusters
from kmpipe.store.database import get_meta
from kmpipe.store.duplicates import Duplicates
from kmpipe.store.embeddings import Embeddings
from kmpipe.store.entries import note_entries
from kmpipe.store.inspection import Inspection
from kmpipe.store.judgements import Judgements, Kind, note, take_back
from kmpipe.store.likeness import note_likeness
from kmpipe.store.lookup import Lookup
from kmpipe.store.records import Document, Fetched, Latest, Settled
from kmpipe.store.searches import Searches
from kmpipe.store.sites import Sites, note_sites
from kmpipe.store.subjects import decided
from kmpipe.store.telling import tell
from kmpipe.store.writing import fetch_row, instant, store_article, store_capture


class Catalogue(Lookup, Inspection, Judgements, Duplicates, Sites, Searches, Embeddings):
    """All of it: runs, writing, and what the classes above read."""

    # --- runs ---

    def begin_run(self, started: datetime) -> tuple[int, str]:
        """Open a run: its number, and the name of the WARC file it may write.

        The name is noted before anything is written, so that what an interrupted run leaves behind is known.
        """
        with self.writing() as db:
            number = int(db.execute(select(func.max(schema.runs.c.id))).scalar() or 0) + 1
            warc = f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}-{number:05d}.warc.gz"
            db.execute(insert(schema.runs).values(id=number, started=instant(started), state="running", warc=warc))
        return number, warc

    def finish_run(self, run: int, finished: datetime, summary: str) -> None:
        """Close a run with its summary (JSON)."""
        with self.writing() as db:
            row = {"finished": instant(finished), "state": "finished", "summary": summary}
            db.execute(update(schema.runs).where(schema.runs.c.id == run).values(**row))

    def interrupted_runs(self) -> list[tuple[int, str, int]]:
        """Runs that never finished: number, WARC file, and the byte up to which its records are committed."""
        runs, fetches = schema.runs.c, schema.fetches.c
        with self.reading() as db:
            query = select(runs.id, runs.warc, func.coalesce(func.max(fetches.end), 0))
            query = query.outerjoin(schema.fetches, (fetches.run == runs.id) & (fetches.warc == runs.warc))
            return [
                (r[0], r[1], r[2])
                for r in db.execute(query.where(runs.state == "running").group_by(runs.id, runs.warc))
            ]

    def mark_interrupted(self, run: int) -> None:
        """Note that a run was cut off."""
        with self.writing() as db:
            db.execute(update(schema.runs).where(schema.runs.c.id == run).values(state="interrupted"))

    # --- writing ---

    def latest(self, key: str) -> Latest | None:
        """The latest stored capture of a document, or None where it is not known."""
        articles, captures = schema.articles.c, schema.captures.c
        query = select(captures.sha256, captures.url, captures.kind, captures.known, captures.rights).join(
            schema.articles, (articles.key == captures.key) & (articles.version == captures.version)
        )
        with self.reading() as db:
            row = db.execute(query.where(captures.key == key)).first()
        if row is None:
            return None
        known = msgspec.json.decode(row.known, type=Known)
        return Latest(sha256=row.sha256, url=row.url, kind=row.kind, rights=row.rights, known=known)

    def store(self, run: int, position: int, fetched: Sequence[Fetched], documents: Sequence[Document]) -> Settled:
        """Write a batch in one transaction: everything of it becomes visible together, or nothing.

        `position` is the number of the first input within the run.
        """
        articles = [document.article for document in documents]
        with self.writing() as db:
            linked = _linked(db, [article.id for article in articles])
            for document in documents:
                store_article(db, document.article, document.extraction, fresh=True)
            table = schema.articles.c
            rows = db.execute(select(table.key, table.version).where(table.id.in_([a.id for a in articles])))
            versions = {row[0]: row[1] for row in rows}
            for document in documents:
                store_capture(db, document.capture, versions[document.capture.key])
            for number, item in enumerate(fetched, position):
                version = versions[item.key] if item.location is not None else None
                db.execute(insert(schema.fetches).values(fetch_row(run, number, item, version)))
            note_sites(db, run, articles)
            note_entries(db, [item.entry for item in fetched if item.entry is not None])
            return self._settle(db, articles, linked)

    def replace(self, read: Sequence[tuple[Article, Extraction]]) -> Settled:
        """Write articles that were read again from the bytes they are known by, in one transaction."""
        articles = [article for article, _ in read]
        with self.writing() as db:
            linked = _linked(db, [article.id for article in articles])
            for article, extraction in read:
                store_article(db, article, extraction, fresh=False)
            return self._settle(db, articles, linked)

    def decide(
        self, kind: Kind, subject: str, value: object, *, author: str, made: datetime, reason: str | None = None
    ) -> Settled:
        """Write down a decision, and what follows from it, in one transaction: of articles `distinct`, of activities the rest."""
        with self.writing() as db:
            note(db, kind, subject, value, author=author, made=made, reason=reason)
            return self._follow(db, kind, subject, subject.split())

    def retract(self, number: int, moment: datetime) -> Settled:
        """Take a decision back, and what followed from it, in one transaction; not for `restore`."""
        with self.writing() as db:
            found = next(judgement for judgement in self.judgements() if judgement.id == number)
            about = next((d.reports for d in decided(db, [found.kind]) if d.id == number), ())
            take_back(db, number, moment)
            return self._follow(db, found.kind, found.subject, about)

    def _follow(self, db: Connection, kind: Kind, subject: str, reports: Iterable[str]) -> Settled:
        if kind == "distinct":
            ids = subject.split()
            return self._settle(db, [], {*ids, *_linked(db, ids)})
        told = tell(db, set(), [], reports, self.vocabularies)
        _raise_revision(db, 1)
        return Settled(told=frozenset(told.now), gone=frozenset(told.gone))

    def _settle(self, db: Connection, articles: Sequence[Article], touched: set[str]) -> Settled:
        """Bring clusters, activities and the revision in line with articles that were written, and others that are touched."""
        ids = {article.id for article in articles}
        if not ids | touched:
            return Settled(told=frozenset(), gone=frozenset())
        settlement = settle_clusters(db, ids | touched | note_likeness(db, articles))
        told = tell(db, settlement.removed, settlement.fresh, (), self.vocabularies)
        _raise_revision(db, max(len(ids), 1))
        return Settled(told=frozenset(told.now), gone=frozenset(told.gone))


def _linked(db: Connection, ids: Sequence[str]) -> set[str]:
    """The articles that are mirrors of these, or of which these are mirrors."""
    table = schema.articles.c
    rows = db.execute(select(table.id, table.mirror_of).where(or_(table.mirror_of.in_(ids), table.id.in_(ids))))
    return {one for row in rows for one in row if one is not None}


def _raise_revision(db: Connection, by: int) -> None:
    revision = int(get_meta(db, "revision") or 0) + by
    db.execute(update(schema.meta).where(schema.meta.c.key == "revision").values(value=str(revision)))
