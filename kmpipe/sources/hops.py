"""One hop to the next: the addresses of requests, where an answer sends on to, and what all hops come to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import httpx2

from kmpipe.errors import BlockedAddress, HttpStatus
from kmpipe.model import Exchange
from kmpipe.sources.guard import is_named
from kmpipe.sources.records import Response

_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_PORTS = {"http": 80, "https": 443}


def web_address(url: str) -> httpx2.URL:
    """An address in the form it is asked in: no fragment, no name and password, other characters encoded.

    Raises `BlockedAddress` for what is not http or https, or cannot be read.
    """
    shown = url[:200]
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise BlockedAddress(f"{shown}: not a web address: {error}", url=shown, hint="check the address") from error
    if parsed.scheme not in _PORTS or not parsed.host or not 0 < port_of(parsed) < 65536:
        raise BlockedAddress(
            f"{shown}: not a web address", url=shown, hint="kmpipe fetches http:// and https:// addresses"
        )
    return parsed.copy_with(raw_path=parsed.raw_path, fragment=None, userinfo=b"")


def port_of(url: httpx2.URL) -> int:
    """The port that an address leads to."""
    return _PORTS[url.scheme] if url.port is None else url.port


def onward(hops: Sequence[Exchange], *, limit: int, allowed: Collection[str]) -> httpx2.URL | None:
    """Where the last answer sends us, or None where it is the end.

    Another host is not asked unless the user named it: a page must not choose who is knocked at. `www.` or not, and http
    or https, make no other host. Raises `BlockedAddress`, and `HttpStatus` for a circle or more than `limit` redirects.
    """
    last = hops[-1]
    location = fields(last).get("location", "")
    if last.status not in _REDIRECTS or not location:
        return None
    here = httpx2.URL(last.url)
    # many servers send the address as the user typed it, in UTF-8
    there = web_address(_joined(here, location.encode("latin-1").decode("utf-8", "replace")))
    port = port_of(there)
    same = _bare(there.host) == _bare(here.host) and (port in _PORTS.values() or port == port_of(here))
    if not same and not is_named(there.host, port, allowed):
        raise BlockedAddress(
            f"{last.url}: redirects to another site: {there}", url=str(there),
            hint="ingest that address if you mean it, or name its host under [network] allow in kmpipe.toml",
        )  # fmt: skip
    if len(hops) > limit or any(hop.url == str(there) for hop in hops):
        raise HttpStatus(
            f"{hops[0].url}: redirected in a circle, or more than {limit} times", status=last.status, url=last.url,
            hint="open it in a browser, and use the address it ends at",
        )  # fmt: skip
    return there


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


def _joined(here: httpx2.URL, location: str) -> str:
    try:
        return str(here.join(location))
    except httpx2.InvalidURL as error:
        raise BlockedAddress(f"{here}: redirects to what is no address", url=str(here)) from error


def fields(answer: Exchange) -> Mapping[str, str]:
    """The response headers by name in lower case; those of one name are joined, in order."""
    found: dict[str, str] = {}
    for name, value in answer.response_headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def respond(hops: Sequence[Exchange], *, conditional: bool) -> Response:
    """What all hops come to. Raises `HttpStatus` for a last answer that is neither 2xx nor, where conditional, 304."""
    last = hops[-1]
    if not (200 <= last.status < 300 or (conditional and last.status == 304)):
        raise status_error(last)
    return Response(
        url=last.url, status=last.status, headers=fields(last), body=last.body, exchanges=tuple(hops),
        moved=len(hops) > 1 and all(hop.status in _PERMANENT for hop in hops[:-1]),
    )  # fmt: skip


def status_error(answer: Exchange) -> HttpStatus:
    """The error for an answer that gives nothing."""
    if answer.status in (401, 403):
        hint = "the server lets nobody in here without a login; save the page and ingest the file"
    elif answer.status in (404, 410):
        hint = "check the address; what stood there may be gone"
    elif answer.status == 429 or answer.status >= 500:
        hint = "the server has trouble; run this again later"
    else:
        hint = "open the address in a browser to see what the server wants"
    return HttpStatus(
        f"{answer.url}: the server answered {answer.status_line}", status=answer.status, url=answer.url, hint=hint
    )
