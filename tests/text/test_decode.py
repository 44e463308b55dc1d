"""From bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.errors import EmptyDocument, NotText
from kmpipe.text.decode import decode

SENTENCE = "Hari Jum’at, “lokakarya” – di Balai Kota Jakarta."


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")],
)
def test_byte_order_mark_decides(encoding: str, mark: bytes) -> None:
    """A byte order mark names the encoding and is not part of the text."""
    assert decode(mark + SENTENCE.encode(encoding), "windows-1251") == (SENTENCE, encoding, False)


def test_utf8_wins_over_a_wrong_declaration() -> None:
    """Valid UTF-8 is UTF-8 even where the server says something else."""
    assert decode(SENTENCE.encode(), "iso-8859-1") == (SENTENCE, "utf-8", False)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "Latin1"])
def test_declared_latin_is_read_as_browsers_do(declared: str) -> None:
    """A page that says ISO-8859-1 and holds curly quotes is windows-1252."""
    assert decode(SENTENCE.encode("cp1252"), declared) == (SENTENCE, "cp1252", False)


def test_meta_charset_is_found() -> None:
    """The encoding a page declares in its head is used."""
    body = (
        b'<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
        + "Совещание".encode("cp1251")
    )
    assert decode(body).encoding == "cp1251"
    assert "Совещание" in decode(body).text


def test_a_guess_is_reported() -> None:
    """Bytes of no declared encoding are guessed, and the guess is said to be one."""
    assert decode(SENTENCE.encode("cp1252")) == (SENTENCE, "cp1252", True)


def test_utf8_with_a_cut_character_stays_utf8() -> None:
    """One broken byte in UTF-8 costs one character, not all the others."""
    decoded = decode((SENTENCE * 20).encode() + b"\xe2\x80")
    assert decoded.encoding == "utf-8"
    assert decoded.guessed
    assert SENTENCE in decoded.text


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n rest",
        b"%PDF-1.7 text",
        b"PK\x03\x04 docx",
        b"\x1f\x8b\x08gzip",
        b"\xff\xd8\xff\xe0",
        b"text\0with\0nul",
        bytes(range(32)) * 9,
    ],
)
def test_binary_is_refused(body: bytes) -> None:
    """Binary files under a text name are refused with a hint."""
    with pytest.raises(NotText) as caught:
        decode(body)
    assert caught.value.hint


@pytest.mark.parametrize("body", [b"", b" \n\t", b"\xef\xbb\xbf", b"\xff\xfe \0\n\0", b"\0\0\0"])
def test_nothing_is_empty(body: bytes) -> None:
    """Nothing, or nothing but blanks, is an empty document."""
    with pytest.raises(EmptyDocument):
        decode(body)


@pytest.mark.parametrize("declared", ["no-such-charset", "base64", "utf-7", "idna", "unicode_escape", "\0", "é"])
def test_strange_declarations_are_passed_over(declared: str) -> None:
    """An unknown or dangerous encoding name does no harm."""
    assert decode(SENTENCE.encode(), declared).text == SENTENCE


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-16", "shift_jis", "gbk", "rot13"]))
def test_any_bytes_give_text_or_a_document_error(body: bytes, declared: str | None) -> None:
    """No bytes crash the decoder."""
    try:
        text = decode(body, declared).text
    except (NotText, EmptyDocument):
        return
    assert text
