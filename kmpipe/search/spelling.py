"""Spelling: the words and names of the corpus that somebody may have meant."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log
from typing import NamedTuple

from kmpipe.search.conditions import KEY_FIELDS
from kmpipe.search.names import LISTED
from kmpipe.search.nearest import all_nearest, distance, tolerated
from kmpipe.search.plan import EXACT_MARK, TEXT_FIELDS, KeyField, Keys, Plan, Word
from kmpipe.search.query import Both, Either, Exclude, Leaf, Node
from kmpipe.search.vocabulary import Vocabulary

# a word in fewer activities may be a mistake; then a neighbour is offered that is in so many times more of them
RARE, MORE_FREQUENT = 3, 10
# neighbours whose frequency is looked up, the nearest first, and those offered for a word
_LOOKED_UP, _OFFERED = 12, 3
# what a further edit costs in the logarithm of a frequency, and what another first letter does: people get that one right
_EDIT_COST, _FIRST_LETTER_COST = 2.5, 1.0
_SHORTEST_HALF = 3  # of two words written as one

_WORD = re.compile(r"[^\W_]+")

Count = Callable[[Plan], int]


class Misspelt(NamedTuple):
    """A word of a query at `[start, end)`, and what may have been meant, the likeliest first."""

    start: int
    end: int
    word: str
    meant: tuple[str, ...]


class Speller:
    """Looks for misspelt words; `count` tells in how many activities a plan is found."""

    def __init__(self, vocabulary: Vocabulary, count: Count, deadline: float) -> None:
        self._vocabulary = vocabulary
        self._count = count
        self._deadline = deadline

    def misspelt(self, tree: Node | None, query: str) -> Iterator[Misspelt]:
        """The words of a query that may be misspelt, in their order. Raises `TimeoutError`."""
        for leaf in _leaves(tree):
            if leaf.kind not in ("word", "phrase"):
                continue
            start = leaf.start + (leaf.kind == "phrase")  # behind the quote
            if leaf.field in ("", "title"):
                yield from self._words(leaf, start)
            elif leaf.field in KEY_FIELDS and KEY_FIELDS[leaf.field] not in LISTED:
                for word, meant in self.names(KEY_FIELDS[leaf.field], leaf.text):
                    at = query.find(word, start, leaf.end)
                    if at >= 0:
                        yield Misspelt(at, at + len(word), word, (meant,))

    def _words(self, leaf: Leaf, start: int) -> Iterator[Misspelt]:
        for term in self._vocabulary.analyser.query(leaf.text):
            if not term.lemmas or len(term.exact) < _SHORTEST_HALF or term.exact.isdigit():
                continue
            known = self._count(Word(TEXT_FIELDS, term.lemmas, ((EXACT_MARK + term.exact, 1.0),)))
            if known < RARE and (meant := self._meant(term.exact, known)):
                word = leaf.text[term.start : term.end]
                yield Misspelt(start + term.start, start + term.end, word, meant)

    def _meant(self, word: str, known: int) -> tuple[str, ...]:
        """The words that may have been meant by one in `known` activities: near ones, or two written as one."""
        wanted = max(1, known * MORE_FREQUENT)
        near, _ = self._vocabulary.near(word, min(2, tolerated(word) + 1), self._deadline)
        edits = [(distance(word, other), other) for other, _ in near if other != word and not other.isdigit()]
        edits = [each for each in edits if each[0] <= tolerated(word)]
        edits.sort(key=lambda each: (each[0], each[1][0] != word[0], each[1]))
        found: list[tuple[float, str]] = []
        for number, other in edits[:_LOOKED_UP]:
            frequency = self._count(_exactly(other))
            if frequency >= wanted:
                cost = _EDIT_COST * (number - 1) + _FIRST_LETTER_COST * (other[0] != word[0])
                found.append((cost - log(1 + frequency), other))
        if known == 0:
            found += [(0.0, halves) for halves in self._halves(word)]
        return tuple(other for _, other in sorted(found)[:_OFFERED])

    def _halves(self, word: str) -> Iterator[str]:
        words = self._vocabulary.words
        for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
            if _holds(words, word[:at]) and _holds(words, word[at:]):
                yield f"{word[:at]} {word[at:]}"

    def names(self, field: KeyField, asked: str) -> Iterator[tuple[str, str]]:
        """The words of a name that no name of a field has, each with the nearest word that one has.

        Of words equally near it is the one that is in the names of most activities.
        """
        table = self._vocabulary.names.table(field)
        # lower case → as a name writes it; the analysis of thousands of names would take too long
        known = {word.casefold(): word for names in table.values() for form in names for word in _WORD.findall(form)}
        for typed in _WORD.findall(asked):
            if typed.casefold() not in known and (near := all_nearest(typed, sorted(known))):
                yield typed, known[max(near[:_LOOKED_UP], key=lambda word: self._bearing(field, word))]

    def _bearing(self, field: KeyField, word: str) -> int:
        return self._count(Keys(field, self._vocabulary.names.bearing(field, word)))


def _leaves(node: Node | None) -> Iterator[Leaf]:
    """The leaves that must or may match."""
    match node:
        case Leaf():
            yield node
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _leaves(part)
        case Exclude() | None:
            return


def _exactly(word: str) -> Word:
    return Word(TEXT_FIELDS, (), ((EXACT_MARK + word, 1.0),))


def _holds(words: Sequence[str], word: str) -> bool:
    at = bisect.bisect_left(words, word)
    return at < len(words) and words[at] == word


def replaced(query: str, places: Iterable[tuple[int, int, str]]) -> str:
    """A query with other words at some places."""
    for start, end, word in sorted(places, reverse=True):
        query = query[:start] + word + query[end:]
    return query
