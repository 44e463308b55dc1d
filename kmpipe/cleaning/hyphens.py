"""Words broken at the end of a line: which hyphens belong to the word, and which only to the break."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

_BEFORE = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+){0,3})-$")
_AFTER = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# an address that goes on after these
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{0,300}[/.?=&_-]$")
_LONGEST = 60  # characters looked at on either side of a break
_SHORTEST_HALF = 3


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of a document in lower case, hyphens inside: what decides how it writes a word that is broken once."""
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def joint(before: str, after: str, words: frozenset[str]) -> tuple[int, str]:
    """How two lines of a paragraph are joined: how many characters to drop from the end of the first, and what to put in.

    A hyphen goes where the document or a dictionary knows the word without it; it stays in a doubled word
    (`kegiatan-kegiatan`), before a capital or a digit, and between two words.

    >>> joint("pengelo-", "laan", frozenset()), joint("kegiatan-", "kegiatan itu", frozenset())
    ((1, ''), (0, ''))
    """
    last = before[-_LONGEST:].rsplit(" ", 1)[-1]
    if _ADDRESS.search(last):
        return (0, "")
    broken = _BEFORE.search(last)
    if broken is None:
        return (0, "") if last.endswith("-") and len(last) > 1 and after[:1].isdigit() else (0, " ")
    follows = _AFTER.match(after[:_LONGEST])
    if follows is None or not follows[0][0].islower():
        return (0, "")
    first, second = broken[1].casefold(), follows[0].casefold()
    return (1, "") if _is_one_word(first, second, words) else (0, "")


def _is_one_word(first: str, second: str, words: frozenset[str]) -> bool:
    """Whether the halves are one word without a hyphen."""
    if f"{first}-{second}" in words or _is_doubled(first, second):
        return False
    if "-" in first:
        return True  # the hyphen of a doubled word is the one before: undang-un|dangan
    if first + second in words or _is_known(first + second):
        return True
    return not (min(len(first), len(second)) >= _SHORTEST_HALF and _is_known(first) and _is_known(second))


def _is_doubled(first: str, second: str) -> bool:
    """Whether the halves are a word and itself again, with or without affixes: `anak-anak`, `undang-undangan`."""
    return second.startswith(first) or (len(second) > _SHORTEST_HALF and first.endswith(second))


@functools.lru_cache(maxsize=4096)
def _is_known(word: str) -> bool:
    import simplemma  # noqa: PLC0415 - its dictionaries are read at the first broken word

    return any(simplemma.is_known(word, lang=language) for language in ("id", "en"))
