"""Documents as Markdown, and as plain lines for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from functools import singledispatch
from typing import BinaryIO

from kmpipe.export.markdown import as_paragraph, escaped
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


def write_markdown(document: Document, stream: BinaryIO) -> None:
    """Write the document as one Markdown file; nothing of a report becomes markup."""
    heads = [f"# {escaped(shown(document.title))}", *map(_plain, (document.institution, *document.subtitle))]
    parts = [part for part in heads if part]
    parts += ["\n".join(_markdown(block)) for block in document.blocks]
    stream.write("\n\n".join(parts).encode() + b"\n")


def lines(document: Document, width: int, *, bold: Callable[[str], str]) -> Iterator[str]:
    """The document as lines of at most `width` characters; `bold` makes a heading stand out. Addresses are not broken."""
    yield from (bold(line) for line in _wrapped(document.title, width))
    for said in (document.institution, *document.subtitle):
        yield from _wrapped(said, width) if said else ()
    for block in document.blocks:
        if isinstance(block, Heading):
            yield ""
            yield from (bold(line) for line in _wrapped(block.text, width))
        else:
            for first, *rest in _terminal(block):
                yield from _wrapped(first, width)
                for line in rest:
                    yield from _wrapped(line, width, indent=3)


@singledispatch
def _markdown(block: Block) -> Iterator[str]:
    raise TypeError(type(block).__name__)


@_markdown.register(Heading)
def _(block: Heading) -> Iterator[str]:
    yield f"## {escaped(shown(block.text))}"


@_markdown.register(Paragraph)
def _(block: Paragraph) -> Iterator[str]:
    yield _plain(block.text.text)


@_markdown.register(Facts)
def _(block: Facts) -> Iterator[str]:
    for label, value in block.rows:
        yield f"- **{escaped(shown(label))}**: {_cell(value)}"


@_markdown.register(Table)
def _(block: Table) -> Iterator[str]:
    yield f"| {' | '.join(escaped(shown(column.title)) for column in block.columns)} |"
    yield f"|{'|'.join({'left': '---', 'center': ':-:', 'right': '--:'}[column.align] for column in block.columns)}|"
    for values in block.rows:
        yield f"| {' | '.join(map(_cell, values))} |"


@_markdown.register(Items)
def _(block: Items) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        yield f"- {f'[{number}] ' if block.numbered else ''}{_cell(item)}"


@_markdown.register(Commands)
def _(block: Commands) -> Iterator[str]:
    for command, about in block.rows:
        yield f"- `{shown(command).replace('`', '')}`: {escaped(shown(about))}"


@_markdown.register(Signature)
def _(block: Signature) -> Iterator[str]:
    for above, below in block.columns:
        yield f"- {escaped(' · '.join(map(shown, (*above, *below))))}"


def _plain(text: str) -> str:
    return as_paragraph(shown(text))


def _cell(value: Cell) -> str:
    return " · ".join(map(_inline, value))


def _inline(text: Text) -> str:
    said, address = escaped(shown(text.text)), linked(text)
    # no address holds an angle bracket, so that none ends early
    said = f"[{said}](<{address}>)" if address else said
    return f"**{said}**" if text.strong else said


@singledispatch
def _terminal(block: Block) -> Iterator[list[str]]:
    raise TypeError(type(block).__name__)


@_terminal.register(Paragraph)
def _(block: Paragraph) -> Iterator[list[str]]:
    yield [block.text.text]


@_terminal.register(Facts)
def _(block: Facts) -> Iterator[list[str]]:
    for label, value in block.rows:
        yield [f"{label}: {'; '.join(text.text for text in value)}"]


@_terminal.register(Table)
def _(block: Table) -> Iterator[list[str]]:
    for values in block.rows:
        said = [" · ".join(text.text for text in value) for value in values]
        named = [(column.title, text) for column, text in zip(block.columns, said, strict=True) if text]
        # the first columns name the row, the others say what of it
        head = [text for title, text in named if title != named[-1][0]][:2] or [named[0][1]]
        yield [" · ".join(head), *(f"{title}: {text}" for title, text in named[len(head) :])]


@_terminal.register(Items)
def _(block: Items) -> Iterator[list[str]]:
    for number, item in enumerate(block.items, 1):
        mark = f"[{number}] " if block.numbered else "- "
        yield [mark + item[0].text, *(address or text.text for text in item[1:] for address in [linked(text)])]


@_terminal.register(Commands)
def _(block: Commands) -> Iterator[list[str]]:
    for command, about in block.rows:
        yield [command, about]


@_terminal.register(Signature)
def _(block: Signature) -> Iterator[list[str]]:
    for above, below in block.columns:
        yield [*above, *below]


def _wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    return textwrap.wrap(
        shown(text),
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + (0 if indent else 3)),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]
