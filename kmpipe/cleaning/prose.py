"""Which lines are running text: the one measure that locating, positions and guards share."""

from __future__ import annotations

import re

from kmpipe.cleaning.ledger import Line

_SENTENCE_END = re.compile(r"[.!?;:…。！？।][\"”’'»)\]]{0,3}$")
_FULL_STOP = re.compile(r"[.!?。！？।][\"”’'»)\]]{0,3}$")
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# words from which on a line without a full stop counts as running text
_MANY_WORDS = 14
# and with one
_FEW_WORDS = 5
# scripts that write without blanks between words, or with few: characters instead of words
_WIDE_SIZE = 25


def word_count(text: str) -> int:
    """The number of words, by blanks."""
    return text.count(" ") + 1


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a full stop, question or exclamation mark, quotes and brackets aside."""
    return bool(_FULL_STOP.search(text[-8:]))


def prose_size(line: Line) -> int:
    """The characters of running text in a line: 0 for headlines, labels and lists of links."""
    if line.kind == "heading" or (line.link_size and line.link_ratio > 0.5):
        return 0
    text = line.text
    words = word_count(text)
    if words >= _MANY_WORDS or (words >= _FEW_WORDS and _SENTENCE_END.search(text[-8:])):
        return len(text) - line.link_size
    if len(text) >= _WIDE_SIZE and len(_WIDE.findall(text)) * 2 > len(text):
        return 2 * len(text) - line.link_size
    return 0
