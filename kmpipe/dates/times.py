"""Clock times beside a date: `pukul 09.00-12.00 WIB`, `10:15`, `9-11 am`, `jam 9 pagi`, and `at 2 pm on` before it.

The words are those of the table `clock` of `vocab/data/calendar.toml`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from kmpipe.vocab.load import cached_words

# how far before a date its time may begin, in code points: "pukul 09.00 s.d. 12.00 WIB, pada hari"
_BEFORE_REACH = 60


class _Clock(NamedTuple):
    """The patterns of times behind and before a date, the first hour of each part of the day, and times with a name."""

    behind: re.Pattern[str]
    before: re.Pattern[str]
    hour_word: re.Pattern[str]
    parts: Mapping[str, int]
    named: Mapping[str, str]


def times_after(folded: str, position: int, limit: int, folders: tuple[Path, ...] = ()) -> tuple[tuple[str, ...], int]:
    """The clock times that stand behind `position` and before `limit`, as `HH:MM`, and where they end.

    >>> times_after("25 oktober 2018, pukul 9 pagi", 15, 29)
    (('09:00',), 29)
    """
    clock = _clock(folders)
    match = clock.behind.match(folded, position, limit)
    times = _times(match, clock) if match else ()
    return times, match.end() if match and times else position


def times_before(folded: str, position: int, start: int, folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The clock times that lead to the date at `position` and begin at `start` or later, as `HH:MM`.

    >>> times_before("at 2 pm on 5 october 2018", 11, 0)
    ('14:00',)
    """
    clock = _clock(folders)
    match = clock.before.search(folded, max(start, position - _BEFORE_REACH), position)
    return _times(match, clock) if match else ()


@functools.cache
def _clock(folders: tuple[Path, ...]) -> _Clock:
    words = cached_words("calendar", "clock", folders)
    hours, cues, labels = (_any(words[key]) for key in ("hours", "cues", "labels"))
    joint = rf"(?:[ ]?{_any(words['zones'])}\b)?[ ]?{_any(words['to'])}[ ]?(?:{hours}[ ])?"

    def time(number: int) -> str:
        return (
            rf"(?:(?P<hour{number}>\d{{1,2}})(?:[.:](?P<minute{number}>\d{{2}})(?:[.:]\d{{2}})?(?:\.\d{{3,6}})?)?(?!\d|[.,:/]\d)"
            rf"(?:[ ]?(?P<half{number}>[ap])\.?m\b\.?|[ ](?P<part{number}>{_any(words['parts'])})\b)?"
            rf"|(?P<named{number}>{_any(words['named'])})\b)"
        )

    span = rf"{time(1)}(?:{joint}{time(2)})?"
    # directly behind the date, behind a word for the hour some words later in its sentence, on a line of its own
    beside, later = rf"[ ,|)t\-]{{0,4}}\(?(?:(?:{cues}|{hours})[ ]){{0,3}}", rf"[^.\n\x00]{{0,60}}?\b{hours}[ ]"
    below = rf"[ )]{{0,2}}\n[ •*\-]{{0,3}}{labels}[ ]{{0,8}}:[ ](?:(?:{cues}|{hours})[ ])?"
    lead = (
        rf"(?<![\w.:,/-]){span}(?:[ ]?(?P<zone>{_any(words['zones'])})\b)?[ ,]{{0,2}}(?:{_any(words['before'])}[ ])?\Z"
    )
    return _Clock(
        re.compile(f"(?:{beside}|{later}|{below}){span}"),
        re.compile(lead),
        re.compile(rf"(?<!\w){hours}[ ]\Z"),
        words["parts"],
        words["named"],
    )


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"


def _times(match: re.Match[str], clock: _Clock) -> tuple[str, ...]:
    """The one or two times of a match; none where a bare number has no word that makes it an hour."""
    groups = match.groupdict()
    # "nilai 7.25 pada 5 Mei" is no time: before a date the point alone proves nothing
    proofs = ("half", "part") if "zone" in groups else ("minute", "half", "part")
    sure = groups["named1"] or groups.get("zone") or any(groups[f"{name}{n}"] for name in proofs for n in (1, 2))
    first = match.start("hour1")
    if not sure and clock.hour_word.search(match.string, max(0, first - len("o'clock ")), first) is None:
        return ()
    # "9-11 am": the first hour lies in the half of the day that the second names
    shared = groups["half1"] or groups["part1"] or groups["named1"] or groups["minute1"]
    start = _time(groups, 1, clock, half=None if shared else groups["half2"], part=None if shared else groups["part2"])
    end = _time(groups, 2, clock)
    return () if start is None else (start, end) if end else (start,)


def _time(
    groups: Mapping[str, str | None], number: int, clock: _Clock, half: str | None = None, part: str | None = None
) -> str | None:
    """Time number 1 or 2 of a match as `HH:MM`, None where no clock shows it."""
    if (name := groups[f"named{number}"]) is not None:
        return clock.named[name]
    if (figure := groups[f"hour{number}"]) is None:
        return None
    hour, minute = int(figure), int(groups[f"minute{number}"] or 0)
    half, part = groups[f"half{number}"] or half, groups[f"part{number}"] or part
    first = {"a": 0, "p": 12}[half] if half else clock.parts[part] if part else None
    if first is not None and hour <= 12:
        # the earliest time from that hour on; "1 malam" is past midnight
        hour = next((later for later in (hour % 12, hour % 12 + 12) if later >= first), hour % 12)
    return f"{hour:02}:{minute:02}" if hour <= 24 and minute < 60 else None
