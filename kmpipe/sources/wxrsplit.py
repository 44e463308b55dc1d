"""Export files of WordPress cut into their items, without holding more than one.

An export is one XML document, often hundreds of megabytes of it, and one bad character anywhere makes the whole of it no
XML. So it is not parsed in one piece: it is cut at the bounds of its items, which only CDATA sections and comments can
hide, and each item is parsed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kmpipe.errors import ParseError, TooLarge

_MARK = re.compile(rb"<!\[CDATA\[|<!--|<!(?i:doctype)|<item[\s>]|</item\s{0,9}>|</channel\s{0,9}>")
_LONGEST_MARK = 32  # bytes
_CLOSING = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
# an item carries its comments and the fields of page builders beside its text
_LARGEST = 32 << 20


class Piece(NamedTuple):
    """A stretch of the file: what stands before the first item (number 0), or an item; they are counted from 1."""

    number: int
    data: bytes


def split(contents: Iterator[bytes], name: str) -> Iterator[Piece | TooLarge]:
    """The head of an export and its items, in order; an item too large to hold is an error, and the next ones follow.

    `contents` gives the file piece by piece. Raises `ParseError` for a document type declaration, and, after all items that
    are whole, where the file ends before its channel does.
    """
    cutter = _Cutter(contents)
    number, inside, why = 0, False, "the file ends there"
    try:
        for mark in cutter.marks():
            word = mark.rstrip(b" \t\r\n>")
            if word.startswith(b"<!"):
                _refuse(name, inside=inside)
            elif word == b"</item":
                if inside:
                    yield cutter.taken(number, cutter.at, name)
                inside = False
            else:
                if inside or number == 0:  # an item that was never closed is an error of its own
                    yield cutter.taken(number, cutter.start, name)
                cutter.drop()
                if word == b"</channel":
                    return
                number, inside = number + 1, True
    except ValueError as error:
        why = str(error)
    where = f"after item {number - inside}" if number else "before its first item"
    raise ParseError(f"{name}: cut off {where}: {why}", hint="copy the file again, or export the site again")


class _Cutter:
    """The file as far as it is held: `[start, at)` is the mark found last."""

    def __init__(self, contents: Iterator[bytes]) -> None:
        self.start = 0
        self.at = 0
        self._contents = contents
        self._held = bytearray()
        self._begin = 0  # what stands before was taken
        self._cut = False  # the stretch that is being read is too large, its beginning was let go

    def marks(self) -> Iterator[bytes]:
        """The bounds of items, and what must not be there, outside CDATA sections and comments."""
        while True:
            found = _MARK.search(self._held, self.at)
            if found is None:
                self.at = max(self.at, len(self._held) - _LONGEST_MARK)
                if not self._filled():
                    return
                continue
            mark = bytes(found[0])
            self.start, self.at = found.span()
            if mark not in _CLOSING:
                yield mark
            elif not self._passed(_CLOSING[mark]):
                return

    def taken(self, number: int, end: int, name: str) -> Piece | TooLarge:
        """What stands before `end` and was not taken yet."""
        data = bytes(self._held[self._begin : end])
        too_large = self._cut or len(data) > _LARGEST
        self._begin, self._cut = end, False
        if too_large:
            return TooLarge(f"{name}: item {number} is larger than {_LARGEST:,} bytes", hint="this is no article")
        return Piece(number, data)

    def drop(self) -> None:
        """Let go what stands before the mark found last."""
        self._begin, self._cut = self.start, False

    def _passed(self, closing: bytes) -> bool:
        while (end := self._held.find(closing, self.at)) < 0:
            self.at = max(self.at, len(self._held) - len(closing) + 1)
            if not self._filled():
                return False
        self.at = end + len(closing)
        return True

    def _filled(self) -> bool:
        more = next(self._contents, b"")
        if self.at - self._begin > _LARGEST:
            self._begin, self._cut = self.at, True
        del self._held[: self._begin]
        self.at -= self._begin
        self._begin = 0
        self._held += more
        return bool(more)


def _refuse(name: str, *, inside: bool) -> None:
    """A document type is refused; within an item it is not even XML, and the fault of that item alone."""
    if not inside:
        hint = "an export of WordPress has none; export the site again"
        raise ParseError(f"{name}: declares a document type (DTD), which is refused", hint=hint)
