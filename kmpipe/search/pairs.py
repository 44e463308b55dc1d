"""The terms that the articles themselves explain: which article explains what, kept and which count.

Kept beside the index: deleting an article takes back what it explained.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from kmpipe.model import TermKind
from kmpipe.search.engine import TermPair

# translations that so many activities explain alike count. In the sample corpus, the seeds and the gold reports 5 of the 32
# translations that one activity alone gives are wrong (a place taken for a translation, half a term); of the 15 among them
# that the glossary confirms none is, nor of the 7 that two or more give, nor of the 57 acronyms
ENOUGH = 2
# an acronym of more words is a sentence that happens to begin with its letters
MAX_WORDS = 8

_Key = tuple[TermKind, str, str]


class PairsFile(msgspec.Struct):
    """What is kept: kind, term and meaning of each pair, sorted, with the ids of the activities that explain it."""

    pairs: list[tuple[TermKind, str, str, list[str]]] = []


class Pairs:
    """The pairs of an index by the activities that explain them."""

    def __init__(self, file: PairsFile) -> None:
        self._sources: dict[_Key, set[str]] = {
            (kind, term, meaning): set(ids) for kind, term, meaning, ids in file.pairs
        }
        self._explained: dict[str, set[_Key]] = {}
        for key, ids in self._sources.items():
            for identity in ids:
                self._explained.setdefault(identity, set()).add(key)

    def file(self) -> PairsFile:
        """What is kept."""
        return PairsFile(
            [(kind, term, meaning, sorted(ids)) for (kind, term, meaning), ids in sorted(self._sources.items()) if ids]
        )

    def forget(self, identity: str) -> None:
        """Take back what an activity explained."""
        for key in self._explained.pop(identity, ()):
            self._sources[key].discard(identity)

    def note(self, identity: str, pairs: Iterable[TermPair]) -> None:
        """Note what an activity explains, in place of what it explained before."""
        self.forget(identity)
        for pair in pairs:
            # the case of an acronym tells it from a word
            term = pair.term if pair.kind == "acronym" else pair.term.casefold()
            key: _Key = (pair.kind, term, pair.meaning.casefold())
            self._sources.setdefault(key, set()).add(identity)
            self._explained.setdefault(identity, set()).add(key)

    def counting(self, confirmed: Collection[tuple[str, str]]) -> list[TermPair]:
        """The pairs that count, those explained most often first.

        A translation needs `ENOUGH` activities, unless it is among the `confirmed` ones (term, meaning in small letters).
        """
        found = [
            (-len(ids), TermPair(kind=kind, term=term, meaning=meaning))
            for (kind, term, meaning), ids in self._sources.items()
            if ids
            and "/" not in term + meaning
            and len(meaning.split()) <= MAX_WORDS
            and (kind == "acronym" or len(ids) >= ENOUGH or (term, meaning) in confirmed)
        ]
        return [pair for _, pair in sorted(found, key=lambda row: (row[0], row[1].kind, row[1].term, row[1].meaning))]

    def translations(self) -> list[tuple[str, str]]:
        """All translations, whatever their number, as term and meaning."""
        return sorted((term, meaning) for kind, term, meaning in self._sources if kind == "translation")
