"""The rules of the boilerplate vocabularies, applied to lines: by their first words, their place and their links."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.cleaning.spam import SpamWords, judge_spam, spam_words
from kmpipe.vocab.load import BoilerplateRule, cached_entries

_FIRST_WORD = re.compile(r"\w+|\S")
_DECORATION = " »›▸►▶→•◦▪●■□*+|>–—-[“\"'"
_PUNCTUATION = re.compile(r"\s{0,3}[:：»›>→►▶|]|\s{1,3}[–—-]|\s{0,3}[–—]\s")
_ENDS = " :.…!»›>→|]”\"'"
# a line with this share of its characters in links is a link and nothing else
_LINK_LINE = 0.8
# after a bare label so many link lines belong to it
_LABEL_REACH = 12
# words of a headline; a plain-text line after a bare label is one
_HEADLINE = 22
LINKS_ONLY = Verdict("links-only", "navigation")
LINK_HEADLINE = Verdict("linked-headline", "related")
_HOST = re.compile(r"https?://(?:[^/?#@]{0,100}@)?([^/?#:]{1,253})", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|pptx?|xlsx?|odt|odp|ods|zip|rar|csv|jpe?g|png)(?:[?#]|$)", re.IGNORECASE)


class Ready(NamedTuple):
    """A rule with its cues in lower case and its pattern compiled."""

    rule: BoilerplateRule
    verdict: Verdict
    starts: tuple[str, ...]
    equals: frozenset[str]
    contains: tuple[str, ...]
    pattern: re.Pattern[str] | None


class RuleBook(NamedTuple):
    """The rules by the first word of a line they can match, and those any line can match; adverts first."""

    by_word: Mapping[str, tuple[Ready, ...]]
    any_word: tuple[Ready, ...]
    spam: SpamWords


@functools.cache
def rule_book(folders: tuple[Path, ...] = ()) -> RuleBook:
    """The rules of the shipped vocabularies and of `folders`, read and compiled once."""
    by_word: dict[str, list[Ready]] = {}
    any_word: list[Ready] = []
    rules = cached_entries("boilerplate", "rule", BoilerplateRule, folders)
    for rule in sorted(rules, key=lambda r: r.kind != "advert"):
        ready = Ready(
            rule,
            Verdict(rule.id, rule.kind),
            tuple(sorted((cue.lower() for cue in rule.starts), key=len, reverse=True)),
            frozenset(cue.lower().strip(_ENDS) for cue in rule.equals),
            tuple(cue.lower() for cue in rule.contains),
            re.compile(rule.pattern, re.IGNORECASE) if rule.pattern else None,
        )
        first_words = {_first_word(cue) for cue in (*ready.starts, *ready.equals)}
        for word in sorted(first_words):
            by_word.setdefault(word, []).append(ready)
        if not first_words and (rule.contains or rule.pattern):
            any_word.append(ready)
    return RuleBook({word: tuple(found) for word, found in by_word.items()}, tuple(any_word), spam_words(folders))


def judge(
    lines: Sequence[Line],
    verdicts: Sequence[Verdict | None],
    sizes: Sequence[int],
    book: RuleBook,
    title: str = "",
    restored: frozenset[str] = frozenset(),
) -> list[Verdict | None]:
    """The verdict on each line. `verdicts` are those already passed, `sizes` the running text of each line.

    A line whose exact text is in `restored` stays.
    """
    result: list[Verdict | None] = [
        None if line.text in restored else verdict for line, verdict in zip(lines, verdicts, strict=True)
    ]
    prose = [0 if verdict else size for verdict, size in zip(result, sizes, strict=True)]
    places = _places(prose)
    _take_title(lines, result, places, title, restored)
    total = list(accumulate(prose, initial=0))
    found = judge_spam(lines, result, prose, book.spam, title)
    linked = any(line.links for line in lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.text in restored or result[index] is not None:
            index += 1
            continue
        if found[index] is not None:
            result[index] = found[index]
            index += 1
            continue
        matches = _matches(line, places[index], book)
        # what follows a tail is little; in the midst of an article the same words head a box
        closing = [
            ready
            for ready in matches
            if ready.rule.opens_tail and total[index] and total[-1] - total[index] <= ready.rule.shield * total[-1]
        ]
        if closing:
            _close(lines, result, found, index, closing[0].verdict, restored)
            break
        index += 1
        if not matches:
            continue
        ready = next((ready for ready in matches if not ready.rule.opens_tail), matches[0])
        result[index - 1] = ready.verdict
        if ready.verdict.kind == "related" and _is_bare(line, ready):
            index = _take_labelled(lines, result, index, ready.verdict, restored, linked=linked)
    return result


def _take_title(
    lines: Sequence[Line], result: list[Verdict | None], places: Sequence[str], title: str, restored: frozenset[str]
) -> None:
    """The title above the text is the article's title, not its text."""
    wanted = title.casefold().strip(_ENDS)
    for index, line in enumerate(lines):
        if places[index] != "head" or not wanted:
            return
        if result[index] is None and line.words.casefold().strip(_ENDS) == wanted and line.text not in restored:
            result[index] = Verdict("page-title", "navigation")


def _close(
    lines: Sequence[Line],
    result: list[Verdict | None],
    found: Sequence[Verdict | None],
    first: int,
    verdict: Verdict,
    restored: frozenset[str],
) -> None:
    for index in range(first, len(lines)):
        if result[index] is None and lines[index].text not in restored:
            result[index] = found[index] or verdict


def _take_labelled(
    lines: Sequence[Line],
    result: list[Verdict | None],
    index: int,
    verdict: Verdict,
    restored: frozenset[str],
    *,
    linked: bool,
) -> int:
    """Takes what follows a bare `Baca juga:`: link lines, headlines in a list, or in text without links one headline."""
    last, reach = index, min(len(lines), index + _LABEL_REACH)
    while last < reach and lines[last].link_ratio >= _LINK_LINE:
        last += 1
    while last < reach and lines[last].kind == "item" and _is_headline(lines[last].words):
        last += 1
    if last == index < len(lines) and not linked:
        last += _is_headline(lines[index].words)
    for taken in range(index, last):
        if result[taken] is None and lines[taken].text not in restored:
            result[taken] = verdict
    return last


def _is_headline(words: str) -> bool:
    return word_count(words) <= _HEADLINE and not ends_sentence(words)


def _is_bare(line: Line, ready: Ready) -> bool:
    cue = _cue(line)
    return any(cue.startswith(start) and not cue[len(start) :].strip(_ENDS) for start in ready.starts)


def _places(prose: Sequence[int]) -> list[str]:
    first = next((index for index, size in enumerate(prose) if size), len(prose))
    last = next((len(prose) - 1 - back for back, size in enumerate(reversed(prose)) if size), -1)
    return ["head" if index < first else "tail" if index > last else "body" for index in range(len(prose))]


def _cue(line: Line) -> str:
    # a cue stands within the first characters; the rest of a long line is not looked at
    return line.words[:400].lower().lstrip(_DECORATION)


def _first_word(cue: str) -> str:
    match = _FIRST_WORD.match(cue)
    return match[0] if match else ""


def _matches(line: Line, place: str, book: RuleBook) -> list[Ready]:
    cue = _cue(line)
    words = word_count(line.words)
    candidates = book.by_word.get(_first_word(cue), ())
    return [ready for ready in (*candidates, *book.any_word) if _fires(ready, line, cue, words, place)]


def _fires(ready: Ready, line: Line, cue: str, words: int, place: str) -> bool:
    rule = ready.rule
    if place not in rule.where or (rule.max_words is not None and words > rule.max_words):
        return False
    if rule.min_link_ratio is not None and line.link_ratio < rule.min_link_ratio:
        return False
    if ready.equals and cue.strip(_ENDS) not in ready.equals:
        return False
    if ready.starts and not any(_starts(cue, start, punctuated=rule.punctuated) for start in ready.starts):
        return False
    if ready.contains and sum(word in cue for word in ready.contains) < rule.min_hits:
        return False
    if ready.pattern is not None and not ready.pattern.search(line.words[:400]):
        return False
    return not (rule.fragment and ends_sentence(line.words))


def _starts(cue: str, start: str, *, punctuated: bool) -> bool:
    if not cue.startswith(start):
        return False
    rest = cue[len(start) :]
    if punctuated:
        return not rest.strip(_ENDS) or bool(_PUNCTUATION.match(rest))
    return not rest[:1].isalnum() or not start[-1].isalnum()


def links_to_document(line: Line) -> bool:
    """Whether a line links to a document (PDF, slides, a spreadsheet): such a line belongs to the article."""
    return any(_DOCUMENT.search(link.href) for link in line.links)


def judge_links(
    lines: Sequence[Line],
    verdicts: Sequence[Verdict | None],
    *,
    strict: bool,
    host: str = "",
    restored: frozenset[str] = frozenset(),
) -> list[Verdict | None]:
    """Takes out lines that are links and nothing else: menus, lists of headlines, next and previous.

    In a declared container (`strict` is False) those stay that lead to another host than `host`, as the article's own
    documents on a file server do, and single headings and list items.
    """
    result = list(verdicts)
    index = 0
    while index < len(lines):
        last = index
        while last < len(lines) and (result[last] is not None or _is_link_line(lines[last])):
            last += 1
        run = [at for at in range(index, last) if result[at] is None and lines[at].text not in restored]
        for at in run:
            home = _leads_home(lines[at], host)
            if strict or (home and (len(run) >= 3 or lines[at].kind not in {"heading", "item"})):
                result[at] = LINK_HEADLINE if word_count(lines[at].words) >= 4 else LINKS_ONLY
        index = last + 1
    return result


def _leads_home(line: Line, host: str) -> bool:
    return all(link.href.startswith("/") or (host and host_of(link.href) == host) for link in line.links)


def host_of(url: str) -> str:
    """The host of an address without `www.`, or nothing."""
    match = _HOST.match(url)
    return match[1].lower().removeprefix("www.") if match else ""


def _is_link_line(line: Line) -> bool:
    return line.link_size > 0 and line.link_ratio >= _LINK_LINE and not links_to_document(line)
