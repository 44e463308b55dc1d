"""Lines that are links and nothing else: menus, lists of headlines, next and previous, with the dates beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.matching import RuleBook, is_own, matches
from kmpipe.cleaning.prose import word_count
from kmpipe.text.hosts import host_of

LINKS_ONLY = Verdict("links-only", "navigation")
LINK_HEADLINE = Verdict("linked-headline", "related")
OFF_SITE = Verdict("related-off-site", "advert")
# a line with this share of its characters in links is a link and nothing else
_LINK_LINE = 0.8
# a headline with its date
_MOSTLY_LINK = 0.5
# so many links in a row are a list of other pages, and so many words make a headline
_RUN, _HEADLINE_WORDS = 3, 4
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|pptx?|xlsx?|odt|odp|ods|zip|rar|csv|jpe?g|png)(?:[?#]|$)", re.IGNORECASE)


def is_link_line(line: Line) -> bool:
    """Whether a line is a link and nothing else; a link to a document (PDF, slides) belongs to the article."""
    return line.link_size > 0 and line.link_ratio >= _LINK_LINE and not _links_to_document(line)


def is_linked_headline(line: Line, host: str, book: RuleBook) -> bool:
    """Whether a line is the linked headline of another article of the programme, perhaps with its date beside it."""
    return (
        len(line.links) == 1
        and line.link_ratio >= _MOSTLY_LINK
        and word_count(line.links[0].text) >= _HEADLINE_WORDS
        and not _links_to_document(line)
        and not leads_away(line, host, book)
    )


def leads_away(line: Line, host: str, book: RuleBook) -> bool:
    """Whether a line has links, and every one leads to a stranger's site."""
    return bool(line.links) and not any(is_own(link.href, host, book) for link in line.links)


def judge_links(
    lines: Sequence[Line],
    verdicts: Sequence[Verdict | None],
    book: RuleBook,
    *,
    strict: bool,
    host: str = "",
    restored: frozenset[str] = frozenset(),
) -> list[Verdict | None]:
    """Takes out lines that are links and nothing else, and what the rules know to stand between them.

    In a declared container (`strict` is False) those stay that lead to another host than `host`, as the article's own
    documents on a file server do, and single headings and list items. A line whose exact text is in `restored` stays.
    """
    result = list(verdicts)
    index = 0
    while index < len(lines):
        last = _run_end(lines, verdicts, book, index)
        links = [at for at in range(index, last) if verdicts[at] is None and is_link_line(lines[at])]
        for at in links:
            home = _leads_home(lines[at], host)
            if strict or (home and (len(links) >= _RUN or lines[at].kind not in {"heading", "item"})):
                many = word_count(lines[at].words) >= _HEADLINE_WORDS
                result[at] = LINK_HEADLINE if many and not leads_away(lines[at], host, book) else LINKS_ONLY
        if links and all(result[at] is not None for at in links):
            for at in range(links[0], last):
                result[at] = result[at] or _beside_links(lines[at], book)
        index = last + 1
    return keep_restored(lines, result, restored)


def keep_restored(
    lines: Sequence[Line], verdicts: Sequence[Verdict | None], restored: frozenset[str]
) -> list[Verdict | None]:
    """The verdicts without those on lines that were put back: what such a line does to others is not undone."""
    return [None if line.text in restored else verdict for line, verdict in zip(lines, verdicts, strict=True)]


def _run_end(lines: Sequence[Line], verdicts: Sequence[Verdict | None], book: RuleBook, index: int) -> int:
    last = index
    linked = False
    while last < len(lines):
        link = verdicts[last] is None and is_link_line(lines[last])
        if not (link or verdicts[last] is not None or (linked and _beside_links(lines[last], book))):
            break
        linked |= link
        last += 1
    return last


def _beside_links(line: Line, book: RuleBook) -> Verdict | None:
    found = (ready.verdict for ready in matches(line, book) if "links" in ready.rule.where)
    return next((Verdict(verdict.rule, "navigation") for verdict in found), None)


def _leads_home(line: Line, host: str) -> bool:
    return all(link.href.startswith("/") or (host and host_of(link.href) == host) for link in line.links)


def _links_to_document(line: Line) -> bool:
    return any(_DOCUMENT.search(link.href) for link in line.links)
