"""The road of links: lists of articles walked page by page, as a reader would, within the section."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from lxml import etree

from kmpipe.errors import Disallowed, FetchError, ParseError, RulesUnread
from kmpipe.sources.addresses import absolute, is_root, key_form, leads, page_number, post_ident, same_site, within
from kmpipe.sources.pages import ACCEPT, address_of_page, media_type_of
from kmpipe.sources.records import Fetcher, Note, Offer, Response
from kmpipe.sources.signs import parse_page, read_signs, words

# lists that are walked: 2,000 pages of ten are 20,000 articles
MOST_LISTS = 2000
_LIST_PARTS = frozenset({"nav", "aside", "footer"})
_PARTS = _LIST_PARTS | {"header", "div", "section", "ul"}


def linked(client: Fetcher, section: str, *, note: Note = lambda _: None) -> Iterator[Offer]:
    """What the lists of a section link to that may be an article, each address once; what it is, its page tells.

    Of a whole site, all categories are walked; of a section, its own pages, and only what stands in its list counts, not
    what stands beside it. A list that cannot be read is told at the end, when all others are.

    Raises `FetchError`.
    """
    whole = is_root(section)
    waiting = deque([key_form(section)])
    known = {key_form(section)}
    failed: FetchError | None = None
    walked = 0
    while waiting and walked < MOST_LISTS:
        walked += 1
        try:
            answer = client.get(waiting.popleft(), accept=ACCEPT)
        except FetchError as error:
            if walked == 1:
                raise
            note(f"a list was not read: {error.message}")
            if not isinstance(error, Disallowed) or isinstance(error, RulesUnread):
                failed = failed or error
            continue
        root = parse_page(answer) if media_type_of(answer) == "text/html" and same_site(answer.url, section) else None
        if root is None:
            continue
        # an address may look like that of a list and be that of an article
        signs = read_signs(root, answer)
        if walked > 1 and signs.kind in {"article", "page"}:
            yield Offer(ident=signs.ident, url=address_of_page(signs, answer.url))
            continue
        lists, articles = _sorted(root, answer, section, whole=whole)
        waiting += [url for url in lists if url not in known]
        known.update(lists)
        for url in articles:
            if url not in known:
                known.add(url)
                yield Offer(ident=post_ident(url), url=url)
    if waiting:
        raise ParseError(f"more than {MOST_LISTS:,} lists of articles", hint="name a section of the site instead")
    if failed:
        raise failed


def shown(root: Any, response: Response) -> tuple[str, ...]:
    """What a list page links to in its list that may be an article."""
    return tuple(_sorted(root, response, response.url, whole=False)[1])


def _sorted(root: Any, response: Response, section: str, *, whole: bool) -> tuple[list[str], list[str]]:
    """The further lists and the articles that a page links to, in page order, each once."""
    lists: dict[str, None] = {}
    articles: dict[str, None] = {}
    for link, beside in _links(root):
        url = key_form(absolute(link.get("href") or "", response.url))
        if not url or not same_site(url, section):
            continue
        kind = leads(url)
        if kind == "list" and (whole or _continues(url, section)):
            lists.setdefault(url)
        elif kind == "article" and link.tag == "a" and (whole or not beside):
            articles.setdefault(url)
    articles.pop(key_form(section), None)
    # a section whose articles stand below it in the address has them there only
    below = [] if whole else [url for url in articles if within(url, section)]
    return list(lists), below or list(articles)


def _continues(url: str, section: str) -> bool:
    """Whether a list is a page of the section, or a section of it."""
    query = key_form(section).partition("?")[2]
    return within(url, section) and (page_number(url) > 0 or not query) and query in url


def _links(root: Any) -> Iterator[tuple[Any, bool]]:
    """The links of a page, and whether each stands beside its list: in a menu, a sidebar, a footer. Linear in its size."""
    articles = beside = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        if element.tag == "article":
            articles += step
        elif element.tag in _PARTS and _is_beside(element, in_article=articles > 0):
            beside += step
        elif step > 0 and (element.tag == "a" or (element.tag == "link" and element.get("rel") == "next")):
            yield element, beside > 0


def _is_beside(element: Any, *, in_article: bool) -> bool:
    if element.tag in _LIST_PARTS and not in_article:
        return True
    classes = words("page", "beside_classes")
    return (
        (element.get("role") or "").lower() in words("page", "beside_roles")
        or not classes.isdisjoint((element.get("class") or "").lower().split())
        or (element.get("id") or "").lower() in classes
    )
