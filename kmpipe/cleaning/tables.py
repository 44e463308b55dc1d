"""Tables: which of them hold data, and a row as one line."""

from __future__ import annotations

from typing import Any

from kmpipe.cleaning.ledger import Link
from kmpipe.text.normalise import normalise_lines

# a cell longer than this (characters) holds paragraphs: the table lays out the page
_LONGEST_CELL = 400
_SEPARATOR = " | "


def is_data_table(table: Any) -> bool:
    """Whether a table holds data: two columns or more, no table inside, no cell with headings, lists or long text."""
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return False
    columns = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        columns = max(columns, len(cells))
        for cell in cells:
            if sum(len(part) for part in cell.itertext()) > _LONGEST_CELL:
                return False
            if any(cell.find(f".//{tag}") is not None for tag in ("ul", "h1", "h2", "h3", "form", "article")):
                return False
    return columns > 1


def row_of(row: Any) -> tuple[str, tuple[Link, ...]]:
    """The cells of a row joined by a bar, and the links in it; an empty text if all cells are."""
    cells = [" ".join(normalise_lines(" ".join(cell.itertext()))) for cell in row if cell.tag in {"td", "th"}]
    links = tuple(
        Link(a.get("href", "").strip(), " ".join(normalise_lines("".join(a.itertext()))))
        for a in row.iter("a")
        if a.get("href", "").strip()
    )
    return (" ".join(_SEPARATOR.join(cells).split()) if any(cells) else ""), links
