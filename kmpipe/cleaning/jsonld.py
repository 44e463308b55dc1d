"""What a page says of itself in JSON-LD: the record of the article, if there is one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bs4 import BeautifulSoup

from kmpipe.cleaning.escapes import plain
from kmpipe.text.normalise import fold_spaces, normalise, normalise_lines

_TYPES = frozenset({"article", "newsarticle", "blogposting", "reportagenewsarticle", "socialmediaposting", "report", "analysisnewsarticle", "advertisercontentarticle", "scholarlyarticle", "techarticle", "webpage", "event", "liveblogposting", "opinionnewsarticle"})  # fmt: skip
_WEAK = frozenset({"webpage", "event"})
# a script longer than this (characters) is data of an application, not a description of the page
_LONGEST = 1_000_000
# records are nested a few levels deep, and a page describes itself in a few of them
_DEEPEST, _MOST = 6, 400
# the article is this many times as long as what a page shows of it: its other lines are captions, or none of the text
_CUT = 2
# names, titles and dates are shorter (characters), and an article has fewer authors
_LONGEST_TEXT, _MOST_AUTHORS = 2000, 20


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
    image: str = ""


def read_jsonld(scripts: list[str], addresses: frozenset[str] = frozenset()) -> Described:
    """The description of the article in the page's JSON-LD scripts; broken scripts are passed over.

    Of several articles the one whose address is among `addresses` of the page, else the first. What it does not say of
    its dates, its site and its picture the page's own record says.
    """
    records = [record for script in scripts for record in _records(_load(script))][:_MOST]
    named = {str(record["@id"]): record for record in records if isinstance(record.get("@id"), str) and len(record) > 1}
    articles = [record for record in records if _kinds(record) & _TYPES - _WEAK]
    pages = [record for record in records if _kinds(record) & _WEAK]
    own = [record for record in articles if addresses and not addresses.isdisjoint(_addresses(record))]
    best = next(iter((*own, *articles, *pages)), None)
    if best is None:
        return Described()
    found = _described(best, named)
    # a page with one article describes both; with several, its dates may be any one's
    if best in articles and len(articles) == 1 and pages:
        other = _described(pages[0], named)
        found = found._replace(
            published=found.published or other.published,
            modified=found.modified or other.modified,
            image=found.image or other.image,
        )
    if not found.site:
        found = found._replace(site=next((_words(r.get("name")) for r in records if "website" in _kinds(r)), ""))
    return found


def _kinds(record: dict[str, Any]) -> set[str]:
    return {str(kind).lower() for kind in _many(record.get("@type"))}


def _addresses(record: dict[str, Any]) -> set[str]:
    entity = record.get("mainEntityOfPage")
    values = (record.get("url"), record.get("@id"), entity.get("@id") if isinstance(entity, dict) else entity)
    return {address_key(value) for value in values if isinstance(value, str) and value}


def address_key(address: str) -> str:
    """An address without scheme, fragment and closing slash, to compare it with another."""
    return address.split("#", 1)[0].split("//", 1)[-1].removeprefix("www.").rstrip("/")


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
    return next(iter(_names(value)), "")


def _names(value: Any) -> list[str]:
    found: list[str] = []
    for item in _many(value):
        text = item.get("name") if isinstance(item, dict) else item
        if isinstance(text, str) and text.strip():
            found.append(plain(fold_spaces(normalise(text[:_LONGEST_TEXT]))))
    return [name for name in found if name]


def _resolved(value: Any, named: Mapping[str, dict[str, Any]]) -> list[Any]:
    """The values, each reference to another record of the page replaced by that record."""
    return [
        named.get(str(item["@id"]), item) if isinstance(item, dict) and "@id" in item and "name" not in item else item
        for item in _many(value)
    ]


def _picture(value: Any, named: Mapping[str, dict[str, Any]]) -> str:
    """The address of the first picture: text, a record with an address, or a reference to one."""
    for item in _resolved(value, named):
        address = (item.get("url") or item.get("contentUrl")) if isinstance(item, dict) else item
        if isinstance(address, str) and address.strip():
            return address.strip()
    return ""


def _all_words(value: Any) -> tuple[str, ...]:
    found: list[str] = []
    for item in _many(value):
        if isinstance(item, str):
            words = plain(fold_spaces(normalise(item[:_LONGEST_TEXT])))
            found += [part.strip() for part in words.split(",") if part.strip()]
    return tuple(dict.fromkeys(found))


def body_lines(body: str) -> list[str]:
    """The lines of an `articleBody`, which may be plain text or an HTML fragment."""
    if "<" not in body:
        return normalise_lines(body)
    return normalise_lines(BeautifulSoup(body, "lxml").get_text("\n"))


def holds_more(body: str, shown: int) -> bool:
    """Whether an `articleBody` is the article and the page shows only its opening, of `shown` characters."""
    return len(body) >= _CUT * max(shown, 1) and sum(map(len, body_lines(body))) >= _CUT * max(shown, 1)


def _described(record: dict[str, Any], named: Mapping[str, dict[str, Any]]) -> Described:
    entity = record.get("mainEntityOfPage")
    address = record.get("url") or (entity.get("@id") if isinstance(entity, dict) else entity)
    body = record.get("articleBody")
    authors = [name for name in _names(_resolved(record.get("author"), named)) if "://" not in name]
    return Described(
        title=_words(record.get("headline") or record.get("name")),
        published=_words(record.get("datePublished")),
        modified=_words(record.get("dateModified")),
        author=", ".join(dict.fromkeys(authors[:_MOST_AUTHORS])),
        site=_words(_resolved(record.get("publisher"), named)),
        url=_words(address),
        section=_all_words(record.get("articleSection")),
        keywords=_all_words(record.get("keywords")),
        body=body if isinstance(body, str) else "",
        image=_picture(record.get("image"), named) or _picture(record.get("thumbnailUrl"), named),
    )
