"""The index on disk: making and updating it, whichever engine it is.

    index/
      index.json      the sentinel: what made the index, and every file it consists of, with size and checksum
      whoosh-1/       one folder a build: the engine's files and the vocabulary

An engine that changes files of its own (`Engine.beside` is false) writes an update to a new folder as well, in which the
files of the old one stand as hard links, or as copies where the disk knows no links.

The sentinel is the index: a file it does not name does not exist for readers. A write adds files, then replaces the
sentinel in one step, then removes what is no longer named. A process killed on the way leaves the old index as it
was; the rest is swept by the next write. Readers that have the old files open keep them.

The folder is the index's own: where a workspace or other folders lie in it, nothing is written or made private. What
is swept are builds alone, known by their names.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, cast

import msgspec

from kmpipe.errors import IndexDamaged, KmpipeError, Locked
from kmpipe.search.engine import WHOOSH, Engine, EngineChoice, IndexDocument, Prepared
from kmpipe.search.notes import Notes, NotesFile
from kmpipe.search.prepare import prepare
from kmpipe.search.sentinel import (
    HINT,
    SCHEMA_VERSION,
    SENTINEL,
    Sentinel,
    analysis_fingerprint,
    build_number,
    checksum_of,
    engine_for,
    engine_of,
    load_notes,
    load_sentinel,
    load_vocabulary,
    read_sentinel,
)
from kmpipe.search.vocabulary import Vocabulary

LOCK = "write.lock"
# settings and vocabularies, the catalogue, captures
_OF_A_WORKSPACE = (".toml", ".sqlite", ".warc.gz")
VOCABULARY, NOTES = "vocabulary", "notes"


def rebuild_index(
    folder: Path,
    documents: Iterable[IndexDocument],
    *,
    revision: int,
    engine: EngineChoice = WHOOSH,
    vocabularies: tuple[Path, ...] = (),
) -> int:
    """Make the index anew beside the old one, which serves until the new one is complete.

    `revision` is that of the catalogue the documents come from. Returns the number of documents. Raises `ConfigError`
    for an unknown engine, `IndexDamaged` if the folder holds other things than an index, `Locked` while another process
    writes, and `OSError` if the disk does not take it; the old index is then as it was.
    """
    made_by = engine_for(engine)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _writing(folder):
        _make_private(folder)
        build = _next_build(folder, made_by.name)
        fingerprint = analysis_fingerprint(vocabularies)  # before they are read: if they change meanwhile, it shows
        vocabulary = Vocabulary.empty(_stop_words(vocabularies))
        made = _Made(vocabulary, Notes(NotesFile(), vocabulary, vocabularies), fingerprint)
        before = _other_engine(folder, engine)
        count = _write(folder, build, None, made, documents, (), revision, made_by)
        if before is not None:
            before.settle(folder)
        return count


def update_index(
    folder: Path,
    documents: Iterable[IndexDocument],
    deletes: Iterable[str],
    *,
    revision: int,
    engine: EngineChoice = WHOOSH,
    vocabularies: tuple[Path, ...] = (),
) -> int:
    """Add documents, replacing those of the same id, and delete others by id; return how many there are now.

    Raises `ConfigError` for an unknown engine, `IndexDamaged` if there is no sound index of that engine to add to
    (`rebuild_index` makes one) or the folder holds other things too, `Locked` while another process writes, and `OSError` if the disk
    does not take it; the index is then as it was.
    """
    made_by = engine_for(engine)
    with _writing(folder):
        sentinel = load_sentinel(folder, engine=engine, vocabularies=vocabularies)
        if sentinel.engine != made_by.name:
            raise IndexDamaged(
                f"the search index was made by {sentinel.engine}, {made_by.name} cannot add to it", hint=HINT
            )
        _sweep(folder, sentinel)
        build = folder / sentinel.build if made_by.beside else _next_build(folder, made_by.name)
        vocabulary = load_vocabulary(folder, sentinel)
        notes = Notes(load_notes(folder, sentinel), vocabulary, vocabularies)
        made = _Made(vocabulary, notes, sentinel.fingerprint)
        return _write(folder, build, sentinel, made, documents, tuple(deletes), revision, made_by)


class _Made(NamedTuple):
    """What of an index is ours, noted while documents are written."""

    vocabulary: Vocabulary
    notes: Notes
    fingerprint: str

    def prepared(self, documents: Iterable[IndexDocument]) -> Iterator[Prepared]:
        """The documents as an engine takes them, noted on the way."""
        for document in _unique(documents):
            self.notes.pairs.note(document.id, document.terms)
            ready = prepare(document, self.vocabulary)
            for terms in ready.words.values():
                self.notes.neighbours.note(terms, self.vocabulary.languages)
            yield ready


def _write(
    folder: Path,
    build: Path,
    old: Sentinel | None,
    made: _Made,
    documents: Iterable[IndexDocument],
    deletes: Collection[str],
    revision: int,
    engine: Engine,
) -> int:
    build.mkdir(mode=0o700, exist_ok=True)
    before = folder / old.build if old else build
    for identity in deletes:
        made.notes.pairs.forget(identity)
    visible = old.engine_files() if old else frozenset[str]()
    if build != before:
        _link(before, build, visible)
    written = engine.write(build, visible, made.prepared(documents), deletes)
    made.vocabulary.note_concepts(made.notes)
    number = _number(old.vocabulary) + 1 if old else 1
    words, notes = f"{VOCABULARY}-{number}.msgpack", f"{NOTES}-{number}.msgpack"
    (build / words).write_bytes(made.vocabulary.encode())
    (build / notes).write_bytes(made.notes.encode())
    files = {}
    if old:
        unchanged = sorted(name for name in written.files & visible if (build / name).samefile(before / name))
        files = {name: old.files[name] for name in unchanged}
    for name in sorted({*written.files, words, notes} - files.keys()):
        path = build / name
        path.chmod(0o600)  # a umask of 002 would leave it writable by the group, and the index would not be opened
        files[name] = (path.stat().st_size, checksum_of(path))
    sentinel = Sentinel(
        schema=SCHEMA_VERSION, engine=engine.name, engine_version=engine.version(),
        fingerprint=made.fingerprint, revision=revision,
        documents=written.documents, build=build.name, vocabulary=words, notes=notes, files=files,
    )  # fmt: skip
    fresh = folder / f"{SENTINEL}.new"
    fresh.unlink(missing_ok=True)  # never written through a link somebody left there
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(sentinel)))
    fresh.chmod(0o600)
    fresh.replace(folder / SENTINEL)
    _sweep(folder, sentinel)
    engine.settle(folder)
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
        raise IndexDamaged("there is no search index", hint=HINT)
    _check_own(folder)
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Locked("another process is writing the search index", hint="wait until it is done") from error
    try:
        yield
    finally:
        lock.release()


def _check_own(folder: Path) -> None:
    """Refuse a folder that other folders lie in, or files a workspace consists of. A loose `README.md` does no harm."""
    others = sorted(
        path.name
        for path in folder.iterdir()
        if path.name.endswith(_OF_A_WORKSPACE) or (path.is_dir() and build_number(path.name) is None)
    )
    if others:
        shown = ", ".join(map(repr, others[:3])) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
        raise IndexDamaged(
            f"the folder of the search index holds other things than an index: {shown}",
            hint="give the index a folder of its own: workspace.index in kmpipe.toml",
        )


def _next_build(folder: Path, engine: str) -> Path:
    numbers = [build_number(path.name) or 0 for path in folder.iterdir()]
    return folder / f"{engine}-{max(numbers, default=0) + 1}"


def _other_engine(folder: Path, chosen: EngineChoice) -> Engine | None:
    """The engine that made the index so far, where it is another one than that chosen now."""
    with suppress(KmpipeError):
        before = engine_of(read_sentinel(folder), chosen)
        return before if before.name != chosen.name else None
    return None


def _link(before: Path, build: Path, names: Iterable[str]) -> None:
    for name in names:
        try:
            (build / name).hardlink_to(before / name)
        except OSError:  # the disk knows no links, or no more of this file
            shutil.copyfile(before / name, build / name)


def _number(name: str) -> int:
    digits = name.rpartition("-")[2].partition(".")[0]
    return int(digits) if digits.isdecimal() else 0


def _sweep(folder: Path, sentinel: Sentinel) -> None:
    """Remove what the sentinel does not name: what a killed run left, and what a finished one made superfluous.

    Only builds are touched: whatever else comes to lie in the folder is somebody else's.
    """
    for path in folder.iterdir():
        made_here = build_number(path.name) is not None and path.is_dir() and not path.is_symlink()
        if made_here and path.name != sentinel.build:
            shutil.rmtree(path, ignore_errors=True)
    for path in (folder / sentinel.build).iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in sentinel.files:
            with suppress(OSError):  # on Windows a reader may still have it open; the next write removes it
                path.unlink()


def _make_private(folder: Path) -> None:
    """Take the right to write from others. What stands in the folder is not opened, it is replaced."""
    if os.name == "posix":
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) & ~0o022)
