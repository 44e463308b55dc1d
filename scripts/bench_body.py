"""The body benchmark: extractors side by side on the same pages, scored as the benchmark scores them."""

from __future__ import annotations

import gzip
import importlib
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

# the scorer of the shared folder, which the caller puts on the path
from score_body import page_scores

import kmpipe

Extractor = Callable[[str, str], str]
# the others are measured against this one
BASELINE = "trafilatura"
# pages read before the clock starts: vocabularies, profiles and patterns are read once a process
_WARM_UP = 5


class PageText(NamedTuple):
    """A page of the benchmark and the text a person marked in it."""

    url: str
    html: str
    body: str


class Measured(NamedTuple):
    """What an extractor reached: means over pages, CPU seconds of its fastest pass, pages it failed on."""

    name: str
    f1: float
    precision: float
    recall: float
    seconds: float
    failed: int
    pages: int


def pages(folder: Path) -> list[PageText]:
    """The pages of the benchmark, in the order of its truth."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return [
        PageText(
            entry.get("url", ""),
            gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()).decode(),
            entry["articleBody"],
        )
        for key, entry in truth.items()
    ]


def _kmpipe() -> Extractor:
    def extract(html: str, url: str) -> str:
        try:
            return kmpipe.clean(html, url).text
        except kmpipe.KmpipeError:
            return ""

    return extract


def _trafilatura(*, precise: bool = False) -> Extractor:
    library = importlib.import_module("trafilatura")
    return lambda html, url: library.extract(html, url=url, include_comments=False, favor_precision=precise) or ""


def _readability() -> Extractor:
    library, parser = importlib.import_module("readability"), importlib.import_module("lxml.html")
    # joined by line feeds: `text_content` glues the words of neighbouring blocks
    return lambda html, url: "\n".join(parser.fromstring(library.Document(html, url=url).summary()).itertext())


def _resiliparse() -> Extractor:
    tree = importlib.import_module("resiliparse.parse.html").HTMLTree
    plain = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    # its options that score best here
    return lambda html, url: plain(tree.parse(html), main_content=True, alt_texts=False, list_bullets=False)


def peers() -> tuple[dict[str, Extractor], list[str]]:
    """The extractors by name, kmpipe first, and the names of those that are not installed."""
    makers: dict[str, Callable[[], Extractor]] = {
        "kmpipe": _kmpipe,
        BASELINE: _trafilatura,
        "trafilatura, precision": lambda: _trafilatura(precise=True),
        "readability-lxml": _readability,
        "resiliparse": _resiliparse,
    }
    found: dict[str, Extractor] = {}
    missing: list[str] = []
    for name, make in makers.items():
        try:
            found[name] = make()
        except ImportError:
            missing.append(name)
    return found, missing


def measure(extractors: dict[str, Extractor], found: Sequence[PageText], passes: int) -> list[Measured]:
    """Every extractor on every page, in turn, `passes` times; another one goes first on each page."""
    names = list(extractors)
    for page in found[:_WARM_UP]:
        for extract in extractors.values():
            _timed(extract, page)
    seconds = {name: [0.0] * passes for name in names}
    texts: dict[str, list[str | None]] = {name: [] for name in names}
    for turn in range(passes):
        for at, page in enumerate(found):
            for name in names[at % len(names) :] + names[: at % len(names)]:
                text, spent = _timed(extractors[name], page)
                seconds[name][turn] += spent
                if turn == 0:
                    texts[name].append(text)
    return [_scored(name, found, texts[name], min(seconds[name])) for name in names]


def _timed(extract: Extractor, page: PageText) -> tuple[str | None, float]:
    start = time.process_time()
    try:
        text: str | None = extract(page.html, page.url)
    except Exception:  # noqa: BLE001 - whatever a peer raises, the page counts as failed
        text = None
    return text, time.process_time() - start


def _scored(name: str, found: Sequence[PageText], texts: Sequence[str | None], seconds: float) -> Measured:
    scores = [page_scores(page.body, text or "") for page, text in zip(found, texts, strict=True)]
    # a page without extracted text has no precision: it is left out of that mean, as the benchmark does
    precisions = [precision for precision, _ in scores if precision is not None]
    recalls = [recall for _, recall in scores if recall is not None]
    precision, recall = sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return Measured(name, f1, precision, recall, seconds, texts.count(None), len(found))


def table(rows: Sequence[Measured]) -> str:
    """The results as a table; `speed` is pages a second against trafilatura's."""
    baseline = next((row.seconds for row in rows if row.name == BASELINE), 0.0)
    lines = [f"{'extractor':24}{'F1':>8}{'P':>8}{'R':>8}{'pages/s':>9}{'speed':>8}{'failed':>8}"]
    lines += [
        f"{row.name:24}{row.f1:8.4f}{row.precision:8.4f}{row.recall:8.4f}{row.pages / max(row.seconds, 1e-9):9.1f}"
        f"{baseline / max(row.seconds, 1e-9):7.2f}×{row.failed:8}"
        for row in rows
    ]
    return "\n".join(lines)
