"""GraphML: the organisations that met, joined by what they took part in together."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from itertools import combinations, groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kmpipe.export.facts import MENTIONED
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import one_line
from kmpipe.export.xmlfile import Document, Namespaces, add, document, make
from kmpipe.model import ActivityView

if TYPE_CHECKING:
    from lxml.etree import _Element

GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NAMESPACES: Namespaces = {None: GRAPHML}
# what is known of a node and of an edge, with its type
_KEYS = {
    "node": {"label": "string", "label_en": "string", "kind": "string", "activities": "int"},
    "edge": {"weight": "int", "first": "string", "last": "string", "activities": "string"},
}
_SCHEMA = (
    "CREATE TABLE body (id TEXT PRIMARY KEY, name TEXT, name_en TEXT, kind TEXT, activities INTEGER) WITHOUT ROWID",
    "CREATE TABLE meeting (a TEXT, b TEXT, day TEXT, activity TEXT)",
)


def write_graph(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write an undirected graph: a node for each organisation or office that took part in something, an edge for each two.

    What was planned, postponed or cancelled joins nobody, and who is only mentioned did not come. An edge bears how often
    they met (`weight`), the first and the last day, and the ids of the activities. Pairs are gathered in a temporary
    database, so that memory does not grow with them. Raises `OSError` where the disk is full.
    """
    count = left_out = 0
    with (
        tempfile.TemporaryDirectory(prefix="kmpipe-") as scratch,
        closing(sqlite3.connect(Path(scratch) / "meetings.sqlite", isolation_level=None)) as database,
    ):
        try:
            _prepare(database)
            for row in rows:
                count += 1
                if row.status == "held":
                    _gather(database, row)
                else:
                    left_out += 1
            database.execute("COMMIT")
            with document(stream, f"{{{GRAPHML}}}graphml", _NAMESPACES) as writer:
                _write(writer, database)
        except sqlite3.OperationalError as error:
            raise OSError(f"the meetings could not be gathered: {error}") from error
    said = f"{left_out:,} not held, and so left out of the graph"
    return Written(activities=count, notes=(said,) if left_out else ())


def _prepare(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA temp_store = FILE")
    for statement in _SCHEMA:
        database.execute(statement)
    database.execute("BEGIN")


def _gather(database: sqlite3.Connection, row: ActivityView) -> None:
    present = {body.id: body for body in row.organisations if body.role != MENTIONED}
    day = row.held.start if row.held else None
    database.executemany(
        "INSERT INTO body VALUES (?, ?, ?, ?, 1) ON CONFLICT (id) DO UPDATE SET activities = activities + 1",
        [(body.id, one_line(body.name), body.name_en, body.kind) for body in present.values()],
    )
    pairs = combinations(sorted(present), 2)
    database.executemany("INSERT INTO meeting VALUES (?, ?, ?, ?)", ((a, b, day, row.id) for a, b in pairs))


def _write(writer: Document, database: sqlite3.Connection) -> None:
    for kind, names in _KEYS.items():
        for name, type_ in names.items():
            attributes = {"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": type_}
            writer.write(make(f"{{{GRAPHML}}}key", _NAMESPACES, **attributes))
    with writer.inside(make(f"{{{GRAPHML}}}graph", _NAMESPACES, id="met", edgedefault="undirected")):
        for identity, *values in database.execute("SELECT * FROM body ORDER BY id"):
            writer.write(_element("node", {"id": identity}, values))
        found = database.execute("SELECT a, b, day, activity FROM meeting ORDER BY a, b, day, activity")
        for (one, other), meetings in groupby(found, key=itemgetter(0, 1)):
            writer.write(_element("edge", {"source": one, "target": other}, _summary(meetings)))


def _summary(meetings: Iterable[tuple[str, str, str | None, str]]) -> list[object]:
    """How often, the first day, the last day, the activities; meetings come by day, the undated ones first."""
    first, last, ids = None, None, []
    for _, _, day, activity in meetings:
        first, last = first or day, day
        ids.append(activity)
    return [len(ids), first, last, " ".join(ids)]


def _element(kind: str, attributes: dict[str, str], values: Iterable[object]) -> _Element:
    element = make(f"{{{GRAPHML}}}{kind}", _NAMESPACES, **attributes)
    for name, value in zip(_KEYS[kind], values, strict=True):
        if value is not None:
            add(element, f"{{{GRAPHML}}}data", str(value), key=f"{kind}_{name}")
    return element
