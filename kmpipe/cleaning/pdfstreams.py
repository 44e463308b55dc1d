"""How much a PDF unpacks to, before a library is asked to unpack it: 50 kB of deflated drawing can be 50 MB of text objects."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator

from kmpipe.errors import TooLarge

# bytes of one stream and of all, pictures aside; the pages of a book have 20 MB, and 20 MB of nothing but text operators
# take PDFium 340 MB
_MOST_STREAM, _MOST_BYTES = 24 * 1024 * 1024, 64 * 1024 * 1024
_CHUNK = 1024 * 1024
# a stream is packed once; twice is odd, three times an attack
_MOST_ROUNDS = 3
_STREAM = re.compile(rb"stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s{0,4}/Image|/(?:DCT|JPX|CCITTFax|JBIG2)Decode")
# the dictionary of a stream stands before it
_DICTIONARY = 2048


def refuse_bomb(body: bytes) -> None:
    """Refuses a PDF whose deflated streams, pictures aside, unpack to more than any document needs.

    Linear in the file and in what is unpacked, which is at most the cap; nothing unpacked is kept. Raises `TooLarge`.
    """
    total = end = 0
    for found in _STREAM.finditer(body):
        if found.start() < end:
            continue
        start = body.rfind(b"obj", max(0, found.start() - _DICTIONARY), found.start())
        described = body[max(start, found.start() - _DICTIONARY, 0) : found.start()]
        end = body.find(b"endstream", found.end())
        end = len(body) if end < 0 else end
        rounds = described.count(b"/FlateDecode") + len(re.findall(rb"/Fl\b", described))
        if rounds and not _PICTURE.search(described):
            size = _unpacked(body[found.end() : end], rounds)
            total += size
            if size > _MOST_STREAM or total > _MOST_BYTES:
                raise TooLarge(
                    f"unpacks to more than {_MOST_BYTES >> 20} MB, or {_MOST_STREAM >> 20} MB on one page",
                    hint="if this is a real document, print it to PDF again, or split it",
                )


def _unpacked(data: bytes, rounds: int) -> int:
    """The size of a stream that is packed so many times, unpacked, or the first size beyond the cap."""
    size = 0
    parts: Iterable[bytes] = (data,)
    for _ in range(min(rounds, _MOST_ROUNDS)):
        parts = _inflated(parts)
    try:
        for part in parts:
            size += len(part)
            if size > _MOST_STREAM:
                break
    except zlib.error:
        pass  # encrypted, or damaged: the library says so
    return size


def _inflated(parts: Iterable[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    for part in parts:
        waiting = part
        while waiting and not inflater.eof:
            yield inflater.decompress(waiting, _CHUNK)
            waiting = inflater.unconsumed_tail
        if inflater.eof:
            return
