"""The host of a web address."""

from __future__ import annotations

import re

_HOST = re.compile(r"https?://(?:[^/?#@]{0,100}@)?([^/?#:]{1,253})", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host of an address without `www.`, in lower case, or nothing.

    >>> host_of("https://www.Kota.example:8080/rapat?p=1")
    'kota.example'
    """
    match = _HOST.match(url)
    return match[1].lower().removeprefix("www.") if match else ""
