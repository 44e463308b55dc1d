"""The shipped word lists that the text layer itself needs; all else goes through `kmpipe.vocab.load`.

`text` lies below `vocab`, so it may not import its loader; the lists still live with the other vocabularies.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

import msgspec


@functools.cache
def shipped_words(name: str, table: str) -> dict[str, Any]:
    """The table `[table]` of the shipped vocabulary file `name`.toml, read once per process."""
    document = msgspec.toml.decode((resources.files("kmpipe") / "vocab" / "data" / f"{name}.toml").read_bytes())
    section = document[table]
    assert isinstance(section, dict)
    return section
