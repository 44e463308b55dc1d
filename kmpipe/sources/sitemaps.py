"""The road of sitemaps: indexes, gzipped files, news sitemaps, those of WordPress and its plug-ins."""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from kmpipe.errors import DocumentError, ParseError, ResponseTooLarge
from kmpipe.model import Known
from kmpipe.sources.addresses import absolute, is_root, key_form, post_ident, same_site, within
from kmpipe.sources.records import Fetcher, Note, Offer, Response
from kmpipe.sources.signs import words
from kmpipe.sources.xml import local_name, parse_xml

# what the protocol allows a sitemap (sitemaps.org): 50 MB unpacked
MAX_BYTES = 50 * 1024 * 1024
# an index of an index is against the protocol and exists; files read, and addresses taken, of one site
_DEEPEST, _MOST_FILES, _MOST_ADDRESSES = 3, 2000, 500_000
_ACCEPT = "application/xml,text/xml;q=0.9,*/*;q=0.1"
_KINDS = ("posts", "news", "pages", "others")
_WORD = re.compile(r"[a-z0-9]+")


class Entry(NamedTuple):
    """What a sitemap says of one address: when it changed last, and in a news sitemap title and day of publication."""

    url: str
    stamp: str | None = None
    title: str | None = None
    published: str | None = None


class Sitemap(NamedTuple):
    """A sitemap: the sitemaps it names if it is an index, or its entries."""

    indexes: tuple[str, ...]
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]
    whole: bool


def read_sitemap(response: Response) -> Sitemap:
    """A sitemap or an index of sitemaps. Raises `ParseError` for what is neither, `ResponseTooLarge` for a gzip bomb."""
    document = parse_xml(_unpacked(response), response.url)
    kind = local_name(document.root)
    if kind not in {"sitemapindex", "urlset"}:
        raise ParseError(f"{response.url}: no sitemap but <{kind}>", hint="is this the address of a sitemap?")
    rows = [{local_name(part): part for part in row} for row in document.root]
    found = [(_text(row.get("loc")), row) for row in rows]
    urls = [(absolute(loc, response.url), row) for loc, row in found if loc]
    if kind == "sitemapindex":
        return Sitemap(tuple(url for url, _ in urls if url), (), document.notes, document.whole)
    return Sitemap((), tuple(_entry(url, row) for url, row in urls if url), document.notes, document.whole)


def entries(
    client: Fetcher,
    sitemaps: Iterable[str],
    *,
    section: str,
    pages: bool = False,
    note: Note = lambda _: None,
) -> Iterator[Offer]:
    """The articles that sitemaps name, each once: of the site of `section`, and in or below its address.

    Where an index has sitemaps of posts, only they are read (with `pages` those of pages too); else all but those that
    name categories, authors and pictures. What cannot be read, or is of another site, is noted; the first such error of a
    sitemap is raised at the end, when all others are read: `FetchError`, `ParseError`.
    """
    waiting = deque((url, 0) for url in sitemaps)
    read: set[str] = set()
    given: set[str] = set()
    failed: DocumentError | None = None
    while waiting:
        url, depth = waiting.popleft()
        if url in read:
            continue
        if not same_site(url, section):
            note(f"{url}: a sitemap at another site, left out")
            continue
        if len(read) >= _MOST_FILES or depth > _DEEPEST or len(given) >= _MOST_ADDRESSES:
            failed = failed or ParseError(f"{url}: more sitemaps than a site has", hint="name a section of the site")
            break
        read.add(url)
        try:
            sitemap = read_sitemap(client.get(url, accept=_ACCEPT, max_bytes=MAX_BYTES))
        except DocumentError as error:
            note(f"a sitemap was not read: {error.message}")
            failed = failed or error
            continue
        for line in sitemap.notes:
            note(line)
        if not sitemap.whole:
            failed = failed or ParseError(f"{url}: cut off", hint="fetch it again later")
        waiting += [(one, depth + 1) for one in _worth_reading(sitemap.indexes, section, pages=pages)]
        foreign = 0
        for entry in sitemap.entries:
            key = key_form(entry.url)
            if not same_site(key, section):
                foreign += 1
            elif key not in given and within(key, section):
                given.add(key)
                known = Known(title=entry.title, published=entry.published)
                yield Offer(ident=post_ident(key), url=key, stamp=entry.stamp, known=known)
        if foreign:
            note(f"{url}: {foreign} addresses of other sites left out")
    if failed:
        raise failed


def _worth_reading(indexes: tuple[str, ...], section: str, *, pages: bool) -> list[str]:
    """The sitemaps of an index that may name articles, by the words in their names.

    Ordinary posts suffice for a site; what stands in a section may be of another type.
    """
    named = [(url, set(_WORD.findall(unquote(urlsplit(url).path).lower()))) for url in indexes]
    kinds = {url: {kind for kind in _KINDS if not words("sitemaps", kind).isdisjoint(found)} for url, found in named}
    plain = [url for url in indexes if kinds[url].isdisjoint({"others", "pages"})]
    posts = [url for url in plain if "posts" in kinds[url]] if is_root(section) else []
    news = [url for url in plain if "news" in kinds[url] and url not in posts]
    wanted = [*posts, *news] if posts else plain or list(indexes)
    return [*wanted, *(url for url in indexes if pages and "pages" in kinds[url] and url not in wanted)]


def _entry(url: str, row: dict[str, Any]) -> Entry:
    news = row.get("news")
    if news is None or "news" not in str(news.tag):
        return Entry(url, _text(row.get("lastmod")) or None)
    told = {local_name(part): _text(part) for part in news}
    published = told.get("publication_date", "")[:10]
    return Entry(
        url,
        _text(row.get("lastmod")) or None,
        title=told.get("title") or None,
        published=published if re.fullmatch(r"\d{4}-\d\d-\d\d", published) else None,
    )


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _unpacked(response: Response) -> bytes:
    """The XML of a sitemap that is a gzip file, of at most `MAX_BYTES`."""
    if not response.body.startswith(b"\x1f\x8b"):
        return response.body
    inflater = zlib.decompressobj(wbits=31)
    try:
        unpacked = inflater.decompress(response.body, MAX_BYTES + 1)
    except zlib.error as error:
        raise ParseError(f"{response.url}: damaged gzip: {error}", hint="fetch it again later") from error
    if len(unpacked) > MAX_BYTES:
        raise ResponseTooLarge(f"{response.url}: larger than {MAX_BYTES:,} bytes when unpacked", url=response.url)
    return unpacked
