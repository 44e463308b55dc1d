"""WARC files by place: every record in turn, gzipped record by record or plain, and past those that are damaged."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kmpipe.archive.record import Head, WarcRecord, parse, parse_head, unpack
from kmpipe.errors import ParseError, SourceMissing
from kmpipe.sources.packed import GZIP

# what is looked at of a record while scanning: its fields, and those of the HTTP message in it
_PEEK = 1 << 18
_CHUNK = 1 << 14  # most records are smaller
_PROBE = 1 << 10  # compressed bytes that surely hold the first word of a record
# a member that inflates to more is a bomb, or a film
_LARGEST = 1 << 30
_PLAIN = b"\nWARC/1."
_PADDING = 4  # bytes: two line ends
_ENDS = b"\r\n\0"  # what may stand between records


class Scanned(NamedTuple):
    """A record at the bytes `[offset, end)` of its file: its head, and how its block begins."""

    offset: int
    end: int
    head: Head
    begins: bytes


def scan(path: Path) -> Iterator[Scanned | ParseError]:
    """The records of a file in their order; one that is damaged or cut off is an error, and the next ones follow.

    Nothing but the beginning of one record is held. Raises `SourceMissing` where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            gzipped = file.read(len(GZIP)) == GZIP
            yield from _scan(file, path.name, gzipped=gzipped)
    except OSError as error:
        hint = "check the file and its permissions"
        raise SourceMissing(f"{path.name}: cannot be read: {error.strerror}", hint=hint) from error


def read_record(path: Path, offset: int, end: int, *, limit: int) -> WarcRecord:
    """The record at a place that `scan` gave. Raises `ValueError` where it is damaged, `TooLong` above the limit, `OSError`."""
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(end - offset)
    return unpack(data, limit=limit) if data.startswith(GZIP) else parse(data)


def damaged(name: str, offset: int, why: object) -> ParseError:
    """The error of one record that cannot be read."""
    return ParseError(f"{name}: the record at byte {offset} cannot be read: {why}", hint="copy the file again")


def _scan(file: BinaryIO, name: str, *, gzipped: bool) -> Iterator[Scanned | ParseError]:
    read, find = (_gzipped, _next_member) if gzipped else (_plain, _next_plain)
    offset: int | None = 0
    while offset is not None and (offset := _skipped(file, offset)) is not None:
        try:
            found = read(file, offset)
        except ValueError as error:
            yield damaged(name, offset, error)
            offset = find(file, offset + 1)
        else:
            yield found
            offset = found.end


def _gzipped(file: BinaryIO, offset: int) -> Scanned:
    """The record in the member that begins here, where the file stands. Raises `ValueError`."""
    unpacker = zlib.decompressobj(wbits=31)
    begins, size, data = bytearray(), 0, file.read(_CHUNK)
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(data, _PEEK)
            begins += piece[: _PEEK - len(begins)]
            size += len(piece)
            if size > _LARGEST:
                raise ValueError(f"it holds more than {_LARGEST:,} bytes")
            data = unpacker.unconsumed_tail
            if not data and not unpacker.eof:
                data = file.read(_CHUNK)
                if not data and not piece:
                    raise ValueError("it is cut off")
    except zlib.error as error:
        raise ValueError(str(error)) from error
    head = _head(bytes(begins))
    if size < head.start + head.length:
        raise ValueError("it is cut off")
    if size > head.start + head.length + _PADDING:
        raise ValueError("the file is gzipped as a whole, not record by record; unpack it first")
    return Scanned(offset, file.tell() - len(unpacker.unused_data), head, bytes(begins[head.start :]))


def _plain(file: BinaryIO, offset: int) -> Scanned:
    """The record that begins here, where the file stands. Raises `ValueError`."""
    begins = file.read(_PEEK)
    head = _head(begins)
    end = offset + head.start + head.length
    if end > file.seek(0, 2):
        raise ValueError("it is cut off")
    return Scanned(offset, end, head, begins[head.start : head.start + head.length])


def _head(begins: bytes) -> Head:
    head = parse_head(begins)
    if head is None:
        raise ValueError("its fields have no end")
    return head


def _skipped(file: BinaryIO, offset: int) -> int | None:
    """The place of the next byte that is no padding between records, to which the file is moved; None at the end."""
    file.seek(offset)
    while chunk := file.read(_CHUNK):
        rest = chunk.lstrip(_ENDS)
        offset += len(chunk) - len(rest)
        if rest:
            file.seek(offset)
            return offset
    return None


def _next_member(file: BinaryIO, offset: int) -> int | None:
    """Where the next gzip member that holds a record begins."""
    while (place := _find(file, GZIP, offset)) is not None:
        file.seek(place)
        try:
            if zlib.decompressobj(wbits=31).decompress(file.read(_PROBE), 5) == b"WARC/":
                return place
        except zlib.error:
            pass
        offset = place + 1
    return None


def _next_plain(file: BinaryIO, offset: int) -> int | None:
    """Where the next line begins that opens a record."""
    place = _find(file, _PLAIN, offset)
    return None if place is None else place + 1


def _find(file: BinaryIO, wanted: bytes, offset: int) -> int | None:
    """Where these bytes come next, from `offset` on."""
    file.seek(offset)
    kept = b""
    while chunk := file.read(_PEEK):
        window = kept + chunk
        place = window.find(wanted)
        if place >= 0:
            return offset + place
        kept = window[1 - len(wanted) :]
        offset += len(window) - len(kept)
    return None
