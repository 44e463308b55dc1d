"""Charts as text, for terminals: bars beside their numbers, so that the numbers are always there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from kmpipe.report.labels import Labels
from kmpipe.report.markup import clean
from kmpipe.report.matrix_chart import absent_note, matrix_title
from kmpipe.report.records import UNPLACED, Area, Matrix, Timeline
from kmpipe.report.timeline_chart import timeline_notes, timeline_title

Paint = Callable[[str], str]
# runs of periods without an activity that are longer than this become one line
_EMPTY = 3
_NARROWEST_NAME = 20
# names of agencies that never came; `-o FILE.csv` and `--json` have all
_ABSENT = 10
_EIGHTHS = " ▏▎▍▌▋▊▉"
# our own marks for terminals that have plain characters only
PLAIN = str.maketrans(
    {"–": "-", "·": "-", "…": ".", "█": "#", **dict.fromkeys("▏▎▍▌", " "), **dict.fromkeys("▋▊▉", "#")}
)


def timeline_text(timeline: Timeline, labels: Labels, *, width: int, bold: Paint = str) -> Iterator[str]:
    """Lines of at most `width` columns: a period each with a bar for all activities, then the numbers of the areas.

    The areas are numbered, and named below. `bold` paints headings.
    """
    yield bold(timeline_title(timeline, labels))
    yield ""
    if timeline.periods:
        yield from _periods(timeline, labels, width, bold)
    else:
        yield labels("no_activities")
    yield ""
    for note in timeline_notes(timeline, labels, scale=False):
        yield from _wrapped(note, width)


def _periods(timeline: Timeline, labels: Labels, width: int, bold: Paint) -> Iterator[str]:
    names = {count.period: labels.period(count.period, short=True) for count in timeline.periods}
    first = max(map(cell_len, (*names.values(), labels("period"), labels("total"))))
    numbers = _columns([timeline.by_area.get(area.id, 0) for area in timeline.areas], labels, width)
    held = max(len(labels.number(timeline.held)), len(labels("total")))
    bar = max(width - first - held - 4 - sum(numbers), 8)
    heads = "".join(str(number).rjust(wide) for number, wide in enumerate(numbers, 1))
    yield bold(set_cell_size(labels("period"), first) + "  " + labels("total").rjust(held) + " " * (bar + 2) + heads)
    empty: list[str] = []
    for count in timeline.periods:
        if not count.held:
            empty.append(_cells([names[count.period], "–".rjust(held)], first))
            continue
        yield from _gap(empty, labels)
        empty = []
        drawn = _bar(count.held / timeline.most, bar)
        areas = "".join(
            _number(count.areas.get(area.id, 0), labels).rjust(wide)
            for area, wide in zip(timeline.areas, numbers, strict=True)
        )
        yield f"{_cells([names[count.period], labels.number(count.held).rjust(held)], first)}  {drawn}{areas}"
    sums = "".join(
        labels.number(timeline.by_area.get(area.id, 0)).rjust(wide)
        for area, wide in zip(timeline.areas, numbers, strict=True)
    )
    yield bold(_cells([labels("total"), labels.number(timeline.held).rjust(held)], first) + " " * (bar + 2) + sums)
    yield ""
    yield from _key(timeline.areas, labels, width)


def _gap(empty: list[str], labels: Labels) -> Iterator[str]:
    if len(empty) > _EMPTY:
        yield labels("empty_periods", count=len(empty))
    else:
        yield from empty


def matrix_text(matrix: Matrix, labels: Labels, *, width: int, most: int, bold: Paint = str) -> Iterator[str]:
    """Lines of at most `width` columns: an agency each with its numbers by area, and a mark for each period where it fits."""
    yield bold(matrix_title(matrix, labels))
    yield ""
    if matrix.agencies:
        yield from _agencies(matrix, labels, width, most, bold)
    else:
        yield labels("no_activities")
    if matrix.absent:
        yield ""
        yield bold(f"{labels('never')}: {labels.number(len(matrix.absent))}")
        yield from _wrapped(absent_note(matrix, labels), width)
        for body in matrix.absent[:_ABSENT]:
            yield "  " + _cut(labels.either(body.name, body.name_en), width - 2)
        if len(matrix.absent) > _ABSENT:
            yield "  … " + labels("more", count=len(matrix.absent) - _ABSENT)


def _agencies(matrix: Matrix, labels: Labels, width: int, most: int, bold: Paint) -> Iterator[str]:
    shown = matrix.agencies[:most]
    periods = [period for period in matrix.periods if period != UNPLACED]
    numbers = _columns([max(agency.of_area(area.id) for agency in shown) for area in matrix.areas], labels, width)
    total = max(len(labels("total")), len(labels.number(shown[0].activities)))
    room = width - 2 - total - sum(numbers)
    marks = periods if room - len(periods) - 2 >= _NARROWEST_NAME else []
    names = min(
        max(room, _NARROWEST_NAME) - (len(marks) + 2 if marks else 0),
        max(cell_len(labels.either(a.name, a.name_en)) for a in shown),
    )
    heads = "".join(str(number).rjust(wide) for number, wide in enumerate(numbers, 1))
    yield bold(f"{_fitted(labels('agency'), names)}  {labels('total').rjust(total)}{heads}")
    for agency in shown:
        areas = "".join(
            _number(agency.of_area(area.id), labels).rjust(wide)
            for area, wide in zip(matrix.areas, numbers, strict=True)
        )
        when = "  " + "".join(_digit(agency.periods.get(period, 0)) for period in marks) if marks else ""
        name = _fitted(labels.either(agency.name, agency.name_en), names)
        yield f"{name}  {labels.number(agency.activities).rjust(total)}{areas}{when}"
    if len(matrix.agencies) > most:
        yield "… " + labels("more", count=len(matrix.agencies) - most)
    yield ""
    yield from _key(matrix.areas, labels, width)
    if marks:
        help_ = labels("digits_help", first=labels.period(marks[0]), last=labels.period(marks[-1]))
        yield from _wrapped(help_, width)
    if UNPLACED in matrix.periods:
        yield from _wrapped(labels("unplaced_note"), width)
    yield from _wrapped(labels("took_part"), width)


def _key(areas: Sequence[Area], labels: Labels, width: int) -> Iterator[str]:
    """Which area each number of a column stands for."""
    wide = len(str(len(areas)))
    for number, area in enumerate(areas, 1):
        yield _cut(f"{number:>{wide}}  {labels.area(area)}", width)


def _columns(most: Sequence[int], labels: Labels, width: int) -> list[int]:
    """The widths of the columns of numbers, with two spaces before each, or one where they would take half a line."""
    widths = [max(len(str(number)), len(labels.number(count))) for number, count in enumerate(most, 1)]
    gap = 2 if sum(widths) + 2 * len(widths) <= width // 2 else 1
    return [gap + wide for wide in widths]


def _number(count: int, labels: Labels) -> str:
    return labels.number(count) if count else "–"


def _digit(count: int) -> str:
    """One mark for a count: `.` for none, `+` for more than nine."""
    return "." if not count else str(count) if count <= 9 else "+"


def _bar(share: float, width: int) -> str:
    """A bar of this share of the width, filled up with spaces; something is at least an eighth."""
    eighths = max(round(share * width * 8), 1)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def _cells(cells: Sequence[str], first: int) -> str:
    return "  ".join((set_cell_size(cells[0], first), *cells[1:]))


def _fitted(text: str, width: int) -> str:
    return set_cell_size(_cut(text, width), width)


def _cut(text: str, width: int) -> str:
    """The text on one line without control characters, cut with `…` where it is too wide."""
    text = clean(text)
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def _wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most `width` columns; a longer word is cut."""
    line = ""
    for word in clean(text).split():
        if line and cell_len(line) + 1 + cell_len(word) > width:
            yield line
            line = ""
        line = f"{line} {word}" if line else _cut(word, width)
    if line:
        yield line
