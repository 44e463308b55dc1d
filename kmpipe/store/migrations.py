"""Bringing a catalogue of an earlier schema up to date, within one transaction."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection, select, update

from kmpipe.errors import CatalogueDamaged
from kmpipe.model import Article
from kmpipe.store import schema
from kmpipe.store.clusters import settle_clusters
from kmpipe.store.likeness import note_likeness
from kmpipe.store.writing import article_host


def migrate(db: Connection, found: int) -> None:
    """Bring a catalogue of schema version `found` to `SCHEMA_VERSION`. Raises `CatalogueDamaged` where no way leads there."""
    for version in range(found, schema.SCHEMA_VERSION):
        if version not in MIGRATIONS:
            raise CatalogueDamaged(
                f"the catalogue has the unknown schema version {version}", hint="restore a backup of corpus/"
            )
        MIGRATIONS[version](db)
    meta = schema.meta
    db.execute(update(meta).where(meta.c.key == "schema").values(value=str(schema.SCHEMA_VERSION)))


def _from_1(db: Connection) -> None:
    """Likeness of articles, hosts, judgements, what runs saw of sites (their tables are made when the catalogue is opened)."""
    db.exec_driver_sql("ALTER TABLE articles ADD COLUMN host TEXT")
    db.exec_driver_sql("CREATE INDEX ix_articles_host ON articles (host)")
    refresh_likeness(db)


def refresh_likeness(db: Connection) -> None:
    """Note anew which articles are alike, and settle all clusters."""
    table = schema.articles
    ids = [row[0] for row in db.execute(select(table.c.id).order_by(table.c.id))]
    for identity in ids:
        data = db.execute(select(table.c.data).where(table.c.id == identity)).scalar_one()
        article = msgspec.json.decode(data, type=Article)
        db.execute(update(table).where(table.c.id == identity).values(host=article_host(article)))
        note_likeness(db, [article])
    settle_clusters(db, ids, set())


MIGRATIONS: dict[int, Callable[[Connection], None]] = {1: _from_1}
