"""A tokenizer that is linear in the length of the text, whatever the text.

Words keep inner apostrophes, hyphens and the full stop of known abbreviations (`Sdri.`, `Jl.`, `Ir.`, `Lt.`), numbers
keep their separators; every other character that is not a blank stands alone.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from kmpipe.text.words import shipped_words

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’\-][^\W\d_]+)*|\w+|[^\w\s]")

# code points: shorter texts are made quickly, longer ones would hold too much memory
_SHORT, _LONG = 500, 200_000


class Token(NamedTuple):
    """A token: `text` is `source[start:end]`."""

    text: str
    start: int
    end: int


@functools.cache
def abbreviations() -> frozenset[str]:
    """Words whose full stop belongs to them, in lower case and without the stop."""
    return frozenset(word for words in shipped_words("abbreviations", "tokens").values() for word in words)


def tokenize(text: str) -> list[Token]:
    """The tokens of the text, in order, without blanks.

    >>> [t.text for t in tokenize("Sdri. Ani di Jl. Thamrin, pukul 09.00.")]
    ['Sdri.', 'Ani', 'di', 'Jl.', 'Thamrin', ',', 'pukul', '09.00', '.']
    """
    if _SHORT < len(text) < _LONG:
        return list(_remembered(text))
    return _tokenize(text)


@functools.lru_cache(maxsize=4)
def _remembered(text: str) -> tuple[Token, ...]:
    """The tokens of an article: a dozen extractors ask for them one after the other."""
    return tuple(_tokenize(text))


def _tokenize(text: str) -> list[Token]:
    tokens = []
    known = abbreviations()
    size = len(text)
    end = 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        if start < end:  # the full stop already taken by an abbreviation
            continue
        end = match.end()
        if end < size and text[end] == "." and match[0].lower() in known:
            end += 1
        tokens.append(Token(text[start:end], start, end))
    return tokens
