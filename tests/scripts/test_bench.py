"""The measurements of `scripts/bench`."""

from __future__ import annotations

import gzip
import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
WORDS = "Rapat membahas peta risiko banjir bersama warga."


@pytest.fixture
def bench_body(shared: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The body benchmark, with the scorer of the shared folder."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    monkeypatch.syspath_prepend(str(shared / "tools"))
    return importlib.import_module("bench_body")


def test_extractors_are_scored_side_by_side(bench_body: ModuleType, tmp_path: Path) -> None:
    """Each extractor has a row: exact text scores 1, the half of it recalls less, a crash is a failed page."""
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "a.html.gz").write_bytes(gzip.compress(f"<p>{WORDS}</p>".encode()))
    truth = {"a": {"url": "https://kota.example/", "articleBody": WORDS}}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")

    def half(html: str, url: str) -> str:
        return " ".join(WORDS.split()[:5])

    def crash(html: str, url: str) -> str:
        raise ValueError(url)

    extractors = {"trafilatura": lambda html, url: WORDS, "half": half, "crash": crash}
    exact, part, failed = bench_body.measure(extractors, bench_body.pages(tmp_path), 2)
    assert (exact.f1, exact.precision, exact.recall, exact.failed) == (1.0, 1.0, 1.0, 0)
    assert (part.precision, part.recall) == (1.0, 0.5)
    assert (failed.recall, failed.failed) == (0.0, 1)
    assert [line.split()[0] for line in bench_body.table((exact, part, failed)).splitlines()] == [
        "extractor", "trafilatura", "half", "crash",
    ]  # fmt: skip


def test_a_missing_peer_is_named(bench_body: ModuleType) -> None:
    """Every installed peer is measured beside kmpipe; each of the others is named as left out."""
    found, missing = bench_body.peers()
    assert next(iter(found)) == "kmpipe"
    assert {*found, *missing} == {"kmpipe", "trafilatura", "trafilatura, precision", "readability-lxml", "resiliparse"}


def test_extraction_is_measured_on_articles_like_the_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many articles as asked for, no two alike; the named parts are found in the profile and make up much of the time."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    bench_extract = importlib.import_module("bench_extract")
    found = bench_extract.articles(SCRIPTS.parent / "corpus" / "samples", 40)
    assert len({article.text for article in found}) == 40
    seconds, shares = bench_extract.measure(found[:4])
    assert seconds > 0
    assert all(share > 0 for share in shares.values())
    assert 0.5 < sum(shares.values()) < 1.2
