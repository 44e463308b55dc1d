"""Elements of HTML and SVG: built as trees, so that what activities say can never become markup."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from kmpipe.export.texts import one_line, web_address

Element = Any  # lxml publishes no types
Child = Element | str | None
# characters that turn the direction of the text around them: a title must not reach beyond itself
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text on one line, without control characters and without those that turn its direction.

    >>> clean("Rapat\\u202e air\\x1b[31m")
    'Rapat air[31m'
    """
    return one_line(_DIRECTION.sub("", text))


def element(tag: str, *children: Child, **attributes: str | float | None) -> Element:
    """An element with text and elements inside. Of a name `class_` is `class`, `stroke_width` is `stroke-width`; None leaves it out."""
    made = etree.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), clean(_shown(value)))
    append(made, *children)
    return made


def append(parent: Element, *children: Child) -> None:
    """Add text and elements at the end of an element."""
    for child in children:
        if isinstance(child, str):
            # a space at either end parts it from its neighbours
            text = " " * child[:1].isspace() + clean(child) + " " * (child[-1:].isspace() and len(child) > 1)
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + text
            else:
                parent.text = (parent.text or "") + text
        elif child is not None:
            parent.append(child)


def link(text: str, url: str | None) -> Child:
    """The text, as a link where the address is one of the web; `javascript:` and others are left out."""
    address = web_address(url)
    return (
        element("bdi", text) if address is None else element("a", element("bdi", text), href=address, rel="noreferrer")
    )


def svg_bytes(drawing: Element) -> bytes:
    """A drawing as a file of its own."""
    text: str = etree.tostring(drawing, encoding="unicode", pretty_print=True)
    return text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()


def html_bytes(page: Element) -> bytes:
    """A page as a file."""
    return bytes(etree.tostring(page, method="html", encoding="utf-8", doctype="<!DOCTYPE html>") + b"\n")


def _shown(value: str | float) -> str:
    """Coordinates with at most one decimal: the same on every machine, and more than an eye sees."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
