"""Web addresses: the form in which one is the key of a document, and what the address alone says of where it leads."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from kmpipe.text.hosts import is_tracking
from kmpipe.vocab.load import cached_words

Leads = Literal["article", "list", "elsewhere"]

_PORTS = {"http": 80, "https": 443}
# what may stand in a path or query as it is (RFC 3986)
_PATH, _QUERY = "/!$&'()*+,;=:@~-._", "/?!$&'()*+,;=:@~-._"
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_POST = re.compile(r"(?:^|[?&])p=(\d{1,19})(?=&|$)")
_DATED = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])(?=/|$)")
_DAYS = re.compile(r"(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12]\d|3[01]))?)?")
# of a file, not of a version (`rapat-1.2`) nor of a sentence
_ENDING = re.compile(r".\.([a-z][a-z0-9]{1,4})$")
_LONGEST = 4000


def key_form(url: str) -> str:
    """An address in the form that is the key of a document; the empty text for what is no http(s) address.

    Scheme and host in lower case, no default port, no fragment, no tracking, escapes in one way. `?p=13822` stays: it may
    be all there is. Raises nothing.

    >>> key_form("HTTPS://Kota.example:443/rapat%7e1/?utm_source=x&p=7#isi")
    'https://kota.example/rapat~1/?p=7'
    """
    parts = _split(url)
    if parts is None:
        return ""
    host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    host = f"[{host}]" if ":" in host else host
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    site = host if port in {None, _PORTS[parts.scheme.lower()]} else f"{host}:{port}"
    query = "&".join(one for one in parts.query.split("&") if one and not is_tracking(one.partition("=")[0]))
    # behind `/.` no part of a path that begins with `//` is taken for a host
    path = urlsplit(urljoin(f"http://{site}/", "/." + _escaped(parts.path, _PATH) if parts.path else "/")).path
    return urlunsplit((parts.scheme.lower(), site, path or "/", _escaped(query, _QUERY), ""))


def absolute(href: str, base: str) -> str:
    """The address that a link on the page `base` leads to, without its fragment; empty where there is none."""
    try:
        joined = urljoin(base, href.strip()) if href.strip() else ""
    except ValueError:
        return ""
    return joined.partition("#")[0] if _split(joined) else ""


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: the same host, `www.` or not, on the same port.

    >>> same_site("http://www.kota.example/a", "https://kota.example/b")
    True
    """
    first, second = _split(one), _split(other)
    return first is not None and second is not None and _site(first) == _site(second)


def within(url: str, section: str) -> bool:
    """Whether an address is of the same site as a section and in or below its path.

    >>> within("https://kota.example/kegiatan/rapat/", "https://kota.example/kegiatan")
    True
    """
    if not same_site(url, section):
        return False
    path, prefix = urlsplit(key_form(url)).path, urlsplit(key_form(section)).path.rstrip("/")
    return path == prefix or path.startswith(prefix + "/")


def is_root(url: str) -> bool:
    """Whether an address is that of the home page of its host."""
    parts = _split(key_form(url))
    return parts is not None and parts.path == "/" and not parts.query


def post_ident(url: str) -> str:
    """What WordPress calls the post that an address names (`?p=123`), or the empty text.

    >>> post_ident("https://kota.example/?p=13822")
    '?p=13822'
    """
    parts = _split(url)
    found = _POST.search(parts.query) if parts else None
    return f"?p={int(found[1])}" if found else ""


def day_of(url: str) -> str | None:
    """The day in a dated address, which is the site's own, or None.

    >>> day_of("https://kota.example/2018/05/30/rapat/")
    '2018-05-30'
    """
    found = _DATED.search(url[:_LONGEST])
    return "-".join(found.groups()) if found else None


def leads(url: str) -> Leads:
    """What an address says of itself: an article or a page, a list of them, or neither; only looking tells for certain.

    >>> leads("https://kota.example/category/kegiatan/"), leads("https://kota.example/feed/")
    ('list', 'elsewhere')
    """
    words, parts = _words(), urlsplit(url)
    steps = [step for step in parts.path.lower().split("/") if step]
    last = steps[-1] if steps else ""
    names = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    ending = _ENDING.search(last)
    if ending and ending[1] not in words["page_endings"]:
        return "elsewhere"
    if not words["elsewhere"].isdisjoint(steps) or not words["elsewhere_query"].isdisjoint(names):
        return "elsewhere"
    if page_number(url) or not words["lists_query"].isdisjoint(names):
        return "list"
    if not steps:
        return "article" if post_ident(url) else "list"
    if last in words["lists"] or not (words["lists"].isdisjoint(steps) or ending or last.isdecimal()):
        return "list"
    return "elsewhere" if _DAYS.fullmatch("/".join(steps)) else "article"


def page_number(url: str) -> int:
    """The number of the page of a list in an address (`/page/2/`, `?paged=2`), or 0.

    `?p=7&page=2` is the second page of an article, not of a list.
    """
    words, parts = _words(), urlsplit(url)
    steps = [step for step in parts.path.lower().split("/") if step]
    if len(steps) >= 2 and steps[-2] in words["pages"] and steps[-1].isdecimal():
        return int(steps[-1][:9])
    if post_ident(url):
        return 0
    numbers = (value for name, value in parse_qsl(parts.query) if name.lower() in words["pages_query"])
    return next((int(value[:9]) for value in numbers if value.isdecimal()), 0)


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    table: Mapping[str, Any] = cached_words("roads", "addresses")
    return {name: frozenset(values) for name, values in table.items()}


def _split(url: str) -> SplitResult | None:
    """The parts of an http(s) address with a host and a port that can be, or None."""
    try:
        parts = urlsplit(url.strip()) if len(url) <= _LONGEST else None
        if parts is None or parts.scheme.lower() not in _PORTS or not parts.hostname:
            return None
        parts.hostname.encode("idna")
        return parts if parts.port is None or parts.port else None
    except ValueError:  # an unclosed bracket, a port that is no number, a name that cannot be
        return None


def _site(parts: SplitResult) -> tuple[str, int | None]:
    port = None if parts.port in {None, _PORTS[parts.scheme.lower()]} else parts.port
    return (parts.hostname or "").lower().rstrip(".").removeprefix("www."), port


def _escaped(text: str, safe: str) -> str:
    """The text with escapes in upper case, without needless ones, and with those that lack."""
    return quote(_STRAY.sub("%25", _ESCAPE.sub(_settled, text)), safe=safe + "%")


def _settled(escape: re.Match[str]) -> str:
    byte = unquote_to_bytes(escape[0])
    return byte.decode("ascii") if byte[0] in _UNRESERVED else escape[0].upper()
