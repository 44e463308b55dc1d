"""Saved searches and embeddings in the catalogue."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kmpipe.store.catalogue import Catalogue
from kmpipe.store.searches import SearchRow
from tests.store.helpers import NOW

BANJIR = SearchRow(name="banjir", query="banjir", options="{}", author="rina", made="2026-01-01T00:00:00Z")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue in a file."""
    with closing(Catalogue(tmp_path / "c.sqlite", create=True)) as opened:
        yield opened


def test_a_search_is_kept_with_what_it_has_shown(catalogue: Catalogue) -> None:
    """Who saved it and when, when it was last run and what it found then; a later run adds to what it has shown."""
    catalogue.save_search(BANJIR, {"a.1": "x", "b.1": "y"}, NOW)
    assert catalogue.saved_searches()[0].hits == 2
    assert catalogue.saved_searches()[0].at == "2026-01-01T00:00:00Z"
    catalogue.note_shown("banjir", {"b.1": "z", "c.1": "x"}, at=NOW, hits=2)
    assert catalogue.shown_by("banjir") == {"a.1": "x", "b.1": "z", "c.1": "x"}


def test_a_renamed_search_keeps_its_past_and_a_removed_one_leaves_nothing(catalogue: Catalogue) -> None:
    """The name changes everywhere; what is removed can be saved anew."""
    catalogue.save_search(BANJIR, {"a.1": "x"}, NOW)
    catalogue.rename_search("banjir", "air")
    assert catalogue.shown_by("air") == {"a.1": "x"}
    assert catalogue.saved_searches()[0].hits == 1
    catalogue.remove_search("air")
    assert catalogue.saved_searches() == ()
    catalogue.save_search(BANJIR, {}, NOW)
    assert catalogue.shown_by("banjir") == {}


def test_the_index_stays_up_to_date(catalogue: Catalogue) -> None:
    """Neither saving a search nor embedding changes the revision: nothing that is indexed depends on them."""
    before = catalogue.revision
    catalogue.save_search(BANJIR, {"a.1": "x"}, NOW)
    catalogue.add_embeddings("m", {b"0" * 16: b"v"})
    assert catalogue.revision == before


def test_a_dump_has_the_searches_but_not_what_can_be_made_again(catalogue: Catalogue) -> None:
    """Decisions are knowledge; embeddings and times of runs are not."""
    catalogue.save_search(BANJIR, {"a.1": "x"}, NOW)
    catalogue.add_embeddings("m", {b"0" * 16: b"v"})
    dump = "\n".join(catalogue.dump())
    assert '"name": "banjir"' in dump
    assert "embeddings" not in dump and "search_runs" not in dump and '"shown"' not in dump


def test_embeddings_are_kept_by_model_and_digest(catalogue: Catalogue) -> None:
    """What is there is not written again; what is no longer needed, or of another model, goes."""
    one, two = b"1" * 16, b"2" * 16
    catalogue.add_embeddings("m", {one: b"a", two: b"b"})
    catalogue.add_embeddings("m", {one: b"other"})
    catalogue.add_embeddings("older", {one: b"c"})
    assert catalogue.embedded("m") == {one, two}
    assert catalogue.vectors("m", [one, two, b"3" * 16]) == {one: b"a", two: b"b"}
    assert catalogue.keep_embeddings("m", {two}) == 2
    assert (catalogue.embedded("m"), catalogue.embedded("older")) == ({two}, set())


def test_schema_3_gets_the_new_tables(tmp_path: Path) -> None:
    """A catalogue of the schema before is brought up to date when it is next written to."""
    path = tmp_path / "c.sqlite"
    Catalogue(path, create=True).close()
    with closing(sqlite3.connect(path)) as connection:
        for table in ("shown", "search_runs", "saved_searches", "embeddings"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
        connection.commit()
    with closing(Catalogue(path, create=True)) as catalogue:
        catalogue.save_search(BANJIR, {}, NOW)
        assert [row.name for row in catalogue.saved_searches()] == ["banjir"]
