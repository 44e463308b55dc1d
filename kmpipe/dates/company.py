"""Whether a match holds in its company: a bare number is not always a year, nor "May" always a month."""

from __future__ import annotations

from collections.abc import Sequence

from kmpipe.dates.calendar import Calendar
from kmpipe.dates.grammar import Match
from kmpipe.dates.symbols import Token

# bare numbers outside these are a year only where a word says so
FIRST_BARE, LAST_BARE = 1900, 2099
_NOTHING = Token(".", 0, 0, None, "")


class Company:
    """The tokens around a match; `original` is the text they were cut from."""

    def __init__(self, row: Sequence[Token], original: str, known: Calendar, counters: frozenset[str]) -> None:
        self._row = row
        self._original = original
        self._words = known.words
        self._full_names = known.full_names
        self._counters = counters

    def stands(self, match: Match) -> bool:
        """Whether the match is a date here."""
        match match.rule:
            case "year":
                return "part1" in match.at or "yearword1" in match.at or self._is_year(match)
            case "year to year":
                return self._are_years(match)
            case "month":
                return self._is_month(match)
            case "month and day":
                return self._capital(match.at["month1"]) and self._word(match.last) not in self._counters
            case "short numeric date":
                return self._marked(match)
            case "date to date" | "day to date":
                return "full1" in match.at or not {"short2", "numberyear2"} & match.at.keys() or self._marked(match)
            case "period":
                return "year1" in match.at or self._is_period(match)
            case "weekday":
                return self._is_weekday(match)
            case "unit" | "part of unit":
                # "10 tahun yang akan datang" is a length of time
                before, after = self._at(match.first - 1), self._at(match.last)
                return before.symbol not in "DCNO)" and after.symbol != "I"
            case "time ago":
                return int(self._row[match.at["deixis2"]].value) < 0
            case "typed year":
                # "tahun 2.020"
                digits = self._row[match.at["number1"]].word
                return len(digits) == 5 and digits[1] in ".," and digits[0] in "12"
        return True

    def _at(self, index: int) -> Token:
        return self._row[index] if 0 <= index < len(self._row) else _NOTHING

    def _word(self, index: int) -> str:
        return self._at(index).word

    def _capital(self, index: int) -> bool:
        return 0 <= index < len(self._row) and self._original[self._row[index].start].isupper()

    def _is_year(self, match: Match) -> bool:
        year, before, after = self._row[match.at["year1"]], self._at(match.first - 1), self._at(match.last)
        if year.symbol != "Y" or (year.word.startswith("'")):
            return False
        if before.word in self._words["year_cue"]:
            return True
        if (
            not FIRST_BARE <= year.value <= LAST_BARE
            or after.word in self._counters
            or before.word in self._words["quantity"]
        ):
            return False
        if before.symbol == "(":
            return after.symbol in "),./"
        if before.symbol in ",&" and self._at(match.first - 2).symbol in "Y,":
            return True
        if before.word in self._words["year_cue_weak"] or self._capital(match.first - 1) or self._capital(match.last):
            return True
        if before.symbol == "," and self._capital(match.first - 2) and after.symbol in ".)":
            return True
        # a name with its acronym, or the last word of a sentence
        return before.symbol == ")" or (after.symbol in ".,)" and before.symbol not in ".,")

    def _are_years(self, match: Match) -> bool:
        first, last = self._row[match.at["year1"]], self._row[match.at["year2"]]
        if first.symbol != "Y" or last.symbol != "Y" or self._word(match.last) in self._counters:
            return False
        slash = self._row[match.first + 1].symbol == "/"
        step = int(last.value) - int(first.value)
        return step == 1 if slash else step > 0

    def _is_month(self, match: Match) -> bool:
        month, before = self._row[match.at["month1"]], self._at(match.first - 1)
        if "monthword1" in match.at or "part1" in match.at or {"deixis1", "deixis2"} & match.at.keys():
            return True
        if month.word not in self._full_names or not self._capital(match.at["month1"]):
            return False
        cue = before.word in self._words["year_cue"] or before.word in self._words["year_cue_weak"]
        if month.word in self._words["cue_needed"]:
            return cue
        # "Maret" between two capitalised words is a name
        return cue or not (self._capital(match.last) or self._at(match.last).symbol == "D")

    def _is_period(self, match: Match) -> bool:
        """A period without a year: only a quarter, with a word or a Roman number."""
        if "quarter1" in match.at:
            return False
        return self._row[match.at["period1"]].value == 3 and self._row[match.at["ordinal1"]].symbol != "D"

    def _is_weekday(self, match: Match) -> bool:
        if {"dayword1", "deixis1", "deixis2"} & match.at.keys():
            return True
        return self._row[match.at["weekday1"]].word in self._full_names and self._capital(match.at["weekday1"])

    def _marked(self, match: Match) -> bool:
        """Whether a short numeric date has a weekday, a bracket or a word for date about it."""
        before = self._at(match.first - 1).symbol
        if (
            "weekday1" in match.at
            or "full2" in match.at
            or before == "("
            or "(" in {token.symbol for token in self._row[match.first : match.last]}
            or (before == "," and self._row[match.last - 1].symbol == ")")
        ):
            return True
        return self._row[match.first].symbol == "T"
