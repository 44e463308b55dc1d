"""The road of feeds: RSS and Atom, with WordPress' further pages of it.

A WordPress feed gives the first page only of an article on several pages, and its categories and tags in one list. So its
items say which articles there are, and their pages are fetched. Feeds of other systems that carry the whole content are
taken at their word.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import feedparser

from kmpipe.errors import HttpStatus, ParseError
from kmpipe.model import Known
from kmpipe.sources.addresses import absolute, day_of, key_form, post_ident, same_site, within
from kmpipe.sources.records import Fetcher, Note, Offer, Response
from kmpipe.sources.signs import words
from kmpipe.sources.xml import vet

ACCEPT = "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.1"
_MOST_PAGES = 2000
# the end of a paged feed: WordPress says 404, others that there is no such page
_PAST_THE_END = (400, 404, 410)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


class Feed(NamedTuple):
    """A page of a feed: its entries as `feedparser` gives them, whether WordPress made it, and the next page it names."""

    entries: list[Any]
    wordpress: bool
    next_page: str
    response: Response
    notes: tuple[str, ...]

    @property
    def full(self) -> bool:
        """Whether the entries carry the content of their articles."""
        return bool(self.entries) and all(entry.get("content") for entry in self.entries)


def read_feed(response: Response) -> Feed:
    """The entries of a feed. Raises `ParseError` for what is none, and for a document type declaration."""
    vetted = vet(response.body, response.url)
    # bytes that are given as such would be taken for an address
    parsed = feedparser.parse(
        io.BytesIO(vetted.text.encode()), response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.get("version"):
        raise ParseError(f"{response.url}: no feed", hint="is this the address of an RSS or Atom feed?")
    following = (link.get("href", "") for link in parsed.feed.get("links", ()) if link.get("rel") == "next")
    broken = (f"{response.url}: not well-formed: {parsed.bozo_exception}",) if parsed.get("bozo") else ()
    return Feed(
        entries=list(parsed.entries),
        wordpress="wordpress" in str(parsed.feed.get("generator", "")).lower()
        or {"wfw", "slash"} <= set(parsed.namespaces),
        next_page=absolute(next(following, ""), response.url),
        response=response,
        notes=vetted.notes + broken,
    )


def items(client: Fetcher, feed: str, *, section: str | None = None, note: Note = lambda _: None) -> Iterator[Offer]:
    """The articles of a feed, the newest first, each once; with `section` those below that address only.

    Further pages are asked for until there are none or nothing new is on one. The reader who knows the rest may stop.
    Raises `FetchError` and `ParseError`; where a further page fails, after what came before it.
    """
    known: set[str] = set()
    url = feed
    for number in range(1, _MOST_PAGES + 1):
        try:
            page = read_feed(client.get(url, accept=ACCEPT))
        except HttpStatus as error:
            if number > 1 and error.status in _PAST_THE_END:
                return
            raise
        for line in page.notes:
            note(line)
        fresh = 0
        for offer in filter(None, (_offer(entry, page) for entry in page.entries)):
            if offer.url in known:
                continue
            fresh += 1
            known.add(offer.url)
            if section is None or within(offer.url, section):
                yield offer
        if not fresh:
            return
        url = page.next_page if same_site(page.next_page, feed) else _numbered(feed, number + 1)
    note(f"{feed}: more than {_MOST_PAGES:,} pages; the rest was left out")


def _offer(entry: Any, page: Feed) -> Offer | None:
    """The article of an entry, or None for an entry without an address of the site."""
    url = key_form(absolute(entry.get("link") or entry.get("id") or "", page.response.url))
    if not url or not same_site(url, page.response.url):
        return None
    content = next((part.get("value", "") for part in entry.get("content", ())), "")
    asking = any(name in content for name in words("page", "password_classes"))
    carried = bool(content) and not page.wordpress and not asking
    labels = tuple(tag.get("term") or "" for tag in entry.get("tags", ())) if not page.wordpress else ()
    known = Known(
        title=entry.get("title") or None,
        published=_day(entry.get("published") or "", url, exact=not carried),
        modified=_day(entry["updated"], "", exact=not carried) if "updated" in entry else None,
        author=entry.get("author") or None,
        categories=tuple(label for label in labels if label),
    )
    return Offer(
        ident=_ident(entry, url),
        url=url,
        stamp=entry["updated"] if "updated" in entry else None,  # noqa: SIM401 - `get` would give `published` in its place
        known=known,
        body=content.encode("utf-8", "replace") if carried else None,
        kind="feed" if carried else "page",
        dropped="password-protected" if asking else None,
        exchanges=page.response.exchanges if carried else (),
    )


def _ident(entry: Any, url: str) -> str:
    said = str(entry.get("id") or "")
    return post_ident(url) or (post_ident(said) if same_site(said, url) else "")


def _day(said: str, url: str, *, exact: bool) -> str | None:
    """The calendar day, on the site's own clock, of an instant as the feed writes it.

    Feeds of WordPress tell all times in UTC, in which an evening in Jakarta is the same day and an early morning the day
    before. A dated address is the site's own day, and so is an instant with another offset than zero. Where neither is
    there and `exact` is asked, None: the page tells.
    """
    when = _instant(said)
    dated = day_of(url)
    if when is None:
        return dated
    if dated and abs(datetime.fromisoformat(dated).replace(tzinfo=UTC) - when) <= timedelta(days=2):
        return dated
    if exact and when.utcoffset() == timedelta(0):
        return None
    return when.date().isoformat()


def _instant(said: str) -> datetime | None:
    for reading in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = reading(said.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    return None


def _numbered(feed: str, number: int) -> str:
    parts = urlsplit(feed)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(number))])))
