"""Checking the fields a user asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from kmpipe.errors import UsageError


def check_fields(fields: Sequence[str], known: Iterable[str]) -> None:
    """Raises `UsageError` that names the first unknown field, the nearest known one, and all known ones."""
    known = list(known)
    for field in fields:
        if field not in known:
            near = get_close_matches(field, known, 1)
            guess = f"did you mean {near[0]!r}? " if near else ""
            raise UsageError(f"unknown field {field!r}", hint=f"{guess}fields: {', '.join(known)}")
