"""Masking personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from kmpipe.model import Person

T = TypeVar("T")
_HIDDEN = "•"
_INNER = re.compile(r"(?<=\w)\w")


def mask(record: T, secrets: Iterable[str]) -> T:
    """The record with the secrets masked in every string of it, where they stand as words of their own.

    Of each word the first character stays; lengths do not change, so that offsets still hold. A secret of several words
    is masked however it is capitalised, one of a single word as it is: `Agus` is a name, `agus` need not be.

    >>> mask(("Ratna Puspita, warga",), ["Ratna Puspita"])
    ('R•••• P••••••, warga',)
    """
    found = sorted({secret.strip() for secret in secrets if secret.strip()}, key=lambda secret: (-len(secret), secret))
    if not found:
        return record
    pattern = re.compile("|".join(map(_whole, found)))
    return _masked(record, pattern)


def private_names(people: Iterable[Person]) -> Iterator[str]:
    """Every form in which the text names the people without a public office."""
    for person in people:
        if not person.public_office:
            yield person.name
            yield from (proof.quote for proof in person.evidence)


def _whole(secret: str) -> str:
    """The pattern of a secret: `Agus` is no part of `Agustus`."""
    said = r"\s+".join(map(re.escape, secret.split()))
    said = f"(?i:{said})" if " " in secret else said
    before = r"(?<![^\W\d_])" if secret[0].isalpha() else ""
    return before + said + (r"(?![^\W\d_])" if secret[-1].isalpha() else "")


def _masked(value: T, pattern: re.Pattern[str]) -> T:
    if isinstance(value, str):
        return pattern.sub(lambda match: _INNER.sub(_HIDDEN, match[0]), value)  # type: ignore[return-value]  # a string again
    if isinstance(value, tuple):
        return tuple(_masked(item, pattern) for item in value)  # type: ignore[return-value]  # the same shape again
    if isinstance(value, dict):
        return {_masked(key, pattern): _masked(item, pattern) for key, item in value.items()}  # type: ignore[return-value]  # likewise
    if isinstance(value, msgspec.Struct):
        fields = {name: _masked(getattr(value, name), pattern) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **fields)
    return value
