"""Lists of web addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.errors import ParseError, SourceMissing
from kmpipe.sources.records import Offer
from kmpipe.sources.urls import is_url_list, read_urls

LIST = (
    "\ufeff# kegiatan 2018\r\n\r\n  https://kota.example/rapat/  \r\nhttps://kota.example/?p=13822 # tanpa tautan tetap\r\n"
    "HTTPS://KOTA.example/rapat/?utm_source=x#isi\r\nkota.example/tanpa-skema\r\nhttp://a.example/1 http://a.example/2\r\n"
    "ftp://kota.example/x\r\n\thttps://kota.example/b#bagian"
)


def test_addresses_come_once_and_wrong_lines_are_named(tmp_path: Path) -> None:
    """Comments, blanks and a byte order mark count for nothing; a line that is no address is an error with its number."""
    path = tmp_path / "alamat.txt"
    path.write_bytes(LIST.encode())
    found = list(read_urls(path))
    offers = [one for one in found if isinstance(one, Offer)]
    assert [(one.ident, one.url) for one in offers] == [
        ("", "https://kota.example/rapat/"),
        ("?p=13822", "https://kota.example/?p=13822"),
        ("", "https://kota.example/b#bagian"),
    ]
    errors = [one.message for one in found if isinstance(one, ParseError)]
    assert [message.split(":")[0] for message in errors] == [f"alamat.txt, line {number}" for number in (6, 7, 8)]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Broken bytes make their own line wrong, and a long one is shown in part."""
    path = tmp_path / "alamat.txt"
    path.write_bytes(b"\xff\xfe\x00\nhttps://kota.example/a\n" + b"x" * 1000)
    first, offer, last = read_urls(path)
    assert isinstance(first, ParseError) and isinstance(offer, Offer)
    assert isinstance(last, ParseError) and len(last.message) < 200
    with pytest.raises(SourceMissing):
        list(read_urls(tmp_path / "missing.txt"))


def test_lists_are_recognised() -> None:
    """A list is told from its beginning; text that opens with an address is none."""
    assert is_url_list(LIST.encode())
    assert is_url_list(b"https://kota.example/a")
    assert not is_url_list(b"https://kota.example/rapat/\nRapat Koordinasi\nJakarta, 5 Mei 2018. Pemerintah Provinsi")
    assert not is_url_list(
        b"Rapat Koordinasi\nhttps://kota.example/a\nhttps://kota.example/b\nhttps://kota.example/c\n"
    )
    assert not is_url_list(b"# nothing\n") and not is_url_list(b"") and not is_url_list(b"WARC/1.1\r\n")
