"""A disk that fills up: every file old or new, never half."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

import kmpipe

resource = pytest.importorskip("resource", reason="needs POSIX limits on the size of files")

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples" / "sahifa"


def ingest(
    root: Path, environment: dict[str, str], *, most_bytes: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Ingest some samples in a process that may write files of `most_bytes` at most."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    command = [sys.executable, "-m", "kmpipe", "ingest", str(SAMPLES)]
    # a compiled module would be a file that is cut off too
    variables = {**environment, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, preexec_fn=limit, env=variables
    )


def knowledge(root: Path) -> tuple[list[str], bytes]:
    with kmpipe.open_workspace(root) as workspace:
        stream = io.BytesIO()
        workspace.export(stream, format="jsonl", text=True)
        assert workspace.check() == ()
        return list(workspace.dump()), stream.getvalue()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> tuple[list[str], bytes]:
    root = tmp_path_factory.mktemp("calm") / "ws"
    kmpipe.init_workspace(root).close()
    assert ingest(root, environment).returncode == 0
    return knowledge(root)


@pytest.mark.parametrize("most_bytes", [4_000, 60_000, 110_000])
def test_full_disk_fails_cleanly_and_the_next_run_finishes(
    tmp_path: Path, environment: dict[str, str], most_bytes: int, undisturbed: tuple[list[str], bytes]
) -> None:
    """A write that fails ends the run with exit code 1 and a hint; run again with room, nothing is missing."""
    root = tmp_path / "ws"
    kmpipe.init_workspace(root).close()
    failed = ingest(root, environment, most_bytes=most_bytes)
    assert failed.returncode == 1
    assert "hint:" in failed.stderr and "Traceback" not in failed.stderr
    assert ingest(root, environment).returncode == 0
    assert knowledge(root) == undisturbed


def test_export_that_fails_leaves_the_old_file(tmp_path: Path, environment: dict[str, str]) -> None:
    """An export that runs out of room leaves the file that was there, and no temporary one."""
    root = tmp_path / "ws"
    kmpipe.init_workspace(root).close()
    ingest(root, environment)
    target = tmp_path / "out" / "all.jsonl"
    target.parent.mkdir()
    target.write_text("old", encoding="utf-8")
    command = [sys.executable, "-m", "kmpipe", "export", "--text", "-o", str(target)]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env=environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )  # fmt: skip
    assert done.returncode == 1 and "hint:" in done.stderr
    assert [(p.name, p.read_text(encoding="utf-8")) for p in target.parent.iterdir()] == [("all.jsonl", "old")]
