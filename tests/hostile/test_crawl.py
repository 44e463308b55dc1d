"""A crawl of a real WordPress that is killed, stopped or run twice at once is finished by running it again."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kmpipe
from kmpipe.store.revision import read_revision
from tests.wordpress.crawls import made
from tests.wordpress.testbed import Testbed, running, second_site

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals"),
]
KILLS = int(os.environ.get("KMPIPE_KILLS", "2"))
if not os.environ.get("KMPIPE_LONG"):
    KILLS = min(KILLS, 3)  # each costs a crawl of its own; files are killed as often as is asked for
IN_A_ROW = 3  # a crawl that was killed is resumed by one that is killed
PORT = 40  # ports after the first one of the running site
# seconds a process may take before the test fails
PATIENCE = 180

Knowledge = tuple[list[str], bytes]
Crawl = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def site() -> Iterator[Testbed]:
    """A small site that nobody else visits, so that killing and crawling again takes seconds."""
    first = running(os.environ)
    if isinstance(first, str):
        pytest.skip(first)
    with second_site(first, "crawled", port=PORT) as found:
        if isinstance(found, str):
            pytest.skip(found)
        yield found


def heed_interrupts() -> None:
    """A process begun from one in the background would not hear Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture(scope="module")
def crawl(site: Testbed, environment: dict[str, str]) -> Crawl:
    """Starts `kmpipe ingest` of the site by its sitemap, which asks for every page, and gives the process."""

    def call(root: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "kmpipe", "ingest", site.base, "--as", "sitemap", "--jobs", "1"],
            cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
            preexec_fn=heed_interrupts,  # noqa: PLW1509 - no thread of the tests forks
        )  # fmt: skip

    return call


@pytest.fixture(scope="module")
def undisturbed(crawl: Crawl, tmp_path_factory: pytest.TempPathFactory) -> tuple[Knowledge, float]:
    """What is known after a crawl nobody disturbed, and the seconds it took."""
    root = made(tmp_path_factory.mktemp("calm") / "ws")
    started = time.monotonic()
    assert finish(crawl(root))[0] == 0
    return knowledge(root), time.monotonic() - started


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Wait for the end of a process; its exit code and what it said on stderr."""
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said.decode()


def knowledge(root: Path) -> Knowledge:
    """Everything a sound workspace knows: the logical dump and the export."""
    with kmpipe.open_workspace(root) as workspace:
        stream = io.BytesIO()
        workspace.export(stream, format="jsonl", text=True)
        assert workspace.check() == ()
        return list(workspace.dump()), stream.getvalue()


def articles(known: Knowledge) -> int:
    """How many articles the dump of a workspace lists."""
    return sum('"table": "articles"' in line for line in known[0])


def wait(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
    """Return once something is so; the process must not end before."""
    end = time.monotonic() + PATIENCE
    while not ready():
        assert process.poll() is None and time.monotonic() < end, finish(process)
        time.sleep(0.01)


def committed(root: Path) -> int:
    """How many documents the catalogue of a workspace has."""
    return read_revision(root / "corpus" / "catalogue.sqlite") or 0


def kill(root: Path, process: subprocess.Popen[bytes], seconds: float | None) -> None:
    """End a crawl as hard as can be: after some seconds, or once it has committed something."""
    if seconds is None:
        wait(process, lambda: committed(root) > 0)
    else:
        time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    finish(process)


def test_killed_crawls_end_like_an_undisturbed_one(
    site: Testbed, crawl: Crawl, undisturbed: tuple[Knowledge, float], tmp_path: Path
) -> None:
    """Killed at random moments and run again each time, a workspace knows what it would have known anyway."""
    calm, seconds = undisturbed
    assert articles(calm) == len(site.items)
    chance = random.Random(20181025)
    for first in range(0, KILLS, IN_A_ROW):
        root = made(tmp_path / f"ws{first}")
        for number in range(first, min(first + IN_A_ROW, KILLS)):
            kill(root, crawl(root), chance.uniform(0.1, 0.7) * seconds if number else None)
            if number == 0:
                # some of the crawl is there, and not all
                assert 0 < committed(root) < articles(calm)
        assert finish(crawl(root))[0] == 0
        assert knowledge(root) == calm


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_crawl_is_finished_by_the_next(
    site: Testbed, crawl: Crawl, undisturbed: tuple[Knowledge, float], tmp_path: Path, stop: signal.Signals
) -> None:
    """It ends at once and quietly; what it took in is sound, and the next crawl brings in what is missing."""
    root = made(tmp_path / "ws")
    process = crawl(root)
    wait(process, lambda: committed(root) > 0)
    process.send_signal(stop)
    code, said = finish(process)
    assert code != 0 and "Traceback" not in said
    with kmpipe.open_workspace(root) as workspace:
        # the index is made at the end of a run
        assert [problem.subject for problem in workspace.check()] in ([], ["index"])
    assert finish(crawl(root))[0] == 0
    assert knowledge(root) == undisturbed[0]


def test_two_crawls_at_once(site: Testbed, crawl: Crawl, undisturbed: tuple[Knowledge, float], tmp_path: Path) -> None:
    """While one crawls, a second exits 1 and names the first, which is not disturbed."""
    root = made(tmp_path / "ws")
    first = crawl(root)
    wait(first, lambda: any(pid.read_text() for pid in (root / "corpus").glob("*.lock.pid")))
    code, said = finish(crawl(root))
    assert first.poll() is None
    assert code == 1
    assert f"{first.pid} is writing" in said and "hint:" in said
    assert finish(first)[0] == 0
    assert knowledge(root) == undisturbed[0]
