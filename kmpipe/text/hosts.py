"""The host of a web address, and the form in which two addresses are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

# parameters that say whence a reader came, not what is shown
_TRACKING = frozenset({
    "_ga", "_gl", "dclid", "fbclid", "gbraid", "gclid", "igsh", "igshid", "li_fat_id", "like_comment", "mc_cid", "mc_eid",
    "mibextid", "msclkid", "nb", "replytocom", "share", "ttclid", "twclid", "wbraid", "yclid",
})  # fmt: skip
_CAMPAIGN = "utm_"
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
    query = [(name, value) for name, value in parse_qsl(parts.query) if not is_tracking(name)]
    return host + parts.path.rstrip("/") + (f"?{urlencode(sorted(query))}" if query else "")


def is_tracking(parameter: str) -> bool:
    """Whether a parameter of an address says whence a reader came, not what is shown.

    >>> is_tracking("utm_source"), is_tracking("p")
    (True, False)
    """
    name = parameter.lower()
    return name in _TRACKING or name.startswith(_CAMPAIGN)


def moved_url(url: str, moves: Iterable[tuple[str, str]]) -> str:
    """A web address after all these moves of sites, each an old and a new address.

    >>> moved_url("http://lama.example/rapat/1", [("https://lama.example", "https://baru.example/arsip")])
    'https://baru.example/arsip/rapat/1'
    """
    for old, new in moves:
        address, before = address_of(url), address_of(old)
        if before and (address == before or address.startswith((before + "/", before + "?"))):
            rest = url.partition("://")[2]
            # the path as it was written, behind that of the old address
            path = rest[len(rest.split("/", 1)[0].split("?", 1)[0]) :]
            url = new.rstrip("/") + path[len(urlsplit(old).path.rstrip("/")) :]
    return url


def moved_address(address: str, old: str, new: str) -> str:
    """The same of an address in the form in which addresses are compared.

    >>> moved_address("lama.example/rapat", "https://lama.example", "https://baru.example")
    'baru.example/rapat'
    """
    before = address_of(old)
    if before and (address == before or address.startswith((before + "/", before + "?"))):
        return address_of(new) + address[len(before) :]
    return address
