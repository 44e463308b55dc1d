"""Letters in disguise: sellers write `s1ot`, `t0gel`, `ѕlоt` with Cyrillic letters, `𝐬𝐥𝐨𝐭`, or `s l o t` to pass by filters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# letters and digits side by side; the digits of `slot88` and `4d` are read both ways
_MIXED = re.compile(r"[^\W\d_][\d@$]|[\d@$][^\W\d_]")
_WORD = re.compile(r"[\w@$]+")
_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ .*_-][^\W\d_](?!\w)){3,40}")
_JOINTS = re.compile(r"[ .*_-]")
_DIGITS = (str.maketrans("0134578@$", "oieastbas"), str.maketrans("0134578@$", "oleastbas"))


def undisguised(text: str, lookalikes: Mapping[int, str]) -> tuple[str, ...]:
    """The lower-case readings of a text other than as it stands: plain letters, digits read as letters, spacing closed.

    `lookalikes` maps code points of other scripts to the letters they resemble.

    >>> undisguised("S1ot G4cor", {})
    ('siot gacor', 'slot gacor')
    >>> undisguised("Rapat pukul 09.00", {})
    ()
    """
    lowered = text.lower()
    plain = lowered
    if not text.isascii():
        plain = unicodedata.normalize("NFKC", text).lower().translate(lookalikes)
    plain = _SPACED.sub(lambda match: _JOINTS.sub("", match[0]), plain)
    readings = [plain]
    if _MIXED.search(plain):
        readings += [_lettered(plain, table) for table in _DIGITS]
    return tuple(dict.fromkeys(reading for reading in readings if reading != lowered))


def _lettered(text: str, table: Mapping[int, int]) -> str:
    return _WORD.sub(lambda match: match[0].translate(table) if _MIXED.search(match[0]) else match[0], text)
