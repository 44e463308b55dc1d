"""The catalogue: the truth about captures, articles, activities and removals, in one SQL database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, insert, inspect, select, update
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, OperationalError

from kmpipe.errors import CatalogueDamaged, CatalogueTooNew, ConfigError, NothingIngested, UnknownId, WorkspaceError
from kmpipe.model import Activity, Article, Extraction
from kmpipe.store import schema
from kmpipe.store.captures import Location
from kmpipe.store.reading import chunks, compose
from kmpipe.store.records import Document, Fetched, Settled, Stored, Version
from kmpipe.store.writing import fetch_row, instant, settle_mirrors, store_document, words_hash

# what SQLite calls an operational error, and is damage all the same
_SIGNS_OF_DAMAGE = ("Could not decode", "malformed")
# rows asked for by name at a time: servers bound the length of a list
_CHUNK = 200


class Catalogue:
    """The catalogue in a file (a path: SQLite) or behind a SQLAlchemy database URL (a string).

    With `create` the tables are made where missing; without it a missing catalogue is `NothingIngested`.
    """

    def __init__(self, location: Path | str, *, create: bool = False) -> None:
        url: URL | str = location if isinstance(location, str) else _file_url(location)
        if isinstance(location, Path):
            if not location.exists() and not create:
                raise NothingIngested
            location.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._engine: Engine = create_engine(url)
        except ModuleNotFoundError as error:
            hint = "pip install 'kmpipe[postgres]', or name the driver's own package"
            raise WorkspaceError(f"the database driver {error.name!r} is not installed", hint=hint) from error
        except ArgumentError as error:
            hint = "workspace.catalogue in kmpipe.toml is a path or a SQLAlchemy URL such as postgresql+psycopg://host/name"
            raise ConfigError(f"not a database URL: {location}", hint=hint) from error
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
            if create:
                event.listen(self._engine, "connect", _write_ahead)
            event.listen(self._engine, "begin", _begin)
        try:
            self._open(create=create)
        except BaseException:
            self.close()
            raise

    def _open(self, *, create: bool) -> None:
        with self._writing() if create else self._reading() as db:
            if create:
                schema.metadata.create_all(db)
                if _get_meta(db, "schema") is None:
                    fresh = {"schema": str(schema.SCHEMA_VERSION), "revision": "0"}
                    db.execute(insert(schema.meta), [{"key": key, "value": value} for key, value in fresh.items()])
            elif not inspect(db).has_table("meta"):
                raise NothingIngested
            found = int(_get_meta(db, "schema") or 0)
            if create and found < schema.SCHEMA_VERSION:
                schema.migrate(db, found)
        if found > schema.SCHEMA_VERSION:
            raise CatalogueTooNew(
                f"the catalogue has schema {found}, this kmpipe knows {schema.SCHEMA_VERSION}",
                hint="install the newer kmpipe",
            )

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction, committed at the end or rolled back whole."""
        with _named_errors(), self._engine.begin() as db:
            yield db

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _named_errors(), self._engine.connect() as db:
            yield db

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    # --- runs ---

    def begin_run(self, started: datetime) -> tuple[int, str]:
        """Open a run: its number, and the name of the WARC file it may write.

        The name is noted before anything is written, so that what an interrupted run leaves behind is known.
        """
        with self._writing() as db:
            number = int(db.execute(select(func.max(schema.runs.c.id))).scalar() or 0) + 1
            warc = f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}-{number:05d}.warc.gz"
            db.execute(insert(schema.runs).values(id=number, started=instant(started), state="running", warc=warc))
        return number, warc

    def finish_run(self, run: int, finished: datetime, summary: str) -> None:
        """Close a run with its summary (JSON)."""
        with self._writing() as db:
            row = {"finished": instant(finished), "state": "finished", "summary": summary}
            db.execute(update(schema.runs).where(schema.runs.c.id == run).values(**row))

    def interrupted_runs(self) -> list[tuple[int, str, int]]:
        """Runs that never finished: number, WARC file, and the byte up to which its records are committed."""
        runs, fetches = schema.runs.c, schema.fetches.c
        with self._reading() as db:
            query = select(runs.id, runs.warc, func.coalesce(func.max(fetches.end), 0))
            query = query.outerjoin(schema.fetches, (fetches.run == runs.id) & (fetches.warc == runs.warc))
            return [
                (r[0], r[1], r[2])
                for r in db.execute(query.where(runs.state == "running").group_by(runs.id, runs.warc))
            ]

    def mark_interrupted(self, run: int) -> None:
        """Note that a run was cut off."""
        with self._writing() as db:
            db.execute(update(schema.runs).where(schema.runs.c.id == run).values(state="interrupted"))

    # --- writing ---

    def digests(self, keys: Iterable[str]) -> dict[str, str]:
        """The digest of the latest stored capture of each known key."""
        articles, captures = schema.articles.c, schema.captures.c
        query = select(captures.key, captures.sha256).join(
            schema.articles, (articles.key == captures.key) & (articles.version == captures.version)
        )
        with self._reading() as db:
            return {row[0]: row[1] for row in db.execute(query.where(captures.key.in_(list(keys))))}

    def store(self, run: int, position: int, fetched: Sequence[Fetched], documents: Sequence[Document]) -> Settled:
        """Write a batch in one transaction: everything of it becomes visible together, or nothing.

        `position` is the number of the first input within the run.
        """
        with self._writing() as db:
            touched: set[str] = set()
            gone: set[str] = set()
            for document in documents:
                touched |= store_document(db, document, gone)
            ids = [document.article.id for document in documents]
            table = schema.articles.c
            versions = {row[0]: row[1] for row in db.execute(select(table.key, table.version).where(table.id.in_(ids)))}
            for number, item in enumerate(fetched, position):
                version = versions[item.key] if item.location is not None else None
                db.execute(insert(schema.fetches).values(fetch_row(run, number, item, version)))
            told: set[str] = set()
            for digest in sorted(touched):
                told |= settle_mirrors(db, digest, gone)
            if documents:
                revision = int(_get_meta(db, "revision") or 0) + len(documents)
                db.execute(update(schema.meta).where(schema.meta.c.key == "revision").values(value=str(revision)))
            query = select(table.id, table.mirror_of).where(table.id.in_(ids))
            mirrors = {row[0]: row[1] for row in db.execute(query)}
        return Settled(mirrors=mirrors, told=frozenset(told), gone=frozenset(gone - told))

    # --- reading ---

    @property
    def revision(self) -> int:
        """How many documents were ever stored or changed: an index with another revision is out of date."""
        with self._reading() as db:
            return int(_get_meta(db, "revision") or 0)

    def stored(self, ids: Sequence[str] | None = None) -> Iterator[Stored]:
        """The articles (those of `ids`, or all), ordered by id, mirrors among them."""
        articles = schema.articles.c
        query = select(articles.id, articles.data, articles.mirror_of, articles.no_activity).order_by(articles.id)
        with self._reading() as db:
            wanted = (
                sorted(ids)
                if ids is not None
                else [row[0] for row in db.execute(select(articles.id).order_by(articles.id))]
            )
            for chunk in chunks(wanted, _CHUNK):
                yield from compose(db, db.execute(query.where(articles.id.in_(chunk))).all())

    def activities(self, ids: Sequence[str] | None = None) -> Iterator[Activity]:
        """The activities (those of `ids`, or all), ordered by id."""
        table = schema.activities.c
        query = select(table.data).order_by(table.id)
        with self._reading() as db:
            wanted = (
                sorted(ids) if ids is not None else [row[0] for row in db.execute(select(table.id).order_by(table.id))]
            )
            for chunk in chunks(wanted, _CHUNK):
                for row in db.execute(query.where(table.id.in_(chunk))):
                    yield msgspec.json.decode(row[0], type=Activity)

    def article(self, identity: str) -> Stored:
        """The article that an id of an article or of one of its activities names, be it a mirror. Raises `UnknownId`."""
        found = next(self.stored([identity.partition(".")[0]]), None)
        if found is None:
            raise UnknownId(f"no article or activity has the id {identity!r}", hint="`kmpipe search` prints the ids")
        return found

    def resolve(self, identity: str) -> tuple[Stored, tuple[Activity, ...]]:
        """The canonical article and the activities that an id of an article, a mirror or an activity stands for.

        An activity id gives that activity alone. Raises `UnknownId`.
        """
        number = identity.partition(".")[2]
        stored = self.article(identity)
        if stored.mirror_of is not None:
            stored = self.article(stored.mirror_of)
        wanted = [a for a in stored.activities if not number or a.partition(".")[2] == number]
        if number and not wanted:
            raise UnknownId(
                f"article {stored.article.id} has no activity {identity!r}",
                hint=f"see `kmpipe show {stored.article.id}`",
            )
        found = {a.id: a for a in self.activities(wanted)}
        return stored, tuple(found[identity] for identity in wanted)

    def versions(self, key: str) -> tuple[Version, ...]:
        """The versions of a document, oldest first."""
        captures, fetches = schema.captures.c, schema.fetches.c
        query = (
            select(captures.version, func.min(fetches.fetched_at), captures.sha256, captures.size)
            .outerjoin(schema.fetches, (fetches.key == captures.key) & (fetches.version == captures.version))
            .where(captures.key == key)
            .group_by(captures.version, captures.sha256, captures.size)
            .order_by(captures.version)
        )
        with self._reading() as db:
            return tuple(
                Version(version=r[0], fetched_at=r[1] or "", sha256=r[2], size=r[3]) for r in db.execute(query)
            )

    def counts(self) -> dict[str, int]:
        """How many rows of each kind there are."""
        articles = schema.articles
        with self._reading() as db:
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
        with self._reading() as db:
            return {row[0]: row[1] for row in db.execute(query)}

    def last_failures(self) -> dict[str, str]:
        """The keys whose latest fetch failed, with the reason."""
        fetches = schema.fetches.c
        latest = select(fetches.key, func.max(fetches.run).label("run")).group_by(fetches.key).subquery()
        query = select(fetches.key, fetches.reason).join(
            latest, (latest.c.key == fetches.key) & (latest.c.run == fetches.run)
        )
        with self._reading() as db:
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
        with self._reading() as db:
            seen = set()
            for key, version, sha256, warc, offset, end in db.execute(query):
                if (key, version) not in seen:
                    seen.add((key, version))
                    yield key, version, sha256, None if warc is None else Location(warc, offset, end)

    def warc_names(self) -> set[str]:
        """The WARC files the runs may have written."""
        with self._reading() as db:
            return {row[0] for row in db.execute(select(schema.runs.c.warc)) if row[0] is not None}

    def integrity_errors(self) -> list[str]:
        """What the database itself finds wrong (SQLite only; other servers check themselves)."""
        if self._engine.dialect.name != "sqlite":
            return []
        try:
            with self._reading() as db:
                broken = [str(row[0]) for row in db.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
                dangling = db.exec_driver_sql("PRAGMA foreign_key_check").all()
        except CatalogueDamaged as error:
            return [error.message]
        return broken + [f"{row[0]} row {row[1]} points to a missing row of {row[2]}" for row in dangling]

    def altered(self) -> Iterator[str]:
        """The ids of articles whose words are not those they were stored with."""
        table = schema.articles.c
        with self._reading() as db:
            for identity, data, activities, digest in db.execute(
                select(table.id, table.data, table.activities, table.words_hash).order_by(table.id)
            ):
                told = msgspec.json.decode(activities, type=tuple[Activity, ...])
                if words_hash(msgspec.json.decode(data, type=Article), Extraction(activities=told)) != digest:
                    yield identity

    def dump(self) -> Iterator[str]:
        """The knowledge in the catalogue as JSON lines in a fixed order; runs and fetches are left out."""
        with self._reading() as db:
            for table in schema.metadata.sorted_tables:
                if table.name in schema.RUN_TABLES:
                    continue
                for row in db.execute(select(table).order_by(*table.primary_key.columns)):
                    yield json.dumps({"table": table.name, **dict(row._mapping)}, ensure_ascii=False, sort_keys=True)


@contextmanager
def _named_errors() -> Iterator[None]:
    """What goes wrong in the database as errors of ours; a broken rule of the schema is a fault of kmpipe and stays."""
    try:
        yield
    except IntegrityError:
        raise
    except OperationalError as error:
        if any(sign in str(error.orig) for sign in _SIGNS_OF_DAMAGE):
            hint = "run `kmpipe check`, then restore a backup of corpus/"
            raise CatalogueDamaged(f"the catalogue is damaged: {error.orig}", hint=hint) from error
        hint = "check that the disk is not full and that you may write there; what was stored before is safe"
        raise WorkspaceError(f"the catalogue cannot be used: {error.orig}", hint=hint) from error
    except DatabaseError as error:
        hint = "run `kmpipe check`, then restore a backup of corpus/"
        raise CatalogueDamaged(f"the catalogue is damaged: {error.orig}", hint=hint) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says, for readers too: one view of all tables
    cursor = connection.cursor()
    for pragma in ("busy_timeout=10000", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(connection: Any, _record: object) -> None:
    """Readers go on while one writes; the file remembers it."""
    connection.execute("PRAGMA journal_mode=WAL")


def _file_url(path: Path) -> URL:
    """The URL of a SQLite file; in a folder nobody may write to it is read as it lies, without the files WAL needs."""
    if path.exists() and not os.access(path.parent, os.W_OK):
        query = {"mode": "ro", "immutable": "1", "uri": "true"}
        return URL.create("sqlite", database=path.resolve().as_uri(), query=query)
    return URL.create("sqlite", database=str(path))


def _begin(db: Connection) -> None:
    db.exec_driver_sql("BEGIN")


def _get_meta(db: Connection, key: str) -> str | None:
    return db.execute(select(schema.meta.c.value).where(schema.meta.c.key == key)).scalar()
