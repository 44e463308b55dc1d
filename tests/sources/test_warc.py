"""Web archives: kmpipe's own and other people's."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kmpipe.errors import DocumentError, EmptyDocument, NotText, ParseError, SourceMissing, TooLarge
from kmpipe.model import Capture, Exchange, Known
from kmpipe.sources.warc import WarcArchive, is_warc
from kmpipe.sources.warcsite import LeftOut, WarcReader
from kmpipe.store.captures import CaptureWriter

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
CAP = 1 << 20
URL = "https://kota.example/rapat/"
PAGE = b"<!DOCTYPE html><p>Rapat koordinasi</p>"


def capture(key: str, body: bytes, *, at: datetime = NOW, **fields: object) -> Capture:
    told: dict[str, object] = {"media_type": "text/html", "kind": "page", **fields}
    return Capture(key=key, body=body, fetched_at=at, sha256=hashlib.sha256(body).hexdigest(), **told)  # type: ignore[arg-type]


def exchange(url: str, body: bytes, **fields: object) -> Exchange:
    told: dict[str, object] = {"request_headers": (("Host", "kota.example"),), "at": NOW, **fields}
    return Exchange(url=url, status=200, status_line="200 OK", body=body, **told)  # type: ignore[arg-type]


def store(folder: Path, name: str, *captures: Capture) -> Path:
    with CaptureWriter(folder, name) as writer:
        for one in captures:
            writer.write(one)
    return folder / name


class Foreign:
    """A WARC file as another program writes it."""

    def __init__(self, path: Path, *, packed: bool = True) -> None:
        self.path = path
        self._packed = packed
        path.touch()

    def add(
        self,
        body: bytes = PAGE,
        *,
        url: str = URL,
        status: str = "200 OK",
        headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=UTF-8"),),
        kind: str = "response",
        date: str = "2024-05-06T07:08:09Z",
        fields: dict[str, str] | None = None,
    ) -> Foreign:
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind in {"response", "revisit"} else None
        with self.path.open("ab") as file:
            writer = WARCWriter(file, gzip=self._packed)
            record = writer.create_warc_record(
                url, kind, payload=io.BytesIO(body), length=len(body), http_headers=http,
                warc_headers_dict={"WARC-Date": date, **(fields or {})},
            )  # fmt: skip
            writer.write_record(record)
        return self


def read(*paths: Path) -> tuple[list[Capture], list[DocumentError]]:
    reader = WarcReader(*paths, max_bytes=CAP)
    found = [*reader(), *reader.attached(lambda _: None)]
    captures = [one for one in found if isinstance(one, Capture)]
    return captures, [one for one in found if isinstance(one, DocumentError)]


# --- kmpipe's own ---

texts = st.text(max_size=60)
values = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=30).map(
    lambda value: value.strip(" \t")
)
headers = st.lists(st.tuples(st.from_regex(r"[A-Za-z][A-Za-z-]{0,20}", fullmatch=True), values), max_size=4).map(tuple)
moments = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
knowns = st.builds(
    Known, title=st.none() | texts | texts.map(lambda text: text * 100), published=st.none() | texts, modified=st.none() | texts,
    author=st.none() | texts, categories=st.lists(texts, max_size=3).map(tuple), tags=st.lists(texts, max_size=3).map(tuple),
    carrier=st.none() | texts,
)  # fmt: skip
exchanges = st.builds(
    exchange, texts.map(lambda text: f"https://kota.example/{text}"), st.binary(max_size=60), at=moments,
    request_headers=headers.map(lambda some: (("Host", "kota.example"), *some)), response_headers=headers,
    address=st.none() | st.ip_addresses().map(str), method=st.sampled_from(["GET", "HEAD"]),
)  # fmt: skip


@st.composite
def captures(draw: st.DrawFn) -> Capture:
    some = tuple(draw(st.lists(exchanges, max_size=3, unique_by=lambda one: (one.url, one.method, one.at, one.body))))
    body = some[-1].body if some and draw(st.booleans()) else draw(st.binary(max_size=60))
    return capture(
        draw(texts), body, at=draw(moments), url=draw(st.none() | texts), charset=draw(st.none() | texts), known=draw(knowns),
        kind=draw(st.sampled_from(["file", "page", "rest", "wxr", "feed", "warc"])), exchanges=some,
        media_type=draw(st.sampled_from(["text/html", "text/plain", "application/pdf"])),
        rights=draw(st.sampled_from(["own", "permitted", "excerpt-only"])),
    )  # fmt: skip


@settings(max_examples=50)
@given(st.lists(captures(), max_size=4, unique_by=lambda one: one.key))
def test_captures_come_back_as_they_were(some: list[Capture]) -> None:
    """Every capture comes out of the archive as it went in: key, bytes, what was known, and its exchanges."""
    with TemporaryDirectory() as folder:
        path = store(Path(folder), "a.warc.gz", *some)
        if some:
            assert read(path) == (some, [])


def test_the_latest_of_each_key(tmp_path: Path) -> None:
    """Of several versions in several files the latest comes, in the order of files and places, however they are named."""
    first = store(
        tmp_path,
        "20260101.warc.gz",
        capture("a", b"lama"),
        capture("b", b"tetap"),
        capture("a", b"baru", at=NOW + timedelta(1)),
    )
    second = store(tmp_path, "20260102.warc.gz", capture("c", b"lain"), capture("b", b"usang", at=NOW - timedelta(1)))
    for paths in ([first, second], [second, first, second]):
        archive = WarcArchive(paths, max_bytes=CAP)
        assert [archive.read(found).body for found in archive.found] == [b"tetap", b"baru", b"lain"]
        assert archive.passed_over == {"older version": 2}


def test_parts_of_own_captures_are_no_documents(tmp_path: Path) -> None:
    """A listing and the second page of an article are pages too, but came in as parts of others: they stay parts."""
    more = exchange(URL + "2/", b"<p>dua</p>", response_headers=(("Content-Type", "text/html"),))
    whole = exchange(URL, b"<p>satu</p>", response_headers=(("Content-Type", "text/html"),))
    path = store(tmp_path, "a.warc.gz", capture(URL, b"<p>satu</p><p>dua</p>", url=URL, exchanges=(whole, more)))
    (found,), errors = read(path)
    assert (found.key, found.exchanges, errors) == (URL, (whole, more), [])


def test_captures_of_one_listing_share_it_again(tmp_path: Path) -> None:
    """Posts out of one listing hold one exchange between them when they are read back, not a copy each."""
    listing = exchange("https://kota.example/wp-json", b"[1, 2]")
    path = store(tmp_path, "a.warc.gz", *[capture(f"k{number}", b"satu", exchanges=(listing,)) for number in range(3)])
    first, *others = read(path)[0]
    assert all(other.exchanges[0] is first.exchanges[0] for other in others)


def test_a_lost_exchange_costs_no_document(tmp_path: Path) -> None:
    """A document whose exchange is damaged comes without it; the damage is told."""
    listing = exchange("https://kota.example/wp-json", bytes(range(256)) * 40)
    path = store(tmp_path, "a.warc.gz", capture("k", b"satu", exchanges=(listing,)), capture("l", b"dua"))
    data = bytearray(path.read_bytes())
    spot = data.index(b"\x1f\x8b\x08", data.index(b"\x1f\x8b\x08", 10) + 10) + 200
    data[spot] ^= 0xFF
    path.write_bytes(data)
    captures, errors = read(path)
    assert [(one.key, one.exchanges) for one in captures] == [("k", ()), ("l", ())]
    assert [type(error) for error in errors] == [ParseError]


# --- other people's ---


def test_pages_of_other_archives(tmp_path: Path) -> None:
    """A page comes with its bytes, its address without tracking as key, its charset, and the instant it was fetched."""
    archive = Foreign(tmp_path / "x.warc.gz").add(url="HTTPS://Kota.example:443/rapat/?utm_source=x&p=7#isi")
    ((found,), errors) = read(archive.path)
    assert (found.key, found.url) == (URL + "?p=7", URL + "?p=7")
    assert found.exchanges[0].url == "HTTPS://Kota.example:443/rapat/?utm_source=x&p=7#isi"
    assert (found.body, found.media_type, found.charset, found.kind) == (PAGE, "text/html", "utf-8", "warc")
    assert found.fetched_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert found.exchanges[0].response_headers == (("Content-Type", "text/html; charset=UTF-8"),)
    assert not errors


def shown(body: str = "<p>Isi</p>", *, head: str = "", classes: str = "single single-post postid-7") -> bytes:
    """A page as WordPress shows it."""
    link = '<link href="/wp-content/x.css">'
    return f'<!DOCTYPE html><html><head>{link}{head}</head><body class="{classes}">{body}</body></html>'.encode()


def left_out(*paths: Path, **options: bool) -> dict[str, str]:
    """What the archive leaves out, by key, with its reason."""
    return {one.key: one.reason for one in WarcReader(*paths, max_bytes=CAP, **options)() if isinstance(one, LeftOut)}


def test_lists_pages_and_password_forms_stay_out(tmp_path: Path) -> None:
    """What would not come in from the web does not come in from an archive; each is named with its reason."""
    archive = Foreign(tmp_path / "x.warc.gz").add(shown())
    archive.add(shown(classes="archive category category-3"), url="https://kota.example/category/rapat/")
    archive.add(shown(classes="page page-id-4"), url="https://kota.example/tentang/")
    form = '<form class="post-password-form"><input name="post_password"></form>'
    archive.add(shown(form), url="https://kota.example/rahasia/")
    captures, errors = read(archive.path)
    assert ([one.key for one in captures], errors) == ([URL], [])
    reasons = {
        "https://kota.example/category/rapat/": "list",
        "https://kota.example/tentang/": "page",
        "https://kota.example/rahasia/": "password-protected",
    }
    assert left_out(archive.path) == reasons
    assert "https://kota.example/tentang/" not in left_out(archive.path, pages=True)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_the_pages_of_an_article_are_joined(tmp_path: Path, order: tuple[int, ...]) -> None:
    """An article on three pages is one document, in whatever order a crawler met them."""
    links = f'<a href="{URL}2/">2</a><a href="{URL}3/">3</a>'
    pages = [(URL, f"<p>satu</p>{links}"), (URL + "2/", f"<p>dua</p>{links}"), (URL + "3/", f"<p>tiga</p>{links}")]
    archive = Foreign(tmp_path / "x.warc.gz")
    for number in order:
        archive.add(shown(pages[number][1]), url=pages[number][0])
    ((found,), errors) = read(archive.path)
    assert (found.key, len(found.exchanges), errors) == (URL, 3, [])
    assert [found.body.index(word) for word in (b"satu", b"dua", b"tiga")] == sorted(
        found.body.index(word) for word in (b"satu", b"dua", b"tiga")
    )
    assert not left_out(archive.path)


def test_a_further_page_that_the_archive_lacks(tmp_path: Path) -> None:
    """What an archive has of an article comes in, and what it lacks is said."""
    archive = Foreign(tmp_path / "x.warc.gz").add(shown(f'<p>satu</p><a href="{URL}2/">2</a>'))
    notes: list[str] = []
    (found,) = WarcReader(archive.path, max_bytes=CAP, note=notes.append)()
    assert isinstance(found, Capture) and b"satu" in found.body
    assert notes == [f"{URL}: its page at {URL}2/ is not in the archive"]


def test_the_second_page_alone_is_not_lost(tmp_path: Path) -> None:
    """Where the archive has the second page only, that is what comes in."""
    archive = Foreign(tmp_path / "x.warc.gz").add(shown(), url=URL + "2/")
    assert [one.key for one in read(archive.path)[0]] == [URL + "2/"]


def test_an_article_goes_by_its_canonical_address(tmp_path: Path) -> None:
    """The page at the canonical address itself counts, wherever it stands; the others are left out, not taken twice."""
    canonical = f'<link rel="canonical" href="{URL}">'
    archive = Foreign(tmp_path / "x.warc.gz").add(shown("lama", head=canonical), url="https://kota.example/?p=7")
    archive.add(shown("baru", head=canonical)).add(shown(head=canonical), url=URL + "?lihat=1")
    ((found,), errors) = read(archive.path)
    assert (found.key, found.url, b"baru" in found.body, errors) == (URL, URL, True, [])
    assert left_out(archive.path)["https://kota.example/?p=7"] == f"the archive has it at {URL}"


def test_two_pages_that_point_at_each_other_are_not_both_lost(tmp_path: Path) -> None:
    """Wrong canonical addresses cost no article."""
    archive = Foreign(tmp_path / "x.warc.gz")
    for one, other in (("a", "b"), ("b", "a")):
        archive.add(shown(one, head=f'<link rel="canonical" href="{URL}{other}">'), url=URL + one)
    assert sorted(one.key for one in read(archive.path)[0]) == [URL + "a", URL + "b"]


def test_documents_of_other_archives(tmp_path: Path) -> None:
    """A PDF comes after the pages, with the article that carries it, and may be larger than a page."""
    pdf = b"%PDF-1.7" + bytes(2 * CAP)
    archive = Foreign(tmp_path / "x.warc.gz").add(
        pdf, url=URL + "a.pdf", headers=(("Content-Type", "application/pdf"),)
    )
    archive.add(shown()).add(bytes(2 * CAP), url=URL + "b", headers=(("Content-Type", "text/html"),))
    reader = WarcReader(archive.path, max_bytes=CAP, max_document_bytes=4 * CAP)
    page, large = reader()
    assert isinstance(page, Capture) and page.key == URL
    assert isinstance(large, TooLarge) and "ingest.max_bytes" in large.hint
    (document,) = reader.attached({URL + "a.pdf": URL}.get)
    assert isinstance(document, Capture) and (document.body, document.known.carrier) == (pdf, URL)
    (refused,) = WarcReader(archive.path, max_bytes=CAP).attached(lambda _: None)
    assert isinstance(refused, TooLarge) and "ingest.max_document_bytes" in refused.hint


def test_what_was_sent_as_something_else(tmp_path: Path) -> None:
    """A picture that was sent as a DOCX is an error that names its address."""
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    archive = Foreign(tmp_path / "x.warc.gz").add(b"PK\x03\x04", url=URL + "a.docx", headers=(("Content-Type", docx),))
    captures, (error,) = read(archive.path)
    assert not captures and isinstance(error, NotText) and URL + "a.docx" in error.message


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_no_document_is_passed_over(tmp_path: Path, packed: bool) -> None:
    """Requests, revisits, metadata, errors, redirects and pictures are passed over and counted; documents come."""
    pdf, docx = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    archive = Foreign(tmp_path / "x.warc", packed=packed)
    archive.add(b"software: x", kind="warcinfo").add(kind="metadata").add(kind="resource").add(b"", kind="revisit")
    archive.add(status="404 Not Found").add(b"", status="301 Moved").add(
        b"GIF89a", headers=(("Content-Type", "image/gif"),)
    )
    archive.add(headers=()).add().add(b"%PDF-1.7", url=URL + "a", headers=(("Content-Type", pdf),))
    archive.add(b"PK\x03\x04", url=URL + "b", headers=(("Content-Type", docx),))
    looked = WarcArchive([archive.path], max_bytes=CAP)
    assert [looked.read(found).media_type for found in looked.found] == ["text/html", pdf, docx]
    assert looked.passed_over == {
        "metadata": 1, "resource": 1, "revisit": 1, "status 404": 1, "status 301": 1, "image/gif": 1, "no media type": 1,
    }  # fmt: skip
    assert not looked.errors


def chunked(body: bytes) -> bytes:
    return (
        b"".join(b"%x;a=b\r\n%s\r\n" % (len(body[at : at + 10]), body[at : at + 10]) for at in range(0, len(body), 10))
        + b"0\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (gzip.compress(PAGE, mtime=0), {"Content-Encoding": "gzip"}),
        (zlib.compress(PAGE), {"Content-Encoding": "deflate"}),
        (chunked(PAGE), {"Transfer-Encoding": "chunked"}),
        (chunked(gzip.compress(PAGE, mtime=0)), {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}),
        # some tools keep the fields and unpack the body
        (PAGE, {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}),
    ],
)
def test_transfers_are_undone(tmp_path: Path, body: bytes, told: dict[str, str]) -> None:
    """A body that was kept as it was transferred is unpacked."""
    archive = Foreign(tmp_path / "x.warc.gz").add(body, headers=(("Content-Type", "text/html"), *told.items()))
    ((found,), errors) = read(archive.path)
    assert (found.body, errors) == (PAGE, [])


def test_faults_of_single_records(tmp_path: Path) -> None:
    """A bomb, a cut body, a wrong digest, an empty page and an odd address are each an error; the others come."""
    html, packed = ("Content-Type", "text/html"), ("Content-Encoding", "gzip")
    archive = Foreign(tmp_path / "x.warc.gz").add(url=URL + "1")
    archive.add(gzip.compress(bytes(50 * CAP)), url=URL + "2", headers=(html, packed))
    archive.add(gzip.compress(PAGE)[:-4], url=URL + "3", headers=(html, packed))
    archive.add(chunked(PAGE)[:-8], url=URL + "4", headers=(html, ("Transfer-Encoding", "chunked")))
    archive.add(url=URL + "5", fields={"WARC-Payload-Digest": "sha1:AAAA", "WARC-Block-Digest": "sha1:" + "A" * 32})
    archive.add(b"  ", url=URL + "6").add(url="dns:kota.example").add(
        url=URL + "7", fields={"WARC-Truncated": "length"}
    )
    archive.add(bytes(2 * CAP), url=URL + "8").add(url=URL + "9", date="kemarin").add(url=URL + "10")
    captures, errors = read(archive.path)
    assert [one.url for one in captures] == [URL + "1", URL + "10"]
    kinds = [type(error) for error in errors]
    assert sorted(kind.__name__ for kind in kinds) == ["EmptyDocument"] + ["ParseError"] * 6 + ["TooLarge"] * 2
    assert all(error.hint for error in errors)
    assert EmptyDocument in kinds and TooLarge in kinds


@pytest.mark.parametrize("packed", [True, False])
def test_a_damaged_record_is_passed(tmp_path: Path, packed: bool) -> None:
    """Bytes overwritten in one record spoil that record and no other."""
    archive = Foreign(tmp_path / "x.warc", packed=packed)
    for number in range(5):
        archive.add(PAGE + bytes([65 + number]) * 3000, url=f"{URL}{number}")
    data = bytearray(archive.path.read_bytes())
    starts = [found.start() for found in re.finditer(b"\x1f\x8b\x08" if packed else b"WARC/1", data)]
    data[starts[2] + 10 : starts[2] + 200] = b"x" * 190
    archive.path.write_bytes(data)
    captures, errors = read(archive.path)
    assert [one.url for one in captures] == [f"{URL}{number}" for number in (0, 1, 3, 4)]
    assert len(errors) == 1 and str(starts[2]) in errors[0].message


@pytest.mark.parametrize("packed", [True, False])
def test_a_truncated_last_record_is_an_error(tmp_path: Path, packed: bool) -> None:
    """Wherever the file is cut, the last record is an error and never an empty or a shorter page."""
    archive = Foreign(tmp_path / "x.warc", packed=packed).add(url=URL + "1")
    first = archive.path.stat().st_size
    data = archive.add(url=URL + "2").path.read_bytes()
    for end in range(first + 20, len(data) - 4, 37):
        archive.path.write_bytes(data[:end])
        captures, errors = read(archive.path)
        assert [one.url for one in captures] == [URL + "1"]
        assert [type(error) for error in errors] == [ParseError]


def test_a_bomb_of_a_member(tmp_path: Path) -> None:
    """A record that unpacks to far more than a document may be is an error, and costs no memory."""
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    size = 40 * CAP
    rest = f"Content-Type: application/http\r\nContent-Length: {size + len(http)}\r\n\r\n"
    (tmp_path / "x.warc.gz").write_bytes(gzip.compress((head + rest).encode() + http + bytes(size) + b"\r\n\r\n"))
    path = Foreign(tmp_path / "x.warc.gz").add(url=URL + "2").path
    tracemalloc.start()
    captures, (error,) = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * CAP
    assert [one.url for one in captures] == [URL + "2"]
    assert isinstance(error, TooLarge)


def test_a_file_gzipped_as_a_whole(tmp_path: Path) -> None:
    """A file that was gzipped in one go is told, for nothing in it can be found by place."""
    plain = Foreign(tmp_path / "x.warc", packed=False).add(url=URL + "1").add(url=URL + "2").path
    plain.write_bytes(gzip.compress(plain.read_bytes()))
    captures, (error,) = read(plain)
    assert not captures and "unpack it" in error.message


def test_archives_are_recognised(tmp_path: Path) -> None:
    """A WARC file is told from its first bytes, packed or not."""
    assert is_warc(Foreign(tmp_path / "a").add().path.read_bytes()[:200])
    assert is_warc(Foreign(tmp_path / "b", packed=False).add().path.read_bytes()[:20])
    assert is_warc(store(tmp_path, "c", capture("k", b"x")).read_bytes())
    assert not is_warc(gzip.compress(PAGE)) and not is_warc(PAGE) and not is_warc(b"")
    with pytest.raises(SourceMissing):
        read(tmp_path / "missing.warc.gz")
