"""Opening the database of a catalogue: transactions, the schema's version, and errors of ours for what goes wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import StaticPool

from kmpipe.errors import (
    CatalogueDamaged,
    CatalogueOutdated,
    CatalogueTooNew,
    ConfigError,
    NothingIngested,
    WorkspaceError,
)
from kmpipe.store import schema
from kmpipe.store.migrations import migrate

# what SQLite calls an operational error, and is damage all the same
_SIGNS_OF_DAMAGE = ("Could not decode", "malformed")


class Database:
    """The database in a file (a path: SQLite) or behind a SQLAlchemy URL (a string).

    With `create` the tables are made where missing and an older schema is brought up to date; without it a missing
    catalogue is `NothingIngested`, an older one `CatalogueOutdated`. `vocabularies` are the folders of the workspace's own.
    """

    def __init__(self, location: Path | str, *, create: bool = False, vocabularies: tuple[Path, ...] = ()) -> None:
        self.vocabularies = vocabularies
        url: URL | str = location if isinstance(location, str) else _file_url(location)
        if isinstance(location, Path):
            if not location.exists() and not create:
                raise NothingIngested
            location.parent.mkdir(parents=True, exist_ok=True)
        try:
            # one in memory is the same for all threads
            shared = (
                {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}} if url == "sqlite://" else {}
            )
            self._engine: Engine = create_engine(url, **shared)
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
        with self.writing() if create else self.reading() as db:
            if create:
                schema.metadata.create_all(db)
                if get_meta(db, "schema") is None:
                    fresh = {"schema": str(schema.SCHEMA_VERSION), "revision": "0"}
                    db.execute(insert(schema.meta), [{"key": key, "value": value} for key, value in fresh.items()])
            elif not inspect(db).has_table("meta"):
                raise NothingIngested
            found = int(get_meta(db, "schema") or 0)
            if create and found < schema.SCHEMA_VERSION:
                migrate(db, found, self.vocabularies)
                found = schema.SCHEMA_VERSION
        if found < schema.SCHEMA_VERSION:
            raise CatalogueOutdated(
                f"the catalogue has schema {found}, this kmpipe needs {schema.SCHEMA_VERSION}",
                hint="run `kmpipe ingest` or another writing command once: it brings the catalogue up to date",
            )
        if found > schema.SCHEMA_VERSION:
            raise CatalogueTooNew(
                f"the catalogue has schema {found}, this kmpipe knows {schema.SCHEMA_VERSION}",
                hint="install the newer kmpipe",
            )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, committed at the end or rolled back whole."""
        with _named_errors(), self._engine.begin() as db:
            yield db

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries: what it sees belongs together."""
        with _named_errors(), self._engine.connect() as db:
            yield db

    @property
    def revision(self) -> int:
        """How many documents were ever stored or changed: an index with another revision is out of date."""
        with self.reading() as db:
            return int(get_meta(db, "revision") or 0)

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()


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


def get_meta(db: Connection, key: str) -> str | None:
    """A value of the table `meta`, or None."""
    return db.execute(select(schema.meta.c.value).where(schema.meta.c.key == key)).scalar()
