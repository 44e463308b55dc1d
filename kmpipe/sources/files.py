"""Files, folders and standard input as sources: saved pages (`.html`, `.htm`) and saved page text (`.txt`, `.md`).

The source key of a file is its path relative to the argument it was found under, in POSIX form and NFC, so that a
folder may move without its documents becoming new ones.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Iterable, Iterator
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


def find_files(arguments: Iterable[str | Path]) -> Iterator[Found]:
    """The documents under each argument, folders recursively, ordered by key within an argument.

    In a folder, files of other kinds and hidden ones are passed over; a file that is named itself must be of a known
    kind. A link that leads out of the folder is refused.
    """
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            yield from sorted(_walk(path), key=lambda found: found.key)
        elif not path.exists():
            yield _refused(path.name, SourceMissing(f"{path}: no such file or folder", hint="check the path"))
        elif media_type(path.name) is None:
            known = " ".join(MEDIA_TYPES)
            yield _refused(
                path.name,
                NotText(f"{path}: not a kind of file kmpipe reads", hint=f"it reads {known}, also gzipped (.gz)"),
            )
        else:
            yield Found(key=_key(path.name), path=path)


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


def _walk(folder: Path) -> Iterator[Found]:
    root = folder.resolve()
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent) / name
            if name.startswith(".") or media_type(name) is None:
                continue
            key = _key(path.relative_to(folder).as_posix())
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                yield _refused(
                    key, SourceMissing(f"{key}: a link that leads out of the folder", hint="name its target instead")
                )
            else:
                yield Found(key=key, path=path)


def _refused(key: str, error: DocumentError) -> Found:
    return Found(key=_key(key), path=None, error=error)


def _key(path: str) -> str:
    """The path as a key: valid text in NFC whatever bytes the file system holds."""
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
