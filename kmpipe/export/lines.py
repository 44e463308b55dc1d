"""JSON Lines: one activity a line, as `kmpipe show --json` gives it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

import msgspec

from kmpipe.export.fields import check_fields
from kmpipe.model import ActivityView

# text and removals are long: they are written where they were asked for and so are not null
_ON_REQUEST = ("text", "removals")


def write_jsonl(rows: Iterable[ActivityView], stream: BinaryIO, fields: Sequence[str] = ()) -> int:
    """Write one JSON object a line; `fields` selects and orders its keys. Raises `UsageError` for an unknown field."""
    check_fields(fields, ActivityView.__struct_fields__)
    encoder = msgspec.json.Encoder()
    count = 0
    for row in rows:
        record = {key: getattr(row, key) for key in fields or row.__struct_fields__}
        for key in _ON_REQUEST:
            if not fields and record[key] is None:
                del record[key]
        stream.write(encoder.encode(record) + b"\n")
        count += 1
    return count
