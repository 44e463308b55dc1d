"""The numbers of list items in a DOCX, counted as Word counts them (ECMA-376 part 1, section 17.9)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kmpipe.cleaning.numbering import BULLET, written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLACE = re.compile(r"%([1-9])")
_MOST_LEVELS = 9
# characters of a marker; a template may hold any text
_LONGEST_MARKER = 20


class _Level(NamedTuple):
    start: int
    format: str
    text: str


class Numbering:
    """Counts the items of all lists of a document, in document order."""

    def __init__(self, numbering: Any | None) -> None:
        """`numbering` is the root element of the numbering part, or None for a document without lists."""
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._nums: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._seen: set[str] = set()
        if numbering is not None:
            self._read(numbering)

    def marker(self, num: str, level: int) -> str:
        """The marker of the next item of list `num` at `level` (0 is the outermost); "" for an item without one."""
        abstract, overrides = self._nums.get(num, ("", {}))
        levels = self._abstract.get(abstract, {})
        own = levels.get(level)
        if own is None or own.format == "none":
            return ""
        if own.format == "bullet":
            return BULLET
        counts = self._counts.setdefault(abstract, {})
        if num not in self._seen:
            self._seen.add(num)
            for at in overrides:
                counts.pop(at, None)
        start = overrides.get(level, own.start)
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        return (
            _PLACE.sub(lambda place: self._number(levels, counts, int(place[1]) - 1), own.text)
            .strip()[:_LONGEST_MARKER]
            .replace(" ", "")
        )

    @staticmethod
    def _number(levels: dict[int, _Level], counts: dict[int, int], at: int) -> str:
        level = levels.get(at)
        if level is None:
            return ""
        return written(counts.get(at, level.start), _STYLES.get(level.format, ""))

    def _read(self, root: Any) -> None:
        for element in root.iterchildren(f"{W}abstractNum"):
            identity = element.get(f"{W}abstractNumId", "")
            self._abstract[identity] = {
                number(level.get(f"{W}ilvl"), 0): _Level(
                    number(value_of(level, "start"), 1),
                    value_of(level, "numFmt") or "decimal",
                    value_of(level, "lvlText") or "",
                )
                for level in element.iterchildren(f"{W}lvl")
            }
        for element in root.iterchildren(f"{W}num"):
            overrides = {
                number(override.get(f"{W}ilvl"), 0): number(value_of(override, "startOverride"), 1)
                for override in element.iterchildren(f"{W}lvlOverride")
                if override.find(f"{W}startOverride") is not None
            }
            self._nums[element.get(f"{W}numId", "")] = (value_of(element, "abstractNumId") or "", overrides)


def value_of(element: Any, name: str) -> str | None:
    """The `w:val` of the child `w:name` of an element; None without such a child or value."""
    child = element.find(f"{W}{name}") if element is not None else None
    return None if child is None else child.get(f"{W}val")


def number(value: str | None, otherwise: int) -> int:
    """A number as written, of at most nine digits; `otherwise` for anything else."""
    return int(value) if value and len(value) <= 9 and value.isascii() and value.isdecimal() else otherwise
