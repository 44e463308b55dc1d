"""Snippets: the passage of a text that shows best why it was found, and what to mark in it.

The text is read by the same analysis as the index, so that what is marked is what was matched, whichever engine runs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kmpipe.search.engine import EXACT_MARK, Adjacent, AllOf, AnyOf, Plan, TextField, Word
from kmpipe.text.analysis import Analyser, Term

WIDTH = 230  # code points: two to three lines on a terminal
# how far before the first mark a passage may begin, to begin with a sentence
LEAD = 80
_SENTENCE_END = re.compile(r"[.!?:;]\s|\n")

Places = tuple[tuple[int, frozenset[str]], ...]


class Snippet(NamedTuple):
    """A passage: `text` is as in the article from code point `start`, line ends as spaces; marks are `[start, end)` in it."""

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
        self._needles: list[tuple[tuple[TextField, ...], Places]] = []
        self._collect(plan)

    def _collect(self, plan: Plan) -> None:
        match plan:
            case Word(fields, lemmas, exact):
                terms = frozenset({*lemmas, *(EXACT_MARK + word for word, _ in exact)})
                self._needles.append((fields, ((0, terms),)))
            case Adjacent(fields, places):
                self._needles.append((fields, tuple((offset, frozenset(terms)) for offset, terms in places)))
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
        needles = [(number, places) for number, (fields, places) in enumerate(self._needles) if field in fields]
        if not needles:
            return []
        terms = self._analyser.document(text, "und")  # both ways: a hit was found in one of them
        at = {term.position: term for term in terms}
        wanted: dict[str, list[tuple[int, Places]]] = {}
        for number, places in needles:
            for key in places[0][1]:
                wanted.setdefault(key, []).append((number, places))
        found = []
        for term in terms:
            for key in (EXACT_MARK + term.exact, *term.lemmas):
                for number, places in wanted.get(key, ()):
                    last = _phrase_end(at, term.position, places)
                    if last is not None:
                        found.append(_Occurrence(term.start, last.end, number))
        return sorted(set(found))


def _phrase_end(at: dict[int, Term], position: int, places: Places) -> Term | None:
    """The last word of a phrase that begins at a position, or None if it does not stand there."""
    last = None
    for offset, terms in places:
        last = at.get(position + offset)
        if last is None or not (EXACT_MARK + last.exact in terms or any(lemma in terms for lemma in last.lemmas)):
            return None
    return last


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
    """The code points of the passage: the window over the most needles, begun at a sentence or word, ended at a word."""
    if not found:
        return _trimmed(text, 0, _word_end(text, 0, WIDTH))
    best, first, last = (-1, -1), found[0], found[0]
    low = 0
    inside: dict[int, int] = {}
    for each in found:
        inside[each.needle] = inside.get(each.needle, 0) + 1
        while each.end - found[low].start > WIDTH and found[low] is not each:
            inside[found[low].needle] -= 1
            if not inside[found[low].needle]:
                del inside[found[low].needle]
            low += 1
        worth = (len(inside), sum(inside.values()))
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
