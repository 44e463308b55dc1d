"""Files, folders and standard input as sources: saved pages (`.html`, `.htm`), saved page text (`.txt`, `.md`), documents.

The source key of a file is its path relative to the argument it was found under, in POSIX form and NFC, so that a
folder may move without its documents becoming new ones. Documents on pages (`.pdf`, `.docx`) are known by their bytes under
any name: a report that was saved as `download.html` is still a PDF.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kmpipe.errors import DocumentError, EmptyDocument, NotText, ParseError, SourceMissing, TooLarge
from kmpipe.model import Capture, MediaType, Record
from kmpipe.text.normalise import normalise

PDF: MediaType = "application/pdf"
DOCX: MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES: dict[str, MediaType] = {
    ".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".md": "text/plain", ".pdf": PDF, ".docx": DOCX,
}  # fmt: skip
_PAGED = frozenset({PDF, DOCX})
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p)[\s>]", re.IGNORECASE)
_SNIFF = 4096
# bytes of a gzip file that are looked at together: each of its members copies what is behind it
_SLICE = 1 << 14
# a PDF may begin with a few stray bytes (PDF 1.7, annex H, note 13)
_PDF_HEAD = 1024
# the directory of a ZIP file, at its end, names its parts
_ZIP_TAIL = 65_536


class Caps(NamedTuple):
    """The most bytes, unpacked, of a page or text and of a document on pages."""

    page: int
    document: int

    def hint(self, *, paged: bool) -> str:
        """What to do about a document that is larger."""
        setting, kind = ("max_document_bytes", "document") if paged else ("max_bytes", "article")
        return f"raise ingest.{setting} in kmpipe.toml if this is a real {kind}"

    def of(self, kind: MediaType | None) -> int:
        """The cap for what is of a media type."""
        return self.document if kind in _PAGED else self.page


class Found(Record, frozen=True, kw_only=True):
    """A document found under an argument: its source key and where to read it. `error` is set when it cannot be one."""

    key: str
    path: Path | None
    error: DocumentError | None = None


class Finds(Record, frozen=True, kw_only=True):
    """What is under one argument: the documents, and how many files of other kinds were passed over."""

    found: tuple[Found, ...]
    passed_over: int = 0


def find_files(argument: str | Path) -> Finds:
    """The documents under an argument, folders recursively, ordered by key.

    In a folder, files of other kinds and hidden ones are passed over; a file that is named itself must be of a known
    kind. What cannot be looked into, and a link that leads out of the folder, comes back with its error.
    """
    path = Path(argument)
    shown = source_key(str(path))
    if path.is_dir():
        return _walk(path)
    if not path.exists():
        error: DocumentError = SourceMissing(
            f"{shown}: no such file or folder", hint="check the path; a web address begins with https://"
        )
    elif not path.is_file() or (media_type(path.name) is None and not _is_document_file(path)):
        known = " ".join(MEDIA_TYPES)
        error = NotText(f"{shown}: not a kind of file kmpipe reads", hint=f"it reads {known}, also gzipped (.gz)")
    else:
        return Finds(found=(Found(key=source_key(path.name), path=path),))
    return Finds(found=(_refused(path.name, error),))


def media_type(name: str) -> MediaType | None:
    """The media type that a file name promises, through `.gz`; None for other kinds."""
    lowered = name.lower().removesuffix(".gz")
    return MEDIA_TYPES.get(os.path.splitext(lowered)[1])  # noqa: PTH122 - a name, not a path


def document_type(body: bytes) -> MediaType | None:
    """The media type of a document on pages, by its bytes; None for anything else.

    >>> document_type(b"%PDF-1.7 ...")
    'application/pdf'
    """
    if b"%PDF-" in body[:_PDF_HEAD] and not _MARKUP.search(body[:_PDF_HEAD]):
        return PDF
    if body.startswith(b"PK\x03\x04") and b"word/document.xml" in body[-_ZIP_TAIL:]:
        return DOCX
    return None


def read_file(found: Found, *, fetched_at: datetime, max_bytes: int, max_document_bytes: int | None = None) -> Capture:
    """The capture of a found file, gunzipped, of at most `max_bytes`, or `max_document_bytes`, if given, for PDF and DOCX.

    Raises `SourceMissing`, `EmptyDocument`, `TooLarge`, `ParseError` (damaged gzip).
    """
    if found.error is not None or found.path is None:
        raise found.error or SourceMissing(f"{found.key}: no such file")
    kind = media_type(found.path.name)
    try:
        with found.path.open("rb") as file:
            body = read_body(file, kind, Caps(max_bytes, max_document_bytes or max_bytes))
    except OSError as error:
        raise SourceMissing(
            f"{found.key}: cannot be read: {error.strerror}", hint="check the file and its permissions"
        ) from error
    return make_capture(
        found.key, body, kind=kind, fetched_at=fetched_at, max_bytes=max_bytes, max_document_bytes=max_document_bytes
    )


def read_body(file: BinaryIO, kind: MediaType | None, caps: Caps) -> bytes:
    """The bytes of a file, one more than it may have where it is too large. `kind` is what its name promises."""
    body = file.read(caps.of(kind) + 1)
    if len(body) > caps.page and kind not in _PAGED and body.startswith((b"%PDF-", b"PK\x03\x04")):
        body += file.read(max(0, caps.document + 1 - len(body)))
    return body


def make_capture(
    key: str,
    body: bytes,
    *,
    fetched_at: datetime,
    max_bytes: int,
    max_document_bytes: int | None = None,
    kind: MediaType | None = None,
) -> Capture:
    """The capture of some bytes. `kind` is what the name promises; a document on pages is one whatever its name says.

    Without `kind` the bytes tell markup from text, too. Raises as `read_file`.
    """
    caps = Caps(max_bytes, max_document_bytes or max_bytes)
    if body.startswith(b"\x1f\x8b"):
        body = _gunzip(key, body, kind, caps)
    kind = document_type(body) or kind
    if len(body) > caps.of(kind):
        raise TooLarge(f"{key}: larger than {caps.of(kind):,} bytes", hint=caps.hint(paged=kind in _PAGED))
    if not body.strip():
        raise EmptyDocument(f"{key}: empty", hint="save it again")
    if kind is None:
        kind = "text/html" if _MARKUP.search(body[:_SNIFF]) else "text/plain"
    return Capture(
        key=key, body=body, media_type=kind, fetched_at=fetched_at, sha256=hashlib.sha256(body).hexdigest(), kind="file"
    )


def _is_document_file(path: Path) -> bool:
    """Whether a file of a name that says nothing begins and ends as a document on pages does."""
    try:
        with path.open("rb") as file:
            head = file.read(_PDF_HEAD)
            file.seek(max(len(head), path.stat().st_size - _ZIP_TAIL))
            return document_type(head + file.read(_ZIP_TAIL)) is not None
    except OSError:
        return False


def _walk(folder: Path) -> Finds:
    root = folder.resolve()
    found: list[Found] = []
    passed_over = 0

    def refuse(error: OSError) -> None:
        name = source_key(Path(error.filename).relative_to(folder).as_posix())
        found.append(_refused(name, SourceMissing(f"{name}: cannot be looked into", hint="check its permissions")))

    for parent, folders, names in os.walk(folder, onerror=refuse):
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        for name in [*names, *links]:
            path = Path(parent) / name
            key = source_key(path.relative_to(folder).as_posix())
            if name.startswith("."):
                continue
            if path.is_symlink() and (name in links or not path.resolve().is_relative_to(root)):
                hint = "name its target instead"
                found.append(_refused(key, SourceMissing(f"{key}: a link to a folder or out of this one", hint=hint)))
            elif media_type(name) is None or not path.is_file():
                passed_over += 1
            else:
                found.append(Found(key=key, path=path))
    if not found:
        known = " ".join(MEDIA_TYPES)
        error = SourceMissing(
            f"{source_key(str(folder))}: nothing that kmpipe reads in this folder",
            hint=f"it reads {known}, also gzipped (.gz)",
        )
        found.append(_refused(folder.name or ".", error))
    return Finds(found=tuple(sorted(found, key=lambda item: item.key)), passed_over=passed_over)


def _refused(key: str, error: DocumentError) -> Found:
    return Found(key=source_key(key), path=None, error=error)


def source_key(path: str) -> str:
    """A path or name as a source key: valid text in NFC whatever bytes the file system holds."""
    return normalise(os.fsencode(path).decode("utf-8", "replace"))


def _gunzip(key: str, body: bytes, kind: MediaType | None, caps: Caps) -> bytes:
    """All members of a gzip file, never holding more of the result than a document of its kind may have."""
    max_bytes = caps.of(kind)
    if not body:
        return b""
    out = bytearray()
    inflater = zlib.decompressobj(wbits=31)
    try:
        for at in range(0, len(body), _SLICE):
            rest = body[at : at + _SLICE]
            while rest:
                if inflater.eof:
                    rest = rest.lstrip(b"\0")
                    if not rest:
                        break
                    inflater = zlib.decompressobj(wbits=31)
                out += inflater.decompress(rest, max_bytes + 1 - len(out))
                if len(out) > max_bytes:
                    raise TooLarge(
                        f"{key}: larger than {max_bytes:,} bytes when unpacked",
                        hint=caps.hint(paged=kind in _PAGED),
                    )
                rest = inflater.unused_data
        if not inflater.eof:
            raise ParseError(f"{key}: the gzip file is cut off", hint="copy the file again")
    except zlib.error as error:
        raise ParseError(f"{key}: the gzip file is damaged: {error}", hint="copy the file again") from error
    return bytes(out)
