"""Fixtures that several test modules share."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import kmpipe
from tests.launcher import Launcher

ROOT = Path(__file__).parents[1]

# A busy machine is no fault of a test, so nothing is timed; in CI the same examples are tried every time.
settings.register_profile(
    "kmpipe",
    deadline=None,
    max_examples=100 if "KMPIPE_LONG" in os.environ or "CI" not in os.environ else 40,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    database=None,
)
settings.load_profile("kmpipe")


# folders and modules that take longest: begun last, one of them would be left alone at the end
LONGEST = (
    "hostile/test_crawl", "wordpress/test_ingest", "hostile/test_crash", "workspace/test_ingesting", "wordpress", "hostile",
    "search/conformance", "docs", "workspace", "search",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first."""

    def rank(item: pytest.Item) -> int:
        name = item.path.relative_to(ROOT / "tests").as_posix() if item.path.is_relative_to(ROOT / "tests") else ""
        return next((number for number, start in enumerate(LONGEST) if name.startswith(start)), len(LONGEST))

    items.sort(key=rank)


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


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher | None]:
    """What starts `kmpipe` quickly, where processes can be forked."""
    if sys.platform != "linux":
        yield None
        return
    started = Launcher()
    yield started
    started.close()


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str], launcher: Launcher | None) -> Run:
    """Runs `kmpipe` as a process of its own, in `tmp_path`; gives the finished process with its text output."""

    def call(
        *arguments: str, cwd: Path = tmp_path, stdin: bytes | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        if launcher is not None:
            return launcher.run(arguments, cwd=cwd, stdin=stdin, environment={**environment, **variables})
        done = subprocess.run(
            [sys.executable, "-m", "kmpipe", *arguments],
            cwd=cwd, input=stdin, capture_output=True, env={**environment, **variables}, check=False, timeout=120,
        )  # fmt: skip
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


ATTEMPTS = 8
CLOCK_GRAIN = 0.01  # seconds; below that the clock and the caches decide


@pytest.fixture
def assert_linear() -> Callable[[Callable[[str], object], str, int], None]:
    """Checks that the time of a task on a text grows linearly: `assert_linear(task, piece, size)`, size in characters.

    Four times the text may take at most nine times the processor time (linear: 4, quadratic: 16); that is
    time(2n) < 3 × time(n), taken twice. Other load on the machine only ever adds time, so the best of several attempts
    counts, and attempts end once the bound is met. Each attempt has a text of its own: the tokens of one text are remembered.
    """

    def check(task: Callable[[str], object], piece: str, size: int) -> None:
        task(piece * 20)  # reads the vocabularies
        small = large = float("inf")
        for attempt in range(ATTEMPTS):
            small = min(small, _processor_time(task, f"{piece * (size // len(piece))}\n{attempt}"))
            large = min(large, _processor_time(task, f"{piece * (4 * size // len(piece))}\n{attempt}"))
            if large < 9 * small + CLOCK_GRAIN:
                return
        raise AssertionError(f"{small:.4f} s for {size} characters, {large:.4f} s for four times as many")

    return check


def _processor_time(task: Callable[[str], object], text: str) -> float:
    """Seconds of processor time, without garbage collection: it would look at the objects of all other tests too."""
    gc.disable()
    try:
        started = time.process_time()
        task(text)
        return time.process_time() - started
    finally:
        gc.enable()
