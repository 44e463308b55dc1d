"""SQLite FTS5 in the search benchmark: one lemma a word (a token shares its place with no other), split at blanks.

Keys lie in tables beside it; facets are a GROUP BY each over the ids found; snippets are its own `snippet()`, over the
lemmas it stores.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec
from bench_search_data import FACETS, Question, lemma_stream
from bench_search_peers import PAGE, TITLE_BOOST, Answer, stored

from kmpipe.search.engine import Prepared

_SCHEMA = """
CREATE VIRTUAL TABLE words USING fts5(title, text, tokenize = "unicode61 remove_diacritics 0 tokenchars '#|-'");
CREATE TABLE document (
  number INTEGER PRIMARY KEY, id TEXT UNIQUE, first INTEGER, last INTEGER, year TEXT, month TEXT, type TEXT, place TEXT,
  province TEXT, language TEXT, status TEXT, site TEXT, stored BLOB);
CREATE TABLE agency (number INTEGER, value TEXT);
CREATE TABLE focus (number INTEGER, value TEXT);
CREATE TEMP TABLE found (number INTEGER PRIMARY KEY);
"""
_INDEXES = """
CREATE INDEX agency_value ON agency (value, number);
CREATE INDEX agency_number ON agency (number, value);
CREATE INDEX focus_number ON focus (number, value);
CREATE INDEX document_days ON document (first, last);
"""
_MANY = ("agency", "focus")
_FILTER = """ AND rowid IN (SELECT number FROM agency WHERE value = :agency)
 AND rowid IN (SELECT number FROM document WHERE first > 0 AND first <= :last AND last >= :first)"""
_RANK = f"bm25(words, {TITLE_BOOST}, 1.0)"


class Fts5:
    """`Peer` over the sqlite3 of the Python that runs."""

    _database: sqlite3.Connection

    def write(self, folder: Path, documents: Iterable[Prepared]) -> None:
        """One transaction, then the indexes of the keys."""
        self._connect(folder)
        self._database.executescript(_SCHEMA)
        with self._database:
            for document in documents:
                self._insert(document)
        self._database.executescript(_INDEXES)

    def open(self, folder: Path) -> None:
        """Open the file."""
        self._connect(folder)
        self._database.execute("CREATE TEMP TABLE IF NOT EXISTS found (number INTEGER PRIMARY KEY)")

    def add(self, document: Prepared) -> None:
        """One transaction."""
        with self._database:
            self._insert(document)

    def ask(self, question: Question) -> Answer:
        """The count and the page are two statements, as SQL has it."""
        run = self._database.execute
        values = {
            "match": _match(question), "agency": question.agency, "first": question.first, "last": question.last
        }  # fmt: skip
        where = "words MATCH :match" + (_FILTER if question.agency else "")
        snippet = ", snippet(words, 1, '[', ']', '…', 40)" if question.row == "snippets" else ""
        (total,) = run(f"SELECT count(*) FROM words WHERE {where}", values).fetchone()
        page = run(f"SELECT rowid{snippet} FROM words WHERE {where} ORDER BY {_RANK} LIMIT {PAGE}", values).fetchall()
        records = [stored(run("SELECT stored FROM document WHERE number = ?", (row[0],)).fetchone()[0]) for row in page]
        facets = self._facets(where, values) if question.row == "facets" else 0
        return Answer(total, tuple(record.id for record in records), facets, len(page) if snippet else 0)

    def _facets(self, where: str, values: dict[str, object]) -> int:
        run = self._database.execute
        run("DELETE FROM found")
        run(f"INSERT INTO found SELECT rowid FROM words WHERE {where}", values)
        counted = 0
        for facet in FACETS:
            table, column = (facet, "value") if facet in _MANY else ("document", facet)
            counted += len(
                run(
                    f"SELECT {column}, count(*) FROM found JOIN {table} USING (number)"
                    f" WHERE {column} IS NOT NULL GROUP BY {column}"
                ).fetchall()
            )
        return counted

    def _connect(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.sqlite")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")

    def _insert(self, document: Prepared) -> None:
        card = document.card
        year, month = (f"{card.first // 10000}", f"{card.first // 100}") if card.first else (None, None)
        run = self._database.execute
        number = run(
            "INSERT INTO document (id, first, last, year, month, type, place, province, language, status, site, stored)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                card.id, card.first, card.last, year, month, card.type, card.place, card.province, card.language,
                card.status, card.site, msgspec.msgpack.encode(document.stored),
            ),
        ).lastrowid  # fmt: skip
        texts = [" ".join(lemma_stream(document.words[field])) for field in ("title", "text")]
        run("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (number, *texts))
        for table in _MANY:
            rows = [(number, value) for value in getattr(card, table)]
            self._database.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)


def _match(question: Question) -> str:
    if question.phrase:
        return " OR ".join(f'"{" ".join(words)}"' for words in itertools.product(*question.words))
    return " AND ".join("(" + " OR ".join(f'"{lemma}"' for lemma in lemmas) + ")" for lemmas in question.words)
