"""Captures: the raw bytes of documents, and how they came."""

from __future__ import annotations

from datetime import datetime

from kmpipe.model.base import MediaType, Record, Rights, SourceKind


class Known(Record, frozen=True, kw_only=True):
    """What the source knows about a document beside its bytes (REST, WXR and feeds know better than the page).

    `carrier` is the source key of the article that an attached document came with.
    """

    title: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    carrier: str | None = None


class Exchange(Record, frozen=True, kw_only=True):
    """One HTTP request and its response, as they went over the wire but for the body, which is decoded.

    Header names and values are as sent and received, in order. `address` is the IP address that answered, `status_line`
    what stands after the protocol (`200 OK`). A response whose body was given up on (too large, too slow) has none.
    """

    url: str
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    status: int
    status_line: str
    response_headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    at: datetime
    address: str | None = None


class Capture(Record, frozen=True, kw_only=True):
    """The raw bytes of one document as fetched, and where they came from.

    `key` decides "same document, new version"; `sha256` (hex, of `body`) decides "unchanged". `exchanges` are the HTTP
    exchanges the body was taken from; documents that came in one share it.
    """

    key: str
    url: str | None = None
    body: bytes
    media_type: MediaType
    charset: str | None = None
    fetched_at: datetime
    sha256: str
    kind: SourceKind
    rights: Rights = "own"
    known: Known = Known()
    exchanges: tuple[Exchange, ...] = ()
