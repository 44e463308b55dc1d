"""The words of one page as PDFium shows them: characters between blanks, with their place and type."""

from __future__ import annotations

import ctypes
import functools
import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

# what PDFium writes for a hyphen at the end of a line
_HYPHENS = frozenset({0x02, 0xFFFE})
_BLANKS = frozenset({0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0xA0, 0x3000})
_SURROGATES = re.compile("[\ud800-\udfff]")
# fonts whose letters are signs, and the fixed-width ones whose "o" is a bullet in Word
_SIGNS = re.compile(r"wingdings|webdings|dingbats|symbol", re.IGNORECASE)
_FIXED = re.compile(r"courier", re.IGNORECASE)
_BOLD = re.compile(r"bold|black|heavy|(?:^|[-,])demi", re.IGNORECASE)
_BOLD_WEIGHT, _BOLD_FLAG = 600, 1 << 18  # PDF 1.7, table 123: ForceBold
_BULLET, _SECOND_BULLET = "•", "◦"
# characters without a meaning outside the font that shows them; a document of readable fonts has next to none
_LOST = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff\U000f0000-\U0010ffff\ud800-\udfff]")
_MOST_LOST, _FEW = 0.3, 20
_NAME_SIZE = 128


class Word(NamedTuple):
    """Characters without a blank between them, with their box in points from the bottom left of the upright page.

    `size` is the size of the type in points. `upright` is False for text that runs another way than most of its page.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False
    upright: bool = True


class Sheet(NamedTuple):
    """A page as it is read: its number, from 1, its size in points, and its words in the order of the file."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]


class _Raw(NamedTuple):
    """A word in the coordinates of the file, and the quarter turns its text runs at; None for a slant."""

    word: Word
    turn: int | None


def read_sheet(raw: Any, text: Any, number: int, box: tuple[float, float, float, float]) -> Sheet:
    """The words of a PDFium text page, turned so that most of the text runs from left to right.

    `raw` is `pypdfium2.raw`, `box` the visible part of the page (left, bottom, right, top). Linear in the characters.
    """
    reader = _Reader(raw, text)
    found: list[_Raw] = []
    start = 0
    shown = reader.codes()
    for at, code in enumerate((*shown, 0x20)):
        if code in _HYPHENS:
            found.append(reader.word([*shown[start:at], 0x2D], start))
            start = at + 1
        elif code in _BLANKS:
            if at > start:
                found.append(reader.word(shown[start:at], start))
            start = at + 1
    turns = Counter(one.turn for one in found if one.turn is not None)
    turn = max(turns, key=lambda quarter: (turns[quarter], -quarter), default=0)
    left, bottom, right, top = box
    width, height = (top - bottom, right - left) if turn % 2 else (right - left, top - bottom)
    return Sheet(number, width, height, tuple(_turned(one, turn, box) for one in found))


def readable(words: Sequence[Word]) -> bool:
    """Whether the characters mean something outside the fonts that show them, all but a few."""
    lost = sum(len(_LOST.findall(word.text)) for word in words)
    return lost < _FEW or lost <= _MOST_LOST * sum(len(word.text) for word in words)


class _Reader:
    """Asks PDFium about the characters of a page."""

    def __init__(self, raw: Any, text: Any) -> None:
        self._raw, self._text = raw, text
        self._box, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._name, self._flags = ctypes.create_string_buffer(_NAME_SIZE), ctypes.c_int()
        self._get_box, self._get_matrix, self._get_size = (
            raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetMatrix, raw.FPDFText_GetFontSize,
        )  # fmt: skip

    def codes(self) -> Sequence[int]:
        """The code points of the characters."""
        count = self._raw.FPDFText_CountChars(self._text)
        buffer = (ctypes.c_ushort * (count + 1))()
        # all at once takes a hundredth of the time, but leaves out what stands for no character
        if self._raw.FPDFText_GetText(self._text, 0, count, buffer) == count + 1:
            return list(buffer[:count])
        return [int(self._raw.FPDFText_GetUnicode(self._text, at)) for at in range(count)]

    def word(self, codes: Sequence[int], first: int) -> _Raw:
        """The word of these characters, which begin at `first`."""
        left, right, bottom, top = self._place(first)
        if len(codes) > 1:
            others = self._place(first + len(codes) - 1)
            left, right = min(left, others[0]), max(right, others[1])
            bottom, top = min(bottom, others[2]), max(top, others[3])
        matrix = self._matrix
        self._get_matrix(self._text, first, matrix)
        size = self._get_size(self._text, first) * math.hypot(matrix.c, matrix.d)
        font, bold = self._font(first)
        return _Raw(Word(_shown(codes, font), left, right, bottom, top, size, bold), _quarter(matrix.a, matrix.b))

    def _place(self, at: int) -> tuple[float, float, float, float]:
        box = self._box
        self._get_box(self._text, at, box)
        return box.left, box.right, box.bottom, box.top

    def _font(self, at: int) -> tuple[bytes, bool]:
        self._name.value = b""
        self._raw.FPDFText_GetFontInfo(self._text, at, self._name, _NAME_SIZE, self._flags)
        name = self._name.value
        heavy = self._raw.FPDFText_GetFontWeight(self._text, at) >= _BOLD_WEIGHT or self._flags.value & _BOLD_FLAG
        return name, bool(heavy) or _is_bold(name)


@functools.lru_cache(maxsize=512)
def _is_bold(name: bytes) -> bool:
    return bool(_BOLD.search(name.decode("utf-8", "replace")))


def _shown(codes: Sequence[int], font: bytes) -> str:
    """The characters as text; a lone sign that only its font knows is a bullet."""
    if len(codes) == 1:
        name = font.decode("utf-8", "replace")
        if _SIGNS.search(name) or 0xE000 <= codes[0] <= 0xF8FF:
            return _BULLET
        if codes[0] == ord("o") and _FIXED.search(name):
            return _SECOND_BULLET
    text = "".join(map(chr, codes))
    if _SURROGATES.search(text):  # PDFium gives the halves of a pair one by one
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _quarter(a: float, b: float) -> int | None:
    """The quarter turns, counter-clockwise, of text along the vector (a, b); None for a slant of more than 6 degrees."""
    if abs(b) <= 0.1 * abs(a):
        return 0 if a >= 0 else 2
    if abs(a) <= 0.1 * abs(b):
        return 1 if b > 0 else 3
    return None


def _turned(one: _Raw, turn: int, box: tuple[float, float, float, float]) -> Word:
    """The word in the coordinates of the page turned back by `turn` quarters, from its bottom left."""
    word = one.word
    if not turn and not box[0] and not box[1]:
        return word if one.turn == turn else word._replace(upright=False)
    low, base, high, ceiling = box
    left, right, bottom, top = {
        0: (word.left - low, word.right - low, word.bottom - base, word.top - base),
        1: (word.bottom - base, word.top - base, high - word.right, high - word.left),
        2: (high - word.right, high - word.left, ceiling - word.top, ceiling - word.bottom),
        3: (ceiling - word.top, ceiling - word.bottom, word.left - low, word.right - low),
    }[turn]
    return word._replace(left=left, right=right, bottom=bottom, top=top, upright=one.turn == turn)
