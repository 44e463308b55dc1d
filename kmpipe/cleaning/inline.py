"""The inline content of the line that is being built: its words, its links, and the parts no reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kmpipe.cleaning.ledger import Line, Link
from kmpipe.model import Image
from kmpipe.text.normalise import normalise_lines

_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")


class Inline:
    """Collects the words and links of one line after the other."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._href = ""
        self._attributes: dict[str, str] = {}
        self._anchor: list[str] = []
        # where the last link ended, and its attributes
        self._ended: tuple[int, dict[str, str]] = (-1, {})
        self._links: list[Link] = []
        self._link_size = 0
        self._hidden: list[Line] = []

    def add(self, text: str) -> None:
        """Adds text; blanks at the beginning of a line are nothing."""
        if not self._words and text.isspace():
            return
        self._words.append(text)
        if self._href:
            self._anchor.append(text)

    def part(self) -> None:
        """Parts the words before from those after, as an image between them does."""
        if self._words:
            self.add(" ")

    def open_link(self, attributes: Mapping[str, Any]) -> None:
        """Begins a link. One that follows another without a blank is parted from it, unless it goes on in the same way."""
        self.close_link()
        self._attributes = dict(attributes)
        if self._ended[0] == len(self._words) and self._ended[1] != self._attributes:
            self._words.append(" ")
        self._href = (attributes.get("href") or "").strip()

    def close_link(self) -> None:
        """Ends the link that is open, if one is."""
        self._end_words()
        if self._attributes:
            self._ended = (len(self._words), self._attributes)
        self._href, self._attributes = "", {}

    def _end_words(self) -> None:
        words = fold("".join(self._anchor))
        self._anchor.clear()
        if words and self._href:
            self._links.append(Link(self._href, words))
            self._link_size += len(words)

    def hide(self, element: Any) -> None:
        """Keeps the words of an element no reader sees for a line of their own after the block they stand in."""
        if words := fold("".join(element.itertext())):
            links = tuple(Link(a.get("href", ""), fold("".join(a.itertext()))) for a in element.iter("a"))
            self._hidden.append(Line(words, links=links, link_size=sum(len(link.text) for link in links)))

    def is_empty(self) -> bool:
        """Whether there is nothing to take."""
        return not (self._words or self._hidden or self._anchor)

    def take_words(self) -> str:
        """The words of the line as they stand in the markup; a link that is open goes on in the next line."""
        if self._anchor:
            self._end_words()
        words = "".join(self._words)
        self._words.clear()
        self.forget_link()
        return words

    def forget_link(self) -> None:
        """The line ended: what follows is no neighbour of the link before."""
        if self._ended[0] >= 0:
            self._ended = (-1, {})

    def take_links(self) -> tuple[tuple[Link, ...], int]:
        """The links of the lines taken so far, and the number of characters inside them."""
        found, size = tuple(self._links), self._link_size
        self._links.clear()
        self._link_size = 0
        return found, size

    def take_hidden(self) -> list[Line]:
        """The hidden parts of the lines taken so far."""
        hidden = list(self._hidden)
        self._hidden.clear()
        return hidden


def image_of(attributes: Mapping[str, Any]) -> Image | None:
    """The image an element shows, or will show once it is scrolled to; None where neither name nor address is there."""
    url = next((attributes[name] for name in _SOURCES if attributes.get(name, "").strip()), "").strip()
    if url.startswith("data:"):
        url = ""
    name = fold(attributes.get("alt", "")) or url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return Image(name=name, url=url or None) if name else None


def fold(text: str) -> str:
    """The normalised text on one line."""
    folded = " ".join(text.split())
    if folded.isascii() and folded.isprintable():
        return folded
    return " ".join(normalise_lines(text))
