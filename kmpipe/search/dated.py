"""Dates among the words of a query: `rapat banjir Oktober 2018` asks for what was held then, whatever the texts say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kmpipe.search.days import value_days
from kmpipe.search.query import Leaf

# words that make up a date at most: `15 s.d. 17 Januari 2018`
DATE_WORDS = 5
# every date among words has its year: `Mei` alone is also a name
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_AROUND = ",;."


class Stretch(NamedTuple):
    """Words side by side; where they make up a date, `days` are the first and the last one (YYYYMMDD)."""

    words: tuple[Leaf, ...]
    days: tuple[int, int] | None


def stretches(words: Sequence[Leaf]) -> list[Stretch]:
    """The words in order, parted where a date begins or ends; of dates at one place the longest."""
    found: list[Stretch] = []
    plain: list[Leaf] = []
    at = 0
    while at < len(words):
        size, days = _date_at(words, at)
        if days is None:
            plain.append(words[at])
        else:
            found += [Stretch(tuple(plain), None)] if plain else []
            found.append(Stretch(tuple(words[at : at + size]), days))
            plain = []
        at += size
    return [*found, Stretch(tuple(plain), None)] if plain else found


def _date_at(words: Sequence[Leaf], at: int) -> tuple[int, tuple[int, int] | None]:
    """How many words from a place on make up the longest date, and its days; 1 and None for no date."""
    for size in range(min(DATE_WORDS, len(words) - at), 0, -1):
        text = " ".join(word.text.strip(_AROUND) for word in words[at : at + size])
        if YEAR.search(text) and (days := days_of(text)):
            return size, days
    return 1, None


def days_of(text: str) -> tuple[int, int] | None:
    """The days of a text that is a date as `date:` takes it, None for any other."""
    try:
        return value_days(text)
    except ValueError:
        return None
