"""The SQLite database, read back by SQLite itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kmpipe.model import ActivityView
from tests.export.helpers import ATTACKS, BANK, BPBD, FULL, HOSTILE, HOURS, PLANNED, ROWS, lines, written, written_to


@contextmanager
def opened(folder: Path, *rows: ActivityView, **options: object) -> Iterator[sqlite3.Connection]:
    written_to(folder / "a.sqlite", "sqlite", *rows, **options)
    with closing(sqlite3.connect(folder / "a.sqlite")) as database:
        yield database


def test_every_field_comes_back(tmp_path: Path) -> None:
    """Plain fields stand in `activities`, what there are several of in tables of their own."""
    with opened(tmp_path, *ROWS, text=True, evidence=True) as database:
        database.row_factory = sqlite3.Row
        for row in ROWS:
            found = database.execute("SELECT * FROM activities WHERE id = ?", (row.id,)).fetchone()
            for name in (
                "title",
                "status",
                "type",
                "place",
                "venue",
                "participants",
                "language",
                "url",
                "site",
                "text",
            ):
                assert found[name] == getattr(row, name), name
            assert found["held_start"] == (row.held.start if row.held else None)
        database.row_factory = None
        assert database.execute(
            "SELECT first_day, last_day FROM activities WHERE id = ?", (PLANNED.id,)
        ).fetchone() == (
            "2019-05-01",
            "2019-05-31",
        )

        def of_full(table: str, columns: str) -> list[tuple[object, ...]]:
            query = f"SELECT {columns} FROM {table} WHERE activity = ? ORDER BY number"
            return database.execute(query, (FULL.id,)).fetchall()

        assert of_full("activity_organisations", "organisation, role") == [(o.id, o.role) for o in FULL.organisations]
        assert of_full("activity_focus_areas", "focus_area, score") == [("water_waste_health", 0.91)]
        assert of_full("sessions", "label, start, end")[1] == ("Hari Ke-2", "2018-01-16", "2018-01-17")
        assert of_full("people", "name, role") == [("Ani Wijaya", "Kepala Bidang")]
        assert of_full("action_items", "task, owner, due") == [("Susun peta", "BPBD", "2018-03")]
        assert of_full("activity_articles", "article") == [("k3x9a2b7",), ("m4y8c3d6",)]
        assert of_full("attachments", "name, url")[0] == ("paparan.pdf", "https://site.example/paparan.pdf")
        assert ("held", "15-17 Januari 2018", 10, 28) in of_full("evidence", "field, quote, start, end")


def test_the_database_is_sound(tmp_path: Path) -> None:
    """SQLite's own checks find nothing, and every reference leads somewhere."""
    with opened(tmp_path, *ROWS, *ATTACKS, text=True, evidence=True) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        database.execute("INSERT INTO activities_fts (activities_fts) VALUES ('integrity-check')")


def test_words_are_found(tmp_path: Path) -> None:
    """The full-text index finds words of titles, organisations and text, in the form that Datasette recognises."""
    with opened(tmp_path, *ROWS, text=True) as database:
        query = (
            "SELECT id FROM activities WHERE rowid IN (SELECT rowid FROM activities_fts WHERE activities_fts MATCH ?)"
        )
        assert database.execute(query, ("bersih",)).fetchall() == [(FULL.id,)]
        assert set(database.execute(query, ("organisations: disaster",))) == {
            (r.id,) for r in ROWS if BPBD in r.organisations
        }
        (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'activities_fts'").fetchone()
        assert 'content="activities"' in sql


def test_views_answer_the_usual_questions(tmp_path: Path) -> None:
    """Agencies with how often they came, activities a month, focus areas with their labels, of what was held."""
    with opened(tmp_path, *ROWS) as database:
        agencies = dict(database.execute("SELECT id, activities FROM agencies"))
        assert agencies[BPBD.id] == 2 and BANK.id not in agencies  # it was mentioned, and would have come
        assert database.execute("SELECT * FROM activities_by_month ORDER BY month").fetchall() == [
            ("2018-01", 1, 35),
            ("2018-02", 1, None),
        ]
        areas = dict(database.execute("SELECT id, label_en FROM activities_by_focus_area"))
        assert areas["water_waste_health"].startswith("Improving health") and "mobility" not in areas
        assert ("speaker",) in database.execute(
            "SELECT role FROM participation WHERE activity = ?", (FULL.id,)
        ).fetchall()


def test_hostile_texts_come_back(tmp_path: Path) -> None:
    """Whatever a title holds, it is a value: NUL and quotes, commands and 40,000 characters."""
    with opened(tmp_path, *ATTACKS, text=True) as database:
        found = [title for (title,) in database.execute("SELECT title FROM activities ORDER BY id")]
        assert found == [lines(text) for text in HOSTILE]
        assert [name for (name,) in database.execute("SELECT name FROM people ORDER BY activity")] == found


def test_only_the_fields_asked_for(tmp_path: Path) -> None:
    """--fields empties the rest: no people where none were asked for."""
    with opened(tmp_path, FULL, HOURS, fields=("held", "organisations")) as database:
        assert database.execute("SELECT count(*) FROM people").fetchone() == (0,)
        assert database.execute("SELECT held_start, venue FROM activities WHERE id = ?", (FULL.id,)).fetchone() == (
            "2018-01-15",
            None,
        )
        assert database.execute("SELECT count(*) FROM activity_organisations").fetchone() == (6,)


def test_the_stream_holds_the_same_database(tmp_path: Path) -> None:
    """What goes to standard output is what would go to a file."""
    written_to(tmp_path / "a.sqlite", "sqlite", *ROWS)
    assert written("sqlite", *ROWS) == (tmp_path / "a.sqlite").read_bytes()
