"""Snippets: the passage of a text that shows best why it was found, and what to mark in it.

The text is read by the same analysis as the index, so that what is marked is what was matched, whichever engine runs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from kmpipe.search.plan import EXACT_MARK, STOP_MARK, Adjacent, AllOf, AnyOf, BestOf, Plan, TextField, Word
from kmpipe.text.analysis import Analyser, Term

WIDTH = 230  # code points: two to three lines on a terminal
# how far before the first mark a passage may begin, to begin with a sentence
LEAD = 80
_SENTENCE_END = re.compile(r"[.!?:;]\s|\n")

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
        self._known_surfaces: dict[frozenset[str], list[str]] = {}
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
        needles = [(number, words) for number, fields, words in self._needles if field in fields]
        if not needles:
            return []
        wanted: dict[str, list[tuple[int, Words]]] = {}
        for number, words in needles:
            for key in words[0]:
                wanted.setdefault(key, []).append((number, words))
        forms = self._surfaces(frozenset(wanted))
        found: set[_Occurrence] = set()
        offset = 0
        for line in text.split("\n"):
            if _may_hold(line, forms):
                found |= self._in_line(line, offset, wanted)
            offset += len(line) + 1
        return sorted(found)

    def _in_line(self, line: str, offset: int, wanted: dict[str, list[tuple[int, Words]]]) -> set[_Occurrence]:
        terms = self._analyser.document(line, "und")  # both ways: a hit was found in one of them
        return {
            _Occurrence(offset + term.start, offset + terms[index + len(words) - 1].end, number)
            for index, term in enumerate(terms)
            for key in _keys(term)
            for number, words in wanted.get(key, ())
            if _stands(terms, index, words)
        }

    def _surfaces(self, keys: frozenset[str]) -> list[str]:
        """The forms in which what is wanted may stand in a text."""
        if keys not in self._known_surfaces:
            plain = {key.removeprefix(EXACT_MARK).removeprefix(STOP_MARK) for key in keys}
            self._known_surfaces[keys] = sorted(plain | self._analyser.lemmatiser.forms(keys))
        return self._known_surfaces[keys]


def _may_hold(line: str, forms: Sequence[str]) -> bool:
    """Whether a line may hold one of the forms. Analysing only such lines saves half the time of a query."""
    if "'" in line or "’" in line or not unicodedata.is_normalized("NFKC", line):
        return True
    lowered = line.lower()
    return any(form in lowered for form in forms)


def _stands(terms: list[Term], index: int, words: Words) -> bool:
    """Whether the words stand in the text from a term on, in one line."""
    if len(words) == 1:
        return True
    here = terms[index : index + len(words)]
    if len(here) < len(words) or here[-1].position != here[0].position + len(words) - 1:
        return False
    return all(any(key in wanted for key in _keys(term)) for term, wanted in zip(here, words, strict=True))


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
