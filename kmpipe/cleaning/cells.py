"""A row of a table in a document as one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kmpipe.model import BlockKind
from kmpipe.text.normalise import fold_spaces, normalise

_SEPARATOR = " | "
# a cell with more characters holds paragraphs: the table lays out the page
LONGEST_CELL = 400


class RowText(NamedTuple):
    """The text of a row and what block it is."""

    text: str
    kind: BlockKind


def row_text(cells: Sequence[str]) -> RowText:
    """The cells joined by bars, without the empty ones at the end; a label and its value read as running text.

    >>> row_text(["1", "Menyusun peta risiko", "BPBD"]).text
    '1 | Menyusun peta risiko | BPBD'
    >>> row_text(["Hari/Tanggal", ":", "Kamis, 25 Oktober 2018"])
    RowText(text='Hari/Tanggal : Kamis, 25 Oktober 2018', kind='paragraph')
    """
    texts = [fold_spaces(normalise(cell)) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    full = [text for text in texts if text]
    if 2 <= len(full) <= 3 and (full[0].endswith(":") or full[1].startswith(":")):
        return RowText(" ".join(full), "paragraph")
    if len(full) == 1:
        return RowText(full[0], "table row")
    return RowText(fold_spaces(_SEPARATOR.join(texts)), "table row")
