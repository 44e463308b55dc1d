"""JSON Lines: one activity a line, as `kmpipe show --json` gives it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

import msgspec

from kmpipe.export.fields import check_fields
from kmpipe.model import ActivityView

# long, and so only on request
_ON_REQUEST = frozenset({"text", "removals"})


def write_jsonl(rows: Iterable[ActivityView], stream: BinaryIO, fields: Sequence[str] = (), text: bool = False) -> int:
    """Write one JSON object a line; `fields` selects and orders its keys, without it `text` adds text and removals.

    Raises `UsageError` for an unknown field.
    """
    check_fields(fields, ActivityView.__struct_fields__)
    keys = fields or [key for key in ActivityView.__struct_fields__ if text or key not in _ON_REQUEST]
    encoder = msgspec.json.Encoder()
    count = 0
    for row in rows:
        stream.write(encoder.encode({key: getattr(row, key) for key in keys}) + b"\n")
        count += 1
    return count
