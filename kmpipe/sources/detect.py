"""Which road to take to the articles at an address: found by looking, and said in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from kmpipe.errors import DocumentError, HttpStatus, ParseError, SourceMissing
from kmpipe.model import Record
from kmpipe.sources.addresses import key_form, same_site, within
from kmpipe.sources.feeds import ACCEPT as FEEDS
from kmpipe.sources.feeds import read_feed
from kmpipe.sources.links import shown
from kmpipe.sources.pages import ACCEPT, media_type_of
from kmpipe.sources.records import Fetcher, Response, Road
from kmpipe.sources.rest import Filter
from kmpipe.sources.signs import Signs, listed, parse_page, read_signs
from kmpipe.sources.sitemaps import MAX_BYTES, entries, read_sitemap
from kmpipe.sources.wordpress import newest, route_of, total

Extent = Literal["site", "section", "page"]

# the best first: it knows most of the articles, and asks least of the site
ORDER: tuple[Road, ...] = ("rest", "sitemap", "feed", "links")
# a page with this many links below its own address, or in what it lists, is a list whatever it calls itself
_BELOW, _LISTED = 3, 15
_FORBIDDEN = (401, 403)
# an address of the REST interface: its root, and the route of a list of posts
_REST = re.compile(r"(https?://[^?]{1,500}?/(?:wp-json/|\?rest_route=/))(?:wp/v2/([a-z][a-z0-9_-]{0,60})/?)?(?:[?&]|$)")
# parameters that say how it is asked, not for what
_HOW = frozenset({"_embed", "_fields", "context", "offset", "order", "orderby", "page", "per_page", "rest_route"})


class Choice(Record, frozen=True, kw_only=True):
    """The road to take to the articles at `url`.

    `where` is what the road starts from: the root of the REST interface, sitemaps, a feed, a list page, the page itself.
    `extent` says whether that is a whole site, a section of it, or one page. `route` and `query` choose the posts of a
    section in the REST interface; `below` says that a section is what stands below its address. `reason` is one line for
    the user. `first` is the answer of the address itself.
    """

    road: Road
    extent: Extent
    url: str
    where: tuple[str, ...]
    reason: str
    route: str = "posts"
    query: tuple[tuple[str, str], ...] = ()
    below: bool = False
    first: Response | None = None

    @property
    def filter(self) -> Filter | None:
        """Which posts of the REST interface, or None for all."""
        return Filter(self.route, self.query) if self.query or self.route != "posts" else None


class _Place(NamedTuple):
    """The address that was given, as it was found."""

    url: str
    extent: Extent
    root: Any
    signs: Signs
    first: Response


class _Refused(Exception):
    """A road that does not lead there; the text says why."""


def choose(client: Fetcher, url: str, *, road: Road | None = None) -> Choice:
    """The road to the articles at an address: a site, a section of one, a single page, a feed, a sitemap, an export.

    With `road` that one only. Raises `FetchError` where the address itself gives nothing, `SourceMissing` where no road
    leads anywhere, with what each was refused for.
    """
    first = client.get(url, accept=ACCEPT)
    direct = _by_content(first)
    if direct is not None and road in {None, direct.road}:
        return direct
    root = parse_page(first) if media_type_of(first) == "text/html" else None
    if root is None or road == "page":
        return _page(first, "taken as one page")
    signs = read_signs(root, first)
    if road is None and _is_single(root, signs, first):
        return _page(first, "one page")
    place = _Place(key_form(first.url), "site" if signs.home else "section", root, signs, first)
    refusals: list[str] = []
    for name in (road,) if road else ORDER:
        try:
            choice = _ROADS[name](client, place)
        except _Refused as refused:
            refusals.append(str(refused))
        else:
            reason = ", ".join([*refusals, choice.reason])
            return Choice(**{**_fields(choice), "reason": reason, "first": first})
    raise SourceMissing(
        f"{url}: no road to its articles: {', '.join(refusals)}", hint="name a page that lists articles, or a feed"
    )


def _fields(choice: Choice) -> dict[str, Any]:
    return {name: getattr(choice, name) for name in choice.__struct_fields__}


def _page(first: Response, reason: str) -> Choice:
    url = key_form(first.url)
    return Choice(road="page", extent="page", url=url, where=(url,), reason=reason, first=first)


def _by_content(first: Response) -> Choice | None:
    """The road that the address itself is: the REST interface, an export, a feed, a sitemap, or a document."""
    url, body = key_form(first.url), first.body
    if (interface := _REST.match(url)) and body.lstrip().startswith((b"[", b"{")):
        return _interface(url, interface[1], interface[2] or "posts", first)
    if media_type_of(first) is not None:
        return None if media_type_of(first) == "text/html" else _page(first, "one document")
    if b"http://wordpress.org/export/" in body[:4000]:
        return Choice(road="wxr", extent="site", url=url, where=(url,), reason="an export of WordPress", first=first)
    try:
        if read_feed(first).entries:
            return Choice(road="feed", extent="section", url=url, where=(url,), reason="a feed", first=first)
    except ParseError:
        pass
    try:
        read_sitemap(first)
    except DocumentError:
        return None
    root = urljoin(url, "/")
    return Choice(road="sitemap", extent="site", url=root, where=(url,), reason="a sitemap", first=first)


def _interface(url: str, api: str, route: str, first: Response) -> Choice:
    """The posts that an address of the REST interface asks for, but for how many at once and in which order."""
    query = tuple((name, value) for name, value in parse_qsl(urlsplit(url).query) if name not in _HOW)
    extent: Extent = "section" if query or route != "posts" else "site"
    return Choice(
        road="rest", extent=extent, url=url, where=(api,), route=route, query=query, reason="REST", first=first
    )


def _is_single(root: Any, signs: Signs, first: Response) -> bool:
    """Whether the address is that of one page. A page built of lists by hand, as many sites have, is a section."""
    if signs.kind in {"article", "list"} or signs.home:
        return signs.kind == "article" and not signs.home
    links = shown(root, first)
    return sum(within(link, first.url) for link in links) < _BELOW and len(links) < _LISTED


def _rest(client: Fetcher, place: _Place) -> Choice:
    """The REST interface: of the whole site, of the category that the section is, or of what stands below its address."""
    guesses = [urljoin(place.url, guess) for guess in ("/wp-json/", "/?rest_route=/")] if place.signs.wordpress else []
    refused = "no REST"
    for api in [place.signs.api] if place.signs.api else guesses:
        try:
            return _rest_at(client, place, api)
        except HttpStatus as error:
            refused = f"REST refused with {error.status}"
            if error.status in _FORBIDDEN:
                break
        except DocumentError as error:
            refused = f"REST not usable ({error.code}: {error.message})"
    raise _Refused(refused)


def _rest_at(client: Fetcher, place: _Place, api: str) -> Choice:
    for route, query in _selections(client, place, api):
        chosen = Filter(route, query)
        try:
            count = total(client, api, chosen=chosen)
        except HttpStatus as error:
            # a version that does not know this way to ask
            if error.status == 400 and query:
                continue
            raise
        if not count:
            raise _Refused("REST has no posts")
        below = place.extent == "section" and not query and route == "posts"
        if below and not any(within(link, place.url) for link in newest(client, api)):
            raise _Refused("REST does not tell which posts are of this section")
        told = "1 post" if count == 1 else f"{count:,} posts"
        told += " of this section" if query or route != "posts" else ""
        return Choice(
            road="rest", extent=place.extent, url=place.url, where=(api,), route=route, query=query, below=below,
            reason="REST found" if below else f"REST found: {told}",
        )  # fmt: skip
    raise _Refused("REST does not tell which posts are of this section")


def _selections(client: Fetcher, place: _Place, api: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """The ways to ask for the posts of the place, the best first: with those of the categories below it, as its list has."""
    signs = place.signs
    if place.extent == "section" and signs.terms:
        name, number = signs.terms[0]
        if name == "categories":
            yield "posts", (("categories[terms]", number), ("categories[include_children]", "true"))
        yield "posts", ((name, number),)
    elif place.extent == "section" and signs.post_type:
        if route := route_of(client, api, signs.post_type):
            yield route, ()
    else:
        yield "posts", ()


def _sitemap(client: Fetcher, place: _Place) -> Choice:
    if place.signs.terms and place.extent == "section":
        raise _Refused("sitemaps do not tell categories")
    named = tuple(url for url in client.sitemaps(place.url) if same_site(url, place.url))
    guesses = tuple(urljoin(place.url, f"/{guess}") for guess in listed("sitemaps", "places"))
    refused = "no sitemap"
    for where in [*([named] if named else ()), *((guess,) for guess in guesses)]:
        try:
            if _leads_to_articles(client, place, where):
                return Choice(
                    road="sitemap", extent=place.extent, url=place.url, where=where, below=place.extent == "section",
                    reason="sitemap found",
                )  # fmt: skip
            refused = "nothing of it in the sitemap"
        except HttpStatus as error:
            refused = f"no sitemap ({error.status})"
        except DocumentError as error:
            refused = f"no sitemap ({error.code})"
    raise _Refused(refused)


def _leads_to_articles(client: Fetcher, place: _Place, where: Sequence[str]) -> bool:
    if place.extent == "section":
        return next(entries(client, where, section=place.url), None) is not None
    for number, url in enumerate(where, 1):
        try:
            found = read_sitemap(client.get(url, max_bytes=MAX_BYTES))
        except DocumentError:  # robots.txt may name one that is no more
            if number == len(where):
                raise
            continue
        if found.indexes or found.entries:
            return True
    return False


def _feed(client: Fetcher, place: _Place) -> Choice:
    """The feed that the page names, its own first; else where feeds usually are."""
    section = place.extent == "section"
    own = [feed for feed in place.signs.feeds if not section or within(feed, place.url)]
    guesses = [urljoin(place.url.partition("?")[0].rstrip("/") + "/", guess) for guess in listed("feeds", "places")]
    if place.signs.wordpress:
        guesses = guesses[:2]
    if "?" in place.url:
        guesses = []
    others = [feed for feed in place.signs.feeds if feed not in own]
    refused = "no feed"
    for feed in dict.fromkeys([*own, *([] if own else guesses), *others]):
        try:
            found = read_feed(client.get(feed, accept=FEEDS))
        except DocumentError as error:
            refused = f"no feed ({error.status if isinstance(error, HttpStatus) else error.code})"
            continue
        below = section and feed in others
        if below and not any(within(entry.get("link") or "", place.url) for entry in found.entries):
            refused = "nothing of it in the feed"
        elif found.entries:
            told = "whole articles" if found.full else "excerpts only, pages are fetched"
            if found.full and found.wordpress:
                told = "pages are fetched"
            return Choice(
                road="feed",
                extent=place.extent,
                url=place.url,
                where=(feed,),
                below=below,
                reason=f"feed found: {told}",
            )
    raise _Refused(refused)


def _links(_: Fetcher, place: _Place) -> Choice:
    return Choice(
        road="links",
        extent=place.extent,
        url=place.url,
        where=(place.url,),
        reason="the links of its lists are followed",
    )


_ROADS: dict[Road, Callable[[Fetcher, _Place], Choice]] = {
    "rest": _rest, "sitemap": _sitemap, "feed": _feed, "links": _links,
}  # fmt: skip
