"""The one normal form of all text in kmpipe."""

from __future__ import annotations

import re
import unicodedata

# zero-width and joiner characters, soft hyphen, BOM, bidirectional controls: invisible, and they split words
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
# control characters but tab and line feed, and lone surrogates
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff]")
_SPACES = {
    0x00A0: " ",
    0x2007: " ",
    0x202F: " ",
    0x3000: " ",
    **{code: " " for code in range(0x2000, 0x200B) if code != 0x2007},
}
_TABLE = _INVISIBLE | _SPACES
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t\n]+")


def normalise(text: str) -> str:
    """The text in NFC with LF line ends, plain spaces, and no invisible, control or surrogate characters.

    >>> normalise("Jum\\u200bat,\\u00a05 Mei\\r\\n2018")
    'Jumat, 5 Mei\\n2018'
    """
    text = _BREAKS.sub("\n", text).translate(_TABLE)
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def fold_spaces(text: str) -> str:
    """The text on one line: runs of blanks and line ends become one space, none at the ends."""
    return _BLANKS.sub(" ", text).strip(" ")


def normalise_lines(text: str) -> list[str]:
    """The non-empty lines of the normalised text, each with its blanks folded: the lines of the *located text*."""
    return [line for line in (fold_spaces(raw) for raw in normalise(text).split("\n")) if line]
