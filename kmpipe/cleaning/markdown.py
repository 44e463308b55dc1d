"""Markdown in saved text: which text is Markdown, and its lines without the marks.

Only marks that a page shows as something else are read: headings, quotes, emphasis, links, images, rules and escapes.
List markers stay, as a page shows them. A text that is not plainly Markdown is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kmpipe.cleaning.ledger import Link
from kmpipe.model import BlockKind
from kmpipe.text.normalise import fold_spaces

_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
# without its blanks
_RULE = re.compile(r"\*{3,}|-{3,}|_{3,}|={3,}")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
# [text](address "title"); all parts bounded, so that a broken one costs little
_TARGET = r"\(\s?<?([^()\s<>]{1,2000}(?:\([^()\s<>]{0,200}\)[^()\s<>]{0,200})?)>?(?:\s\"[^\"]{0,200}\")?\s?\)"
_IMAGE = re.compile(r"!\[([^\[\]]{0,400})\]" + _TARGET)
_LINK = re.compile(r"(?<![\\!])\[([^\[\]]{1,400})\]" + _TARGET)
_ADDRESS = re.compile(r"[a-z][a-z+.-]{1,10}:|[/#.?]|[\w-]{1,100}[./]", re.IGNORECASE)
_STRONG = re.compile(r"(?<![\\*])(\*{2,3})(?=[^\s*])([^*]{1,2000})(?<=[^\s*\\])\1|(?<![\\\w])__(?=[^\s_])([^_]{1,2000})(?<=[^\s_])__(?!\w)")  # fmt: skip
_EMPHASIS = re.compile(r"(?<![\\*\w])\*(?=[^\s*])([^*]{1,2000})(?<=[^\s*\\])\*(?![*\w])|(?<![\\\w])_(?=[^\s_])([^_]{1,2000})(?<=[^\s_])_(?!\w)")  # fmt: skip
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>|~-])")


class Marked(NamedTuple):
    """A line without its marks. `links` are those in it, images' too; `link_size` counts the characters inside links.

    `image` says that the line is images and nothing else.
    """

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    links: tuple[Link, ...] = ()
    link_size: int = 0
    image: bool = False


def is_markdown(lines: Sequence[str]) -> bool:
    """Whether the lines are plainly Markdown: one has a heading mark, a link or an image, or words in double stars.

    >>> is_markdown(["# Rapat", "Isi"]), is_markdown(["#Rapat * 2 * 3", "[sic] (lihat lampiran)"])
    (True, False)
    """
    return any(
        ("#" in line and _HEADING.match(line.lstrip(" >")))
        or ("](" in line and any(_is_address(match[2]) for kind in (_LINK, _IMAGE) for match in kind.finditer(line)))
        or ("**" in line and _STRONG.search(line))
        for line in lines
    )


def unmark(lines: Sequence[str]) -> list[Marked]:
    r"""The lines of a Markdown text without their marks, one for one; rules and underlines give an empty text.

    >>> unmark(["## Acara", "> *Baca juga:* [Rapat](/r/)"])[1].text
    'Baca juga: Rapat'
    """
    result: list[Marked] = []
    for line in lines:
        words = fold_spaces(line)
        if _UNDERLINE.fullmatch(words) and result and result[-1].kind == "paragraph" and result[-1].text:
            result[-1] = result[-1]._replace(kind="heading", level=1 if words[0] == "=" else 2)
            result.append(Marked(""))
        elif _RULE.fullmatch(words.replace(" ", "")):
            result.append(Marked(""))
        else:
            result.append(_unmark(words))
    return result


def _unmark(words: str) -> Marked:
    kind: BlockKind = "paragraph"
    level = 0
    if words.startswith(">"):
        kind, words = "quote", words.lstrip("> ")
    if heading := _HEADING.match(words):
        kind, level = "heading", len(heading[1])
        words = words[heading.end() :]
        if words.endswith("#"):
            bare = words.rstrip("#")
            words = bare.rstrip(" ") if bare.endswith(" ") or not bare else words
    targets: list[Link] = []
    pictures: list[Link] = []

    def picture(match: re.Match[str]) -> str:
        name = match[1].strip() or match[2].rsplit("/", 1)[-1]
        pictures.append(Link(match[2], _plain(name)))
        return name

    def link(match: re.Match[str]) -> str:
        if not _is_address(match[2]):
            return match[0]
        targets.append(Link(match[2], _plain(match[1])))
        return match[1]

    shown = _IMAGE.sub(picture, words) if "![" in words else words
    shown = _LINK.sub(link, shown) if "](" in shown else shown
    text = _plain(shown)
    image = bool(pictures) and text == fold_spaces(" ".join(name for _, name in pictures))
    return Marked(text, kind, level, (*targets, *pictures), sum(len(name) for _, name in targets), image)


def _plain(words: str) -> str:
    """Words without emphasis and escapes."""
    if "*" in words or "_" in words:
        # `**a *b***`: the inner marks first, then those that were around them
        for pattern in (_EMPHASIS, _STRONG, _EMPHASIS):
            words = pattern.sub(lambda match: match[match.lastindex or 0], words)
    return fold_spaces(_ESCAPED.sub(r"\1", words) if "\\" in words else words)


def _is_address(target: str) -> bool:
    return bool(_ADDRESS.match(target))
