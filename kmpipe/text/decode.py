"""From bytes to text: byte order mark, UTF-8, the declared encoding, and only then a guess that is reported."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import charset_normalizer

from kmpipe.errors import EmptyDocument, NotText

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# the first bytes of files that bear a text name by mistake
_MAGIC = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or DOCX, XLSX, PPTX)"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
# a page must declare its encoding within its first 1024 bytes; real pages are late, so we look further
_META_WINDOW = 4096
_META = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([A-Za-z0-9_.:\-]{2,40})", re.IGNORECASE)
# what browsers read when a page says the left-hand name
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
# codecs that are no character encoding of documents, or run away on hostile input
_REFUSED = frozenset(
    {
        "utf-7",
        "idna",
        "punycode",
        "unicode_escape",
        "raw-unicode-escape",
        "raw_unicode_escape",
        "undefined",
        "mbcs",
        "oem",
    }
)
_WIDE = ("utf-16", "utf-32")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\x0c\x1b")
# share of control bytes above which bytes are no text
_MAX_CONTROLS = 0.05
# a guess looks at this many bytes
_SAMPLE = 32_768
# below this share of high bytes the text is Latin with typographic signs and accents, and a statistical guess is worse
# than windows-1252 (it takes a short Indonesian text for Polish); other scripts have half and more
_FEW_HIGH_BYTES = 0.2


class Decoded(NamedTuple):
    """The text without byte order mark, the Python name of its encoding, and whether that was guessed."""

    text: str
    encoding: str
    guessed: bool


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """The text of the bytes; `declared` is the encoding the server named, a `<meta charset>` inside is found by itself.

    Order: byte order mark, valid UTF-8, declared, then a guess (`guessed` is True). A few broken bytes become U+FFFD.
    Raises `EmptyDocument` for nothing but blanks, `NotText` for binary content.

    >>> decode(b"Jum\\x92at", "windows-1252")
    Decoded(text='Jum’at', encoding='cp1252', guessed=False)
    """
    if not body.strip(b"\0 \t\r\n\x0b\x0c"):
        raise EmptyDocument("the document is empty", hint="nothing to do; remove the file or fetch the page again")
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _of_mark(body[len(mark) :], encoding)
    candidates = [name for name in (_known(declared), _known(_declared_inside(body))) if name]
    if b"\0" not in body:  # UTF-16 and UTF-32 write every line end with a NUL byte: this is something else
        candidates = [name for name in candidates if not name.startswith(_WIDE)]
    _refuse_binary(body, wide=any(name.startswith(_WIDE) for name in candidates))
    for name in ("utf-8", *candidates):
        if "\0" not in (text := _strictly(body, name) or "\0"):
            return Decoded(text, name, guessed=False)
    return _guess(body, candidates)


def _of_mark(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    if not text.strip("\0 \t\r\n\v\f\ufeff"):
        raise EmptyDocument("the document is empty", hint="nothing to do; remove the file or fetch the page again")
    return Decoded(text, encoding, guessed=False)


def _refuse_binary(body: bytes, *, wide: bool) -> None:
    for magic, name in _MAGIC:
        if body.startswith(magic):
            raise NotText(f"this is {name}, not text", hint="convert it to text or HTML first, or leave it out")
    if wide:
        return
    head = body[:_SAMPLE]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if b"\0" in body or controls > _MAX_CONTROLS * len(head):
        raise NotText("binary content, not text", hint="convert it to text or HTML first, or leave it out")


def _declared_inside(body: bytes) -> str | None:
    match = _META.search(body[:_META_WINDOW])
    return match[1].decode("ascii") if match else None


def _known(name: str | None) -> str | None:
    """The Python name of a declared encoding, or None for an unknown or refused one."""
    try:
        info = codecs.lookup((name or "").strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if info.name in _REFUSED or not getattr(info, "_is_text_encoding", True):
        return None
    return _AS_BROWSERS_DO.get(info.name, info.name)


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, ValueError):
        return None


def _guess(body: bytes, candidates: list[str]) -> Decoded:
    text = body.decode("utf-8", "replace")
    high = sum(byte > 0x7F for byte in body[:_SAMPLE])
    broken = text.count("\ufffd")
    # UTF-8 with a few broken bytes (a cut at the end, a pasted quote) is still UTF-8: each sound character took two or more
    if broken * 20 < sum(char > "\x7f" for char in text):
        return Decoded(text, "utf-8", guessed=True)
    fallback = candidates[0] if candidates and candidates[0] != "utf-8" else "cp1252"
    if high > _FEW_HIGH_BYTES * min(len(body), _SAMPLE) and not candidates:
        best = charset_normalizer.from_bytes(body[:_SAMPLE]).best()
        fallback = best.encoding if best is not None else fallback
    return Decoded(body.decode(fallback, "replace"), fallback, guessed=True)
