"""Drawing: a canvas of SVG, how wide text is, axes, and colours that every reader can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from unicodedata import combining, east_asian_width

from kmpipe.model.base import Record
from kmpipe.report.markup import Child, Element, clean, element

FONT = "Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif"
PAPER, INK, QUIET, GRID = "#ffffff", "#1a1a1a", "#595959", "#d9d9d9"
# Okabe and Ito's colours, told apart by readers with any colour vision; orange and sky blue are darkened here and yellow left
# out, for against white they have less than the 3:1 that WCAG 2.2 (1.4.11) asks of graphics
COLOURS = ("#0072b2", "#d55e00", "#008462", "#a8447e", "#8a6100", "#2b6c94")
# on the shades below, 3:1 at least
BAR = "#00466f"
WHOLE, NEUTRAL = "#333333", "#767676"
# shades of one blue for more and more, all light enough for INK on them (WCAG 1.4.3: 4.5:1)
SHADES = ("#e3eef6", "#c3dcec", "#9cc6e0", "#72add3")

# advance widths in em, those of DejaVu Sans rounded up: the widest of the fonts above, so that text never needs more
_NARROW, _MEDIUM, _WIDE, _EM = 0.41, 0.65, 0.79, 1.0
_NARROW_CHARACTERS = frozenset(" !'(),.-/:;I[]fijlrt|·–")
_WIDE_CHARACTERS = frozenset("CDGHMNOQUVXYmw&")
_EM_CHARACTERS = frozenset("W%@…—")
_LINE = 1.3  # of the size of the text


def text_width(text: str, size: float) -> float:
    """The most that a text takes, in pixels, at this size."""
    return size * sum(map(_advance, text))


def _advance(character: str) -> float:
    if combining(character):
        return 0.0
    if character in _NARROW_CHARACTERS:
        return _NARROW
    if character in _EM_CHARACTERS or east_asian_width(character) in "WF":
        return _EM
    return _WIDE if character in _WIDE_CHARACTERS else _MEDIUM


def shorten(text: str, size: float, width: float) -> str:
    """The text, cut with `…` where it is wider than `width`."""
    if text_width(text, size) <= width:
        return text
    room = width - _EM * size
    kept = 0
    for character in text:
        room -= size * _advance(character)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "…"


def wrap(text: str, size: float, width: float, lines: int) -> list[str]:
    """The text in at most so many lines of at most this width; the last is cut where there is more."""
    found: list[str] = []
    words = clean(text).split()
    while words and len(found) < lines - 1:
        taken = 1
        while taken < len(words) and text_width(" ".join(words[: taken + 1]), size) <= width:
            taken += 1
        found.append(shorten(" ".join(words[:taken]), size, width))
        words = words[taken:]
    return [*found, shorten(" ".join(words), size, width)] if words else found


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colour_of(number: int) -> str:
    """The colour of the area with this number, from 0; after the last they begin anew, for every area bears its name."""
    return COLOURS[number % len(COLOURS)]


def top_of(most: int) -> int:
    """Where an axis of counts that begins at 0 ends: 1, 2, 4, 6, 8, 10, 20, 30, 40 and so on.

    >>> [top_of(most) for most in (0, 1, 3, 5, 11, 68)]
    [1, 1, 4, 6, 20, 80]
    """
    if most <= 1:
        return 1
    step = 1
    while most > 10 * step:
        step *= 10
    # halves of the first ones would be no whole numbers
    factors = (2, 4, 6, 8, 10) if step == 1 else (2, 3, 4, 5, 6, 8, 10)
    return next(factor * step for factor in factors if most <= factor * step)


class Mark(Record, frozen=True):
    """A label of an axis: its text, where it begins, and the tick it belongs to."""

    text: str
    x: float
    tick: float


def spaced(
    candidates: Iterable[tuple[float, str]], size: float, axis: tuple[float, float], *, centred: bool = True
) -> Iterator[Mark]:
    """The labels that stand beside each other without touching, inside the axis: in the middle of their tick, or behind it.

    Of labels behind their tick the first gives way where the second would touch it, for it names less than a whole.
    """
    left, right = axis
    marks = []
    for tick, text in candidates:
        width = text_width(text, size)
        start = tick - width / 2 if centred else tick + 3
        marks.append(Mark(text, min(max(start, left), right - width), tick))
    if not centred and len(marks) > 1 and marks[0].x + text_width(marks[0].text, size) + size > marks[1].x:
        marks = marks[1:]
    free = left
    for mark in marks:
        if mark.x >= free:
            yield mark
            free = mark.x + text_width(mark.text, size) + size


class Canvas:
    """A drawing that grows downwards: `y` is where the next part begins."""

    def __init__(self, width: float, identity: str, title: str, description: str) -> None:
        self.width = width
        self.y = 0.0
        self._identity = identity
        self._title, self._description = title, description
        self._parts: list[Element] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str, *hints: Child) -> None:
        """A filled rectangle."""
        self._parts.append(element("rect", *hints, x=x, y=y, width=width, height=height, fill=fill))

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = GRID) -> None:
        """A line one pixel wide."""
        self._parts.append(element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=1))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 12,
        *,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Text whose baseline is at `y`."""
        self._parts.append(
            element(
                "text", text, x=x, y=y, font_size=size, fill=fill,
                text_anchor=None if anchor == "start" else anchor, font_weight="bold" if bold else None,
            )
        )  # fmt: skip

    def paragraph(
        self, texts: Sequence[str], size: float = 12, *, lines: int = 4, fill: str = QUIET, bold: bool = False
    ) -> None:
        """Text over the whole width, a paragraph each."""
        for text in texts:
            for line in wrap(text, size, self.width - 4, lines):
                self.y += size * _LINE
                self.text(2, self.y, line, size, fill=fill, bold=bold)
            self.y += size * 0.35

    def finish(self) -> Element:
        """The drawing, with its title and description for those who do not see it."""
        height = self.y + 8
        names = {"title": self._title, "desc": self._description}
        return element(
            "svg",
            *(element(tag, text, id=f"{self._identity}-{tag}") for tag, text in names.items()),
            element("rect", width=self.width, height=height, fill=PAPER),
            *self._parts,
            viewBox=f"0 0 {self.width:g} {height:.0f}",
            width=self.width,
            height=round(height),
            role="img",
            aria_labelledby=" ".join(f"{self._identity}-{tag}" for tag in names),
            font_family=FONT,
        )
