"""The index on disk: making, updating and checking it, whichever engine it is.

    index/
      index.json      the sentinel: what made the index, and every file it consists of, with size and checksum
      whoosh-1/       one folder a build: the engine's files and the vocabulary

The sentinel is the index: a file it does not name does not exist for readers. A write adds files, then replaces the
sentinel in one step, then removes what is no longer named. A process killed on the way leaves the old index as it
was; the rest is swept by the next write. Readers that have the old files open keep them.
"""

from __future__ import annotations

import os
import shutil
import stat
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

import msgspec

import kmpipe.vocab
from kmpipe.errors import IndexDamaged, Locked
from kmpipe.search.engine import Engine, IndexDocument, Status, Written
from kmpipe.search.prepare import prepare
from kmpipe.search.vocabulary import Vocabulary
from kmpipe.text.analysis import fingerprint

SENTINEL = "index.json"
LOCK = "write.lock"
VOCABULARY = "vocabulary"
# raise it whenever what is stored of a document changes
SCHEMA_VERSION = 1
# an index up to this size is checked byte for byte at each opening (.05 s at most); of a larger one only the parts
# read whole anyway, and all of it by `index_status(deep=True)`
CHECKED_AT_OPENING = 64 * 1024 * 1024
REBUILD = "kmpipe index rebuild"
_HINT = f"run `{REBUILD}`"
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
    raise IndexDamaged(f"there is no search engine “{name}”", hint=_HINT)


def analysis_fingerprint(vocabularies: tuple[Path, ...] = ()) -> str:
    """The fingerprint of the analysis as it would be done now. The files are hashed, not read: a search needs no TOML."""
    shipped = Path(kmpipe.vocab.__path__[0]) / "data"
    paths = [path for folder in (shipped, *vocabularies) for path in sorted(folder.glob("stopwords*.toml"))]
    return fingerprint(b"\0".join(path.read_bytes() for path in paths))


# --- writing ---


def rebuild_index(
    folder: Path,
    documents: Iterable[IndexDocument],
    *,
    revision: int,
    engine: str = "whoosh",
    vocabularies: tuple[Path, ...] = (),
) -> int:
    """Make the index anew beside the old one, which serves until the new one is complete.

    `revision` is that of the catalogue the documents come from. Returns the number of documents. Raises `Locked` while another process writes, and
    `OSError` if the disk does not take it; the old index is then as it was.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _writing(folder):
        _make_private(folder)
        build = _next_build(folder, engine)
        vocabulary = Vocabulary.empty(_stop_words(vocabularies))
        return _write(folder, build, None, vocabulary, documents, (), revision, engine_named(engine), vocabularies)


def update_index(
    folder: Path,
    documents: Iterable[IndexDocument],
    deletes: Iterable[str],
    *,
    revision: int,
    engine: str = "whoosh",
    vocabularies: tuple[Path, ...] = (),
) -> int:
    """Add documents, replacing those of the same id, and delete others by id; return how many there are now.

    Raises `IndexDamaged` if there is no sound index to add to (`rebuild_index` makes one), `Locked` while another
    process writes, and `OSError` if the disk does not take it; the index is then as it was.
    """
    with _writing(folder):
        sentinel = load_sentinel(folder, engine=engine, vocabularies=vocabularies)
        build = folder / sentinel.build
        _sweep(folder, sentinel)
        vocabulary = load_vocabulary(folder, sentinel)
        made_by = engine_named(engine)
        return _write(folder, build, sentinel, vocabulary, documents, deletes, revision, made_by, vocabularies)


def _write(  # noqa: PLR0917
    folder: Path,
    build: Path,
    old: Sentinel | None,
    vocabulary: Vocabulary,
    documents: Iterable[IndexDocument],
    deletes: Iterable[str],
    revision: int,
    engine: Engine,
    vocabularies: tuple[Path, ...],
) -> int:
    build.mkdir(mode=0o700, exist_ok=True)
    prepared = (prepare(document, vocabulary) for document in _unique(documents))
    visible = old.engine_files() if old else frozenset[str]()
    written: Written = engine.write(build, visible, prepared, deletes)
    words = f"{VOCABULARY}-{_number(old.vocabulary) + 1 if old else 1}.msgpack"
    (build / words).write_bytes(vocabulary.encode())
    files = {name: old.files[name] for name in sorted(written.files & visible)} if old else {}
    for name in sorted({*written.files, words} - files.keys()):
        path = build / name
        path.chmod(0o600)  # a umask of 002 would leave it writable by the group, and the index would not be opened
        files[name] = (path.stat().st_size, _checksum(path))
    sentinel = Sentinel(
        schema=SCHEMA_VERSION, engine=engine.name, engine_version=engine.version(),
        fingerprint=analysis_fingerprint(vocabularies), revision=revision, documents=written.documents,
        build=build.name, vocabulary=words, files=files,
    )  # fmt: skip
    fresh = folder / f"{SENTINEL}.new"
    fresh.unlink(missing_ok=True)  # never written through a link somebody left there
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(sentinel)))
    fresh.chmod(0o600)
    fresh.replace(folder / SENTINEL)
    _sweep(folder, sentinel)
    return sentinel.documents


def _unique(documents: Iterable[IndexDocument]) -> Iterator[IndexDocument]:
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise ValueError(f"the document {document.id} was given twice")
        seen.add(document.id)
        yield document


def _stop_words(vocabularies: tuple[Path, ...]) -> dict[str, list[str]]:
    from kmpipe.vocab.load import cached_words  # noqa: PLC0415  (only writing needs it)

    return cast("dict[str, list[str]]", dict(cached_words("stopwords", "words", vocabularies)))


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # noqa: PLC0415  (reading takes no lock)

    if not folder.is_dir():
        raise IndexDamaged("there is no search index", hint=_HINT)
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Locked("another process is writing the search index", hint="wait until it is done") from error
    try:
        yield
    finally:
        lock.release()


def _next_build(folder: Path, engine: str) -> Path:
    numbers = [_number(path.name) for path in folder.iterdir() if path.is_dir()]
    return folder / f"{engine}-{max(numbers, default=0) + 1}"


def _number(name: str) -> int:
    digits = name.rpartition("-")[2].partition(".")[0]
    return int(digits) if digits.isdecimal() else 0


def _sweep(folder: Path, sentinel: Sentinel) -> None:
    """Remove what the sentinel does not name: what a killed run left, and what a finished one made superfluous."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink() and path.name != sentinel.build:
            shutil.rmtree(path, ignore_errors=True)
    for path in (folder / sentinel.build).iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in sentinel.files:
            with suppress(OSError):  # on Windows a reader may still have it open; the next write removes it
                path.unlink()


def _make_private(folder: Path) -> None:
    """Take the right to write from others. What stands in the folder is not opened, it is replaced."""
    if os.name == "posix":
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) & ~0o022)


# --- reading ---


def load_sentinel(folder: Path, *, engine: str = "whoosh", vocabularies: tuple[Path, ...] = ()) -> Sentinel:
    """The sentinel of a sound index, after every check that can be made before its files are opened.

    Raises `IndexDamaged` for an index that is missing, foreign, writable by others, outdated or damaged.
    """
    sentinel = _read_sentinel(folder)
    made_by = engine_named(engine)
    problem = _foreign(sentinel, made_by, analysis_fingerprint(vocabularies)) or _broken(folder, sentinel, deep=False)
    if problem:
        raise IndexDamaged(f"the search index cannot be used: {problem}", hint=_HINT)
    return sentinel


def _read_sentinel(folder: Path) -> Sentinel:
    path = folder / SENTINEL
    if not path.is_file():
        raise IndexDamaged("there is no search index", hint=_HINT)
    for each in (folder, path):
        _check_private(each)
    try:
        sentinel = msgspec.json.decode(path.read_bytes(), type=Sentinel)
    except (msgspec.DecodeError, OSError) as error:
        raise IndexDamaged(f"the search index is damaged: {path.name} cannot be read ({error})", hint=_HINT) from error
    for name in (sentinel.build, sentinel.vocabulary, *sentinel.files):
        if name in ("", ".", "..") or Path(name).name != name:
            raise IndexDamaged(f"the search index is damaged: {path.name} names {name!r}", hint=_HINT)
    if sentinel.vocabulary not in sentinel.files:
        raise IndexDamaged(f"the search index is damaged: {path.name} names no vocabulary", hint=_HINT)
    if not (folder / sentinel.build).is_dir():
        raise IndexDamaged(f"the search index is damaged: {sentinel.build} is missing", hint=_HINT)
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
            hint=f"if nobody did, take the right away (chmod go-w) and {_HINT}",
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
            if whole and _checksum(path) != checksum:
                return f"{name} has changed since it was written"
        except FileNotFoundError:
            return f"{name} is missing"
        except OSError as error:
            return f"{name} cannot be read ({error.strerror})"
    return ""


def _checksum(path: Path) -> int:
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
        raise IndexDamaged(f"the search index is damaged: {path.name} cannot be read ({error})", hint=_HINT) from error


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
