"""Snippets: the passage of a text that shows best why it was found, and what to mark in it.

The text is read by the same analysis as the index, so that what is marked is what was matched, whichever engine runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kmpipe.search.plan import EXACT_MARK, STOP_MARK, Adjacent, AllOf, AnyOf, BestOf, Plan, TextField, Word
from kmpipe.text.analysis import Analyser, Term, shouts

WIDTH = 230  # code points: two to three lines on a terminal
# how far before the first mark a passage may begin, to begin with a sentence
LEAD = 80
_SENTENCE_END = re.compile(r"[.!?:;]\s|\n")
_STRETCH = re.compile(r"\S+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

Words = tuple[frozenset[str], ...]


class Snippet(NamedTuple):
    """A passage: `text` stands at code point `start` of the indexed text, line ends as spaces; marks are `[start, end)`."""

    text: str
    start: int
    marks: tuple[tuple[int, int], ...]
    more_before: bool
    more_after: bool


class _Occurrence(NamedTuple):
    start: int
    end: int
    needle: int


class Highlighter:
    """Marks what a plan asks for."""

    def __init__(self, plan: Plan, analyser: Analyser) -> None:
        self._analyser = analyser
        self._needles: list[tuple[int, tuple[TextField, ...], Words]] = []
        self._asked = 0
        self._wanted: dict[TextField, _Wanted] = {}
        self._collect(plan)

    def _collect(self, plan: Plan) -> None:
        """Gather what to mark, numbered by what was asked: other names of a word are no more than the word."""
        match plan:
            case Word(fields, lemmas, terms):
                self._needles.append((self._asked, fields, (frozenset({*lemmas, *(term for term, _ in terms)}),)))
                self._asked += 1
            case Adjacent(fields, words):
                self._needles.append((self._asked, fields, tuple(map(frozenset, words))))
                self._asked += 1
            case BestOf(parts):
                self._collect(parts[0])
                number = self._asked - 1
                for part in parts[1:]:
                    self._asked = number
                    self._collect(part)
            case AllOf(parts) | AnyOf(parts):
                for part in parts:
                    self._collect(part)
            case _:
                pass  # what must not match, and conditions on other fields, mark nothing

    def title(self, title: str) -> tuple[tuple[int, int], ...]:
        """What to mark in a title, `[start, end)` in code points."""
        return _joined(self._occurrences(title, "title"))

    def snippet(self, text: str) -> Snippet:
        """The best passage of a text: the one with the most of what was asked, the earliest of equals."""
        found = self._occurrences(text, "text")
        start, end = _passage(text, found)
        inside = [each for each in found if each.start >= start and each.end <= end]
        marks = tuple((first - start, last - start) for first, last in _joined(inside))
        passage = text[start:end].replace("\n", " ")
        return Snippet(passage, start, marks, bool(text[:start].strip()), bool(text[end:].strip()))

    def _occurrences(self, text: str, field: TextField) -> list[_Occurrence]:
        if field not in self._wanted:
            self._wanted[field] = self._wanted_in(field)
        wanted, forms = self._wanted[field]
        found: set[_Occurrence] = set()
        reading = _Reading(text, self._analyser)
        for start, end in _stretches(text, forms) if wanted else ():
            for index, term in enumerate(reading.begin(start, end)):
                for key in _keys(term):
                    for number, words in wanted.get(key, ()):
                        last = term if len(words) == 1 else reading.last_of(words, index)
                        if last is not None:
                            found.add(_Occurrence(term.start, last.end, number))
        return sorted(found)

    def _wanted_in(self, field: TextField) -> _Wanted:
        wanted: dict[str, list[tuple[int, Words]]] = {}
        for number, fields, words in self._needles:
            for key in words[0] if field in fields else ():
                wanted.setdefault(key, []).append((number, words))
        plain = {key.removeprefix(EXACT_MARK).removeprefix(STOP_MARK) for key in wanted}
        forms: list[str] = []
        for form in sorted(plain | self._analyser.lemmatiser.forms(wanted.keys()), key=len):
            if form and not any(shorter in form for shorter in forms):
                forms.append(form)
        return _Wanted(wanted, forms)


class _Wanted(NamedTuple):
    """What to mark in a field: the needles that begin with a key, and the forms in which one of the keys may stand.

    A form that holds another one is left out: it is found with that.
    """

    needles: dict[str, list[tuple[int, Words]]]
    forms: list[str]


class _Reading:
    """Reads a text from one stretch without blanks to the next, and what follows in its line as far as it is asked for."""

    def __init__(self, text: str, analyser: Analyser) -> None:
        self._text = text
        self._analyser = analyser
        self._line_end = -1
        self._shouting = False
        self._terms: list[Term] = []
        self._rest: Iterator[re.Match[str]] = iter(())

    def begin(self, start: int, end: int) -> tuple[Term, ...]:
        """The terms of a stretch, which lies behind those before."""
        if start > self._line_end:
            line_end = self._text.find("\n", end)
            self._line_end = len(self._text) if line_end < 0 else line_end
            self._shouting = shouts(self._text[self._text.rfind("\n", 0, start) + 1 : self._line_end])
        self._terms = self._read(start, end)
        self._rest = _STRETCH.finditer(self._text, end, self._line_end)
        return tuple(self._terms)

    def last_of(self, words: Words, index: int) -> Term | None:
        """The last term of some words if they stand in the line from a term of the stretch on."""
        wanted = index + len(words)
        while len(self._terms) < wanted:
            following = next(self._rest, None)
            if following is None:
                return None
            self._terms += self._read(*following.span())
        here = self._terms[index:wanted]
        stands = all(any(key in asked for key in _keys(term)) for term, asked in zip(here, words, strict=True))
        return here[-1] if stands else None

    def _read(self, start: int, end: int) -> list[Term]:
        return [
            Term(position, start + first, start + last, exact, lemmas)
            for position, first, last, exact, lemmas in self._analyser.query(
                self._text[start:end], shouting=self._shouting
            )
        ]


def _stretches(text: str, forms: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The stretches of a text without blanks in which one of the forms may stand, in order.

    All that analysis does to a word but lower case makes it differ from its form in a character that is not ASCII or an
    apostrophe. Finding words so takes a tenth of the time of analysing the text.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # İ becomes two
        yield from (match.span() for match in _STRETCH.finditer(text))
        return
    places = [] if text.isascii() else [match.start() for match in _NOT_ASCII.finditer(text)]
    for form in ("'", *forms):
        place = lowered.find(form)
        while place >= 0:
            places.append(place)
            place = lowered.find(form, place + len(form))
    end = 0
    for place in sorted(places):
        if place < end or text[place].isspace():
            continue
        start = end = place
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        yield start, end


def _keys(term: Term) -> tuple[str, ...]:
    """What a word is found by."""
    return (EXACT_MARK + term.exact, *term.lemmas) if term.lemmas else (STOP_MARK + term.exact,)


def _joined(found: Sequence[_Occurrence]) -> tuple[tuple[int, int], ...]:
    """The marks without overlaps."""
    marks: list[tuple[int, int]] = []
    for start, end, _ in found:
        if marks and start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return tuple(marks)


def _passage(text: str, found: Sequence[_Occurrence]) -> tuple[int, int]:
    """The code points of the passage: the window over the most needles, begun at a sentence or word, ended at a word.

    Of windows over equally many the one over what was asked for first counts, then the one in which it stands most often.
    """
    if not found:
        return _trimmed(text, 0, _word_end(text, 0, WIDTH))
    best, first, last = (-1, 0, 0), found[0], found[0]
    low = 0
    inside: dict[int, int] = {}
    for each in found:
        inside[each.needle] = inside.get(each.needle, 0) + 1
        while each.end - found[low].start > WIDTH and found[low] is not each:
            inside[found[low].needle] -= 1
            if not inside[found[low].needle]:
                del inside[found[low].needle]
            low += 1
        worth = (len(inside), -sum(inside), sum(inside.values()))
        if worth > best:
            best, first, last = worth, found[low], each
    # what room is left stands before the first mark by a third at most, so that its sentence is seen
    room = max(0, WIDTH - (last.end - first.start))
    start = _beginning(text, first.start, min(LEAD, room // 2))
    return _trimmed(text, start, _word_end(text, start, max(WIDTH, last.end - start)))


def _beginning(text: str, anchor: int, lead: int) -> int:
    """Where to begin before an anchor: at the last sentence within reach, else at a word."""
    low = max(0, anchor - lead)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, low, anchor)]
    if ends:
        return ends[0]
    if low == 0:
        return 0
    while low < anchor and not text[low - 1].isspace():
        low += 1
    return low


def _word_end(text: str, start: int, width: int) -> int:
    """The end of the last whole word within `width` of the start."""
    end = start + width
    if end >= len(text):
        return len(text)
    cut = max(text.rfind(" ", start, end + 1), text.rfind("\n", start, end + 1))
    return cut if cut > start + width // 2 else end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
