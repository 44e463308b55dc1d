"""Who is to do an action item, and the text it is read in."""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.extraction.places import place_words
from kmpipe.extraction.spans import first_at, known_word, word_set
from kmpipe.model import DateMention
from kmpipe.text.tokens import tokenize
from kmpipe.vocab.load import cached_words

_LONGEST = 14
# words after the word for a group (`tim penyusun naskah`)
_LONGEST_GROUP = 5
# code points of an owner at the end of an item; more is part of the task
_LONGEST_TAIL = 80
_TAIL = re.compile(r"\s[-–—]\s|[();|]")


class Span(NamedTuple):
    """The tokens `[first, last)`."""

    first: int
    last: int


class Page:
    """A text with its tokens, their small letters, the dates in it, and the words of `followups.toml`."""

    def __init__(self, text: str, dates: Sequence[DateMention], folders: tuple[Path, ...]) -> None:
        self.text = text
        self.folders = folders
        self.tokens = tokenize(text)
        self.low = [token.text.lower() for token in self.tokens]
        self.dates = sorted(dates, key=lambda date: date.evidence[0].start)
        self._date_starts = [date.evidence[0].start for date in self.dates]

    def words(self, key: str) -> frozenset[str]:
        """The list `key` in small letters."""
        return word_set("followups", "words", key, self.folders)

    def span(self, start: int, end: int) -> Span:
        """The tokens that begin in the code points `[start, end)`."""
        return Span(first_at(self.tokens, start), first_at(self.tokens, end))

    def quote(self, span: Span) -> tuple[int, int]:
        """The code points of a span that is not empty."""
        return self.tokens[span.first].start, self.tokens[span.last - 1].end

    def dates_in(self, start: int, end: int) -> Iterator[DateMention]:
        """The dates that begin in the code points `[start, end)`."""
        for date in self.dates[bisect.bisect_left(self._date_starts, start) :]:
            if date.evidence[0].start >= end:
                return
            yield date

    def is_date(self, index: int) -> bool:
        """Whether the token is part of a date."""
        start = self.tokens[index].start
        at = bisect.bisect_right(self._date_starts, start)
        return at > 0 and start < self.dates[at - 1].evidence[0].end

    def stands(self, span: Span, key: str, longest: int = 4) -> int:
        """How many tokens at the start of the span are a phrase of the list; 0 for none."""
        words = self.words(key)
        most = min(longest, span.last - span.first)
        return next((n for n in range(most, 0, -1) if " ".join(self.low[span.first : span.first + n]) in words), 0)

    def is_verb(self, index: int) -> bool:
        """Whether the token is an Indonesian verb of doing by its form."""
        word = self.low[index]
        prefixes = tuple(cached_words("followups", "words", self.folders)["verb_prefixes"])
        return self.tokens[index].text == word and word.startswith(prefixes) and known_word(word, "id")


def without_openings(page: Page, span: Span) -> Span:
    """The span without the words that only lead to it (`Selanjutnya,`, `Sebagai tindak lanjut,`) and articles."""
    first = span.first
    while first < span.last:
        size = page.stands(Span(first, span.last), "openings")
        if not size and page.low[first] != ",":
            break
        first += size or 1
    return Span(first, span.last)


def actor(page: Page, span: Span) -> int:
    """How surely the span names who can do something: 2 a body, a person or a known kind of team, 1 perhaps, 0 no."""
    if not 0 < span.last - span.first <= _LONGEST or any(page.is_date(i) for i in range(span.first, span.last)):
        return 0
    return max(_group(page, span), _named(page, span))


def _group(page: Page, span: Span) -> int:
    """2 for a team (`tim penyusun`), 1 for a group of people (`setiap kelompok`), 0 for neither."""
    low = page.low[span.first : span.last]
    rest = (low[1:] if low[0] in page.words("each") else low) or low
    if not 0 < len(rest) <= _LONGEST_GROUP or any(page.is_verb(i) for i in range(span.first, span.last)):
        return 0
    if not all(word[0].isalpha() and word not in page.words("not_owner") for word in rest):
        return 0
    heads = {rest[0], rest[-1]}
    return 2 if heads & page.words("teams") else 1 if heads & page.words("groups") else 0


def _named(page: Page, span: Span) -> int:
    """2 for a name in capitals, 1 for capitals that may be a place or only begin the sentence, 0 without."""
    words, low = page.tokens[span.first : span.last], page.low[span.first : span.last]
    joints = page.words("owner_binders")
    if not all(word.text[0].isupper() or word.text.isdecimal() or word.text.lower() in joints for word in words):
        return 0
    last = words[-1].text
    if not words[0].text[0].isupper() or not (last[0].isupper() or last.isdecimal() or last == ")"):
        return 0
    for number, word in enumerate(words):
        acronym = sum(character.isupper() for character in word.text) > 1
        own = word.text[0].isupper() and low[number] not in _places(page.folders) and (number > 0 or _is_name(low[0]))
        if acronym or own or low[0] in page.words("titles"):
            return 2
    return 1


@functools.cache
def _places(folders: tuple[Path, ...]) -> frozenset[str]:
    kinds = word_set("places", "words", "kinds", folders)
    return place_words(folders) | kinds


def _is_name(word: str) -> bool:
    return not known_word(word, "id") and not known_word(word, "en")


def subject(page: Page, span: Span) -> Span | None:
    """The actor that ends the span: all of it, or what follows a comma, an article or a date in it."""
    first = span.first
    for index in range(span.last - 1, span.first - 1, -1):
        if page.low[index] in page.words("that") or page.tokens[index].text in (":", ";"):
            first = index + 1
            break
    span = without_openings(page, Span(first, span.last))
    starts = [span.first, *(i + 1 for i in range(span.first, span.last) if _may_end_lead(page, i))]
    for start in starts:
        found = _without_article(page, Span(start, span.last))
        if actor(page, found):
            return found
    return None


def _may_end_lead(page: Page, index: int) -> bool:
    """Whether a subject may begin after the token: a comma, an article, the year of a date (`By 30 May 2019 the Agency …`)."""
    return page.tokens[index].text == "," or page.low[index] in page.words("articles") or page.low[index].isdecimal()


def _without_article(page: Page, span: Span) -> Span:
    has = span.last - span.first > 1 and page.low[span.first] in page.words("articles")
    return Span(span.first + 1, span.last) if has else span


def doer(page: Page, span: Span) -> Span | None:
    """The actor after `oleh` or `by` in the span."""
    for index in range(span.first, span.last - 1):
        if page.low[index] not in page.words("owner"):
            continue
        at = index + 1 + (page.low[index + 1] in page.words("articles"))
        last = at
        while last < min(span.last, at + _LONGEST):
            token = page.tokens[last]
            joins = last > at and page.low[last] in page.words("owner_binders") and token.text != ","
            if not (token.text[0].isupper() or joins) or page.is_date(last):
                break
            last += 1
        while last > at and not page.tokens[last - 1].text[0].isupper():
            last -= 1
        if last == at and page.stands(Span(at, span.last), "teams", 1):
            last = at + 1 + _is_qualifier(page, at + 1, span.last)
        if last > at:
            return Span(at, last)
    return None


def _is_qualifier(page: Page, index: int, end: int) -> bool:
    """Whether the token says which team (`tim kecil`): a word in small letters that is no verb and no function word."""
    if index >= end or not page.tokens[index].text.isalpha() or page.is_verb(index):
        return False
    return not any(page.low[index] in word_set("language", "language", key, page.folders) for key in ("id", "en"))


@functools.cache
def _marked(folders: tuple[Path, ...]) -> re.Pattern[str]:
    """What follows `PIC:` up to the end of the bracket or sentence."""
    words = "|".join(re.escape(word) for word in cached_words("followups", "words", folders)["marked_owner"])
    return re.compile(rf"\b(?:{words})\s?:?\s([^();,.\n]{{2,80}})")


def marked(page: Page, start: int, end: int) -> Span | None:
    """What stands after `PIC:` or `penanggung jawab` in the code points."""
    found = _marked(page.folders).search(page.text, start, end)
    return page.span(found.start(1), found.start(1) + len(found[1].rstrip())) if found else None


def leading(page: Page, span: Span) -> Span | None:
    """The actor that opens a list item: before its verb (`Bappeda menyusun …`, `Secretariat to draft …`) or a colon."""
    span = _without_article(page, span)
    for index in range(span.first + 1, min(span.last, span.first + _LONGEST + 1)):
        found = Span(span.first, index)
        word = page.low[index]
        if page.tokens[index].text == ":":
            return found if actor(page, found) == 2 else None
        if (
            word in page.words("dashes")
            and page.tokens[index + 1 : index + 2]
            and page.tokens[index + 1].text.islower()
        ):
            return found if _group(page, found) or actor(page, found) == 2 else None
        ahead = page.stands(Span(index, span.last), "ahead") or (
            word == "to" and page.low[index + 1 : index + 2] != ["be"]
        )
        if ahead or page.is_verb(index):
            return found if actor(page, found) else None
    return None


def trailing(page: Page, start: int, end: int) -> Span | None:
    """The actor that stands at the end of a list item, after a dash or in brackets: `Draft TOR – Bappeda`."""
    for cut, following in itertools.pairwise([*_TAIL.finditer(page.text, start, end), None]):
        stop = following.start() if following else end
        if cut and stop - cut.end() <= _LONGEST_TAIL and actor(page, page.span(cut.end(), stop)) == 2:
            return page.span(cut.end(), stop)
    return None
