"""Cutting a text into passages: what a model reads at a time, and what is shown of a hit found by meaning."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kmpipe.search.engine import IndexDocument

# words of a passage: a model reads 512 tokens at a time, and an Indonesian word is about two; the first number is where
# the search for the end of a sentence begins in a block that must be cut
FEWEST_WORDS, MOST_WORDS = 120, 200
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]?$")
# a full stop and what may stand behind it
_LONGEST_CLOSE = 2
DIGEST_SIZE = 16


class Passage(NamedTuple):
    """The code points `[start, end)` of the indexed text, and what a model reads: the title of the whole, then the words."""

    start: int
    end: int
    words: str

    @property
    def digest(self) -> bytes:
        """16 bytes that stand for what the model reads."""
        return hashlib.blake2b(self.words.encode(), digest_size=DIGEST_SIZE).digest()


def passages(document: IndexDocument) -> tuple[Passage, ...]:
    """The passages of a document in order: blocks side by side of at most `MOST_WORDS` words together.

    A block of more words is cut, at the end of a sentence where there is one. A document without text is its title.
    """
    pieces = [piece for block in _blocks(document) for piece in _pieces(document.text, *block)]
    if not pieces:
        return (Passage(0, 0, document.title),)
    return tuple(passage_at(document.title, document.text, start, end) for start, end in _gathered(pieces))


def passage_at(title: str, text: str, start: int, end: int) -> Passage:
    """The passage that stands at these code points of a text."""
    return Passage(start, end, f"{title}\n{text[start:end]}".strip())


def _blocks(document: IndexDocument) -> Iterator[tuple[int, int]]:
    """Where the blocks stand, and what lies between them; where none is known, the lines."""
    at = 0
    for block in document.blocks:
        if block.start > at:
            yield from _lines(document.text, at, block.start)
        yield max(block.start, at), block.end
        at = max(at, block.end)
    yield from _lines(document.text, at, len(document.text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text[start:end]):
        yield start + line.start(), start + line.end()


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """A block as stretches of at most `MOST_WORDS` words: start, end, number of words."""
    words = [(start + found.start(), start + found.end()) for found in _WORD.finditer(text[start:end])]
    at = 0
    while at < len(words):
        following = min(at + MOST_WORDS, len(words))
        if following < len(words):
            ends = (n for n in range(following, at + FEWEST_WORDS - 1, -1) if _closes(text[slice(*words[n - 1])]))
            following = next(ends, following)
        yield words[at][0], words[following - 1][1], following - at
        at = following


def _closes(word: str) -> bool:
    """Whether a sentence ends with a word."""
    return _SENTENCE_END.search(word[-_LONGEST_CLOSE:]) is not None


def _gathered(pieces: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """Pieces side by side, together as long as they have no more than `MOST_WORDS` words."""
    first, last, count = pieces[0]
    for start, end, words in pieces[1:]:
        if count + words > MOST_WORDS:
            yield first, last
            first, count = start, 0
        last, count = end, count + words
    yield first, last
