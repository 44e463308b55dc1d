"""The elements a page's metadata are read from, collected in one pass over the tree."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from kmpipe.cleaning.elements import is_foreign, text_of
from kmpipe.cleaning.escapes import plain
from kmpipe.cleaning.filing import link_kind
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.text.normalise import fold_spaces, normalise
from kmpipe.vocab.load import cached_words

# a page that describes itself has a few of these
_MOST_PROPERTIES = 400
_PROPERTIES = etree.XPath("//*[@itemprop][not(self::meta or self::link)]")
_HEADINGS = ("h1", "h2", "h3")
# the heading of something else
_NEXT = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_TEXT = frozenset({"script", "style", "noscript", "svg", "form", "nav", "figure"})
_PARTS = ("br", "dd", "div", "dt", "h4", "li", "p", "time", "ul")
# elements with more words than these are no byline
_LONGEST_TEXT = 2000
# elements after the title within which a byline stands, and its characters
_NEAR_ELEMENTS, _LONGEST_BYLINE = 40, 120
# words from which on a text with a full stop is the article's first sentence
_SENTENCE = 8


class PageHead(NamedTuple):
    """What a page has to say of its article; texts are normalised, elements are in page order."""

    metas: dict[str, list[str]]
    headings: list[Any]
    times: list[Any]
    links: list[Any]
    scripts: list[str]
    properties: dict[str, list[Any]]
    title: str
    canonical: str
    image: str
    language: str

    def meta(self, *names: str) -> tuple[str, str]:
        """The first of the named `<meta>` that says something, and its name."""
        return next(((value, name) for name in names for value in self.metas.get(name, ()) if value), ("", ""))

    def bylines(self, title: str) -> Iterator[str]:
        """The short texts under the heading that is the title, up to the first long one: where a byline stands."""
        name = title.casefold()
        heading = next((h for h in self.headings if name and plain(text_of(h)).casefold() == name), None)
        return iter(()) if heading is None else _texts_after(heading)


def _texts_after(heading: Any) -> Iterator[str]:
    """The texts of the elements after a heading that are short enough for a byline, each once, in page order."""
    looked = 0
    above = heading
    while above is not None and above.tag not in {"body", "html"}:
        if above.tail and above.tail.strip():
            yield fold_spaces(normalise(above.tail[:_LONGEST_BYLINE]))
        waiting = list(above.itersiblings())[::-1][-_NEAR_ELEMENTS:]
        while waiting:
            element = waiting.pop()
            looked += 1
            if looked > _NEAR_ELEMENTS:
                return
            if element.tag in _NO_TEXT or is_foreign(element) or (len(element) and is_foreign(element[0])):
                continue
            text = parted(element)
            if len(text) > _LONGEST_BYLINE:
                # a paragraph opens the article; what holds several elements may hold the byline
                if not len(element) or element.tag == "p":
                    return
                waiting += list(element)[:_NEAR_ELEMENTS][::-1]
            elif next(element.iter(*_NEXT), None) is not None or _is_prose(text):
                return
            elif text:
                yield text
        above = above.getparent()


def _is_prose(text: str) -> bool:
    return word_count(text) >= _SENTENCE and ends_sentence(text)


@functools.cache
def page_words(name: str, folders: tuple[Path, ...] = ()) -> frozenset[str]:
    """The words of one list of the table `page` of the containers."""
    return frozenset(cached_words("containers", "page", folders).get(name, ()))


def classes_of(element: Any) -> list[str]:
    """The classes of an element in lower case."""
    return list(element.get("class", "").lower().split())


def read_head(root: Any) -> PageHead:
    """The elements of a parsed page that say something of its article. Linear in the size of the page."""
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.strip().lower(), []).append(fold_spaces(normalise(meta.get("content", ""))))
    properties: dict[str, list[Any]] = {}
    for element in _PROPERTIES(root)[:_MOST_PROPERTIES]:
        for name in element.get("itemprop", "").lower().split():
            properties.setdefault(name, []).append(element)
    # a drawing has titles, too; the page's comes first
    title = next((words for element in root.iter("title") if (words := text_of(element))), "")
    language = next((element.get("lang") or element.get("xml:lang") or "" for element in root.iter("html")), "")
    return PageHead(
        metas=metas,
        headings=list(root.iter(*_HEADINGS)),
        times=list(root.iter("time")),
        links=[link for link in root.iter("a") if link.get("rel") or link_kind(link)],
        scripts=[e.text for e in root.iter("script") if e.text and "ld+json" in e.get("type", "").lower()],
        properties=properties,
        title=plain(title),
        canonical=_linked(root, "canonical"),
        image=_linked(root, "image_src"),
        language=language.strip().replace("_", "-"),
    )


def _linked(root: Any, relation: str) -> str:
    """The address of the first `<link>` of the relation that has one."""
    found = (link.get("href", "").strip() for link in root.iter("link") if relation in link.get("rel", "").lower())
    return next((address for address in found if address), "")


def parted(element: Any) -> str:
    """The words in an element with a bar between its parts: a name and a day beside it are two."""
    if next(element.iter(*_PARTS), None) is None:
        return text_of(element)
    words: list[str] = []
    for event, inside in etree.iterwalk(element, events=("start", "end")):
        text = inside.text if event == "start" else inside.tail if inside is not element else ""
        if inside.tag in _PARTS:
            words.append(" | ")
        if text and (event == "end" or inside.tag not in _NO_TEXT):
            words.append(text)
        if len(words) > _MOST_PROPERTIES:
            break
    found = (part.strip() for part in fold_spaces(normalise("".join(words)[:_LONGEST_TEXT])).split("|"))
    return " | ".join(part for part in found if part)


def own(elements: list[Any]) -> list[Any]:
    """The elements that do not stand in a comment, a sidebar or a list of other articles."""
    return [element for element in elements if not is_foreign(element)]
