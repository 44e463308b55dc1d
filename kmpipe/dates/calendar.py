"""The words of dates: month and weekday names from Unicode CLDR, and the words of `vocab/data/calendar.toml`."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from kmpipe.model import DateModifier
from kmpipe.vocab.load import cached_words

LANGUAGES = ("id", "en")


class Calendar(NamedTuple):
    """The words of dates in lower case, each with what it stands for.

    `months` are 1–12, `weekdays` 0–6 from Monday, both with their abbreviations; `full_names` are those of them that
    may stand alone. `words` are the plain lists of calendar.toml by name; the other tables bear their names there.
    """

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    full_names: frozenset[str]
    words: Mapping[str, frozenset[str]]
    relative_days: Mapping[str, int]
    deixis: Mapping[str, int]
    parts: Mapping[str, DateModifier]
    periods: Mapping[str, int]
    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]
    one_unit: Mapping[str, str]
    spelled: Mapping[str, Any]


@functools.cache
def calendar(folders: tuple[Path, ...] = ()) -> Calendar:
    """The calendar of the shipped words and those of the vocabulary folders; built once per folder list."""

    def table(name: str) -> dict[str, Any]:
        return dict(cached_words("calendar", name, folders))

    months = dict(_cldr("months", "wide")) | table("months")
    weekdays = dict(_cldr("days", "wide")) | table("weekdays")
    return Calendar(
        months=dict(_cldr("months", "abbreviated")) | table("months_short") | months,
        weekdays=dict(_cldr("days", "abbreviated")) | table("weekdays_short") | weekdays,
        full_names=frozenset(months) | frozenset(weekdays),
        words={name: frozenset(words) for name, words in table("words").items()},
        relative_days=table("relative_days"),
        deixis=table("deixis"),
        parts=table("parts"),
        periods=table("periods"),
        ordinals=table("ordinals"),
        numbers=table("numbers"),
        one_unit=table("one_unit"),
        spelled=table("spelled"),
    )


def _cldr(kind: Literal["months", "days"], width: str) -> Iterable[tuple[str, int]]:
    """The names in lower case with their numbers, as they stand in a date and alone."""
    from babel import Locale  # noqa: PLC0415  importing it costs more than reading a short text

    for language in LANGUAGES:
        locale = Locale(language)
        names = locale.months if kind == "months" else locale.days
        for context in ("format", "stand-alone"):
            for number, name in names[context][width].items():
                yield name.lower().rstrip("."), number
