"""A page: parsed with lxml, located, judged. The lower layer of `clean_capture` for HTML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from kmpipe.cleaning.blocks import Walked, walk
from kmpipe.cleaning.elements import element_rules
from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.links import judge_links
from kmpipe.cleaning.locate import Located, between, locate, marked, sizes_of
from kmpipe.cleaning.matching import rule_book
from kmpipe.cleaning.mending import mend
from kmpipe.cleaning.metadata import read_metadata
from kmpipe.cleaning.rules import judge
from kmpipe.errors import EmptyDocument, ParseError
from kmpipe.model import Image
from kmpipe.text.hosts import host_of

_PROLOG = re.compile(r"\s*<\?xml[^<>]{0,200}>")
_WHOLE = re.compile(r"<(?:html|head|body|!doctype)[\s>]", re.IGNORECASE)
_BY_SOURCE = Located(0, 0, "declared:source", "the source gives the content of the article alone")
# a page says that it is a whole one within its first characters
_HEAD_WINDOW = 4096


class Page(NamedTuple):
    """The lines of the article in a page with the verdict on each, its images, and where it was found."""

    lines: tuple[Line, ...]
    verdicts: tuple[Verdict | None, ...]
    images: tuple[Image, ...]
    located: Located


def parse(html: str) -> Any:
    """The tree of a page. Raises `EmptyDocument` where there is nothing, `ParseError` for nesting without end."""
    html = mend(html.replace("\0", ""))
    prolog = _PROLOG.match(html)
    body = (html[prolog.end() :] if prolog else html).encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.LxmlError as error:
        raise ParseError(
            f"no document structure: {error}", hint="open the page in a browser and save it again"
        ) from error
    if root is None:
        raise EmptyDocument("the page is empty", hint="fetch the page again")
    # libxml2 drops what is nested deeper than its limit (2,048 elements) without an error
    if any("depth" in entry.message.lower() for entry in parser.error_log.filter_from_fatals()):
        raise ParseError(
            "elements nested too deep", hint="the page is broken on purpose or by accident; save its text instead"
        )
    return root


def is_fragment(html: str) -> bool:
    """Whether the markup is a bare fragment, as an API gives the content of a post."""
    return _WHOLE.search(html[:_HEAD_WINDOW]) is None


def read_page(
    root: Any,
    *,
    fragment: bool = False,
    declared: bool = False,
    title: str = "",
    url: str | None = None,
    folders: tuple[Path, ...] = (),
    restored: frozenset[str] = frozenset(),
) -> Page | None:
    """The article of a parsed page, or None where neither a container nor enough running text was found.

    A `fragment` is an article without a page around it, if no container in it is; what a source declares to be one
    (`declared`) always is.
    """
    walked = walk(root, element_rules(folders))
    sizes = sizes_of(walked.lines)
    verdicts = marked(walked, sizes)
    if declared:
        located = _BY_SOURCE._replace(last=len(walked.lines)) if walked.lines else None
    else:
        located = locate(walked, verdicts, sizes, title)
    if fragment and walked.lines and (located is None or not located.name.startswith("declared")):
        located = Located(0, len(walked.lines), "fragment", "the source gives the content alone")
    if located is None:
        return None
    first, last = located.first, located.last
    lines = walked.lines[first:last]
    inside = between(located, walked.lines, sizes, verdicts)
    book, host = rule_book(folders), host_of(url or "")
    found = judge(lines, inside, sizes[first:last], book, title, host=host)
    found = judge_links(lines, found, book, strict=located.name.startswith("scored"), host=host, restored=restored)
    return Page(tuple(lines), tuple(found), _images(walked, first, last), located)


def _images(walked: Walked, first: int, last: int) -> tuple[Image, ...]:
    return tuple(dict.fromkeys(image for at, image in walked.images if first <= at <= last))


def read_text(html: str, url: str | None = None) -> str:
    """The text of the article in a page, for measuring; an empty text where there is none."""
    root = parse(html)
    page = read_page(root, title=read_metadata(root, url).title, url=url)
    return (
        ""
        if page is None
        else "\n".join(line.text for line, verdict in zip(page.lines, page.verdicts, strict=True) if verdict is None)
    )
