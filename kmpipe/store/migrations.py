"""Bringing a catalogue of an earlier schema up to date, within one transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlalchemy import Connection, delete, select, update

from kmpipe.errors import CatalogueDamaged
from kmpipe.model import Activity, Article
from kmpipe.store import schema
from kmpipe.store.clusters import settle_clusters
from kmpipe.store.likeness import note_likeness
from kmpipe.store.reading import read_removals
from kmpipe.store.telling import tell
from kmpipe.store.writing import found_by, note_links


def migrate(db: Connection, found: int, folders: tuple[Path, ...]) -> None:
    """Bring a catalogue of schema version `found` to `SCHEMA_VERSION`; `folders` hold vocabularies. Raises `CatalogueDamaged` where no way leads there."""
    for version in range(found, schema.SCHEMA_VERSION):
        if version not in MIGRATIONS:
            raise CatalogueDamaged(
                f"the catalogue has the unknown schema version {version}", hint="restore a backup of corpus/"
            )
        MIGRATIONS[version](db, folders)
    meta = schema.meta
    db.execute(update(meta).where(meta.c.key == "schema").values(value=str(schema.SCHEMA_VERSION)))
    # an index made before is out of date: what is one activity may have changed
    revision = int(db.execute(select(meta.c.value).where(meta.c.key == "revision")).scalar_one())
    db.execute(update(meta).where(meta.c.key == "revision").values(value=str(revision + 1)))


def _from_1(db: Connection, folders: tuple[Path, ...]) -> None:
    """Likeness, reports, judgements, what runs saw of sites (their tables are made when the catalogue is opened)."""
    for column in ("host", "address", "title_key", "held", "numbers"):
        db.exec_driver_sql(f"ALTER TABLE articles ADD COLUMN {column} TEXT")
    for column in ("host", "address", "title_key"):
        db.exec_driver_sql(f"CREATE INDEX ix_articles_{column} ON articles ({column})")
    db.execute(delete(schema.article_activities))
    db.execute(delete(schema.activities))
    db.exec_driver_sql("ALTER TABLE activities ADD COLUMN held TEXT NOT NULL DEFAULT ''")
    db.exec_driver_sql("CREATE INDEX ix_activities_held ON activities (held)")
    settle_all(db, folders)


def _from_2(db: Connection, _folders: tuple[Path, ...]) -> None:
    """Sources on the web, former addresses (their tables are made when the catalogue is opened), articles that are gone."""
    db.exec_driver_sql("ALTER TABLE articles ADD COLUMN gone INTEGER NOT NULL DEFAULT 0")


def _from_3(_db: Connection, _folders: tuple[Path, ...]) -> None:
    """Saved searches and embeddings: their tables are made when the catalogue is opened."""


def settle_all(db: Connection, folders: tuple[Path, ...]) -> None:
    """Note anew what is found by address, title and likeness, and settle all clusters and reports."""
    table = schema.articles
    ids = [row[0] for row in db.execute(select(table.c.id).order_by(table.c.id))]
    for identity in ids:
        data, told = db.execute(select(table.c.data, table.c.activities).where(table.c.id == identity)).one()
        article = msgspec.structs.replace(msgspec.json.decode(data, type=Article), removals=read_removals(db, identity))
        activities = msgspec.json.decode(told, type=tuple[Activity, ...])
        db.execute(update(table).where(table.c.id == identity).values(**found_by(article, activities)))
        note_likeness(db, [article])
        note_links(db, article, activities)
    settlement = settle_clusters(db, ids)
    tell(db, settlement.removed, settlement.fresh, (), folders)


MIGRATIONS: dict[int, Callable[[Connection, tuple[Path, ...]], None]] = {1: _from_1, 2: _from_2, 3: _from_3}
