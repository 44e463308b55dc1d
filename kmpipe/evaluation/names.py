"""When two names are the same: of organisations, and of everything else."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from kmpipe.model import Record
from kmpipe.vocab.load import cached_words

_BRACKET = re.compile(r"\(([^()]+)\)")
# a short form in brackets: it begins with a capital or a digit and has at most fifteen characters
_SHORT = re.compile(r"[A-Z\d][\w.\- ]{1,14}")
_OTHER = re.compile(r"[^\w\s]+")
_OTHER_BUT_AND = re.compile(r"[^\w\s&]+")


def plain(text: str) -> str:
    """A phrase for comparison: without case, punctuation and double blanks.

    >>> plain("Ruang  Rapat II, Balai Kota")
    'ruang rapat ii balai kota'
    """
    return " ".join(_OTHER.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split())


class NameRules(Record, frozen=True, kw_only=True):
    """What makes two names of an organisation equal (`vocab/data/gold_names.toml`)."""

    leads: frozenset[str]
    tails: tuple[str, ...]
    governments: frozenset[str]
    short: tuple[tuple[str, str], ...]
    region: tuple[frozenset[str], ...]
    needed: frozenset[str]

    def normal(self, name: str) -> str:
        """The name without case, punctuation, lead words, the state, and the region of a body of the capital."""
        text = " ".join(_OTHER_BUT_AND.sub(" ", unicodedata.normalize("NFKC", name).casefold()).split())
        for long, short in self.short:
            text = text.replace(long, short)
        words = [word for word, _ in itertools.groupby(text.split())]
        if len(words) > 1 and words[0] in self.leads:
            words = words[1:]
        words = self._without_state(words)
        return " ".join(words if words[:1] and words[0] in self.governments else self._without_region(words))

    def forms(self, name: str) -> frozenset[str]:
        """All ways to write the name: with and without what stands in its first brackets, and the short form there."""
        found = {self.normal(name)}
        bracket = _BRACKET.search(name)
        if bracket:
            before, inside, behind = name[: bracket.start()], bracket[1], name[bracket.end() :]
            found |= {self.normal(f"{before} {behind}"), self.normal(before)}
            if _SHORT.fullmatch(inside):
                found |= {self.normal(inside), self.normal(inside + behind)}
        return frozenset(found - {""})

    def _without_state(self, words: list[str]) -> list[str]:
        for tail in self.tails:
            length = tail.count(" ") + 1
            if len(words) > length and " ".join(words[-length:]) == tail:
                return words[:-length]
        return words

    def _without_region(self, words: Sequence[str]) -> Sequence[str]:
        end = len(words)
        for slot in self.region:
            if end > 1 and words[end - 1] in slot:
                end -= 1
        return words[:end] if not self.needed.isdisjoint(words[end:]) else words


@functools.cache
def name_rules(folders: tuple[Path, ...] = ()) -> NameRules:
    """The rules of the shipped vocabulary and of `folders`. Raises `VocabularyError`."""
    names, region = cached_words("gold_names", "names", folders), cached_words("gold_names", "region", folders)
    short = cached_words("gold_names", "short", folders)
    return NameRules(
        leads=frozenset(names["leads"]),
        tails=tuple(names["tails"]),
        governments=frozenset(names["governments"]),
        # a longer form may hold a shorter one
        short=tuple(sorted(short.items(), key=lambda pair: -len(pair[0]))),
        region=tuple(frozenset(slot) for slot in region["words"]),
        needed=frozenset(region["needed"]),
    )
