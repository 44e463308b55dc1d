"""From printed lines to the blocks of a document: paragraphs, items, headings and rows, with the pages they stand on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kmpipe.cleaning.hyphens import joint, words_of
from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.numbering import TEXT_MARKER
from kmpipe.cleaning.pagelayout import Flow, flows_of
from kmpipe.cleaning.pagerows import PrintLine
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.cleaning.running import Body, Gone
from kmpipe.text.normalise import fold_spaces, normalise

# type larger than this share of the body's is a heading's; on a slide the largest type is the title's
_LARGER, _NEARLY = 1.15, 0.97
# a change of size that ends a paragraph; a gap that does, in usual gaps
_CHANGE, _GAP = 0.1, 1.3
# words of a heading, and characters
_MOST_WORDS, _LONGEST_HEADING = 25, 300
_MOST_LEVELS = 4
# points between the right edges of lines that are set flush
_FLUSH = 1.5
# points by which the markers of a deeper list stand further to the right
_DEEPER = 6.0
_BULLETS = frozenset("•◦▪‣·●○■□➢➤✓")
_CONTENTS = re.compile(r"(?:[.·…]\s?){4,}\s?\d{1,4}$")
_BROKEN = re.compile(r"\w-$")
CONTENTS = Verdict("table-of-contents", "navigation")


class PageStart(NamedTuple):
    """Where a page begins: its number, the line, and the offset in the text of that line."""

    number: int
    line: int
    offset: int


class Blocks(NamedTuple):
    """The located lines of a document, the verdicts already passed, and where its pages begin."""

    lines: tuple[Line, ...]
    verdicts: tuple[Verdict | None, ...]
    starts: tuple[PageStart, ...]


class _Type(NamedTuple):
    """How a document is set: the size of its body, the gap from line to line, whether the body is bold, its words."""

    size: float
    leading: float
    bold: bool
    words: frozenset[str]


def blocks_of(bodies: Sequence[Body]) -> Blocks:
    """The blocks of a document. Linear in its words, but for the order of the parts of a page."""
    pages = [(body, [_tidied(flow) for flow in flows_of(body.words)]) for body in bodies]
    maker = _Maker(_type_of([flow for _, flows in pages for flow in flows]))
    for body, flows in pages:
        maker.page(body, flows)
    return maker.finish()


def _tidied(flow: Flow) -> Flow:
    lines = (line._replace(text=fold_spaces(normalise(line.text))) for line in flow.lines)
    return flow._replace(lines=tuple(line for line in lines if line.text))


def _type_of(flows: Sequence[Flow]) -> _Type:
    sizes: Counter[float] = Counter()
    gaps: Counter[float] = Counter()
    bold = whole = 0
    for flow in flows:
        for line in flow.lines:
            sizes[round(2 * line.size) / 2] += len(line.text)
            whole += len(line.text)
            bold += len(line.text) * line.bold
        for one, two in pairwise(flow.lines):
            gaps[round(2 * (one.bottom - two.bottom)) / 2] += 1
    size = max(sizes, key=lambda one: (sizes[one], -one), default=0.0)
    near = {gap: count for gap, count in gaps.items() if size <= gap <= 2.5 * size}
    leading = max(near, key=lambda one: (near[one], -one), default=1.2 * size)
    return _Type(size, leading, 2 * bold > whole, words_of(line.text for flow in flows for line in flow.lines))


class _Paragraph:
    """Lines of one block, joined as they come."""

    def __init__(self, line: PrintLine, flow: Flow, marker: str, starts: list[tuple[int, int]], *, large: bool) -> None:
        self.parts = [line.text]
        self.size = len(line.text)
        self.first = self.last = line
        self.right = line.right  # of all lines but the last
        self.flow = flow
        self.marker = marker
        self.starts = starts  # pages that begin in it: number and offset
        self.bold = line.bold
        self.large = large

    def add(self, line: PrintLine, flow: Flow, words: frozenset[str]) -> None:
        drop, between = joint(self.parts[-1], line.text, words)
        if drop:
            self.parts[-1] = self.parts[-1][:-drop]
        self.parts.append(between + line.text)
        self.size += len(between) + len(line.text) - drop
        self.right = max(self.right, self.last.right)
        self.last, self.flow = line, flow
        self.bold = self.bold and line.bold

    @property
    def text(self) -> str:
        return fold_spaces(normalise("".join(self.parts)))


class _Maker:
    def __init__(self, type_: _Type) -> None:
        self._type = type_
        self._lines: list[Line] = []
        self._verdicts: list[Verdict | None] = []
        self._sizes: list[float] = []  # of the type of headings in points, 0 for other lines
        self._starts: list[PageStart] = []
        self._open: _Paragraph | None = None
        self._waiting: list[Gone] = []  # lines that went, until the paragraph around them ends
        self._new: list[int] = []  # pages of which no line has come yet
        self._markers: list[float] = []  # where the markers of the open lists stand
        self._largest = 0.0
        self._slide = False

    def page(self, body: Body, flows: Sequence[Flow]) -> None:
        """Takes the next page."""
        self._new.append(body.sheet.number)
        self._slide = body.sheet.width > body.sheet.height
        self._largest = max((line.size for flow in flows for line in flow.lines), default=0.0)
        self._go(body.head)
        for flow in flows:
            for at, line in enumerate(flow.lines):
                if flow.row:
                    self._row(line)
                else:
                    self._take(line, flow, first=not at)
        self._go(body.foot)

    def finish(self) -> Blocks:
        """All blocks; pages without a line begin where the next one does."""
        self._close()
        self._starts += [PageStart(number, len(self._lines), 0) for number in self._new]
        sizes = sorted({size for size in self._sizes if size}, reverse=True)
        level = {size: min(rank, _MOST_LEVELS) for rank, size in enumerate(sizes, 1)}
        lines = [
            line._replace(level=level[size]) if size else line
            for line, size in zip(self._lines, self._sizes, strict=True)
        ]
        return Blocks(tuple(lines), tuple(self._verdicts), tuple(self._starts))

    def _go(self, gone: Sequence[Gone]) -> None:
        self._waiting += gone
        if self._open is None:
            self._settle_gone()

    def _row(self, line: PrintLine) -> None:
        self._close()
        self._begin_pages(0)
        self._emit(Line(line.text, "table row"), None)

    def _take(self, line: PrintLine, flow: Flow, *, first: bool) -> None:
        marker = TEXT_MARKER.match(line.text)
        if self._open is not None and not self._parts(self._open, line, flow, marker, first=first):
            number = self._new
            if number:
                self._open.starts += [(one, self._open.size + 1) for one in number]
                self._new = []
            self._open.add(line, flow, self._type.words)
            return
        self._close()
        starts, self._new = [(one, 0) for one in self._new], []
        self._open = _Paragraph(line, flow, marker[0] if marker else "", starts, large=self._is_large(line))

    def _parts(
        self, paragraph: _Paragraph, line: PrintLine, flow: Flow, marker: re.Match[str] | None, *, first: bool
    ) -> bool:
        """Whether a line begins a new block."""
        last = paragraph.last
        if abs(line.size - last.size) > _CHANGE * last.size:
            return True
        if _CONTENTS.search(last.text[-40:]):
            return True
        full = self._is_full(paragraph, line)
        if first and (self._slide or not flow.fresh):
            return True
        if marker and (marker[0] in _BULLETS or line.hung or not full or self._is_sibling(paragraph, line)):
            return True
        if first:
            return not full or ends_sentence(last.text) or last.text.endswith(":") or line.text[0] in _BULLETS
        gap = last.bottom - line.bottom
        if gap > _GAP * self._type.leading * max(1.0, line.size / self._type.size):
            return True
        if self._is_large(line):
            return paragraph.size + len(line.text) > _LONGEST_HEADING or line.bold != last.bold
        indented = line.left > last.left + 0.8 * line.size and not paragraph.marker
        return not full or (indented and (ends_sentence(last.text) or last.text.endswith(":")))

    def _is_full(self, paragraph: _Paragraph, line: PrintLine) -> bool:
        """Whether the first word of the next line had no place in the last one, so that the line had to end there."""
        last = paragraph.last
        if _BROKEN.search(last.text[-3:]) and line.text[0].isalnum():
            return True
        if last is not paragraph.first and abs(last.right - paragraph.right) < _FLUSH:
            return True  # set flush with the lines above it
        return last.right + (line.first - line.left) + 0.5 * line.size > paragraph.flow.right

    def _is_sibling(self, paragraph: _Paragraph, line: PrintLine) -> bool:
        return bool(paragraph.marker) and abs(line.left - paragraph.first.left) < 0.3 * line.size

    def _is_large(self, line: PrintLine) -> bool:
        if self._slide:
            return line.size >= _NEARLY * self._largest and line.size >= _LARGER * self._type.size
        return line.size >= _LARGER * self._type.size

    def _close(self) -> None:
        """Ends the open paragraph, and puts after it what went in its midst."""
        paragraph, self._open = self._open, None
        if paragraph is not None:
            text = paragraph.text
            self._starts += [PageStart(number, len(self._lines), min(at, len(text))) for number, at in paragraph.starts]
            self._emit(*self._block(paragraph, text))
        self._settle_gone()

    def _block(self, paragraph: _Paragraph, text: str) -> tuple[Line, Verdict | None, float]:
        if _CONTENTS.search(text[-40:]):
            return Line(text), CONTENTS, 0.0
        if size := self._heading_size(paragraph, text):
            self._markers.clear()
            return Line(text, "heading", 1), None, size
        marker = paragraph.marker
        if not marker or not text.startswith(f"{marker} "):
            self._markers.clear()
            return Line(text), None, 0.0
        left = paragraph.first.left
        while self._markers and self._markers[-1] > left - _DEEPER:
            self._markers.pop()
        self._markers.append(left)
        return Line(text, "item", len(self._markers), marker), None, 0.0

    def _heading_size(self, paragraph: _Paragraph, text: str) -> float:
        """The size of the type if the paragraph is a heading, else 0; a bold line counts as the body's size."""
        if word_count(text) > _MOST_WORDS or len(text) > _LONGEST_HEADING or text[-1] in ".;,:":
            return 0.0
        if paragraph.marker in _BULLETS or not any(char.isalpha() for char in text):
            return 0.0
        if paragraph.large:
            return round(2 * paragraph.first.size) / 2
        return self._type.size if paragraph.bold and not self._type.bold else 0.0

    def _settle_gone(self) -> None:
        for gone in self._waiting:
            self._emit(Line(gone.text), gone.verdict)
        self._waiting = []

    def _begin_pages(self, offset: int) -> None:
        self._starts += [PageStart(number, len(self._lines), offset) for number in self._new]
        self._new = []

    def _emit(self, line: Line, verdict: Verdict | None, size: float = 0.0) -> None:
        self._lines.append(line)
        self._verdicts.append(verdict)
        self._sizes.append(size)
