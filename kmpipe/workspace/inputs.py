"""The inputs of a run that lie on this machine: files, folders, archives and standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from kmpipe.errors import DocumentError
from kmpipe.model import Capture
from kmpipe.pipeline import Incoming
from kmpipe.sources.files import Caps, Found, find_files, make_capture, media_type, read_body, read_file, source_key

LocalKind = Literal["files", "wxr", "warc", "urls"]

_SNIFFED = 1 << 15
_ARCHIVES = (".warc", ".warc.gz")
_SHOWN = 3  # names of files that a note gives
_POST = 25_000  # bytes of an export or a packed archive for each post, about


class Files(NamedTuple):
    """Files found under arguments, and what is to be said about finding them: argument and message."""

    found: list[Found]
    notes: list[tuple[str, str]]


def is_web_address(argument: str | Path) -> bool:
    """Whether an argument is an address of the web."""
    return str(argument).lower().startswith(("http://", "https://"))


def kind_of(argument: str | Path) -> LocalKind:
    """What a path leads to, by looking at its first bytes: an archive, an export, a list of addresses, or files."""
    from kmpipe.sources import urls, warc, wxr  # noqa: PLC0415 - loaded with a run

    path = Path(argument)
    if path.is_dir():
        return "warc" if archives_in(path) and all(found.error for found in find_files(path).found) else "files"
    head = _head(path)
    if warc.is_warc(head):
        return "warc"
    if wxr.is_wxr(head):
        return "wxr"
    return "urls" if urls.is_url_list(head) else "files"


def archives_in(folder: Path) -> list[Path]:
    """The WARC files in a folder and below, in order."""
    return sorted(path for path in folder.rglob("*") if path.name.lower().endswith(_ARCHIVES))


def posts_in(files: Iterable[Path]) -> int:
    """About how many posts there are in exports or archives, by their sizes."""
    return sum(path.stat().st_size for path in files if path.is_file()) // _POST


def find_inputs(paths: Sequence[str | Path]) -> Files:
    """The files under the paths, each once."""
    files = Files([], [])
    seen: set[Path] = set()
    for path in paths:
        finds = find_files(path)
        for found in finds.found:
            place = found.path.resolve() if found.path is not None else None
            if place is None or place not in seen:
                files.found.append(found)
            if place is not None:
                seen.add(place)
        if finds.passed_over:
            of_other = "file" if finds.passed_over == 1 else "files"
            message = f"{finds.passed_over} {of_other} of other kinds passed over"
            files.notes.append((source_key(str(path)), message + _by_themselves(Path(path))))
    return files


def _by_themselves(folder: Path) -> str:
    """What to say of the archives and exports in a folder of files, which come in when they are named themselves."""
    held = [path.name for path in sorted(folder.rglob("*")) if _is_whole_site(path)]
    if not held:
        return ""
    more = f" and {len(held) - _SHOWN} more" if len(held) > _SHOWN else ""
    return f"; among them {', '.join(held[:_SHOWN])}{more}: name such files themselves to take them in"


def _is_whole_site(path: Path) -> bool:
    """Whether a file is an archive, or an export of WordPress."""
    from kmpipe.sources import wxr  # noqa: PLC0415 - loaded with a run

    name = path.name.lower()
    if name.endswith(_ARCHIVES):
        return True
    return name.endswith((".xml", ".xml.gz")) and path.is_file() and wxr.is_wxr(_head(path))


def read_files(files: Sequence[Found], caps: Caps, now: Callable[[], datetime]) -> Iterator[Incoming]:
    """The files as inputs of a run, in order."""
    for found in files:
        moment = now()

        def read(found: Found = found, moment: datetime = moment) -> Capture:
            return read_file(found, fetched_at=moment, max_bytes=caps.page, max_document_bytes=caps.document)

        yield _incoming(found.key, moment, read)


def read_stream(name: str, stream: BinaryIO | None, caps: Caps, now: Callable[[], datetime]) -> Incoming:
    """What a stream (standard input where None) holds, known by the name it is given."""
    key, moment, kind = source_key(name), now(), media_type(name)

    def read() -> Capture:
        body = read_body(stream or sys.stdin.buffer, kind, caps)
        return make_capture(
            key, body, kind=kind, fetched_at=moment, max_bytes=caps.page, max_document_bytes=caps.document
        )

    return _incoming(key, moment, read)


def _incoming(key: str, moment: datetime, read: Callable[[], Capture]) -> Incoming:
    try:
        return Incoming(key=key, moment=moment, capture=read())
    except DocumentError as error:
        return Incoming(key=key, moment=moment, error=error)


def _head(path: Path) -> bytes:
    """The first bytes of a file, unpacked where it is gzipped; nothing where it cannot be read."""
    from kmpipe.sources.packed import beginning  # noqa: PLC0415 - loaded with a run

    try:
        with path.open("rb") as file:
            return beginning(file.read(_SNIFFED), _SNIFFED)
    except OSError:
        return b""
