"""Month names with one slip of the hand (`Febuari`, `Agsutus`), read only between a day and a year."""

from __future__ import annotations

from collections.abc import Sequence

from kmpipe.dates.calendar import Calendar
from kmpipe.dates.symbols import Token

# shorter words are one letter away from too much
SHORTEST = 4


def mend_months(row: Sequence[Token], known: Calendar) -> tuple[list[Token], frozenset[int]]:
    """The row with its misspelt months made months, and which tokens they are."""
    mended: dict[int, Token] = {}
    for index in range(1, len(row) - 1):
        token = row[index]
        if (
            token.symbol == "x"
            and row[index - 1].symbol == "D"
            and row[index + 1].symbol == "Y"
            and len(token.word) >= SHORTEST
        ):
            months = {
                known.months[name] for name in known.full_names & known.months.keys() if one_slip(token.word, name)
            }
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
