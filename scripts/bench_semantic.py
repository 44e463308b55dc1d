"""The exact search over the vectors of passages, and the model: each measured in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from kmpipe.search.model import DIMENSION, E5
from kmpipe.search.vectors import FILE_NAME, Row, Vectors, write_vectors

QUERIES = 31
MODEL = "synthetic"
# passages of an activity, as in the samples
PER_ACTIVITY = 2
FILTERED = 10  # every so many activities meets the filter


def report(count: int) -> Iterator[str]:
    """The figures, line by line, for so many synthetic passages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = perf_counter()
        _write(folder, count)
        size = (folder / FILE_NAME).stat().st_size / 1e6
        yield f"{count:,} passages of {DIMENSION} numbers: written in {perf_counter() - started:.1f} s, {size:.0f} MB"
        for label, drop in (("file not in memory", True), ("file in the page cache", False)):
            if drop:
                _forget(folder / FILE_NAME)
            found = _run("search", name)
            yield (
                f"{label}: opened in {found['open']:.0f} ms, first query {found['first']:.0f} ms, then {found['next']:.1f} ms"
                f" (with a filter {found['filtered']:.1f} ms), peak {found['peak']:.0f} MB, of it {found['own']:.0f} MB its own"
            )
    found = _run("model", "")
    yield (
        f"model: loaded in {found['open']:.0f} ms, first query {found['first']:.0f} ms, then {found['next']:.1f} ms;"
        f" {found['rate']:.1f} passages a second; peak {found['peak']:.0f} MB"
    )


def _write(folder: Path, count: int) -> None:
    random = np.random.default_rng(0)
    rows = [Row(f"a{n // PER_ACTIVITY:06}.1", 0, 800, n.to_bytes(16, "big")) for n in range(count)]

    def vectors() -> Iterator[bytes]:
        for _ in range(count):
            vector = random.standard_normal(DIMENSION, dtype=np.float32)
            yield (vector / np.linalg.norm(vector)).astype("<f2").tobytes()

    write_vectors(folder, rows, vectors(), model=MODEL, revision=1, dimension=DIMENSION)


def _forget(path: Path) -> None:
    """Have the system drop a file from memory, so that it is read from the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _run(part: str, folder: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, part, folder], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _search(folder: Path) -> dict[str, float]:
    random = np.random.default_rng(1)
    queries = random.standard_normal((QUERIES, DIMENSION), dtype=np.float32)
    started = perf_counter()
    vectors = Vectors(folder)
    opened = perf_counter()
    vectors.nearest(queries[0], 20)
    first = perf_counter()
    allowed = vectors.ids[::FILTERED]
    return {
        "open": 1000 * (opened - started), "first": 1000 * (first - opened),
        "next": median(_milliseconds(lambda q=query: vectors.nearest(q, 20)) for query in queries[1:]),  # type: ignore[misc]  # the default of a lambda has no type
        "filtered": median(_milliseconds(lambda q=query: vectors.nearest(q, 20, allowed)) for query in queries[1:]),  # type: ignore[misc]  # the default of a lambda has no type
        **_memory(),
    }  # fmt: skip


def _model() -> dict[str, float]:
    model = E5()
    started = perf_counter()
    model._loaded()
    opened = perf_counter()
    model.query("rapat koordinasi banjir")
    first = perf_counter()
    after = median(_milliseconds(lambda n=n: model.query(f"rapat koordinasi banjir {n}")) for n in range(15))  # type: ignore[misc]  # the default of a lambda has no type
    texts = [f"{n} " + "peserta membahas pengelolaan air limbah dan sampah di kota pesisir " * 16 for n in range(32)]
    rate = len(texts) / (_milliseconds(lambda: model.passages(texts)) / 1000)
    return {
        "open": 1000 * (opened - started), "first": 1000 * (first - opened), "next": after, "rate": rate, **_memory()
    }  # fmt: skip


def _milliseconds(task: Callable[[], object]) -> float:
    started = perf_counter()
    task()
    return 1000 * (perf_counter() - started)


def _memory() -> dict[str, float]:
    """The peak of memory, and how much of what is held now is no file of the page cache; both in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    status = Path("/proc/self/status").read_text("ascii")
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1000
    return {"peak": peak, "own": own}


if __name__ == "__main__":
    print(json.dumps(_search(Path(sys.argv[2])) if sys.argv[1] == "search" else _model()))
