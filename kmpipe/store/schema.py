"""The tables of the catalogue.

`runs` and `fetches` say when things happened and where the raw bytes lie; everything else is the knowledge itself and
does not depend on when, in which order or in how many goes it was ingested.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, MetaData, Table, Text, update

from kmpipe.errors import CatalogueDamaged

SCHEMA_VERSION = 1

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", Text, nullable=False),
    Column("finished", Text),
    Column("state", Text, nullable=False),  # running, finished, interrupted
    Column("warc", Text),
    Column("summary", Text),
)

# one row for every input of every run: how it ended, and where its bytes were written
fetches = Table(
    "fetches",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", Text, nullable=False, index=True),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("fetched_at", Text, nullable=False),
    Column("sha256", Text),
    Column("version", Integer),  # of the capture this fetch stored
    Column("warc", Text),
    Column("offset", Integer),
    Column("end", Integer),
)

captures = Table(
    "captures",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("charset", Text),
    Column("url", Text),
    Column("kind", Text, nullable=False),
    Column("rights", Text, nullable=False),
    Column("known", Text, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("mirror_of", ForeignKey("articles.id", deferrable=True, initially="DEFERRED")),
    Column("words_hash", Text, nullable=False, index=True),
    Column("no_activity", Text),
    Column("data", Text, nullable=False),  # the Article without its removals
    Column("activities", Text, nullable=False),  # what was extracted from this article alone
)

article_versions = Table(
    "article_versions",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("data", Text, nullable=False),
)

removals = Table(
    "removals",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("links", Text, nullable=False),
)

activities = Table(
    "activities",
    metadata,
    Column("id", Text, primary_key=True),
    Column("data", Text, nullable=False),
)

article_activities = Table(
    "article_activities",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("activity", ForeignKey("activities.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("article_activities_by_activity", "activity"),
)

# the tables whose rows say when and where; a logical dump leaves them out
RUN_TABLES = frozenset({"runs", "fetches"})

# from a schema version to the next one, within one transaction
MIGRATIONS: dict[int, Callable[[Connection], None]] = {}


def migrate(db: Connection, found: int) -> None:
    """Bring a catalogue of schema version `found` to `SCHEMA_VERSION`. Raises `CatalogueDamaged` where no way leads there."""
    for version in range(found, SCHEMA_VERSION):
        if version not in MIGRATIONS:
            raise CatalogueDamaged(
                f"the catalogue has the unknown schema version {version}", hint="restore a backup of corpus/"
            )
        MIGRATIONS[version](db)
    db.execute(update(meta).where(meta.c.key == "schema").values(value=str(SCHEMA_VERSION)))
