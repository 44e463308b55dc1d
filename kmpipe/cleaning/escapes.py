"""Titles and names that were escaped once too often, or hold markup that a reader was never to see."""

from __future__ import annotations

from kmpipe.cleaning.wordpress import plain_title

# a text in a page, in JSON-LD or in an attribute was escaped this often at most
_MOST_ESCAPES = 3


def plain(text: str) -> str:
    """Text without the markup and the character references it was written with, however often they were escaped.

    >>> plain("Air &amp;#038; Udara <em>Lebih</em> Baik")
    'Air & Udara Lebih Baik'
    """
    for _ in range(_MOST_ESCAPES):
        if "&" not in text and "<" not in text:
            break
        text, before = plain_title(text), text
        if text == before:
            break
    return text
