"""Telephone numbers, e-mail, street and home addresses: what exports mask."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from kmpipe.extraction.spans import evidence
from kmpipe.model import Evidence
from kmpipe.vocab.load import cached_words

_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}")
# +62 812-3456-7890, 0812 3456 7890, (021) 345 6789, 021-3456789; the trunk 0 or the country code keeps stamps and sums out
_PHONE = re.compile(
    r"(?<![\w.,/\-+])(?:\+\d{1,3}[\s\-.]?|\(0\d{1,3}\)\s?|0)\d{1,4}[\s\-.]?\d{3,4}(?:[\s\-.]?\d{2,5}){0,2}(?![\w/]|[.,]\d)"
)
_PHONE_LEAST = 8  # digits; fewer is a sum or a code
_PHONE_MOST = 15  # E.164


@functools.cache
def _cued_phone(folders: tuple[Path, ...]) -> re.Pattern[str]:
    """A number after a word for telephone."""
    cues = _any_of("phones", folders)
    return re.compile(rf"\b(?:{cues})\b[.:\s]{{0,3}}(\+?[\d(][\d()\s.\-]{{5,18}}\d)", re.IGNORECASE)


@functools.cache
def _street(folders: tuple[Path, ...]) -> re.Pattern[str]:
    """From the word for street to the end of what can belong to an address."""
    parts = _any_of("parts", folders)
    return re.compile(
        rf"\b(?:{_any_of('streets', folders)})(?:\s(?!(?:{parts})(?!\w))(?:[A-Z]\.[A-Z]?\.?|[A-Z0-9][\w'’/\-]{{0,24}})){{1,6}}"
        rf"(?:,?\s?(?:{parts})\s?[\w/\-]{{1,20}}(?:\.\d[\w/\-]{{0,10}})?){{0,6}}"
    )


@functools.cache
def _home(folders: tuple[Path, ...]) -> re.Pattern[str]:
    """An address without a street: an estate with block and number, or a neighbourhood down to its smallest unit."""
    parts = _any_of("parts", folders)
    estate = rf"\b(?:{_any_of('estates', folders)})(?:\s[A-Z][\w'’\-]{{0,24}}){{1,5}},?\sBlok\s?[\w\-]{{1,6}}"
    unit = r"\bRT\.?\s?\d{1,3}\s?[/,]?\s?(?:RW\.?\s?)?\d{1,3}\b"
    return re.compile(rf"(?:{estate}|{unit})(?:,?\s?(?:{parts})\s?\w[\w/\-]{{0,20}}(?:\s[A-Z][a-z]{{1,20}})?){{0,4}}")


def _any_of(key: str, folders: tuple[Path, ...]) -> str:
    """The words of a list as alternatives of a pattern, the longest first."""
    words = cached_words("people", "contacts", folders)[key]
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def find_contacts(text: str, *, folders: tuple[Path, ...] = ()) -> tuple[Evidence, ...]:
    """Telephone numbers, e-mail addresses and street addresses in order of place, never overlapping.

    The rule of each says what it is: `contacts.email`, `contacts.phone`, `contacts.street`.

    >>> [(e.rule, e.quote) for e in find_contacts("Hubungi 0812-3456-7890 atau info@contoh.go.id.")]
    [('contacts.phone', '0812-3456-7890'), ('contacts.email', 'info@contoh.go.id')]
    """
    found = [(m.start(), m.end(), "contacts.email") for m in _EMAIL.finditer(text)]
    found += [(m.start(1), m.end(1), "contacts.phone") for m in _cued_phone(folders).finditer(text) if _is_phone(m[1])]
    found += [(m.start(), m.end(), "contacts.phone") for m in _PHONE.finditer(text) if _is_phone(m[0])]
    found += [
        (m.start(), m.start() + len(m[0].rstrip(" .,\n")), "contacts.street") for m in _street(folders).finditer(text)
    ]
    found += [(m.start(), m.end(), "contacts.street") for m in _home(folders).finditer(text)]
    kept: list[Evidence] = []
    for start, end, rule in sorted(found, key=lambda row: (row[0], -row[1])):
        if not kept or start >= kept[-1].end:
            kept.append(evidence(text, start, end, rule))
    return tuple(kept)


def _is_phone(number: str) -> bool:
    return _PHONE_LEAST <= sum(character.isdigit() for character in number) <= _PHONE_MOST
