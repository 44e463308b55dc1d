"""The raw captures in WARC."""

from __future__ import annotations

import base64
import gzip
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as SecondIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from kmpipe.errors import CatalogueDamaged
from kmpipe.model import Capture, Exchange, Known
from kmpipe.store.captures import CaptureWriter, read_capture, truncate
from kmpipe.store.records import Location

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BODIES = [b"<p>satu</p>", b"dua", bytes(range(256)) * 10]


def capture(number: int) -> Capture:
    body = BODIES[number]
    digest = hashlib.sha256(body).hexdigest()
    return Capture(
        key=f"folder/{number} \u00e9.html",
        body=body,
        media_type="text/html",
        fetched_at=NOW,
        sha256=digest,
        kind="file",
    )


PAGE = Exchange(
    url="https://kota.example/rapat/?p=7", status=200, status_line="200 OK", body=b"<p>Rapat</p>" * 40, at=NOW, address="192.0.2.7",
    request_headers=(("Host", "kota.example"), ("User-Agent", "kmpipe")),
    response_headers=(
        ("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "br"), ("Content-Length", "19"), ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    ),
)  # fmt: skip
HOP = Exchange(
    url="http://kota.example/rapat/?p=7", status=301, status_line="301 Moved Permanently", at=NOW,
    request_headers=(("Host", "kota.example"),), response_headers=(("Location", PAGE.url),),
)  # fmt: skip
LISTING = Exchange(
    url="https://kota.example/wp-json/wp/v2/posts", status=200, status_line="200 OK", body=b'[{"id": 1}, {"id": 2}]', at=NOW,
    request_headers=(("Host", "kota.example"),), response_headers=(("Content-Type", "application/json"),), address="2001:db8::1",
)  # fmt: skip


def fetched(
    body: bytes, *exchanges: Exchange, key: str = "https://kota.example/?p=7", known: Known | None = None
) -> Capture:
    """A document that came over the web."""
    return Capture(
        key=key, url=key, body=body, media_type="text/html", charset="utf-8", fetched_at=NOW, sha256=hashlib.sha256(body).hexdigest(),
        kind="page", known=known or Known(), exchanges=exchanges,
    )  # fmt: skip


def write(folder: Path, *captures: Capture) -> list[Location]:
    with CaptureWriter(folder, "a.warc.gz") as writer:
        places = [writer.write(one) for one in captures]
        writer.sync()
    return places


def records(path: Path) -> list[tuple[str, str | None, bytes]]:
    """Type, address and content of every record as warcio reads them: of an HTTP message its body."""
    with path.open("rb") as file:
        return [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(file)
        ]


def test_captures_are_read_back_by_place(tmp_path: Path) -> None:
    """Every record can be read by its offset, and a WARC tool reads the whole file."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        places = [writer.write(capture(n)) for n in range(3)]
        writer.sync()
    assert [read_capture(tmp_path, place, capture(n).sha256) for n, place in enumerate(places)] == BODIES
    with (tmp_path / "a.warc.gz").open("rb") as file:
        records = [(r.rec_type, r.content_stream().read()) for r in ArchiveIterator(file)]
    assert [kind for kind, _ in records] == ["warcinfo", "resource", "resource", "resource"]
    assert [body for _, body in records[1:]] == BODIES


def test_no_file_without_a_record(tmp_path: Path) -> None:
    """A run that stores nothing leaves no file behind."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        writer.sync()
    assert list(tmp_path.iterdir()) == []


# bytes 4 to 9 of a gzip header (time, flags, system) carry no content
@pytest.mark.parametrize("where", [0, 1, 2, *range(10, 300, 23)])
def test_any_flipped_byte_is_found(tmp_path: Path, where: int) -> None:
    """A byte flipped anywhere in a record is damage, never other text."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        place = writer.write(capture(0))
    path = tmp_path / "a.warc.gz"
    data = bytearray(path.read_bytes())
    spot = place.offset + where % (place.end - place.offset)
    data[spot] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(CatalogueDamaged):
        read_capture(tmp_path, place, capture(0).sha256)


def test_missing_file_is_damage(tmp_path: Path) -> None:
    """A WARC file that is gone is named as damage."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        place = writer.write(capture(1))
    (tmp_path / "a.warc.gz").unlink()
    with pytest.raises(CatalogueDamaged):
        read_capture(tmp_path, place, capture(1).sha256)


def test_truncate_takes_off_the_uncommitted_end(tmp_path: Path) -> None:
    """After an interrupted run, what was never committed goes; a file with nothing committed goes whole."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        first = writer.write(capture(0))
        writer.write(capture(1))
    truncate(tmp_path, "a.warc.gz", first.end)
    assert (tmp_path / "a.warc.gz").stat().st_size == first.end
    assert read_capture(tmp_path, first, capture(0).sha256) == BODIES[0]
    truncate(tmp_path, "a.warc.gz", 0)
    assert not (tmp_path / "a.warc.gz").exists()


def test_a_page_is_its_answer(tmp_path: Path) -> None:
    """A page that was fetched is kept as request and response, each hop on the way too, and its bytes once."""
    (place,) = write(tmp_path, fetched(PAGE.body, HOP, PAGE))
    assert read_capture(tmp_path, place, hashlib.sha256(PAGE.body).hexdigest()) == PAGE.body
    assert records(tmp_path / "a.warc.gz")[1:] == [
        ("request", HOP.url, b""), ("response", HOP.url, b""), ("request", PAGE.url, b""), ("response", PAGE.url, PAGE.body),
    ]  # fmt: skip


def test_what_the_wire_said_and_what_is_true(tmp_path: Path) -> None:
    """The body is kept unpacked, so its length is its own, and what was said of the transfer bears another name."""
    (place,) = write(tmp_path, fetched(PAGE.body, PAGE))
    with (tmp_path / "a.warc.gz").open("rb") as file:
        file.seek(place.offset)
        record = next(iter(ArchiveIterator(file)))
    assert record.http_headers.headers == [
        ("Content-Type", "text/html; charset=utf-8"), ("X-Archive-Orig-Content-Encoding", "br"),
        ("X-Archive-Orig-Content-Length", "19"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"),
        ("Content-Length", str(len(PAGE.body))),
    ]  # fmt: skip
    assert record.http_headers.statusline == "200 OK"
    assert record.rec_headers.get_header("WARC-IP-Address") == "192.0.2.7"


def test_posts_of_one_listing_share_it(tmp_path: Path) -> None:
    """A listing from which many posts were taken is written once; each post points to it."""
    posts = [fetched(b"<p>satu</p>", LISTING, key="https://kota.example/?p=1"), fetched(b"<p>dua</p>", LISTING)]
    write(tmp_path, *posts)
    assert [kind for kind, _, _ in records(tmp_path / "a.warc.gz")] == [
        "warcinfo", "request", "response", "conversion", "conversion",
    ]  # fmt: skip
    with (tmp_path / "a.warc.gz").open("rb") as file:
        heads = [record.rec_headers for record in ArchiveIterator(file)]
    answer = heads[2].get_header("WARC-Record-ID")
    assert heads[1].get_header("WARC-Concurrent-To") == answer
    assert [head.get_header("WARC-Refers-To") for head in heads[3:]] == [answer, answer]


def test_a_copy_of_an_exchange_is_the_same_exchange(tmp_path: Path) -> None:
    """An exchange that went to a worker process and back is not written again; another answer of the same address is."""
    copy = Exchange(**{name: getattr(LISTING, name) for name in LISTING.__struct_fields__})
    other = Exchange(**{**{name: getattr(LISTING, name) for name in LISTING.__struct_fields__}, "body": b"[]"})
    write(tmp_path, fetched(b"satu", LISTING), fetched(b"dua", copy), fetched(b"tiga", other))
    assert [kind for kind, _, _ in records(tmp_path / "a.warc.gz")].count("response") == 2


def test_two_readers_read_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two other readers, warcio and FastWARC, agree on every record, its fields and its bytes, and every digest is right."""
    long = Known(title="Rapat \u2013 " * 4000, tags=tuple(f"tanda {number}" for number in range(500)))
    captures = [
        fetched(PAGE.body, HOP, PAGE), fetched(b"<p>satu</p>", LISTING, key="https://kota.example/?p=1", known=long),
        fetched(b"<p>dua</p>", LISTING, HOP, known=Known(title="\u2028 \x85 \"dua\": \n \U0001f600")), *map(capture, range(3)),
    ]  # fmt: skip
    write(tmp_path, *captures)
    path = tmp_path / "a.warc.gz"
    with path.open("rb") as file:
        first = [
            (one.rec_type, sorted(one.rec_headers.headers), one.raw_stream.read())
            for one in ArchiveIterator(file, no_record_parse=True)
        ]
    with path.open("rb") as file:
        second = []
        for one in SecondIterator(file, parse_http=False, verify_digests=False):
            assert one.verify_block_digest()
            second.append((str(one.record_type), sorted(one.headers.items()), one.reader.read()))
    assert first == second
    assert len(first) == 13
    with pytest.raises(SystemExit, match=r"^0$"):
        warcio(["check", "-v", str(path)])
    told = capsys.readouterr().out
    assert told.count("digest pass") == 13 and "fail" not in told


def test_an_exchange_cut_off_is_written_again(tmp_path: Path) -> None:
    """A file cut back to its last commit loses the exchanges behind it too; the next run's file has them."""
    first = write(tmp_path, fetched(b"satu", HOP), fetched(b"dua", LISTING))[0]
    truncate(tmp_path, "a.warc.gz", first.end)
    assert [kind for kind, _, _ in records(tmp_path / "a.warc.gz")] == ["warcinfo", "request", "response", "conversion"]
    with CaptureWriter(tmp_path, "b.warc.gz") as writer:
        writer.write(fetched(b"dua", LISTING))
    assert ("response", LISTING.url, LISTING.body) in records(tmp_path / "b.warc.gz")


def test_values_cannot_make_fields(tmp_path: Path) -> None:
    """A line break in a field that a server sent, or in a key, never becomes a field of the record."""
    nasty = Exchange(
        url=PAGE.url, status=200, status_line="200 OK", body=b"x", at=NOW,
        response_headers=(("X-A", "1\r\nX-B: 2"), ("X-C", "3\n\nWARC/1.1")),
    )  # fmt: skip
    (place,) = write(tmp_path, fetched(b"x", nasty, key="a\r\nWARC-Type: resource"))
    assert read_capture(tmp_path, place, hashlib.sha256(b"x").hexdigest()) == b"x"
    with (tmp_path / "a.warc.gz").open("rb") as file:
        record = list(ArchiveIterator(file))[-1]
    assert record.http_headers.get_header("X-B") is None
    assert record.rec_type == "response"


def test_records_of_the_first_version_are_read(tmp_path: Path) -> None:
    """Files that the first version wrote stay readable: a resource with the digest of its bytes in hexadecimal."""
    body, digest = b"<p>lama</p>", hashlib.sha256(b"<p>lama</p>").hexdigest()
    block = base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    member = gzip.compress(
        b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Target-URI: file:lama.html\r\n"
        + f"WARC-Date: 2025-01-02T03:04:05Z\r\nWARC-Payload-Digest: sha256:{digest}\r\nWARC-Source-Key: lama.html\r\n".encode()
        + f"WARC-Block-Digest: sha1:{block}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body + b"\r\n\r\n"
    )  # fmt: skip
    (tmp_path / "old.warc.gz").write_bytes(b"head" + member)
    assert read_capture(tmp_path, Location("old.warc.gz", 4, 4 + len(member)), digest) == body
