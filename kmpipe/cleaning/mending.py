"""Markup as people write it, mended where a parser would lose the text that follows."""

from __future__ import annotations

import re

# an address that runs into the end of its tag and is closed by no quote before the next tag: no address holds `>`
_OPEN_VALUE = re.compile(r"""="([^"<>\s]{1,2000})>(?=[^"<>]{0,4000}<)""")  # beginning with what is searched for fast


def mend(markup: str) -> str:
    """The markup with the closing quote of an address put in where it was forgotten.

    A parser takes all up to the next quote for the address, which may be the rest of the article.

    >>> mend('<a href="/rapat>Rapat</a> besok')
    '<a href="/rapat">Rapat</a> besok'
    """
    return _OPEN_VALUE.sub(_closed, markup)


def _closed(match: re.Match[str]) -> str:
    name = re.search(r"\s(\w+)$", match.string[max(0, match.start() - 5) : match.start()])
    if name is None or name[1].lower() not in {"href", "src"}:
        return match[0]
    return f'="{match[1]}">'
