"""When an article was published and last changed, as its page says.

The order, the surest first: JSON-LD, OpenGraph and other `<meta>`, microdata, `<time>`, a date the theme shows, the
visible byline under the title, the address. A date in a comment, a sidebar or a list of other articles is none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, Literal
from urllib.parse import urlsplit

from lxml import etree

from kmpipe.cleaning.elements import is_foreign, text_of
from kmpipe.cleaning.jsonld import Described
from kmpipe.cleaning.pagehead import PageHead, classes_of, own, page_words
from kmpipe.dates import find_dates
from kmpipe.text.normalise import fold_spaces, normalise

_ISO = re.compile(r"(?<!\d)(\d{4})([-/]?)(\d{2})(?:\2(\d{2}))?(?!\d)")
_URL_DATE = re.compile(r"/(20\d{2}|19\d{2})/(\d{1,2})(?:/(\d{1,2}))?(?=/|$)")
_WORD = re.compile(r"[^\W\d_]+")
# what sets apart the parts of a byline; a comma stands inside dates
_SEGMENT = re.compile(r"\s*[|·•]\s*|\s+[-–—/]\s+")
_PUBLISHED = ("article:published_time", "datepublished", "og:published_time", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "date", "pubdate", "publishdate", "publish-date", "publish_date", "content_publisheddate", "dtk:publishdate", "parsely-pub-date", "sailthru.date", "dcterms.created", "dc.date.created")  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "revised")  # fmt: skip
# before the web there were no web pages: a zero or an epoch value, not a date
_OLDEST = 1990
# characters; a longer text is no date
_LONGEST_DATE = 60
# levels above a `<time>` within which the heading of its article stands, if it is in a list of articles
_TEASER_LEVELS = 4
# what has more elements is no teaser
_TEASER_ELEMENTS = 60
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_TEASERS = _HEADINGS | {"body", "main"}

Kind = Literal["published", "modified"]
Dated = tuple[str | None, str]


def published_of(root: Any, head: PageHead, described: Described, title: str, url: str | None) -> Dated:
    """The day of publication and its source, in the order this module states."""
    metas = ((head.meta(name)[0], f"meta {name}") for name in _PUBLISHED)
    times = ((_said(time), "time element") for time in _times(head, title, "published"))
    marked = ((_said(element), "microdata") for element in own(head.properties.get("datepublished", [])))
    if (found := _first([(described.published, "json-ld"), *metas, *marked, *times]))[0]:
        return found
    if value := _shown_date(root, title):
        return value, "date in the page"
    if value := _byline_day(head, title, "published"):
        return value, "byline"
    return _address_date(url)


def modified_of(head: PageHead, described: Described, title: str) -> Dated:
    """The day of the last change and its source, in the same order without the address."""
    metas = ((head.meta(name)[0], f"meta {name}") for name in _MODIFIED)
    marked = ((_said(element), "microdata") for element in own(head.properties.get("datemodified", [])))
    times = ((_said(time), "time element") for time in _times(head, title, "modified"))
    if (found := _first([(described.modified, "json-ld"), *metas, *marked, *times]))[0]:
        return found
    value = _byline_day(head, title, "modified")
    return value, "byline" if value else ""


def _first(candidates: Iterable[tuple[str, str]]) -> Dated:
    return next(((value, source) for text, source in candidates if (value := value_of(text))), (None, ""))


def value_of(text: str) -> str | None:
    """The calendar value a field means, ISO or in words (`Kam, 20 Jul 2023 13:21:09 +0700`)."""
    if not text or _ISO.search(text):
        return calendar_value(text)
    day = day_of(text) if len(text) <= _LONGEST_DATE else None
    return day if day is not None and int(day[:4]) >= _OLDEST else None


def calendar_value(text: str) -> str | None:
    """The calendar value in an ISO date or time, as written there; None for no date or an impossible one.

    >>> calendar_value("2018-05-30T23:10:00+07:00")
    '2018-05-30'
    """
    match = _ISO.search(text)
    return _valid(match[1], match[3], match[4]) if match else None


def _valid(year: str, month: str, day: str | None) -> str | None:
    try:
        value = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    if value.year < _OLDEST:
        return None
    return value.isoformat() if day else value.isoformat()[:7]


def day_of(text: str) -> str | None:
    """The one day a short text names in words (`Kamis, 7 Maret 2018`), or None."""
    days = {
        mention.start
        for mention in find_dates(text)
        if mention.role == "mentioned" and mention.end is None and not mention.warnings
    }
    day = days.pop() if len(days) == 1 else None
    return day if day is not None and len(day) == len("2018-03-07") else None


def _said(element: Any) -> str:
    said = element.get("datetime") or element.get("content") or element.get("title") or ""
    return fold_spaces(normalise(said)) if calendar_value(said) else text_of(element)


def _times(head: PageHead, title: str, kind: Kind) -> Iterator[Any]:
    """The `<time>` elements of the article that say when it was published, or when it was changed."""
    for time in head.times:
        classes = classes_of(time)
        changed = ("published" not in classes and "updated" in classes) or "datemodified" in time.get(
            "itemprop", ""
        ).lower()
        if changed == (kind == "modified") and not is_foreign(time) and not _in_teaser(time, title):
            yield time


def _in_teaser(element: Any, title: str) -> bool:
    """Whether an element stands with the linked headline of another article."""
    for above in islice(element.iterancestors(), _TEASER_LEVELS):
        if above.tag in _NOT_TEASERS:
            return False
        inside = list(islice(above.iter(etree.Element), _TEASER_ELEMENTS + 1))
        if len(inside) > _TEASER_ELEMENTS:
            return False
        headings = [heading for heading in inside if heading.tag in _HEADINGS]
        if headings:
            return all(map(_is_linked, headings)) and not any(
                text_of(heading).casefold() == title.casefold() for heading in headings
            )
    return False


def _is_linked(heading: Any) -> bool:
    return next(heading.iter("a"), None) is not None or heading.getparent().tag == "a"


def _shown_date(root: Any, title: str) -> str | None:
    """The date a theme shows beside the title, as an element of its own."""
    for element in root.iter("span", "time", "div", "p", "li", "abbr", "h2", "dd", "small"):
        if page_words("date_classes").isdisjoint(classes_of(element)):
            continue
        text = _said(element) if element.tag == "abbr" else text_of(element)
        if (
            len(text) <= _LONGEST_DATE
            and not is_foreign(element)
            and not _in_teaser(element, title)
            and (value := value_of(text))
        ):
            return value
    return None


def _byline_day(head: PageHead, title: str, kind: Kind) -> str | None:
    """The day in the byline under the title; a dateline or a day of the event beside other words is none."""
    for text in head.bylines(title):
        for segment in _SEGMENT.split(text):
            changed = any(segment.lower().startswith(label) for label in page_words("modified_labels"))
            if changed == (kind == "modified") and (day := bare_day(segment)):
                return day
    return None


def bare_day(segment: str) -> str | None:
    """The one day in a text of nothing else but what bylines say."""
    if len(segment) > _LONGEST_DATE or not any(map(str.isdigit, segment)):
        return None
    rest = segment
    for mention in find_dates(segment):
        for evidence in mention.evidence:
            rest = rest.replace(evidence.quote, " ", 1)
    words = [word.lower() for word in _WORD.findall(rest)]
    by = next((at for at, word in enumerate(words) if word in page_words("author_labels")), len(words))
    return day_of(segment) if page_words("byline_words").issuperset(words[:by]) else None


def _address_date(url: str | None) -> Dated:
    try:
        match = _URL_DATE.search(urlsplit(url).path) if url else None
    except ValueError:
        match = None
    value = _valid(match[1], match[2].zfill(2), match[3]) if match else None
    return value, "address" if value else ""
