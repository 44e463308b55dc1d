"""The marker a browser shows before a list item."""

from __future__ import annotations

import re
from typing import Any

BULLET = "•"
_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")
_STYLE = re.compile(r"list-style(?:-type)?\s{0,9}:[^;]{0,60}?\b(lower|upper)-(alpha|latin|roman)", re.IGNORECASE)
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LONGEST_STYLE = 1000
# the marker of a line of plain text: a bullet, a number, a letter or a roman number with its stop or bracket
TEXT_MARKER = re.compile(r"(?:[•◦▪‣·●○■□➢➤✓–—*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])(?= \S)")


def marker_of(item: Any, counter: list[Any] | None) -> str:
    """The marker of a list item. `counter` is its list element and the number of the next item; it is moved on.

    Numbers follow HTML: `start`, `reversed`, `value` and `type`, or the `list-style-type` of a style attribute; an
    unordered or missing list gives a bullet.
    """
    if counter is None or counter[0].tag != "ol":
        return BULLET
    ordered = counter[0]
    step = -1 if "reversed" in ordered.attrib else 1
    number = _integer(item.get("value"))
    if number is None:
        number = counter[1]
    if number is None:
        number = _integer(ordered.get("start"))
    if number is None:
        number = 1 if step > 0 else sum(1 for child in ordered if child.tag == "li")
    counter[1] = number + step
    return f"{written(number, _style(item) or _style(ordered))}."


def _style(element: Any) -> str:
    """The value of `type`, or what a style attribute says in its place."""
    if found := _STYLE.search(element.get("style", "")[:_LONGEST_STYLE]):
        letter = "i" if found[2].lower() == "roman" else "a"
        return letter.upper() if found[1].lower() == "upper" else letter
    return str(element.get("type", ""))


def _integer(value: str | None) -> int | None:
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else None


def written(number: int, style: str) -> str:
    """A number in the style of a list: `1`, `a`, `A`, `i` or `I`, as the `type` of HTML has them."""
    if style in {"a", "A"} and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("a") + rest) + letters
        return letters.upper() if style == "A" else letters
    if style in {"i", "I"} and 0 < number < 4000:
        roman = ""
        for value, letters in _ROMAN:
            count, number = divmod(number, value)
            roman += letters * count
        return roman.upper() if style == "I" else roman
    return str(number)
