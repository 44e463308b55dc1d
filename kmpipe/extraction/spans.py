"""What the extractors share: evidence from a span, and which words a dictionary knows."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Sequence
from pathlib import Path

from kmpipe.model import Evidence, EvidenceField
from kmpipe.text.sentences import split_sentences
from kmpipe.text.tokens import Token
from kmpipe.vocab.load import cached_words
from kmpipe.vocab.match import Phrases


def evidence(
    text: str, start: int, end: int, rule: str, confidence: float = 1.0, field: EvidenceField = "text"
) -> Evidence:
    """The evidence for `text[start:end]`: code points, half-open."""
    return Evidence(field=field, start=start, end=end, quote=text[start:end], rule=rule, confidence=confidence)


class Sentences:
    """The sentences of a text, found by a position in them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = _sentences(text)
        self._starts = [start for start, _ in self.spans]

    def number(self, position: int) -> int:
        """The number (from 0) of the sentence in which the position lies, or after which it follows."""
        return max(bisect.bisect_right(self._starts, position) - 1, 0)

    def at(self, position: int) -> tuple[int, int]:
        """The span of that sentence; `(0, 0)` where there is none."""
        return self.spans[self.number(position)] if self.spans else (0, 0)


@functools.lru_cache(maxsize=4)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of an article: half a dozen extractors ask for them one after the other."""
    return tuple(split_sentences(text))


@functools.cache
def word_set(name: str, table: str, key: str, folders: tuple[Path, ...] = ()) -> frozenset[str]:
    """The list `key` of a vocabulary table as small-letter words."""
    return frozenset(str(word).lower() for word in cached_words(name, table, folders).get(key, ()))


@functools.cache
def phrases(name: str, table: str, key: str, folders: tuple[Path, ...] = ()) -> Phrases[str]:
    """The list `key` of a vocabulary table as phrases; each stands for itself."""
    return Phrases((str(phrase), str(phrase)) for phrase in cached_words(name, table, folders).get(key, ()))


def known_word(word: str, language: str) -> bool:
    """Whether the dictionary of the language ("id" or "en") holds the word in small letters."""
    import simplemma  # noqa: PLC0415  # its dictionaries are read at the first question

    return bool(simplemma.is_known(word.lower(), lang=language))


def first_at(tokens: Sequence[Token], position: int) -> int:
    """The index of the first token that starts at or after the position."""
    return bisect.bisect_left(tokens, position, key=lambda token: token.start)
