"""The analysis chain: what becomes of the words of documents and queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.text.analysis import MAX_WORD, Analyser, Lemmatiser, Stretch, fingerprint

STOP = {"id": ["dan", "yang", "di"], "en": ["the", "who", "and"]}


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """An analyser with a few stop words."""
    return Analyser(STOP)


def lemmas(analyser: Analyser, text: str, language: str = "id") -> list[str]:
    """The lemmas of a text, several joined by a stroke, a point for a stop word."""
    return ["|".join(term.lemmas) or "." for term in analyser.document(text, language)]


def test_families_of_words_meet(analyser: Analyser) -> None:
    """The forms of a word have one lemma, in the language of the text."""
    assert lemmas(analyser, "pengelolaan mengelola dikelola Kelola") == ["kelola"] * 4
    assert lemmas(analyser, "cities strategies", "en") == ["city", "strategy"]


def test_mixed_text_is_taken_both_ways(analyser: Analyser) -> None:
    """Where the language is mixed or unknown a word has its lemmas of both."""
    for language in ("mixed", "und"):
        assert lemmas(analyser, "mengelola cities", language) == ["kelola|mengelola", "cities|city"]


def test_stop_words_keep_their_position(analyser: Analyser) -> None:
    """A stop word has no lemma but takes its place, so that phrases do not close over it."""
    terms = analyser.document("tata dan kelola", "id")
    assert [(term.position, term.exact, term.lemmas) for term in terms] == [
        (0, "tata", ("tata",)),
        (1, "dan", ()),
        (2, "kelola", ("kelola",)),
    ]


def test_stop_words_of_both_languages_hold(analyser: Analyser) -> None:
    """An English stop word in an Indonesian sentence is one, in documents and queries."""
    assert lemmas(analyser, "the kota") == [".", "kota"]
    assert [term.lemmas for term in analyser.query("the kota")] == [(), ("kota",)]


def test_capitals_make_a_name(analyser: Analyser) -> None:
    """WHO amid lower case is no stop word; where all is in capitals they say nothing."""
    assert lemmas(analyser, "pedoman WHO", "en") == ["pedoman", "who"]
    assert lemmas(analyser, "who met", "en") == [".", "meet"]
    assert lemmas(analyser, "TATA DAN AIR") == ["tata", ".", "air"]
    assert [term.lemmas for term in analyser.query("WHO")] == [("who",)]
    assert [term.lemmas for term in analyser.query("WHO", shouting=True)] == [()]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jakarta-Semarang", ["jakarta", "semarang"]),
        ("co-benefits", ["co", "benefits"]),
        ("kota-kota", ["kota-kota"]),
        ("bahan-bahannya", ["bahan-bahannya"]),
        ("Jum'at Jum’at Jumat", ["jumat", "jumat", "jumat"]),
        ("city's", ["city"]),
        ("Jl. Thamrin", ["jl", "thamrin"]),
        ("pukul 09.00, 30:30", ["pukul", "09.00", "30:30"]),
        ("100RC", ["100", "rc"]),
        ("2018.10.25_Lokakarya", ["2018.10.25", "lokakarya"]),
        ("ﬁsik ＡＩＲ m²", ["fisik", "air", "m2"]),
        ("½", ["1", "2"]),
        ("(…) – • !", []),
        ("", []),
    ],
)
def test_words(analyser: Analyser, text: str, words: list[str]) -> None:
    """What is a word, and what it looks like in the index."""
    assert [term.exact for term in analyser.document(text, "id")] == words
    assert [term.exact for term in analyser.query(text)] == words


def test_reduplication_has_the_lemma_of_its_halves(analyser: Analyser) -> None:
    """An Indonesian plural is found by its singular, and takes one position."""
    assert lemmas(analyser, "kota-kota bahan-bahannya besar") == ["kota", "bahan", "besar"]


def test_lines_are_in_the_language_of_their_block(analyser: Analyser) -> None:
    """Each line is lemmatised in the language of the block it lies in, and phrases end with the line."""
    text = "1. mengelola cities\n2. mengelola cities\nmengelola cities"
    terms = analyser.document(text, "und", [Stretch(3, 19, "id"), Stretch(23, 39, "en")])
    assert ["|".join(term.lemmas) for term in terms if term.exact.isalpha()] == [
        "kelola", "cities", "mengelola", "city", "kelola|mengelola", "cities|city",
    ]  # fmt: skip
    assert [term.position for term in terms] == [0, 1, 2, 4, 5, 6, 8, 9]


@given(st.text(max_size=200))
def test_terms_stand_in_the_text(analyser: Analyser, text: str) -> None:
    """Whatever the text: terms are in order, inside it, of a bounded length, and hold no blank or mark."""
    terms = Analyser(STOP, _Plain()).document(text, "mixed")
    last = -1
    for term in terms:
        assert 0 <= term.start < term.end <= len(text)
        assert term.position > last
        last = term.position
        for word in (term.exact, *term.lemmas):
            assert word
            assert not set(" \n|=#") & set(word)
            assert len(word) <= 2 * MAX_WORD + 1


class _Plain(Lemmatiser):
    def lemma(self, word: str, language: str) -> str:
        """The word itself."""
        return word


@given(st.text(max_size=40))
def test_query_and_document_meet(text: str) -> None:
    """A line as a query gives the words it gives as a document: one chain for both sides."""
    line = text.replace("\n", " ")
    analyser = Analyser(STOP, _Plain())
    assert analyser.query(line) == analyser.document(line, "mixed")


def test_known_lemmas_need_no_dictionary() -> None:
    """A lemma that is known is not looked up; others are, once, and then known."""
    lemmatiser = Lemmatiser({"id": {"mengelola": "something"}})
    assert lemmatiser.lemma("mengelola", "id") == "something"
    assert lemmatiser.lemma("pengelolaan", "id") == "kelola"
    assert lemmatiser.known["id"]["pengelolaan"] == "kelola"
    assert lemmatiser.forms({"kelola"}) == {"pengelolaan"}


def test_fingerprint_changes_with_the_stop_words() -> None:
    """What changes the terms changes the fingerprint; the same gives the same."""
    assert fingerprint(b"a") == fingerprint(b"a") != fingerprint(b"b")


@pytest.mark.parametrize("piece", ["(", "15-", "a-", "'", "Baca juga", "kota-", "x’", "1.", "ﬁ", "A B\n"])
def test_analysis_is_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(lambda text: Analyser(STOP, _Plain()).document(text, "mixed"), piece, 25_000)
