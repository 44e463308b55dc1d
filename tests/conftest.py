"""Fixtures that several test modules share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kmpipe

ROOT = Path(__file__).parents[1]


@pytest.fixture
def shared() -> Path:
    """The project's shared folder with gold data; the test is skipped where it is absent."""
    folder = Path(os.environ.get("KMPIPE_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("needs the shared folder with the gold data (KMPIPE_SHARED)")
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[kmpipe.Workspace]:
    """An empty workspace."""
    with kmpipe.init_workspace(tmp_path / "ws") as opened:
        yield opened


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a `kmpipe` process: no settings of whoever runs the tests; compiled modules kept, as a user's are."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KMPIPE_") and name != "PYTHONDONTWRITEBYTECODE"
    }


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str]) -> Run:
    """Runs `kmpipe` as a process of its own, in `tmp_path`; gives the finished process with its text output."""

    def call(
        *arguments: str, cwd: Path = tmp_path, stdin: bytes | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "kmpipe", *arguments],
            cwd=cwd, input=stdin, capture_output=True, env={**environment, **variables}, check=False, timeout=120,
        )  # fmt: skip
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return call
