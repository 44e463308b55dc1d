"""Action items: what is to be done after the activity, by whom, by when."""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kmpipe.dates import find_dates
from kmpipe.extraction.spans import Sentences, evidence, first_at, phrases, word_set
from kmpipe.model import ActionItem, DateMention
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import cached_words

_MARKER = re.compile(r"\s*(?:\d{1,2}[.)]|[a-z][.)]|[-•–*▪])\s+")
# words of a heading: more is a sentence that only mentions a follow-up
_HEADING_WORDS = 6
_LONGEST_OWNER = 10
_MOST_ITEMS = 50
# code points before a date in which a word can say that it is due
_DUE_REACH = 40


def find_action_items(
    text: str, reference: dt.date | None = None, *, folders: tuple[Path, ...] = ()
) -> tuple[ActionItem, ...]:
    """The action items of a text in order, each with the sentence or list item that says it.

    `reference` is the day the activity was held: a date that is not after it is not due. `due` is a calendar value.

    >>> items = find_action_items("Laporan akan diserahkan oleh Dinas Sosial pada 31 Juli 2018.")
    >>> [(item.owner, item.due) for item in items]
    [('Dinas Sosial', '2018-07-31')]
    """
    tokens = tokenize(text)
    ahead = phrases("followups", "words", "ahead", folders).find(text, tokens)
    listed = list(itertools.islice(_listed(text, folders), _MOST_ITEMS))
    if not ahead and not listed:
        return ()
    found_dates = (d for d in find_dates(text, reference, folders=folders) if d.start and d.evidence)
    dates = sorted(found_dates, key=_place)
    found: dict[tuple[int, int], ActionItem] = {}
    for start, end in listed:
        found[start, end] = _item(text, tokens, start, end, _due(text, dates, start, end, reference, folders), folders)
    sentences = Sentences(text)
    seen: set[int] = set()  # one item a sentence, so that a long one is read once
    passive, active = (
        {match.first for match in phrases("followups", "words", key, folders).find(text, tokens)}
        for key in ("passive", "active")
    )
    for match in ahead:
        start, end = sentences.at(match.start)
        deed = next(
            (i for i in range(match.last, min(match.last + 3, len(tokens))) if i in passive or i in active), None
        )
        if deed is None or tokens[deed].start >= end or start in seen:
            continue
        if match.first and tokens[match.first - 1].text.lower() in word_set(
            "followups", "words", "describing", folders
        ):
            continue
        seen.add(start)
        if any(s < end and start < e for s, e in listed):
            continue
        due = _due(text, dates, start, end, reference, folders)
        item = _item(text, tokens, start, end, due, folders, ahead=match.first, active=deed in active)
        if item.due or item.owner:
            found[start, end] = item
    return tuple(found[span] for span in sorted(found))


def _listed(text: str, folders: tuple[Path, ...]) -> Iterator[tuple[int, int]]:
    """The spans of the list items under a heading of action items, or of the sentence after its colon."""
    at, open_list = 0, False
    headings = word_set("followups", "words", "headings", folders)
    for line in text.split("\n"):
        marker = _MARKER.match(line)
        if open_list and marker:
            yield at + marker.end(), at + len(line.rstrip())
        elif line.strip():
            bare = line[marker.end() if marker else 0 :].strip()
            head, colon, rest = bare.partition(":")
            known = head.strip().lower() in headings or (colon and _heads(head, headings))
            open_list = bool(known)
            if known and len(rest.split()) > 2:
                start = at + line.index(rest.strip())
                yield start, at + len(line.rstrip())
                open_list = False
        at += len(line) + 1


def _heads(head: str, headings: frozenset[str]) -> bool:
    words = head.lower().split()
    return len(words) <= _HEADING_WORDS and any(heading in " ".join(words) for heading in headings)


def _place(date: DateMention) -> int:
    return date.evidence[0].start


def _due(
    text: str, dates: Sequence[DateMention], start: int, end: int, reference: dt.date | None, folders: tuple[Path, ...]
) -> str | None:
    """The date inside the span that is due: after a word that says so, and after the reference."""
    cues = word_set("followups", "words", "due", folders)
    for date in dates[bisect.bisect_left(dates, start, key=_place) :]:
        proof = date.evidence[0]
        if proof.start >= end:
            break
        words = (
            text[max(start, proof.start - _DUE_REACH) : proof.start].lower().replace("(", " ").replace(":", " ").split()
        )
        value = date.end or date.start
        said = date.role == "due" or any(" ".join(words[-size:]) in cues for size in (1, 2, 3))
        if value and said and (reference is None or value > reference.isoformat()[: len(value)]):
            return value
    return None


def _item(
    text: str, tokens: Sequence[Token], start: int, end: int, due: str | None, folders: tuple[Path, ...], *,
    ahead: int | None = None, active: bool = False,
) -> ActionItem:  # fmt: skip
    first = first_at(tokens, start)
    while first < len(tokens) and tokens[first].start < end:
        opening = next((n for n in (2, 1) if _says(tokens, first, n, "openings", folders)), 0)
        if not opening:
            break
        first += opening
        first += tokens[first : first + 1] != [] and tokens[first].text == ","
    begin = tokens[first].start if first < len(tokens) and tokens[first].start < end else start
    task = text[begin:end].rstrip(" .;")
    owner = _owner(text, tokens, first, end, folders)
    if owner is None and active and ahead is not None and ahead > first and tokens[first].text[0].isupper():
        subject = text[tokens[first].start : tokens[ahead - 1].end]
        owner = subject if len(subject.split()) <= _LONGEST_OWNER and "," not in subject else None
    rule = "followups.sentence" if ahead is not None else "followups.list"
    return ActionItem(task=task, owner=owner, due=due, evidence=(evidence(text, begin, begin + len(task), rule),))


def _says(tokens: Sequence[Token], first: int, size: int, key: str, folders: tuple[Path, ...]) -> bool:
    return " ".join(t.text.lower() for t in tokens[first : first + size]) in word_set(
        "followups", "words", key, folders
    )


@functools.cache
def _marked_owner(folders: tuple[Path, ...]) -> re.Pattern[str]:
    """What follows `PIC:` up to the end of the bracket or sentence."""
    words = "|".join(re.escape(word) for word in cached_words("followups", "words", folders)["marked_owner"])
    return re.compile(rf"\(?\s?\b(?:{words})\s?:?\s([^();.\n]{{2,80}})")


def _owner(text: str, tokens: Sequence[Token], first: int, end: int, folders: tuple[Path, ...]) -> str | None:
    """The capitalised words after `oleh`, `by` or `PIC:`; None if there are none."""
    marked = _marked_owner(folders).search(text, tokens[first].start if first < len(tokens) else end, end)
    if marked:
        return marked[1].strip()
    for index in range(first, len(tokens)):
        if tokens[index].start >= end:
            break
        if not _says(tokens, index, 1, "owner", folders):
            continue
        at = index + 1
        at += tokens[at : at + 1] != [] and tokens[at].text.lower() in word_set(
            "followups", "words", "articles", folders
        )
        last = at
        while last < len(tokens) and tokens[last].end <= end and last - at < _LONGEST_OWNER:
            joins = last > at and tokens[last].text in word_set("followups", "words", "owner_binders", folders)
            if not tokens[last].text[0].isupper() and not joins:
                break
            last += 1
        while last > at and not tokens[last - 1].text[0].isupper():
            last -= 1
        if last > at and not any(
            character.isdigit() for character in text[tokens[last - 1].end : tokens[last - 1].end + 3]
        ):
            return text[tokens[at].start : tokens[last - 1].end]
    return None
