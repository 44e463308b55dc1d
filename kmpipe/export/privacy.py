"""Masking personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

import msgspec

T = TypeVar("T")
_HIDDEN = "•"
_INNER = re.compile(r"(?<=\w)\w")


def mask(record: T, secrets: Iterable[str]) -> T:
    """The record with the secrets masked in every string of it.

    Of each word the first character stays; lengths do not change, so that offsets still hold.

    >>> mask(("Ratna Puspita, warga",), ["Ratna Puspita"])
    ('R•••• P••••••, warga',)
    """
    found = sorted({secret for secret in secrets if secret}, key=lambda secret: (-len(secret), secret))
    if not found:
        return record
    pattern = re.compile("|".join(map(re.escape, found)))
    return _masked(record, pattern)


def _masked(value: T, pattern: re.Pattern[str]) -> T:
    if isinstance(value, str):
        return pattern.sub(lambda match: _INNER.sub(_HIDDEN, match[0]), value)  # type: ignore[return-value]  # a string again
    if isinstance(value, tuple):
        return tuple(_masked(item, pattern) for item in value)  # type: ignore[return-value]  # the same shape again
    if isinstance(value, msgspec.Struct):
        fields = {name: _masked(getattr(value, name), pattern) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **fields)
    return value
