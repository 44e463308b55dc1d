"""A run that is killed is finished by running it again."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kmpipe

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
KILLS = int(os.environ.get("KMPIPE_KILLS", "4"))


def knowledge(root: Path) -> tuple[list[str], bytes, bytes]:
    """Everything a workspace knows: the logical dump and both exports."""
    with kmpipe.open_workspace(root) as workspace:
        jsonl, csv = io.BytesIO(), io.BytesIO()
        workspace.export(jsonl, format="jsonl", text=True)
        workspace.export(csv, format="csv")
        return list(workspace.dump()), jsonl.getvalue(), csv.getvalue()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[list[str], bytes, bytes], float]:
    """The knowledge of a run nobody disturbed, and the seconds it took."""
    root = tmp_path_factory.mktemp("calm") / "ws"
    kmpipe.init_workspace(root).close()
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "kmpipe", "ingest", str(SAMPLES)], cwd=root, check=True, capture_output=True)
    return knowledge(root), time.monotonic() - started


def test_killed_runs_end_like_an_undisturbed_one(
    tmp_path: Path, undisturbed: tuple[tuple[list[str], bytes, bytes], float]
) -> None:
    """Killed at random moments and run again, a workspace holds the same bytes as if nothing had happened."""
    calm, seconds = undisturbed
    chance = random.Random(20180823)
    root = tmp_path / "ws"
    kmpipe.init_workspace(root).close()
    for _ in range(KILLS):
        run = subprocess.Popen(
            [sys.executable, "-m", "kmpipe", "ingest", str(SAMPLES)],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.2, 1.0) * seconds)
        run.send_signal(signal.SIGKILL)
        run.wait()
    subprocess.run([sys.executable, "-m", "kmpipe", "ingest", str(SAMPLES)], cwd=root, check=True, capture_output=True)
    assert knowledge(root) == calm
    with kmpipe.open_workspace(root) as workspace:
        assert workspace.check() == ()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_hash_seed_changes_nothing(
    tmp_path: Path, seed: str, undisturbed: tuple[tuple[list[str], bytes, bytes], float]
) -> None:
    """Another hash seed of the interpreter gives the same ids, order and exports."""
    root = tmp_path / "ws"
    kmpipe.init_workspace(root).close()
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run(
        [sys.executable, "-m", "kmpipe", "ingest", str(SAMPLES)],
        cwd=root,
        check=True,
        capture_output=True,
        env=environment,
    )
    assert knowledge(root) == undisturbed[0]
