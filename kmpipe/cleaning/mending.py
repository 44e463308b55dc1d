"""Markup as people write it, mended where a parser would lose the text that follows."""

from __future__ import annotations

import re

# an address that runs into the end of its tag and is closed by no quote before the next tag: no address holds `>`
_OPEN_ADDRESS = re.compile(r"""(\s(?:href|src)=")([^"<>\s]{1,2000})>(?=[^"<>]{0,4000}<)""", re.IGNORECASE)


def mend(markup: str) -> str:
    """The markup with the closing quote of an address put in where it was forgotten.

    A parser takes all up to the next quote for the address, which may be the rest of the article.

    >>> mend('<a href="/rapat>Rapat</a> besok')
    '<a href="/rapat">Rapat</a> besok'
    """
    return _OPEN_ADDRESS.sub(_closed, markup)


def _closed(match: re.Match[str]) -> str:
    return f'{match[1]}{match[2]}">'
