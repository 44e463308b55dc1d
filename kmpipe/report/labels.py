"""What charts and pages say: labels in the reader's language, and days, numbers and shares as that language writes them."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path
from string import Template
from typing import Literal, get_args

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from kmpipe.export.days import first_day
from kmpipe.model import Period
from kmpipe.report.calendar import DAY, MONTH, YEAR
from kmpipe.report.records import NO_AREA, Area
from kmpipe.vocab.load import cached_words

LabelLanguage = Literal["id", "en"]
LABEL_LANGUAGES: tuple[LabelLanguage, ...] = get_args(LabelLanguage)
_FILE = "report_labels"


class Labels:
    """The labels of one language, from the vocabulary `report_labels`: call it with a key and what `$name` stands for."""

    def __init__(self, language: LabelLanguage, folders: tuple[Path, ...] = ()) -> None:
        self.language = language
        self._texts = cached_words(_FILE, language, folders)
        self._terms = cached_words(_FILE, "terms", folders) if language == "id" else {}

    def __call__(self, key: str, **values: str | int) -> str:
        """The text of a key; whole numbers are written as the language does."""
        shown = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return Template(self._texts[key]).safe_substitute(shown)

    def term(self, value: str) -> str:
        """A value of a record (`held`, `year inferred`) as a reader of the language says it."""
        return str(self._terms.get(value, value))

    def either(self, indonesian: str, english: str | None) -> str:
        """The one of two names that fits the language; the Indonesian one where there is no other."""
        return english or indonesian if self.language == "en" else indonesian

    def area(self, area: Area, *, short: bool = False) -> str:
        """A focus area by its notation and label; short by its notation alone, where it has one."""
        if area.id == NO_AREA:
            return self("no_area")
        label = self.either(area.label_id, area.label_en)
        if not area.notation:
            return label
        notation = self.either(area.notation, area.notation_en)
        return notation if short else f"{notation} · {label}"

    def number(self, value: int) -> str:
        """`1.234` in Indonesian, `1,234` in English."""
        return format_decimal(value, locale=self.language)

    def share(self, part: int, whole: int) -> str:
        """A share in whole per cent, 0 and 100 for none and all alone; a dash where there is no whole."""
        if not whole:
            return "–"
        share = min(max(part / whole, 0.01), 0.99) if 0 < part < whole else part / whole
        return format_percent(share, locale=self.language)

    def day(self, value: str) -> str:
        """A calendar value (`2018`, `2018-05`, `2018-05-30`) in words, no more precise than it is; what is none as it stands."""
        first = first_day(value)
        if first is None:
            return value
        pattern = "d MMMM y" if len(value) >= DAY else "MMMM y" if len(value) >= MONTH else "y"
        return str(format_date(first, pattern, locale=self.language))

    def days(self, held: Period | None) -> str:
        """When something was held: `15–17 Januari 2018`; without a date a word for that."""
        if held is None:
            return self("undated")
        return self.range(held.start, held.end or held.start)

    def range(self, start: str, end: str) -> str:
        """Two calendar values as a range, without saying twice what they share: `30 Juli – 2 Agustus 2018`."""
        first, closing = first_day(start), self.day(end)
        if first is None or start == end:
            return closing
        if len(start) == len(end) and start[:YEAR] == end[:YEAR]:
            if len(start) == DAY and start[:MONTH] == end[:MONTH]:
                return f"{first.day}–{closing}"
            pattern = "d MMMM" if len(start) == DAY else "MMMM"
            return f"{format_date(first, pattern, locale=self.language)} – {closing}"
        return f"{self.day(start)} – {closing}"

    def months(self, first: str | None, last: str | None) -> str:
        """Two calendar values by their months, in short: `Jan 2018 – Agu 2019`."""
        if first is None or last is None:
            return self("undated")
        start, end = (self.period(value[:MONTH], short=True) for value in (first, last))
        return start if start == end else f"{start} – {end}"

    def period(self, name: str, *, short: bool = False) -> str:
        """A period of `calendar` in words: `Mei 2018`, `Triwulan 2 2018`, `2018`."""
        year, _, part = name.partition("-")
        if part.startswith("Q"):
            return self("quarter_short" if short else "quarter", number=part[1:], year=year)
        if part and short:
            return format_date(date(int(year), int(part), 1), "MMM y", locale=self.language)
        return self.day(name)


@functools.cache
def read_labels(language: LabelLanguage, folders: tuple[Path, ...] = ()) -> Labels:
    """The labels of a language, those of a workspace's `vocab/report_labels.toml` before the shipped ones."""
    return Labels(language, folders)
