"""The inputs of a run: found files and standard input, as the pipeline takes them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kmpipe.errors import UsageError
from kmpipe.model import Capture
from kmpipe.sources.files import Found, find_files, make_capture, media_type, read_file, source_key


class FileInput:
    """A file found under an argument."""

    def __init__(self, found: Found, max_bytes: int) -> None:
        self.key = found.key
        self._found = found
        self._max_bytes = max_bytes

    def read(self, fetched_at: datetime) -> Capture:
        """The capture of the file. Raises `DocumentError`."""
        return read_file(self._found, fetched_at=fetched_at, max_bytes=self._max_bytes)


class StreamInput:
    """A document on a binary stream, known by the name it was given."""

    def __init__(self, name: str, stream: BinaryIO, max_bytes: int) -> None:
        self.key = name
        self._stream = stream
        self._max_bytes = max_bytes

    def read(self, fetched_at: datetime) -> Capture:
        """The capture of what the stream holds. Raises `DocumentError`."""
        body = self._stream.read(self._max_bytes + 1)
        return make_capture(self.key, body, kind=media_type(self.key), fetched_at=fetched_at, max_bytes=self._max_bytes)


class Inputs(NamedTuple):
    """The inputs of a run, and what is to be said about finding them: argument and message."""

    items: list[FileInput | StreamInput]
    notes: list[tuple[str, str]]


def find_inputs(paths: Sequence[str | Path], *, stdin: BinaryIO | None, name: str | None, max_bytes: int) -> Inputs:
    """The inputs under the paths, each file once, `-` being standard input.

    Raises `UsageError` for no paths, or `-` without a name.
    """
    if not paths or not all(str(path) for path in paths):
        raise UsageError("nothing to ingest", hint="name files or folders, or `-` with --name for standard input")
    items: list[FileInput | StreamInput] = []
    notes: list[tuple[str, str]] = []
    seen: set[Path] = set()
    for path in paths:
        if str(path) == "-":
            if not name:
                raise UsageError(
                    "standard input needs a name", hint="add --name rapat.html: it becomes the document's key"
                )
            items.append(StreamInput(source_key(name), stdin or sys.stdin.buffer, max_bytes))
            continue
        finds = find_files(path)
        for found in finds.found:
            place = found.path.resolve() if found.path is not None else None
            if place is None or place not in seen:
                items.append(FileInput(found, max_bytes))
            if place is not None:
                seen.add(place)
        if finds.passed_over:
            files = "file" if finds.passed_over == 1 else "files"
            notes.append((source_key(str(path)), f"{finds.passed_over} {files} of other kinds passed over"))
    return Inputs(items, notes)
