"""The export formats by name."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from kmpipe.errors import UsageError
from kmpipe.export.lines import write_jsonl
from kmpipe.export.table import write_csv
from kmpipe.model import ActivityView

Writer = Callable[[Iterable[ActivityView], BinaryIO, Sequence[str], bool], int]

FORMATS: dict[str, Writer] = {"csv": write_csv, "jsonl": write_jsonl}


def write(
    rows: Iterable[ActivityView],
    stream: BinaryIO,
    *,
    format: str,  # noqa: A002 - the word users know
    fields: Sequence[str] = (),
    text: bool = False,
) -> int:
    """Write the rows to a binary stream in a format of `FORMATS`; returns how many were written.

    `fields` selects and orders columns (empty: all but the text, with `text` that too). Output is UTF-8 with LF line
    ends and the same bytes every time. Raises `UsageError` for an unknown format or field, before anything is written.
    """
    try:
        writer = FORMATS[format]
    except KeyError:
        raise UsageError(f"unknown format {format!r}", hint=f"formats: {', '.join(sorted(FORMATS))}") from None
    writer((), io.BytesIO(), fields, text)  # an unknown field is found before the stream is touched
    return writer(rows, stream, fields, text)
