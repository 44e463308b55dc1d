"""The sentinel of an index: what made it, and every file it consists of; and the checks before any of them is opened.

A file the sentinel does not name does not exist for readers. Nothing of the engine is touched before owner,
permissions, versions, sizes and checksums are as they should be: an engine's files may hold pickles, which are programs.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import msgspec

import kmpipe.vocab
from kmpipe.errors import IndexDamaged
from kmpipe.search.engine import Engine, Status
from kmpipe.search.vocabulary import Vocabulary
from kmpipe.text.analysis import fingerprint

SENTINEL = "index.json"
# raise it whenever what is stored of a document changes
SCHEMA_VERSION = 1
# an index up to this size is checked byte for byte at each opening (.05 s at most); of a larger one only the parts
# read whole anyway, and all of it by `index_status(deep=True)`
CHECKED_AT_OPENING = 64 * 1024 * 1024
HINT = "run `kmpipe index rebuild`"
_CHUNK = 1 << 20


class Sentinel(msgspec.Struct, frozen=True, kw_only=True):
    """What `index.json` says. `files` maps the names in `build` to size and CRC-32."""

    schema: int
    engine: str
    engine_version: str
    fingerprint: str
    revision: int
    documents: int
    build: str
    vocabulary: str
    files: dict[str, tuple[int, int]]

    def engine_files(self) -> frozenset[str]:
        """The files that are the engine's."""
        return frozenset(self.files) - {self.vocabulary}


def engine_named(name: str) -> Engine:
    """The engine of that name, imported now. Raises `IndexDamaged` for one this version does not have."""
    if name == "whoosh":
        from kmpipe.search.engines.whoosh import WhooshEngine  # noqa: PLC0415  (each engine costs its import)

        return WhooshEngine()
    raise IndexDamaged(f"there is no search engine “{name}”", hint=HINT)


def analysis_fingerprint(vocabularies: tuple[Path, ...] = ()) -> str:
    """The fingerprint of the analysis as it would be done now. The files are hashed, not read: a search needs no TOML."""
    shipped = Path(kmpipe.vocab.__path__[0]) / "data"
    paths = [path for folder in (shipped, *vocabularies) for path in sorted(folder.glob("stopwords*.toml"))]
    return fingerprint(b"\0".join(path.read_bytes() for path in paths))


def load_sentinel(folder: Path, *, engine: str = "whoosh", vocabularies: tuple[Path, ...] = ()) -> Sentinel:
    """The sentinel of a sound index, after every check that can be made before its files are opened.

    Raises `IndexDamaged` for an index that is missing, foreign, writable by others, outdated or damaged.
    """
    sentinel = _read_sentinel(folder)
    made_by = engine_named(engine)
    problem = _foreign(sentinel, made_by, analysis_fingerprint(vocabularies)) or _broken(folder, sentinel, deep=False)
    if problem:
        raise IndexDamaged(f"the search index cannot be used: {problem}", hint=HINT)
    return sentinel


def _read_sentinel(folder: Path) -> Sentinel:
    path = folder / SENTINEL
    if not path.is_file():
        raise IndexDamaged("there is no search index", hint=HINT)
    for each in (folder, path):
        _check_private(each)
    try:
        sentinel = msgspec.json.decode(path.read_bytes(), type=Sentinel)
    except (msgspec.DecodeError, OSError) as error:
        raise IndexDamaged(f"the search index is damaged: {path.name} cannot be read ({error})", hint=HINT) from error
    for name in (sentinel.build, sentinel.vocabulary, *sentinel.files):
        if name in ("", ".", "..") or Path(name).name != name:
            raise IndexDamaged(f"the search index is damaged: {path.name} names {name!r}", hint=HINT)
    if sentinel.vocabulary not in sentinel.files:
        raise IndexDamaged(f"the search index is damaged: {path.name} names no vocabulary", hint=HINT)
    if not (folder / sentinel.build).is_dir():
        raise IndexDamaged(f"the search index is damaged: {sentinel.build} is missing", hint=HINT)
    _check_private(folder / sentinel.build)
    return sentinel


def _check_private(path: Path) -> None:
    """Refuse what another user could have written: the engine's files may hold pickles, which are programs."""
    if os.name != "posix":
        return
    about = path.stat()
    if about.st_uid != os.geteuid():
        raise IndexDamaged(f"the search index belongs to another user: {path.name}", hint="make an index of your own")
    if about.st_mode & 0o022:
        raise IndexDamaged(
            f"the search index could have been changed by other users: {path.name} is writable by them",
            hint=f"if nobody did, take the right away (chmod go-w) and {HINT}",
        )


def _foreign(sentinel: Sentinel, engine: Engine, expected: str) -> str:
    if sentinel.schema != SCHEMA_VERSION:
        return f"it has the layout {sentinel.schema}, this version makes {SCHEMA_VERSION}"
    if sentinel.engine != engine.name:
        return f"it was made by {sentinel.engine}, not {engine.name}"
    if sentinel.engine_version != engine.version():
        return f"it was made by {engine.name} {sentinel.engine_version}, this is {engine.version()}"
    if sentinel.fingerprint != expected:
        return "it was made with another analysis of words"
    return ""


def _broken(folder: Path, sentinel: Sentinel, *, deep: bool) -> str:
    """What is wrong with the files: one is missing, writable by others, or not what was written."""
    large = sum(size for size, _ in sentinel.files.values()) > CHECKED_AT_OPENING
    for name, (size, checksum) in sentinel.files.items():
        path = folder / sentinel.build / name
        try:
            _check_private(path)
            found = path.stat().st_size
            if found != size:
                return f"{name} has {found} bytes, {size} were written"
            whole = deep or not large or name == sentinel.vocabulary or name.endswith(".toc")
            if whole and checksum_of(path) != checksum:
                return f"{name} has changed since it was written"
        except FileNotFoundError:
            return f"{name} is missing"
        except OSError as error:
            return f"{name} cannot be read ({error.strerror})"
    return ""


def checksum_of(path: Path) -> int:
    """The CRC-32 of a file: it tells any single flipped byte, at 1 GB/s."""
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def load_vocabulary(folder: Path, sentinel: Sentinel) -> Vocabulary:
    """The vocabulary of an index. Raises `IndexDamaged` if it cannot be read."""
    path = folder / sentinel.build / sentinel.vocabulary
    try:
        return Vocabulary.decode(path.read_bytes())
    except (msgspec.DecodeError, OSError) as error:
        raise IndexDamaged(f"the search index is damaged: {path.name} cannot be read ({error})", hint=HINT) from error


def index_status(
    folder: Path, *, engine: str = "whoosh", vocabularies: tuple[Path, ...] = (), deep: bool = False
) -> Status:
    """What the index is and whether it can be used; never raises for an index that cannot. `deep` reads every byte."""
    try:
        sentinel = _read_sentinel(folder)
    except IndexDamaged as error:
        return Status(engine=None, documents=0, revision=None, fingerprint=None, ok=False, reason=error.message)
    try:
        made_by = engine_named(engine)
        problem = _foreign(sentinel, made_by, analysis_fingerprint(vocabularies)) or _broken(
            folder, sentinel, deep=deep
        )
    except IndexDamaged as error:
        problem = error.message
    return _status(sentinel, problem)


def _status(sentinel: Sentinel, problem: str = "") -> Status:
    return Status(
        engine=sentinel.engine, documents=sentinel.documents, revision=sentinel.revision,
        fingerprint=sentinel.fingerprint, ok=not problem, reason=problem,
    )  # fmt: skip
