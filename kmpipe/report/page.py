"""Pages of HTML: self-contained, without scripts, with a policy that lets nothing in from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from kmpipe.report.labels import Labels
from kmpipe.report.markup import Child, Element, element, html_bytes
from kmpipe.report.tables import Cell, Sum, Table

_BAR = "#0072b2"
# a share, or a number of a number: it stands right as numbers do
_NUMBERS = re.compile(r"[\d.,/%\s–]{1,40}")


def page(title: str, labels: Labels, parts: Iterable[Child]) -> bytes:
    """A page as a file."""
    css = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    style = element("style")
    style.text = css
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content="kmpipe"),
        element("title", title),
        style,
    )
    return html_bytes(element("html", head, element("body", element("main", *parts)), lang=labels.language))


def chart_page(
    drawing: Element, title: str, notes: Iterable[str], tables: Mapping[str, Table], labels: Labels
) -> bytes:
    """A page with one chart, what to know of it, and its numbers below it under a heading each; empty tables are left out."""
    parts: list[Child] = [
        element("h1", title),
        scroll(drawing),
        *(element("p", note, class_="quiet") for note in notes),
    ]
    for heading, table in tables.items():
        parts += [element("h2", heading), html_table(table, labels)] if table.rows else []
    return page(title, labels, parts)


def scroll(content: Element, *, wide: bool = False) -> Element:
    """What is wider than a small screen, to be moved by itself. It can be reached with the keyboard."""
    return element("div", content, class_="scroll wide" if wide else "scroll", tabindex=0)


def html_table(table: Table, labels: Labels, *, total: bool = False, bars: bool = False) -> Element:
    """A table; with `total` the last row is a sum, with `bars` the last column, of whole numbers, is also drawn."""
    most = max((row[-1] for row in table.rows if isinstance(row[-1], int)), default=0) if bars else 0
    numeric = [at > 0 and all(_is_number(row[at]) for row in table.rows) for at in range(len(table.header))]
    header = [
        element("th", name, scope="col", class_="number" if number and table.rows else None)
        for name, number in zip(table.header, numeric, strict=True)
    ]
    header += [element("td", class_="bar")] if bars else []
    body = [
        element(
            "tr",
            element("th", _shown(row[0], labels), scope="row"),
            *(_cell(value, labels) for value in row[1:]),
            _bar(row[-1], most) if bars else None,
            class_="last" if total and row is table.rows[-1] else None,
        )
        for row in table.rows
    ]
    made = element("table", element("thead", element("tr", *header)), element("tbody", *body))
    return scroll(made, wide=len(table.header) > 5)


def _cell(value: Cell, labels: Labels) -> Element:
    if isinstance(value, Sum):
        if not value.total:
            return _cell(0, labels)
        *most, last = value.parts
        parts = [child for part in most for child in (element("span", f"{part};"), " ")]
        small = element("small", *parts, element("span", last))
        return element("td", labels.number(value.total), small, class_="number")
    if isinstance(value, int):
        return element("td", labels.number(value) if value else "–", class_="number" if value else "number zero")
    return element("td", value, class_="number" if _NUMBERS.fullmatch(value) else None)


def _is_number(value: Cell) -> bool:
    return not isinstance(value, str) or _NUMBERS.fullmatch(value) is not None


def _shown(value: Cell, labels: Labels) -> str:
    return value if isinstance(value, str) else labels.number(value.total if isinstance(value, Sum) else value)


def _bar(value: Cell, most: int) -> Element:
    """A bar beside its number, which says all of it: readers of the screen need not hear of it."""
    share = 100 * value / most if isinstance(value, int) and most else 0.0
    rect = element("rect", width=share, height=8, fill=_BAR)
    drawing = element("svg", rect, viewBox="0 0 100 8", preserveAspectRatio="none", aria_hidden="true")
    return element("td", drawing, class_="bar")
