"""Bodies unpacked piece by piece, never past a cap: gzip, deflate, br, zstd, also one inside the other.

No step holds more than a slice of output at a time. A decoder also holds its window: 32 KiB for gzip, up to 8 MiB for
zstd (RFC 9659), up to 16 MiB for br. So the wide ones unpack twice, first only to count: a bomb then never costs window
and body at once (measured with the widest windows and a cap of 8 MiB: 9 MB instead of 17 for zstd, 17 instead of 26 for br).
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import brotli

from kmpipe.errors import ConnectionFailed, ResponseTooLarge

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
_SLICE = 64 * 1024  # bytes of output a step gives at most, about
_MAX_LAYERS = 3  # servers and proxies that each compress give two; more is an attack
_WINDOW_LOG = 23  # RFC 9659: zstd on the web has windows of 8 MiB at most
_WIDE = frozenset(("br", "zstd"))
_NONE = ("", "identity", "none")

_Pieces = Iterator[bytes]


class _Broken(Exception):
    """The packed bytes are damaged or end too soon."""


def layers_of(encoding: str, *, url: str) -> tuple[str, ...]:
    """The layers that a Content-Encoding header names, the outermost last. Raises `ConnectionFailed` for an unknown one."""
    names = tuple(name for name in (part.strip().lower() for part in encoding.split(",")) if name not in _NONE)
    if len(names) > _MAX_LAYERS or any(name not in _DECODERS for name in names):
        shown = ", ".join(names)[:80]
        raise ConnectionFailed(f"{url}: the body is encoded as {shown}", url=url, hint="kmpipe reads " + ACCEPTED)
    return names


def decode(pieces: Iterable[bytes], layers: Sequence[str], *, max_bytes: int, url: str, cut: bool = False) -> bytes:
    """The body that packed `pieces` give.

    With `cut` what is beyond `max_bytes` is left unread, otherwise it is an error. A body without a byte is empty
    whatever its layers are.

    Raises `ResponseTooLarge` (packed or unpacked), `ConnectionFailed` for what is damaged or truncated, and whatever
    `pieces` raises.
    """
    packed: Iterable[bytes] = _capped(pieces, max_bytes, url, cut=cut)
    try:
        if not _WIDE.isdisjoint(layers):
            packed = list(packed)
            for _ in _capped(_unpack(packed, layers), max_bytes, url, cut=cut):
                pass
        return b"".join(_capped(_unpack(packed, layers), max_bytes, url, cut=cut))
    except (_Broken, zlib.error, brotli.error, zstd.ZstdError) as error:
        raise ConnectionFailed(
            f"{url}: the compressed body is damaged or cut off ({error})", url=url, hint="try again later"
        ) from error


def _unpack(packed: Iterable[bytes], layers: Sequence[str]) -> _Pieces:
    unpacked = iter(packed)
    for name in reversed(layers):
        unpacked = _DECODERS[name](unpacked)
    return unpacked


def _capped(pieces: Iterable[bytes], max_bytes: int, url: str, *, cut: bool) -> _Pieces:
    left = max_bytes
    for piece in pieces:
        if len(piece) > left:
            if cut:
                yield piece[:left]
                return
            raise ResponseTooLarge(
                f"{url}: larger than {max_bytes:,} bytes when unpacked",
                url=url, hint="raise ingest.max_bytes in kmpipe.toml if this is a real article",
            )  # fmt: skip
        left -= len(piece)
        yield piece


def _gzip(pieces: _Pieces) -> _Pieces:
    """All members of a gzip stream; zeros or other padding after the last one is passed over, as browsers do."""
    inflater = None
    for piece in pieces:
        data = piece
        while data:
            if inflater is None or (inflater.eof and data.startswith(b"\x1f")):
                inflater = zlib.decompressobj(wbits=31)
            if inflater.eof:
                break
            yield from _inflated(inflater, data)
            data = inflater.unused_data
    if inflater is not None and not inflater.eof:
        raise _Broken("it ends too soon")


def _deflate(pieces: _Pieces) -> _Pieces:
    """A deflate stream, with the wrapper the standard asks for or raw, as some servers send it."""
    inflater, head = None, b""
    for piece in pieces:
        data = piece
        if inflater is None:
            data = head = head + piece
            if len(head) < 2:
                continue
            # RFC 1950, 2.2: method 8 with a window of at most 32 KiB, and a checksum over both bytes
            wrapped = head[0] & 0x0F == 8 and head[0] >> 4 <= 7 and int.from_bytes(head[:2], "big") % 31 == 0
            inflater = zlib.decompressobj(wbits=15 if wrapped else -15)
        if not inflater.eof:
            yield from _inflated(inflater, data)
    if head and (inflater is None or not inflater.eof):
        raise _Broken("it ends too soon")


def _inflated(inflater: zlib._Decompress, data: bytes) -> _Pieces:
    while True:
        out = inflater.decompress(data, _SLICE)
        if out:
            yield out
        data = inflater.unconsumed_tail
        # a full slice may leave output behind although all input is taken
        if inflater.eof or (not data and len(out) < _SLICE):
            return


def _brotli(pieces: _Pieces) -> _Pieces:
    decompressor = None
    for piece in pieces:
        decompressor = decompressor or brotli.Decompressor()
        data = piece
        while True:
            out = decompressor.process(data, output_buffer_limit=_SLICE)
            if out:
                yield out
            data = b""
            # input may be taken in whole while output still waits
            if decompressor.is_finished() or (len(out) < _SLICE and decompressor.can_accept_more_data()):
                break
    if decompressor is not None and not decompressor.is_finished():
        raise _Broken("it ends too soon")


def _zstd(pieces: _Pieces) -> _Pieces:
    """All frames of a zstd stream."""
    frame = None
    for piece in pieces:
        data = piece
        while data:
            if frame is None or frame.eof:
                frame = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
            while True:
                out = frame.decompress(data, _SLICE)
                if out:
                    yield out
                data = b""
                if frame.eof or frame.needs_input:
                    break
            data = frame.unused_data if frame.eof else b""
    if frame is not None and not frame.eof:
        raise _Broken("it ends too soon")


_DECODERS: dict[str, Callable[[_Pieces], _Pieces]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}  # fmt: skip
