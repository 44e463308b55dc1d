"""What a page says about its article: title, dates, author, categories. Each from the best source that has it.

The source's own knowledge (`Capture.known`) wins over all of this; that is decided in `article`.
"""

from __future__ import annotations

import functools
import re
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from kmpipe.cleaning.elements import is_foreign, text_of
from kmpipe.cleaning.filing import filed, link_kind
from kmpipe.cleaning.jsonld import Described, read_jsonld
from kmpipe.dates import find_dates
from kmpipe.text.normalise import fold_spaces, normalise
from kmpipe.vocab.load import cached_words

_ISO = re.compile(r"(?<!\d)(\d{4})-?(\d{2})(?:-?(\d{2}))?(?!\d)")
_URL_DATE = re.compile(r"/(20\d{2}|19\d{2})/(\d{1,2})(?:/(\d{1,2}))?(?=/|$)")
_SEPARATOR = re.compile(r"\s+[|»·•:–—\-]{1,2}\s+|\s*[|»]\s*")
_WORD = re.compile(r"\w+")
# characters; a longer text is no date
_LONGEST_DATE = 60
# characters of a page's title that are compared with its headings
_LONGEST_TITLE = 500


@functools.cache
def _classes(name: str, folders: tuple[Path, ...] = ()) -> frozenset[str]:
    return frozenset(cached_words("containers", "page", folders).get(name, ()))


class Metadata(NamedTuple):
    """What a page says of its article; dates are calendar values, what is not said is empty or None."""

    title: str = ""
    title_source: str = ""
    published: str | None = None
    published_source: str = ""
    modified: str | None = None
    author: str | None = None
    site: str | None = None
    canonical_url: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    body: str = ""


class _Found(NamedTuple):
    """The elements metadata are read from, collected in one pass."""

    metas: dict[str, list[str]]
    headings: list[Any]
    times: list[Any]
    links: list[Any]
    scripts: list[str]
    title: str
    canonical: str


def read_metadata(root: Any, url: str | None = None) -> Metadata:
    """The metadata of a parsed page; `url` is where it was fetched from."""
    found = _collect(root)
    described = read_jsonld(found.scripts)
    site = _first(found.metas, "og:site_name", "application-name") or described.site
    title, title_source = _title(found, described, site)
    published, published_source = _published(root, found, described, url)
    modified = calendar_value(
        described.modified or _first(found.metas, "article:modified_time", "og:updated_time", "datemodified")
    )
    categories, tags = filed(
        root,
        found.links,
        title,
        (*found.metas.get("article:section", ()), *described.section),
        (*found.metas.get("article:tag", ()), *described.keywords),
        url,
    )
    canonical = found.canonical or _first(found.metas, "og:url") or described.url
    return Metadata(
        title=title,
        title_source=title_source,
        published=published,
        published_source=published_source,
        modified=modified,
        author=_author(found, described),
        site=site or None,
        canonical_url=absolute(canonical, url),
        categories=categories,
        tags=tags,
        body=described.body,
    )


def _collect(root: Any) -> _Found:
    metas: dict[str, list[str]] = {}
    headings: list[Any] = []
    times: list[Any] = []
    links: list[Any] = []
    scripts: list[str] = []
    title = canonical = ""
    for element in root.iter("meta", "title", "link", "script", "h1", "h2", "time", "a"):
        tag = element.tag
        if tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            metas.setdefault(name.strip().lower(), []).append(fold_spaces(normalise(element.get("content", ""))))
        elif tag == "script":
            if "ld+json" in element.get("type", "") and element.text:
                scripts.append(element.text)
        elif tag == "title":
            title = title or text_of(element)
        elif tag == "link":
            if "canonical" in element.get("rel", "").lower():
                canonical = canonical or element.get("href", "").strip()
        elif tag in {"h1", "h2"}:
            headings.append(element)
        elif tag == "time":
            times.append(element)
        elif element.get("rel") or link_kind(element):
            links.append(element)
    return _Found(metas, headings, times, links, scripts, title, canonical)


def _first(metas: dict[str, list[str]], *names: str) -> str:
    return next((value for name in names for value in metas.get(name, ()) if value), "")


def _title(found: _Found, described: Described, site: str) -> tuple[str, str]:
    page_titles = [
        value for value in (_first(found.metas, "og:title", "twitter:title"), found.title, described.title) if value
    ]
    named = [
        h
        for h in found.headings
        if not _classes("title_classes").isdisjoint(h.get("class", "").lower().split()) and not is_foreign(h)
    ]
    first_level = [h for h in found.headings if h.tag == "h1"]
    for heading in (*named, *first_level):
        text = text_of(heading)
        if text and any(_shared(text, other[:_LONGEST_TITLE]) >= 0.7 for other in page_titles):
            return text, "heading"
    if named and len(named) == 1 and (text := text_of(named[0])):
        return text, "heading"
    if len(first_level) == 1 and not page_titles and (text := text_of(first_level[0])):
        return text, "heading"
    for text, source in (
        (described.title, "json-ld"),
        (_first(found.metas, "og:title"), "opengraph"),
        (found.title, "title element"),
    ):
        if text:
            return without_site(text, site), source
    text = text_of(first_level[0]) if first_level else ""
    return text, "heading" if text else ""


def _shared(heading: str, title: str) -> float:
    """The share of the heading's words that stand in the title, 0 for a heading much shorter than it."""
    words = {word.lower() for word in _WORD.findall(heading)}
    others = {word.lower() for word in _WORD.findall(title)}
    if not words or len(words) * 3 < len(others):
        return 0.0
    return len(words & others) / len(words)


def without_site(title: str, site: str) -> str:
    """The title without the name of the site at its end (or at its beginning).

    >>> without_site("Rapat Persiapan – Jakarta Berketahanan", "Jakarta Berketahanan")
    'Rapat Persiapan'
    """
    parts = list(_SEPARATOR.finditer(title))
    name = site.casefold()
    if not parts:
        return title
    head, tail = title[: parts[-1].start()], title[parts[-1].end() :]
    if name and tail.casefold() in {name, name.removeprefix("www.")}:
        return head
    first, rest = title[: parts[0].start()], title[parts[0].end() :]
    if name and first.casefold() == name:
        return rest
    # a bar or an angle sets off the site's name; a dash also stands inside titles
    return head if any(sign in parts[-1][0] for sign in "|»") and len(head.split()) >= 3 else title


def calendar_value(text: str) -> str | None:
    """The calendar value in an ISO date or time, as written there; None for no date or an impossible one.

    >>> calendar_value("2018-05-30T23:10:00+07:00")
    '2018-05-30'
    """
    match = _ISO.search(text)
    return _valid(match[1], match[2], match[3]) if match else None


def _valid(year: str, month: str, day: str | None) -> str | None:
    try:
        value = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    # before the web there were no web pages: a zero or an epoch value, not a date
    if value.year < 1990:
        return None
    return value.isoformat() if day else value.isoformat()[:7]


def _published(root: Any, found: _Found, described: Described, url: str | None) -> tuple[str | None, str]:
    names = ("article:published_time", "datepublished", "og:published_time", "dc.date.issued", "dc.date", "date", "pubdate", "publishdate", "parsely-pub-date", "sailthru.date", "dcterms.created")  # fmt: skip
    candidates = [(described.published, "json-ld"), *((_first(found.metas, name), f"meta {name}") for name in names)]
    candidates += [
        (time.get("datetime") or time.get("content") or text_of(time), "time element")
        for time in found.times
        if not is_foreign(time) and "updated" not in time.get("class", "").split()
    ]
    for text, source in candidates:
        if value := calendar_value(text):
            return value, source
    if value := _shown_date(root):
        return value, "date in the page"
    match = _URL_DATE.search(urlsplit(url).path) if url else None
    if match and (value := _valid(match[1], match[2], match[3])):
        return value, "address"
    return None, ""


def _shown_date(root: Any) -> str | None:
    """The date a theme shows beside the title, as an element of its own."""
    for element in root.iter("span", "time", "div", "p", "li", "abbr"):
        if _classes("date_classes").isdisjoint(element.get("class", "").lower().split()):
            continue
        text = text_of(element)
        if len(text) <= _LONGEST_DATE and not is_foreign(element) and (value := day_of(text)):
            return value
    return None


def day_of(text: str) -> str | None:
    """The one day a short text names in words (`Kamis, 7 Maret 2018`), or None."""
    days = {
        mention.start
        for mention in find_dates(text)
        if mention.role == "mentioned" and mention.end is None and not mention.warnings
    }
    day = days.pop() if len(days) == 1 else None
    return day if day is not None and len(day) == len("2018-03-07") else None


def _author(found: _Found, described: Described) -> str | None:
    named = _first(found.metas, "author", "article:author", "dc.creator", "parsely-author")
    if named.startswith("http"):
        named = ""
    linked = next(
        (text_of(a) for a in found.links if "author" in a.get("rel", "").lower().split() and not is_foreign(a)), ""
    )
    return described.author or named or linked or None


def absolute(href: str, base: str | None) -> str | None:
    """An absolute http(s) address, or None."""
    try:
        address = urljoin(base or "", href.strip()) if href.strip() else ""
        return address if urlsplit(address).scheme in {"http", "https"} else None
    except ValueError:
        return None
