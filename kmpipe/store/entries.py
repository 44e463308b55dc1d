"""What is known of the sources on the web: their roads, their documents, and the addresses these went by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from kmpipe.model import Article, Rights
from kmpipe.store import schema
from kmpipe.store.database import Database
from kmpipe.store.records import Entry, SourceState
from kmpipe.store.writing import note_former
from kmpipe.text.hosts import address_of, moved_address, moved_url


class Entries(Database):
    """The catalogue by source."""

    def source(self, url: str) -> SourceState | None:
        """What is known of a source, or None before its first run."""
        table = schema.sources
        with self.reading() as db:
            row = db.execute(select(table).where(table.c.url == url)).mappings().first()
        return SourceState(**row) if row else None

    def note_source(self, state: SourceState) -> None:
        """Write down what is known of a source."""
        table = schema.sources
        with self.writing() as db:
            db.execute(delete(table).where(table.c.url == state.url))
            db.execute(insert(table).values(**_fields(state)))

    def entries(self, source: str) -> dict[str, Entry]:
        """The documents of a source by what its site calls them."""
        table = schema.entries
        with self.reading() as db:
            rows = db.execute(select(table).where(table.c.source == source).order_by(table.c.ident)).mappings()
            return {row["ident"]: Entry(**row) for row in rows}

    def source_urls(self) -> list[str]:
        """The sources that were ever read, in order."""
        with self.reading() as db:
            return [row[0] for row in db.execute(select(schema.sources.c.url).order_by(schema.sources.c.url))]

    def count_below(self, url: str) -> int:
        """How many articles go by an address below `url`."""
        table = schema.articles.c
        with self.reading() as db:
            addresses = db.execute(select(table.address).where(table.address != ""))
            return sum(moved_address(row[0], url, "https://moved.invalid") != row[0] for row in addresses)

    def entry_counts(self, source: str) -> dict[str, int]:
        """How many documents of a source are in each state."""
        table = schema.entries.c
        query = select(table.state, func.count()).where(table.source == source).group_by(table.state)
        with self.reading() as db:
            return {row[0]: row[1] for row in db.execute(query.order_by(table.state))}

    def moves(self) -> tuple[tuple[str, str], ...]:
        """The sites that moved: old and new address, the first declared first."""
        table = schema.moves.c
        with self.reading() as db:
            return tuple((row[0], row[1]) for row in db.execute(select(table.old, table.new).order_by(table.number)))

    def declare_move(self, old: str, new: str) -> int:
        """Write down that every address below `old` is now below `new`; returns how many articles that is said of."""
        table = schema.articles
        with self.writing() as db:
            db.execute(delete(schema.moves).where(schema.moves.c.old == old))
            number = int(db.execute(select(func.max(schema.moves.c.number))).scalar() or 0) + 1
            db.execute(insert(schema.moves).values(number=number, old=old, new=new))
            rows = db.execute(select(table.c.id, table.c.address).where(table.c.address != "")).all()
            moved = 0
            for identity, address in rows:
                if (now := moved_address(address, old, new)) != address:
                    note_former(db, address, identity)
                    db.execute(update(table).where(table.c.id == identity).values(address=now))
                    moved += 1
            _move_sources(db, old, new)
        return moved

    def set_rights(self, source: str, rights: Rights) -> None:
        """What may be done with the articles of a source from now on."""
        articles, entries = schema.articles, schema.entries
        captures = schema.captures
        query = select(articles.c.id, articles.c.key, articles.c.version, articles.c.data)
        query = query.join(entries, entries.c.key == articles.c.key)
        with self.writing() as db:
            for identity, key, version, data in db.execute(query.where(entries.c.source == source)).all():
                article = msgspec.json.decode(data, type=Article)
                if article.rights != rights:
                    now = msgspec.json.encode(msgspec.structs.replace(article, rights=rights)).decode()
                    db.execute(update(articles).where(articles.c.id == identity).values(data=now))
                    held = (captures.c.key == key) & (captures.c.version == version)
                    db.execute(update(captures).where(held).values(rights=rights))  # what is read again has them, too

    def known_keys(self, keys: Sequence[str]) -> set[str]:
        """Those of these source keys that an article has."""
        table = schema.articles.c
        with self.reading() as db:
            return {row[0] for row in db.execute(select(table.key).where(table.key.in_(list(keys))))}

    def at_address(self, url: str) -> str | None:
        """The id of the article that goes, or went, by a web address; a canonical one before its mirrors."""
        table, former = schema.articles.c, schema.former_addresses.c
        address = address_of(url)
        if not address:
            return None
        with self.reading() as db:
            order = table.mirror_of.is_not(None), table.id
            found = db.execute(select(table.id).where(table.address == address).order_by(*order)).scalar()
            return found or db.execute(select(former.article).where(former.address == address)).scalar()


def note_entries(db: Connection, entries: Iterable[Entry]) -> None:
    """Write down the documents of sources as a run found them, and mark the articles that are gone, or back."""
    table, articles = schema.entries, schema.articles
    for entry in entries:
        # a document may have been known by its address before its site said what it calls it
        same = or_(table.c.ident == entry.ident, table.c.key == entry.key)
        db.execute(delete(table).where(table.c.source == entry.source, same))
        db.execute(insert(table).values(**_fields(entry)))
        if entry.state in {"here", "gone"}:
            # what one source no longer shows may stand in another
            elsewhere = select(table.c.key).where(table.c.key == entry.key, table.c.state == "here")
            gone = int(db.execute(elsewhere).first() is None)
            db.execute(update(articles).where(articles.c.key == entry.key, articles.c.gone != gone).values(gone=gone))


def _move_sources(db: Connection, old: str, new: str) -> None:
    """Sources below `old` are below `new`; what was read there already under the new address gives way."""
    sources, entries = schema.sources, schema.entries
    known = {row[0] for table in (sources.c.url, entries.c.source) for row in db.execute(select(table).distinct())}
    for source in sorted(known):
        now = moved_url(source, [(old, new)])
        if now == source:
            continue
        own = select(entries.c.ident).where(entries.c.source == source)
        db.execute(delete(entries).where(entries.c.source == now, entries.c.ident.in_(own)))
        db.execute(update(entries).where(entries.c.source == source).values(source=now))
        db.execute(delete(sources).where(sources.c.url == now))
        # the road is looked for anew
        db.execute(update(sources).where(sources.c.url == source).values(url=now, choice=None))


def _fields(record: Entry | SourceState) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}
