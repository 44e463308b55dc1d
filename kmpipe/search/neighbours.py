"""Which words of known names stand side by side somewhere in an index: a name none of whose texts can hold is not searched.

Kept for names alone, not for all words: a few thousand pairs, whatever the size of the corpus.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product
from pathlib import Path

import msgspec

from kmpipe.search.plan import STOP_MARK
from kmpipe.text.analysis import Analyser, Lemmatiser, Term


class NeighboursFile(msgspec.Struct):
    """What is kept: the pairs of neighbouring words that names have in these languages, and those that texts have too."""

    languages: list[str] = []
    wanted: list[str] = []
    seen: list[str] = []


class Neighbours:
    """The pairs of neighbouring words that names have, and those that texts were seen to have.

    `folders` hold vocabularies beside the shipped ones; `lemmatiser` and `stop_words` are those of the index.
    """

    def __init__(
        self,
        file: NeighboursFile,
        folders: tuple[Path, ...],
        stop_words: Mapping[str, Sequence[str]],
        lemmatiser: Lemmatiser,
    ) -> None:
        self._languages = tuple(file.languages)
        self._wanted = _by_first(file.wanted)
        self._seen = set(file.seen)
        self._folders = folders
        self._stop_words = stop_words
        self._lemmatiser = lemmatiser

    def file(self) -> NeighboursFile:
        """What is kept."""
        wanted = sorted(f"{before} {after}" for before, following in self._wanted.items() for after in following)
        return NeighboursFile(list(self._languages), wanted, sorted(self._seen))

    @property
    def count(self) -> int:
        """How many pairs texts were seen to have; none is ever taken back."""
        return len(self._seen)

    def note(self, terms: Sequence[Term], languages: Sequence[str]) -> None:
        """Note the pairs of names in a text; `languages` are those of the index so far."""
        if len(languages) > len(self._languages):
            self._languages = tuple(sorted(languages))
            self._wanted = _by_first(self._of_names())
        wanted = self._wanted
        for left, right in pairwise(terms):
            if right.position == left.position + 1:
                for before in _words(left):
                    following = wanted.get(before)
                    if following:  # few words begin a pair
                        self._seen.update(f"{before} {after}" for after in _words(right) if after in following)

    def may_stand(self, terms: Sequence[Term]) -> bool:
        """Whether the words of a name may stand side by side: a pair that was not looked for may."""
        return all(
            any(
                f"{before} {after}" in self._seen or after not in self._wanted.get(before, ())
                for before, after in pairs
            )
            for left, right in pairwise(terms)
            for pairs in [tuple(product(_words(left), _words(right)))]
        )

    def _of_names(self) -> set[str]:
        from kmpipe.search.concepts import all_names  # noqa: PLC0415 - the vocabularies load with it

        analyser = Analyser(self._stop_words, self._lemmatiser, self._languages)
        names = (analyser.query(name.text) for name in all_names(self._folders))
        return {
            f"{before} {after}"
            for terms in names
            for left, right in pairwise(terms)
            for before, after in product(_words(left), _words(right))
        }


def _words(term: Term) -> tuple[str, ...]:
    return term.lemmas or (STOP_MARK + term.exact,)


def _by_first(pairs: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pair in pairs:
        before, _, after = pair.partition(" ")
        found.setdefault(before, set()).add(after)
    return found
