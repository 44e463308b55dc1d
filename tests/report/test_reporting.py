"""The verbs that count, on a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

import kmpipe
from kmpipe.errors import UsageError

PAGE = """<html><head><title>Rapat Banjir {n}</title><link rel="canonical" href="https://kota.example/{n}/">{meta}</head><body>
<article><h1>Rapat Banjir {n}</h1><p>Jakarta, {day} Agustus 2018. BPBD DKI Jakarta menggelar rapat koordinasi banjir ke-{n}
di Balai Kota, dihadiri {n} peserta yang membahas pompa nomor {n}, pintu air nomor {n} dan posko nomor {n}.</p></article></body></html>"""
DATED = '<meta property="article:published_time" content="2018-09-01T08:00:00+07:00">'


def write_pages(folder: Path, numbers: range, meta: str) -> Path:
    folder.mkdir()
    for number in numbers:
        text = PAGE.format(n=number, day=number % 28 + 1, meta=meta)
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
    return folder


def test_a_site_that_changed_is_told(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """Where the pages of the latest run differ from all before, the quality says how; before that it says nothing."""
    workspace.ingest(write_pages(tmp_path / "one", range(1, 13), DATED))
    assert workspace.quality().drift == ()
    workspace.ingest(write_pages(tmp_path / "two", range(20, 27), ""))
    (drift,) = workspace.quality().drift
    assert (drift.host, drift.undated, drift.undated_before) == ("kota.example", 1.0, 0.0)


def test_the_report_counts_what_search_finds(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """Totals, timeline and matrix of a report are those of the same search; the quality is that of all."""
    workspace.ingest(write_pages(tmp_path / "one", range(1, 9), DATED))
    found = workspace.report("banjir", end="2018-08-05")
    assert found.totals.activities == workspace.search("banjir", end="2018-08-05").total
    assert found.timeline.held == found.totals.statuses["held"] < workspace.quality().activities
    assert found.selection == "banjir; end: 2018-08-05"
    assert found.quality == workspace.quality()
    assert found.matrix.agencies[0].activities == found.totals.activities


def test_a_scheme_says_when_it_held(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """Activities outside the years of the scheme are counted; an unknown scheme is refused."""
    workspace.ingest(write_pages(tmp_path / "one", range(1, 4), DATED))
    found = workspace.report(scheme="pilar")
    assert found.timeline.scheme == found.matrix.scheme == "pilar"
    assert found.outside_scheme == found.timeline.held == 3
    assert workspace.report().outside_scheme == 0
    with pytest.raises(UsageError):
        workspace.timeline(scheme="pilra")


def test_an_empty_selection_has_a_report(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """Where a search finds nothing, all counts are empty, and nobody is lost from those who never came."""
    workspace.ingest(write_pages(tmp_path / "one", range(1, 3), DATED))
    found = workspace.report(start="2030")
    assert (found.totals.activities, found.timeline.periods, found.matrix.agencies) == (0, (), ())
    assert len(found.matrix.absent) > len(workspace.report().matrix.absent)
