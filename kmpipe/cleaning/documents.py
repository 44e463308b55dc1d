"""Documents on pages: the lines of a PDF or a DOCX, judged by the same rules as a page's, the title, and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from kmpipe.cleaning.docx import read_docx
from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.locate import Located, sizes_of
from kmpipe.cleaning.matching import rule_book
from kmpipe.cleaning.naming import Named, name_document
from kmpipe.cleaning.paragraphs import PageStart, blocks_of
from kmpipe.cleaning.pdf import MOST_CHARACTERS, PdfText, read_pdf
from kmpipe.cleaning.rules import judge
from kmpipe.cleaning.running import without_edges
from kmpipe.cleaning.textpage import with_headings
from kmpipe.model import Capture, Page

# the title stands on the first two pages, or within so many lines of a document without pages
_TITLE_PAGES, _TITLE_LINES = 2, 40


class Document(NamedTuple):
    """The lines of a document with the verdict on each, its title, and where its pages begin."""

    lines: tuple[Line, ...]
    verdicts: tuple[Verdict | None, ...]
    named: Named
    starts: tuple[PageStart, ...]
    located: Located


class _Blocks(NamedTuple):
    """What PDF and DOCX have in common."""

    lines: tuple[Line, ...]
    verdicts: tuple[Verdict | None, ...]
    starts: tuple[PageStart, ...]
    declared: str
    name: str
    reason: str


def read_document(
    capture: Capture, *, title: str = "", folders: tuple[Path, ...] = (), restored: frozenset[str] = frozenset()
) -> Document:
    """The lines of a document, judged. `title` is what the source knows.

    Raises `ParseError`, `NotText`, `TooLarge`, `EmptyDocument`, `Encrypted`, `NoTextLayer`.
    """
    blocks = _of_pdf(capture.body, folders) if capture.media_type == "application/pdf" else _of_docx(capture.body)
    named = Named(title, "source") if title else _named(blocks, capture, folders)
    verdicts = judge(blocks.lines, blocks.verdicts, sizes_of(blocks.lines), rule_book(folders), named.title, restored)
    lines = blocks.lines
    if not any(line.kind == "heading" for line in lines):
        lines = tuple(with_headings(lines, verdicts))
    located = Located(0, len(lines), blocks.name, blocks.reason)
    return Document(lines, tuple(verdicts), named, blocks.starts, located)


def pages_in(
    text: str, lines: Sequence[Line], verdicts: Sequence[Verdict | None], starts: Sequence[PageStart]
) -> tuple[Page, ...]:
    """The pages as ranges of the article's `text`, which is that of the lines without a verdict.

    A page may begin in the midst of a line, where a paragraph goes on from the page before.
    """
    if not starts:
        return ()
    begins = [0]
    for line, verdict in zip(lines, verdicts, strict=True):
        begins.append(begins[-1] + (len(line.text) + 1 if verdict is None else 0))
    places = [min(len(text), begins[start.line] + (start.offset if _stays(start, verdicts) else 0)) for start in starts]
    pages: list[Page] = []
    for start, (first, end) in zip(starts, pairwise([*places, len(text)]), strict=True):
        pages.append(Page(number=start.number, start=first, end=first + len(text[first:end].rstrip("\n "))))
    return tuple(pages)


def _stays(start: PageStart, verdicts: Sequence[Verdict | None]) -> bool:
    return start.line < len(verdicts) and verdicts[start.line] is None


def _of_pdf(body: bytes, folders: tuple[Path, ...]) -> _Blocks:
    text = read_pdf(body)
    found = blocks_of(without_edges(text.sheets, folders))
    return _Blocks(found.lines, found.verdicts, found.starts, text.title, "pdf", _told(text))


def _of_docx(body: bytes) -> _Blocks:
    found = read_docx(body)
    reason = "all its paragraphs and tables; headers and footers are left out"
    return _Blocks(found.lines, found.verdicts, (), found.title, "docx", reason)


def _told(text: PdfText) -> str:
    """What was read of a PDF and what was not."""
    parts = [f"{text.total:,} {'page' if text.total == 1 else 'pages'}"]
    if len(text.sheets) < text.total:
        parts.append(f"cut after page {len(text.sheets):,}: more than {MOST_CHARACTERS:,} characters")
    if blank := [sheet.number for sheet in text.sheets if not sheet.words]:
        shown = ", ".join(map(str, blank[:10])) + ("…" if len(blank) > 10 else "")
        parts.append(f"without text: {shown}")
    return "; ".join(parts)


def _named(blocks: _Blocks, capture: Capture, folders: tuple[Path, ...]) -> Named:
    late = [start.line for start in blocks.starts if start.number > _TITLE_PAGES]
    end = late[0] if late else len(blocks.lines) if blocks.starts else _TITLE_LINES
    kept = [line for line, verdict in zip(blocks.lines[:end], blocks.verdicts, strict=False) if verdict is None]
    return name_document(kept, blocks.declared, capture.url or capture.key, folders)
