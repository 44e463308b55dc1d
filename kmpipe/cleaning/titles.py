"""The title of an article, without the name of the site, and the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from kmpipe.cleaning.elements import text_of
from kmpipe.cleaning.escapes import plain
from kmpipe.cleaning.jsonld import Described
from kmpipe.cleaning.pagehead import PageHead, classes_of, own, page_words

_SEPARATOR = re.compile(r"\s+[|»«·•:–—\-]{1,2}\s+|\s*[|»«]\s*|[.:]{2}\s+|\s+[:.]{2}")
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"[^\W_]+")
_UNSHOWN = frozenset({"a", "title", "script", "style", "option"})
# characters of a page's title that are compared with its headings
_LONGEST_TITLE = 500
# the share of a heading's words in the page's title, and of the title's in the heading, from which on they are the same
_SAME, _COVERED = 0.7, 0.34
# parts of a page's title, and texts of the page one of them is looked for in
_MOST_PARTS, _MOST_TEXTS = 6, 20_000


def read_title(root: Any, head: PageHead, described: Described, site: str, host: str) -> tuple[str, str]:
    """The title and its source: a heading that the page's own titles confirm, JSON-LD, OpenGraph, the title element.

    `site` and `host` name the site, whose name at the end of a title is none of it.
    """
    # the page of a post without a title bears the name of the site
    names = _site_names(site, "")
    headings = [heading for heading in head.headings if _letters(plain(text_of(heading))) not in names]
    shared = plain(head.meta("og:title", "twitter:title")[0][: 4 * _LONGEST_TITLE])
    page_titles = [
        value[:_LONGEST_TITLE]
        for value in (shared, head.title, described.title)
        if value and _letters(value) not in names
    ]
    named = [h for h in own(headings) if not page_words("title_classes").isdisjoint(classes_of(h))]
    if (text := _confirmed(named, headings, page_titles)) or (text := _alone(named, headings, page_titles)):
        return text, "heading"
    for text, source in ((described.title, "json-ld"), (shared, "opengraph"), (head.title, "title element")):
        if text and _letters(text) not in names:
            return without_site(text, site, host) if site else _shown_part(root, text, site, host), source
    text = next((text for h in headings if h.tag == "h1" and (text := plain(text_of(h)))), "")
    return text, "heading" if text else ""


def _confirmed(named: list[Any], headings: list[Any], page_titles: list[str]) -> str:
    """The heading with most of the words of a page's title, those of the title's classes and first level before others."""
    best, text = (0.0, 0.0), ""
    seen = {id(heading) for heading in named}
    ranked = [*((h, 2) for h in named), *((h, 1 if h.tag == "h1" else 0) for h in headings if id(h) not in seen)]
    for heading, rank in ranked:
        words = plain(text_of(heading))
        link = next(heading.iter("a"), None)
        # a linked heading of a lower level is another article's; one that leads home is the site's
        if (not rank and (heading.tag == "h3" or link is not None)) or (link is not None and _leads_home(link)):
            continue
        shares = [_shares(words, title) for title in page_titles]
        fitting = [(covered, rank / 10) for held, covered in shares if held >= _SAME and covered >= _COVERED]
        if fitting and max(fitting) > best:
            best, text = max(fitting), words
    return text


def _leads_home(link: Any) -> bool:
    try:
        address = urlsplit(link.get("href", "").strip())
    except ValueError:
        return False
    return address.path == "/" or (bool(address.netloc) and not address.path and not address.query)


def _alone(named: list[Any], headings: list[Any], page_titles: list[str]) -> str:
    """The one heading that can only be the title where the page's titles confirm none."""
    first_level = [heading for heading in headings if heading.tag == "h1"]
    if len(named) == 1 and named[0].tag != "h3":
        return plain(text_of(named[0]))
    return plain(text_of(first_level[0])) if len(first_level) == 1 and not page_titles else ""


def _shares(heading: str, title: str) -> tuple[float, float]:
    """The share of the heading's words that stand in the title, and of the title's words that stand in the heading."""
    words = {word.lower() for word in _WORD.findall(heading)}
    others = {word.lower() for word in _WORD.findall(title)}
    both = len(words & others)
    return (both / len(words), both / len(others)) if words and others else (0.0, 0.0)


def without_site(title: str, site: str, host: str = "") -> str:
    """The title without the name of the site at its end (or at its beginning).

    >>> without_site("Rapat Persiapan – Jakarta Berketahanan", "Jakarta Berketahanan")
    'Rapat Persiapan'
    >>> without_site("Rapat Persiapan - Kota Tangguh", "", "www.kotatangguh.example")
    'Rapat Persiapan'
    """
    names = _site_names(site, host)
    parts = list(_SEPARATOR.finditer(title))
    end = len(title)
    while parts and parts[-1].start() and _letters(title[parts[-1].end() : end]) in names:
        end = parts.pop().start()
    if end < len(title) or not parts:
        return title[:end]
    first, rest = title[: parts[0].start()], title[parts[0].end() :]
    if rest and _letters(first) in names:
        return rest
    # a bar or an angle sets off the site's name; a dash also stands inside titles
    head = title[: parts[-1].start()]
    return head if any(sign in parts[-1][0] for sign in "|»«") and len(head.split()) >= 3 else title


def _site_names(site: str, host: str) -> set[str]:
    """The letters of the site's name, of its host and of the host's own label."""
    bare = host.lower().removeprefix("www.")
    return {name for name in (_letters(site), _letters(bare), _letters(bare.split(".", 1)[0])) if name}


def _letters(text: str) -> str:
    return "".join(_NAME.findall(text.casefold()))


def _shown_part(root: Any, title: str, site: str, host: str) -> str:
    """The part of a title that the page shows as a text of its own, where no heading says which part is the title."""
    plainly = without_site(title, site, host)
    parts = [part.strip(" .:") for part in _SEPARATOR.split(plainly)][:_MOST_PARTS]
    wanted = {" ".join(part.casefold().split()): part for part in parts if len(part.split()) >= 2}
    if len(parts) < 2 or not wanted:
        return plainly
    shown = {wanted.get(" ".join(text.casefold().split())) for text in islice(_texts_of(root), _MOST_TEXTS)} - {None}
    return shown.pop() or plainly if len(shown) == 1 else plainly


def _texts_of(root: Any) -> Iterator[str]:
    """The short texts of a page outside links, as they stand between its tags."""
    for element in root.iter(etree.Element):
        above = element.getparent()
        if element.text and element.tag not in _UNSHOWN and len(element.text) <= _LONGEST_TITLE:
            yield element.text
        if element.tail and above is not None and above.tag not in _UNSHOWN and len(element.tail) <= _LONGEST_TITLE:
            yield element.tail


def site_of(head: PageHead, described: Described) -> str:
    """The name the site gives itself: OpenGraph, the application's name, the publisher in the JSON-LD."""
    return head.meta("og:site_name", "application-name")[0] or described.site


def site_in_title(head: PageHead, title: str) -> str:
    """The name of the site after the article's title in the page's title, if it is set off there."""
    rest = head.title[len(title) :] if title and head.title.casefold().startswith(title.casefold()) else ""
    mark = _SEPARATOR.match(rest)
    return rest[mark.end() :].strip() if mark and len(rest) <= _LONGEST_TITLE else ""


def host_in(url: str | None) -> str:
    """The host of an address, "" for none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
