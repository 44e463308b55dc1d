"""The catalogue: versions, mirrors, transactions, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import permutations
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kmpipe.errors import CatalogueDamaged, CatalogueTooNew, UnknownId, WorkspaceError
from kmpipe.model import Extraction, Period, Related, Removal
from kmpipe.store import schema
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.records import Document, Fetched, Location
from kmpipe.store.revision import read_revision
from tests.store.helpers import NOW, document, store


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(Catalogue(tmp_path / "c.sqlite", create=True)) as opened:
        yield opened


def test_article_and_activity_come_back_as_they_were_stored(catalogue: Catalogue) -> None:
    """What is read is what was written, removals included."""
    given = document("a1")
    store(catalogue, given)
    stored, activities = catalogue.resolve("a1")
    assert stored.article == given.article
    assert activities == given.extraction.activities
    assert catalogue.resolve("a1.1")[1] == activities


def test_changed_bytes_make_a_new_version_and_keep_the_old(catalogue: Catalogue) -> None:
    """After a change the article is the new one, and both captures are in its history."""
    store(catalogue, document("a1", "lama"))
    store(catalogue, document("a1", "baru"))
    stored, (activity,) = catalogue.resolve("a1")
    assert (stored.article.title, activity.title) == ("baru", "baru")
    assert [version.version for version in catalogue.versions("a1.txt")] == [1, 2]
    assert catalogue.counts()["articles"] == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_mirrors_do_not_depend_on_the_order_of_ingest(tmp_path: Path, order: tuple[int, ...]) -> None:
    """Of three articles with the same words the earliest published is canonical, whichever came first."""
    documents = [document("a1"), document("a2", published="2018-09-01"), document("a3", published="2018-08-24")]
    with closing(Catalogue(tmp_path / "c.sqlite", create=True)) as catalogue:
        for index in order:
            store(catalogue, documents[index])
        for identity in ("a1", "a2", "a3"):
            stored, (activity,) = catalogue.resolve(identity)
            assert stored.article.id == "a3"
            assert stored.article.aliases == ("a1", "a2")
            assert stored.article.mirrors == ("a1.txt", "a2.txt")
            assert activity.id == "a3.1"
            assert activity.articles == ("a3", "a2", "a1")
        assert [activity.id for activity in catalogue.activities()] == ["a3.1"]
        assert catalogue.counts() == {"articles": 1, "mirrors": 2, "activities": 1, "without_activity": 0}


def test_same_words_of_two_events_are_two_articles(catalogue: Catalogue) -> None:
    """The same text under two titles, or held on two days, is no mirror: minutes of a series open with the same words."""
    first, second = document("a1"), document("a2")
    other_day = msgspec.structs.replace(second.extraction.activities[0], held=Period(start="2018-08-30"))
    moved = msgspec.structs.replace(second, extraction=Extraction(activities=(other_day,)))
    titled = document("a3")
    titled = msgspec.structs.replace(titled, article=msgspec.structs.replace(titled.article, title="Lain"))
    store(catalogue, first, moved, titled)
    assert catalogue.counts()["mirrors"] == 0


def test_altered_article_is_found(catalogue: Catalogue) -> None:
    """An article whose text was changed behind kmpipe's back is named."""
    store(catalogue, document("a1", "lama"), document("a2", "lain"))
    assert list(catalogue.altered()) == []
    with catalogue._engine.begin() as db:
        db.exec_driver_sql("UPDATE articles SET data = replace(data, 'lama', 'baru') WHERE id = 'a1'")
    assert list(catalogue.altered()) == ["a1"]


def test_versions_keep_their_own_dates(catalogue: Catalogue) -> None:
    """A text that changes and changes back has three versions, in order."""
    for words in ("lama", "baru", "lama"):
        store(catalogue, document("a1", words))
    assert [version.version for version in catalogue.versions("a1.txt")] == [1, 2, 3]


def test_mirror_that_changes_becomes_an_article_again(catalogue: Catalogue) -> None:
    """When the words of a mirror change, both articles have an activity of their own."""
    store(catalogue, document("a1", published="2018-01-01"), document("a2"))
    store(catalogue, document("a2", "lain"))
    assert [activity.id for activity in catalogue.activities()] == ["a1.1", "a2.1"]
    assert catalogue.counts()["mirrors"] == 0


def test_canonical_article_that_changes_leaves_its_mirror_standing(catalogue: Catalogue) -> None:
    """When the words of a canonical article change, its former mirror stands for itself."""
    store(catalogue, document("a1", published="2018-01-01"), document("a2"))
    store(catalogue, document("a1", "lain", published="2018-01-01"))
    assert [activity.id for activity in catalogue.activities()] == ["a1.1", "a2.1"]


def test_batch_is_stored_whole_or_not_at_all(catalogue: Catalogue) -> None:
    """An error in the last document of a batch leaves nothing of the first."""
    run, _ = catalogue.begin_run(NOW)
    good = document("a1")
    twin = document("a1")
    fetched = [Fetched(key="x", outcome="article", fetched_at=NOW), Fetched(key="y", outcome="article", fetched_at=NOW)]
    broken = Document(
        capture=twin.capture, article=document("b1").article, extraction=twin.extraction, location=twin.location
    )
    with pytest.raises(IntegrityError):
        catalogue.store(run, 0, fetched, [good, broken])
    assert catalogue.counts()["articles"] == 0
    assert catalogue.revision == 0


def test_revision_counts_documents_and_is_read_cheaply(catalogue: Catalogue, tmp_path: Path) -> None:
    """The revision rises with every document stored, and the cheap reading agrees."""
    store(catalogue, document("a1"), document("a2", "lain"))
    assert catalogue.revision == 2
    assert read_revision(tmp_path / "c.sqlite") == 2
    assert read_revision(tmp_path / "none.sqlite") is None


def test_unknown_id_is_an_error(catalogue: Catalogue) -> None:
    """An id that nothing bears is refused, also an activity number that an article lacks."""
    store(catalogue, document("a1"))
    for identity in ("zz", "a1.2", ""):
        with pytest.raises(UnknownId):
            catalogue.resolve(identity)


def test_dump_leaves_runs_out(catalogue: Catalogue) -> None:
    """The logical dump does not change with an unchanged run."""
    store(catalogue, document("a1"))
    before = list(catalogue.dump())
    store(catalogue)
    assert list(catalogue.dump()) == before
    assert any("a1.txt" in line for line in before)


def test_missing_newer_and_broken_catalogues_are_named(tmp_path: Path) -> None:
    """No catalogue, one of a later version and one that is no database are three different errors."""
    path = tmp_path / "c.sqlite"
    with pytest.raises(WorkspaceError, match="nothing has been ingested"):
        Catalogue(path)
    with closing(Catalogue(path, create=True)) as catalogue, catalogue._engine.begin() as db:
        db.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(CatalogueTooNew):
        Catalogue(path)
    path.write_bytes(b"not a database " * 100)
    with pytest.raises(CatalogueDamaged):
        Catalogue(path)


def test_interrupted_run_is_known_with_its_committed_end(catalogue: Catalogue) -> None:
    """A run that never finished says which WARC file it wrote and up to which byte that is committed."""
    run, warc = catalogue.begin_run(NOW)
    given = document("a1")
    fetched = Fetched(
        key="a1.txt", outcome="article", fetched_at=NOW, sha256=given.capture.sha256, location=Location(warc, 5, 77)
    )
    catalogue.store(run, 0, [fetched], [given])
    assert catalogue.interrupted_runs() == [(run, warc, 77)]
    catalogue.mark_interrupted(run)
    assert catalogue.interrupted_runs() == []


def test_only_links_an_author_chose_make_a_thread(catalogue: Catalogue) -> None:
    """`Baca juga: …` counts wherever it stands, a bare headline only amid the text: below it the site lists what it likes."""
    lines = ["Satu.", "Rapat A", "Dua.", "Baca juga: Rapat B", "Rapat C", "Rapat D"]
    removed = [(1, "Rapat A"), (3, "Baca juga: Rapat B"), (4, "Rapat C"), (5, "Rapat D")]
    removals = tuple(
        Removal(number=n, rule="r", kind="related", text=text, start=len("\n".join(lines[:at])) + 1)
        for n, (at, text) in enumerate(removed, 1)
    )
    related = tuple(Related(title=f"Rapat {name}", removal=n) for n, name in enumerate("ABCD", 1))
    given = document("a", "Satu.\nDua.")
    article = msgspec.structs.replace(given.article, removals=removals, related=related)
    store(catalogue, msgspec.structs.replace(given, article=article))
    with catalogue.reading() as db:
        assert [row.target for row in db.execute(select(schema.links))] == ["rapat a", "rapat b"]
