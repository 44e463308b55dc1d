"""Captures as WARC records: what one needs to make the same capture again stands in the fields of its record.

The record of a document is

- a `response` where its body is that of the last of its exchanges: a page, a file fetched;
- a `conversion` where it was taken from them: a post out of a listing, pages joined;
- a `resource` where there was none: a file, an item of an export.

`WARC-Source-Key` is the source key, percent-encoded; `WARC-Source-Capture` the rest of the capture but its body as JSON in ASCII;
`WARC-Source-Exchanges` the record ids of the answers it was taken from, the last one last. The answers are records of
their own, each once in a file. What the source knew stands in the JSON too, but where that is long: then in a `metadata`
record that `WARC-Source-Known` names.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import msgspec

from kmpipe.archive.exchanges import read_instant, response_member, split_http, target_uri
from kmpipe.archive.record import WarcRecord, digest, header, instant, new_id, pack, part
from kmpipe.model import Capture, Known

_KEY, _CAPTURE = "WARC-Source-Key", "WARC-Source-Capture"
_EXCHANGES, _KNOWN = "WARC-Source-Exchanges", "WARC-Source-Known"
# characters, of at most 12 bytes each in JSON: FastWARC gives up on records with more than some 32,000 bytes of fields
_LONG = 1000
_CHARSET = re.compile(r"[A-Za-z0-9._:-]{1,40}")


class Parts(NamedTuple):
    """The ids of the records that a document's own record names: the answers it was taken from, and what was known if long."""

    exchanges: tuple[str, ...] = ()
    known: str | None = None


def document_member(capture: Capture, parts: Parts) -> bytes:
    """The record of a document that is a file, or was taken from answers, as a gzip member."""
    kind = "conversion" if parts.exchanges else "resource"
    charset = capture.charset if capture.charset and _CHARSET.fullmatch(capture.charset) else None
    told = [
        ("WARC-Record-ID", new_id()),
        ("WARC-Target-URI", target_uri(capture.url or "") or "file:" + quote(capture.key)),
        ("WARC-Date", instant(capture.fetched_at)),
        ("WARC-Payload-Digest", digest(capture.body)),
        *[("WARC-Refers-To", identity) for identity in parts.exchanges[:1]],
        *_about(capture, parts),
        ("Content-Type", capture.media_type + (f"; charset={charset}" if charset else "")),
    ]
    return pack(kind, told, capture.body)


def answered_member(capture: Capture, parts: Parts) -> bytes:
    """The record of a document that is the answer of its last exchange, as a gzip member with the last of these ids."""
    return response_member(capture.exchanges[-1], parts.exchanges[-1], _about(capture, parts))


def is_long(known: Known) -> bool:
    """Whether what a source knew needs a record of its own."""
    texts = [known.title, known.published, known.modified, known.author, known.carrier, *known.categories, *known.tags]
    return sum(len(text) + 4 for text in texts if text) > _LONG


def known_member(capture: Capture, identity: str) -> bytes:
    """What the source of a capture knew as a `metadata` record with this id, as a gzip member."""
    told = [
        ("WARC-Record-ID", identity),
        ("WARC-Date", instant(capture.fetched_at)),
        part("known"),
        ("Content-Type", "application/json"),
    ]
    return pack("metadata", told, json.dumps(_known(capture)).encode())


def is_document(record: tuple[tuple[str, str], ...]) -> bool:
    """Whether the record with these fields is that of a capture."""
    return header(record, _KEY) is not None


def document_key(record: tuple[tuple[str, str], ...]) -> str:
    """The source key of the capture in the record with these fields."""
    return unquote(header(record, _KEY) or "")


def document_parts(record: tuple[tuple[str, str], ...]) -> Parts:
    """The ids of the records that the record with these fields names."""
    return Parts(tuple((header(record, _EXCHANGES) or "").split()), header(record, _KNOWN))


def document_body(record: WarcRecord) -> bytes:
    """The body of the capture in a record. Raises `ValueError` where there is none."""
    return split_http(record.block)[1] if record.get("WARC-Type") == "response" else record.block


def read_document(record: WarcRecord, known: WarcRecord | None = None) -> Capture:
    """The capture that `document_member` or `answered_member` was given, but for its exchanges; `known` is its record of that.

    Records of the first version, of files only, tell less: they have no `WARC-Source-Capture`. Raises `ValueError` for
    other records, and where the body has not the digest it was stored with.
    """
    body = document_body(record)
    told = record.get(_CAPTURE)
    about = _first_version(record) if told is None else _object(told)
    if known is not None:
        about["known"] = _object(known.block)
    try:
        capture = msgspec.convert({**about, "key": document_key(record.headers), "body": ""}, Capture)
    except msgspec.ValidationError as error:
        raise ValueError(f"no capture: {error}") from error
    if hashlib.sha256(body).hexdigest() != capture.sha256:
        raise ValueError("other bytes than were stored")
    return msgspec.structs.replace(capture, body=body)


def _about(capture: Capture, parts: Parts) -> tuple[tuple[str, str], ...]:
    fields = msgspec.to_builtins(msgspec.structs.replace(capture, body=b"", exchanges=(), known=Known()))
    fields = {name: value for name, value in fields.items() if name not in {"key", "body", "exchanges", "known"}}
    if parts.known is None:
        fields["known"] = _known(capture)
    told = [(_KEY, quote(capture.key)), (_CAPTURE, json.dumps(fields))]
    if parts.exchanges:
        told.append((_EXCHANGES, " ".join(parts.exchanges)))
    if parts.known is not None:
        told.append((_KNOWN, parts.known))
    return tuple(told)


def _known(capture: Capture) -> dict[str, Any]:
    known = msgspec.to_builtins(capture.known)
    return {name: value for name, value in known.items() if value is not None and value != ()}


def _object(text: str | bytes) -> dict[str, Any]:
    """The JSON object in a text. Raises `ValueError` for anything else."""
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise ValueError("JSON nested too deep") from error
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - a fault of the file, not of the call
    return found


def _first_version(record: WarcRecord) -> dict[str, Any]:
    """What a record without `WARC-Source-Capture` tells: it was a file."""
    return {
        "media_type": record.get("Content-Type"), "fetched_at": read_instant(record.get("WARC-Date")).isoformat(),
        "sha256": (record.get("WARC-Payload-Digest") or "").removeprefix("sha256:"), "kind": "file",
    }  # fmt: skip
