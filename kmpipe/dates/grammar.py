"""The grammar of dates: which rows of symbols are a date, ranges before singles, longer before shorter.

A rule is a row of the words below; a digit behind a word numbers the point it belongs to (`day1 to day2 month2`).
`?`, `|` and brackets are those of regular expressions. The table in `kmpipe.dates.symbols` tells what a symbol is.
The first rule that holds decides: a date that the calendar then refuses is not read in another way.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

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
# a linking word, and a year that cannot be one, begin no date of their own
_NEVER_FIRST = frozenset("IX")

T = TypeVar("T")


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


class _Rule(NamedTuple):
    """A rule: its name, the regular expression over symbols, its numbered words, the symbols it can begin with."""

    name: str
    pattern: re.Pattern[str]
    numbered: tuple[str, ...]
    first: frozenset[str]


@functools.cache
def _rules() -> Mapping[str, tuple[_Rule, ...]]:
    """The rules by the symbols with which they can begin, in the order of the table."""
    rules = [_rule(name, spec) for name, spec in _RULES]
    symbols = frozenset().union(*(rule.first for rule in rules)) - _NEVER_FIRST
    return {symbol: tuple(rule for rule in rules if symbol in rule.first) for symbol in symbols}


def _rule(name: str, spec: str) -> _Rule:
    pattern = re.compile(_expand(spec))
    numbered = tuple(word for word in pattern.groupindex if word[-1].isdigit())
    return _Rule(name, pattern, numbered, _beginnings(iter(spec.split()))[0])


def _beginnings(items: Iterator[str]) -> tuple[frozenset[str], bool]:
    """The symbols with which the items can begin, up to their closing bracket, and whether a row may pass them by."""
    symbols: frozenset[str] = frozenset()
    passed = False  # by an alternative before this one
    empty = True
    for item in items:
        if item.startswith(")"):
            return symbols, passed or empty or item[1:2] in {"?", "{"}
        if item == "|":
            passed, empty = passed or empty, True
            continue
        word = item.rstrip("?")
        if item.startswith("("):
            first, optional = _beginnings(items)
        elif word in _PHRASES:
            first, optional = _beginnings(iter(_PHRASES[word].split()))
        else:
            first, optional = frozenset(_WORDS[word.rstrip("123")].strip("[]\\")), False
        if empty:
            symbols, empty = symbols | first, optional or item.endswith("?")
    return symbols, passed or empty


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


def matches(row: Sequence[Token], read: Callable[[Match], T | None]) -> Iterator[T]:
    """What `read` makes of the dates of a row, from left to right, never overlapping.

    `read` gives None for a match that does not hold in its company (a bare number is not always a year); the next rule
    is tried then.
    """
    symbols = "".join([token.symbol for token in row])
    rules = _rules()
    index = 0
    while index < len(symbols):
        possible = rules.get(symbols[index])
        found = _longest(possible, symbols, index, read) if possible else None
        if found is None:
            index += 1
            continue
        yield found[0]
        index = found[1]


def _longest(
    rules: Iterable[_Rule], symbols: str, index: int, read: Callable[[Match], T | None]
) -> tuple[T, int] | None:
    """What `read` makes of the first of the rules that holds at `index`, and where its match ends."""
    for rule in rules:
        if (hit := rule.pattern.match(symbols, index)) is None:
            continue
        at = {word: place for word in rule.numbered if (place := hit.start(word)) >= 0}
        lists = rule.pattern.groupindex
        days, months = (hit.span(group) if group in lists else (0, 0) for group in ("days", "months"))
        last = hit.end()
        if symbols[last : last + 1] == ")" and "(" in hit[0] and ")" not in hit[0][hit[0].rindex("(") :]:
            last += 1
        if (said := read(Match(rule.name, index, last, at, days, months))) is not None:
            return said, last
    return None
