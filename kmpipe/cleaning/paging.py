"""An article on several pages: captured as the markup of its pages, one after the other, and read as one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kmpipe.cleaning.containers import declared_containers
from kmpipe.cleaning.elements import ElementRules

_END = re.compile(r"</html\s{0,9}>", re.IGNORECASE)
_BEGIN = re.compile(r"<(?:html|body|!doctype)[\s>]", re.IGNORECASE)
# characters after the end of a page in which the next one says that it begins, and pages that are read
_WINDOW, _MOST_PAGES = 400, 100


def pages_of(markup: str) -> list[str]:
    """The pages in the markup, split where one ends and another begins; nearly always one."""
    pages: list[str] = []
    start = 0
    for end in _END.finditer(markup):
        if len(pages) < _MOST_PAGES and _BEGIN.search(markup, end.end(), end.end() + _WINDOW):
            pages.append(markup[start : end.end()])
            start = end.end()
    return [*pages, markup[start:]]


def join_pages(root: Any, others: Iterable[Any], rules: ElementRules) -> None:
    """Puts what the other parsed pages have in their container of the text at the end of that of `root`.

    The pages of an article have one template: the container is the most reliable declared one that both pages have.
    """
    found = declared_containers(root, rules)
    for other in others:
        more = declared_containers(other, rules)
        rank = min(found.keys() & more.keys(), default=None)
        if rank is None:
            continue
        into, source = found[rank], more[rank]
        if source.text and source.text.strip():
            into.append(into.makeelement("p"))
            into[-1].text = source.text
        into.extend(list(source))
