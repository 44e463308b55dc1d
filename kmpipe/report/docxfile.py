"""Documents as DOCX, for Word and LibreOffice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import singledispatch
from typing import BinaryIO

from kmpipe.report.documents import (
    Block,
    Cell,
    Commands,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Signature,
    Table,
    Text,
    shown,
)
from kmpipe.report.docxfile_body import Align, Body, Element
from kmpipe.report.docxfile_parts import add_page_number, new_file

# the same document bears the same date, whenever it is written; a zip file knows none before 1980
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
_ZIPPED = (1980, 1, 1, 0, 0, 0)
# centimetres between the margins of a page; tables lose the margin inside their first cells
_WIDTH = 17.0
_TABLE_WIDTH = 16.8
# share of the width, in hundredths, that the labels of facts and the commands take
_LABELS = 28
_COMMANDS = 46


def write_docx(document: Document, stream: BinaryIO) -> None:
    """Write the document on A4. The same document gives the same bytes."""
    file = new_file(document.language, width=_WIDTH)
    properties = file.core_properties
    properties.title = ", ".join(shown(part) for part in (document.title, *document.subtitle) if part)[:255]
    properties.author = properties.last_modified_by = shown(document.institution)[:255] or "kmpipe"
    properties.created = properties.modified = _CREATED
    properties.language = document.language
    properties.comments = ""
    properties.revision = 1
    if document.institution:
        file.add_paragraph(shown(document.institution), style="Institution")
    file.add_paragraph(shown(document.title), style="Title")
    for line in document.subtitle:
        file.add_paragraph(shown(line), style="Subtitle")
    body = Body(file, width=_TABLE_WIDTH)
    for block in document.blocks:
        _write(block, body)
    add_page_number(file, document.page)
    made = io.BytesIO()
    file.save(made)
    _repack(made, stream)


def _repack(made: BinaryIO, stream: BinaryIO) -> None:
    """Copy a zip file without the hour it was made at."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # what the library's default depends on the machine
            new.writestr(entry, old.read(name))
    stream.write(buffer.getvalue())


@singledispatch
def _write(block: Block, body: Body) -> None:
    raise TypeError(type(block).__name__)


@_write.register(Heading)
def _(block: Heading, body: Body) -> None:
    body.add(body.line("Heading1", Text(text=block.text)))


@_write.register(Paragraph)
def _(block: Paragraph, body: Body) -> None:
    body.add(body.line("Note" if block.text.quiet else "Normal", block.text))


@_write.register(Facts)
def _(block: Facts, body: Body) -> None:
    rows = ((_lines(body, (Text(text=label, quiet=True),)), _lines(body, value)) for label, value in block.rows)
    body.table((_LABELS, 100 - _LABELS), rows, bordered=False)


@_write.register(Table)
def _(block: Table, body: Body) -> None:
    body.add(body.line("Caption", Text(text=block.caption)))
    widths = [column.width for column in block.columns]
    aligns = [column.align for column in block.columns]
    header = [_lines(body, (Text(text=column.title, strong=True),), align=column.align) for column in block.columns]

    def rows() -> Iterator[Sequence[Sequence[Element]]]:
        for number, values in enumerate(block.rows, 1):
            strong = block.total and number == len(block.rows)
            yield [_lines(body, value, align=align, strong=strong) for value, align in zip(values, aligns, strict=True)]

    body.table(widths, rows(), header=header, total=block.total)


@_write.register(Items)
def _(block: Items, body: Body) -> None:
    for number, item in enumerate(block.items, 1):
        for at, text in enumerate(item):
            mark = f"[{number}]" if at == 0 else ""
            if block.numbered:
                body.add(body.line("Source", text, mark=mark))
            else:
                body.add(body.line("Source" if at else "ListBullet", text))


@_write.register(Commands)
def _(block: Commands, body: Body) -> None:
    rows = (
        ([body.line("Command", Text(text=command))], _lines(body, (Text(text=about),))) for command, about in block.rows
    )
    body.table((_COMMANDS, 100 - _COMMANDS), rows)


@_write.register(Signature)
def _(block: Signature, body: Body) -> None:
    share = 100 // len(block.columns)
    cells = []
    for above, below in block.columns:
        said = (*above, "", "", "", *below)
        cells.append([body.line("Signed", Text(text=line), align="center") for line in said])
    body.add(body.line("Gap", Text(text="")))
    body.table([share] * len(block.columns), [cells], bordered=False)


def _lines(body: Body, texts: Cell, *, align: Align = "left", strong: bool = False) -> list[Element]:
    """The paragraphs of a cell; an empty one has one without words, as the format demands."""
    return [
        body.line("Cell", Text(text=text.text, url=text.url, strong=True) if strong else text, align=align)
        for text in texts or (Text(text=""),)
    ]
