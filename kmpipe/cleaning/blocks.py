"""From a parsed page to lines: one pass over the tree, without recursion, in document order.

Every block-level element is a range of lines, so that choosing a container is choosing a range.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lxml import etree

from kmpipe.cleaning.elements import Declared, ElementJudge, ElementRules, Region, is_hidden
from kmpipe.cleaning.ledger import Line, Link, Verdict
from kmpipe.cleaning.numbering import marker_of
from kmpipe.cleaning.tables import is_data_table, row_of
from kmpipe.model import BlockKind, Image
from kmpipe.text.normalise import normalise_lines

# nothing a reader reads as text of the page
SKIPPED = frozenset(
    """
    applet area audio base button canvas col colgroup datalist embed frame frameset head iframe input link map math meta
    noembed noframes noscript object option param script select source style svg template textarea title track video
    """.split()  # noqa: SIM905 - HTML names read best as a list of words
)
BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre section summary table tbody td tfoot th
    thead tr ul
    """.split()  # noqa: SIM905 - as above
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS: dict[str, BlockKind] = {
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "pre": "preformatted",
}
_HIDDEN = Region(Verdict("hidden-element", "hidden"), 0.4)
# an article inside an article is another one (HTML says: a comment, a related one)
_NESTED = Region(Verdict("nested-article", "related"), 0.4)
_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")


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
            walker.end(tag)
            if element.tail and element is not root:
                walker.add(element.tail)
    walker.flush()
    return Walked(walker.lines, walker.spans, walker.marks, walker.images)


class _Walker:
    def __init__(self, rules: ElementRules) -> None:
        self.lines: list[Line] = []
        self.spans: list[Span] = []
        self.marks: list[Mark] = []
        self.images: list[tuple[int, Image]] = []
        self._judge = ElementJudge(rules)
        self._open: list[_Open] = []
        self._kinds: list[tuple[BlockKind, int]] = []
        self._lists: list[list[Any]] = []  # per open list: its element, and the number the next item bears
        self._marker = ""
        self._skipping = 0
        self._data_tables = 0
        self._articles = 0
        self._buffer: list[str] = []
        self._href = ""
        self._anchor: list[str] = []
        self._links: list[Link] = []
        self._link_size = 0
        self._hidden_lines: list[Line] = []

    def start(self, element: Any, tag: str) -> bool:
        """Enters an element; False if its subtree is not to be read."""
        attributes = element.attrib
        if tag in SKIPPED or (self._data_tables and tag == "tr"):
            if tag == "tr":
                self._row(element)
            self._skipping = 1
            return False
        if tag not in BLOCKS:
            return self._start_inline(element, tag, attributes)
        self.flush()
        self._articles += tag == "article"
        region = self._region(tag, attributes)
        container = self._judge.container(tag, attributes) if attributes or tag in {"article", "main"} else None
        label = f"{attributes.get('class', '')} {attributes.get('id', '')}" if attributes else ""
        self._open.append(_Open(len(self.lines), label, container, region))
        self._enter(element, tag)
        if element.text:
            self.add(element.text)
        return True

    def _region(self, tag: str, attributes: Mapping[str, Any]) -> Region | None:
        if attributes and is_hidden(attributes):
            return _HIDDEN
        if tag == "article" and self._articles > 1:
            return _NESTED
        # a quotation is the author's choice: an embedded post bears the classes of a share button
        return None if tag == "blockquote" else self._judge.region(tag, attributes)

    def _start_inline(self, element: Any, tag: str, attributes: Mapping[str, Any]) -> bool:
        if tag == "br":
            self.flush()
        elif tag in {"img", "amp-img"}:
            self._image(attributes)
        elif tag == "a":
            self._close_link()
            self._href = (attributes.get("href") or "").strip()
        elif attributes and is_hidden(attributes):
            # the words of a hidden inline element get a line of their own after the block they stand in
            if words := _fold("".join(element.itertext())):
                links = tuple(Link(a.get("href", ""), _fold("".join(a.itertext()))) for a in element.iter("a"))
                self._hidden_lines.append(Line(words, links=links, link_size=sum(len(link.text) for link in links)))
            self._skipping = 1
            return False
        if element.text:
            self.add(element.text)
        return True

    def _enter(self, element: Any, tag: str) -> None:
        if tag in _HEADINGS:
            self._kinds.append(("heading", _HEADINGS[tag]))
        elif tag in _KINDS:
            self._kinds.append((_KINDS[tag], 0))
        elif tag in {"ul", "ol"}:
            self._lists.append([element, None])
        elif tag == "li":
            self._kinds.append(("item", max(1, len(self._lists))))
            self._marker = marker_of(element, self._lists[-1] if self._lists else None)
        elif tag == "table":
            self._data_tables += is_data_table(element)

    def end(self, tag: str) -> None:
        """Leaves an element."""
        if self._skipping:
            self._skipping = 0
            return
        if tag == "a":
            self._close_link()
            self._href = ""
        if tag not in BLOCKS:
            return
        self.flush()
        first, label, container, region = self._open.pop()
        last = len(self.lines)
        if last > first:
            self.spans.append(Span(first, last, len(self._open), tag, label, container))
            if region is not None:
                self.marks.append(Mark(first, last, region))
        self._leave(tag)

    def _leave(self, tag: str) -> None:
        if tag in _HEADINGS or tag in _KINDS or tag == "li":
            self._kinds.pop()
            self._marker = ""
        elif tag in {"ul", "ol"}:
            self._lists.pop()
        elif tag == "table" and self._data_tables:
            self._data_tables -= 1
        elif tag == "article":
            self._articles -= 1

    def add(self, text: str) -> None:
        """Adds text to the line that is being built."""
        self._buffer.append(text)
        if self._href:
            self._anchor.append(text)

    def flush(self) -> None:
        """Ends the line that is being built."""
        if self._anchor:
            self._close_link()
        if self._buffer:
            kind, level = self._kinds[-1] if self._kinds else ("paragraph", 0)
            raw = "".join(self._buffer)
            self._buffer.clear()
            text = "\n".join(normalise_lines(raw)) if kind == "preformatted" else _fold(raw)
            if text:
                self._emit(text, kind, level)
        if self._hidden_lines:
            first = len(self.lines)
            self.lines += self._hidden_lines
            self._hidden_lines.clear()
            self.marks.append(Mark(first, len(self.lines), _HIDDEN))

    def _emit(self, text: str, kind: BlockKind, level: int) -> None:
        marker = self._marker if kind == "item" else ""
        if kind == "item" and not marker:
            kind, level = "paragraph", 0
        if marker:
            text = f"{marker} {text}"
            self._marker = ""
        self.lines.append(Line(text, kind, level, marker, tuple(self._links), self._link_size))
        self._links.clear()
        self._link_size = 0

    def _close_link(self) -> None:
        words = _fold("".join(self._anchor))
        self._anchor.clear()
        if words and self._href:
            self._links.append(Link(self._href, words))
            self._link_size += len(words)

    def _image(self, attributes: Mapping[str, Any]) -> None:
        url = next((attributes[name] for name in _SOURCES if attributes.get(name, "").strip()), "").strip()
        if url.startswith("data:"):
            url = ""
        name = _fold(attributes.get("alt", "")) or url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        if name:
            self.images.append((len(self.lines), Image(name=name, url=url or None)))

    def _row(self, element: Any) -> None:
        self.flush()
        text, links = row_of(element)
        if text:
            size = sum(len(link.text) for link in links)
            self.lines.append(Line(text, "table row", 0, "", links, size))


def _fold(text: str) -> str:
    folded = " ".join(text.split())
    if folded.isascii() and folded.isprintable():
        return folded
    return " ".join(normalise_lines(text))
