"""The raw captures: one gzip WARC file per run, each record its own gzip member, never rewritten."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import quote

from kmpipe.errors import CatalogueDamaged
from kmpipe.model import Capture


class Location(NamedTuple):
    """Where a record lies: the bytes `[offset, end)` of the WARC file `warc` (a bare file name)."""

    warc: str
    offset: int
    end: int


def target_uri(capture: Capture) -> str:
    """The WARC-Target-URI of a capture: its URL, or a `file:` URI of its source key."""
    return capture.url or "file:" + quote(capture.key)


class CaptureWriter:
    """Appends captures to one WARC file, which comes into being with its first record."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self._file: io.BufferedWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def write(self, capture: Capture) -> Location:
        """Append one record and say where it lies. Not yet safe on disk: call `sync` before relying on it."""
        file = self._file or self._open(capture.fetched_at)
        start = file.tell()
        file.write(_member(capture))
        return Location(self.name, start, file.tell())

    def sync(self) -> None:
        """Make everything written so far durable."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def _open(self, now: datetime) -> io.BufferedWriter:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._file = (self.folder / self.name).open("xb")
        self._file.write(_info_member(self.name, now))
        return self._file


def read_capture(folder: Path, location: Location, sha256: str) -> bytes:
    """The body of a record.

    Raises `CatalogueDamaged` when the file is missing, the record cannot be read, or its bytes are not those of `sha256`.
    """
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - read by few verbs, slow to import

    hint = "restore corpus/captures from a backup; the article itself is not lost"
    try:
        with (folder / location.warc).open("rb") as file:
            file.seek(location.offset)
            member = file.read(location.end - location.offset)
        gzip.decompress(member)  # its checksum covers headers and body
        record = next(iter(ArchiveIterator(io.BytesIO(member))))
        body: bytes = record.content_stream().read()
    except (OSError, EOFError, zlib.error, StopIteration, ValueError) as error:
        raise CatalogueDamaged(
            f"capture in {location.warc} at byte {location.offset} cannot be read: {error}", hint=hint
        ) from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise CatalogueDamaged(
            f"capture in {location.warc} at byte {location.offset} has other bytes than were stored", hint=hint
        )
    return body


def truncate(folder: Path, warc: str, end: int) -> None:
    """Cut off what an interrupted run wrote after its last commit; with `end` 0 the file goes."""
    path = folder / warc
    if not path.exists():
        return
    if end == 0:
        path.unlink()
    elif path.stat().st_size > end:
        with path.open("r+b") as file:
            file.truncate(end)


def _member(capture: Capture) -> bytes:
    from warcio.warcwriter import BufferWARCWriter  # noqa: PLC0415 - only writing captures needs it

    writer = BufferWARCWriter(gzip=True, warc_version="WARC/1.1")
    record = writer.create_warc_record(
        target_uri(capture),
        "resource",
        payload=io.BytesIO(capture.body),
        length=len(capture.body),
        warc_content_type=capture.media_type,
        warc_headers_dict={
            "WARC-Date": _instant(capture.fetched_at),
            "WARC-Payload-Digest": f"sha256:{capture.sha256}",
            "WARC-Source-Key": quote(capture.key),
        },
    )
    writer.write_record(record)
    contents: bytes = writer.get_contents()
    return contents


def _info_member(name: str, now: datetime) -> bytes:
    from warcio.warcwriter import BufferWARCWriter  # noqa: PLC0415 - only writing captures needs it

    writer = BufferWARCWriter(gzip=True, warc_version="WARC/1.1")
    record = writer.create_warcinfo_record(name, {"software": "kmpipe", "format": "WARC File Format 1.1"})
    record.rec_headers.replace_header("WARC-Date", _instant(now))
    writer.write_record(record)
    contents: bytes = writer.get_contents()
    return contents


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
