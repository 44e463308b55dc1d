"""Records of WARC files that others wrote: which of them are documents, and the captures of those."""

from __future__ import annotations

import base64
import hashlib
import re

import msgspec

from kmpipe.archive.exchanges import http_head, read_exchange, split_http
from kmpipe.archive.record import TooLong, WarcRecord, header
from kmpipe.errors import ConnectionFailed, EmptyDocument, ResponseTooLarge
from kmpipe.model import Capture, MediaType
from kmpipe.sources.addresses import key_form
from kmpipe.sources.decoding import decode, layers_of
from kmpipe.sources.files import DOCX, PDF
from kmpipe.sources.records import Response
from kmpipe.sources.signs import charset_of
from kmpipe.sources.warcscan import Scanned

_MEDIA_TYPES: dict[str, MediaType] = {
    "text/html": "text/html", "application/xhtml+xml": "text/html", PDF: PDF, DOCX: DOCX,
}  # fmt: skip
_SIZE_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_DIGESTS = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}  # bytes


def why_not(item: Scanned) -> str | None:
    """Why a record is no document: its type, the status or the media type of the answer. None where it is one.

    Raises `ValueError` for a record without a type, and for an answer that is no HTTP message.
    """
    kind = header(item.head.headers, "WARC-Type")
    if kind is None:
        raise ValueError("it does not say of which type it is")
    if kind != "response" or not (header(item.head.headers, "Content-Type") or "").startswith("application/http"):
        return kind
    status, headers = http_head(split_http(item.begins)[0])
    if status[:3] != "200":
        return f"status {status[:3]}"
    declared = _media_type(headers)
    return None if declared in _MEDIA_TYPES else declared or "no media type"


def is_paged(item: Scanned) -> bool:
    """Whether an answer that `why_not` found nothing against was sent as a document on pages, not as a page of the web."""
    declared = _media_type(http_head(split_http(item.begins)[0])[1])
    return _MEDIA_TYPES.get(declared) in {PDF, DOCX}


def foreign_key(headers: tuple[tuple[str, str], ...]) -> str:
    """The source key of a record: its address without tracking. Raises `ValueError` where it is no http(s) address."""
    key = key_form(_address(headers))
    if not key:
        raise ValueError("its address is not of the web")
    return key


def read_page(record: WarcRecord, *, max_bytes: int) -> Capture:
    """The capture of a record that `why_not` found nothing against, its body unpacked.

    Raises `ValueError` where it is damaged or was cut off when fetched, `TooLong`, `EmptyDocument`.
    """
    cut = record.get("WARC-Truncated")
    if cut:
        raise ValueError(f"it was cut off when it was fetched ({cut})")
    exchange = read_exchange(record, None)
    _check_digests(record)
    # the fields as they came, also a Content-Length that stands last
    headers = http_head(split_http(record.block)[0])[1]
    key, body = foreign_key(record.headers), _unpacked(exchange.body, headers, max_bytes)
    if not body.strip():
        raise EmptyDocument(f"{key}: empty", hint="fetch the page again")
    url, shown = _address(record.headers), {"content-type": header(headers, "Content-Type") or ""}
    charset = charset_of(Response(url=url, status=exchange.status, headers=shown, body=b"", exchanges=()))
    return Capture(
        key=key, url=url, body=body, media_type=_MEDIA_TYPES[_media_type(headers)], charset=charset, fetched_at=exchange.at,
        sha256=hashlib.sha256(body).hexdigest(), kind="warc",
        exchanges=(msgspec.structs.replace(exchange, url=url, response_headers=headers, body=body),),
    )  # fmt: skip


def _address(headers: tuple[tuple[str, str], ...]) -> str:
    # older versions of Wget write it in angle brackets, as the first standard had it in its grammar
    return (header(headers, "WARC-Target-URI") or "").strip("<>")


def _media_type(headers: tuple[tuple[str, str], ...]) -> str:
    return (header(headers, "Content-Type") or "").partition(";")[0].strip().lower()


def _unpacked(body: bytes, headers: tuple[tuple[str, str], ...], max_bytes: int) -> bytes:
    if "chunked" in (header(headers, "Transfer-Encoding") or "").lower():
        body = _joined(body)
    try:
        packed = layers_of(header(headers, "Content-Encoding") or "", url="")
        return decode([body], packed, max_bytes=max_bytes, url="")
    except ResponseTooLarge as error:
        raise TooLong(f"more than {max_bytes:,} bytes") from error
    except ConnectionFailed as error:
        # some tools unpack the body and leave the field as it was
        if body.lstrip()[:1] == b"<" or body.startswith((b"%PDF-", b"PK\x03\x04")):
            return body
        raise ValueError("its compressed body is damaged or cut off") from error


def _joined(body: bytes) -> bytes:
    """The body of which these are the chunks (RFC 9112 §7.1); itself where it is not in chunks: many tools join them.

    Raises `ValueError` where the last chunk is missing.
    """
    out: list[bytes] = []
    at = 0
    while (line := _SIZE_LINE.match(body, at)) is not None:
        size, at = int(line[1], 16), line.end()
        if size == 0:
            return b"".join(out)
        out.append(body[at : at + size])
        at += size
        at += 2 if body.startswith(b"\r\n", at) else body.startswith(b"\n", at)
    if not out:
        return body
    raise ValueError("its body is cut off between two chunks")


def _check_digests(record: WarcRecord) -> None:
    """Compare the digest of the block, or where there is none that of the payload. Raises `ValueError`.

    Tools differ in whether the payload is what was transferred or what was meant, so it is the second choice.
    """
    block = _matches(record.get("WARC-Block-Digest"), record.block)
    if block is None:
        body = split_http(record.block)[1]
        told = record.get("WARC-Payload-Digest")
        block = _matches(told, body)
        if block is False and body != (joined := _joined(body)):
            block = _matches(told, joined)
    if block is False:
        raise ValueError("its bytes are not those of its digest")


def _matches(told: str | None, data: bytes) -> bool | None:
    """Whether bytes have a digest; None where none is told or it is of a kind not known."""
    algorithm, _, value = (told or "").partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in _DIGESTS:
        return None
    found = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    if len(value) == 2 * len(found):
        return value.lower() == found.hex()
    return value.upper().rstrip("=") == base64.b32encode(found).decode().rstrip("=")
