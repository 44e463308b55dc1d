"""A saved page without HTML: lines, the head above the article (categories, breadcrumb, title), and the rules by line.

The located text of a saved page is the text of `text_lines`: its normalised lines, of Markdown without the marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.cleaning.filing import LONGEST_TITLE, breadcrumb_of, categories_of, crumb_categories, labelled, unique
from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.locate import sizes_of
from kmpipe.cleaning.markdown import Marked, is_markdown, unmark
from kmpipe.cleaning.matching import rule_book
from kmpipe.cleaning.numbering import TEXT_MARKER
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.cleaning.rules import BREADCRUMB, PAGE_TITLE, judge
from kmpipe.model import Image
from kmpipe.text.normalise import fold_spaces, normalise

CATEGORY_LINE = Verdict("category-line", "breadcrumb")
IMAGE_LINE = Verdict("image-line", "caption")
# the head of a page is within its first lines
_HEAD_LINES = 8
# blanks that make one level of a nested list in a saved page
_INDENT = 2


class TextPage(NamedTuple):
    """The lines of a saved page with the verdict on each, its title, where it is filed, and its images."""

    lines: tuple[Line, ...]
    verdicts: tuple[Verdict | None, ...]
    title: str
    title_source: str
    categories: tuple[str, ...]
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()


class _Head(NamedTuple):
    """The verdicts on the first lines, the title and where it was found, and the categories above and below it."""

    verdicts: list[Verdict | None]
    title: str
    source: str
    categories: list[str]


def read_text_page(
    text: str, *, title: str = "", folders: tuple[Path, ...] = (), restored: frozenset[str] = frozenset()
) -> TextPage:
    """The lines of the text, judged. `title` is what the source knows; without it the first line that can be one is."""
    marked = _marked(text)
    lines = [_line(raw, found) for raw, found in marked]
    head = _head(lines, title, folders)
    verdicts = [
        IMAGE_LINE if verdict is None and found.image else verdict
        for verdict, (_, found) in zip(head.verdicts, marked, strict=True)
    ]
    judged = judge(lines, verdicts, sizes_of(lines), rule_book(folders), head.title, restored)
    filed = [
        labelled(line.words, folders)
        for line, verdict in zip(lines, judged, strict=True)
        if verdict is not None and verdict.kind == "tags"
    ]
    categories = unique([*head.categories, *(name for found in filed for name in found.categories)])
    return TextPage(
        lines=tuple(with_headings(lines, judged)),
        verdicts=tuple(judged),
        title=head.title,
        title_source=head.source,
        categories=categories,
        tags=unique(name for found in filed for name in found.tags),
        images=_images(lines, judged, [found.image for _, found in marked]),
    )


def _head(lines: Sequence[Line], title: str, folders: tuple[Path, ...]) -> _Head:
    """Category lines, breadcrumbs and the title among the first lines."""
    verdicts: list[Verdict | None] = [None] * len(lines)
    top = lines[:_HEAD_LINES]
    found, source = title, "source" if title else ""
    if not found and (marked := next((line for line in top if line.kind == "heading" and line.level == 1), None)):
        found, source = marked.words, "heading"
    book = rule_book(folders)
    glued: dict[int, tuple[str, ...]] = {}
    for index, line in enumerate(top):
        last = index + 1 == len(lines)
        if not last and breadcrumb_of(line.text, folders):
            verdicts[index] = BREADCRUMB
        elif not last and (names := categories_of(line.text, folders)):
            glued[index], verdicts[index] = names, CATEGORY_LINE
        elif found and _same(line.words, found):
            verdicts[index] = PAGE_TITLE
            break
        elif not found and len(line.text) <= LONGEST_TITLE and judge([line], [None], [0], book)[0] is None:
            found, source = line.text, "first line"
            verdicts[index] = None if last else PAGE_TITLE
            break
    categories: list[str] = []
    for index, line in enumerate(top):
        # a breadcrumb may also stand below the title; it names the title, so the title must be known first
        if verdicts[index] == BREADCRUMB or (verdicts[index] is None and breadcrumb_of(line.text, folders, found)):
            categories += crumb_categories(breadcrumb_of(line.text, folders, found))
            verdicts[index] = BREADCRUMB
        categories += glued.get(index, ())
    return _Head(verdicts, found, source, categories)


def text_lines(text: str) -> list[Line]:
    """The lines of the located text, each with what kind of block it looks like.

    They are the non-empty normalised lines, blanks folded; of a Markdown text without the marks a page does not show.
    """
    return [_line(raw, found) for raw, found in _marked(text)]


def _marked(text: str) -> list[tuple[str, Marked]]:
    """The lines with words, as they stand and without their Markdown marks."""
    raw = normalise(text).split("\n")
    found = unmark(raw) if is_markdown(raw) else [Marked(fold_spaces(line)) for line in raw]
    return [(line, marked) for line, marked in zip(raw, found, strict=True) if marked.text]


def _line(raw: str, found: Marked) -> Line:
    marker = TEXT_MARKER.match(found.text) if found.kind != "heading" else None
    if marker:
        return Line(found.text, "item", _level(raw.lstrip(">")), marker[0], found.links, found.link_size)
    return Line(found.text, found.kind, found.level, "", found.links, found.link_size)


def _images(lines: Sequence[Line], verdicts: Sequence[Verdict | None], images: Sequence[bool]) -> tuple[Image, ...]:
    return tuple(
        Image(name=line.text, url=line.links[0].href if image else None)
        for line, verdict, image in zip(lines, verdicts, images, strict=True)
        if image or (verdict is not None and verdict.kind == "caption")
    )


def with_headings(lines: Sequence[Line], verdicts: Sequence[Verdict | None]) -> list[Line]:
    """The lines, with those that stay and look like headings marked as such, on the second level."""
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


def _same(one: str, other: str) -> bool:
    return fold_spaces(normalise(one)).casefold().strip(" .…") == fold_spaces(normalise(other)).casefold().strip(" .…")
