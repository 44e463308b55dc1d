"""Finding the dates of a text: normalise, mask decoys, match, compose, resolve; then the role, as far as it is in the date.

| step | module | what it does |
|---|---|---|
| normalise, mask | `decoys`, `stamps` | one kind of dash and blank; numbers of laws, telephones, addresses hidden, file names set apart |
| match | `symbols`, `spelled`, `typos`, `grammar`, `company` | tokens; rows of them that are a date, ranges first, where their company allows |
| compose | `readings` | what a match says: a point, a range, a step from the day of writing |
| resolve | `resolve`, `times` | calendar values against the day of publication, warnings, times of day |
| role | here | file stamp, law; the others need the sentence: `kmpipe.extraction.roles` |
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from kmpipe.dates.company import Company
from kmpipe.dates.decoys import Masked, decoys, mask
from kmpipe.dates.grammar import Match, matches
from kmpipe.dates.readings import Reading, readings
from kmpipe.dates.resolve import Resolver, Value, is_backwards
from kmpipe.dates.spelled import numerals, read_spelled
from kmpipe.dates.stamps import Stamp, stamps
from kmpipe.dates.symbols import MASK, Token, fold, lexicon, tokens
from kmpipe.dates.times import times_after, times_before
from kmpipe.dates.typos import mend
from kmpipe.model import DateMention, DateRole, Evidence

# how sure a rule is of a date it states in full; what is inferred or mended costs
_CONFIDENCE = {"year": 0.85, "short numeric date": 0.9, "weekday": 0.6, "relative day": 0.7, "unit": 0.7, "part of unit": 0.5, "time ago": 0.5,
               "month": 0.8, "day": 0.5}  # fmt: skip
_SURE = 0.95
_COST = {
    "year inferred": 0.1,
    "weekday contradicts": 0.2,
    "typo repaired": 0.15,
    "year open": 0.4,
    "impossible date": 0.4,
}
# code points: shorter texts are read quickly, longer ones would hold too much memory
_SHORT, _LONG = 500, 200_000
# how far before a date a word may stand that makes its sentence look ahead, in tokens
_REACH = 12
# how far behind the number of a law its own date may stand, in code points
_ACT_REACH = 60

_PLAIN = re.compile(r"(?P<year>[12]\d{3})|(?P<month>0?[1-9]|1[0-2])/(?P<y>[12]\d{3})")
_BEFORE = re.compile(r"[\s,(|:\-–—]*")
# seconds, a fraction of them, and the zone
_BEHIND = re.compile(r"[\s,)|.]*(?:[:.]\d+)*\s*(?:WIB|WITA|WIT|UTC|GMT|Z)?(?:[+-]\d\d:?\d\d)?[\s)|.]*", re.IGNORECASE)


def find_dates(
    text: str, reference: dt.date | None = None, *, folders: tuple[Path, ...] = ()
) -> tuple[DateMention, ...]:
    """The dates of a text in text order, never overlapping, each with one piece of evidence (offsets into `text`).

    `reference` is the day of publication: dates without a year and relative words (`kemarin`) are read against it;
    without it and without a dated neighbour `start` is None, with the warning "year open". A day that the calendar does
    not hold (31 November, the year 0018) has no `start` either, with the warning "impossible date". The role is
    "mentioned", "file stamp" for a date in a file name, or "law" for the date of a law or decree.

    >>> [(m.start, m.end) for m in find_dates("Semarang, 15-17 Januari 2018. Tel. 021-2018, UU 23 Tahun 2014")]
    [('2018-01-15', '2018-01-17')]
    """
    masked, files, row, found = (_remembered if _SHORT < len(text) < _LONG else _said)(text, folders)
    resolver = Resolver(reference, _sentences(row), found)
    ahead = lexicon(folders).calendar.words["ahead"]
    starts = [*(row[reading.first].start for reading in found[1:]), len(text)]
    ends = [0, *(row[reading.last - 1].end for reading in found)]
    mentions = [_file_mention(stamp, text) for stamp in files]
    for reading, room in zip(found, zip(ends, starts, strict=False), strict=False):
        value = resolver.value(reading, ahead=_looks_ahead(row, reading, ahead))
        if value is not None:
            mentions.append(_mention(text, masked, row, reading, value, room, folders))
    return tuple(sorted(mentions, key=lambda mention: mention.evidence[0].start))


class _Said(NamedTuple):
    """What a text says before it is read against a day: its decoys, its file-name dates, its tokens, its readings."""

    masked: Masked
    files: Sequence[Stamp]
    row: Sequence[Token]
    found: Sequence[Reading]


def _said(text: str, folders: tuple[Path, ...]) -> _Said:
    masked = mask(fold(text), decoys(folders))
    files = list(stamps(masked.text))
    row, repaired = _row(text, _without(masked.text, files), folders)
    return _Said(masked, files, row, [_repaired(reading, repaired) for reading in _compose(text, row, folders)])


@functools.lru_cache(maxsize=2)
def _remembered(text: str, folders: tuple[Path, ...]) -> _Said:
    """What an article says: it is read against its day of publication, then against the day of its activity."""
    return _said(text, folders)


def _row(text: str, masked: str, folders: tuple[Path, ...]) -> tuple[list[Token], frozenset[int]]:
    """The tokens of a masked text, numbers in words and slips of the hand read, and which tokens hold a slip."""
    words = lexicon(folders)
    return mend(read_spelled(tokens(masked, text, words), numerals(folders)), words.calendar)


def _compose(text: str, row: Sequence[Token], folders: tuple[Path, ...]) -> list[Reading]:
    """What the dates of a row say, in text order: those the grammar matches that stand in their company."""
    company = Company(row, text, lexicon(folders).calendar, decoys(folders).counters)

    def read(match: Match) -> list[Reading] | None:
        if not company.stands(match):
            return None
        said = list(readings(match, row))
        return None if any(map(is_backwards, said)) else said

    return [reading for said in matches(row, read) for reading in said]


def parse_date(text: str, reference: dt.date | None = None) -> DateMention | None:
    """The whole text as one date or range, or None: for bylines and for `date:` in queries.

    A clock time and a zone may follow it. A bare number of four digits is a year, `10/2018` a month.

    >>> [parse_date(t).start for t in ("2018", "2018-10", "10/2018", "Oktober 2018", "Kamis, 25 Okt 2018 10:15 WIB")]
    ['2018', '2018-10', '2018-10', '2018-10', '2018-10-25']
    """
    stripped = text.strip()
    first = len(text) - len(text.lstrip())
    if (plain := _PLAIN.fullmatch(stripped)) is not None:
        year, month = plain["year"] or plain["y"], plain["month"]
        evidence = Evidence(
            start=first, end=first + len(stripped), quote=stripped, rule="year or month", confidence=_SURE
        )
        value = f"{year}-{int(month):02}" if month else year
        return DateMention(start=value, evidence=(evidence,))
    found = find_dates(text, reference)
    if len(found) != 1 or found[0].start is None:
        return None
    evidence = found[0].evidence[0]
    _, end = (
        times_after(fold(text), evidence.end, len(text))
        if len(found[0].start) == len("2018-05-30")
        else ((), evidence.end)
    )
    if _BEFORE.fullmatch(text[: evidence.start]) is None or _BEHIND.fullmatch(text[max(end, evidence.end) :]) is None:
        return None
    return msgspec.structs.replace(found[0], role="mentioned")


def _without(folded: str, files: Sequence[Stamp]) -> str:
    """The text with its file-name dates masked."""
    pieces, end = [], 0
    for stamp in files:
        pieces += [folded[end : stamp.start], MASK * (stamp.end - stamp.start)]
        end = stamp.end
    return "".join([*pieces, folded[end:]])


def _sentences(row: Sequence[Token]) -> list[int]:
    """The number of the sentence of each token."""
    return list(itertools.accumulate((token.symbol == "." for token in row), initial=0))


def _repaired(reading: Reading, repaired: frozenset[int]) -> Reading:
    if repaired.isdisjoint(range(reading.first, reading.last)):
        return reading
    return reading._replace(warnings=(*reading.warnings, "typo repaired"))


def _looks_ahead(row: Sequence[Token], reading: Reading, ahead: frozenset[str]) -> bool:
    """Whether the sentence of the reading looks ahead before it, or in the two words behind it."""
    for index in range(reading.first - 1, max(-1, reading.first - 1 - _REACH), -1):
        if row[index].symbol == ".":
            break
        if row[index].word in ahead:
            return True
    behind = itertools.takewhile(lambda token: token.symbol != ".", row[reading.last : reading.last + 2])
    return any(token.word in ahead for token in behind)


def _mention(
    text: str,
    masked: Masked,
    row: Sequence[Token],
    reading: Reading,
    value: Value,
    room: tuple[int, int],
    folders: tuple[Path, ...],
) -> DateMention:
    """The mention of a reading; its times stand in `room`, between the end of the date before and the start of the next."""
    after, limit = room
    start, end = row[reading.first].start, row[reading.last - 1].end
    times: tuple[str, ...] = ()
    if value.start is not None and len(value.start) == len("2018-05-30"):
        times, _ = times_after(masked.text, end, limit, folders)
        times = times or times_before(masked.text, start, after, folders)
    confidence = _CONFIDENCE.get(reading.rule, _SURE) - sum(_COST[warning] for warning in value.warnings)
    role: DateRole = "law" if _of_law(masked, start, decoys(folders).act_bridge) else "mentioned"
    evidence = Evidence(
        start=start, end=end, quote=text[start:end], rule=reading.rule, confidence=round(max(confidence, 0.1), 2)
    )
    return DateMention(
        start=value.start,
        end=value.end,
        role=role,
        modifier=reading.modifier,
        times=times,
        warnings=value.warnings,
        evidence=(evidence,),
    )


def _of_law(masked: Masked, start: int, bridge: frozenset[str]) -> bool:
    """Whether only words such as "tanggal" stand between the number of a law and the date at `start`."""
    place = bisect.bisect_right(masked.acts, start)
    end = masked.acts[place - 1] if place else -_ACT_REACH
    if start - end >= _ACT_REACH:
        return False
    return set(re.findall(r"\w+", masked.text[end:start])) <= bridge


def _file_mention(stamp: Stamp, text: str) -> DateMention:
    evidence = Evidence(
        start=stamp.start, end=stamp.end, quote=text[stamp.start : stamp.end], rule="file stamp", confidence=_SURE
    )
    return DateMention(start=stamp.day.isoformat(), role="file stamp", times=stamp.times, evidence=(evidence,))
