"""What a page says of itself in JSON-LD: the record of the article, if there is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from bs4 import BeautifulSoup

from kmpipe.text.normalise import fold_spaces, normalise, normalise_lines

_TYPES = frozenset({"article", "newsarticle", "blogposting", "reportagenewsarticle", "socialmediaposting", "report", "analysisnewsarticle", "advertisercontentarticle", "scholarlyarticle", "techarticle", "webpage", "event", "liveblogposting", "opinionnewsarticle"})  # fmt: skip
_WEAK = frozenset({"webpage", "event"})
# a script longer than this (characters) is data of an application, not a description of the page
_LONGEST = 1_000_000
# records are nested a few levels deep, and a page describes itself in a few of them
_DEEPEST, _MOST = 6, 400


class Described(NamedTuple):
    """The article as JSON-LD describes it; what is not said is empty."""

    title: str = ""
    published: str = ""
    modified: str = ""
    author: str = ""
    site: str = ""
    url: str = ""
    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    body: str = ""


def read_jsonld(scripts: list[str]) -> Described:
    """The description of the article in the page's JSON-LD scripts; broken scripts are passed over."""
    best: dict[str, Any] | None = None
    for script in scripts:
        for record in _records(_load(script)):
            kinds = {str(kind).lower() for kind in _many(record.get("@type"))}
            if kinds & _TYPES and (best is None or (_is_weak(best) and not kinds & _WEAK)):
                best = record
    return Described() if best is None else _described(best)


def _is_weak(record: dict[str, Any]) -> bool:
    return bool({str(kind).lower() for kind in _many(record.get("@type"))} & _WEAK)


def _load(script: str) -> Any:
    if len(script) > _LONGEST:
        return None
    try:
        return json.loads(script.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _records(value: Any) -> Iterator[dict[str, Any]]:
    stack = [(value, 0)]
    seen = 0
    while stack and seen < _MOST:
        value, depth = stack.pop()
        seen += 1
        if isinstance(value, list) and depth < _DEEPEST:
            stack.extend((item, depth + 1) for item in reversed(value[:_MOST]))
        elif isinstance(value, dict):
            yield value
            if depth < _DEEPEST:
                stack.extend(
                    (value[key], depth + 1)
                    for key in ("mainEntity", "mainEntityOfPage", "@graph")
                    if isinstance(value.get(key), list | dict)
                )


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(value: Any) -> str:
    """A value that may be text, a record with a name, or a list of either."""
    for item in _many(value):
        text = item.get("name") if isinstance(item, dict) else item
        if isinstance(text, str) and text.strip():
            return fold_spaces(normalise(_plain(text)))
    return ""


def _all_words(value: Any) -> tuple[str, ...]:
    found: list[str] = []
    for item in _many(value):
        if isinstance(item, str):
            found += [part.strip() for part in fold_spaces(normalise(_plain(item))).split(",") if part.strip()]
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Text that may hold markup or entities, without them."""
    return BeautifulSoup(text, "lxml").get_text(" ") if "&" in text or "<" in text else text


def body_lines(body: str) -> list[str]:
    """The lines of an `articleBody`, which may be plain text or an HTML fragment."""
    if "<" not in body:
        return normalise_lines(body)
    return normalise_lines(BeautifulSoup(body, "lxml").get_text("\n"))


def _described(record: dict[str, Any]) -> Described:
    entity = record.get("mainEntityOfPage")
    address = record.get("url") or (entity.get("@id") if isinstance(entity, dict) else entity)
    body = record.get("articleBody")
    return Described(
        title=_words(record.get("headline") or record.get("name")),
        published=_words(record.get("datePublished")),
        modified=_words(record.get("dateModified")),
        author=_words(record.get("author")),
        site=_words(record.get("publisher")),
        url=_words(address),
        section=_all_words(record.get("articleSection")),
        keywords=_all_words(record.get("keywords")),
        body=body if isinstance(body, str) else "",
    )
