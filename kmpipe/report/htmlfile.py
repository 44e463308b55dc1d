"""Documents as one HTML page: no scripts, nothing loaded from elsewhere, ready to print on A4."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import singledispatch
from html import escape
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
    linked,
    shown,
)

_STYLE = """
@page { size: A4; margin: 2cm; @bottom-center { content: counter(page) " / " counter(pages); font: 9pt Arial, sans-serif; } }
body { font: 10pt/1.4 Arial, Helvetica, sans-serif; color: #000; background: #fff; max-width: 50em; margin: 2em auto; padding: 0 1em; }
header { text-align: center; margin-bottom: 1.5em; }
header p { margin: .2em 0; }
.institution { font-weight: bold; }
h1 { font-size: 16pt; margin: .2em 0; text-transform: none; }
h2 { font-size: 11.5pt; color: #1f4e79; margin: 1.6em 0 .4em; break-after: avoid; }
p { margin: .4em 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .4em 0 1em; font-size: 8.5pt; table-layout: fixed; }
caption { text-align: left; font-style: italic; font-size: 9pt; padding-bottom: .3em; break-after: avoid; }
th, td { border: 1px solid #a6a6a6; padding: .25em .4em; vertical-align: top; text-align: left; overflow-wrap: anywhere; }
th { background: #e7ebf0; overflow-wrap: normal; hyphens: auto; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
tr.total td { background: #f5f6f8; font-weight: bold; }
td.center, th.center { text-align: center; }
td.right, th.right { text-align: right; }
td p { margin: 0; }
dl { display: grid; grid-template-columns: minmax(8em, 28%) 1fr; gap: .2em 1em; margin: .4em 0 1em; }
dt { color: #595959; }
dd { margin: 0; overflow-wrap: anywhere; }
dd p, li p { margin: 0; }
ol.sources { list-style: none; padding: 0; counter-reset: source; font-size: 8.5pt; }
ol.sources li { counter-increment: source; padding-left: 3em; text-indent: -3em; margin: .3em 0; overflow-wrap: anywhere; }
ol.sources li::before { content: "[" counter(source) "]"; display: inline-block; width: 3em; text-indent: 0; }
ol.sources li p { display: inline; }
ol.sources li p + p { display: block; text-indent: 0; }
a { color: #1f4e79; }
code { font: 8.5pt "Courier New", monospace; overflow-wrap: anywhere; }
.quiet { color: #595959; }
main > p > .quiet { font-size: 8.5pt; }
.signature { display: flex; gap: 2em; text-align: center; margin-top: 2.5em; break-inside: avoid; }
.signature > div { flex: 1; }
.signature p { margin: 0; min-height: 1.4em; }
.signature .room { height: 5em; }
@media screen and (max-width: 40em) { table.broad { min-width: 40em; } }
@media print { body { margin: 0; padding: 0; max-width: none; } a { color: #000; text-decoration: none; } .wide { overflow: visible; } }
"""
# columns that fit on the screen of a telephone
_NARROW = 4


def write_html(document: Document, stream: BinaryIO) -> None:
    """Write the page; every text of a report stays text. The same document gives the same bytes."""
    style = _STYLE + "".join(
        f".w{width} {{ width: {width}%; }}\n"
        for width in sorted({c.width for block in document.blocks if isinstance(block, Table) for c in block.columns})
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    title = " – ".join(shown(part) for part in (document.title, *document.subtitle[:1]) if part)
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{document.language}">',
        "<head>",
        '<meta charset="utf-8">',
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        "<header>",
        *([f'<p class="institution">{_text(document.institution)}</p>'] if document.institution else []),
        f"<h1>{_text(document.title)}</h1>",
        *(f"<p>{_text(line)}</p>" for line in document.subtitle),
        "</header>",
        "<main>",
    ]
    stream.write("\n".join(lines).encode() + b"\n")
    for block in document.blocks:
        stream.writelines(line.encode() + b"\n" for line in _write(block))
    stream.write(b"</main>\n</body>\n</html>\n")


@singledispatch
def _write(block: Block) -> Iterator[str]:
    raise TypeError(type(block).__name__)


@_write.register(Heading)
def _(block: Heading) -> Iterator[str]:
    yield f"<h2>{_text(block.text)}</h2>"


@_write.register(Paragraph)
def _(block: Paragraph) -> Iterator[str]:
    yield _paragraph(block.text)


@_write.register(Facts)
def _(block: Facts) -> Iterator[str]:
    yield "<dl>"
    for label, value in block.rows:
        yield f"<dt>{_text(label)}</dt><dd>{_cell(value)}</dd>"
    yield "</dl>"


@_write.register(Table)
def _(block: Table) -> Iterator[str]:
    # more columns than a narrow screen has room for: the table scrolls by itself
    broad = ' class="broad"' if len(block.columns) > _NARROW else ""
    yield f'<div class="wide"><table{broad}>'
    yield f"<caption>{_text(block.caption)}</caption>"
    heads = (
        f'<th scope="col" class="w{column.width} {column.align}">{_text(column.title)}</th>' for column in block.columns
    )
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for number, values in enumerate(block.rows, 1):
        kind = ' class="total"' if block.total and number == len(block.rows) else ""
        cells = (
            f'<td class="{column.align}">{_cell(value)}</td>'
            for column, value in zip(block.columns, values, strict=True)
        )
        yield f"<tr{kind}>{''.join(cells)}</tr>"
    yield "</tbody>"
    yield "</table></div>"


@_write.register(Items)
def _(block: Items) -> Iterator[str]:
    tag, opening = ("ol", '<ol class="sources">') if block.numbered else ("ul", "<ul>")
    yield opening
    for item in block.items:
        yield f"<li>{''.join(map(_paragraph, item))}</li>"
    yield f"</{tag}>"


@_write.register(Commands)
def _(block: Commands) -> Iterator[str]:
    yield '<div class="wide"><table><tbody>'
    for command, about in block.rows:
        yield f"<tr><td><code>{_text(command)}</code></td><td>{_text(about)}</td></tr>"
    yield "</tbody></table></div>"


@_write.register(Signature)
def _(block: Signature) -> Iterator[str]:
    yield '<div class="signature">'
    for above, below in block.columns:
        yield f"<div>{''.join(f'<p>{_text(line)}</p>' for line in above)}"
        yield f'<div class="room"></div>{"".join(f"<p>{_text(line)}</p>" for line in below)}</div>'
    yield "</div>"


def _cell(value: Cell) -> str:
    return _inline(value[0]) if len(value) == 1 else "".join(map(_paragraph, value))


def _paragraph(text: Text) -> str:
    return f"<p>{_inline(text)}</p>"


def _inline(text: Text) -> str:
    said, address = _text(text.text), linked(text)
    if address:
        said = f'<a href="{escape(address)}" rel="noopener noreferrer">{said}</a>'
    if text.strong:
        said = f"<strong>{said}</strong>"
    return f'<span class="quiet">{said}</span>' if text.quiet else said


def _text(text: str) -> str:
    return escape(shown(text))
