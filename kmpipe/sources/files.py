"""Files, folders and standard input as sources: saved pages (`.html`, `.htm`) and saved page text (`.txt`, `.md`).

The source key of a file is its path relative to the argument it was found under, in POSIX form and NFC, so that a
folder may move without its documents becoming new ones.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import Literal

from kmpipe.errors import DocumentError, EmptyDocument, NotText, ParseError, SourceMissing, TooLarge
from kmpipe.model import Capture, Record
from kmpipe.text.normalise import normalise

MEDIA_TYPES: dict[str, Literal["text/html", "text/plain"]] = {
    ".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".md": "text/plain",
}  # fmt: skip
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p)[\s>]", re.IGNORECASE)
_SNIFF = 4096


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
        error: DocumentError = SourceMissing(f"{shown}: no such file or folder", hint="check the path")
    elif media_type(path.name) is None or not path.is_file():
        known = " ".join(MEDIA_TYPES)
        error = NotText(f"{shown}: not a kind of file kmpipe reads", hint=f"it reads {known}, also gzipped (.gz)")
    else:
        return Finds(found=(Found(key=source_key(path.name), path=path),))
    return Finds(found=(_refused(path.name, error),))


def media_type(name: str) -> Literal["text/html", "text/plain"] | None:
    """The media type that a file name promises, through `.gz`; None for other kinds."""
    lowered = name.lower().removesuffix(".gz")
    return MEDIA_TYPES.get(os.path.splitext(lowered)[1])  # noqa: PTH122 - a name, not a path


def read_file(found: Found, *, fetched_at: datetime, max_bytes: int) -> Capture:
    """The capture of a found file, gunzipped, of at most `max_bytes`.

    Raises `SourceMissing`, `EmptyDocument`, `TooLarge`, `ParseError` (damaged gzip).
    """
    if found.error is not None or found.path is None:
        raise found.error or SourceMissing(f"{found.key}: no such file")
    try:
        with found.path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except OSError as error:
        raise SourceMissing(
            f"{found.key}: cannot be read: {error.strerror}", hint="check the file and its permissions"
        ) from error
    kind = media_type(found.path.name)
    if kind is None:
        raise NotText(f"{found.key}: not a kind of file kmpipe reads")
    return make_capture(found.key, body, kind=kind, fetched_at=fetched_at, max_bytes=max_bytes)


def make_capture(
    key: str,
    body: bytes,
    *,
    fetched_at: datetime,
    max_bytes: int,
    kind: Literal["text/html", "text/plain"] | None = None,
) -> Capture:
    """The capture of some bytes; without `kind` the bytes themselves tell markup from text. Raises as `read_file`."""
    if body.startswith(b"\x1f\x8b"):
        body = _gunzip(key, body, max_bytes)
    if len(body) > max_bytes:
        raise TooLarge(
            f"{key}: larger than {max_bytes:,} bytes",
            hint="raise ingest.max_bytes in kmpipe.toml if this is a real article",
        )
    if not body.strip():
        raise EmptyDocument(f"{key}: empty", hint="save the page again")
    if kind is None:
        kind = "text/html" if _MARKUP.search(body[:_SNIFF]) else "text/plain"
    return Capture(
        key=key, body=body, media_type=kind, fetched_at=fetched_at, sha256=hashlib.sha256(body).hexdigest(), kind="file"
    )


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
            f"{source_key(str(folder))}: no saved pages in this folder", hint=f"kmpipe reads {known}, also gzipped"
        )
        found.append(_refused(folder.name or ".", error))
    return Finds(found=tuple(sorted(found, key=lambda item: item.key)), passed_over=passed_over)


def _refused(key: str, error: DocumentError) -> Found:
    return Found(key=source_key(key), path=None, error=error)


def source_key(path: str) -> str:
    """A path or name as a source key: valid text in NFC whatever bytes the file system holds."""
    return normalise(os.fsencode(path).decode("utf-8", "replace"))


def _gunzip(key: str, body: bytes, max_bytes: int) -> bytes:
    """All members of a gzip file, never holding more than `max_bytes` of the result."""
    out = bytearray()
    rest = body
    try:
        while rest:
            inflater = zlib.decompressobj(wbits=31)
            out += inflater.decompress(rest, max_bytes + 1 - len(out))
            if len(out) > max_bytes:
                raise TooLarge(
                    f"{key}: larger than {max_bytes:,} bytes when unpacked",
                    hint="raise ingest.max_bytes if this is a real article",
                )
            if not inflater.eof:
                raise ParseError(f"{key}: the gzip file is cut off", hint="copy the file again")
            rest = inflater.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise ParseError(f"{key}: the gzip file is damaged: {error}", hint="copy the file again") from error
    return bytes(out)
