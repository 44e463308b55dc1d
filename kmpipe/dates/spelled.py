"""Dates in words, as minutes and deeds write them: `tanggal empat belas bulan November tahun dua ribu delapan belas`.

A number in words counts behind the word for a date or a year only, and in brackets behind its figure: `14 (empat belas)`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.dates.calendar import calendar
from kmpipe.dates.symbols import EARLIEST, LATEST, Token

# "dua ribu sembilan belas" has four words, "seribu sembilan ratus sembilan puluh sembilan" six; a bound on the work
_MOST_WORDS = 8


class Numerals(NamedTuple):
    """The words of numbers: those that are one themselves, those that multiply the one before them; `words` are all."""

    units: Mapping[str, int]
    multipliers: Mapping[str, int]
    teen: frozenset[str]
    words: frozenset[str]


@functools.cache
def numerals(folders: tuple[Path, ...] = ()) -> Numerals:
    """The words of numbers of the calendar; built once per folder list."""
    spelled = calendar(folders).spelled
    units, multipliers, teen = spelled["units"], spelled["multipliers"], frozenset(spelled["teen"])
    return Numerals(units, multipliers, teen, teen.union(units, multipliers))


def read_spelled(row: Sequence[Token], known: Numerals) -> list[Token]:
    """The row with each number in words made one token: a day behind a word for it, a year behind one for that."""
    if known.words.isdisjoint([token.word for token in row]):
        return list(row)
    read: list[Token] = []
    index = 0
    while index < len(row):
        token = row[index]
        before = read[-1].symbol if read else ""
        if before in "TA" and before and (run := _run(row, index, known)):
            value = number(tuple(part.word for part in run), known)
            symbol = "D" if before == "T" else "Y"
            if value is not None and (1 <= value <= 31 if symbol == "D" else EARLIEST <= value <= LATEST):
                words = " ".join(part.word for part in run)
                read.append(Token(symbol, run[0].start, run[-1].end, value, words))
                index += len(run)
                continue
        elif before in "DY" and before and token.symbol == "(" and (run := _run(row, index + 1, known)):
            behind = index + 1 + len(run)
            if (
                behind < len(row)
                and row[behind].symbol == ")"
                and number([p.word for p in run], known) == read[-1].value
            ):
                read[-1] = read[-1]._replace(end=row[behind].end)
                index = behind + 1
                continue
        read.append(token)
        index += 1
    return read


def number(words: Iterable[str], known: Numerals) -> int | None:
    """The number that Indonesian words say, None where they say none.

    >>> number(["dua", "ribu", "delapan", "belas"], numerals())
    2018
    """
    total = group = last = 0
    for word in words:
        if word in known.units:
            if last:
                return None
            last = known.units[word]
        elif word in known.teen:
            last += 10
        elif known.multipliers[word] >= 1000:
            total, group, last = total + (group + last) * known.multipliers[word], 0, 0
        else:
            group, last = group + last * known.multipliers[word], 0
    return total + group + last or None


def _run(row: Sequence[Token], index: int, known: Numerals) -> Sequence[Token]:
    """The words of a number from `index` on."""
    end = index
    while end < len(row) and end - index < _MOST_WORDS and row[end].word in known.words:
        end += 1
    return row[index:end]
