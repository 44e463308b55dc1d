"""Files that may be gzipped."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

GZIP = b"\x1f\x8b\x08"
_CHUNK = 1 << 18  # bytes read, and about as many given, at a time


def beginning(head: bytes, size: int) -> bytes:
    """The first bytes, `size` at most, of what a file holds that begins with `head`; nothing where its gzip is damaged."""
    if not head.startswith(GZIP):
        return head[:size]
    try:
        return zlib.decompressobj(wbits=31).decompress(head, size)
    except zlib.error:
        return b""


def contents(file: BinaryIO) -> Iterator[bytes]:
    """What a file holds, piece by piece, unpacked where it is gzipped; all that stands before a fault is given first.

    Raises `ValueError` for gzip that is damaged or cut off, `OSError`.
    """
    data = file.read(_CHUNK)
    if not data.startswith(GZIP):
        while data:
            yield data
            data = file.read(_CHUNK)
        return
    unpacker = zlib.decompressobj(wbits=31)
    while data or not unpacker.eof:
        if unpacker.eof:
            unpacker = zlib.decompressobj(wbits=31)
        try:
            piece = unpacker.decompress(data, _CHUNK)
        except zlib.error as error:
            raise ValueError(f"its gzip is damaged: {error}") from error
        if piece:
            yield piece
        # zeros may stand behind a member
        data = unpacker.unused_data.lstrip(b"\0") if unpacker.eof else unpacker.unconsumed_tail
        if not data:
            data = file.read(_CHUNK)
            if not (data or piece or unpacker.eof):
                raise ValueError("its gzip is cut off")
