"""How a document enters the tables: versions, removals, and which of several equal articles is the canonical one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from kmpipe.model import Activity, Article, Extraction
from kmpipe.store import schema
from kmpipe.store.records import Document, Fetched
from kmpipe.text.normalise import fold_spaces


def words_hash(article: Article, extraction: Extraction) -> str:
    """The hex digest that says "the same article": its title and text without case and with their blanks folded.

    The days its activities were held count too: the same notice posted twice may call to two different meetings.
    """
    held = [f"{a.held.start}/{a.held.end}" if a.held else "" for a in extraction.activities]
    words = "\n".join([fold_spaces(article.title), fold_spaces(article.text), *held])
    return hashlib.sha256(words.casefold().encode()).hexdigest()


def instant(moment: datetime) -> str:
    """An instant as the tables hold it: UTC, to the second, with a Z."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def fetch_row(run: int, position: int, item: Fetched, version: int | None) -> dict[str, Any]:
    """The row of `fetches` for one input of a run; `version` is that of the capture it stored, if any."""
    warc, offset, end = item.location or (None, None, None)
    return {
        "run": run, "position": position, "key": item.key, "outcome": item.outcome, "reason": item.reason,
        "fetched_at": instant(item.fetched_at), "sha256": item.sha256, "version": version, "warc": warc, "offset": offset, "end": end,
    }  # fmt: skip


def store_document(db: Connection, document: Document, gone: set[str]) -> set[str]:
    """Write the capture and the article; returns the word hashes whose mirrors must be settled again.

    Activities that no longer stand are added to `gone`.
    """
    capture, article = document.capture, document.article
    articles = schema.articles
    old = db.execute(select(articles).where(articles.c.id == article.id)).mappings().first()
    version = 1 if old is None else old["version"] + 1
    db.execute(insert(schema.captures).values(
        key=capture.key, version=version, sha256=capture.sha256, size=len(capture.body), media_type=capture.media_type,
        charset=capture.charset, url=capture.url, kind=capture.kind, rights=capture.rights, known=_json(capture.known),
    ))  # fmt: skip
    bare = msgspec.structs.replace(article, removals=(), aliases=(), mirrors=())
    digest = words_hash(article, document.extraction)
    row = {
        "key": article.key, "version": version, "mirror_of": None, "words_hash": digest, "no_activity": document.extraction.no_activity,
        "data": _json(bare), "activities": _json(document.extraction.activities),
    }  # fmt: skip
    touched = {digest}
    if old is None:
        db.execute(insert(articles).values(id=article.id, **row))
    else:
        touched.add(old["words_hash"])
        db.execute(insert(schema.article_versions).values(article=article.id, version=old["version"], data=old["data"]))
        db.execute(update(articles).where(articles.c.mirror_of == article.id).values(mirror_of=None))
        db.execute(update(articles).where(articles.c.id == article.id).values(**row))
    db.execute(delete(schema.removals).where(schema.removals.c.article == article.id))
    if article.removals:
        db.execute(insert(schema.removals), [
            {"article": article.id, "number": r.number, "rule": r.rule, "kind": r.kind, "text": r.text, "start": r.start, "links": _json(r.links)}
            for r in article.removals
        ])  # fmt: skip
    gone |= _forget_activities(db, [article.id])
    return touched


def settle_mirrors(db: Connection, digest: str, gone: set[str]) -> set[str]:
    """Choose the canonical article among those with the same words, and give the activities to it.

    Earliest published first, then the longest text, then the smallest id: independent of the order of ingest.
    Returns the ids of the activities told now; those that no longer stand are added to `gone`.
    """
    table = schema.articles
    rows = db.execute(select(table.c.id, table.c.data, table.c.activities).where(table.c.words_hash == digest)).all()
    if not rows:
        return set()
    articles = {row[0]: msgspec.json.decode(row[1], type=Article) for row in rows}
    order = sorted(articles, key=lambda i: (articles[i].published or "9999", -len(articles[i].text), i))
    canonical = order[0]
    gone |= _forget_activities(db, order)
    db.execute(update(table).where(table.c.id == canonical).values(mirror_of=None))
    if order[1:]:
        db.execute(update(table).where(table.c.id.in_(order[1:])).values(mirror_of=canonical))
    ids: set[str] = set()
    extracted = next(row[2] for row in rows if row[0] == canonical)
    for number, activity in enumerate(msgspec.json.decode(extracted, type=tuple[Activity, ...]), 1):
        told = msgspec.structs.replace(activity, articles=tuple(order))
        ids.add(told.id)
        db.execute(insert(schema.activities).values(id=told.id, data=_json(told)))
        db.execute(
            insert(schema.article_activities), [{"article": a, "activity": told.id, "position": number} for a in order]
        )
    return ids


def _forget_activities(db: Connection, articles: Sequence[str]) -> set[str]:
    links = schema.article_activities
    ids = {row[0] for row in db.execute(select(links.c.activity).where(links.c.article.in_(articles)).distinct())}
    db.execute(delete(links).where(links.c.activity.in_(ids)))
    db.execute(delete(schema.activities).where(schema.activities.c.id.in_(ids)))
    return ids
