"""A text as a row of tokens, each with a one-letter symbol of what it may be in a date.

| symbol | token | value |
|---|---|---|
| D | a number that may be a day (`5`, `07`, `20th`) | 1–31 |
| Y | a four-digit number that may be a year | the year |
| N | any other number | |
| F | a whole numeric date (`25/10/2018`, `2018-10-25`) | year, month, day (or None) |
| S | a short numeric date (`25/10`) | month, day |
| V | number and year with a slash (`26/2019`) | the two |
| M W | a month name, a weekday name | 1–12, 0–6 |
| T H B A L | a word for date, day, month, year, week | |
| G O Q | a period of the year, an ordinal, both in one (`Q3`) | months, number, both |
| P R K C | part (`awal`), deixis (`lalu`), relative day (`kemarin`), small number in words | |
| U | one unit in one word (`seminggu`) | |
| E Z I | recurrence (`setiap`), part of the day (`sore`), a linking word (`of`) | |
| b X | "between", a four-digit number that cannot be a year | |
| J & , ( ) / | range joiner, "and", comma, brackets, a slash between numbers | |
| x | any other word or sign, and what a decoy hides | |
| . | the end of a sentence or line | |
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kmpipe.dates.calendar import Calendar, calendar

EARLIEST, LATEST = 1000, 2199
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES = dict.fromkeys(map(ord, "‘’‛′`´"), "'")
_FOLD = _DASHES | _QUOTES | {0xA0: " ", 0x2007: " ", 0x202F: " ", ord("\t"): " ", ord("\r"): " "}
MASK = "\x00"
# no date has more digits and separators in one token
_LONGEST_NUMBER = 20
_TWO_DIGITS = re.compile(r"\d{2}")
_FIGURES = re.compile(r"\d+")
_BLANKS = re.compile(r"[ ]+")
_STUTTER = re.compile(r"([^\W\d_])\1\1+")
_SLIP = re.compile(rf"{_STUTTER.pattern}|'s")

# the lookahead spares words all these ways to read a number
_NUMBERS = r"""
    (?=[\d'])(?:
    (?P<ymd>\d{4}([-/.])\d{1,2}\2\d{1,2}(?!\d|[-/]\d))
  | (?P<dmy>\d{1,2}(?:([-/.])\d{1,2}\4\d{4,5}|/\d{1,2}/\d{2}|[ ]?/[ ]?\d{1,2}[ ]?/[ ]?\d{4})(?!\d|[-/]\d))
  | (?P<dm>\d{1,2}/\d{1,2}(?![\d/.,]\d|\d))
  | (?P<ym>\d{4}-(?:0[1-9]|1[0-2])(?![\d\-]|[.,:/]\d))
  | (?P<dy>\d{1,2}/\d{4}(?![\d/]))
  | (?P<day>\d{1,2}(?:st|nd|rd|th)(?![^\W_]))
  | (?P<short>'\d{2}(?![\d']))
  | (?P<decimal>\d+(?:[.,:]\d+)+)
  | (?P<number>\d+)
    )
"""
_OTHER = ("x", None)
_SIGNS = {"-": "J", "&": "&", ",": ",", "(": "(", ")": ")", "/": "/", "\n": ".", ".": ".", ";": ".", "!": ".", "?": "."}


class Token(NamedTuple):
    """`[start, end)` in the text, the symbol, the value that belongs to the symbol, and the folded words."""

    symbol: str
    start: int
    end: int
    value: Any
    word: str


class Lexicon(NamedTuple):
    """The words of the calendar by symbol, and the pattern that cuts a text into tokens."""

    entries: dict[str, tuple[str, Any]]
    pattern: re.Pattern[str]
    calendar: Calendar


def fold(text: str) -> str:
    """The text in lower case with plain dashes, apostrophes and spaces, each code point in its old place.

    >>> fold("Jum’at – İzmir")
    "jum'at - İzmir"
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLD)


@functools.cache
def lexicon(folders: tuple[Path, ...] = ()) -> Lexicon:
    """The lexicon of the calendar; where a word has two meanings the later line of this function wins."""
    known = calendar(folders)
    entries: dict[str, tuple[str, Any]] = {}
    for symbol, table in (("O", known.ordinals), ("C", known.numbers), ("G", known.periods), ("U", known.one_unit)):
        entries |= {word: (symbol, value) for word, value in table.items()}
    for name, symbol in _LISTS.items():
        entries |= dict.fromkeys(known.words[name], (symbol, None))
    for symbol, table in (
        ("R", known.deixis), ("P", known.parts), ("K", known.relative_days), ("M", known.months), ("W", known.weekdays)
    ):  # fmt: skip
        entries |= {word: (symbol, value) for word, value in table.items()}
    phrases = sorted((word for word in entries if not word.isalpha()), key=lambda word: (-len(word), word))
    spelled = "|".join(
        re.escape(word).replace(r"\ ", "[ ]{1,3}") + _bound(word) for word in phrases if word not in _SIGNS
    )
    words = (
        rf"(?P<phrase>(?<![^\W\d_])(?:{spelled}))|(?P<period>(?:q[1-4]|h[12])(?!\w))|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    )
    return Lexicon(entries, re.compile(rf"{_NUMBERS}|{words}|(?P<sign>[^\w ])|(?P<rest>_)", re.VERBOSE), known)


_LISTS = {
    "link": "I", "date_word": "T", "day_word": "H", "month_word": "B", "year_word": "A", "week_word": "L",
    "day_part": "Z", "every": "E", "to": "J", "and": "&", "between": "b",
}  # fmt: skip


def _bound(word: str) -> str:
    return r"(?![^\W\d_])" if word[-1].isalpha() else r"(?!\d)" if word[-1].isdigit() else ""


def tokens(folded: str, original: str, words: Lexicon) -> list[Token]:
    """The tokens of a folded text whose decoys are masked. `original` tells capitals from small letters."""
    found: list[Token] = []
    slips = _SLIP.search(folded) is not None  # most texts have none, and no word of theirs need be mended
    for match in words.pattern.finditer(folded):
        word = match[0]
        match match.lastgroup:
            case "word":
                symbol, value = words.entries.get(word) or (slips and words.entries.get(_mended(word))) or _OTHER
            case "sign":
                symbol, value = _SIGNS.get(word, "x"), None
            case "phrase":
                symbol, value = words.entries.get(_BLANKS.sub(" ", word)) or _OTHER
            case "period":
                symbol, value = "Q", (3 if word[0] == "q" else 6, int(word[1]))
            case "rest" | None:
                symbol, value = _OTHER
            case kind:
                symbol, value = _number(kind, word)
        found.append(Token(symbol, match.start(), match.end(), value, word))
    return _settle(found, original, words.calendar)


def _number(kind: str, text: str) -> tuple[str, Any]:
    if len(text) > _LONGEST_NUMBER:
        return "N", text
    figures = _FIGURES.findall(text)
    parts = [int(figure) for figure in figures]
    match kind:
        case "ymd":
            return "F", (parts[0], parts[1], parts[2])
        case "ym":
            return "F", (parts[0], parts[1], None)
        case "dmy":
            # a fifth digit ("4/1/20202") is a slip of the hand, see `kmpipe.dates.typos`; "0018" is no year of ours
            year = int(figures[2][:4]) if len(figures[2]) > 2 else century(parts[2])
            # month before day only where it cannot be otherwise: 10/25/2018
            day, month = (parts[1], parts[0]) if parts[1] > 12 >= parts[0] and "/" in text else (parts[0], parts[1])
            return "F", (year, month, day)
        case "dm":
            return "S", (parts[1], parts[0])
        case "dy":
            return "V", (parts[0], parts[1])
        case "short":
            return "Y", century(parts[0])
        case "decimal":
            return "N", text
    digits = text.rstrip("stndrh")
    if len(digits) <= 2 and 1 <= parts[0] <= 31:
        return "D", parts[0]
    if len(digits) == 4 and EARLIEST <= parts[0] <= LATEST:
        return "Y", parts[0]
    return ("X" if len(digits) == 4 else "N"), text


def century(year: int) -> int:
    """A two-digit year as four digits: up to 69 in this century (the POSIX rule)."""
    return year + (2000 if year < 69 else 1900)


def _mended(word: str) -> str:
    """The word without a possessive, and with no letter three times in a row (`tangggal`)."""
    return _STUTTER.sub(lambda found: found[1] * 2, word.removesuffix("'s"))


# the symbols that a neighbour may change
_UNSETTLED = frozenset("MWDYSFVN.")


def _settle(found: list[Token], original: str, known: Calendar) -> list[Token]:
    """Symbols that only the neighbours decide: ambiguous names, numbers glued to letters, weeks, full stops."""
    settled: list[Token] = []
    for index, token in enumerate(found):
        symbol = token.symbol
        if symbol not in _UNSETTLED:
            settled.append(token)
            continue
        before = settled[-1] if settled else _NOTHING
        after = found[index + 1] if index + 1 < len(found) else _NOTHING
        if symbol in "MW" and token.word in known.words["ambiguous"]:
            symbol = _ambiguous(token, before, after, original, known)
        elif symbol in "DYSFV" and _glued(token, before, after, original):
            symbol = "N"
        elif symbol == "N" and after.symbol == "M" and _TWO_DIGITS.fullmatch(token.word):
            symbol = "D"  # "32 Mei 2018": for the calendar to refuse
        elif token.word == "." and _abbreviates(token, before, after, known):
            continue
        value = int(token.word) if (token.symbol, symbol) == ("N", "D") else token.value
        settled.append(token if symbol == token.symbol else token._replace(symbol=symbol, value=value))
    return settled


_NOTHING = Token("x", 0, 0, None, "")


def _abbreviates(stop: Token, before: Token, after: Token, known: Calendar) -> bool:
    """Whether a full stop belongs to an abbreviation such as "Okt." or "tgl." and ends no sentence."""
    short = before.symbol in "MWTAB" and before.word not in known.full_names
    return short and before.end == stop.start and after.symbol in "DYNFM"


def _ambiguous(token: Token, before: Token, after: Token, original: str, known: Calendar) -> str:
    """A month or weekday that may be an ordinary word ("may", "sat", "minggu"): M, W, L or x."""
    if token.word in known.words["week_or_day"]:
        if after.symbol in "ROC" or before.symbol in "RCDO" or before.symbol == "P":
            return "L"
        if before.symbol == "H" or (before.symbol == "J" and after.symbol in ",(DFS"):
            return "W"
    if original[token.start].isupper():
        return token.symbol
    # "25 may 2018", and a query that begins "may 2018"
    return token.symbol if after.symbol == "Y" and (before.symbol == "D" or before is _NOTHING) else "x"


def _glued(token: Token, before: Token, after: Token, original: str) -> bool:
    """Whether a number hangs on a word (`P25`, `RW08`) that is no part of a date (`Nov13`)."""
    if token.start == 0 or not (original[token.start - 1].isalnum() or original[token.start - 1] == "_"):
        return False
    if before.symbol in "MWTAH":
        return False
    # "Kegiatan25 Oktober 2018": text of two page elements run together
    return not (token.symbol in "DF" and original[token.start - 1].islower() and after.symbol in "MJ.")


def sentence_start(row: Sequence[Token], index: int, reach: int) -> int:
    """The first token of the sentence that token `index` is in, at most `reach` tokens back."""
    first = index
    while first > 0 and index - first < reach and row[first - 1].symbol != ".":
        first -= 1
    return first
