"""What an article is called: a short id that depends on nothing but its source key."""

from __future__ import annotations

import base64
import hashlib

_ID_LENGTH = 8


def article_id(key: str) -> str:
    """The id of the article with source key `key`: 8 characters of the lower-case base32 SHA-256, the first a letter.

    >>> article_id("https://example.org/?p=13822")
    'k7ppyi3i'
    """
    digest = base64.b32encode(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()).decode("ascii").lower()
    first = next(at for at, char in enumerate(digest) if char.isalpha())
    return digest[first : first + _ID_LENGTH]
