"""`kmpipe timeline`, `matrix`, `report` and `stats --quality`, as users call them."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree, html

import kmpipe

Run = Callable[..., "subprocess.CompletedProcess[str]"]

TEXT = """Lokakarya {what}

Jakarta, 2{day} Agustus 2018. BPBD DKI Jakarta dan Dinas Kesehatan DKI Jakarta menggelar lokakarya {what} di Balai Kota.
Sebanyak 35 peserta hadir. Ratna Puspita, warga Kampung Melayu, bercerita. Hubungi 0812-3456-7890.
"""
PLANNED = """Undangan: Lokakarya Banjir

Jakarta, 3 September 2018. BPBD DKI Jakarta akan menggelar lokakarya banjir pada 30 September 2018 di Balai Kota.
Warga diharapkan hadir dan bercerita tentang banjir.
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    for day, what in enumerate(("Jalur Evakuasi", "Sampah Pasar", "Air Bersih bersama Ratna Puspita")):
        (folder / f"{day}.txt").write_text(TEXT.format(day=day, what=what), encoding="utf-8")
    (folder / "9.txt").write_text(PLANNED, encoding="utf-8")
    (folder / "kosong.txt").write_bytes(b"")
    with kmpipe.init_workspace(folder / "ws") as workspace:
        assert workspace.ingest(folder).articles == 4
    return folder / "ws"


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "ws")
    return tmp_path / "ws"


def test_charts_in_the_terminal(run: Run, home: Path) -> None:
    """Both charts are printed with their numbers, within 80 columns, in the language that was asked for."""
    for verb, word in (("timeline", "Agu 2018"), ("matrix", "Dinas Kesehatan Provinsi DKI Jakarta")):
        done = run(verb, cwd=home, LANG="C.UTF-8")
        assert (done.returncode, done.stderr) == (0, "") and word in done.stdout
        assert max(map(len, done.stdout.splitlines())) <= 80
    english = run("matrix", "--words", "en", cwd=home).stdout
    assert "Jakarta Health Agency" in english and "Never took part" in english


def test_a_plain_terminal_gets_no_blocks(run: Run, home: Path) -> None:
    """Where the locale has no Unicode, bars are of plain characters; nothing is coloured in a pipe."""
    plain = run("timeline", cwd=home, LC_ALL="C", LANG="C").stdout
    assert "###" in plain and "█" not in plain and "\x1b" not in plain
    assert "█" in run("timeline", cwd=home, LC_ALL="C.UTF-8").stdout


def test_the_ending_of_the_file_decides(run: Run, home: Path, tmp_path: Path) -> None:
    """Each chart is written as picture, page or numbers; stdout stays empty."""
    for verb in ("timeline", "matrix"):
        for ending in ("svg", "html", "csv"):
            done = run(verb, "-o", f"../{verb}.{ending}", cwd=home)
            assert (done.returncode, done.stdout) == (0, "") and f"wrote ../{verb}.{ending}" in done.stderr
        assert etree.parse(tmp_path / f"{verb}.svg").getroot().get("role") == "img"
        assert html.parse(tmp_path / f"{verb}.html").xpath("//table//td")
    with (tmp_path / "timeline.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["period"], row["held"]) for row in rows] == [("2018-08", "3")]


def test_filters_are_those_of_search(run: Run, home: Path) -> None:
    """A query, filters and a scheme count exactly what search finds with them."""
    assert json.loads(run("timeline", "--json", cwd=home).stdout)["held"] == 3
    assert json.loads(run("timeline", "--to", "2018-08-21", "--json", cwd=home).stdout)["held"] == 2
    assert json.loads(run("timeline", "--status", "planned", "--json", cwd=home).stdout)["planned"] == 1
    found = json.loads(run("matrix", "--scheme", "pilar", "--json", cwd=home).stdout)
    assert found["scheme"] == "pilar" and [area["id"] for area in found["areas"]][:3] == ["siap", "sehat", "terhubung"]
    assert run("timeline", "--scheme", "pilra", cwd=home).returncode == 2


def test_the_report_is_one_page_and_masks_people(run: Run, home: Path, tmp_path: Path) -> None:
    """The page is written in both languages, names no private person unless asked, and is the same with another hash seed."""
    for number, words in enumerate(("id", "en", "id")):
        assert (
            run("report", "--words", words, "-o", f"../{number}.html", cwd=home, PYTHONHASHSEED=str(number)).returncode
            == 0
        )
    pages = [(tmp_path / f"{number}.html").read_text(encoding="utf-8") for number in range(3)]
    assert pages[0] == pages[2] and "Laporan kegiatan" in pages[0] and "Report on activities" in pages[1]
    assert not any("Ratna Puspita" in page or "0812-3456" in page for page in pages)
    assert "Jalur Evakuasi" in pages[0] and "R•••• P••••••" in pages[0]
    run("report", "--people", "-o", "../people.html", cwd=home)
    assert "Ratna Puspita" in (tmp_path / "people.html").read_text(encoding="utf-8")


def test_wrong_calls_say_what_is_right(run: Run, home: Path, tmp_path: Path) -> None:
    """A file of another kind, a report without a file, a file of the workspace: exit 2, a hint, and nothing written."""
    calls = {
        ("timeline", "-o", "../a.pdf"): ".svg, .png, .html, .csv",
        ("matrix", "-o", "kmpipe.toml"): "name a file that ends in",
        ("matrix", "-o", "corpus/captures/a.svg"): "choose another file",
        ("report",): "-o report.html",
        ("report", "-o", "../a.svg"): "-o report.html",
        ("report", "--institution", "Sekretariat", "-o", "../a.html"): "--monthly",
        ("timeline", "-o", "../nowhere/a.svg"): "make it first",
    }
    for call, hint in calls.items():
        done = run(*call, cwd=home)
        assert (done.returncode, done.stdout) == (2, ""), call
        assert hint in done.stderr, call
    assert [path.name for path in tmp_path.iterdir()] == ["ws"]


def test_nothing_found_is_no_failure(run: Run, home: Path) -> None:
    """A search without a result gives charts that say so."""
    for verb in ("timeline", "matrix"):
        done = run(verb, "--from", "2030", "--words", "en", cwd=home)
        assert done.returncode == 0 and "There are no activities in this selection." in done.stdout


def test_quality_in_figures(run: Run, home: Path) -> None:
    """Shares are of what could have them; what failed is named; the page has the same figures."""
    found = json.loads(run("stats", "--quality", "--json", cwd=home).stdout)
    assert found["articles"] == found["activities"] == 4
    assert found["fields"]["held"] == {"having": 4, "of": 4, "share": 1.0}
    assert found["fields"]["published"] == {"having": 0, "of": 4, "share": 0.0}
    assert [(group["name"], group["articles"]) for group in found["years"]] == [("2018", 4)]
    assert len(found["failures"]) == 1
    assert json.loads(run("report", "--json", cwd=home).stdout)["quality"] == found
    text = run("stats", "--quality", cwd=home).stdout
    assert "day of publication\t0 / 4\t0%" in text and "kosong.txt" in text
