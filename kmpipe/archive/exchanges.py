"""HTTP exchanges as pairs of WARC records, `request` and `response`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

from kmpipe.archive.record import WarcRecord, digest, fields, instant, lines, pack, part
from kmpipe.model import Exchange

# fields that told how the body was transferred, not what it is
_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_ORIGINAL = "X-Archive-Orig-"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
# what may stand in a WARC-Target-URI as it is: every printable ASCII character but a blank
_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F))


def request_member(exchange: Exchange, identity: str, response: str) -> bytes:
    """The request as a gzip member. `identity` is its record id, `response` that of the answer."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    start = f"{exchange.method} {target_uri(target)} HTTP/1.1\r\n"
    block = start.encode() + lines(exchange.request_headers) + b"\r\n"
    told = [*_about(exchange, identity), ("WARC-Concurrent-To", response)]
    return pack("request", [*told, ("Content-Type", "application/http;msgtype=request")], block)


def response_member(exchange: Exchange, identity: str, more: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The answer as a gzip member, with further fields. `identity` is its record id.

    The body is kept decoded: it is what was read, it can be looked at without a decoder, and a damaged stream cannot hide
    in it. So the fields on its transfer (Content-Encoding, Transfer-Encoding, Content-Length) would be untrue; they are
    kept under names that begin with `X-Archive-Orig-`, as replay tools do, and a true Content-Length comes last.
    """
    kept = [(_ORIGINAL + name if _renamed(name) else name, value) for name, value in exchange.response_headers]
    kept.append(("Content-Length", str(len(exchange.body))))
    block = f"HTTP/1.1 {exchange.status_line}\r\n".encode() + lines(kept) + b"\r\n" + exchange.body
    told = [*_about(exchange, identity), ("WARC-Payload-Digest", digest(exchange.body)), *more]
    return pack("response", [*told, ("Content-Type", "application/http;msgtype=response")], block)


def read_exchange(response: WarcRecord, request: WarcRecord | None) -> Exchange:
    """The exchange that `response_member` and `request_member` were given. Raises `ValueError` for other records."""
    head, body = split_http(response.block)
    status_line, told = http_head(head)
    if told and told[-1][0].lower() == "content-length":
        told = told[:-1]
    method = "GET"
    asked: tuple[tuple[str, str], ...] = ()
    if request is not None:
        start, asked = http_head(split_http(request.block)[0])
        method = start.partition(" ")[0]
    return Exchange(
        url=unquote(response.get("WARC-Source-URL") or "") or response.get("WARC-Target-URI") or "",
        method=method, request_headers=asked, status=int(status_line[:3]), status_line=status_line,
        response_headers=tuple((name.removeprefix(_ORIGINAL), value) for name, value in told),
        body=body, at=read_instant(response.get("WARC-Date")), address=response.get("WARC-IP-Address"),
    )  # fmt: skip


def split_http(block: bytes) -> tuple[bytes, bytes]:
    """The head and the body of an HTTP message. Raises `ValueError` where there is no end of a head."""
    end = _HEAD_END.search(block)
    if end is None:
        raise ValueError("no HTTP message")
    return block[: end.start()], block[end.end() :]


def http_head(head: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The first line of an HTTP message, for an answer without its protocol (`200 OK`), and its fields.

    Raises `ValueError` for an answer without a status.
    """
    first, _, rest = head.partition(b"\n")
    line = first.decode("utf-8", "replace").strip()
    if line.startswith("HTTP/"):
        line = line.partition(" ")[2].strip()
        if not (line[:3].isascii() and line[:3].isdecimal() and len(line[:3]) == 3):
            raise ValueError("an answer without a status")
    return line, fields(rest)


def read_instant(value: str | None) -> datetime:
    """The instant in a WARC-Date, to the microsecond. Raises `ValueError`."""
    moment = datetime.fromisoformat((value or "").strip())
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"no instant: {value}") from error


def target_uri(url: str) -> str:
    """An address as the field WARC-Target-URI may hold it: printable ASCII without blanks."""
    return quote(url, safe=_PRINTABLE, errors="replace")


def _about(exchange: Exchange, identity: str) -> list[tuple[str, str]]:
    uri = target_uri(exchange.url)
    about = [("WARC-Record-ID", identity), ("WARC-Target-URI", uri), ("WARC-Date", instant(exchange.at))]
    if exchange.address is not None:
        about.append(("WARC-IP-Address", exchange.address))
    if uri != exchange.url:
        about.append(("WARC-Source-URL", quote(exchange.url)))
    return [*about, part("exchange")]


def _renamed(name: str) -> bool:
    """Whether a field is kept under another name; one that bears the prefix already gets it again, so that it comes back."""
    return name.lower() in _TRANSFER or name.startswith(_ORIGINAL)
