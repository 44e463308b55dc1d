"""From a parsed page to lines: one pass over the tree, without recursion, in document order.

Every block-level element is a range of lines, so that choosing a container is choosing a range.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from lxml import etree

from kmpipe.cleaning.elements import (
    BLOCKS,
    KINDS,
    PLAIN,
    SHOWN,
    SKIPPED,
    Declared,
    ElementJudge,
    ElementRules,
    Region,
    is_hidden,
)
from kmpipe.cleaning.inline import Inline, fold, image_of
from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.numbering import marker_of
from kmpipe.cleaning.tables import Grid, is_data_table
from kmpipe.model import BlockKind, Image
from kmpipe.text.normalise import normalise_lines

# an inline element that a style attribute makes a box in the line, or a block
_DISPLAY = re.compile(
    r"display\s{0,9}:\s{0,9}(?:(inline-(?:block|flex|grid|table)|table-cell)|block|flex|grid|table|list-item)\b"
)
# containers of the text that end together: an article in a page has a few
_MOST_ENDED = 8
_HIDDEN = Region(Verdict("hidden-element", "hidden"), 0.4)
# an article inside an article is another one (HTML says: a comment, a related one)
_NESTED = Region(Verdict("nested-article", "related"), 0.4)


class Span(NamedTuple):
    """A block-level element as a range of lines `[first, last)`, with its depth and what container it declares to be."""

    first: int
    last: int
    depth: int
    tag: str
    label: str
    container: Declared | None


class Mark(NamedTuple):
    """A range of lines `[first, last)` inside an element that a rule takes out."""

    first: int
    last: int
    region: Region


class Walked(NamedTuple):
    """A page as lines; `images` go with the number of lines before each."""

    lines: list[Line]
    spans: list[Span]
    marks: list[Mark]
    images: list[tuple[int, Image]]


class _Open(NamedTuple):
    """A block-level element that is still open."""

    first: int
    label: str
    container: Declared | None
    region: Region | None


def walk(root: Any, rules: ElementRules) -> Walked:
    """The lines of the tree under `root` with the elements they stand in. Linear in the size of the tree."""
    walker = _Walker(rules)
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        tag = element.tag
        if event == "start":
            if not walker.start(element, tag):
                events.skip_subtree()
        else:
            walker.end(element, tag)
            if element.tail and element is not root:
                walker.inline.add(element.tail)
    walker.flush()
    return Walked(walker.lines, walker.spans, walker.marks, walker.images)


class _Walker:
    def __init__(self, rules: ElementRules) -> None:
        self.lines: list[Line] = []
        self.spans: list[Span] = []
        self.marks: list[Mark] = []
        self.images: list[tuple[int, Image]] = []
        self.inline = Inline()
        self._judge = ElementJudge(rules)
        self._open: list[_Open] = []
        self._kinds: list[tuple[BlockKind, int]] = []
        self._lists: list[list[Any]] = []  # per open list: its element, and the number the next item bears
        self._marker = ""
        self._skipping = False
        self._grid: Grid | None = None  # of the data table that is open
        self._in_row = False
        self._articles = 0
        self._ended: list[int] = []  # the containers that ended since an element last said where it stands

    def start(self, element: Any, tag: str) -> bool:
        """Enters an element; False if its subtree is not to be read."""
        if tag in SKIPPED:
            if tag in SHOWN:
                self.inline.part()
            self._skipping = True
            return False
        attributes = dict(element.items())  # every look-up in the element's own mapping costs as much as this
        if self._in_row or (self._grid is not None and tag == "tr"):
            return self._start_in_row(element, tag, attributes)
        if tag not in BLOCKS:
            return self._start_inline(element, tag, attributes)
        self.flush()
        self._articles += tag == "article"
        region = self._region(tag, attributes)
        container = self._judge.container(tag, attributes) if attributes or tag in {"article", "main"} else None
        label = f"{attributes.get('class', '')} {attributes.get('id', '')}" if attributes else ""
        if self._ended and (tag not in PLAIN or len(label) > 1):
            self._ended.clear()
        self._open.append(_Open(len(self.lines), label, container, region))
        self._enter(element, tag)
        if element.text:
            self.inline.add(element.text)
        return True

    def _region(self, tag: str, attributes: Mapping[str, Any]) -> Region | None:
        if attributes and is_hidden(attributes):
            return _HIDDEN
        if tag == "article" and self._articles > 1:
            return _NESTED
        # a quotation is the author's choice: an embedded post bears the classes of a share button
        return None if tag == "blockquote" else self._judge.region(tag, attributes)

    def _start_inline(self, element: Any, tag: str, attributes: Mapping[str, Any]) -> bool:
        if tag in {"br", "hr"}:
            self.flush()
        elif tag in {"img", "amp-img"}:
            self._image(attributes)
        elif attributes and (is_hidden(attributes) or self._judge.conceals(attributes)):
            self.inline.hide(element)
            self._skipping = True
            return False
        else:
            self._separate(attributes)
            if tag == "a":
                self.inline.open_link(attributes)
        if element.text:
            self.inline.add(element.text)
        return True

    def _separate(self, attributes: Mapping[str, Any]) -> None:
        """Parts the words before and after the bound of an inline element that is shown as a block or a box."""
        found = _DISPLAY.search(attributes["style"]) if "style" in attributes else None
        if found is None:
            return
        if found[1] or self._in_row:
            self.inline.part()
        else:
            self.flush()

    def _start_in_row(self, element: Any, tag: str, attributes: Mapping[str, Any]) -> bool:
        """Enters an element of a row: a row is one line, whatever stands in its cells."""
        if attributes and is_hidden(attributes):
            self.inline.hide(element)
            self._skipping = True
            return False
        if tag == "tr":
            self.flush()
            self._in_row = True
        elif tag not in BLOCKS and tag != "br":
            return self._start_inline(element, tag, attributes)
        elif tag not in {"td", "th"}:
            self.inline.part()
            if tag in {"ul", "ol"}:
                self._lists.append([element, None])
            elif tag == "li":
                self.inline.add(f"{marker_of(element, self._lists[-1] if self._lists else None)} ")
        if element.text:
            self.inline.add(element.text)
        return True

    def _end_in_row(self, element: Any, tag: str) -> None:
        grid = self._grid
        if tag in {"td", "th"} and grid is not None:
            grid.add(fold(self.inline.take_words()), element.attrib)
        elif tag == "tr":
            self._in_row = False
            if grid is not None and (text := grid.end_row()):
                links, size = self.inline.take_links()
                self.lines.append(Line(text, "table row", 0, "", links, size))
            self.flush()
        elif tag in BLOCKS:
            self.inline.part()
            if tag in {"ul", "ol"}:
                self._lists.pop()

    def _enter(self, element: Any, tag: str) -> None:
        if tag in KINDS:
            self._kinds.append(KINDS[tag])
        elif tag in {"ul", "ol"}:
            self._lists.append([element, None])
        elif tag == "li":
            self._kinds.append(("item", max(1, len(self._lists))))
            self._marker = marker_of(element, self._lists[-1] if self._lists else None)
        elif tag == "table" and self._grid is None and is_data_table(element):
            self._grid = Grid()

    def end(self, element: Any, tag: str) -> None:
        """Leaves an element."""
        if self._skipping:
            self._skipping = False
            return
        if tag == "a":
            self.inline.close_link()
        if self._in_row:
            self._end_in_row(element, tag)
        elif tag in BLOCKS:
            self.flush()
            self._close(tag)
            self._leave(tag)
        elif tag != "br" and (style := element.get("style")):
            self._separate({"style": style})

    def _close(self, tag: str) -> None:
        first, label, container, region = self._open.pop()
        last, depth = len(self.lines), len(self._open)
        if last > first:
            if container is not None:
                if len(self._ended) < _MOST_ENDED:
                    self._ended.append(len(self.spans))
            elif self._ended:
                self._spill(last, depth)
            self.spans.append(Span(first, last, depth, tag, label, container))
            if region is not None:
                self.marks.append(Mark(first, last, region))

    def _spill(self, last: int, depth: int) -> None:
        """Lets the containers that ended reach to line `last`, if the element that ends here stands outside their parents.

        Text of an article with an end tag too many goes on where the theme's own elements have not begun again.
        """
        for at in self._ended:
            if depth < self.spans[at].depth:
                self.spans[at] = self.spans[at]._replace(last=last)

    def _leave(self, tag: str) -> None:
        if tag in KINDS or tag == "li":
            self._kinds.pop()
            self._marker = ""
        elif tag in {"ul", "ol"}:
            self._lists.pop()
        elif tag == "table":
            # a data table holds no other
            self._grid = None
        elif tag == "article":
            self._articles -= 1

    def flush(self) -> None:
        """Ends the line that is being built."""
        if self.inline.is_empty():
            self.inline.forget_link()
            return
        raw = self.inline.take_words()
        if raw:
            kind, level = self._kinds[-1] if self._kinds else ("paragraph", 0)
            text = "\n".join(normalise_lines(raw)) if kind == "preformatted" else fold(raw)
            if text:
                self._emit(text, kind, level)
        if hidden := self.inline.take_hidden():
            first = len(self.lines)
            self.lines += hidden
            self.marks.append(Mark(first, len(self.lines), _HIDDEN))

    def _emit(self, text: str, kind: BlockKind, level: int) -> None:
        marker = self._marker if kind == "item" else ""
        if kind == "item" and not marker:
            kind, level = "paragraph", 0
        if marker:
            text = f"{marker} {text}"
            self._marker = ""
        links, size = self.inline.take_links()
        self.lines.append(Line(text, kind, level, marker, links, size))

    def _image(self, attributes: Mapping[str, Any]) -> None:
        self.inline.part()
        if (image := image_of(attributes)) is not None:
            self.images.append((len(self.lines), image))
