"""The vocabulary of an index: beginnings, near misses, names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kmpipe.search.engine import AgencyKey, IndexDocument
from kmpipe.search.vocabulary import MAX_EXPANSIONS, Vocabulary, VocabularyFile

LATER = float("inf")
WORDS = st.lists(st.text("abc", min_size=1, max_size=6), max_size=30, unique=True)


def of(words: list[str]) -> Vocabulary:
    """A vocabulary of these words."""
    return Vocabulary(VocabularyFile(words=sorted(words)))


def distance(a: str, b: str) -> int:
    """The edit distance, by the book."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


@given(WORDS, st.text("abcd", min_size=1, max_size=6), st.integers(1, 2))
def test_near_words_are_those_within_the_distance(words: list[str], word: str, edits: int) -> None:
    """A fuzzy word finds exactly the words within so many edits, the nearest first."""
    found, total = of(words).near(word, edits, LATER)
    assert sorted(found) == sorted((each, distance(word, each)) for each in words if distance(word, each) <= edits)
    assert [near for _, near in found] == sorted(near for _, near in found)
    assert total == len(found)


@given(WORDS, st.text("abcd", min_size=1, max_size=3))
def test_words_with_a_beginning(words: list[str], prefix: str) -> None:
    """A beginning finds exactly the words that have it, the shortest first."""
    found, total = of(words).starting(prefix)
    assert sorted(found) == sorted(each for each in words if each.startswith(prefix))
    assert [len(each) for each in found] == sorted(map(len, found))
    assert total == len(found)


def test_expansions_are_bounded() -> None:
    """A beginning or near miss stands for so many words at most, and says how many there are."""
    words = [f"aa{number:04}" for number in range(1000)]
    found, total = of(words).starting("aa")
    assert (len(found), total) == (MAX_EXPANSIONS, 1000)
    near, many = of(words).near("aa0000", 2, LATER)
    assert len(near) == MAX_EXPANSIONS
    assert many > MAX_EXPANSIONS
    assert near[0] == ("aa0000", 0)


def test_the_file_keeps_everything() -> None:
    """Written and read again, a vocabulary knows its words, lemmas, names, languages and stop words."""
    vocabulary = Vocabulary.empty({"id": ["dan"], "en": ["the"]})
    document = IndexDocument(
        id="x", article="x", title="Pengelolaan", text="", language="id", place="Kota Bogor",
        agencies=(AgencyKey(id="bpbd", name="Badan Penanggulangan", forms=("BPBD", "Jum'at Bersih")),),
    )  # fmt: skip
    vocabulary.note_languages(document)
    vocabulary.note_names(document)
    vocabulary.note_words(term.exact for term in vocabulary.analyser.document("Pengelolaan dan air", "id"))
    again = Vocabulary.decode(vocabulary.encode())
    assert again.languages == ("id",)
    assert again.encode() == vocabulary.encode()
    assert [term.lemmas for term in again.analyser.query("pengelolaan dan")] == [("kelola",), ()]
    assert again.starting("penge") == (["pengelolaan"], 1)
    assert again.names.bearing("agency", "bpbd") == again.names.bearing("agency", "jumat bersih") == ("bpbd",)
    assert again.names.bearing("agency", "BERS", prefix=True) == ("bpbd",)
    assert (
        again.names.bearing("agency", "bersih jumat")
        == again.names.bearing("agency", "xyz")
        == again.names.bearing("agency", "!")
        == ()
    )
    assert again.names.bearing("place", "bogor") == ("Kota Bogor",)
    assert again.names.label("agency", "bpbd") == "Badan Penanggulangan"
    assert again.names.label("type", "workshop") == "workshop"
