"""What the line of a date says of it: a dateline, a label (`Hari/Tanggal : `), a session, a deadline, a dated letter."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path

from kmpipe.model import Evidence
from kmpipe.vocab.load import cached_words

# a word speaks directly before a date up to this far from it, in code points
CLOSE = 60
# a line that begins "Semarang, " or "Kota Bogor, Jawa Barat (" before its date
_PLACE = re.compile(
    r"[\s\"“*•-]{0,4}(?:[A-Z][\w.'/-]{0,30},?[ ]{1,2}){0,5}[A-Z][\w.'/-]{0,30}(?:,[ ]{0,2}(?:[Hh]ari[ ])?|[ ]\()$"
)
_LONGEST_PLACE = 60
# what closes a dateline
_CLOSED = re.compile(r"\)?\s*(?:[.:;,–—-]|\n|$)")
# a dateline and the labels of minutes stand in the head of the text, in code points
_HEAD = 1500
# the lines about a label that say whether it belongs to an event, and how much of each is looked at, in code points
_LINES_ABOUT = 3
_LABEL_REACH = 40
_LONGEST_MARKS = 10


def dateline(text: str, place: Evidence) -> str | None:
    """The ground of a date at the start of a line: "dateline" behind a place, "opening" where it is alone on the line."""
    line = _line_start(text, place.start)
    if line is None:
        return None
    before, behind = text[line : place.start], text[place.end : place.end + 4]
    if before.strip() == "":
        return "opening" if behind.strip(" .") == "" or behind.startswith("\n") else None
    closed = _CLOSED.match(behind) is not None
    return "dateline" if closed and _PLACE.fullmatch(before) else None


def _line_start(text: str, at: int) -> int | None:
    """Where the line of the code point `at` starts; None below the head of the text or too far before it."""
    line = text.rfind("\n", max(0, at - _LONGEST_PLACE - 1), at) + 1
    return line if at <= _HEAD and at - line <= _LONGEST_PLACE else None


def opens_line(text: str, at: int) -> bool:
    """Whether nothing but the marks of a list or heading stands before the code point `at` in its line."""
    before = text[max(0, at - _LONGEST_MARKS) : at].rstrip(" #*•–-")
    return before.endswith("\n") or (not before and at < _LONGEST_MARKS)


def labelled(text: str, place: Evidence, folders: tuple[Path, ...]) -> bool:
    """Whether the date stands behind a label for it (`Date: `), and a line near by names time or place of an event.

    A lone `Date:` may be that of a press release.
    """
    line = _line_start(text, place.start)
    if line is None:
        return False
    label, companion = _labels(folders)
    return label.fullmatch(text, line, place.start) is not None and any(
        companion.match(text, start) for start in _line_starts(text, line)
    )


def _line_starts(text: str, line: int) -> Iterable[int]:
    """The starts of the lines about the one that starts at `line`, and its own last words."""
    start = line
    for _ in range(_LINES_ABOUT):
        if start == 0:
            break
        start = text.rfind("\n", 0, start - 1) + 1
        yield start
    start = line
    for _ in range(_LINES_ABOUT):
        start = text.find("\n", start) + 1
        if start == 0:
            break
        yield start


@functools.cache
def _labels(folders: tuple[Path, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = cached_words("date_roles", "labels", folders)
    label, companion = (
        re.compile(rf"[ •*–-]{{0,4}}{_any(words[key])}[ ]{{0,{_LABEL_REACH}}}:[ ]{{0,4}}", re.IGNORECASE)
        for key in ("date", "beside")
    )
    return label, companion


@functools.cache
def session_pattern(folders: tuple[Path, ...] = ()) -> re.Pattern[str]:
    """What stands directly before the date of a session: `Hari Ke-1 (`, `Sesi kedua, tanggal `, `Day 2: `."""
    words = cached_words("date_roles", "sessions", folders)
    labels, ordinals, between = (_any(words[key]) for key in ("labels", "ordinals", "between"))
    return re.compile(
        rf"(?<![^\W_])(?P<label>{labels}[ ]{{1,2}}(?:ke[ ]?-?[ ]?)?(?:\d{{1,2}}|{ordinals}\b)|{ordinals}[ ]{{1,2}}{labels}\b)"
        rf"[ ,:(\n–-]{{1,4}}(?:{between}[ ]{{1,2}}){{0,2}}$",
        re.IGNORECASE,
    )


@functools.cache
def due_pattern(folders: tuple[Path, ...] = ()) -> re.Pattern[str]:
    """What stands directly before a deadline: `sebelum `, `by `, `paling lambat tanggal `."""
    before = _any(cached_words("date_roles", "due", folders)["before"])
    return re.compile(
        rf"(?<![^\W_]){before}[ ]{{1,2}}(?:hari[ ]{{1,2}}|tanggal[ ]{{1,2}}|the[ ]{{1,2}})?$", re.IGNORECASE
    )


@functools.cache
def closing_pattern(folders: tuple[Path, ...] = ()) -> re.Pattern[str]:
    """What stands directly before the last day of an activity: `berlangsung hingga `."""
    before = _any(cached_words("date_roles", "closing", folders)["before"])
    return re.compile(rf"(?<![^\W_]){before}[ ]{{1,2}}$", re.IGNORECASE)


def of_letter(text: str, place: Evidence, folders: tuple[Path, ...]) -> bool:
    """Whether the date is that of a letter: `surat edaran Wali Kota tanggal …`, `undangan tertanggal …`."""
    letter, dated = _letters(folders)
    if dated.match(text, place.start, place.end):
        return True
    return letter.search(text, max(0, place.start - CLOSE), place.start) is not None


@functools.cache
def _letters(folders: tuple[Path, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = cached_words("date_roles", "letters", folders)
    # the sender may stand between: capitalised words
    letter = rf"(?<![^\W_])(?i:{_any(words['names'])})(?:[ ][A-Z][\w.]{{0,30}}){{0,4}}[ ](?i:{_any(words['of'])}[ ])?$"
    return re.compile(letter), re.compile(rf"(?i:{_any(words['dated'])})\b")


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"
