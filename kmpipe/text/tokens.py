"""A tokenizer that is linear in the length of the text, whatever the text.

Words keep inner apostrophes, hyphens and the full stop of known abbreviations (`Sdri.`, `Jl.`, `Ir.`, `Lt.`), numbers
keep their separators; every other character that is not a blank stands alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# titles and address words whose full stop does not end a sentence
ABBREVIATIONS = frozenset(
    "a.n al bpk co dkk dll drs drg dr dra dsb dst ed eg gg hj h ibu ir jl jln jr kab kec kel ket kol kom lt ltd mr mrs ms "
    "no nn ny pdt prof prov ps pt rp sdr sdri st tgl tlp tel telp ttd u.p vs yth".split()
)
_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’\-][^\W\d_]+)*|\w+|[^\w\s]")


class Token(NamedTuple):
    """A token: `text` is `source[start:end]`."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The tokens of the text, in order, without blanks.

    >>> [t.text for t in tokenize("Sdri. Ani di Jl. Thamrin, pukul 09.00.")]
    ['Sdri.', 'Ani', 'di', 'Jl.', 'Thamrin', ',', 'pukul', '09.00', '.']
    """
    tokens = []
    size = len(text)
    end = 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        if start < end:  # the full stop already taken by an abbreviation
            continue
        end = match.end()
        if end < size and text[end] == "." and match[0].lower() in ABBREVIATIONS:
            end += 1
        tokens.append(Token(text[start:end], start, end))
    return tokens
