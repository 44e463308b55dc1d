"""Snippets and what is marked in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.search import AgencyKey, IndexDocument, Searcher, rebuild_index
from kmpipe.search.highlight import LEAD, WIDTH, Highlighter
from kmpipe.search.plan import EXACT_MARK, Adjacent, AllOf, Plan, Word
from kmpipe.text.analysis import Analyser, Lemmatiser

BOTH = ("title", "text")
# no stemmer is loaded: these are all the lemmas there are
LEMMAS = {"pengelolaan": "kelola", "mengelola": "kelola", "kelola": "kelola"}


class _Fixed(Lemmatiser):
    def lemma(self, word: str, language: str) -> str:
        """The lemma from a small table."""
        return LEMMAS.get(word, word)


def highlighter(plan: Plan) -> Highlighter:
    """A highlighter with the small table of lemmas."""
    return Highlighter(plan, Analyser({"id": ["dan"]}, _Fixed({"id": dict(LEMMAS)})))


def word(lemma: str) -> Word:
    """The plan of a word."""
    return Word(BOTH, (lemma,), ((EXACT_MARK + lemma, 0.5),))


def marked(text: str, plan: Plan) -> list[str]:
    """The words marked in the snippet of a text."""
    snippet = highlighter(plan).snippet(text)
    return [snippet.text[start:end] for start, end in snippet.marks]


def test_marks_are_what_the_index_matches(searcher: Searcher) -> None:
    """All forms of the word are marked, in either language, and nothing else."""
    hit = searcher.search("mengelola").hits
    found = {each.id: [each.snippet[start:end] for start, end in each.highlights] for each in hit}
    assert found == {"water": ["pengelolaan"], "phrase": ["kelola", "kelola"]}
    assert [each.title[start:end] for each in hit for start, end in each.title_highlights] == ["Kelola"]


def test_phrase_is_marked_as_a_whole() -> None:
    """A phrase is marked from its first word to its last, its words elsewhere are not."""
    phrase = Adjacent(BOTH, (("tata",), ("kelola",)))
    assert marked("tata dan kelola; Tata  Kelola air, tata", phrase) == ["Tata  Kelola"]
    assert marked("tata dan kelola", Adjacent(BOTH, (("tata",), ("#dan",), ("kelola",)))) == ["tata dan kelola"]


def test_nothing_to_mark_gives_the_beginning() -> None:
    """Without a match in the text the snippet is its beginning, cut at a word."""
    text = "satu dua tiga " * 50
    snippet = highlighter(word("banjir")).snippet(text)
    assert (snippet.start, snippet.marks, snippet.more_before, snippet.more_after) == (0, (), False, True)
    assert len(snippet.text) <= WIDTH
    assert text.startswith(snippet.text + " ")


def test_passage_with_most_of_the_query_wins() -> None:
    """The passage that holds all words is shown, not the first that holds one."""
    text = (
        "air " * 5
        + "kosong " * 100
        + "habis. Rapat tentang air. Pengelolaan air dan banjir dibahas. "
        + "kosong " * 100
    )
    snippet = highlighter(AllOf((word("kelola"), word("air"), word("banjir")))).snippet(text)
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["air", "Pengelolaan", "air", "banjir"]
    assert snippet.text.startswith("Rapat tentang")
    assert snippet.more_before
    assert snippet.more_after


def test_line_ends_become_blanks_and_offsets_stay() -> None:
    """A snippet is one line of as many code points as the text it shows, emoji and accents included."""
    text = "Judul 🌊 é\nBaris kedua tentang banjir\nakhir"
    snippet = highlighter(word("banjir")).snippet(text)
    assert "\n" not in snippet.text
    assert snippet.text == text[snippet.start : snippet.start + len(snippet.text)].replace("\n", " ")
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["banjir"]


PIECES = st.lists(
    st.sampled_from(["air", "pengelolaan", "x" * 300, "dan", "\n", ". ", " ", "kata", "é", "🌊", "’", "ﬁ"]),
    max_size=120,
)


@given(PIECES)
def test_snippets_hold_for_any_text(pieces: list[str]) -> None:
    """Whatever the text: the snippet stands where it says, is bounded, and its marks are the words asked for."""
    text = "".join(pieces)
    plan = AllOf((word("air"), word("kelola")))
    snippet = highlighter(plan).snippet(text)
    assert snippet.text == text[snippet.start : snippet.start + len(snippet.text)].replace("\n", " ")
    assert len(snippet.text) <= WIDTH + LEAD
    assert all(snippet.text[a:b].lower() in ("air", "pengelolaan") for a, b in snippet.marks)
    assert list(snippet.marks) == sorted(snippet.marks)
    assert snippet.more_before == bool(text[: snippet.start].strip())


@given(PIECES, st.sampled_from([("kelola",), ("air", "kelola"), ("#dan", "air"), ("fi", "kata", "kata")]))
def test_marks_are_those_of_the_whole_text_analysed(pieces: list[str], asked: tuple[str, ...]) -> None:
    """Only stretches that may hold a word are read; what is found is what an analysis of all lines finds."""
    text = "".join(pieces) * 2
    plan = Adjacent(BOTH, tuple((lemma,) for lemma in asked)) if len(asked) > 1 else word(asked[0])
    analyser = Analyser({"id": ["dan"]}, _Fixed({"id": dict(LEMMAS)}))
    terms = analyser.document(text, "und")
    runs = [terms[at : at + len(asked)] for at in range(len(terms) - len(asked) + 1)]
    whole = [
        (run[0].start, run[-1].end)
        for run in runs
        if run[-1].position == run[0].position + len(asked) - 1
        and all(lemma in (term.lemmas or (f"#{term.exact}",)) for term, lemma in zip(run, asked, strict=True))
    ]
    assert highlighter(plan).title(text) == tuple(_joined(whole))


def _joined(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


@pytest.mark.parametrize("language", ["id", "en", "mixed", "und"])
def test_every_hit_of_a_word_shows_it(tmp_path: Path, language: str) -> None:
    """In whatever language a text was indexed, a hit by a word marks it, and stands in the indexed text where it says."""
    text = "Kosong. " * 100 + "The cities mengelola strategies."
    rebuild_index(tmp_path, [IndexDocument(id="x", article="x", title="t", text=text, language=language)], revision=1)
    with Searcher(tmp_path) as searcher:
        for query in ("cities", "mengelola", "strategies", '"cities mengelola"', "citi*", "strategiez~"):
            (hit,) = searcher.search(query).hits
            assert hit.highlights, query
            assert hit.snippet_start > 0
            assert text[hit.snippet_start :].startswith(hit.snippet)


def test_what_is_excluded_is_not_marked(tmp_path: Path) -> None:
    """The name of a body, a place or a person that must not match marks nothing, and draws no passage to it."""
    body = AgencyKey(id="bpbd", name="Badan Penanggulangan Bencana", forms=("BPBD",))
    text = "Limbah dibahas tanpa BPBD. Semarang jauh."
    documents = [
        IndexDocument(id="x", article="x", title="t", text=text),
        IndexDocument(id="y", article="y", title="t", text="Banjir.", agencies=(body,), place="Semarang"),
    ]
    rebuild_index(tmp_path, documents, revision=1)
    with Searcher(tmp_path) as searcher:
        for query in ("limbah -agency:bpbd", "limbah -place:semarang"):
            (hit,) = searcher.search(query).hits
            assert [hit.snippet[start:end] for start, end in hit.highlights] == ["Limbah"], query
