"""What the markup of a page says of itself: article, page or list; its address, its post, where its other forms are."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from kmpipe.sources.addresses import absolute, is_root, post_ident, same_site
from kmpipe.sources.records import Response
from kmpipe.vocab.load import cached_words

Kind = Literal["article", "page", "list", "unknown"]

_API = "https://api.w.org/"
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_HEADER_LINK = re.compile(r"<([^<>]{1,2000})>\s{0,9};([^<>]{0,400})")
_REL = re.compile(r"\brel\s{0,9}=\s{0,9}\"?([^\";,]{1,200})", re.IGNORECASE)
_OBJECT = re.compile(r"[/=]wp/v2/([a-z][a-z0-9_-]{0,60})/(\d{1,19})(?:$|[?&])")
_POST_CLASS = re.compile(r"postid-(\d{1,19})")
_PAGE_CLASS = re.compile(r"page-id-\d{1,19}")
_TERM_CLASS = re.compile(r"(category|tag|author)-(\d{1,19})")
_TYPE_CLASS = re.compile(r"post-type-archive-([a-z][a-z0-9_-]{0,60})")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
# routes of REST that are no posts
_NO_POSTS = frozenset({"categories", "media", "tags", "users"})
# what only WordPress writes into a page
_WORDPRESS = (b"/wp-content/", b"/wp-includes/", b"/wp-json/", b"rest_route=/")


class Signs(NamedTuple):
    """What a page says of itself; addresses are absolute and of the page's own site, or empty.

    `home` says that it is the first page of its site. `ident` is what WordPress calls the post it shows (`?p=123`). `terms` are the parameters by which its REST interface
    gives the same list of posts; `post_type` is the type that a list is of, where it is not that of ordinary posts.
    """

    kind: Kind
    wordpress: bool
    protected: bool
    home: bool = False
    ident: str = ""
    canonical: str = ""
    api: str = ""
    feeds: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    post_type: str = ""


def parse_page(response: Response) -> Any:
    """The tree of a page, or None where its bytes hold no element."""
    encoding = charset_of(response)
    try:
        parser = etree.HTMLParser(encoding=encoding, huge_tree=True, remove_comments=True, remove_pis=True)
    except LookupError:  # a name that no one knows; the page's own is looked at
        parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(response.body.replace(b"\0", b""), parser)
    except etree.LxmlError:
        return None


def charset_of(response: Response) -> str | None:
    """The encoding that the header of an answer names, or None."""
    found = _CHARSET.search(response.headers.get("content-type", "")[:400])
    return found[1].lower() if found else None


def read_signs(root: Any, response: Response) -> Signs:
    """What a parsed page and the headers it came with say of it. Linear in its size."""
    classes = frozenset((next(root.iter("body"), root).get("class") or "").lower().split())
    links = [(rel, absolute(href, response.url), kind) for rel, href, kind in _links(root, response)]
    own = [(rel, href, kind) for rel, href, kind in links if same_site(href, response.url)]
    wordpress = (
        any(rel == _API for rel, _, _ in own)
        or any(mark in response.body for mark in _WORDPRESS)
        or any(map(_POST_CLASS.fullmatch, classes))
    )
    shown = next((found for rel, href, _ in own if rel == "alternate" and (found := _OBJECT.search(href))), None)
    kind = _kind(root, response.url, classes, shown[1] if shown else "", wordpress=wordpress)
    return Signs(
        kind=kind,
        wordpress=wordpress,
        protected=kind != "list" and _is_protected(root),
        home=is_root(response.url) or (wordpress and "home" in classes),
        ident=_ident(classes, own, shown) if kind != "list" else "",
        canonical=_canonical(own, response.url),
        api=next((href for rel, href, _ in own if rel == _API), ""),
        feeds=tuple(dict.fromkeys(href for rel, href, kind in own if rel == "alternate" and _is_feed(href, kind))),
        terms=_terms(classes) if kind == "list" and wordpress else (),
        post_type=next((found[1] for name in sorted(classes) if (found := _TYPE_CLASS.fullmatch(name))), ""),
    )


def _links(root: Any, response: Response) -> Iterator[tuple[str, str, str]]:
    """Relation, address and media type of what the page and its `Link` header point to, the page's first."""
    for link in root.iter("link"):
        for rel in (link.get("rel") or "").lower().split():
            yield rel, link.get("href") or "", (link.get("type") or "").lower().strip()
    for href, rest in _HEADER_LINK.findall(response.headers.get("link", "")[:8000]):
        if rel := _REL.search(rest):
            yield rel[1].strip().lower(), href, ""


def _kind(root: Any, url: str, classes: frozenset[str], shown: str, *, wordpress: bool) -> Kind:
    """What kind of page it is. The classes of the body count where WordPress wrote them: `page` may mean anything."""
    lists = words("page", "list_classes")
    if wordpress and not lists.isdisjoint(classes) and "single-post" not in classes:
        return "list"
    if any(map(_PAGE_CLASS.fullmatch, classes)):
        return "page"
    if wordpress and "single" in classes:
        return "article"
    if shown == "pages":
        return "page"
    if shown:
        return "list" if shown in _NO_POSTS else "article"
    if is_root(url):
        return "list"
    types = (meta.get("content") or "" for meta in root.iter("meta") if meta.get("property") == "og:type")
    return "article" if next(types, "").strip().lower() == "article" else "unknown"


def _ident(classes: frozenset[str], links: list[tuple[str, str, str]], shown: re.Match[str] | None) -> str:
    numbered = next((found[1] for name in sorted(classes) if (found := _POST_CLASS.fullmatch(name))), "")
    short = next((post_ident(href) for rel, href, _ in links if rel == "shortlink" and post_ident(href)), "")
    return f"?p={int(numbered)}" if numbered else short or (f"?p={int(shown[2])}" if shown else "")


def _canonical(links: list[tuple[str, str, str]], url: str) -> str:
    """The address the page declares to be its own; a site that declares its home page everywhere declares none."""
    found = next((href for rel, href, _ in links if rel == "canonical"), "")
    return "" if is_root(found) and not is_root(url) else found


def _is_feed(href: str, kind: str) -> bool:
    steps = set(urlsplit(href).path.lower().split("/"))
    return kind in _FEEDS and words("feeds", "others").isdisjoint(steps)


def _is_protected(root: Any) -> bool:
    """Whether the page asks for a password in place of its article."""
    asking = words("page", "password_classes")
    elements = root.iter("form", "article", "div")
    return any(not asking.isdisjoint((element.get("class") or "").lower().split()) for element in elements)


def _terms(classes: frozenset[str]) -> tuple[tuple[str, str], ...]:
    routes = {"category": "categories", "tag": "tags", "author": "author"}
    found = (_TERM_CLASS.fullmatch(name) for name in sorted(classes))
    return tuple((routes[term[1]], term[2]) for term in found if term and term[1] in classes)


@functools.cache
def words(table: str, name: str) -> frozenset[str]:
    """The words of one list of the vocabulary of roads."""
    return frozenset(cached_words("roads", table).get(name, ()))


def listed(table: str, name: str) -> tuple[str, ...]:
    """The words of one list in the order in which they are tried."""
    return tuple(cached_words("roads", table).get(name, ()))
