"""Bodies are unpacked exactly, and never past the cap."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.errors import ConnectionFailed, ResponseTooLarge
from kmpipe.sources.decoding import decode, layers_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

URL = "https://kota.example/"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "raw deflate": raw_deflate,
    "br": brotli.compress, "zstd": zstd.compress,
}  # fmt: skip


def pieces(packed: bytes, size: int) -> list[bytes]:
    return [packed[start : start + size] for start in range(0, len(packed), size)]


def unpack(packed: bytes, encoding: str, *, size: int = 1000, cap: int = 1_000_000, cut: bool = False) -> bytes:
    layers = layers_of(encoding.removeprefix("raw "), url=URL)
    return decode(pieces(packed, size), layers, max_bytes=cap, url=URL, cut=cut)


@given(
    st.binary(max_size=3000).map(lambda body: body * 60),
    st.lists(st.sampled_from(sorted(PACKERS)), max_size=3),
    st.integers(1, 5000),
)
def test_what_is_packed_comes_out(body: bytes, layers: list[str], size: int) -> None:
    """Any body, in up to three layers, in pieces of any size, comes out as it went in."""
    packed = body
    for layer in layers:
        packed = PACKERS[layer](packed)
    assert unpack(packed, ", ".join(layer.removeprefix("raw ") for layer in layers), size=size) == body


@pytest.mark.parametrize("layer", sorted(PACKERS))
@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_truncated_body_is_an_error(layer: str, share: float) -> None:
    """A body that stops short is not taken for the whole."""
    packed = PACKERS[layer](bytes(range(256)) * 99 + b"akhir")
    with pytest.raises(ConnectionFailed, match="cut off"):
        unpack(packed[: int(len(packed) * share)], layer)


@pytest.mark.parametrize("layer", sorted(PACKERS))
def test_a_damaged_body_is_an_error(layer: str) -> None:
    """Bytes that are not of the encoding are an error of the connection."""
    with pytest.raises(ConnectionFailed, match="damaged"):
        unpack(b"\xff<p>not packed at all</p>", layer)


@pytest.mark.parametrize("layer", sorted(PACKERS))
def test_the_cap_is_on_what_comes_out(layer: str) -> None:
    """A body of exactly the cap passes, one byte more does not; where the beginning will do, it is given."""
    packed = PACKERS[layer](bytes(200_000))
    assert len(unpack(packed, layer, cap=200_000)) == 200_000
    with pytest.raises(ResponseTooLarge):
        unpack(packed, layer, cap=199_999)
    assert unpack(packed, layer, cap=1234, cut=True) == bytes(1234)


def test_packed_bytes_that_never_give_anything() -> None:
    """A stream of empty members ends at the cap too: it is the bytes received that count then."""
    with pytest.raises(ResponseTooLarge):
        unpack(gzip.compress(b"") * 6000, "gzip", cap=100_000)


def test_members_and_padding() -> None:
    """Several members are one body; zeros after the last one are nothing."""
    assert unpack(gzip.compress(b"satu ") + gzip.compress(b"dua") + bytes(512), "gzip") == b"satu dua"
    assert unpack(zstd.compress(b"satu ") + zstd.compress(b"dua"), "zstd", size=3) == b"satu dua"
    for size in (3, 1000):
        with pytest.raises(ConnectionFailed, match="damaged"):
            unpack(brotli.compress(b"satu") + b"<p>", "br", size=size)


@pytest.mark.parametrize("layer", ["gzip", "br", "zstd", "deflate"])
def test_no_byte_is_an_empty_body(layer: str) -> None:
    """An answer without a byte is empty, whatever encoding its head names."""
    assert unpack(b"", layer) == b""


@pytest.mark.parametrize("encoding", ["compress", "gzip, rot13", "gzip, gzip, gzip, gzip"])
def test_encodings_that_are_not_read(encoding: str) -> None:
    """An unknown encoding, and more layers than any server makes, are refused by name."""
    with pytest.raises(ConnectionFailed, match="encoded as"):
        layers_of(encoding, url=URL)


def test_a_window_larger_than_the_web_knows() -> None:
    """A zstd frame that wants 128 MiB of memory for its window is refused."""
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    wide = packer.compress(bytes(1000)) + packer.flush()
    with pytest.raises(ConnectionFailed, match="damaged"):
        unpack(wide, "zstd")
