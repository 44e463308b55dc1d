"""What a document is made of, whatever format it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from kmpipe.export.texts import one_line, web_address
from kmpipe.model.base import Record

# these turn the direction of the text that follows, beyond the end of what holds them
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Text(Record, frozen=True, kw_only=True):
    """A paragraph of one style: a link where it has an address, `quiet` for what is said beside the point."""

    text: str
    url: str | None = None
    strong: bool = False
    quiet: bool = False


# the paragraphs of a cell of a table, or of an item of a list
Cell = tuple[Text, ...]


class Heading(Record, frozen=True, kw_only=True):
    """The heading of a section."""

    text: str


class Paragraph(Record, frozen=True, kw_only=True):
    """A paragraph that stands by itself."""

    text: Text


class Facts(Record, frozen=True, kw_only=True):
    """Labels with what they say, one below the other."""

    rows: tuple[tuple[str, Cell], ...]


class Column(Record, frozen=True, kw_only=True):
    """A column of a table: its share of the width of the page, in hundredths."""

    title: str
    width: int
    align: Literal["left", "center", "right"] = "left"


class Table(Record, frozen=True, kw_only=True):
    """A table; with `total` its last row is the sum of the others. `caption` says what it shows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False


class Items(Record, frozen=True, kw_only=True):
    """A list; with `numbered` its items bear the numbers from 1 that the text refers to as `[1]`."""

    items: tuple[Cell, ...]
    numbered: bool = False


class Commands(Record, frozen=True, kw_only=True):
    """Commands with what each does."""

    rows: tuple[tuple[str, str], ...]


class Signature(Record, frozen=True, kw_only=True):
    """Who signs: in each column the lines above the room for the signature, and those below it."""

    columns: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


Block = Heading | Paragraph | Facts | Table | Items | Commands | Signature


class Document(Record, frozen=True, kw_only=True):
    """A document: `institution` stands above the title, `subtitle` below it. `page` is the word before a page's number."""

    language: Literal["id", "en"]
    institution: str
    title: str
    subtitle: tuple[str, ...]
    blocks: tuple[Block, ...]
    page: str


def shown(text: str) -> str:
    """A text as every format shows it: one line, without control characters and marks that turn its direction."""
    return one_line(_DIRECTIONS.sub("", text))


def linked(text: Text) -> str | None:
    """The address a text leads to, if a reader may follow it."""
    return web_address(text.url)


def cell(*parts: str | Text | None) -> Cell:
    """A cell of paragraphs; what is empty is left out."""
    texts = (part if isinstance(part, Text) else Text(text=part) for part in parts if part)
    return tuple(text for text in texts if text.text)


def row(*cells: str | int | Cell) -> tuple[Cell, ...]:
    """A row of a table."""
    return tuple(value if isinstance(value, tuple) else cell(str(value)) for value in cells)


def table(caption: str, columns: Iterable[Column], rows: Iterable[tuple[Cell, ...]], *, total: bool = False) -> Table:
    """A table of these rows."""
    return Table(caption=caption, columns=tuple(columns), rows=tuple(rows), total=total)
