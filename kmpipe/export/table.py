"""CSV: one activity a row, lists joined by `; `, safe to open in a spreadsheet."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import BinaryIO

from defusedcsv import csv

from kmpipe.export.columns import COLUMNS, chosen
from kmpipe.export.options import Options, Written
from kmpipe.model import ActivityView

# what a spreadsheet cell can hold, in UTF-16 code units
MAX_CELL = 32_767
CUT_MARK = "… [cut]"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def write_csv(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write a header and one row an activity; `fields` selects and orders `COLUMNS`.

    A cell that a spreadsheet would take for a formula gets a leading apostrophe (defusedcsv); control characters go;
    a cell longer than `MAX_CELL` is cut, says so, and is counted. With `excel` there is a byte order mark, and `;` between
    the cells.
    """
    columns = chosen(options)
    count = 0
    with closing(Table(stream, columns, excel=options.excel)) as table:
        for row in rows:
            table.add(COLUMNS[name].read(row) for name in columns)
            count += 1
    return Written(activities=count, notes=cut_note(table.cut))


class Table:
    """A CSV file that grows row by row; `cut` counts the cells that were too long."""

    def __init__(self, stream: BinaryIO, header: Sequence[str], *, excel: bool = False) -> None:
        self.cut = 0
        self._out = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        if excel:
            self._out.write("\ufeff")
        self._writer = csv.writer(self._out, lineterminator="\n", delimiter=";" if excel else ",")
        self._writer.writerow(header)

    def add(self, values: Iterable[object]) -> None:
        """Write one row."""
        self._writer.writerow([self._cell(value) for value in values])

    def close(self) -> None:
        """Let go of the stream, which stays open."""
        self._out.detach()

    def _cell(self, value: object) -> str:
        text, cut = cell_text(value)
        self.cut += cut
        return text.lstrip("\t")


def cell_text(value: object) -> tuple[str, bool]:
    """A value as a cell holds it, lists joined, without control characters; and whether it had to be cut."""
    if value is None:
        return "", False
    if isinstance(value, bool):
        return str(value).lower(), False
    text = _CONTROL.sub("", "; ".join(value) if isinstance(value, tuple) else str(value))
    if len(text) <= MAX_CELL // 2 or units(text) <= MAX_CELL:
        return text, False
    room = MAX_CELL - len(CUT_MARK)
    kept = text[:room]
    if units(kept) > room:
        kept = kept.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore")
    return kept + CUT_MARK, True


def units(text: str) -> int:
    """The length of a text as spreadsheets count it: in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut_note(cut: int) -> tuple[str, ...]:
    """The note for the reader of the file, where cells were cut."""
    return (f"{cut:,} {'cell' if cut == 1 else 'cells'} cut at {MAX_CELL:,} characters",) if cut else ()
