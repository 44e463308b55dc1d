"""The raw captures: one gzip WARC file per run, each record its own gzip member, never rewritten."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from kmpipe.archive.captures import Parts, answered_member, document_body, document_member, is_long, known_member
from kmpipe.archive.exchanges import request_member, response_member
from kmpipe.archive.record import instant, new_id, pack, unpack
from kmpipe.errors import CatalogueDamaged
from kmpipe.model import Capture, Exchange
from kmpipe.store.records import Location


class CaptureWriter:
    """Appends captures to one WARC file, which comes into being with its first record.

    The exchanges of a capture are written before it, each once in a file however many captures came in it. What was
    written is known to this writer alone: when a file is cut back to its last commit, another writer begins anew.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self._file: io.BufferedWriter | None = None
        self._written: dict[int, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def write(self, capture: Capture) -> Location:
        """Append a document, with its exchanges where they are new, and say where its record lies.

        Not yet safe on disk: call `sync` before relying on it.
        """
        file = self._file or self._open(capture.fetched_at)
        last = capture.exchanges[-1] if capture.exchanges else None
        whole = last is not None and last.body == capture.body and _mark(last) not in self._written
        earlier = capture.exchanges[:-1] if whole else capture.exchanges
        ids = [self._written.get(_mark(exchange)) or self._write_exchange(file, exchange) for exchange in earlier]
        known = self._write_known(file, capture) if is_long(capture.known) else None
        if last is not None and whole:
            ids.append(self._write_request(file, last))
        parts = Parts(tuple(ids), known)
        start = file.tell()
        file.write(answered_member(capture, parts) if whole else document_member(capture, parts))
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

    def _write_known(self, file: io.BufferedWriter, capture: Capture) -> str:
        identity = new_id()
        file.write(known_member(capture, identity))
        return identity

    def _write_exchange(self, file: io.BufferedWriter, exchange: Exchange) -> str:
        identity = self._write_request(file, exchange)
        file.write(response_member(exchange, identity))
        return identity

    def _write_request(self, file: io.BufferedWriter, exchange: Exchange) -> str:
        """Write the request, if it is known, and settle the record id of the answer."""
        identity = self._written[_mark(exchange)] = new_id()
        if exchange.request_headers:
            file.write(request_member(exchange, new_id(), identity))
        return identity


def read_capture(folder: Path, location: Location, sha256: str) -> bytes:
    """The body of a document.

    Raises `CatalogueDamaged` when the file is missing, the record cannot be read, or its bytes are not those of `sha256`.
    """
    hint = "restore corpus/captures from a backup; the article itself is not lost"
    try:
        with (folder / location.warc).open("rb") as file:
            file.seek(location.offset)
            member = file.read(location.end - location.offset)
        body = document_body(unpack(member))
    except (OSError, ValueError) as error:
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


def _mark(exchange: Exchange) -> int:
    """What tells exchanges apart, also after they went to another process and back, without holding on to their bodies.

    The hash of a body is worked out once and kept by it, however many captures came in it.
    """
    return hash((exchange.url, exchange.method, exchange.at, exchange.status_line, exchange.body))


def _info_member(name: str, now: datetime) -> bytes:
    told = [
        ("WARC-Record-ID", new_id()), ("WARC-Date", instant(now)), ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
    ]  # fmt: skip
    return pack("warcinfo", told, b"software: kmpipe\r\nformat: WARC File Format 1.1\r\n")
