"""Pictures: well-formed, legible, true to the numbers, and the same every time."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from lxml import etree

from kmpipe.model import FocusArea
from kmpipe.report.drawing import (
    BAR,
    COLOURS,
    INK,
    NEUTRAL,
    PAPER,
    QUIET,
    SHADES,
    WHOLE,
    contrast,
    text_width,
    top_of,
    wrap,
)
from kmpipe.report.labels import LabelLanguage
from kmpipe.report.markup import svg_bytes
from kmpipe.report.matrix_chart import matrix_chart
from kmpipe.report.timeline_chart import timeline_chart
from tests.export.helpers import HOSTILE
from tests.report.charted import LABELS, ROWS, body, matrix, row, timeline

LANGUAGES: tuple[LabelLanguage, ...] = ("id", "en")
SVG = "{http://www.w3.org/2000/svg}"
LONG = "Badan Penanggulangan Bencana Daerah Provinsi Daerah Khusus Ibukota Jakarta dan Wilayah Sekitarnya"
MANY = tuple(
    row(number, f"{2010 + number % 15}-{number % 12 + 1:02}", ("air", "gerak")[number % 2], bodies=[body(f"~b{number % 40}", name=f"{LONG} {number % 40}")])
    for number in range(2_500)
)  # fmt: skip


class Box(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float


def drawn(kind: str, language: LabelLanguage, rows: Any = ROWS) -> bytes:
    labels = LABELS[language]
    if kind == "matrix":
        return svg_bytes(matrix_chart(matrix(rows), labels))
    return svg_bytes(timeline_chart(timeline(rows, kind), labels))  # type: ignore[arg-type]


def boxes(svg: bytes) -> Iterator[Box]:
    """Where each text stands, as wide as the widest font makes it."""
    for text in etree.fromstring(svg).iter(f"{SVG}text"):
        size = float(text.get("font-size"))
        width = text_width(text.text, size)
        x, y = float(text.get("x")), float(text.get("y"))
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
        yield Box(text.text, left, y - size * 0.75, left + width, y + size * 0.2)


KINDS = ("month", "quarter", "year", "matrix")


def test_the_picture_has_the_totals_of_the_table() -> None:
    """An activity known to the year alone has no bar by month, and counts in the total of its area as in that of all."""
    rows = (row(1, "2018-01", "gerak"), row(2, "2018", "gerak"))
    found = [box.text for box in boxes(drawn("month", "en", rows))]
    assert found[found.index("Mobility") + 1] == found[found.index("All activities") + 1] == "2"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [ROWS, MANY, ()], ids=["few", "many", "none"])
def test_texts_do_not_overlap_and_stay_inside(kind: str, language: LabelLanguage, rows: Any) -> None:
    """No text covers another one or leaves the picture, in the widest font, with few activities and with many."""
    svg = drawn(kind, language, rows)
    _, _, width, height = map(float, etree.fromstring(svg).get("viewBox").split())
    found = list(boxes(svg))
    assert found
    for box in found:
        assert box.left >= -1 and box.right <= width + 1 and box.top >= 0 and box.bottom <= height, box
    for one, other in itertools.combinations(found, 2):
        apart = one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
        assert apart, (one, other)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_says_what_it_shows(kind: str) -> None:
    """A drawing is an image with a title and a description that are its own, for those who do not see it."""
    root = etree.fromstring(drawn(kind, "id"))
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    titles = [root.find(f"{SVG}{tag}") for tag in ("title", "desc")]
    assert root.get("aria-labelledby") == " ".join(part.get("id") for part in titles)
    assert all(part.text for part in titles)


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_are_byte_stable_and_need_nothing(kind: str) -> None:
    """The same activities give the same bytes; a picture has no script, style, link or address outside itself."""
    svg = drawn(kind, "id")
    assert svg == drawn(kind, "id", tuple(reversed(ROWS)))
    assert b"http" not in svg.replace(b"http://www.w3.org/2000/svg", b"")
    assert not re.search(rb"<(script|style|image|a|foreignObject)\b|href|url\(", svg)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_names_never_become_markup(number: int) -> None:
    """Whatever an agency or an area is called, the drawing is well-formed and has the same elements."""
    hostile = [
        row(1, "2018-01-01", bodies=[body("~x", name=HOSTILE[number])], focus_areas=(FocusArea(id=HOSTILE[number][:200], score=1.0),))
    ]  # fmt: skip
    for svg in (drawn("matrix", "id", hostile), drawn("month", "id", hostile)):
        tags = {etree.QName(part).localname for part in etree.fromstring(svg).iter()}
        assert tags <= {"svg", "title", "desc", "rect", "text", "line"}


def test_bars_begin_at_zero() -> None:
    """The height of a bar is to that of another as their numbers are, and all stand on the axis."""
    root = etree.fromstring(drawn("year", "en"))
    bars: dict[str, tuple[float, float]] = {}
    for bar in root.iter(f"{SVG}rect"):
        title = bar.find(f"{SVG}title")
        if title is not None:  # the first row is that of all activities
            bars.setdefault(title.text, (float(bar.get("height")), float(bar.get("y")) + float(bar.get("height"))))
    (four, base), (one, other) = bars["2018: 4"], bars["2019: 1"]
    assert four == pytest.approx(4 * one, abs=0.2)
    assert base == pytest.approx(other, abs=0.2)
    assert "0" in [box.text for box in boxes(drawn("year", "en"))]


def test_colours_are_told_from_the_paper() -> None:
    """Bars have 3:1 against what lies behind them, texts 4.5:1 (WCAG 2.2, 1.4.11 and 1.4.3)."""
    assert min(contrast(colour, PAPER) for colour in (*COLOURS, WHOLE, NEUTRAL)) >= 3
    assert min(contrast(BAR, shade) for shade in SHADES) >= 3
    assert min(contrast(INK, shade) for shade in (PAPER, *SHADES)) >= 4.5
    assert min(contrast(text, PAPER) for text in (INK, QUIET, WHOLE)) >= 4.5
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_shades_grow_darker() -> None:
    """More is darker, also in grey: each shade is told from the one before it."""
    steps = [contrast(PAPER, shade) for shade in SHADES]
    assert steps == sorted(steps) and min(b / a for a, b in itertools.pairwise(steps)) > 1.15


@pytest.mark.parametrize("most", [0, 1, 2, 3, 9, 10, 11, 22, 68, 99, 100, 101, 12_345])
def test_an_axis_has_room_for_the_highest_bar(most: int) -> None:
    """The axis ends at the highest number or above it, not far, and its middle is a whole number or not named."""
    top = top_of(most)
    assert max(most, 1) <= top <= max(2 * most, 2)


def test_texts_are_wrapped_and_cut() -> None:
    """A long name takes as many lines as it may, none wider than its room; what is cut says so."""
    lines = wrap(LONG, 11, 120, 3)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert max(text_width(line, 11) for line in lines) <= 120
    assert wrap("Warga", 11, 120, 3) == ["Warga"] and wrap("", 11, 120, 3) == []


def test_a_png_is_the_drawing() -> None:
    """With resvg a drawing becomes a PNG of twice its size."""
    pytest.importorskip("resvg_py", reason="pip install 'kmpipe[charts]'")
    from kmpipe.report.raster import png_bytes

    svg = drawn("year", "id")
    image = png_bytes(svg)
    _, _, width, height = map(float, etree.fromstring(svg).get("viewBox").split())
    assert image.startswith(b"\x89PNG") and image == png_bytes(svg)
    assert [int.from_bytes(image[at : at + 4]) for at in (16, 20)] == [round(width) * 2, round(height) * 2]
