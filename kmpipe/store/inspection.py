"""Counting what the catalogue holds, and looking for what is wrong in it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
from sqlalchemy import func, select

from kmpipe.errors import CatalogueDamaged
from kmpipe.model import Activity, Article, Extraction
from kmpipe.store import schema
from kmpipe.store.database import Database
from kmpipe.store.records import Location
from kmpipe.store.writing import words_hash


class Inspection(Database):
    """The catalogue in numbers, and its damage."""

    def counts(self) -> dict[str, int]:
        """How many rows of each kind there are."""
        articles = schema.articles
        with self.reading() as db:
            total = db.execute(select(func.count()).select_from(articles)).scalar() or 0
            mirrors = (
                db.execute(select(func.count()).select_from(articles).where(articles.c.mirror_of.is_not(None))).scalar()
                or 0
            )
            others = (
                db.execute(
                    select(func.count()).select_from(articles).where(articles.c.no_activity.is_not(None))
                ).scalar()
                or 0
            )
            activities = db.execute(select(func.count()).select_from(schema.activities)).scalar() or 0
        return {"articles": total - mirrors, "mirrors": mirrors, "activities": activities, "without_activity": others}

    def removal_counts(self) -> dict[str, int]:
        """How many stretches of each removal kind were taken out of the canonical articles."""
        removals, articles = schema.removals.c, schema.articles.c
        query = select(removals.kind, func.count()).join(schema.articles, articles.id == removals.article)
        query = (
            query.where(articles.mirror_of.is_(None))
            .group_by(removals.kind)
            .order_by(func.count().desc(), removals.kind)
        )
        with self.reading() as db:
            return {row[0]: row[1] for row in db.execute(query)}

    def last_failures(self) -> dict[str, str]:
        """The keys whose latest fetch failed, with the reason."""
        fetches = schema.fetches.c
        latest = select(fetches.key, func.max(fetches.run).label("run")).group_by(fetches.key).subquery()
        query = select(fetches.key, fetches.reason).join(
            latest, (latest.c.key == fetches.key) & (latest.c.run == fetches.run)
        )
        with self.reading() as db:
            return {
                row[0]: row[1] for row in db.execute(query.where(fetches.outcome == "failed").order_by(fetches.key))
            }

    def capture_locations(self) -> Iterator[tuple[str, int, str, Location | None]]:
        """For every stored capture: key, version, digest, and where its bytes lie (None when unknown)."""
        captures, fetches = schema.captures.c, schema.fetches.c
        query = (
            select(captures.key, captures.version, captures.sha256, fetches.warc, fetches.offset, fetches.end)
            .outerjoin(
                schema.fetches,
                (fetches.key == captures.key) & (fetches.version == captures.version),
            )
            .order_by(captures.key, captures.version, fetches.run)
        )
        with self.reading() as db:
            seen = set()
            for key, version, sha256, warc, offset, end in db.execute(query):
                if (key, version) not in seen:
                    seen.add((key, version))
                    yield key, version, sha256, None if warc is None else Location(warc, offset, end)

    def warc_names(self) -> set[str]:
        """The WARC files the runs may have written."""
        with self.reading() as db:
            return {row[0] for row in db.execute(select(schema.runs.c.warc)) if row[0] is not None}

    def integrity_errors(self) -> list[str]:
        """What the database itself finds wrong (SQLite only; other servers check themselves)."""
        if self._engine.dialect.name != "sqlite":
            return []
        try:
            with self.reading() as db:
                broken = [str(row[0]) for row in db.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
                dangling = db.exec_driver_sql("PRAGMA foreign_key_check").all()
        except CatalogueDamaged as error:
            return [error.message]
        return broken + [f"{row[0]} row {row[1]} points to a missing row of {row[2]}" for row in dangling]

    def altered(self) -> Iterator[str]:
        """The ids of articles whose words are not those they were stored with."""
        table = schema.articles.c
        with self.reading() as db:
            for identity, data, activities, digest in db.execute(
                select(table.id, table.data, table.activities, table.words_hash).order_by(table.id)
            ):
                told = msgspec.json.decode(activities, type=tuple[Activity, ...])
                if words_hash(msgspec.json.decode(data, type=Article), Extraction(activities=told)) != digest:
                    yield identity

    def dump(self) -> Iterator[str]:
        """The knowledge in the catalogue as JSON lines in a fixed order; runs and fetches are left out."""
        with self.reading() as db:
            for table in schema.metadata.sorted_tables:
                if table.name in schema.RUN_TABLES:
                    continue
                for row in db.execute(select(table).order_by(*table.primary_key.columns)):
                    yield json.dumps({"table": table.name, **dict(row._mapping)}, ensure_ascii=False, sort_keys=True)
