"""A page as a document: fetched with all further pages of its article, and what it is told from its own markup."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from kmpipe.errors import HttpStatus
from kmpipe.model import Exchange, MediaType
from kmpipe.sources.addresses import absolute, key_form, post_ident, same_site
from kmpipe.sources.files import document_type
from kmpipe.sources.records import Fetched, Fetcher, Response, Validators
from kmpipe.sources.signs import Signs, charset_of, parse_page, read_signs

ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5"
# an article with more pages than these is a trap
_MOST_PAGES = 50
_NOT_MODIFIED = 304
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|title|meta|link)[\s>]", re.IGNORECASE)
_HTML = ("text/html", "application/xhtml+xml")
_SNIFF = 4096


class _Page(NamedTuple):
    """A page that was fetched, parsed and read."""

    response: Response
    root: Any
    signs: Signs


def fetch_page(
    client: Fetcher,
    url: str,
    *,
    validators: Validators | None = None,
    pages: bool = False,
    response: Response | None = None,
) -> Fetched:
    """The document at an address, with all pages of its article; `dropped` says why it is not to come in.

    `validators` ask for it only if it has changed; `pages` lets pages of WordPress in that are no posts; `response` is the
    answer where it has been fetched already. Raises `FetchError`, also where a further page of the article fails.
    """
    first = response or client.get(url, accept=ACCEPT, validators=validators)
    if first.status == _NOT_MODIFIED:
        return Fetched(
            url=key_form(first.url),
            body=b"",
            media_type=None,
            validators=validators or Validators(),
            unchanged=True,
            exchanges=first.exchanges,
        )
    media = media_type_of(first)
    root = parse_page(first) if media == "text/html" else None
    if root is None:
        return Fetched(
            ident=post_ident(first.url), url=key_form(first.url), body=first.body, media_type=media,
            charset=charset_of(first), validators=first.validators, exchanges=first.exchanges,
        )  # fmt: skip
    page = _Page(first, root, read_signs(root, first))
    dropped = _dropped(page.signs, pages=pages)
    several = page.signs.kind in {"article", "page"} and not dropped
    answers = [first, *(_further(client, page) if several else ())]
    exchanges: tuple[Exchange, ...] = tuple(exchange for answer in answers for exchange in answer.exchanges)
    return Fetched(
        ident=page.signs.ident or post_ident(first.url),
        url=address_of_page(page.signs, first.url),
        body=b"\n".join(answer.body for answer in answers),
        media_type=media,
        charset=charset_of(first),
        validators=first.validators if len(answers) == 1 else Validators(),
        dropped=dropped,
        exchanges=exchanges,
    )


def address_of_page(signs: Signs, url: str) -> str:
    """The address a page goes by: the one it declares, if of the same site, or the one it was found at."""
    return key_form(signs.canonical if signs.canonical and same_site(signs.canonical, url) else url)


def media_type_of(response: Response) -> MediaType | None:
    """What the bytes of an answer are; its header counts where they do not tell. None for what kmpipe does not read."""
    body, said = response.body, response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if (paged := document_type(body)) is not None:
        return paged
    if body.startswith(b"PK\x03\x04"):
        return None
    if said in _HTML or (_MARKUP.search(body[:_SNIFF]) and not body.lstrip().startswith(b"<?xml")):
        return "text/html"
    return "text/plain" if said in {"text/plain", "text/markdown"} and b"\0" not in body[:_SNIFF] else None


def _dropped(signs: Signs, *, pages: bool) -> str | None:
    if signs.protected:
        return "password-protected"
    if signs.kind == "list" or (signs.kind == "page" and not pages):
        return signs.kind
    return None


def _further(client: Fetcher, first: _Page) -> list[Response]:
    """The further pages of an article, in order. Themes show links to all of them, or to the next one only."""
    own = {key_form(first.response.url), address_of_page(first.signs, first.response.url)}
    known = _numbered(first.root, first.response.url, own)
    found: list[Response] = []
    number = 2
    while number in known and number <= _MOST_PAGES:
        try:
            answer = client.get(known[number], accept=ACCEPT)
        except HttpStatus as error:
            # a comment that links to a page the article does not have
            if error.status not in {404, 410}:
                raise
            break
        # a site sends the reader back where there is no such page
        if key_form(answer.url) != key_form(known[number]) or (root := parse_page(answer)) is None:
            break
        found.append(answer)
        known = _numbered(root, answer.url, own) | known
        number += 1
    return found


def _numbered(root: Any, url: str, own: set[str]) -> dict[int, str]:
    """The further pages of the article that a page links to, by number: `/rapat/2/`, or `?page=2` on its address."""
    found: dict[int, str] = {}
    for link in root.iter("a", "link"):
        address = key_form(absolute(link.get("href") or "", url))
        number = next((number for base in own if (number := _number(address, base))), 0)
        if number > 1:
            found.setdefault(number, address)
    return found


def _number(address: str, base: str) -> int:
    """The page of the article `base` that is at an address, or 0."""
    if not address.startswith(base.partition("?")[0].rstrip("/")):
        return 0
    parts, bare = urlsplit(address), urlsplit(base)
    rest = parts.path.removeprefix(bare.path.rstrip("/")).strip("/")
    if parts.query == bare.query and rest.isdecimal() and len(rest) <= 3 and parts.path != bare.path:
        return int(rest)
    query = parse_qs(parts.query)
    numbers = query.pop("page", [])
    same = parts.path == bare.path and query == parse_qs(bare.query)
    return int(numbers[0]) if same and len(numbers) == 1 and numbers[0].isdecimal() and len(numbers[0]) <= 3 else 0
