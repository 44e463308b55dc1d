"""The styles of a DOCX, each with what it inherits (ECMA-376 part 1, section 17.7)."""

from __future__ import annotations

from typing import Any, NamedTuple

from kmpipe.cleaning.docxlists import W, number, value_of

# half points; what Word takes where a document says nothing (17.3.2.38)
_DEFAULT_SIZE = 20
_LONGEST_CHAIN = 20
_OFF = frozenset({"0", "false", "off", "none"})


class Style(NamedTuple):
    """What a paragraph style says: outline level (0 is the highest, None for text), list and level, type (half points)."""

    name: str = ""
    outline: int | None = None
    num: str | None = None
    level: int = 0
    bold: bool = False
    size: int = _DEFAULT_SIZE


class Styles:
    """Looks styles up by their id."""

    def __init__(self, root: Any | None) -> None:
        """`root` is the root element of the styles part, or None."""
        self._elements: dict[str, Any] = {}
        self._made: dict[str, Style] = {}
        self._base = Style()
        self.default = ""
        if root is None:
            return
        size = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._base = Style(size=number(value_of(size, "sz"), _DEFAULT_SIZE))
        for element in root.iterchildren(f"{W}style"):
            if element.get(f"{W}type") == "paragraph":
                identity = element.get(f"{W}styleId", "")
                self._elements[identity] = element
                if element.get(f"{W}default") in {"1", "true", "on"}:
                    self.default = identity

    def style(self, identity: str | None) -> Style:
        """The style with this id; the default one for None or an unknown id."""
        identity = identity if identity in self._elements else self.default
        assert identity is not None
        if identity not in self._made:
            self._made[identity] = self._make(identity)
        return self._made[identity]

    def _make(self, identity: str) -> Style:
        chain: list[Any] = []
        while identity in self._elements and len(chain) < _LONGEST_CHAIN:
            chain.append(self._elements[identity])
            identity = value_of(chain[-1], "basedOn") or ""
        made = self._base
        for element in reversed(chain):
            made = _with(made, element)
        return made._replace(name=(value_of(chain[0], "name") or "").lower()) if chain else made


def _with(style: Style, element: Any) -> Style:
    """A style with what an element says more."""
    paragraph, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
    if paragraph is not None:
        style = style._replace(outline=outline_of(paragraph, style.outline))
        num = paragraph.find(f"{W}numPr")
        if num is not None:
            style = style._replace(num=value_of(num, "numId") or style.num, level=number(value_of(num, "ilvl"), 0))
    if run is not None:
        style = style._replace(size=number(value_of(run, "sz"), style.size), bold=is_on(run, "b", otherwise=style.bold))
    return style


def outline_of(properties: Any, otherwise: int | None) -> int | None:
    """The outline level in the properties of a paragraph: 0–8, None for running text (9)."""
    value = value_of(properties, "outlineLvl")
    if value is None:
        return otherwise
    level = number(value, 9)
    return level if level < 9 else None


def is_on(properties: Any, name: str, *, otherwise: bool = False) -> bool:
    """Whether a switch such as `w:b` is set in the properties of a run."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return otherwise if found is None else found.get(f"{W}val", "1").lower() not in _OFF
