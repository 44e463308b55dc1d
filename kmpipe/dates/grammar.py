"""The grammar of dates: which rows of symbols are a date, ranges before singles, longer before shorter.

A rule is a row of the words below; a digit behind a word numbers the point it belongs to (`day1 to day2 month2`).
`?`, `|` and brackets are those of regular expressions. The table in `kmpipe.dates.symbols` tells what a symbol is.
The first rule that holds decides: a date that the calendar then refuses is not read in another way.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kmpipe.dates.symbols import Token

_WORDS = {
    "day": "D", "year": "[YX]", "shortyear": "[DN]", "number": "N", "full": "F", "short": "S", "numberyear": "V", "month": "M",
    "weekday": "W", "dateword": "T", "dayword": "H", "monthword": "B", "yearword": "A", "weekword": "L", "period": "G",
    "ordinal": "[OCD]", "quarter": "Q", "part": "P", "deixis": "R", "relative": "K", "count": "[CD]", "oneunit": "U",
    "every": "E", "daypart": "Z", "link": "I", "between": "b", "to": "J", "and": "&", "comma": ",", "open": r"\(",
    "close": r"\)", "slash": "/",
}  # fmt: skip

_PHRASES = {
    # a weekday or two before the day: "pada hari Kamis dan Jumat, tanggal", "Wednesday afternoon (", "hari ini, Kamis ("
    "HEAD1": "deixis? ( relative comma? open? )? ( dayword? weekday1 daypart? ( weekword? deixis )? ( ( to | and ) dayword? weekday2 daypart? )? comma? open? )? dayword? dateword?",
    "HEAD2": "( dayword? weekday3 daypart? comma? open? )? dayword? dateword?",
    "MONTH1": "link? link? monthword? month1",
    "MONTH2": "link? link? monthword? month2",
    "YEAR1": "comma? yearword? year1",
    "YEAR2": "comma? yearword? year2",
    # "15", "15-17", "15, 16 dan 17", "16-17 dan 20"; eight items at most keep matching linear
    "DAYS": "(?P<days> day ( to dateword? day )? ( ( comma day ( to day )? ){0,8} comma? and dateword? day ( to day )? )? )",
    "PART": "( part1 to? link? link? )",
    "UNIT": "( dayword1 | weekword1 | monthword1 | yearword1 )",
    "LENGTH": "( weekword1 | monthword1 | yearword1 )",
}  # fmt: skip

_RULES = (
    ("recurring", "every ( dayword | dateword | monthword | yearword | weekday | weekword | month | day | to | and | part | count | short | comma weekday )+"),
    ("date to date", "HEAD1 full1 close? to HEAD2 full2"),
    ("date to date", "HEAD1 short1 close? deixis? to HEAD2 ( short2 | full2 )"),
    ("date to date", "HEAD1 day1 MONTH1 ( YEAR1 )? close? to HEAD2 day2 MONTH2 ( YEAR2 )?"),
    ("date to date", "between HEAD1 day1 MONTH1 ( YEAR1 )? close? and HEAD2 day2 MONTH2 ( YEAR2 )?"),
    ("date to date", "HEAD1 month1 day1 ( YEAR1 )? to HEAD2 month2 day2 ( YEAR2 )?"),
    ("day to date", "HEAD1 day1 to ( short2 | full2 | numberyear2 )"),
    ("day to date", "between HEAD1 day1 and dateword? day2 MONTH2 ( YEAR2 )?"),
    ("date with dashes", "HEAD1 day1 ( to | slash ) month1 ( to | slash ) ( year1 | shortyear1 )"),
    ("days of a month", "HEAD1 DAYS MONTH1 ( YEAR1 | deixis2 )?"),
    ("days of a month", "HEAD1 month1 comma? DAYS YEAR1"),
    ("month and day", "HEAD1 month1 DAYS"),
    ("numeric date", "HEAD1 full1"),
    ("paired days", "HEAD1 short1 MONTH1 ( YEAR1 )?"),
    ("short numeric date", "HEAD1 short1 close? deixis2?"),
    ("month to month", "PART? monthword? month1 ( YEAR1 )? to part? monthword? month2 ( YEAR2 )?"),
    ("month to month", "between PART? monthword? month1 ( YEAR1 )? and part? monthword? month2 ( YEAR2 )?"),
    ("year to month", "PART? yearword? year1 to part? monthword? month2 YEAR2"),
    ("month to year", "PART? monthword? month1 YEAR1 to part? yearword? year2"),
    ("months", "monthword? (?P<months> month ( comma month ){0,10} comma? and monthword? month ) YEAR1"),
    ("months", "monthword? (?P<months> month ( comma month ){0,10} comma? and monthword? month )"),
    ("month and year", "PART? monthword? deixis? month1 link? YEAR1"),
    ("period", "PART? period1 to? ordinal1 link? YEAR1"),
    ("period", "PART? ordinal1 period1 link? link? YEAR1"),
    ("period", "PART? quarter1 ( slash | link )? YEAR1"),
    ("period", "PART? period1 to? ordinal1"),
    ("period", "PART? ordinal1 period1"),
    ("period", "PART? quarter1"),
    ("year to year", "yearword? year1 slash year2"),
    ("year to year", "PART? yearword? year1 to part? yearword? year2"),
    ("year to year", "between yearword? year1 and yearword? year2"),
    ("year", "PART? yearword1? link? year1"),
    ("typed year", "yearword number1"),
    ("month", "PART? ( monthword1 | deixis1 )? month1 deixis2?"),
    ("time ago", "( count1 UNIT | oneunit1 ) deixis2"),
    ("weekday of week", "dayword? weekday1 deixis1 weekword"),
    ("weekday of week", "dayword? weekday1 weekword deixis2"),
    ("weekday of day", "dayword? weekday1 daypart? comma? relative1"),
    ("weekdays", "dayword? weekday to dayword? weekday"),
    ("weekday", "deixis1? dayword1? weekday1 daypart? deixis2?"),
    ("unit", "PART? deixis1 LENGTH"),
    ("unit", "PART? LENGTH deixis2"),
    ("part of unit", "PART ( monthword1 | yearword1 )"),
    ("relative day", "relative1"),
    ("days of this month", "( dayword? weekday1 comma? )? dateword DAYS monthword deixis2"),
    ("day", "dateword day1"),
)  # fmt: skip
# symbols with which no date begins
_NEVER_FIRST = frozenset("x.,()&J/INXZ")


class Match(NamedTuple):
    """A rule that holds for the tokens `[first, last)`; `at` gives the token index of each numbered word (`day1`).

    `days` and `months` are the token ranges of the lists of the rules that have one.
    """

    rule: str
    first: int
    last: int
    at: dict[str, int]
    days: tuple[int, int]
    months: tuple[int, int]


@functools.cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(_expand(spec))) for name, spec in _RULES)


def _expand(spec: str) -> str:
    """The regular expression over symbols that a rule stands for."""
    pattern = []
    for item in spec.split():
        word = item.rstrip("?")
        mark = item[len(word) :]
        plain = word.rstrip("123")
        if word in _PHRASES:
            pattern.append(f"(?:{_expand(_PHRASES[word])}){mark}")
        elif plain in _WORDS:
            pattern.append((f"(?P<{word}>{_WORDS[plain]})" if plain != word else _WORDS[plain]) + mark)
        else:
            pattern.append("(?:" if item == "(" else item)
    return "".join(pattern)


def matches(row: Sequence[Token], stands: Callable[[Match], bool]) -> Iterator[Match]:
    """The dates of a row from left to right, never overlapping.

    `stands` says whether a match holds in its company (a bare number is not always a year); where it does not, the
    next rule is tried.
    """
    symbols = "".join(token.symbol for token in row)
    index = 0
    while index < len(symbols):
        found = None if symbols[index] in _NEVER_FIRST else _longest(symbols, index, stands)
        if found is None:
            index += 1
            continue
        yield found
        index = found.last


def _longest(symbols: str, index: int, stands: Callable[[Match], bool]) -> Match | None:
    for name, pattern in _rules():
        if (hit := pattern.match(symbols, index)) is None:
            continue
        at = {group: hit.start(group) for group, value in hit.groupdict().items() if value and group[-1].isdigit()}
        spans = (hit.span(group) if group in pattern.groupindex else (0, 0) for group in ("days", "months"))
        last = hit.end()
        if last < len(symbols) and symbols[last] == ")" and "(" in hit[0] and ")" not in hit[0][hit[0].rindex("(") :]:
            last += 1
        found = Match(name, index, last, at, *spans)
        if stands(found):
            return found
    return None
