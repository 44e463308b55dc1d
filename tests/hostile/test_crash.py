"""A run that is killed or stopped is finished by running it again."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import kmpipe
from kmpipe.pipeline import BATCH
from kmpipe.store.revision import read_revision

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
KILLS = int(os.environ.get("KMPIPE_KILLS", "3"))
COPIES = 12
# seconds a process may take before the test fails
PATIENCE = 120

Knowledge = tuple[list[str], bytes, bytes]
Start = Callable[..., "subprocess.Popen[bytes]"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")


@pytest.fixture
def start(environment: dict[str, str]) -> Start:
    """Starts `kmpipe ingest` in a workspace and gives the process."""

    def call(root: Path, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "kmpipe", "ingest", *arguments],
            cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**environment, **variables},
        )  # fmt: skip

    return call


def finish(process: subprocess.Popen[bytes], stdin: bytes = b"") -> tuple[int, str]:
    """Wait for the end of a process; its exit code and what it said on stderr."""
    _, said = process.communicate(stdin, timeout=PATIENCE)
    return process.returncode, said.decode()


def made(root: Path) -> Path:
    """A new workspace."""
    kmpipe.init_workspace(root).close()
    return root


def knowledge(root: Path) -> Knowledge:
    """Everything a sound workspace knows: the logical dump and both exports."""
    with kmpipe.open_workspace(root) as workspace:
        jsonl, csv = io.BytesIO(), io.BytesIO()
        workspace.export(jsonl, format="jsonl", text=True)
        workspace.export(csv, format="csv")
        assert workspace.check() == ()
        return list(workspace.dump()), jsonl.getvalue(), csv.getvalue()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that takes several transactions: the text samples many times, each time with every sentence changed.

    A copy with one sentence changed would be a mirror.
    """
    folder = tmp_path_factory.mktemp("many")
    # but for the one in UTF-16, which is not changed byte by byte
    sources = [path for path in sorted((SAMPLES / "text").iterdir()) if b"\0" not in path.read_bytes()]
    for number in range(COPIES):
        (folder / f"{number:02}").mkdir()
        for source in sources:
            text = source.read_bytes().replace(b". ", b" (salinan %d). " % number)
            (folder / f"{number:02}" / source.name).write_bytes(text)
    assert len(sources) * COPIES > 2 * BATCH
    return folder


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, many: Path, environment: dict[str, str]
) -> tuple[Knowledge, float]:
    """The knowledge of a run nobody disturbed, and the seconds it took."""
    root = made(tmp_path_factory.mktemp("calm") / "ws")
    started = time.monotonic()
    command = [sys.executable, "-m", "kmpipe", "ingest", str(many)]
    subprocess.run(command, cwd=root, check=True, capture_output=True, env=environment, timeout=PATIENCE)
    seconds = time.monotonic() - started
    with kmpipe.open_workspace(root) as workspace:
        assert workspace.stats().articles > 2 * BATCH
    return knowledge(root), seconds


def articles(known: Knowledge) -> int:
    """How many articles the dump of a workspace lists."""
    return sum('"table": "articles"' in line for line in known[0])


def wait(ready: Callable[[], bool]) -> None:
    """Return once something is so."""
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.01)


def committed(root: Path) -> int:
    """How many documents the catalogue of a workspace has."""
    return read_revision(root / "corpus" / "catalogue.sqlite") or 0


def wait_for_commit(root: Path, process: subprocess.Popen[bytes], seen: int) -> None:
    """Return once the run has committed something new, or has ended."""
    wait(lambda: process.poll() is not None or committed(root) > seen)


@posix
def test_killed_runs_end_like_an_undisturbed_one(
    tmp_path: Path, many: Path, start: Start, undisturbed: tuple[Knowledge, float]
) -> None:
    """Killed at random moments and just after commits, then run again, a workspace knows what it would have anyway."""
    calm, seconds = undisturbed
    chance = random.Random(20180823)
    root = made(tmp_path / "ws")
    for number in range(KILLS):
        seen = committed(root)
        process = start(root, str(many))
        if number % 2:
            time.sleep(chance.uniform(0.1, 0.6) * seconds)
        else:
            wait_for_commit(root, process, seen)
            time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        finish(process)
        if number == 0:
            # the first kill fell between commits: some of the run is there, and not all
            assert 0 < committed(root) < articles(calm)
    assert finish(start(root, str(many)))[0] == 0
    assert knowledge(root) == calm


@posix
def test_terminated_run_is_finished_by_the_next(
    tmp_path: Path, many: Path, start: Start, undisturbed: tuple[Knowledge, float]
) -> None:
    """SIGTERM ends a run at once; the workspace is sound, and the next run brings in what is missing."""
    root = made(tmp_path / "ws")
    process = start(root, str(many))
    wait_for_commit(root, process, 0)
    process.terminate()
    code, said = finish(process)
    assert code != 0 and "Traceback" not in said
    with kmpipe.open_workspace(root) as workspace:
        assert 0 < workspace.stats().articles < articles(undisturbed[0])
    assert finish(start(root, str(many)))[0] == 0
    assert knowledge(root) == undisturbed[0]


def test_two_runs_at_once(tmp_path: Path, start: Start) -> None:
    """While one process ingests, a second exits 1 and names the first; the first is not disturbed."""
    root = made(tmp_path / "ws")
    sample = SAMPLES / "text" / "melbourne-delegation.txt"
    # it waits for standard input, and has the lock meanwhile
    first = start(root, "-", "--name", "first.txt")
    wait(lambda: first.poll() is not None or any(pid.read_text() for pid in (root / "corpus").glob("*.lock.pid")))
    code, said = finish(start(root, str(sample)))
    assert code == 1
    assert f"{first.pid} is writing" in said and "hint:" in said
    assert finish(first, sample.read_bytes())[0] == 0
    with kmpipe.open_workspace(root) as workspace:
        assert [article.key for article in workspace.articles()] == ["first.txt"]
    assert finish(start(root, str(sample)))[0] == 0


def test_hash_seed_changes_nothing(tmp_path: Path, start: Start) -> None:
    """Another hash seed of the interpreter gives the same ids, order and exports."""
    found = []
    for seed in ("1", "2"):
        root = made(tmp_path / seed)
        assert finish(start(root, str(SAMPLES), PYTHONHASHSEED=seed))[0] == 0
        found.append(knowledge(root))
    assert found[0] == found[1]
