"""From rows to flows: running text by column in reading order, and rows of tables.

Where a file jumps up the page, its parts are put in the order of their places: what is above comes before what is below it,
and left before right (T. M. Breuel, "High Performance Document Layout Analysis", 2003, section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kmpipe.cleaning.cells import LONGEST_CELL, row_text
from kmpipe.cleaning.numbering import BULLET
from kmpipe.cleaning.pagerows import PrintLine, Row, rows_of
from kmpipe.cleaning.pdfwords import Word

# a cell of a table has no more lines; what has more is a column
_MOST_CELL_LINES = 12
# cells of two rows that begin so near to each other (points) are of one column of a table
_ALIGNED = 3.0
# so many lines side by side are two columns, where this share of the left ones reach the gap between them
_COLUMN_LINES, _FILLED = 6, 0.5
# characters of a line of a column
_COLUMN_WIDTH = 20
# parts of a page that are put in order; with more of them the order of the file stands
_MOST_PARTS = 60
# a block of so many lines, this share of which end within this share of its width from its right edge, has its own edge
_BLOCK, _FULL, _RAGGED = 4, 0.6, 0.15


class Flow(NamedTuple):
    """Lines of one column without a break, or one row of a table as one line.

    `right` is the edge to which the lines run. `fresh` says that the flow stands at the top of a page or a column, so that
    it may go on with what the one before it broke off.
    """

    lines: tuple[PrintLine, ...]
    right: float
    row: bool = False
    fresh: bool = False


def flows_of(words: Sequence[Word]) -> list[Flow]:
    """The flows of a page in reading order. Linear in its words, but for the order of its parts, 60 at most."""
    flows: list[Flow] = []
    for part in _in_order(_parts(rows_of(words))):
        rows = _regrid(_unzip(part))
        for at, row in enumerate(rows):
            beside = [rows[other] for other in (at - 1, at + 1) if 0 <= other < len(rows)]
            flows += _flows(row, beside, fresh=not at)
    edge = max((line.right for flow in flows if not flow.row for line in flow.lines), default=0.0)
    return [flow if flow.row or _is_block(flow) else flow._replace(right=edge) for flow in flows]


def _is_block(flow: Flow) -> bool:
    """Whether most lines of a flow reach its right edge."""
    left = min(line.left for line in flow.lines)
    reach = flow.right - _RAGGED * (flow.right - left)
    return len(flow.lines) >= _BLOCK and sum(line.right >= reach for line in flow.lines) >= _FULL * len(flow.lines)


def _flows(row: Row, beside: Sequence[Row], *, fresh: bool) -> list[Flow]:
    """A row of a table as one flow, cells that are no table as one each."""
    if len(row.cells) > 1 and _is_table_row(row, beside):
        found = row_text([" ".join(line.text for line in cell) for cell in row.cells])
        whole = row.cells[0][0]._replace(text=found.text, right=row.right, bottom=row.bottom, top=row.top)
        return [Flow((whole,), row.right, row=found.kind == "table row", fresh=fresh)]
    return [Flow(cell, max(line.right for line in cell), fresh=fresh or bool(at)) for at, cell in enumerate(row.cells)]


def _is_table_row(row: Row, beside: Sequence[Row]) -> bool:
    """Whether cells side by side are of a table: short, and one line each or in line with those of a row beside it."""
    if any(sum(len(line.text) for line in cell) > LONGEST_CELL for cell in row.cells):
        return False
    if any(len(cell) > _MOST_CELL_LINES or sum(_is_item(line) for line in cell) > 1 for cell in row.cells):
        return False
    if all(len(cell) == 1 for cell in row.cells) or len(row.cells) > 2:
        return True
    return any(_is_aligned(row, other) for other in beside if len(other.cells) > 1)


def _regrid(rows: Sequence[Row]) -> list[Row]:
    """The rows, with cells parted where those of a row beside it begin: the head of a narrow column touches the next one."""
    result: list[Row] = []
    for at, row in enumerate(rows):
        beside = [rows[other] for other in (at + 1, at - 1) if 0 <= other < len(rows)]
        other = next((one for one in beside if len(one.cells) > len(row.cells)), None)
        if other is None or len(row.cells) < 2 or any(len(cell) > 1 for cell in row.cells):
            result.append(row)
            continue
        near = _places(other)
        cells = (part for cell in row.cells for part in _split(cell[0], near))
        result.append(Row(tuple((line,) for line in cells)))
    return result


def _split(line: PrintLine, near: frozenset[int]) -> list[PrintLine]:
    parts: list[PrintLine] = []
    start, left = 0, line.left
    for stop in line.stops:
        if round(stop.left / _ALIGNED) in near:
            parts.append(line._replace(text=line.text[start : stop.at - 1], left=left, right=stop.before, stops=()))
            start, left = stop.at, stop.left
    return [*parts, line._replace(text=line.text[start:], left=left)] if parts else [line]


def _places(row: Row) -> frozenset[int]:
    """Where the cells of a row begin, and near it, in steps of what counts as one place."""
    places = {round(cell[0].left / _ALIGNED) for cell in row.cells}
    return frozenset(places | {place + 1 for place in places} | {place - 1 for place in places})


def _is_item(line: PrintLine) -> bool:
    return line.hung or line.text.startswith(BULLET)


def _is_aligned(row: Row, other: Row) -> bool:
    """Whether two rows have two cells that begin at the same places."""
    near = _places(other)
    return sum(round(cell[0].left / _ALIGNED) in near for cell in row.cells) > 1


def _parts(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows in runs that go down the page."""
    parts: list[list[Row]] = []
    for row in rows:
        if parts and row.top <= parts[-1][-1].bottom + _ALIGNED:
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts


class _Box(NamedTuple):
    left: float
    right: float
    bottom: float
    top: float


def _in_order(parts: list[list[Row]]) -> list[list[Row]]:
    """The parts, each after those above it and left of it, else as the file has them."""
    if not 1 < len(parts) <= _MOST_PARTS:
        return parts
    boxes = [
        _Box(
            min(row.left for row in part), max(row.right for row in part),
            min(row.bottom for row in part), max(row.top for row in part),
        )
        for part in parts
    ]  # fmt: skip
    waiting = list(range(len(parts)))
    ordered: list[list[Row]] = []
    while waiting:
        free = (at for at in waiting if not any(_precedes(boxes[other], boxes[at]) for other in waiting if other != at))
        first = next(free, waiting[0])
        waiting.remove(first)
        ordered.append(parts[first])
    return ordered


def _precedes(one: _Box, other: _Box) -> bool:
    """Whether a part is above another and over it, or left of it at its height."""
    if one.left < other.right and other.left < one.right:
        return one.bottom >= other.top - _ALIGNED
    return one.right <= other.left and one.bottom < other.top and other.bottom < one.top


def _unzip(rows: Sequence[Row]) -> list[Row]:
    """The rows, where a file wrote two columns line by line with the lines of each column together."""
    result: list[Row] = []
    at = 0
    while at < len(rows):
        last = at
        while last < len(rows) and len(rows[last].cells) == 2 and all(len(cell) == 1 for cell in rows[last].cells):
            last += 1
        run = rows[at:last]
        if len(run) >= _COLUMN_LINES and _are_columns(run):
            result.append(Row((tuple(row.cells[0][0] for row in run), tuple(row.cells[1][0] for row in run))))
            at = last
        else:
            result += rows[at : max(last, at + 1)]
            at = max(last, at + 1)
    return result


def _are_columns(run: Sequence[Row]) -> bool:
    """Whether the left lines of a run fill the space up to the right ones, and the lines on both sides are of some length."""
    gutter = min(row.cells[1][0].left for row in run)
    left = min(row.left for row in run)
    edge = max(row.cells[0][0].right for row in run)
    if edge > gutter or any(abs(one.cells[1][0].left - two.cells[1][0].left) > _ALIGNED for one, two in pairwise(run)):
        return False
    full = sum(row.cells[0][0].right >= edge - _RAGGED * (edge - left) for row in run)
    long = sum(len(cell[0].text) >= _COLUMN_WIDTH for row in run for cell in row.cells)
    return full >= _FILLED * len(run) and long >= 1.5 * len(run)
