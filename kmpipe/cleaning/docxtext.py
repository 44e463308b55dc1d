"""The text of a Word document's markup: paragraphs, items, headings, rows of tables, text boxes, in document order.

Deleted and hidden text, field codes and the older twin of a drawing are none of it (ECMA-376 part 1, section 17).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kmpipe.cleaning.cells import LONGEST_CELL, row_text
from kmpipe.cleaning.docxlists import Numbering, W, number, value_of
from kmpipe.cleaning.docxstyles import Style, Styles, is_on, outline_of
from kmpipe.cleaning.ledger import Line, Link, Verdict
from kmpipe.cleaning.numbering import BULLET, TEXT_MARKER
from kmpipe.cleaning.paragraphs import CONTENTS
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.text.normalise import fold_spaces, normalise

_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TEXT, _BOX, _TABLE, _PARAGRAPH, _RUN = f"{W}t", f"{W}txbxContent", f"{W}tbl", f"{W}p", f"{W}r"
_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", _FALLBACK})
_BREAKS = frozenset({f"{W}br", f"{W}cr"})
_SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "-", f"{W}sym": BULLET}
_SHOWN = frozenset({_TEXT, _BOX, *_BREAKS, *_SIGNS})
# what may stand between a table, its rows and their cells
_AROUND = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"})
# a heading that is one by its type: words, and how much larger it is than the body
_MOST_WORDS, _LARGER = 14, 1.15
# columns from which on a span is a slip of the pen, or an attack
_MOST_COLUMNS = 60
_LIST_STYLE = re.compile(r"list (?:bullet|number) ([2-5])")
_TITLES = {"title": 1, "subtitle": 2}
_LARGE_LEVEL, _BOLD_LEVEL = 2, 3


class _Piece(NamedTuple):
    """The text of a run, or a line break (None), its type, and the address it leads to."""

    text: str | None
    bold: bool = False
    size: int = 0
    href: str = ""


class Reader:
    """Reads the body of a document into `lines` and the `verdicts` already passed."""

    def __init__(self, styles: Styles, numbering: Numbering, targets: Mapping[str, str]) -> None:
        self.lines: list[Line] = []
        self.verdicts: list[Verdict | None] = []
        self._styles, self._numbering, self._targets = styles, numbering, targets
        self._body_size = styles.style(None).size

    def read(self, element: Any) -> None:
        """Reads the paragraphs and tables inside an element, through content controls and tracked insertions."""
        for child in element:
            if child.tag == _PARAGRAPH:
                self._paragraph(child)
            elif child.tag == _TABLE:
                self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                self.read(child)

    def _paragraph(self, element: Any) -> None:
        properties = element.find(f"{W}pPr")
        style = self._styles.style(value_of(properties, "pStyle"))
        boxes: list[Any] = []
        pieces = list(self._pieces(element, style, boxes))
        # an empty paragraph bears no number
        marker, depth = self._marker(properties, style) if any(map(_is_shown, pieces)) else ("", 0)
        level = self._heading_level(properties, style, pieces)
        verdict = CONTENTS if style.name.startswith("toc ") else None
        for parts in _parted(pieces, whole=level > 0 or bool(marker)):
            if (line := _line(parts, marker, depth, level)).text:
                self.lines.append(line)
                self.verdicts.append(verdict)
        for box in boxes:
            self.read(box)

    def _pieces(self, element: Any, style: Style, boxes: list[Any], href: str = "") -> Iterator[_Piece]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag == _RUN:
                yield from self._run(child, style, boxes, href)
            elif tag == _MATH_TEXT:
                yield _Piece(child.text or "", style.bold, style.size, href)
            else:
                inner = self._targets.get(child.get(_R_ID, ""), href) if tag == f"{W}hyperlink" else href
                yield from self._pieces(child, style, boxes, inner)

    def _run(self, element: Any, style: Style, boxes: list[Any], href: str) -> Iterator[_Piece]:
        properties = element.find(f"{W}rPr")
        if is_on(properties, "vanish"):
            return
        bold = is_on(properties, "b", otherwise=style.bold)
        size = number(value_of(properties, "sz"), style.size)
        for child in _inside(element):
            if child.tag == _TEXT:
                yield _Piece(child.text or "", bold, size, href)
            elif child.tag in _BREAKS:
                yield _Piece(None)
            elif child.tag == _BOX:
                boxes.append(child)
            else:
                yield _Piece(_SIGNS[child.tag], bold, size, href)

    def _marker(self, properties: Any, style: Style) -> tuple[str, int]:
        """The marker of a paragraph and its depth (1 is the outermost); "" for one that is no item."""
        own = properties.find(f"{W}numPr") if properties is not None else None
        num, level = style.num, style.level
        if own is not None:
            num = value_of(own, "numId") or num
            level = number(value_of(own, "ilvl"), level)
        if num is None or num == "0":  # 0 takes a paragraph out of the list of its style
            return "", 0
        named = _LIST_STYLE.fullmatch(style.name)  # each depth of Word's own list styles is a list of its own
        return self._numbering.marker(num, level), max(level + 1, int(named[1]) if named else 0)

    def _heading_level(self, properties: Any, style: Style, pieces: list[_Piece]) -> int:
        """The level of a heading by outline, by style, or by its type; 0 for running text."""
        if style.name in _TITLES:
            return _TITLES[style.name]
        outline = outline_of(properties, style.outline) if properties is not None else style.outline
        if outline is not None:
            return min(outline + 1, 6)
        shown = list(filter(_is_shown, pieces))
        text = fold_spaces(" ".join(piece.text or "" for piece in shown))
        if not shown or word_count(text) > _MOST_WORDS or ends_sentence(text) or text[-1] in ":;,":
            return 0
        if all(piece.size >= _LARGER * self._body_size for piece in shown):
            return _LARGE_LEVEL
        return _BOLD_LEVEL if all(piece.bold for piece in shown) else 0

    def _table(self, table: Any) -> None:
        """The rows of a table that holds data; of one that lays out the page, what stands in its cells."""
        rows = [list(_children(row, f"{W}tc")) for row in _children(table, f"{W}tr")]
        texts = [[" ".join(self._cell(cell)) for cell in cells] for cells in rows]
        columns = max(map(len, rows), default=0)
        nested = any(cell.find(f".//{_TABLE}") is not None for cells in rows for cell in cells)
        if columns < 2 or nested or any(len(text) > LONGEST_CELL for row in texts for text in row):
            for cells in rows:
                for cell in cells:
                    self.read(cell)
            return
        for cells, row in zip(rows, texts, strict=True):
            grid: list[str] = []
            for cell, text in zip(cells, row, strict=True):
                grid += [text, *[""] * (_span(cell) - 1)]
            found = row_text(grid)
            if found.text:
                self.lines.append(Line(found.text, found.kind))
                self.verdicts.append(None)

    def _cell(self, cell: Any) -> Iterator[str]:
        """The paragraphs of a cell, with the markers of their items."""
        for element in cell.iter(_PARAGRAPH):
            properties = element.find(f"{W}pPr")
            style = self._styles.style(value_of(properties, "pStyle"))
            text = "".join(piece.text or " " for piece in self._pieces(element, style, []))
            if text.strip():
                marker, _ = self._marker(properties, style)
                yield f"{marker} {text}" if marker else text


def _inside(element: Any) -> Iterator[Any]:
    """What a run shows: texts, breaks, signs and text boxes."""
    for child in element:
        if child.tag in _SHOWN:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _inside(child)


def _children(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, through content controls and tracked changes."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _children(child, tag)


def _span(cell: Any) -> int:
    properties = cell.find(f"{W}tcPr")
    return min(max(1, number(value_of(properties, "gridSpan"), 1)), _MOST_COLUMNS)


def _is_shown(piece: _Piece) -> bool:
    return bool(piece.text and piece.text.strip())


def _parted(pieces: Sequence[_Piece], *, whole: bool) -> Iterator[list[_Piece]]:
    """The pieces parted at line breaks; all of them, with blanks for breaks, if they are to stay `whole`."""
    parts: list[_Piece] = []
    for piece in pieces:
        if piece.text is not None:
            parts.append(piece)
        elif whole:
            parts.append(_Piece(" "))
        else:
            yield parts
            parts = []
    yield parts


def _line(parts: Sequence[_Piece], marker: str, depth: int, level: int) -> Line:
    """The line of some pieces: a heading, an item (numbered by the program or by hand), or a paragraph."""
    text = fold_spaces(normalise("".join(piece.text or "" for piece in parts)))
    links: dict[str, str] = {}
    for piece in parts:
        if piece.href:
            links[piece.href] = links.get(piece.href, "") + (piece.text or "")
    shown = tuple(Link(href, fold_spaces(normalise(words))) for href, words in links.items())
    size = sum(len(link.text) for link in shown)
    if text and marker:
        text = f"{marker} {text}"
    if level:
        return Line(text, "heading", level, "", shown, size)
    typed = marker or ((found := TEXT_MARKER.match(text)) and found[0]) or ""
    return (
        Line(text, "item", max(1, depth), typed, shown, size)
        if typed and text
        else Line(text, "paragraph", 0, "", shown, size)
    )
