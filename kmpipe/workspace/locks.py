"""One writer at a time."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from kmpipe.errors import Locked


class WriterLock:
    """The lock of a workspace, held while something is written. A second writer gets `Locked` with the holder's pid.

    The operating system lets go of it when the process ends, however it ends.
    """

    def __init__(self, path: Path) -> None:
        from filelock import FileLock  # noqa: PLC0415 - reading verbs do without it

        self._path = path
        # the pid stands in a file of its own: on Windows a locked file cannot be read
        self._pid = path.with_name(path.name + ".pid")
        self._lock = FileLock(path)

    def __enter__(self) -> Self:
        from filelock import Timeout  # noqa: PLC0415 - only writing needs it

        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            pid = self._holder()
            who = f"process {pid}" if pid else "another process"
            raise Locked(
                f"{who} is writing to this workspace", pid=pid, hint="wait until it is done, or stop it"
            ) from error
        try:
            self._pid.write_text(str(os.getpid()), encoding="ascii")
        except OSError:
            self._lock.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pid.unlink(missing_ok=True)
        self._lock.release()

    def _holder(self) -> int | None:
        try:
            return int(self._pid.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
