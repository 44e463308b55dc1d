"""How a document enters the tables: its capture, its article, its removals, its versions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from kmpipe.model import Activity, Article, Capture, Extraction, Related
from kmpipe.store import schema
from kmpipe.store.records import Fetched
from kmpipe.text.hosts import address_of, host_of
from kmpipe.text.normalise import fold_spaces

_NUMBER = re.compile(r"\d+")


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


def store_capture(db: Connection, capture: Capture, version: int) -> None:
    """Write down a capture as that version of its document."""
    db.execute(insert(schema.captures).values(
        key=capture.key, version=version, sha256=capture.sha256, size=len(capture.body), media_type=capture.media_type,
        charset=capture.charset, url=capture.url, kind=capture.kind, rights=capture.rights, known=_json(capture.known),
    ))  # fmt: skip


def store_article(db: Connection, article: Article, extraction: Extraction, *, fresh: bool) -> None:
    """Write an article and what it tells. `fresh`: read from new bytes, so that the article before becomes history."""
    articles = schema.articles
    columns = articles.c.version, articles.c.data, articles.c.address
    old = db.execute(select(*columns).where(articles.c.id == article.id)).first()
    row = {
        "key": article.key, "version": (old.version if old else 0) + fresh, "mirror_of": None, "words_hash": words_hash(article, extraction),
        "no_activity": extraction.no_activity, **found_by(article, extraction.activities),
        "data": _json(msgspec.structs.replace(article, removals=(), aliases=(), mirrors=())), "activities": _json(extraction.activities),
    }  # fmt: skip
    if old is None:
        db.execute(insert(articles).values(id=article.id, **row))
    else:
        if fresh:
            versions = schema.article_versions
            db.execute(insert(versions).values(article=article.id, version=old.version, data=old.data))
        if old.address not in {"", None, row["address"]}:
            note_former(db, old.address, article.id)
        db.execute(update(articles).where(articles.c.id == article.id).values(**row))
    db.execute(delete(schema.removals).where(schema.removals.c.article == article.id))
    if article.removals:
        db.execute(insert(schema.removals), [
            {"article": article.id, "number": r.number, "rule": r.rule, "kind": r.kind, "text": r.text, "start": r.start, "links": _json(r.links)}
            for r in article.removals
        ])  # fmt: skip
    note_links(db, article, extraction.activities)


def note_former(db: Connection, address: str, article: str) -> None:
    """Write down an address that an article no longer goes by, in the form in which addresses are compared."""
    table = schema.former_addresses
    db.execute(delete(table).where(table.c.address == address))
    db.execute(insert(table).values(address=address, article=article))


def note_links(db: Connection, article: Article, activities: Iterable[Activity]) -> None:
    """Note what the article's related links lead to, and the earlier activities its own are said to follow.

    Links of the lists that a site puts below its texts say nothing.
    """
    db.execute(delete(schema.links).where(schema.links.c.article == article.id))
    chosen = [related for related in article.related if _is_chosen(related, article)]
    targets = {address_of(related.url or "") for related in chosen} | {title_key(related.title) for related in chosen}
    earlier = [precursor for activity in activities for precursor in activity.precursors]
    targets |= {title_key(precursor.name) for precursor in earlier}
    rows = [{"article": article.id, "target": target} for target in sorted(targets - {""})]
    if rows:
        db.execute(insert(schema.links), rows)


def _is_chosen(related: Related, article: Article) -> bool:
    """Whether the author chose a link: it stands amid the text, or after words of its own (`Baca juga: …`)."""
    removal = next((removal for removal in article.removals if removal.number == related.removal), None)
    if removal is None or title_key(related.title) != title_key(removal.text):
        return True
    return removal.start < _tail_start(article)


def _tail_start(article: Article) -> int:
    """Where the lines begin, in the located text, that were removed after the last one kept."""
    lines = sum(len(removal.text) + 1 for removal in article.removals)
    start = len(article.text) + lines if article.text else lines - 1
    for removal in sorted(article.removals, key=lambda removal: -removal.start):
        if removal.start + len(removal.text) < start - 1:
            break
        start = removal.start
    return start


def found_by(article: Article, activities: Iterable[Activity]) -> dict[str, str]:
    """What articles are looked up by beside their id, each in the form in which it is compared."""
    held = sorted(f"{a.held.start}/{a.held.end}" for a in activities if a.held)
    return {
        "host": article_host(article),
        "address": address_of(article.canonical_url or article.url or ""),
        "title_key": title_key(article.title),
        "held": " ".join(dict.fromkeys(held)),
        "numbers": " ".join(sorted({number.lstrip("0") for number in _NUMBER.findall(article.title)})),
    }


def title_key(title: str) -> str:
    """A title in the form titles are compared in: without case, blanks folded."""
    return fold_spaces(title).casefold()


def article_host(article: Article) -> str:
    """The host of the site an article was published on, or nothing for a file without an address."""
    return host_of(article.url or article.canonical_url or "")
