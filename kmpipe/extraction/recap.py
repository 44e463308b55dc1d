"""Splitting a recap or monthly report into the stretches that each tell of one activity."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from kmpipe.dates import find_dates
from kmpipe.extraction.spans import word_set
from kmpipe.model import Block
from kmpipe.text.tokens import tokenize

_ITEM = re.compile(r"\s*(\d{1,2}[.)]|[-•–*▪])\s+")
# a line without a full stop and with at most this many words is a heading, where no blocks are given
_HEADING_WORDS = 16
# `2018-05-30`
_DAY = 10
_LEAST_UNITS = 2
# a paragraph tells of its own activity if its date stands in the first words (`Pada 3 Agustus 2018, …`)
_PARAGRAPH_REACH = 60


def split_recap(
    text: str,
    blocks: Sequence[Block] = (),
    *,
    reference: dt.date | None = None,
    folders: tuple[Path, ...] = (),
) -> tuple[tuple[int, int], ...]:
    """The spans `[start, end)` of the text that each tell of one activity; empty where fewer than two do.

    To be asked only of an article that `judge` calls a recap. Units are, in this order, the sections under headings of one
    level, the items of a list, items with the paragraphs below them, or paragraphs that open with a date; each needs a day of its own, and at least two days
    must differ. Parts of one activity (`Hari Ke-1`, `Sesi 2`) are no units.
    """
    blocks = blocks or _lines(text)
    days = _days(text, reference, folders)
    for units in (*_sections(blocks, len(text)), _items(blocks), _item_sections(blocks), _paragraphs(blocks, days)):
        kept = [(start, end) for start, end in units if not _is_session(text, start, end, folders)]
        if len(kept) < len(units):
            continue
        dated = [(span, day) for span in kept if (day := _first_day(days, *span))]
        if len(dated) >= _LEAST_UNITS and len({day for _, day in dated}) >= _LEAST_UNITS:
            return tuple(span for span, _ in dated)
    return ()


def _lines(text: str) -> tuple[Block, ...]:
    """The lines of a text as blocks, for a text without any."""
    blocks, at = [], 0
    for line in text.split("\n"):
        bare = line.strip()
        start = at + len(line) - len(line.lstrip())
        marker = _ITEM.match(line)
        if marker:
            begin = at + marker.end()
            blocks.append(Block(kind="item", start=begin, end=at + len(line.rstrip()), level=1, marker=marker[1]))
        elif bare:
            heading = len(bare.split()) <= _HEADING_WORDS and bare[-1] not in ".,;:!?…"
            blocks.append(
                Block(kind="heading" if heading else "paragraph", start=start, end=start + len(bare), level=2 * heading)
            )
        at += len(line) + 1
    return tuple(blocks)


def _days(text: str, reference: dt.date | None, folders: tuple[Path, ...]) -> list[tuple[int, str]]:
    """Position and value of the days named in the text, in order; months and stamps of files tell no activity."""
    return sorted(
        (proof.start, date.start)
        for date in find_dates(text, reference, folders=folders)
        if date.start and len(date.start) == _DAY and date.role not in ("file stamp", "law")
        for proof in date.evidence
        if proof.field == "text"
    )


def _first_day(days: Sequence[tuple[int, str]], start: int, end: int) -> str | None:
    index = bisect.bisect_left(days, (start, ""))
    return days[index][1] if index < len(days) and days[index][0] < end else None


def _sections(blocks: Sequence[Block], size: int) -> list[list[tuple[int, int]]]:
    """Per heading level, outermost first, the spans from a heading of the level to the next one of it or above."""
    found = []
    for level in sorted({block.level for block in blocks if block.kind == "heading"}):
        starts = [block for block in blocks if block.kind == "heading" and block.level <= level]
        ends = [block.start for block in starts[1:]] + [size]
        ends_at = _last_ends(blocks, ends)
        found.append([
            (block.start, end) for block, end in zip(starts, ends_at, strict=True) if block.level == level and end > block.end
        ])  # fmt: skip
    return found


def _last_ends(blocks: Sequence[Block], limits: Sequence[int]) -> list[int]:
    """For each limit, in order, the end of the last block that starts before it."""
    ends, at, last = [], 0, 0
    for limit in limits:
        while at < len(blocks) and blocks[at].start < limit:
            last = max(last, blocks[at].end)
            at += 1
        ends.append(last)
    return ends


def _items(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """The outermost list items, each with the items nested in it."""
    units: list[tuple[int, int]] = []
    inside = False
    for block in blocks:
        if block.kind == "item" and block.level <= 1:
            units.append((block.start, block.end))
            inside = True
        elif block.kind == "item" and inside:
            units[-1] = (units[-1][0], block.end)
        else:
            inside = False
    return units


def _item_sections(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """The outermost list items, each with the paragraphs below it; the last takes no more of them than another has."""
    units: list[list[Block]] = []
    for block in blocks:
        if block.kind == "heading":
            continue
        if block.kind == "item" and block.level <= 1:
            units.append([block])
        elif units:
            units[-1].append(block)
    if len(units) >= _LEAST_UNITS:
        units[-1] = units[-1][: max(len(unit) for unit in units[:-1])]
    return [(unit[0].start, unit[-1].end) for unit in units]


def _paragraphs(blocks: Sequence[Block], days: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    """The paragraphs that open with a date, each with those that follow it and do not."""
    units: list[tuple[int, int]] = []
    for block in blocks:
        if block.kind != "paragraph":
            continue
        if _first_day(days, block.start, min(block.end, block.start + _PARAGRAPH_REACH)):
            units.append((block.start, block.end))
        elif units:
            units[-1] = (units[-1][0], block.end)
    return units


def _is_session(text: str, start: int, end: int, folders: tuple[Path, ...]) -> bool:
    """Whether the unit opens as a part of one activity: `Hari Ke-1`, `Day 2`, `Sesi III`."""
    words = [token.text.lower() for token in tokenize(text[start : min(end, start + 40)])[:4]]
    if not words or words[0] not in word_set("genre", "recap", "sessions", folders):
        return False
    numbers = word_set("genre", "recap", "session_numbers", folders)
    prefixes = tuple(word_set("genre", "recap", "session_prefixes", folders))
    return any(word.isdecimal() or word in numbers or word.startswith(prefixes) for word in words[1:3])
