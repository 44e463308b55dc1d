"""Clock times behind a date: `pukul 09.00-12.00 WIB`, `10:15`, `2.52.36 AM`."""

from __future__ import annotations

import re

_CLOCK = r"(\d{1,2})[.:](\d{2})(?:[.:]\d{2})?(?:\.\d{3,6})?(?!\d|[.,:]\d)(?:[ ]?([ap])\.?m\b\.?)?"
_CUE = r"(?:pukul|pkl\.?|jam|at|waktu[ ]{0,8}:|mulai|sekitar|from|dari|starting)"
# directly behind the date, or behind a word for it some words later in the same sentence
_BEHIND = re.compile(
    rf"(?:[ ,|)T\-]{{0,4}}\(?(?:{_CUE}[ ]){{0,3}}|[^.\n\x00]{{0,60}}?\b(?:pukul|pkl\.?)[ ]|[ )]{{0,2}}\n[ ]?waktu[ ]{{0,8}}:[ ](?:{_CUE}[ ])?)"
    rf"{_CLOCK}(?:[ ]?(?:wi[bt]a?)?[ ]?(?:-|s/?d\.?|hingga|sampai|to|until)[ ]?{_CLOCK})?",
    re.IGNORECASE,
)


def times_after(folded: str, position: int, limit: int) -> tuple[tuple[str, ...], int]:
    """The clock times that stand behind `position` and before `limit`, as `HH:MM`, and where they end."""
    match = _BEHIND.match(folded, position, limit)
    if match is None:
        return (), position
    first, last = _clock(*match.group(1, 2, 3)), _clock(*match.group(4, 5, 6))
    if first is None:
        return (), position
    return ((first, last) if last else (first,)), match.end()


def _clock(hour: str | None, minute: str | None, half: str | None) -> str | None:
    if hour is None or minute is None:
        return None
    hours = int(hour) % 12 + (12 if half == "p" else 0) if half else int(hour)
    return f"{hours:02}:{minute}" if hours <= 24 and int(minute) < 60 else None
