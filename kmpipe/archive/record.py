"""A WARC record as bytes: a gzip member of its own, written and read in one piece (WARC/1.1, ISO 28500:2017)."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

_PART = "WARC-Source-Part"
_BREAK = re.compile(r"[\r\n]+")
_VERSION = re.compile(rb"WARC/\d\.\d{1,2}\s{0,9}\r?\n")
_END = re.compile(rb"\r?\n\r?\n")
# level 9 takes 1.7 times as long as 6 on pages of 200 kB and saves 4 %
_LEVEL = 6
_BLANKS = " \t"
_SLICE = 1 << 20  # bytes inflated at a time


class TooLong(ValueError):
    """A record that holds more than the cap."""


class WarcRecord(NamedTuple):
    """The named fields of a record, in order, and its block."""

    headers: tuple[tuple[str, str], ...]
    block: bytes

    def get(self, name: str) -> str | None:
        """The first field of this name, without case; None where there is none."""
        return header(self.headers, name)


class Head(NamedTuple):
    """The named fields of a record whose block was not read: it begins at `start` and is `length` bytes long."""

    headers: tuple[tuple[str, str], ...]
    start: int
    length: int


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """The first value of this name, without case; None where there is none."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def new_id() -> str:
    """An identity for a record, as the field WARC-Record-ID holds it."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def pack(kind: str, headers: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """A record of this kind (WARC-Type) as a gzip member. `headers` are all fields but the kind, the length and the block's digest.

    The same record gives the same bytes.
    """
    fields = [("WARC-Type", kind), *headers, ("WARC-Block-Digest", digest(block)), ("Content-Length", str(len(block)))]
    packer = zlib.compressobj(_LEVEL, wbits=31)
    head = packer.compress(b"WARC/1.1\r\n" + lines(fields) + b"\r\n")
    return head + packer.compress(block) + packer.compress(b"\r\n\r\n") + packer.flush()


def unpack(member: bytes, *, limit: int | None = None) -> WarcRecord:
    """The record in a gzip member, its checksum compared; never holds more than `limit` bytes and a slice.

    Raises `ValueError` for a damaged or cut member and for what is no record, `TooLong` above the limit.
    """
    return parse(inflate(member, limit=limit))


def parse(data: bytes) -> WarcRecord:
    """The record that these bytes, not compressed, are. Raises `ValueError` for what is not exactly one record."""
    head = parse_head(data)
    if head is None or len(data) < head.start + head.length:
        raise ValueError("the record is cut off")
    if data[head.start + head.length :].strip(b"\r\n"):
        raise ValueError("more than one record in a gzip member")
    return WarcRecord(head.headers, data[head.start : head.start + head.length])


def parse_head(data: bytes) -> Head | None:
    """The fields of the record that begins here, or None where their end is not yet there. Raises `ValueError` for no record."""
    version = _VERSION.match(data)
    if version is None:
        raise ValueError("no WARC record")
    end = _END.search(data, version.end() - 2)
    if end is None:
        return None
    headers = fields(data[version.end() : end.start()])
    length = header(headers, "Content-Length") or ""
    if not (length.isascii() and length.isdecimal()):
        raise ValueError("a record without its length")
    return Head(headers, end.end(), int(length[:18]))


def inflate(member: bytes, *, limit: int | None = None) -> bytes:
    """What a gzip member holds. Raises `ValueError` where it is damaged, cut or more than one, `TooLong` above the limit."""
    unpacker = zlib.decompressobj(wbits=31)
    out = bytearray()
    data = member
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(data, _SLICE)
            if not piece and not unpacker.unconsumed_tail and not unpacker.eof:
                raise ValueError("the gzip member is cut off")
            out += piece
            if limit is not None and len(out) > limit:
                raise TooLong(f"more than {limit:,} bytes")
            data = unpacker.unconsumed_tail
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if unpacker.unused_data:
        raise ValueError("more behind the gzip member")
    return bytes(out)


def fields(data: bytes) -> tuple[tuple[str, str], ...]:
    """The names and values in lines of the form `Name: value`; a line that begins with a blank goes on with the one before."""
    found: list[tuple[str, list[str]]] = []
    for line in data.replace(b"\r\n", b"\n").split(b"\n"):
        text = _decoded(line)
        name, colon, value = text.partition(":")
        if found and line[:1] in {b" ", b"\t"}:
            found[-1][1].append(text.strip(_BLANKS))
        elif colon:
            found.append((name.strip(_BLANKS), [value.strip(_BLANKS)]))
    return tuple((name, " ".join(values)) for name, values in found)


def lines(headers: Iterable[tuple[str, str]]) -> bytes:
    """Names and values as lines; a line break within one becomes a space, so that no value is taken for another field."""
    text = "".join(f"{_BREAK.sub(' ', name)}: {_BREAK.sub(' ', value)}\r\n" for name, value in headers)
    return text.encode("utf-8", "replace")


def part(what: str) -> tuple[str, str]:
    """The field that says that a record belongs to a document, and is none found by itself."""
    return _PART, what


def is_part(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether the record with these fields belongs to a document of ours."""
    return header(headers, _PART) is not None


def digest(data: bytes) -> str:
    """A digest in the form of the WARC fields: SHA-256 in base 32."""
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode()


def instant(moment: datetime) -> str:
    """An instant as WARC-Date holds it: UTC, with as many digits of a second as there are."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")
