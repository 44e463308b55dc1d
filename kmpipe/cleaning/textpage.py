"""A saved page without HTML: lines, the head above the article (categories, breadcrumb, title), and the rules by line."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.locate import sizes_of
from kmpipe.cleaning.numbering import TEXT_MARKER
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.cleaning.rules import judge, rule_book
from kmpipe.text.normalise import fold_spaces, normalise
from kmpipe.vocab.load import cached_words

CATEGORY_LINE = Verdict("category-line", "breadcrumb")
BREADCRUMB = Verdict("breadcrumb-line", "breadcrumb")
PAGE_TITLE = Verdict("page-title", "navigation")
# the head of a page is within its first lines, and a category line or title is no paragraph
_HEAD_LINES = 8
_LONGEST_TITLE = 300
_GLUE = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|\s*[,|•·;/]\s*|\s{2,}")
_STEP = re.compile(r"\s+[/»›>→\\|]\s+|\s*[»›→]\s*")
# blanks that make one level of a nested list in a saved page
_INDENT = 2


class TextPage(NamedTuple):
    """The lines of a saved page with the verdict on each, its title and its categories."""

    lines: tuple[Line, ...]
    verdicts: tuple[Verdict | None, ...]
    title: str
    title_source: str
    categories: tuple[str, ...]


@functools.cache
def category_names(folders: tuple[Path, ...] = ()) -> frozenset[str]:
    """The known category names, in lower case."""
    names = cached_words("categories", "names", folders)
    return frozenset(name.lower() for language in names.values() for name in language)


@functools.cache
def home_names(folders: tuple[Path, ...] = ()) -> frozenset[str]:
    """The first parts of breadcrumbs, in lower case."""
    return frozenset(name.lower() for name in cached_words("boilerplate", "head", folders).get("home", ()))


def read_text_page(
    text: str, *, title: str = "", folders: tuple[Path, ...] = (), restored: frozenset[str] = frozenset()
) -> TextPage:
    """The lines of the text, judged. `title` is what the source knows; without it the first line that can be one is."""
    lines = text_lines(text)
    verdicts: list[Verdict | None] = [None] * len(lines)
    categories: list[str] = []
    found, source = title, "source" if title else ""
    book = rule_book(folders)
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if (names := categories_of(line.text, folders)) and index + 1 < len(lines):
            categories += names
            verdicts[index] = CATEGORY_LINE
        elif (steps := breadcrumb_of(line.text, folders)) and index + 1 < len(lines):
            categories += steps[:-1] if len(steps) > 1 and _same(steps[-1], lines[index + 1].text) else steps
            verdicts[index] = BREADCRUMB
        elif found and _same(line.text, found):
            verdicts[index] = PAGE_TITLE
            break
        elif not found and len(line.text) <= _LONGEST_TITLE and judge([line], [None], [0], book)[0] is None:
            found, source = line.text, "first line"
            if len(lines) > index + 1:
                verdicts[index] = PAGE_TITLE
            break
    verdicts = [None if line.text in restored else verdict for line, verdict in zip(lines, verdicts, strict=True)]
    judged = judge(lines, verdicts, sizes_of(lines), book, found, restored)
    lines = _with_headings(lines, judged)
    return TextPage(tuple(lines), tuple(judged), found, source, tuple(dict.fromkeys(categories)))


def text_lines(text: str) -> list[Line]:
    """The non-empty lines of the normalised text, blanks folded, each with what kind of block it looks like."""
    raw = [line for line in normalise(text).split("\n") if line.strip()]
    folded = [fold_spaces(line) for line in raw]
    kept = [(line, text) for line, text in zip(raw, folded, strict=True) if text]
    lines: list[Line] = []
    for line, words in kept:
        marker = TEXT_MARKER.match(words)
        lines.append(Line(words, "item", _level(line), marker[0]) if marker else Line(words))
    return lines


def _with_headings(lines: Sequence[Line], verdicts: Sequence[Verdict | None]) -> list[Line]:
    """The lines, with those that stay and look like headings marked as such."""
    result = list(lines)
    following = ""
    for index in range(len(lines) - 1, -1, -1):
        if verdicts[index] is not None:
            continue
        line = lines[index]
        if line.kind == "paragraph" and _is_heading(line.text, following):
            result[index] = line._replace(kind="heading", level=2)
        following = line.words
    return result


def _level(raw: str) -> int:
    indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip(" "))
    return max(1, indent // _INDENT)


def _is_heading(words: str, following: str) -> bool:
    """A short line without a stop, in front of a paragraph."""
    size = word_count(words)
    return (
        size <= 14
        and words[0].isupper()
        and not ends_sentence(words)
        and words[-1] not in ":;,…"
        and word_count(following) > max(12, size)
    )


def categories_of(line: str, folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The names of a category line: glued or separated names of which at least half are known, or one known name.

    >>> categories_of("KegiatanLingkungan HidupTata Ruang")
    ('Kegiatan', 'Lingkungan Hidup', 'Tata Ruang')
    >>> categories_of("Kegiatan Lingkungan Hidup di Semarang")
    ()
    """
    if len(line) > _LONGEST_TITLE:
        return ()
    known = category_names(folders)
    names = [part.strip() for part in _GLUE.split(line) if part.strip()]
    hits = sum(name.lower() in known for name in names)
    if not names or hits * 2 < len(names) or hits < 1 or any(word_count(name) > 4 for name in names):
        return ()
    return tuple(names)


def breadcrumb_of(line: str, folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The steps of a breadcrumb after its home step, or nothing.

    >>> breadcrumb_of("Home / Kegiatan / Upaya Menemukan Peluang")
    ('Kegiatan', 'Upaya Menemukan Peluang')
    """
    steps = [step.strip() for step in _STEP.split(line[: 2 * _LONGEST_TITLE])]
    if len(steps) < 2 or steps[0].lower() not in home_names(folders):
        return ()
    return tuple(step for step in steps[1:] if step)


def _same(one: str, other: str) -> bool:
    return fold_spaces(normalise(one)).casefold().strip(" .…") == fold_spaces(normalise(other)).casefold().strip(" .…")
