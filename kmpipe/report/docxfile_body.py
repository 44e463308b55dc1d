"""The body of a DOCX file: paragraphs, links and tables as elements.

python-docx looks through all styles for each paragraph and through all rows for each row; a year of activities would take it
minutes. So the elements are made here, and appended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from kmpipe.report.documents import Text, linked, shown
from kmpipe.report.docxfile_parts import element

if TYPE_CHECKING:
    from docx.document import Document as File

Align = Literal["left", "center", "right"]
# an element of lxml, as python-docx makes them
Element = Any

# twentieths of a point in a centimetre, the unit of widths
_TWIPS = 567
# brings the border of a table, not the text in it, below the text around it
_INDENT = "108"
_LINES = "A6A6A6"
_HEADER_GREY = "E7EBF0"
_TOTAL_GREY = "F5F6F8"


class Body:
    """The body of a file, appended to block by block; tables are `width` centimetres wide."""

    def __init__(self, file: File, *, width: float) -> None:
        self._part = file.part
        self._end = file.element.body.sectPr
        self._width = width
        self._links: dict[str, str] = {}

    def add(self, block: Element) -> None:
        """Append a paragraph or a table."""
        self._end.addprevious(block)

    def line(self, style: str, text: Text, *, align: Align = "left", mark: str | None = None) -> Element:
        """A paragraph of a style (its id), with a `mark` before a tab where it hangs."""
        made = element("w:p")
        shape = element("w:pPr")
        shape.append(element("w:pStyle", **{"w:val": style}))
        if align != "left":
            shape.append(element("w:jc", **{"w:val": align}))
        made.append(shape)
        if mark is not None:
            run = _run(mark)
            run.append(element("w:tab"))
            made.append(run)
        address = linked(text)
        said = shown(text.text)
        if address:
            link = element("w:hyperlink", **{"r:id": self._link(address)})
            link.append(_run(said, style="Link", strong=text.strong))
            made.append(link)
        elif said:
            made.append(_run(said, style="Quiet" if text.quiet else "", strong=text.strong))
        return made

    def table(
        self,
        shares: Sequence[int],
        rows: Iterable[Sequence[Sequence[Element]]],
        *,
        header: Sequence[Sequence[Element]] | None = None,
        total: bool = False,
        bordered: bool = True,
    ) -> None:
        """Append a table: its rows of cells of paragraphs, the columns with these shares of the width, and a small gap.

        A header is repeated on each page, no row is torn, with `total` the last row is shaded.
        """
        widths = [round(self._width * _TWIPS * share / sum(shares)) for share in shares]
        made = element("w:tbl")
        made.append(_table_shape(sum(widths), bordered=bordered))
        grid = element("w:tblGrid")
        for width in widths:
            grid.append(element("w:gridCol", **{"w:w": str(width)}))
        made.append(grid)
        if header is not None:
            made.append(_row(header, widths, fill=_HEADER_GREY, header=True))
        last = None
        for cells in rows:
            last = cells
            made.append(_row(cells, widths))
        if total and last is not None:
            made.remove(made[-1])
            made.append(_row(last, widths, fill=_TOTAL_GREY))
        self.add(made)
        self.add(self.line("Gap", Text(text="")))

    def _link(self, address: str) -> str:
        """The name by which the file knows an address."""
        from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - only this format needs it

        if address not in self._links:
            self._links[address] = self._part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self._links[address]


def _run(text: str, *, style: str = "", strong: bool = False) -> Element:
    made = element("w:r")
    if style or strong:
        shape = element("w:rPr")
        if style:
            shape.append(element("w:rStyle", **{"w:val": style}))
        if strong:
            shape.append(element("w:b"))
        made.append(shape)
    said = element("w:t", **{"xml:space": "preserve"})
    said.text = text
    made.append(said)
    return made


def _table_shape(width: int, *, bordered: bool) -> Element:
    shape = element("w:tblPr")
    shape.append(element("w:tblW", **{"w:w": str(width), "w:type": "dxa"}))
    shape.append(element("w:tblInd", **{"w:w": _INDENT, "w:type": "dxa"}))
    if bordered:
        borders = element("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(element(f"w:{side}", **{"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": _LINES}))
        shape.append(borders)
    shape.append(element("w:tblLayout", **{"w:type": "fixed"}))
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", **{"w:w": _INDENT, "w:type": "dxa"}))
    shape.append(margins)
    return shape


def _row(cells: Sequence[Sequence[Element]], widths: Sequence[int], *, fill: str = "", header: bool = False) -> Element:
    made = element("w:tr")
    shape = element("w:trPr")
    shape.append(element("w:cantSplit"))
    if header:
        shape.append(element("w:tblHeader"))
    made.append(shape)
    for paragraphs, width in zip(cells, widths, strict=True):
        cell = element("w:tc")
        look = element("w:tcPr")
        look.append(element("w:tcW", **{"w:w": str(width), "w:type": "dxa"}))
        if fill:
            look.append(element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": fill}))
        cell.append(look)
        cell.extend(paragraphs)
        made.append(cell)
    return made
