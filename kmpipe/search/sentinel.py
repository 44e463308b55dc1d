"""The sentinel of an index: what made it, and every file it consists of; and the checks before any of them is opened.

A file the sentinel does not name does not exist for readers. Nothing of the engine is touched before owner,
permissions, versions, sizes and checksums are as they should be: an engine's files may hold pickles, which are programs.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec

import kmpipe.vocab
from kmpipe.errors import ConfigError, IndexDamaged
from kmpipe.search.engine import WHOOSH, Engine, EngineChoice, Status
from kmpipe.search.names import LABELS_FROM
from kmpipe.search.notes import NotesFile
from kmpipe.search.vocabulary import Vocabulary
from kmpipe.text.analysis import fingerprint

SENTINEL = "index.json"
# raise it whenever what is stored of a document changes
SCHEMA_VERSION = 4
# an index up to this size is checked byte for byte at each opening (.02 s at most); of a larger one only the parts
# read whole anyway, and all of it by `index_status(deep=True)`
CHECKED_AT_OPENING = 16 * 1024 * 1024
# tables of contents are smaller than this; so small a file is always read whole
SMALL = 64 * 1024
HINT = "run `kmpipe index rebuild`"
_CHUNK = 1 << 20


class Sentinel(msgspec.Struct, frozen=True, kw_only=True):
    """What `index.json` says. `files` maps the names in `build` to size and CRC-32.

    `vocabulary` and `notes` are ours, the others the engine's.
    """

    schema: int
    engine: str
    engine_version: str
    fingerprint: str
    revision: int
    documents: int
    build: str
    vocabulary: str
    notes: str
    files: dict[str, tuple[int, int]]

    def engine_files(self) -> frozenset[str]:
        """The files that are the engine's."""
        return frozenset(self.files) - {self.vocabulary, self.notes}


def _whoosh(_: EngineChoice) -> Engine:
    from kmpipe.search.engines.whoosh import WhooshEngine  # noqa: PLC0415  (each engine costs its import)

    return WhooshEngine()


def _tantivy(_: EngineChoice) -> Engine:
    try:
        from kmpipe.search.engines.tantivy import TantivyEngine  # noqa: PLC0415  (each engine costs its import)
    except ModuleNotFoundError as error:
        raise ConfigError("the search engine tantivy is not installed", hint="pip install 'kmpipe[tantivy]'") from error

    return TantivyEngine()


def _opensearch(choice: EngineChoice) -> Engine:
    from kmpipe.search.engines.opensearch import OpenSearchEngine  # noqa: PLC0415  (each engine costs its import)

    return OpenSearchEngine(choice)


_ENGINES: dict[str, Callable[[EngineChoice], Engine]] = {
    "opensearch": _opensearch,
    "tantivy": _tantivy,
    "whoosh": _whoosh,
}
# the folders that engines' files are written to; no other folder is ever swept
_BUILD = re.compile(rf"(?:{'|'.join(map(re.escape, _ENGINES))})-([0-9]+)")


def engine_for(choice: EngineChoice) -> Engine:
    """The engine that was chosen, imported now. Raises `ConfigError` for one that is not there, or not installed."""
    check_known(choice)
    return _ENGINES[choice.name](choice)


def check_known(choice: EngineChoice) -> None:
    """Raise `ConfigError` for an engine this version does not have; whether it is installed is not looked at."""
    if choice.name not in _ENGINES:
        raise ConfigError(
            f"there is no search engine “{choice.name}”; there are: {', '.join(sorted(_ENGINES))}",
            hint="set search.engine in kmpipe.toml to one of them, or remove the key to get the default",
        )


def engine_of(sentinel: Sentinel, choice: EngineChoice) -> Engine:
    """The engine that made an index, whichever is chosen now. Raises `ConfigError` if it is not there, or not installed."""
    return engine_for(msgspec.structs.replace(choice, name=sentinel.engine))


def build_number(name: str) -> int | None:
    """The number in the name of a folder that an engine's files are written to (`whoosh-1`); None for other names."""
    match = _BUILD.fullmatch(name)
    return int(match[1]) if match else None


def analysis_fingerprint(vocabularies: tuple[Path, ...] = ()) -> str:
    """What an index made now would depend on beside its documents: the analysis of words, names, labels, the glossary.

    The files are hashed, not read: a search needs no TOML. The same bytes give the same fingerprint anywhere.
    """
    stop_words = fingerprint(b"\0".join(_vocabulary_files("stopwords", vocabularies)))
    # 64 bits: enough against chance; nobody gains by a forged one
    names = hashlib.blake2b(digest_size=8)
    for content in (
        *_vocabulary_files("organisations", vocabularies),
        *_vocabulary_files("glossary", vocabularies),
        *(content for name in LABELS_FROM for content in _vocabulary_files(name, vocabularies)),
    ):
        names.update(hashlib.blake2b(content).digest())  # one by one, so that it shows where a file ends
    return f"{stop_words}-{names.hexdigest()}"


def _vocabulary_files(name: str, vocabularies: tuple[Path, ...]) -> list[bytes]:
    """The bytes of the files that `kmpipe.vocab.load` reads under a name, in its order."""
    shipped = Path(kmpipe.vocab.__path__[0]) / "data"
    return [
        path.read_bytes()
        for folder in (shipped, *vocabularies)
        for path in sorted(folder.glob(f"{name}*.toml"))
        if path.stem.partition("-")[0] == name
    ]


def load_sentinel(folder: Path, *, engine: EngineChoice = WHOOSH, vocabularies: tuple[Path, ...] = ()) -> Sentinel:
    """The sentinel of a sound index, after every check that can be made before its files are opened.

    The index may be made by another engine than the chosen one: `engine_of` is the one to read it with. Raises
    `IndexDamaged` for an index that is missing, foreign, writable by others, outdated or damaged, and `ConfigError` for an
    unknown engine.
    """
    check_known(engine)
    sentinel = read_sentinel(folder)
    problem = _foreign(sentinel, engine, vocabularies) or _broken(folder, sentinel, deep=False)
    if problem:
        raise IndexDamaged(f"the search index cannot be used: {problem}", hint=HINT)
    return sentinel


def glance(folder: Path) -> tuple[str, int]:
    """Which engine made an index and how many documents are in it, unchecked; `("", 0)` where that cannot be read."""
    try:
        sentinel = msgspec.json.decode((folder / SENTINEL).read_bytes(), type=Sentinel)
    except (msgspec.DecodeError, OSError):
        return "", 0
    return sentinel.engine, sentinel.documents


def read_sentinel(folder: Path) -> Sentinel:
    """The sentinel alone, whatever the index is like that it names. Raises `IndexDamaged` if it cannot be read."""
    path = folder / SENTINEL
    if not path.is_file():
        raise IndexDamaged("there is no search index", hint=HINT)
    for each in (folder, path):
        _check_private(each)
    try:
        sentinel = msgspec.json.decode(path.read_bytes(), type=Sentinel)
    except (msgspec.DecodeError, OSError) as error:
        raise IndexDamaged(f"the search index is damaged: {path.name} cannot be read ({error})", hint=HINT) from error
    for name in (sentinel.build, sentinel.vocabulary, sentinel.notes, *sentinel.files):
        if name in ("", ".", "..") or Path(name).name != name:
            raise IndexDamaged(f"the search index is damaged: {path.name} names {name!r}", hint=HINT)
    if sentinel.vocabulary not in sentinel.files or sentinel.notes not in sentinel.files:
        raise IndexDamaged(f"the search index is damaged: {path.name} names no vocabulary", hint=HINT)
    own = build_number(sentinel.build) is not None and sentinel.build.startswith(f"{sentinel.engine}-")
    if not own or (folder / sentinel.build).is_symlink():  # what it holds is swept
        raise IndexDamaged(f"the search index is damaged: {path.name} names {sentinel.build!r}", hint=HINT)
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


def _foreign(sentinel: Sentinel, choice: EngineChoice, vocabularies: tuple[Path, ...]) -> str:
    if sentinel.schema != SCHEMA_VERSION:
        return f"it has the layout {sentinel.schema}, this version makes {SCHEMA_VERSION}"
    try:
        engine = engine_of(sentinel, choice)
    except ConfigError as error:
        return f"{error.message} ({error.hint})"
    if sentinel.engine_version != engine.version():
        return f"it was made by {engine.name} {sentinel.engine_version}, this is {engine.version()}"
    if sentinel.fingerprint != analysis_fingerprint(vocabularies):
        return "it was made with another analysis of words, other names of organisations or another glossary"
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
            whole = deep or not large or size <= SMALL or name == sentinel.vocabulary
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


def load_notes(folder: Path, sentinel: Sentinel) -> NotesFile:
    """What was noted when an index was last written. Raises `IndexDamaged` if they cannot be read."""
    path = folder / sentinel.build / sentinel.notes
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=NotesFile)
    except (msgspec.DecodeError, OSError) as error:
        raise IndexDamaged(f"the search index is damaged: {path.name} cannot be read ({error})", hint=HINT) from error


def index_status(
    folder: Path, *, engine: EngineChoice = WHOOSH, vocabularies: tuple[Path, ...] = (), deep: bool = False
) -> Status:
    """What the index is and whether it can be used; never raises for an index that cannot. `deep` reads every byte.

    An index of another engine than the chosen one can be used. Raises `ConfigError` for an unknown engine.
    """
    check_known(engine)
    try:
        sentinel = read_sentinel(folder)
    except IndexDamaged as error:
        return Status(engine=None, documents=0, revision=None, fingerprint=None, ok=False, reason=error.message)
    try:
        problem = _foreign(sentinel, engine, vocabularies) or _broken(folder, sentinel, deep=deep)
    except IndexDamaged as error:
        problem = error.message
    return Status(
        engine=sentinel.engine, documents=sentinel.documents, revision=sentinel.revision,
        fingerprint=sentinel.fingerprint, ok=not problem, reason=problem,
        size=sum(size for size, _ in sentinel.files.values()),
    )  # fmt: skip
