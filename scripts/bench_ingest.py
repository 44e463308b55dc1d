"""The pages of a site, as a crawl kept them, through cleaning and extraction with one process and several, beside trafilatura."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kmpipe.model import Capture
from kmpipe.pipeline import Options
from kmpipe.pipeline.pool import Job, Processor
from kmpipe.sources.warc import WarcArchive

# pages beyond this many bytes are left out: one of them would outweigh all others
_LARGEST = 500_000


def pages(archives: Sequence[Path], least: int) -> list[Capture]:
    """The pages in these archives, as often as it takes for `least` of them."""
    archive = WarcArchive(archives, max_bytes=1 << 26)
    read = (archive.read(one) for one in archive.found)
    found = [capture for capture in read if capture.kind == "page" and len(capture.body) <= _LARGEST]
    return [page for _ in range(-(-least // max(len(found), 1))) for page in found][:least] if found else []


def measure(
    captures: Sequence[Capture], jobs: Sequence[int], *, progress: Callable[[str], None]
) -> list[tuple[str, float]]:
    """Pages a second of wall time for each of them, one after the other: the start of processes is counted."""
    rates = []
    for number in jobs:
        progress(f"kmpipe, {number} processes")
        rates.append((f"kmpipe, whole article and activities, --jobs {number}", _rate(captures, number)))
    progress("trafilatura")
    rates.append(("trafilatura, body alone, one process", _peer(captures)))
    return rates


def _rate(captures: Sequence[Capture], jobs: int) -> float:
    begun = time.perf_counter()
    with Processor(Options(), jobs) as processor:
        for _ in processor.map((None, Job(capture, frozenset())) for capture in captures):
            pass
    return len(captures) / (time.perf_counter() - begun)


def _peer(captures: Sequence[Capture]) -> float:
    import trafilatura  # noqa: PLC0415 - not counted with kmpipe's own start

    begun = time.perf_counter()
    for capture in captures:
        trafilatura.extract(capture.body.decode("utf-8", "replace"))
    return len(captures) / (time.perf_counter() - begun)
