"""The verdict on each line of an article: by its first words, its place, its links and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from kmpipe.cleaning.filing import breadcrumb_of
from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.links import (
    LINK_HEADLINE,
    OFF_SITE,
    is_link_line,
    is_linked_headline,
    keep_restored,
    leads_away,
)
from kmpipe.cleaning.matching import ENDS, Ready, RuleBook, is_bare, matches
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.cleaning.spam import judge_spam

PAGE_TITLE = Verdict("page-title", "navigation")
BREADCRUMB = Verdict("breadcrumb-line", "breadcrumb")
# after a bare label so many link lines belong to it; a box of related articles in the body holds fewer
_LABEL_REACH, _BOX = 12, 3
# words of a headline; a plain-text line after a bare label is one
_HEADLINE = 22
# what stands in lists of links, or not in lists at all
_BUTTONS = frozenset({"byline", "form", "navigation", "newsletter", "notice", "share", "tags", "tail"})
# words of a paragraph that goes on after a box of related articles; a teaser is shorter
_PARAGRAPH = 12


def judge(
    lines: Sequence[Line],
    verdicts: Sequence[Verdict | None],
    sizes: Sequence[int],
    book: RuleBook,
    title: str = "",
    restored: frozenset[str] = frozenset(),
    host: str = "",
) -> list[Verdict | None]:
    """The verdict on each line. `verdicts` are those already passed, `sizes` the running text of each line.

    `host` is that of the site: a "read also" that leads elsewhere is an advert. A line whose exact text is in
    `restored` stays, wherever it stands; the lines beside it are judged as if it had gone.
    """
    result = list(verdicts)
    prose = [0 if verdict else size for verdict, size in zip(result, sizes, strict=True)]
    matched = [() if verdict else tuple(matches(line, book)) for line, verdict in zip(lines, result, strict=True)]
    _take_head(lines, result, _places(prose), title, book)
    found = judge_spam(lines, result, prose, book.spam, title)
    end, closing = _tail(lines, result, prose, matched, found)
    # the words of a tail are no text: what stands before it stands at the end
    places = _places([*prose[:end], *[0] * (len(prose) - end)])
    linked = any(line.links for line in lines)
    index = 0
    while index < end:
        index += 1
        at = index - 1
        if result[at] is not None or found[at] is not None:
            result[at] = result[at] or found[at]
            continue
        ready = _first([one for one in matched[at] if _may_take(one, lines[at], places[at])])
        if ready is None:
            continue
        result[at] = ready.verdict
        if ready.verdict.kind == "related" and is_bare(lines[at], ready):
            index = _take_labelled(lines, result, index, end, ready.verdict, linked=linked)
    for at in range(end, len(lines)):
        headline = closing is not None and is_linked_headline(lines[at], host, book)
        result[at] = result[at] or found[at] or (LINK_HEADLINE if headline else closing)
    for at, verdict in enumerate(result):
        if verdict is not None and verdict.kind == "related" and leads_away(lines[at], host, book):
            result[at] = OFF_SITE
    return keep_restored(lines, result, restored)


def _may_take(ready: Ready, line: Line, place: str) -> bool:
    """Whether a rule that matches a line may take it where it stands.

    Amid the text an item without a link is the author's, though it begins like a button, and so is a long sentence.
    """
    if place not in ready.rule.where:
        return False
    if place != "body" or line.links:
        return True
    if ready.verdict.kind == "related":
        return not (word_count(line.words) > _HEADLINE and ends_sentence(line.words))
    return line.kind != "item" or ready.verdict.kind not in _BUTTONS


def _first(fitting: Sequence[Ready]) -> Ready | None:
    """The rule that names a line: one that says more than that a tail begins, if there is one."""
    return next((ready for ready in fitting if not ready.rule.opens_tail), fitting[0] if fitting else None)


def _tail(
    lines: Sequence[Line],
    result: Sequence[Verdict | None],
    prose: Sequence[int],
    matched: Sequence[Sequence[Ready]],
    found: Sequence[Verdict | None],
) -> tuple[int, Verdict | None]:
    """Where the tail of the page begins, and by which rule; the number of lines where there is none.

    What follows a tail is little; in the midst of an article the same words head a box.
    """
    total = list(accumulate(prose, initial=0))
    places = _places(prose)
    for index in range(len(lines)):
        if result[index] is not None or found[index] is not None or not total[index]:
            continue
        for ready in matched[index]:
            rule = ready.rule
            little = total[-1] - total[index] <= rule.shield * total[-1]
            if rule.opens_tail and places[index] in rule.where and little and not _is_box(lines, prose, index + 1):
                return index, ready.verdict
    return len(lines), None


def _is_box(lines: Sequence[Line], prose: Sequence[int], index: int) -> bool:
    """Whether a label is followed by a few links and then by a paragraph of the article, not by one teaser after another."""
    last = index
    while last < min(len(lines), index + _BOX + 1) and is_link_line(lines[last]):
        last += 1
    if not index < last <= min(len(lines) - 1, index + _BOX):
        return False
    goes_on = prose[last] and word_count(lines[last].words) >= _PARAGRAPH and ends_sentence(lines[last].words)
    teaser = lines[last].words.endswith(("...", "…")) or (last + 1 < len(lines) and is_link_line(lines[last + 1]))
    return bool(goes_on) and not teaser


def _take_head(
    lines: Sequence[Line], result: list[Verdict | None], places: Sequence[str], title: str, book: RuleBook
) -> None:
    """The title above the text is the article's title, and a breadcrumb says where it is filed: neither is its text."""
    wanted = title.casefold().strip(ENDS)
    for index, line in enumerate(lines):
        if places[index] != "head":
            return
        if result[index] is not None:
            continue
        if wanted and line.words.casefold().strip(ENDS) == wanted:
            result[index] = PAGE_TITLE
        elif index + 1 < len(lines) and breadcrumb_of(line.text, book.folders, title):
            result[index] = BREADCRUMB


def _take_labelled(
    lines: Sequence[Line], result: list[Verdict | None], index: int, end: int, verdict: Verdict, *, linked: bool
) -> int:
    """Takes what follows a bare `Baca juga:`: link lines, headlines in a list, or in text without links one headline."""
    last, reach = index, min(end, index + _LABEL_REACH)
    while last < reach and is_link_line(lines[last]):
        last += 1
    while last < reach and lines[last].kind == "item" and _is_headline(lines[last].words):
        last += 1
    if last == index < end and not linked:
        last += _is_headline(lines[index].words)
    for taken in range(index, last):
        result[taken] = result[taken] or verdict
    return last


def _is_headline(words: str) -> bool:
    return word_count(words) <= _HEADLINE and not ends_sentence(words)


def _places(prose: Sequence[int]) -> list[str]:
    first = next((index for index, size in enumerate(prose) if size), len(prose))
    last = next((len(prose) - 1 - back for back, size in enumerate(reversed(prose)) if size), -1)
    return ["head" if index < first else "tail" if index > last else "body" for index in range(len(prose))]
