"""The shipped word lists that the text layer itself needs; all else goes through `kmpipe.vocab.load`.

`text` lies below `vocab`, so it may not import its loader; the lists still live with the other vocabularies.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import msgspec

_DATA = Path(__file__).parents[1] / "vocab" / "data"


@functools.cache
def shipped_words(name: str, table: str) -> dict[str, Any]:
    """The table `[table]` of the shipped vocabulary file `name`.toml, read once per process."""
    document = msgspec.toml.decode((_DATA / f"{name}.toml").read_bytes())
    section = document[table]
    assert isinstance(section, dict)
    return section
