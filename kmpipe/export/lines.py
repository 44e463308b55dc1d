"""JSON: one activity an object, as `kmpipe show --json` gives it, in one array or one a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from kmpipe.export.fields import ON_REQUEST, RECORD_FIELDS
from kmpipe.export.options import Options, Written
from kmpipe.model import ActivityView


def write_jsonl(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write one JSON object a line; `fields` selects and orders its keys, `text` adds text and removals."""
    count = 0
    for encoded in _objects(rows, options):
        stream.write(encoded + b"\n")
        count += 1
    return Written(activities=count)


def write_json(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write one JSON array with an object a line, the same objects as `write_jsonl`."""
    count = 0
    stream.write(b"[")
    for encoded in _objects(rows, options):
        stream.write((b",\n" if count else b"\n") + encoded)
        count += 1
    stream.write(b"\n]\n" if count else b"]\n")
    return Written(activities=count)


def _objects(rows: Iterable[ActivityView], options: Options) -> Iterator[bytes]:
    keys = list(options.fields) or [key for key in RECORD_FIELDS if options.text or key not in ON_REQUEST]
    if options.text and "text" not in keys:
        keys.append("text")
    if options.evidence and "evidence" not in keys:
        keys.append("evidence")
    encoder = msgspec.json.Encoder()
    for row in rows:
        yield encoder.encode({key: getattr(row, key) for key in keys})
