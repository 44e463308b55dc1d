"""The host of a web address, and the form in which two addresses are compared."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

# parameters that say whence a reader came, not what is shown
_TRACKING = ("utm_", "fbclid", "gclid", "replytocom")
_HOST = re.compile(r"https?://(?:[^/?#@]{0,100}@)?([^/?#:]{1,253})", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host of an address without `www.`, in lower case, or nothing.

    >>> host_of("https://www.Kota.example:8080/rapat?p=1")
    'kota.example'
    """
    match = _HOST.match(url)
    return match[1].lower().removeprefix("www.") if match else ""


def address_of(url: str) -> str:
    """An address in the form addresses are compared in: without scheme, `www.`, fragment, last slash and tracking; or nothing.

    >>> address_of("https://www.kota.example/rapat/?utm_source=x#top")
    'kota.example/rapat'
    """
    host = host_of(url)
    if not host:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:  # an unclosed bracket in the host
        return ""
    query = [(name, value) for name, value in parse_qsl(parts.query) if not name.startswith(_TRACKING)]
    return host + parts.path.rstrip("/") + (f"?{urlencode(sorted(query))}" if query else "")
