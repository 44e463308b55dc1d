"""Text as file formats take it: without characters they forbid, and addresses that are safe to follow."""

from __future__ import annotations

import re
from urllib.parse import quote

# what XML 1.0 forbids, and the other control characters, which no reader shows
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# what some reader takes for the end of a line
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# the characters of an address that need no escape (RFC 3986), the percent sign of those that are escaped among them
_ADDRESS = "%:/?#[]@!$&'()*+,;=-._~"


def plain(text: str) -> str:
    """The text with LF line ends and without control characters but TAB and LF."""
    if text.isprintable():  # nearly every value, and ten times as fast
        return text
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """The text on one line, runs of white space as one space."""
    return " ".join(plain(text).split())


def web_address(url: str | None) -> str | None:
    """The address with unsafe characters escaped, or None for one that a browser would not fetch (`javascript:`).

    >>> web_address("https://site.example/a b?p=1"), web_address("javascript:alert(1)")
    ('https://site.example/a%20b?p=1', None)
    """
    if url is None:
        return None
    address = one_line(url)
    if not address.lower().startswith(("http://", "https://")):
        return None
    return quote(address, safe=_ADDRESS).replace("[", "%5B").replace("]", "%5D")


def name_part(text: str) -> str:
    """The text as a part of a URN, every unsafe character escaped."""
    return quote(plain(text), safe="-._~")


def urn(kind: str, *parts: str) -> str:
    """The identifier of a thing that is the same in every format: `urn:kmpipe:activity:k3x9a2b7.1`."""
    return ":".join(["urn:kmpipe", kind, *map(name_part, parts)])
