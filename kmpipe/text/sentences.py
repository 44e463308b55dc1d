"""Where sentences begin and end. Linear in the length of the text."""

from __future__ import annotations

import functools
import re

from kmpipe.text.tokens import abbreviations
from kmpipe.text.words import shipped_words

# the look-behind keeps a long run of stops linear: only its first stop can start a match
_STOP = re.compile(r"""(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s|\Z)|\n""")
_LAST_WORD = re.compile(r"[^\s(\[“\"‘']+\Z")
_OPENERS = " \t\"'“‘«(["
# how far back a word is looked at (code points); longer ones are no abbreviation
_REACH = 40


@functools.cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = shipped_words("language", "sentences")
    closing = frozenset(words["closing"])
    return (abbreviations() | frozenset(words["abbreviations"])) - closing, closing, frozenset(words["labels"])


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of the text as spans `[start, end)` in code points, in order, without blanks at their ends.

    A line feed always ends a sentence; the full stop of an abbreviation (`Jl.`, `Bpk.`, `Dr.`, `No.`), of an initial
    (`Oswar M. Mungkasa`) or of a list number at the start of a line (`1. Air bersih`) does not, nor does one before a
    small letter.

    >>> text = "Bpk. Oswar M. Mungkasa hadir di Jl. Thamrin No. 8. Rapat selesai pukul 12.00."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Bpk. Oswar M. Mungkasa hadir di Jl. Thamrin No. 8.', 'Rapat selesai pukul 12.00.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _STOP.finditer(text):
        if match[0] == "\n" or _ends(text, start, match.start(), match.end()):
            _add(spans, text, start, match.end())
            start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    if left < right:
        spans.append((left, right))


def _ends(text: str, start: int, stop: int, end: int) -> bool:
    """Whether the stop at `[stop, end)` ends the sentence that began at `start`."""
    following = text[end : end + _REACH].lstrip(_OPENERS)
    if following[:1].islower():
        return False
    if text[stop:end].rstrip("\"'”’»)]") != ".":
        return True
    before = text[max(start, stop - _REACH) : stop]
    found = _LAST_WORD.search(before)
    if found is None:
        return True
    word = found[0]
    rest = before[: found.start()].rstrip(_OPENERS)
    if not rest and stop - start <= _REACH and (word.isdecimal() or len(word) == 1):
        return False  # "1." or "a." opens an item
    return not _abbreviates(word, rest, following)


def _abbreviates(word: str, rest: str, following: str) -> bool:
    """Whether the full stop after `word` belongs to the word; `rest` precedes it, `following` comes after the stop."""
    abbreviations, closing, labels = _lists()
    lowered = word.lower()
    if lowered in closing or not following:
        return False
    if lowered in abbreviations:
        return True
    if len(word) == 1 and word.isupper():
        return rest.rpartition(" ")[2].lower() not in labels
    if "." in word and len(word.rpartition(".")[2]) == 1:
        # `Budi, S.H. Rapat …` ends, `H.M. Thamrin` and `S.H. M.H.` do not
        return not rest.endswith(",") or following[1:2] == "."
    return False
