"""schema.org events as JSON-LD, safe to stand in a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from kmpipe.export.events import TERMS, event
from kmpipe.export.labels import read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import plain
from kmpipe.model import ActivityView

_HEAD = msgspec.json.encode(["https://schema.org", {"kmpipe": TERMS}])
# `</script>` would end the element it is pasted into; the others turn the direction of text, or end lines in old scripts
_ESCAPES = {
    ord(character): f"\\u{ord(character):04x}"
    for character in "<>&\u2028\u2029\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
}


def write_jsonld(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write one graph with an `Event` a line; characters that a page would act upon are escaped."""
    labels = read_labels(options.vocabularies)
    count = 0
    stream.write(b'{"@context":' + _HEAD + b',"@graph":[')
    for row in rows:
        # in JSON these characters stand in strings only, so that the escape means the same
        encoded = msgspec.json.encode(_plain(event(row, labels, options))).decode().translate(_ESCAPES)
        stream.write((b",\n" if count else b"\n") + encoded.encode())
        count += 1
    stream.write(b"\n]}\n")
    return Written(activities=count)


def _plain(value: object) -> object:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
