"""Files and folders that are either wholly the old or wholly the new ones."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kmpipe.errors import UsageError

# lists the files of an exported folder: only these may the next export replace or remove
LISTING = ".kmpipe-export"


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A stream to write `target` with: the old file stands until the new one is complete and on the disk."""
    target = target.resolve()  # a link stays, what it leads to is written
    if target.is_dir():
        raise UsageError(f"{target} is a folder", hint="name a file")
    _check_place(target)
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:  # a device or a pipe cannot be replaced
            yield stream
        return
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


class Folder:
    """A folder that is being written: `open` gives a stream for each new file of it, and what is closed is on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mode = 0o666 & ~_umask()
        self._listing = (path / LISTING).open("wb")

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A stream for the file `name`, which must be a bare file name that does not stand there yet."""
        if name != Path(name).name:
            raise ValueError(name)
        with (self._path / name).open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        (self._path / name).chmod(self._mode)
        self._listing.write(name.encode() + b"\n")

    def close(self) -> None:
        """Bring the list of files to the disk."""
        self._listing.flush()
        os.fsync(self._listing.fileno())
        self._listing.close()
        (self._path / LISTING).chmod(self._mode)

    def abandon(self) -> None:
        """Remove what was written, unless it has become something else."""
        self._listing.close()
        shutil.rmtree(self._path, ignore_errors=True)


@contextmanager
def whole_folder(target: Path) -> Iterator[Folder]:
    """A folder to write into, which becomes `target` when all of it is on the disk.

    A new folder appears at once. Where an earlier export stands, each of its files is replaced by a whole new one and
    those that are no more are removed; a reader in that moment may see old files beside new ones. What the user put
    there stays. Raises `UsageError` for a file, or a folder that holds other things than an earlier export.
    """
    target = target.resolve()
    _check_place(target)
    _check_folder(target)
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name[:100]}.", dir=target.parent))
    folder = Folder(staging)
    try:
        yield folder
        folder.close()
        if target.exists():
            _replace(target, staging)
        else:
            staging.chmod(0o777 & ~_umask())
            staging.replace(target)
    finally:
        folder.abandon()


def _check_place(target: Path) -> None:
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}", hint="make it first, or name another place")


def _check_folder(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file", hint="this format is a folder of files: name a folder")
    if target.is_dir() and not (target / LISTING).is_file() and any(target.iterdir()):
        raise UsageError(f"{target} holds other files", hint="name a new folder, an empty one, or an earlier export")


def _replace(target: Path, staging: Path) -> None:
    # killed half-way, the next export must know what is its own: the old names and the new ones
    with (staging / LISTING).open("rb") as new, (target / LISTING).open("ab") as known:
        shutil.copyfileobj(new, known)
        known.flush()
        os.fsync(known.fileno())
    for name in _listed(target):
        if not (staging / name).exists():
            (target / name).unlink(missing_ok=True)
    for name in _listed(staging):
        (staging / name).replace(target / name)
    (staging / LISTING).replace(target / LISTING)


def _listed(folder: Path) -> Iterator[str]:
    """The files of an exported folder; a name that leads out of it is none: anybody may have written into the list."""
    if (folder / LISTING).is_file():
        with (folder / LISTING).open(encoding="utf-8") as listing:
            yield from (name for name in map(str.rstrip, listing) if name and name == Path(name).name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
