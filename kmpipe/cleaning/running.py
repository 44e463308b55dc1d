"""Running heads and feet: lines at the edges of pages that repeat from page to page, and page numbers."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.cleaning.ledger import Verdict
from kmpipe.cleaning.pagerows import PrintLine, print_line
from kmpipe.cleaning.pdfwords import Sheet, Word
from kmpipe.text.normalise import fold_spaces, normalise
from kmpipe.vocab.load import cached_words

RUNNING_HEAD = Verdict("running-head", "navigation")
RUNNING_FOOT = Verdict("running-foot", "navigation")
PAGE_NUMBER = Verdict("page-number", "navigation")
SLANTED = Verdict("slanted-text", "notice")
# the share of a page's height at its head and foot in which they stand
_EDGE = 0.12
# lines on so great a share of the pages are no text; larger type, which a title has, must be on more of them
_SHARE, _TITLE_SHARE, _TITLE_SIZE = 0.4, 0.8, 1.15
_TOKEN = re.compile(r"\d+|[^\W\d]+")
# characters of a page number with its words, and of a running head
_LONGEST_NUMBER, _LONGEST = 40, 200
_ROMAN = re.compile(r"[ivxlc]{1,6}", re.IGNORECASE)


class Gone(NamedTuple):
    """A line that is none of the text, and why."""

    text: str
    verdict: Verdict


class Body(NamedTuple):
    """A page without its edges: what stood above, the words of its text, and what stood below or across."""

    sheet: Sheet
    head: tuple[Gone, ...]
    words: tuple[Word, ...]
    foot: tuple[Gone, ...]


class _Edge(NamedTuple):
    """A line at an edge of a page, by the places of its words among those of the page; `outer` for the outermost one."""

    line: PrintLine
    text: str
    at: tuple[int, ...]
    upper: bool
    outer: bool


class _Habits(NamedTuple):
    """What the edges of a document do: lines by how many pages have them, as they stand and without the page's number.

    `numbered` counts the pages whose outermost line begins or ends with the number, by edge. `offset` is what is to be added
    to the place of a page to get its number, None where pages bear none. `size` is that of the body's type in points.
    """

    pages: int
    exact: Counter[tuple[bool, str]]
    folded: Counter[tuple[bool, str]]
    numbered: Counter[bool]
    offset: int | None
    size: float


def without_edges(sheets: Sequence[Sheet], folders: tuple[Path, ...] = ()) -> list[Body]:
    """The pages without running heads and feet, page numbers, and text that runs across the page (a watermark).

    A line counts as running when the same words stand at the same edge of two pages at least, and of two in five, its page
    number aside. Linear in the words.
    """
    edges = [_edges(sheet) for sheet in sheets]
    habits = _habits(sheets, edges)
    bodies: list[Body] = []
    for sheet, lines in zip(sheets, edges, strict=True):
        head: list[Gone] = []
        foot: list[Gone] = []
        taken: set[int] = set()
        for one in lines:
            verdict = _verdict(one, sheet.number, habits, folders)
            if verdict is not None:
                (head if one.upper else foot).append(Gone(one.text, verdict))
                taken.update(one.at)
        kept = tuple(word for at, word in enumerate(sheet.words) if at not in taken and word.upright)
        bodies.append(Body(sheet, tuple(head), kept, (*foot, *_slanted(sheet.words))))
    return bodies


def _verdict(one: _Edge, number: int, habits: _Habits, folders: tuple[Path, ...]) -> Verdict | None:
    small = one.line.size < _TITLE_SIZE * habits.size
    enough = max(2, (_SHARE if small else _TITLE_SHARE) * habits.pages)
    running = RUNNING_HEAD if one.upper else RUNNING_FOOT
    if small and _is_number(one, number, habits, folders):
        return PAGE_NUMBER
    if habits.exact[one.upper, one.text] >= enough:
        return running
    if not small or habits.offset is None:
        return None
    own = number + habits.offset
    if habits.folded[one.upper, _folded(one.text, own)] >= enough:
        return running
    # a head that names its chapter changes, but bears the number of the page
    many = habits.pages > 2 and habits.numbered[one.upper] >= enough
    return running if many and one.outer and own in _ends(one.text) else None


def _habits(sheets: Sequence[Sheet], edges: Sequence[Sequence[_Edge]]) -> _Habits:
    offsets: Counter[int] = Counter()
    for sheet, lines in zip(sheets, edges, strict=True):
        offsets.update({end - sheet.number for one in lines if one.outer for end in _ends(one.text)})
    offset = max(offsets, key=lambda one: (offsets[one], -abs(one), one), default=None)
    if offset is not None and offsets[offset] < 2 and (offset or len(sheets) > 2):
        offset = None
    exact: Counter[tuple[bool, str]] = Counter()
    folded: Counter[tuple[bool, str]] = Counter()
    numbered: Counter[bool] = Counter()
    for sheet, lines in zip(sheets, edges, strict=True):
        exact.update({(one.upper, one.text) for one in lines})
        if offset is not None:
            own = sheet.number + offset
            folded.update({(one.upper, _folded(one.text, own)) for one in lines})
            numbered.update({one.upper for one in lines if one.outer and own in _ends(one.text)})
    size = body_size(word for sheet in sheets for word in sheet.words)
    return _Habits(len(sheets), exact, folded, numbered, offset, size)


def body_size(words: Iterable[Word]) -> float:
    """The size of type in which most characters are set, to half a point."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(2 * word.size) / 2] += len(word.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0.0)


def _edges(sheet: Sheet) -> list[_Edge]:
    """The lines in the upper and the lower edge of a page, from top to bottom."""
    middles = [(at, (word.bottom + word.top) / 2) for at, word in enumerate(sheet.words) if word.upright]
    upper = _lines(sheet, [at for at, middle in middles if middle > (1 - _EDGE) * sheet.height])
    lower = _lines(sheet, [at for at, middle in middles if middle < _EDGE * sheet.height])
    return [
        *(_Edge(line, text, at, upper=True, outer=not place) for place, (line, text, at) in enumerate(upper)),
        *(
            _Edge(line, text, at, upper=False, outer=place == len(lower))
            for place, (line, text, at) in enumerate(lower, 1)
        ),
    ]


def _lines(sheet: Sheet, places: Sequence[int]) -> list[tuple[PrintLine, str, tuple[int, ...]]]:
    """The lines of these words, from top to bottom, with their text and their words."""
    words = sheet.words
    groups: list[list[int]] = []
    for at in sorted(places, key=lambda place: (-words[place].bottom - words[place].top, words[place].left)):
        middle = (words[at].bottom + words[at].top) / 2
        if groups and middle > words[groups[-1][0]].bottom:
            groups[-1].append(at)
        else:
            groups.append([at])
    found: list[tuple[PrintLine, str, tuple[int, ...]]] = []
    for group in groups:
        group.sort(key=lambda place: words[place].left)
        line = print_line([words[at] for at in group])
        if text := _clean(line.text):
            found.append((line, text, tuple(group)))
    return found


def _folded(text: str, number: int) -> str:
    """The text with the number of its page as a sign."""
    return _TOKEN.sub(lambda found: "#" if found[0] == str(number) else found[0].casefold(), text)


def _ends(text: str) -> set[int]:
    """The numbers a line begins and ends with."""
    tokens = _TOKEN.findall(text) if len(text) <= _LONGEST else []
    return {int(token) for token in (*tokens[:1], *tokens[-1:]) if token.isdecimal() and len(token) <= 4}


def _is_number(one: _Edge, number: int, habits: _Habits, folders: tuple[Path, ...]) -> bool:
    """Whether a line is the number of its page and nothing else but words that go with one (`Halaman 3 dari 12`)."""
    if len(one.text) > _LONGEST_NUMBER:
        return False
    tokens = _TOKEN.findall(one.text.casefold())
    if len(tokens) == 1 and one.outer and habits.pages > 2 and _ROMAN.fullmatch(tokens[0]):
        return True
    numbers = [int(token) for token in tokens if token.isdecimal()]
    others = [token for token in tokens if not token.isdecimal()]
    if habits.offset is None or not numbers or len(numbers) > 2 or number + habits.offset != numbers[0]:
        return False
    words = _page_words(folders)
    return not others or "".join(others) in words or all(token in words for token in others)


@functools.cache
def _page_words(folders: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(cached_words("documents", "page", folders)["words"])


def _slanted(words: Sequence[Word]) -> list[Gone]:
    """What runs another way than the text of the page: a watermark, a stamp."""
    found = _clean(" ".join(word.text for word in words if not word.upright))
    return [Gone(found, SLANTED)] if found else []


def _clean(text: str) -> str:
    return fold_spaces(normalise(text))
