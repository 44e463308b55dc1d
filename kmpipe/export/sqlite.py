"""SQLite: tables with foreign keys, views, and a full-text index, ready for Datasette."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.proofs import Proof, proofs
from kmpipe.export.sqlite_tables import PARTS, SCALARS, SCHEMA, VIEWS
from kmpipe.export.texts import plain
from kmpipe.model import ActivityView


def write_sqlite(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write a database: made in a temporary file, since SQLite writes no streams, then copied.

    What an activity has several of stands in a table of its own; `activities_fts` finds words of title, place,
    organisations and text, and Datasette offers it as the search of `activities`. Raises `OSError` where the disk is full.
    """
    with tempfile.TemporaryDirectory(prefix="kmpipe-") as scratch:
        path = Path(scratch) / "export.sqlite"
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            try:
                count = _fill(database, rows, options)
            except sqlite3.OperationalError as error:
                raise OSError(f"the database could not be written: {error}") from error
        with path.open("rb") as made:
            shutil.copyfileobj(made, stream)
    return Written(activities=count)


def _fill(database: sqlite3.Connection, rows: Iterable[ActivityView], options: Options) -> int:
    # nobody else sees the file before it is whole; what SQLite needs beside it is small
    database.execute("PRAGMA page_size = 4096")
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA application_id = 0x6B6D7070")  # "kmpp", for the program `file`
    for statement in SCHEMA:
        database.execute(statement)
    database.execute("BEGIN")
    _add_vocabularies(database, read_labels(options.vocabularies))
    count = 0
    for row in rows:
        _add(database, row, options)
        count += 1
    for statement in VIEWS:
        database.execute(statement)
    database.execute("COMMIT")
    database.execute("ANALYZE")
    return count


def _add_vocabularies(database: sqlite3.Connection, labels: Labels) -> None:
    schemes = ((s.id, s.label_id, s.label_en, s.since, s.until) for s in labels.schemes.values())
    areas = ((c.id, c.scheme, c.label_id, c.label_en, c.broader) for c in labels.areas.values())
    types = ((t.id, t.label_id, t.label_en) for t in labels.types.values())
    database.executemany("INSERT INTO schemes VALUES (?, ?, ?, ?, ?)", schemes)
    database.executemany("INSERT INTO focus_areas VALUES (?, ?, ?, ?, ?)", areas)
    database.executemany("INSERT INTO types VALUES (?, ?, ?)", types)


def _add(database: sqlite3.Connection, row: ActivityView, options: Options) -> None:
    _insert(database, "types", (row.type, row.type, row.type), "INSERT OR IGNORE")  # one the vocabulary does not have
    _insert(database, "activities", [read(row) for read in SCALARS.values()])
    for body in row.organisations:
        known = (body.id, body.name, body.name_en, body.kind, body.parent)
        _insert(database, "organisations", known, "INSERT OR IGNORE")
    for area in row.focus_areas:
        _insert(database, "focus_areas", (area.id, area.scheme, area.id, area.id, None), "INSERT OR IGNORE")
    for table, read in PARTS.items():
        for number, values in enumerate(read(row), 1):
            _insert(database, table, (row.id, number, *values))
    if options.evidence:
        for number, proof in enumerate(proofs(row), 1):
            _insert(database, "evidence", (row.id, number, *(getattr(proof, name) for name in Proof.__struct_fields__)))


def _insert(database: sqlite3.Connection, table: str, values: Iterable[object], verb: str = "INSERT") -> None:
    clean = [plain(value) if isinstance(value, str) else value for value in values]
    database.execute(f"{verb} INTO {table} VALUES ({', '.join('?' * len(clean))})", clean)
