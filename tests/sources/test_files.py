"""Files, folders and streams as sources."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kmpipe.errors import EmptyDocument, NotText, ParseError, SourceMissing, TooLarge
from kmpipe.model import Capture
from kmpipe.sources.files import DOCX, PDF, Found, find_files, make_capture, read_file

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CAP = 1_000_000


def read(path: Path, cap: int = CAP) -> Capture:
    (found,) = find_files(path).found
    return read_file(found, fetched_at=NOW, max_bytes=cap)


def test_folder_is_walked_in_key_order_and_other_files_are_passed_over(tmp_path: Path) -> None:
    """A folder gives its pages and texts, recursively, keyed by their path below it."""
    for name in ("b.html", "a/x.txt", "a/y.md", "a/picture.jpg", ".hidden.html", "a/z.htm.gz"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    finds = find_files(tmp_path)
    assert [found.key for found in finds.found] == ["a/x.txt", "a/y.md", "a/z.htm.gz", "b.html"]
    assert finds.passed_over == 1


def test_missing_path_and_unknown_kind_are_refused_with_a_reason(tmp_path: Path) -> None:
    """A path that is not there, and a named file of another kind, come back as errors and not as nothing."""
    picture = tmp_path / "p.jpg"
    picture.write_bytes(b"x")
    (missing,), (wrong,) = find_files(tmp_path / "no.html").found, find_files(picture).found
    assert isinstance(missing.error, SourceMissing)
    assert isinstance(wrong.error, NotText)


def test_gzip_is_unpacked_in_all_its_members(tmp_path: Path) -> None:
    """A gzip file of several members is read to its end."""
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"one ") + gzip.compress(b"two"))
    assert read(path).body == b"one two"


def test_time_is_linear_in_the_members(tmp_path: Path, assert_linear: Callable[..., None]) -> None:
    """A file of many members, each of nothing, is read to its end in time."""

    def unpack(text: str) -> None:
        path = tmp_path / "many.txt.gz"
        path.write_bytes(gzip.compress(b"") * len(text) + gzip.compress(b"isi"))
        assert read(path, 50_000_000).body == b"isi"

    assert_linear(unpack, "x", 20_000)


def test_gzip_bomb_stops_at_the_cap(tmp_path: Path) -> None:
    """A small file that unpacks to a huge one is refused."""
    path = tmp_path / "bomb.html.gz"
    path.write_bytes(gzip.compress(b"\0" * 50_000_000))
    with pytest.raises(TooLarge):
        read(path)


@pytest.mark.parametrize("damage", [lambda b: b[:-12], lambda b: b[:20] + b"\xff\xff\xff" + b[23:]])
def test_damaged_gzip_is_a_parse_error(tmp_path: Path, damage: object) -> None:
    """A gzip file cut off or overwritten is an error, not half an article."""
    assert callable(damage)
    path = tmp_path / "a.html.gz"
    path.write_bytes(damage(gzip.compress(bytes(range(256)) * 40)))
    with pytest.raises(ParseError):
        read(path)


def test_empty_and_too_large_documents_are_refused(tmp_path: Path) -> None:
    """Nothing, and more than the cap, are errors with names."""
    empty, large = tmp_path / "e.txt", tmp_path / "l.txt"
    empty.write_bytes(b" \n\n")
    large.write_bytes(b"x" * 101)
    with pytest.raises(EmptyDocument):
        read(empty)
    with pytest.raises(TooLarge):
        read(large, cap=100)


def test_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A symbolic link in the corpus does not reach outside it."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "link.txt").symlink_to(secret)
    (found,) = find_files(folder).found
    assert isinstance(found.error, SourceMissing)


def test_stream_is_told_apart_by_its_markup() -> None:
    """Without a telling name the bytes say whether they are a page or a text."""
    assert make_capture("x", b"<!DOCTYPE html><p>a", fetched_at=NOW, max_bytes=CAP).media_type == "text/html"
    assert make_capture("x", b"Rapat 5 < 7", fetched_at=NOW, max_bytes=CAP).media_type == "text/plain"


def test_keys_are_normal_text_whatever_the_file_system_holds(tmp_path: Path) -> None:
    """A decomposed file name and its composed twin have one key."""
    (tmp_path / "e\u0301.txt").write_bytes(b"x")
    assert [found.key for found in find_files(tmp_path).found] == ["\u00e9.txt"]


def test_unreadable_file_is_source_missing(tmp_path: Path) -> None:
    """A file that vanished between finding and reading is an error of that document."""
    with pytest.raises(SourceMissing):
        read_file(Found(key="a.txt", path=tmp_path / "a.txt"), fetched_at=NOW, max_bytes=CAP)


def test_nothing_in_a_folder_vanishes(tmp_path: Path) -> None:
    """A folder without pages, a linked folder and a pipe are named or counted, never passed over in silence."""
    (tmp_path / "picture.jpg").write_bytes(b"x")
    empty = find_files(tmp_path)
    assert (len(empty.found), empty.passed_over) == (1, 1)
    assert isinstance(empty.found[0].error, SourceMissing)
    (tmp_path / "a.txt").write_bytes(b"x")
    (tmp_path / "linked").symlink_to("/")
    os.mkfifo(tmp_path / "pipe.html")
    finds = find_files(tmp_path)
    assert [(found.key, type(found.error).__name__) for found in finds.found] == [
        ("a.txt", "NoneType"),
        ("linked", "SourceMissing"),
    ]
    assert finds.passed_over == 2


def test_names_that_are_no_text_are_shown_as_text(tmp_path: Path) -> None:
    """A file name of wrong bytes gives a key and an error that can be printed and stored."""
    (found,) = find_files(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).found
    assert found.key.encode() and str(found.error).encode()


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("a.pdf", b"%PDF-1.7 x", PDF),
        ("download.html", b"\xef\xbb\xbf%PDF-1.7 x", PDF),
        ("a.pdf", b"<!DOCTYPE html><p>404 %PDF-1.4", PDF),
        ("notulen.txt", b"PK\x03\x04...word/document.xml...PK", DOCX),
        ("a.docx", b"\xd0\xcf\x11\xe0 old", DOCX),
        ("a.html", b"<html><p>about %PDF-1.4 headers", "text/html"),
        ("a.txt", b"PK\x03\x04 xl/workbook.xml", "text/plain"),
    ],
)
def test_documents_are_known_by_their_bytes(tmp_path: Path, name: str, body: bytes, kind: str) -> None:
    """A PDF or DOCX is one under any name, a page that speaks of them is none, and else the name says what it is."""
    path = tmp_path / name
    path.write_bytes(body)
    assert read(path).media_type == kind


def test_documents_are_found_in_folders_and_by_name(tmp_path: Path) -> None:
    """A folder gives its documents, zipped ones too; a file that is named is read whatever it is called."""
    for name in ("a.pdf", "b.DOCX", "c.pdf.gz", "d.doc", "laporan"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 x")
    finds = find_files(tmp_path)
    assert ([found.key for found in finds.found], finds.passed_over) == (["a.pdf", "b.DOCX", "c.pdf.gz"], 2)
    assert read(tmp_path / "laporan").media_type == PDF
    (tmp_path / "lain").write_bytes(b"no document at all")
    (other,) = find_files(tmp_path / "lain").found
    assert isinstance(other.error, NotText)
