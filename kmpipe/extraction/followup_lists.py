"""The lists and tables that hold action items: under `Tindak lanjut:`, `Next steps`, or with a column for who and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kmpipe.extraction.followup_owners import Page

_MARKER = re.compile(r"\s*(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|[-•–*▪])\s+")
# words of a heading: more is a sentence that only mentions a follow-up
_HEADING_WORDS = 6
# words before the colon of a sentence that opens a list
_OPENING_WORDS = 9
_MOST_ITEMS = 50
# between the items of a list in one line
_INLINE = re.compile(r"(?:;\s+(?:dan\s|and\s)?)?(?:(?<=[\s;:])\(?\d{1,2}[.)]\s+)|;\s+(?:dan\s|and\s)?")
_RULE = re.compile(r"[\s|:\-–]*\Z")


class Listed(NamedTuple):
    """An item at the code points `[start, end)`; `decided` where the list only says what was agreed.

    `owner` and `due` are the cells of a table that say who and when.
    """

    start: int
    end: int
    decided: bool = False
    owner: tuple[int, int] | None = None
    due: tuple[int, int] | None = None


class _Columns(NamedTuple):
    task: int
    owner: int | None
    due: int | None


def listed(page: Page) -> list[Listed]:
    """The items in order, at most 50."""
    found: list[Listed] = []
    for item in _items(page):
        found.append(item)
        if len(found) == _MOST_ITEMS:
            break
    return found


def _items(page: Page) -> Iterator[Listed]:
    at, kind = 0, ""
    columns: _Columns | None = None
    for line in page.text.split("\n"):
        cells = _cells(line, at)
        if cells:
            if columns is None:
                columns = _columns(page, cells, under=kind == "tasks")
            elif not _RULE.match(line):
                yield from _row(page, cells, columns)
            at += len(line) + 1
            continue
        columns = None
        marker = _MARKER.match(line)
        opened = _opens(page, line[marker.end() if marker else 0 :].strip()) if line.strip() else kind
        if kind and marker and not opened:
            yield Listed(at + marker.end(), at + len(line.rstrip(" ;.")), kind == "decided")
        elif line.strip():
            kind = opened
            head, colon, rest = line.partition(":")
            if kind == "tasks" and colon and len(rest.split()) > 2:
                yield from _inline(at + len(head) + 1, line, at)
                kind = ""
        at += len(line) + 1


def _opens(page: Page, line: str) -> str:
    """What the line is the heading of: "tasks", "decided" (what was agreed), or nothing."""
    head, colon, rest = line.lower().partition(":")
    words = head.split()
    if set(words) & page.words("earlier"):
        return ""
    headings = page.words("headings")
    if head.strip() in headings:
        return "tasks"
    if not colon and len(words) <= _HEADING_WORDS and head[-1:].isalpha():
        return "tasks" if any(head.endswith(f" {heading}") for heading in headings) else ""
    if not colon or (rest.strip() and len(words) > _HEADING_WORDS):
        return ""
    said = f" {' '.join(words[-_OPENING_WORDS:])} "
    if any(f" {heading} " in said for heading in headings):
        return "tasks"
    return "decided" if not rest.strip() and any(f" {cue} " in said for cue in page.words("agreed")) else ""


def _inline(start: int, line: str, at: int) -> Iterator[Listed]:
    """The items of `Tindak lanjut: (1) …; (2) …`, or the one sentence that follows the colon."""
    end = at + len(line.rstrip(" .;"))
    begin = start
    for cut in [*_INLINE.finditer(line, start - at), None]:
        stop = at + cut.start() if cut else end
        piece = line[begin - at : stop - at]
        if piece.strip():
            first = begin + len(piece) - len(piece.lstrip())
            yield Listed(first, first + len(piece.strip(" .;")))
        begin = at + cut.end() if cut else end


def _cells(line: str, at: int) -> list[tuple[int, int]]:
    """The code points of the cells of a table row; none for a line that is no row."""
    if "|" not in line:
        return []
    cells, start = [], 0
    for piece in line.split("|"):
        begin = at + start + len(piece) - len(piece.lstrip())
        cells.append((begin, max(begin, at + start + len(piece.rstrip()))))
        start += len(piece) + 1
    if not line.split("|", 1)[0].strip():
        cells = cells[1:]
    return cells


def _columns(page: Page, cells: list[tuple[int, int]], *, under: bool) -> _Columns | None:
    """Which columns say what, who and when, if the row is the head of a table of action items."""
    names = [" ".join(page.text[start:end].lower().rstrip(":").split()) for start, end in cells]
    task, owner, due = (
        next((number for number, name in enumerate(names) if name in page.words(key)), None)
        for key in ("task_columns", "owner_columns", "due_columns")
    )
    if task is None or (owner is None and due is None and not under):
        return None
    return _Columns(task, owner, due)


def _row(page: Page, cells: list[tuple[int, int]], columns: _Columns) -> Iterator[Listed]:
    def cell(number: int | None) -> tuple[int, int] | None:
        filled = number is not None and number < len(cells) and cells[number][0] < cells[number][1]
        return cells[number] if filled and number is not None else None

    task = cell(columns.task)
    if task and any(character.isalpha() for character in page.text[slice(*task)]):
        yield Listed(*task, False, cell(columns.owner), cell(columns.due))
