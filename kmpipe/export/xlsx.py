"""XLSX: a workbook with a sheet for activities, one for agencies, one for focus areas, and one for evidence on request."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kmpipe.export.columns import COLUMNS, chosen
from kmpipe.export.days import DAY_LENGTH, first_day
from kmpipe.export.labels import read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.parts import PARTS, split
from kmpipe.export.table import cell_text, cut_note
from kmpipe.export.texts import plain, web_address
from kmpipe.model import ActivityView

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# limits of the format: rows of a sheet, links of a sheet, characters of a link
MAX_ROWS = 1_048_576
MAX_LINKS = 65_530
MAX_LINK = 2_079
# the same workbook bears the same date, whenever it is written
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
# the first day that Excel counts right: it takes 1900 for a leap year
_FIRST_DATE = date(1900, 3, 1)

# part -> title of its sheet; each row begins with the activity
_TITLES = {"organisations": "agencies", "focus_areas": "focus areas", "evidence": "evidence"}
_BEFORE = {"activity": "id", "held_start": "held_start", "title": "title"}
_WIDTHS = {"title": 48, "name": 40, "name_en": 40, "label_id": 48, "label_en": 48, "text": 60, "quote": 60, "url": 40}


def write_xlsx(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write a workbook; rows go to temporary files at once, so that memory does not grow with them.

    No cell is a formula. A date known to the day is a date, a month or a year stays text. Each sheet has a frozen header
    and a filter; one that is full goes on in a second one. Cells too long are cut with a mark and counted, control
    characters go; the first 65,530 addresses are links, as many as a sheet may have.
    """
    columns, parts = split(chosen(options), options)
    kinds = [COLUMNS[name].kind for name in columns]
    before_kinds = [COLUMNS[name].kind for name in _BEFORE.values()]
    labels = read_labels(options.vocabularies)
    count = 0
    with tempfile.TemporaryDirectory(prefix="kmpipe-") as scratch:
        # a zip file that grows on a pipe has other bytes than one on a disk
        path = Path(scratch) / "export.xlsx"
        with _workbook(path) as book:
            activities = _Sheet(book, "activities", columns)
            sheets = {name: _Sheet(book, _TITLES[name], [*_BEFORE, *PARTS[name].fields]) for name in parts}
            for row in rows:
                activities.add([COLUMNS[name].read(row) for name in columns], kinds)
                before = [COLUMNS[name].read(row) for name in _BEFORE.values()]
                for name, sheet in sheets.items():
                    for values in PARTS[name].read(row, labels):
                        sheet.add([*before, *values], before_kinds)
                count += 1
            for sheet in (activities, *sheets.values()):
                sheet.finish()
        with path.open("rb") as made:
            shutil.copyfileobj(made, stream)
    return Written(activities=count, notes=cut_note(activities.cut + sum(sheet.cut for sheet in sheets.values())))


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    """A workbook that puts its rows into temporary files beside `path`, and is written there when all are there."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only this format needs it
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 - only this format needs it

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
        "use_zip64": True,
    }
    book = Workbook(str(path), options)
    book.set_properties({"title": "Activities", "comments": "Written by kmpipe", "created": _CREATED})
    try:
        yield book
        book.close()
    except FileCreateError as error:
        raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from error
    finally:
        for sheet in book.worksheets():
            sheet.row_data_fh.close()  # a workbook that is given up leaves them open


class _Sheet:
    """A sheet that grows row by row; `cut` counts the cells that were too long."""

    def __init__(self, book: Workbook, title: str, header: Sequence[str]) -> None:
        self.title = title
        self.cut = 0
        self._book, self._header = book, header
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})
        self._parts = 0
        self._start()

    def add(self, values: Sequence[object], kinds: Sequence[str]) -> None:
        """Write a row; a value is of the kind at its place (see `Column`), or of none."""
        if self._row == MAX_ROWS:
            self.finish()
            self._start()
        for at, value in enumerate(values):
            if value is not None and value not in ("", ()):
                self._write(at, value, kinds[at] if at < len(kinds) else "")
        self._row += 1

    def finish(self) -> None:
        """Put the filter over what was written."""
        self._sheet.autofilter(0, 0, self._row - 1, len(self._header) - 1)

    def _start(self) -> None:
        self._parts += 1
        name = self.title if self._parts == 1 else f"{self.title} {self._parts}"
        self._sheet: Worksheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._links = 0
        for at, column in enumerate(self._header):
            self._sheet.set_column(at, at, _WIDTHS.get(column, 18))
        for at, column in enumerate(self._header):
            self._sheet.write_string(0, at, column, self._bold)
        self._row = 1

    def _write(self, at: int, value: object, kind: str) -> None:
        day = value if isinstance(value, date) else None
        if kind == "calendar" and len(str(value)) == DAY_LENGTH:
            day = first_day(str(value))
        if day is not None and day >= _FIRST_DATE:
            self._sheet.write_datetime(self._row, at, datetime(day.year, day.month, day.day), self._date)  # noqa: DTZ001 - a day has no zone
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, at, value)
            return
        if isinstance(value, int | float):
            self._sheet.write_number(self._row, at, value)
            return
        text, cut = cell_text(tuple(map(plain, value)) if isinstance(value, tuple) else plain(str(value)))
        self.cut += cut
        if text.startswith("<r>") and text.endswith("</r>"):
            text += " "  # the library takes exactly this for its own markup and would not escape it
        address = web_address(text) if kind == "address" else None
        if address and len(address) <= MAX_LINK and self._links < MAX_LINKS:
            self._links += 1
            self._sheet.write_url(self._row, at, address, string=text)
            return
        self._sheet.write_string(self._row, at, text)
