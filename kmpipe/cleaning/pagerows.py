"""From the words of a page to printed lines, and to what stands side by side.

A file writes its words in reading order as a rule: a table cell by cell, columns one after the other. So the words are taken
in that order, and their places say where a line, a cell and a row end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from kmpipe.cleaning.numbering import TEXT_MARKER
from kmpipe.cleaning.pdfwords import Word

# gaps in sizes of the type: between words of a line, after the marker of an item, from a line to the next of its cell
_WORD_GAP, _MARKER_GAP, _LINE_GAP = 1.8, 6.0, 1.2
# what is set off by more than this after its marker hangs
_HUNG_GAP = 0.5
# a word after more than this may begin a cell of a narrow column
_STOP_GAP = 0.6


class Stop(NamedTuple):
    """A word after a wide gap: its left edge, its place in the text of the line, and the right edge of the word before."""

    left: float
    at: int
    before: float


class PrintLine(NamedTuple):
    """A line as printed. `first` is the right edge of its first word; `hung` says that a marker stands off before it.

    `stops` are the words after wide gaps.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False
    first: float = 0.0
    hung: bool = False
    stops: tuple[Stop, ...] = ()


class Row(NamedTuple):
    """What stands side by side, each a tuple of lines from top to bottom; a row of one is running text."""

    cells: tuple[tuple[PrintLine, ...], ...]

    @property
    def top(self) -> float:
        """The upper edge of the highest line."""
        return max(cell[0].top for cell in self.cells)

    @property
    def bottom(self) -> float:
        """The lower edge of the lowest line."""
        return min(cell[-1].bottom for cell in self.cells)

    @property
    def left(self) -> float:
        """The left edge."""
        return min(line.left for cell in self.cells for line in cell)

    @property
    def right(self) -> float:
        """The right edge."""
        return max(line.right for cell in self.cells for line in cell)


def is_marker(text: str) -> bool:
    """Whether a word is the marker of a list item.

    >>> is_marker("1."), is_marker("•"), is_marker("2018")
    (True, True, False)
    """
    found = TEXT_MARKER.match(f"{text} x")
    return found is not None and found[0] == text


def print_line(words: Sequence[Word]) -> PrintLine:
    """The words of one line as a line."""
    whole = sum(len(word.text) for word in words)
    sizes: dict[float, int] = {}
    for word in words:
        sizes[word.size] = sizes.get(word.size, 0) + len(word.text)
    stands_off = len(words) > 1 and words[1].left - words[0].right > _HUNG_GAP * words[0].size
    return PrintLine(
        text=" ".join(word.text for word in words),
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        bottom=min(word.bottom for word in words),
        top=max(word.top for word in words),
        size=max(sizes, key=lambda size: (sizes[size], size)),
        bold=10 * sum(len(word.text) for word in words if word.bold) >= 9 * whole,
        first=words[0].right,
        hung=stands_off and is_marker(words[0].text),
        stops=_stops(words),
    )


def _stops(words: Sequence[Word]) -> tuple[Stop, ...]:
    found: list[Stop] = []
    at = 0
    for one, two in pairwise(words):
        at += len(one.text) + 1
        if two.left - one.right > _STOP_GAP * one.size:
            found.append(Stop(two.left, at, one.right))
    return tuple(found)


def rows_of(words: Iterable[Word]) -> list[Row]:
    """The rows of a page in the order of the file. Linear in the words."""
    builder = _Builder()
    for word in words:
        builder.take(word)
    return builder.finish()


class _Line:
    """A line to which words are still added."""

    def __init__(self, word: Word) -> None:
        self.words = [word]
        self.left, self.right, self.bottom, self.top = word.left, word.right, word.bottom, word.top
        self.size = word.size

    def add(self, word: Word) -> None:
        self.words.append(word)
        self.left, self.right = min(self.left, word.left), max(self.right, word.right)
        self.bottom, self.top = min(self.bottom, word.bottom), max(self.top, word.top)
        self.size = max(self.size, word.size)

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2

    def holds(self, word: Word) -> bool:
        """Whether a word stands at the height of the line, by half of the lower of the two."""
        common = min(self.top, word.top) - max(self.bottom, word.bottom)
        return 2 * common >= min(self.top - self.bottom, word.top - word.bottom)

    def goes_on(self, word: Word) -> bool:
        """Whether a word at its height is the next one of the line, and not the first of what stands beside it."""
        gap, size = word.left - self.right, max(self.size, word.size)
        wide = _MARKER_GAP if len(self.words) == 1 and is_marker(self.words[0].text) else _WORD_GAP
        return -size / 2 <= gap < wide * size


class _Cell:
    """Lines one under the other, the last one open."""

    def __init__(self, lines: list[_Line]) -> None:
        self.lines = lines
        self.left, self.right = min(line.left for line in lines), max(line.right for line in lines)

    def add(self, word: Word) -> None:
        """Adds a word to the open line."""
        self.lines[-1].add(word)
        self.right = max(self.right, word.right)

    def begin(self, word: Word) -> None:
        """Begins a line."""
        self.lines.append(_Line(word))
        self.left, self.right = min(self.left, word.left), max(self.right, word.right)


class _Builder:
    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._cells: list[_Cell] = []
        self._bottom = self._top = 0.0  # of the row

    def take(self, word: Word) -> None:
        """Puts a word where it belongs: into the line, under it, beside its cell, or into a new row."""
        if not self._put_into(word) and not self._put_beside(word):
            self._close()
            self._cells = [_Cell([_Line(word)])]
            self._bottom, self._top = word.bottom, word.top
        self._bottom, self._top = min(self._bottom, word.bottom), max(self._top, word.top)

    def finish(self) -> list[Row]:
        """All rows."""
        self._close()
        return self._rows

    def _put_into(self, word: Word) -> bool:
        """Whether a word is the next one of the open line, or the first of the one under it."""
        if not self._cells:
            return False
        cell = self._cells[-1]
        line = cell.lines[-1]
        if line.holds(word):
            if line.goes_on(word):
                cell.add(word)
                return True
        elif word.top < line.top and self._is_under(cell, line, word):
            cell.begin(word)
            return True
        return False

    def _is_under(self, cell: _Cell, line: _Line, word: Word) -> bool:
        """Whether a word begins the next line of the cell."""
        if line.bottom - word.top > _LINE_GAP * max(line.size, word.size) or word.left >= cell.right:
            return False
        return len(self._cells) == 1 or word.left > cell.left - line.size

    def _put_beside(self, word: Word) -> bool:
        """Whether a word stands beside the row, as the first one of a new cell.

        Of running text only the lines from its height on down are its neighbours.
        """
        if not self._cells:
            return False
        cell = self._cells[-1]
        if len(self._cells) == 1:
            lines = cell.lines
            own = len(lines)
            while own and lines[own - 1].middle < word.top and lines[own - 1].right <= word.left:
                own -= 1
            if own == len(lines):
                return False
            if own:
                self._cells = [_Cell(lines[:own])]
                self._close()
                self._cells = [_Cell(lines[own:])]
            self._bottom = min(line.bottom for line in lines[own:])
            self._top = max(line.top for line in lines[own:])
        elif word.left < cell.right or word.top < self._bottom or word.bottom > self._top:
            return False
        self._cells.append(_Cell([_Line(word)]))
        return True

    def _close(self) -> None:
        if self._cells:
            self._rows.append(Row(tuple(tuple(print_line(line.words) for line in cell.lines) for cell in self._cells)))
        self._cells = []
