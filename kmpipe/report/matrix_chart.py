"""The picture of who took part in what: a row an agency, a column a focus area, in each cell a number and bars by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kmpipe.report.drawing import BAR, GRID, QUIET, SHADES, WHOLE, Canvas, text_width, wrap
from kmpipe.report.labels import Labels
from kmpipe.report.markup import Element, element
from kmpipe.report.records import UNPLACED, Area, Matrix, Participation

_NAMES = 300.0  # room for the names of agencies
_ROW, _WIDEST_BAR = 32.0, 12.0
_SMALL, _FINE, _TINY = 11.0, 10.0, 9.0
_NARROWEST, _PAGE = 100.0, 960.0
_HEADING = 7  # lines of the label of an area
# names of agencies that never came, in the drawing; tables have all
_ABSENT = 12


def matrix_chart(
    matrix: Matrix, labels: Labels, *, most: int = 25, alone: bool = True, identity: str = "matrix"
) -> Element:
    """The drawing of the `most` agencies that took part most often.

    One that stands `alone` bears its title and notes, and names some of the agencies that never took part. `identity`
    must differ from that of others on the page.
    """
    layout = _layout(matrix, labels)
    title = matrix_title(matrix, labels)
    canvas = Canvas(layout.x(len(matrix.areas)), identity, title, _description(matrix, labels))
    if alone:
        canvas.paragraph([title], 18, bold=True, fill=WHOLE)
    if not matrix.agencies:
        canvas.paragraph([labels("no_activities")], 13)
    else:
        _header(canvas, matrix, labels, layout)
        for agency in matrix.agencies[:most]:
            _row(canvas, matrix, labels, agency, layout)
        canvas.line(0, canvas.y, canvas.width, canvas.y)
        if len(matrix.agencies) > most:
            canvas.y += 4
            canvas.paragraph([labels("more", count=len(matrix.agencies) - most)], 12)
    if alone:
        canvas.y += 8
        canvas.paragraph(matrix_notes(matrix, labels), _SMALL)
        _absent(canvas, matrix, labels)
    return canvas.finish()


def matrix_title(matrix: Matrix, labels: Labels) -> str:
    """`Lembaga menurut area fokus, per tahun`."""
    return f"{labels('matrix')}, {labels(f'by_{matrix.grain}')}"


def matrix_notes(matrix: Matrix, labels: Labels) -> list[str]:
    """What a reader must know of the numbers."""
    periods = _placed(matrix)
    cells = (
        [labels("cell_help", first=labels.period(periods[0]), last=labels.period(periods[-1]), most=_highest(matrix))]
        if periods
        else []
    )
    unplaced = [labels("unplaced_note")] if UNPLACED in matrix.periods else []
    return [*cells, *unplaced, f"{labels('took_part')} {labels('many_areas')}"]


def absent_note(matrix: Matrix, labels: Labels) -> str:
    """Which agencies were looked for, and what it does not mean that they are not recorded."""
    government = matrix.jurisdiction
    name = labels.either(government.name, government.name_en) if government else ""
    return labels("never_help", count=len(matrix.absent), jurisdiction=name)


def _absent(canvas: Canvas, matrix: Matrix, labels: Labels) -> None:
    if not matrix.absent:
        return
    names = "; ".join(labels.either(body.name, body.name_en) for body in matrix.absent[:_ABSENT])
    others = len(matrix.absent) - _ABSENT
    names = f"{names}; {labels('more', count=others)}" if others > 0 else names
    canvas.y += 6
    canvas.paragraph([f"{labels('never')}: {labels.number(len(matrix.absent))}"], 13, bold=True, fill=WHOLE)
    canvas.paragraph([absent_note(matrix, labels), names], _SMALL, lines=9)


def _placed(matrix: Matrix) -> list[str]:
    return [period for period in matrix.periods if period != UNPLACED]


def _highest(matrix: Matrix) -> int:
    """The most activities of any agency, area and period: where the bars of all cells end."""
    placed = set(_placed(matrix))
    counts = [n for a in matrix.agencies for cells in a.areas.values() for p, n in cells.items() if p in placed]
    return max(counts, default=1)


class _Layout(NamedTuple):
    """Where things stand: the left edge of the first cell, the width of cells, of the numbers in them, and the scales."""

    left: float
    cell: float
    number: float
    periods: Sequence[str]
    highest: int
    largest: int

    def x(self, column: int) -> float:
        return self.left + column * self.cell

    @property
    def bars(self) -> float:
        """The width of the bars in a cell."""
        return self.cell - self.number - 6


def _layout(matrix: Matrix, labels: Labels) -> _Layout:
    columns = max(len(matrix.areas), 1)
    most = max((agency.activities for agency in matrix.agencies), default=0)
    left = _NAMES + max(text_width(labels.number(most), 12), text_width(labels("total"), _SMALL)) + 20
    largest = max((agency.of_area(area.id) for agency in matrix.agencies for area in matrix.areas), default=1)
    number = text_width(labels.number(largest), 12) + 14
    cell = max((_PAGE - left) / columns, _NARROWEST, number + 60)
    return _Layout(left, cell, number, _placed(matrix), _highest(matrix), max(largest, 1))


def _header(canvas: Canvas, matrix: Matrix, labels: Labels, layout: _Layout) -> None:
    lines = [_heading(area, labels, layout.cell - 4) for area in matrix.areas]
    top = canvas.y + 4
    for at, column in enumerate(lines):
        for number, line in enumerate(column):
            canvas.text(layout.x(at) + 4, top + (number + 1) * _FINE * 1.3, line, _FINE, bold=number == 0)
    bottom = top + max(map(len, lines), default=1) * _FINE * 1.3
    canvas.text(2, bottom, labels("agency"), _SMALL, bold=True)
    canvas.text(layout.left - 10, bottom, labels("total"), _SMALL, anchor="end", bold=True)
    if layout.periods:
        _scale(canvas, labels, len(matrix.areas), layout, bottom + 14)
    canvas.y = bottom + 20


def _heading(area: Area, labels: Labels, width: float) -> list[str]:
    """The notation of an area and its label below it, or the label alone."""
    label = labels.either(area.label_id, area.label_en) if area.notation else ""
    return [*wrap(labels.area(area, short=True), _FINE, width, 2), *wrap(label, _FINE, width, _HEADING)]


def _scale(canvas: Canvas, labels: Labels, columns: int, layout: _Layout, y: float) -> None:
    """First and last period above the bars of each column, where both have room."""
    first, last = (labels.period(period, short=True) for period in (layout.periods[0], layout.periods[-1]))
    if text_width(first, _TINY) + text_width(last, _TINY) + 4 > layout.bars:
        return
    for at in range(columns):
        left = layout.x(at) + layout.number
        canvas.text(left, y, first, _TINY, fill=QUIET)
        if first != last:
            canvas.text(left + layout.bars, y, last, _TINY, fill=QUIET, anchor="end")


def _row(canvas: Canvas, matrix: Matrix, labels: Labels, agency: Participation, layout: _Layout) -> None:
    top = canvas.y
    canvas.line(0, top, canvas.width, top)
    name = labels.either(agency.name, agency.name_en)
    lines = wrap(name, 12, _NAMES - 6, 2)
    for number, line in enumerate(lines):
        canvas.text(2, top + (20 if len(lines) == 1 else 13 + 14 * number), line, 12)
    canvas.text(layout.left - 10, top + 20, labels.number(agency.activities), 12, anchor="end", bold=True)
    for at, area in enumerate(matrix.areas):
        count, x = agency.of_area(area.id), layout.x(at)
        if not count:
            canvas.text(x + layout.number - 8, top + 20, "–", 12, anchor="end", fill=QUIET)
            continue
        hint = element("title", f"{name}, {labels.area(area)}: {labels.number(count)}")
        shade = SHADES[(len(SHADES) - 1) * (count - 1) // max(layout.largest - 1, 1)]
        canvas.rect(x + 1, top + 1, layout.cell - 2, _ROW - 1, shade, hint)
        canvas.text(x + layout.number - 8, top + 20, labels.number(count), 12, anchor="end", bold=True)
        _bars(canvas, agency.areas[area.id], x + layout.number, top + _ROW - 5, layout)
    canvas.y = top + _ROW


def _bars(canvas: Canvas, counts: Mapping[str, int], x: float, base: float, layout: _Layout) -> None:
    slot = layout.bars / max(len(layout.periods), 1)
    canvas.line(x, base, x + layout.bars, base, GRID)
    for at, period in enumerate(layout.periods):
        if counts.get(period):
            height = (_ROW - 10) * counts[period] / layout.highest
            canvas.rect(x + at * slot, base - height, min(max(slot * 0.8, 1.0), _WIDEST_BAR), height, BAR)


def _description(matrix: Matrix, labels: Labels) -> str:
    """The agencies that came most often, and how many never came, for those who do not see the cells."""
    parts = [f"{labels.either(a.name, a.name_en)}: {labels.number(a.activities)}" for a in matrix.agencies[:5]]
    parts += [f"{labels('never')}: {labels.number(len(matrix.absent))}"] if matrix.absent else []
    return "; ".join(parts) or labels("no_activities")
