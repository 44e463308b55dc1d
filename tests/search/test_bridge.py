"""The bridge: what is asked for is also found in the other language and under its other names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kmpipe.search import (
    AgencyKey,
    AlsoSearched,
    Filters,
    IndexDocument,
    Results,
    Searcher,
    TermPair,
    index_status,
    rebuild_index,
    update_index,
)
from kmpipe.search.widening import MAX_OTHERS

DLH = AgencyKey(id="dki-dinas-lingkungan-hidup", name="Dinas Lingkungan Hidup Provinsi DKI Jakarta")
BPLHD = AgencyKey(
    id="dki-bplhd", name="Badan Pengelolaan Lingkungan Hidup Daerah Provinsi DKI Jakarta", forms=("BPLHD",)
)


def document(identity: str, text: str, language: str, *agencies: AgencyKey, title: str = "Catatan") -> IndexDocument:
    """A document with little but a text."""
    return IndexDocument(id=identity, article=identity, title=title, text=text, language=language, agencies=agencies)


def explaining(identity: str, kind: str, term: str, meaning: str, text: str = "") -> IndexDocument:
    """A document that explains a term."""
    pair = TermPair(kind=kind, term=term, meaning=meaning)  # type: ignore[arg-type]
    whole = f"{term} ({meaning}). {text}"
    return IndexDocument(id=identity, article=identity, title="Catatan", text=whole, language="mixed", terms=(pair,))


DOCUMENTS = [
    document("ketahanan", "Peserta membahas ketahanan kota di aula.", "id", title="Lokakarya Ketahanan Kota"),
    document("resilience", "Planners spoke of urban resilience, shocks and floods.", "en"),
    document("apart", "Kota itu besar. Soal ketahanan tidak dibahas.", "id"),
    document("bertahan", "Warga bertahan di rumah walau banjir datang.", "id"),
    document("udara", "Kualitas udara diukur; air minum tidak.", "id"),
    document("air", "The air was bad, the quality of water was good.", "en"),
    document("dlh", "Dinas Lingkungan Hidup mengangkut sampah.", "id", DLH),
    document("env", "The Environment Agency placed barriers.", "en", DLH),
    document("bplhd", "BPLHD memantau polusi.", "id", BPLHD),
    document("km", "Jaraknya 5 km dari kantor.", "id"),
    document("pengetahuan", "Pengelolaan pengetahuan dimulai.", "id"),
]


@pytest.fixture(scope="module")
def bridged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """A searcher over the documents above."""
    folder = tmp_path_factory.mktemp("bridge")
    rebuild_index(folder, DOCUMENTS, revision=1)
    with Searcher(folder) as searcher:
        yield searcher


def ids(results: Results) -> list[str]:
    """The ids found, sorted."""
    return sorted(hit.id for hit in results.hits)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # a word in both directions, and in the forms of its own language
        ("resilience", ["apart", "ketahanan", "resilience"]),
        ("shocks", ["resilience"]),
        ("guncangan", ["resilience"]),
        ("flood", ["bertahan", "resilience"]),
        # words that make up a term, as a phrase of the other language
        ("ketahanan kota", ["apart", "ketahanan", "resilience"]),
        ("city resilience", ["apart", "ketahanan"]),
        ("urban resilience", ["ketahanan", "resilience"]),
        ("urban resilience planners", ["resilience"]),
        # a phrase only as a whole
        ('"urban resilience"', ["ketahanan", "resilience"]),
        ('"spoke of resilience"', []),
        # never what must not match
        ("besar -resilience", ["apart"]),
        ("NOT ketahanan", ["air", "bplhd", "dlh", "env", "km", "pengetahuan", "resilience", "udara"]),
        # in its field
        ("title:resilience", ["ketahanan"]),
        # within a term of one language a word is of that language: air is not water here
        ("air quality", ["air", "udara"]),
        # what stands for many words, or for a near one, is searched as it stands
        ("resilienc*", ["resilience"]),
        ("resilienca~", ["resilience"]),
    ],
)
def test_both_languages_are_searched(bridged: Searcher, query: str, found: list[str]) -> None:
    """A term is found in either language, by the rules of the query it stands in."""
    assert ids(bridged.search(query)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("DLH", ["bplhd", "dlh", "env"]),
        ("dlh", ["bplhd", "dlh", "env"]),
        ("Environment Agency", ["bplhd", "dlh", "env"]),
        ("Jakarta Environment Agency barriers", ["env"]),
        ("Dinas Lingkungan Hidup sampah", ["dlh"]),
        ("BPLHD", ["bplhd", "dlh", "env"]),
        ("Regional Environmental Management Agency", ["bplhd", "dlh", "env"]),
        ("agency:BPLHD", ["bplhd", "dlh", "env"]),
        ("agency:dki-bplhd", ["bplhd"]),
        ("barriers -agency:BPLHD", ["env"]),
    ],
)
def test_bodies_are_found_by_all_their_names(bridged: Searcher, query: str, found: list[str]) -> None:
    """A body is found by each of its names, with the bodies it came from or became; an id means only itself."""
    assert ids(bridged.search(query)) == found


def test_a_body_ranks_before_those_it_came_from(bridged: Searcher) -> None:
    """Who asks for a body sees it first, its predecessor last."""
    assert [hit.id for hit in bridged.search("DLH").hits][-1] == "bplhd"
    assert bridged.search("BPLHD").hits[0].id == "bplhd"


def test_filters_find_predecessors_too(bridged: Searcher) -> None:
    """The filter of agencies reaches as far as the field, and is told."""
    results = bridged.search("", Filters(agency=("BPLHD",)))
    assert ids(results) == ["bplhd", "dlh", "env"]
    assert results.also_searched == (AlsoSearched(words="BPLHD", forms=(), earlier_or_later=(DLH.name,)),)
    assert ids(bridged.search("", Filters(agency=("BPLHD",)), bridge=False)) == ["bplhd"]
    assert ids(bridged.search("", Filters(agency=(BPLHD.id,)))) == ["bplhd"]


def test_predecessors_can_be_left_out_alone(bridged: Searcher) -> None:
    """Without the bodies before and after, a body is still found by all its own names, in the text and as a filter."""
    assert ids(bridged.search("DLH", predecessors=False)) == ["dlh", "env"]
    assert ids(bridged.search("agency:BPLHD", predecessors=False)) == ["bplhd"]
    assert bridged.ids("", Filters(agency=("BPLHD",)), predecessors=False) == ("bplhd",)
    (body,) = bridged.search("DLH", predecessors=False).also_searched
    assert (body.forms, body.earlier_or_later) == (("Dinas Lingkungan Hidup", "Environment Agency"), ())


def test_what_was_also_searched_is_told(bridged: Searcher) -> None:
    """The result names what was added, for which words of the query, and only what the texts may hold."""
    assert bridged.search("urban resilience").also_searched == (
        AlsoSearched(words="urban resilience", forms=("ketahanan kota",)),
        AlsoSearched(words="resilience", forms=("ketahanan",)),
    )
    (body,) = bridged.search("DLH").also_searched
    assert body.forms == ("Dinas Lingkungan Hidup", "Environment Agency")
    assert body.earlier_or_later == ("BPLHD",)
    assert bridged.search("aula").also_searched == ()


@pytest.mark.parametrize(
    ("query", "found"),
    [("resilience", ["resilience"]), ("DLH", []), ("agency:BPLHD", ["bplhd"]), ("urban resilience", ["resilience"])],
)
def test_the_bridge_can_be_switched_off(bridged: Searcher, query: str, found: list[str]) -> None:
    """Without the bridge only what was typed is searched, and `ids` agrees with `search` either way."""
    results = bridged.search(query, bridge=False)
    assert ids(results) == found == sorted(bridged.ids(query, bridge=False))
    assert results.also_searched == ()
    assert ids(bridged.search(query)) == sorted(bridged.ids(query))


def test_what_was_typed_ranks_first(tmp_path: Path) -> None:
    """Of two texts alike the one with the word that was typed comes first."""
    rebuild_index(
        tmp_path, [document("a", "Soal banjir saja.", "id"), document("b", "Only the flood.", "en")], revision=1
    )
    with Searcher(tmp_path) as searcher:
        assert [hit.id for hit in searcher.search("flood").hits] == ["b", "a"]
        assert [hit.id for hit in searcher.search("banjir").hits] == ["a", "b"]


def test_other_names_are_marked(bridged: Searcher) -> None:
    """The snippet shows and marks the name that was found, and the title too."""
    hit = next(hit for hit in bridged.search("urban resilience").hits if hit.id == "ketahanan")
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["ketahanan kota"]
    assert [hit.title[start:end] for start, end in hit.title_highlights] == ["Ketahanan Kota"]


def test_the_passage_with_the_other_name_is_shown(tmp_path: Path) -> None:
    """A snippet is chosen by the other names: the passage that holds all that was asked, in whatever language."""
    text = "Banjir datang. " + "Kosong sekali. " * 60 + "Banjir merusak sekolah. " + "Kosong sekali. " * 60
    rebuild_index(tmp_path, [document("x", text, "id")], revision=1)
    with Searcher(tmp_path) as searcher:
        (hit,) = searcher.search("flood school").hits
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["Banjir", "sekolah"]


def test_two_letters_count_in_capitals_only(bridged: Searcher) -> None:
    """KM is knowledge management, `km` is a distance, and the term never finds distances."""
    assert ids(bridged.search("KM")) == ["km", "pengetahuan"]
    assert ids(bridged.search("km")) == ["km"]
    assert ids(bridged.search("pengelolaan pengetahuan")) == ["pengetahuan"]


# --- what the articles explain ---

Find = Callable[[str], list[str]]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Finds in the index in `tmp_path`."""

    def run(query: str) -> list[str]:
        with Searcher(tmp_path) as searcher:
            return ids(searcher.search(query))

    return run


def test_an_acronym_counts_from_the_first_article(tmp_path: Path, find: Find) -> None:
    """An acronym that one article explains finds the others by its long form, and the other way round."""
    documents = [
        explaining("a", "acronym", "RAK", "Rencana Aksi Kampung"),
        document("b", "Rencana aksi kampung disusun.", "id"),
        document("c", "RAK dibahas.", "id"),
    ]
    rebuild_index(tmp_path, documents, revision=1)
    assert find("RAK") == find('"rencana aksi kampung"') == ["a", "b", "c"]


def test_a_translation_needs_two_articles(tmp_path: Path, find: Find) -> None:
    """What one article alone takes for a translation is not believed, until another one says the same."""
    pair = ("translation", "peta peneduh", "canopy chart")
    rebuild_index(tmp_path, [explaining("a", *pair), document("b", "A canopy chart hangs there.", "en")], revision=1)
    assert find("peta peneduh") == ["a"]
    update_index(tmp_path, [explaining("c", *pair)], [], revision=2)
    assert find("peta peneduh") == ["a", "b", "c"]
    update_index(tmp_path, [], ["a"], revision=3)
    assert find("peta peneduh") == ["c"]


def test_a_translation_the_glossary_confirms_counts_at_once(tmp_path: Path, find: Find) -> None:
    """One article is enough where the glossary knows most of the words on both sides."""
    pair = ("translation", "perjanjian berbagi data", "data sharing pact")
    rebuild_index(
        tmp_path, [explaining("a", *pair), document("b", "The data sharing pact was signed.", "en")], revision=1
    )
    assert find("perjanjian berbagi data") == ["a", "b"]


def test_articles_explain_the_same_in_steps_and_at_once(tmp_path: Path) -> None:
    """An index grown document by document searches the same other names as one made at once."""
    documents = [
        *DOCUMENTS,
        explaining("m1", "translation", "jalur cepat", "quick win"),
        explaining("m2", "translation", "jalur cepat", "quick win"),
        explaining("m3", "acronym", "RAK", "Rencana Aksi Kampung"),
    ]
    rebuild_index(tmp_path / "once", documents, revision=1)
    rebuild_index(tmp_path / "steps", documents[:1], revision=1)
    for number, each in enumerate(documents[1:], 2):
        update_index(tmp_path / "steps", [each], [], revision=number)
    answers = []
    for name in ("once", "steps"):
        with Searcher(tmp_path / name) as searcher:
            answers.append(
                [searcher.search(query) for query in ("jalur cepat", "RAK", "DLH", "urban resilience", "quick win")]
            )
    assert answers[0] == answers[1]


def test_a_bridge_grown_in_steps_is_that_of_a_build_at_once(tmp_path: Path) -> None:
    """An update leaves the bridge as it is only where a build would make the same one, with new words or without."""
    texts = ("Nihil baru.", "Nihil lain lagi.", "Floods came.", "Banjir datang; ketahanan.", "Kota itu besar.")
    grown = [document(f"d{number}", text, "id") for number, text in enumerate(texts)]
    grown += [document("e", "Urban resilience matters.", "en"), *DOCUMENTS[5:8]]
    rebuild_index(tmp_path / "steps", [], revision=0)
    for count, each in enumerate(grown, 1):
        update_index(tmp_path / "steps", [each], [], revision=count)
        if count not in {2, 4, 5, 6, 7, len(grown)}:
            continue
        rebuild_index(tmp_path / "once", grown[:count], revision=count)
        told = []
        for name in ("steps", "once"):
            with Searcher(tmp_path / name) as searcher:
                queries = ("flood", "ketahanan kota", "DLH", "KLHK air")
                told.append([searcher.search(query).also_searched for query in queries])
        assert told[0] == told[1], each.text


def test_words_of_a_workspace_count(tmp_path: Path) -> None:
    """A pair in the workspace's own glossary translates queries; an index made without it is out of date."""
    folder = tmp_path / "vocab"
    folder.mkdir()
    documents = [document("x", "Acara ngaruwat bumi.", "id")]
    (folder / "glossary.toml").write_text('[[term]]\nid = ["ngaruwat"]\nen = ["stewardship"]\nacronyms = ["NGW"]\n')
    rebuild_index(tmp_path / "index", documents, revision=1, vocabularies=(folder,))
    with Searcher(tmp_path / "index", vocabularies=(folder,)) as searcher:
        assert ids(searcher.search("stewardship")) == ids(searcher.search("NGW")) == ["x"]
    assert not index_status(tmp_path / "index").ok


# --- bounds ---


def test_other_names_are_bounded_and_told(bridged: Searcher) -> None:
    """A query of many names is widened for the first of them, and a note says so."""
    query = " OR ".join(["DLH", "resilience", "guncangan", "flood"] * 30)
    results = bridged.search(query)
    assert sum(len(also.forms) + len(also.earlier_or_later) for also in results.also_searched) <= MAX_OTHERS
    assert results.notes == ("other names were searched for only some of the words: there are too many",)
    assert results.total > 0


def test_a_slow_bridge_leaves_what_was_typed(bridged: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other names never make a query fail that would be answered without them."""
    monkeypatch.setattr("kmpipe.search.searcher.BRIDGE_SHARE", 0)
    results = bridged.search("resilience")
    assert ids(results) == ["resilience"] == sorted(bridged.ids("resilience"))
    assert results.also_searched == ()
    assert results.notes == ("searched as typed: with other names it would have taken too long",)
