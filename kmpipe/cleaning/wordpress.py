"""Post content as WordPress stores it, made into the markup its pages show.

An export (WXR) holds what the editor saved: line ends instead of paragraphs, shortcodes, comments that mark blocks.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from kmpipe.cleaning.typography import texturise
from kmpipe.text.normalise import fold_spaces, normalise

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,40})(?=[\s/>])[^<>]{0,20000}>")
# content of the block editor: its markup is complete, line ends in it mean nothing
_BLOCK = re.compile(r"<!--\s{1,9}wp:")
_COMMENT_END = "-->"
# what stands in these is shown as it was typed
_VERBATIM = frozenset({"pre", "script", "style", "textarea"})
_UNTOUCHED = frozenset({"code", "kbd", "tt"})
# shortcodes of WordPress itself: the first four show players and pictures, none shows words
_MEDIA = re.compile(r"(?<!\[)\[(?:gallery|playlist|audio|video)(?:\s[^\[\]]{0,4000})?\](?:\[/(?:audio|video)\])?(?!\])")
_EMBED = re.compile(r"(?<!\[)\[embed(?:\s[^\[\]]{0,400})?\]\s{0,20}(https?://[^\s\[\]<>\"]{1,2000})\s{0,20}\[/embed\]")
_CAPTION = re.compile(r"(?<!\[)\[(?:wp_)?caption((?:\s[^\[\]]{0,4000})?)\]")
_CAPTION_END = re.compile(r"\[/(?:wp_)?caption\]")
_CAPTION_WORDS = re.compile(r"\scaption=(?:\"([^\"]{0,2000})\"|'([^']{0,2000})')")
_PICTURE = re.compile(r"\s{0,50}(?:<a\s[^<>]{0,2000}>\s{0,50})?<img\s[^<>]{0,4000}>(?:\s{0,50}</a>)?")
_ESCAPED = re.compile(r"\[(\[[a-zA-Z_][^\[\]]{0,400}\])\]")
_LINE_END = re.compile(r"\r\n|\r|\n")


class _Piece(NamedTuple):
    """A stretch of markup: between tags, or a tag with its name in lower case, or what is left as it is."""

    text: str
    tag: str = ""
    verbatim: bool = False


def render_content(content: str) -> str:
    """The markup a page shows for raw post content: captions, paragraphs by line ends, typographic characters.

    `<!--nextpage-->` and `<!--more-->` part two paragraphs. Shortcodes of plug-ins stay as they are: only the plug-in
    knows what they show. Linear in the size of the content.
    """
    blocks = bool(_BLOCK.search(content))
    content = _with_captions(_MEDIA.sub("", content))
    content = _ESCAPED.sub(r"\1", _EMBED.sub(r'<p><a href="\1">\1</a></p>', content))
    shown: list[str] = []
    untouched = 0
    for piece in _pieces(content):
        if piece.tag in _UNTOUCHED:
            untouched = max(0, untouched + (-1 if piece.text.startswith("</") else 1))
        if piece.tag or piece.verbatim:
            shown.append(piece.text)
            continue
        text = piece.text if untouched else texturise(piece.text)
        shown.append(text if blocks else _LINE_END.sub("<br>", text))
    return "".join(shown)


def plain_title(title: str, *, typed: bool = False) -> str:
    """The words of a title that may hold markup and character references; `typed` if it is what an editor wrote.

    >>> plain_title("Air &#038; Udara <em>Lebih</em> Baik")
    'Air & Udara Lebih Baik'
    """
    bare = _TAG.sub("", title)
    return fold_spaces(normalise(html.unescape(texturise(bare) if typed else bare)))


def _with_captions(content: str) -> str:
    """The shortcode of a captioned picture as the figure it shows."""
    shown: list[str] = []
    at = 0
    while opening := _CAPTION.search(content, at):
        closing = _CAPTION_END.search(content, opening.end())
        if closing is None:
            break
        inside = content[opening.end() : closing.start()]
        picture = _PICTURE.match(inside)
        end = picture.end() if picture else 0
        given = _CAPTION_WORDS.search(opening[1])
        words = inside[end:].strip() or html.unescape((given[1] or given[2]) if given else "")
        shown += [
            content[at : opening.start()],
            f'<figure class="wp-caption">{inside[:end]}<figcaption class="wp-caption-text">{words}</figcaption></figure>',
        ]
        at = closing.end()
    return "".join(shown) + content[at:]


def _pieces(content: str) -> list[_Piece]:
    """The content cut at its tags and comments; comments are left out."""
    pieces: list[_Piece] = []
    at = done = 0
    while (at := content.find("<", at)) >= 0:
        if content.startswith("<!--", at):
            pieces.append(_Piece(content[done:at]))
            end = content.find(_COMMENT_END, at + 4)
            if end < 0:  # a browser takes the rest for the comment
                return pieces
            # a mark of the editor stands between paragraphs, another comment may stand in a word
            pieces.append(_Piece("<br>" if content.startswith(("<!--more", "<!--nextpage"), at) else "", verbatim=True))
            at = done = end + len(_COMMENT_END)
        elif tag := _TAG.match(content, at):
            pieces.append(_Piece(content[done:at]))
            name = tag[1].lower()
            end = _closing(content, name, tag.end()) if name in _VERBATIM and content[at + 1] != "/" else tag.end()
            pieces.append(_Piece(content[at:end], name, verbatim=name in _VERBATIM))
            at = done = end
        else:
            at += 1
    return [*pieces, _Piece(content[done:])]


def _closing(content: str, name: str, start: int) -> int:
    """Where the element whose content is not read as markup ends."""
    found = re.compile(rf"</{name}\s{{0,20}}>", re.IGNORECASE).search(content, start)
    return found.end() if found else len(content)
