"""Slips of the hand: month names (`Febuari`, `Agsutus`) beside a day and a year, a year with a fifth digit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kmpipe.dates.calendar import Calendar
from kmpipe.dates.symbols import Token

# shorter words are one letter away from too much
SHORTEST = 4
_FIVE_DIGITS = re.compile(r"\d{5}$")
_LONG_YEAR = re.compile(r"(?:19|20)\d{3}")
# where a slip may stand: a whole date, a number behind day and month, a word where a month stands ("25 Febuari 2018",
# "Febuary 14, 2018")
_PLACES = re.compile(r"F|(?<=DM)N|(?<=D)x(?=,?Y)|x(?=D,?Y)")


def mend(row: Sequence[Token], known: Calendar) -> tuple[list[Token], frozenset[int]]:
    """The row with its misspelt months made months, its years of five digits made years, and which tokens hold a slip."""
    mended: dict[int, Token] = {}
    for place in _PLACES.finditer("".join([token.symbol for token in row])):
        index, token = place.start(), row[place.start()]
        if token.symbol == "F" and _FIVE_DIGITS.search(token.word):
            mended[index] = token
        elif token.symbol == "N" and _LONG_YEAR.fullmatch(token.word):
            mended[index] = token._replace(symbol="Y", value=int(token.word[:4]))
        elif token.symbol == "x" and len(token.word) >= SHORTEST:
            names = known.full_names & known.months.keys()
            months = {known.months[name] for name in names if one_slip(token.word, name)}
            if len(months) == 1:
                mended[index] = token._replace(symbol="M", value=months.pop())
    return [mended.get(index, token) for index, token in enumerate(row)], frozenset(mended)


def one_slip(one: str, other: str) -> bool:
    """Whether one letter added, dropped, changed or swapped with the next makes one word the other.

    >>> one_slip("febuari", "februari"), one_slip("agsutus", "agustus"), one_slip("maret", "april")
    (True, True, False)
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])
