"""Starts `kmpipe` again and again without importing it again and again: the processes are forks of one that has it imported.

Each is a process of its own, with the arguments, folder, environment and streams it is given; it runs the same `main` as
`python -m kmpipe`. What a start costs, and what it loads, is tested elsewhere with processes started afresh.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

TIME_LIMIT = 120  # seconds


class Launcher:
    """The process that others are forked from."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__))], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, cwd=Path(__file__).parents[1],
        )  # fmt: skip

    def run(
        self, arguments: Sequence[str], *, cwd: Path, stdin: bytes | None, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run `kmpipe` with these arguments to its end; raises `TimeoutError` where it does not come to one."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin or b"")
            given.seek(0)
            streams = [f"/proc/{os.getpid()}/fd/{file.fileno()}" for file in (given, out, err)]
            order = {"arguments": list(arguments), "cwd": str(cwd), "environment": dict(environment)}
            self._process.stdin.write(json.dumps({**order, "streams": streams}).encode() + b"\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
            if not answer or (code := json.loads(answer)) is None:
                raise TimeoutError(f"kmpipe {' '.join(arguments)}")
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(["kmpipe", *arguments], code, out.read().decode(), err.read().decode())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def _serve() -> None:
    _import_all()
    with os.fdopen(os.dup(0), "rb") as orders, os.fdopen(os.dup(1), "wb", buffering=0) as answers:
        while line := orders.readline():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # there are no threads here to be left behind
                child = os.fork()
            if not child:
                orders.close()
                answers.close()
                _become(json.loads(line))
            answers.write(json.dumps(_ended(child)).encode() + b"\n")


def _import_all() -> None:
    import kmpipe.cli.app
    import kmpipe.export.registry
    import kmpipe.pipeline
    import kmpipe.search.engines.whoosh
    import kmpipe.store.catalogue
    import kmpipe.workspace.indexing
    import kmpipe.workspace.visits  # noqa: F401 - imported for those that are forked


def _ended(child: int) -> int | None:
    """How a process ended (a signal as a negative number), None for one that had to be killed."""
    import signal
    import time

    until = time.monotonic() + TIME_LIMIT
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _become(order: dict[str, Any]) -> NoReturn:
    code = 70
    try:
        for number, (path, mode) in enumerate(
            zip(order["streams"], (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)
        ):
            opened = os.open(path, mode | os.O_APPEND)
            os.dup2(opened, number)
            os.close(opened)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        os.environ.clear()
        os.environ.update(order["environment"])
        os.chdir(order["cwd"])
        sys.argv = ["kmpipe", *order["arguments"]]
        from kmpipe.cli import main

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - as the interpreter would
        import traceback

        traceback.print_exc()
        code = 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
        import atexit

        atexit._run_exitfuncs()
        os._exit(code)


if __name__ == "__main__":
    _serve()
