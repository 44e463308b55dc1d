"""Cutting texts into passages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kmpipe.model import Block
from kmpipe.search import IndexDocument
from kmpipe.search.passages import MOST_WORDS, passage_at, passages


def document(text: str, *blocks: tuple[int, int]) -> IndexDocument:
    found = tuple(Block(kind="paragraph", start=start, end=end, language="id") for start, end in blocks)
    return IndexDocument(id="a.1", article="a", title="Rapat Banjir", text=text, blocks=found)


def words_of(count: int, word: str = "air") -> str:
    return " ".join([word] * count)


def test_short_blocks_stand_together_and_passages_end_where_blocks_end() -> None:
    """Blocks are gathered up to 200 words; none is torn apart that fits."""
    lines = [words_of(90), words_of(80), words_of(60)]
    text = "\n".join(lines)
    ends = [len(lines[0]), len(lines[0]) + 1 + len(lines[1]), len(text)]
    found = passages(document(text, (0, ends[0]), (ends[0] + 1, ends[1]), (ends[1] + 1, ends[2])))
    assert [(p.start, p.end) for p in found] == [(0, ends[1]), (ends[1] + 1, ends[2])]


def test_a_long_block_is_cut_at_the_end_of_a_sentence() -> None:
    """The cut stands behind the last full stop that leaves 120 to 200 words."""
    text = f"{words_of(149)} kering. {words_of(130)}"
    found = passages(document(text, (0, len(text))))
    assert text[: found[0].end].endswith("kering.")
    assert len(found) == 2


def test_the_model_reads_the_title_with_every_passage() -> None:
    """A passage alone does not say what it is about; a text without words is its title."""
    text = words_of(450)
    assert all(passage.words.startswith("Rapat Banjir\n") for passage in passages(document(text)))
    assert [passage.words for passage in passages(document(""))] == ["Rapat Banjir"]


def test_a_digest_stands_for_what_the_model_reads() -> None:
    """The same words under the same title have the same digest wherever they stand."""
    first, moved = passage_at("T", "satu dua", 0, 4), passage_at("T", "nol satu", 4, 8)
    assert first.digest == moved.digest
    assert first.digest != passage_at("U", "satu dua", 0, 4).digest


@given(st.text(alphabet=" \n.aä漢", max_size=3000), st.lists(st.integers(0, 3000), max_size=8))
def test_every_word_is_in_one_passage(text: str, cuts: list[int]) -> None:
    """Passages follow one another, none is too long, and no word is lost, whatever the blocks are."""
    bounds = sorted({cut for cut in cuts if cut <= len(text)})
    found = passages(document(text, *zip(bounds[::2], bounds[1::2], strict=False)))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(len(text[p.start : p.end].split()) <= MOST_WORDS for p in found)
    inside = "".join(text[p.start : p.end] for p in found)
    assert inside.replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")


def test_cutting_is_linear(assert_linear: Callable[[Callable[[str], object], str, int], None]) -> None:
    """A line of a megabyte takes as much longer as it is longer."""
    assert_linear(lambda text: passages(document(text)), "kata ", 100_000)
    assert_linear(lambda text: passages(document(text)), "k.\n", 30_000)
