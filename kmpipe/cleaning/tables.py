"""Tables: which of them hold data, and a row as one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# a cell longer than this (characters) holds paragraphs: the table lays out the page
_LONGEST_CELL = 400
_SEPARATOR = " | "
# what a cell of a data table does not hold; lists stand in cells of tables that name their columns
_NO_CELL = ("h1", "h2", "h3", "form", "article")
_LISTS = ("ul", "ol")
# columns and rows from which on a span is a slip of the pen, or an attack
_MOST_COLUMNS, _MOST_ROWS = 60, 1000
_NUMBER = re.compile(r"\s*(\d{1,5})")


def is_data_table(table: Any) -> bool:
    """Whether a table holds data: two columns or more, no table inside, no cell with headings or long text.

    A cell with a list is one only where the table names its columns or rows (`th`).
    """
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return False
    excluded = _NO_CELL if table.find(".//th") is not None else (*_NO_CELL, *_LISTS)
    columns = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        columns = max(columns, len(cells))
        for cell in cells:
            if sum(len(part) for part in cell.itertext()) > _LONGEST_CELL:
                return False
            if any(cell.find(f".//{tag}") is not None for tag in excluded):
                return False
    return columns > 1


class Grid:
    """The rows of one table. A cell over several columns or rows stands in the first; the others it covers are empty."""

    def __init__(self) -> None:
        self._row = 0
        self._cells: list[str] = []
        self._covered: dict[int, int] = {}  # per column the last row that a cell from above covers

    def add(self, words: str, attributes: Mapping[str, Any]) -> None:
        """Adds a cell to the row."""
        while self._covered.get(len(self._cells), -1) >= self._row:
            self._cells.append("")
        first = len(self._cells)
        last = min(first + _span(attributes.get("colspan")), max(first + 1, _MOST_COLUMNS))
        height = min(_span(attributes.get("rowspan")), _MOST_ROWS)
        if height > 1 and last <= _MOST_COLUMNS:
            self._covered |= dict.fromkeys(range(first, last), self._row + height - 1)
        self._cells += [words, *[""] * (last - first - 1)]

    def end_row(self) -> str:
        """The cells of the row joined by a bar, without the empty ones at its end."""
        while self._cells and not self._cells[-1]:
            self._cells.pop()
        text = _SEPARATOR.join(self._cells)
        self._cells.clear()
        self._row += 1
        return " ".join(text.split())


def _span(value: str | None) -> int:
    match = _NUMBER.match(value or "")
    return max(1, int(match[1])) if match else 1
