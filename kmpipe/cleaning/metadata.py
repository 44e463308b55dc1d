"""What a page says about its article: title, dates, author, categories, site. Each from the best source that has it.

The order of the sources, the best first: JSON-LD, OpenGraph and other `<meta>`, microdata, `<time>`, the visible byline,
the address. A title that the page shows as a heading wins over the titles in its metadata, which name the site, too.
What the source already knows (`Capture.known`) wins over all of this; that is decided in `article`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from kmpipe.cleaning.dating import bare_day, modified_of, published_of
from kmpipe.cleaning.elements import text_of
from kmpipe.cleaning.escapes import plain
from kmpipe.cleaning.filing import filed
from kmpipe.cleaning.jsonld import Described, address_key, read_jsonld
from kmpipe.cleaning.pagehead import PageHead, classes_of, own, page_words, parted, read_head
from kmpipe.cleaning.titles import host_in, read_title, site_in_title, site_of

_AUTHORS = ("author", "article:author", "content_author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl")  # fmt: skip
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3}")
# what sets off a name from what follows it in a byline
_NAME_END = re.compile(r"\s*[|·•(;]\s*|\s+[-–—/]\s+|,?\s+(?=\S{0,12}\d)|\s+(?:pada|on|in|at)\s")
# and what stands between a day and a name
_BY = re.compile(r",?\s(?:by|oleh)\s", re.IGNORECASE)
# a name has this many words, and a byline is this long, at most
_MOST_NAMES, _LONGEST_NAME = 6, 80
_LONGEST_AUTHOR = 300


class Metadata(NamedTuple):
    """What a page says of its article; dates are calendar values, what is not said is empty or None.

    `html_language` is the language tag in the page's own attribute (BCP 47, as written), `lead_image` the address of
    the picture the page is shared with.
    """

    title: str = ""
    title_source: str = ""
    published: str | None = None
    published_source: str = ""
    modified: str | None = None
    modified_source: str = ""
    author: str | None = None
    author_source: str = ""
    site: str | None = None
    canonical_url: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    html_language: str | None = None
    lead_image: str | None = None
    body: str = ""


def read_metadata(root: Any, url: str | None = None) -> Metadata:
    """The metadata of a parsed page; `url` is where it was fetched from."""
    head = read_head(root)
    shared = head.meta("og:url")[0]
    described = read_jsonld(
        head.scripts, frozenset(address_key(address) for address in (url, head.canonical, shared) if address)
    )
    site = site_of(head, described)
    canonical = absolute(head.canonical or shared or described.url, url)
    title, title_source = read_title(root, head, described, site, host_in(url or canonical))
    published, published_source = published_of(root, head, described, title, url)
    modified, modified_source = modified_of(head, described, title)
    author, author_source = _author(root, head, described, title)
    categories, tags = filed(
        root,
        head.links,
        title,
        (*head.metas.get("article:section", ()), *described.section),
        (*head.metas.get("article:tag", ()), *described.keywords),
        url,
    )
    return Metadata(
        title=title,
        title_source=title_source,
        published=published,
        published_source=published_source,
        modified=modified,
        modified_source=modified_source,
        author=author,
        author_source=author_source,
        site=site or site_in_title(head, title) or None,
        canonical_url=canonical,
        categories=categories,
        tags=tags,
        html_language=head.language if _LANGUAGE.fullmatch(head.language) else None,
        lead_image=absolute(
            head.meta("og:image", "og:image:url", "twitter:image", "twitter:image:src")[0]
            or described.image
            or head.image,
            url or canonical,
        ),
        body=described.body,
    )


def _author(root: Any, head: PageHead, described: Described, title: str) -> tuple[str | None, str]:
    """The author and the source: JSON-LD, `<meta>`, microdata, the theme's own element, the visible byline."""
    if described.author:
        return described.author, "json-ld"
    named = ((plain(head.meta(key)[0]), f"meta {key}") for key in _AUTHORS)
    shown = ((_bare_name(text), source) for text, source in _bylines(root, head, title))
    name, source = next((found for found in chain(named, shown) if found[0] and "://" not in found[0]), ("", ""))
    return name[:_LONGEST_AUTHOR] or None, source


def _bylines(root: Any, head: PageHead, title: str) -> Iterator[tuple[str, str]]:
    """The texts that name the author, each with its source, the best first."""
    marked = [element for key in ("author", "creator") for element in head.properties.get(key, ())]
    yield from ((_name_in(element), "microdata") for element in own(marked))
    linked = [link for link in head.links if "author" in link.get("rel", "").lower().split()]
    yield from ((text_of(link), "author link") for link in own(linked))
    names = page_words("author_classes")
    shown = [e for e in root.iter("span", "a", "div", "p", "dd", "address") if not names.isdisjoint(classes_of(e))]
    yield from ((parted(element), "author in the page") for element in own(shown))
    for text in head.bylines(title):
        if _label_of(text):
            yield text, "byline"
        elif (by := _BY.search(text)) and bare_day(text[: by.start()]):
            yield text[by.end() :], "byline"


def _name_in(element: Any) -> str:
    """The name in an element of microdata, which may hold it in a property of its own."""
    inner = next((e for e in element.iter() if "name" in (e.get("itemprop") or "").split()), element)
    return inner.get("content") or text_of(inner)


def _shown_authors(root: Any) -> list[str]:
    names = page_words("author_classes")
    found = [e for e in root.iter("span", "a", "div", "p", "dd", "address") if not names.isdisjoint(classes_of(e))]
    return [text_of(element) for element in own(found)]


def _label_of(text: str) -> str:
    """The label of an author that opens a byline (`Oleh`, `Penulis:`), or nothing."""
    lowered = text.lower()
    return next(
        (
            label
            for label in sorted(page_words("author_labels"), key=lambda label: (-len(label), label))
            if lowered.startswith(label) and not lowered[len(label) : len(label) + 1].isalnum()
        ),
        "",
    )


def _bare_name(text: str) -> str:
    """The name in a byline without its label and what follows it; nothing where it is no name."""
    if len(text) > 2 * _LONGEST_NAME:
        return ""
    bare = text[len(_label_of(text)) :].lstrip(" :.|")
    name = _NAME_END.split(bare, maxsplit=1)[0].strip(" ,:-–—|") if bare else ""
    fits = 0 < len(name.split()) <= _MOST_NAMES and len(name) <= _LONGEST_NAME and "://" not in name
    return name if fits and any(map(str.isalpha, name)) else ""


def absolute(href: str, base: str | None) -> str | None:
    """An absolute http(s) address, or None."""
    try:
        address = urljoin(base or "", href.strip()) if href.strip() else ""
        return address if urlsplit(address).scheme in {"http", "https"} else None
    except ValueError:
        return None
