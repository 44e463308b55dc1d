"""A catalogue of an earlier schema: refused by readers, brought up to date by writers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kmpipe.errors import CatalogueOutdated
from kmpipe.store.catalogue import Catalogue
from kmpipe.workspace import init_workspace
from tests.store.helpers import document, store
from tests.store.test_likeness import mirrors, text, titled


def downgrade(path: Path) -> None:
    """Take away what later schemas added, as a catalogue of schema 1 is without it."""
    with closing(sqlite3.connect(path)) as connection:
        for table in (
            "bands",
            "alike",
            "judgements",
            "site_runs",
            "report_pairs",
            "report_days",
            "activity_reports",
            "reports",
            "sources",
            "entries",
            "moves",
            "former_addresses",
        ):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DROP TABLE links")
        connection.execute("DROP INDEX ix_activities_held")
        connection.execute("ALTER TABLE articles DROP COLUMN gone")
        connection.execute("ALTER TABLE activities DROP COLUMN held")
        connection.execute("UPDATE articles SET mirror_of = NULL")
        for column in ("host", "address", "title_key"):
            connection.execute(f"DROP INDEX ix_articles_{column}")
        for column in ("host", "address", "title_key", "held", "numbers"):
            connection.execute(f"ALTER TABLE articles DROP COLUMN {column}")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        connection.commit()


def test_schema_1_is_brought_up_to_date(tmp_path: Path) -> None:
    """Likeness is noted and mirrors are found for what was stored before; the dump is that of a fresh catalogue."""
    path = tmp_path / "c.sqlite"
    with closing(Catalogue(path, create=True)) as catalogue:
        store(catalogue, document("a", text(1), published="2018-05-01"), document("c", text(5)))
        store(catalogue, titled(document("b", text(1, changed=5), published="2018-05-02"), text(1)))
        fresh = list(catalogue.dump())
    downgrade(path)
    with pytest.raises(CatalogueOutdated, match="schema 1"):
        Catalogue(path)
    with closing(Catalogue(path, create=True)) as catalogue:
        assert mirrors(catalogue) == {"a": None, "b": "a", "c": None}
        assert [line for line in catalogue.dump() if "revision" not in line] == [
            line for line in fresh if "revision" not in line
        ]


def test_reading_a_workspace_brings_its_catalogue_up_to_date(tmp_path: Path) -> None:
    """Who only reads need not know of schemas."""
    page = tmp_path / "rapat.txt"
    page.write_text(
        "Rapat Koordinasi\nJakarta, 5 Mei 2018. BPBD menggelar rapat koordinasi banjir bersama warga kampung."
    )
    with init_workspace(tmp_path / "ws") as workspace:
        workspace.ingest(page)
        before = list(workspace.dump())
    downgrade(tmp_path / "ws" / "corpus" / "catalogue.sqlite")
    with closing(workspace):
        assert [line for line in workspace.dump() if "revision" not in line] == [
            line for line in before if "revision" not in line
        ]
        assert not workspace.index_status().up_to_date  # what was one activity may be another now
        assert workspace.search("banjir").total == 1
