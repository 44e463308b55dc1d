"""What a search costs from the start of `kmpipe search` to its end, by engine.

The workspace is made by `kmpipe init` and `kmpipe ingest` of one page; its index is then made of generated documents with
the revision of that catalogue. A search reads no more of a catalogue than the revision, so its size does not count.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from kmpipe.search import EngineChoice, rebuild_index
from kmpipe.store.revision import read_revision
from kmpipe.workspace import init_workspace, open_workspace

ENGINES = ("whoosh", "tantivy")
QUERIES = ("banjir", "flood warning", '"tata kelola" banjir')
RUNS = 7


def measure_cold(count: int, engines: Sequence[str] = ENGINES) -> Iterator[tuple[str, str, float, float]]:
    """Engine, query, and the median and largest of the seconds of `RUNS` processes; then Python that starts and ends."""
    for engine in engines:
        with tempfile.TemporaryDirectory(prefix="bench-cold-") as folder:
            home = Path(folder) / "workspace"
            _fill(home, count, engine)
            for query in QUERIES:
                yield engine, query, *_seconds([_program(), "search", query], home)
    yield "", "python -c pass", *_seconds([sys.executable, "-c", "pass"], Path.cwd())


def _fill(home: Path, count: int, engine: str) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "search"))
    from generated import documents  # noqa: PLC0415 - lies beside the tests that share it

    init_workspace(home).close()
    settings = home / "kmpipe.toml"
    settings.write_text(
        f"{settings.read_text('utf-8')}\n".replace('# engine = "whoosh"', f'engine = "{engine}"'), "utf-8"
    )
    page = home.with_name("page.txt")
    page.write_text("Rapat Koordinasi\n\nJakarta, 23 Agustus 2018. Rapat membahas banjir.\n", encoding="utf-8")
    with open_workspace(home) as workspace:
        workspace.ingest(page)
    revision = read_revision(home / "corpus" / "catalogue.sqlite")
    rebuild_index(home / "index", documents(count), revision=revision or 0, engine=EngineChoice(name=engine))


def _program() -> str:
    """The `kmpipe` of the environment that measures."""
    return str(Path(sys.executable).with_name("kmpipe"))


def _seconds(command: list[str], home: Path) -> tuple[float, float]:
    """The first run, which fills the page cache, is not counted."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KMPIPE_")}
    times = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        subprocess.run(command, cwd=home, env=environment, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:]), max(times[1:])
