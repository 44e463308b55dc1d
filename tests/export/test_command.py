"""`kmpipe export`, as users call it."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kmpipe
from kmpipe.export import FORMATS

Run = Callable[..., "subprocess.CompletedProcess[str]"]

TEXT = """Lokakarya {what}

Jakarta, 2{day} Agustus 2018. BPBD DKI Jakarta dan Dinas Kesehatan DKI Jakarta menggelar lokakarya {what} di Balai Kota.
Sebanyak 35 peserta hadir. Ratna Puspita, warga Kampung Melayu, bercerita. Hubungi 0812-3456-7890.
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    for day, what in enumerate(("Jalur Evakuasi", "Sampah Pasar", "Air Bersih")):
        (folder / f"{day}.txt").write_text(TEXT.format(day=day, what=what), encoding="utf-8")
    with kmpipe.init_workspace(folder / "ws") as workspace:
        assert workspace.ingest(folder).articles == 3
    return folder / "ws"


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "ws")
    return tmp_path / "ws"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_holds_what_search_finds_and_masks_people(run: Run, home: Path, tmp_path: Path, name: str) -> None:
    """Each format writes the rows of the search, says how many, and names no private person, with text and evidence."""
    target = tmp_path / ("out" if FORMATS[name].folder else f"out.{FORMATS[name].endings[0]}")
    extra = [] if FORMATS[name].bare else ["--text", "--evidence"]
    done = run("export", "lokakarya", "--to", "2018-08-21", "--format", name, *extra, "-o", str(target), cwd=home)
    assert (done.returncode, done.stdout) == (0, "") and "wrote 2 activities" in done.stderr
    files = [path for path in ([target] if target.is_file() else target.rglob("*")) if path.is_file()]
    data = b"".join(path.read_bytes() for path in files)
    assert b"Ratna Puspita" not in data and b"0812-3456" not in data and data
    if not FORMATS[name].binary and not FORMATS[name].bare:
        assert b"Jalur Evakuasi" in data and b"Sampah Pasar" in data and b"Air Bersih" not in data


def test_the_ending_of_the_file_decides(run: Run, home: Path, tmp_path: Path) -> None:
    """-o names the format; in a pipe a binary format is what the file would be; --format wins over the ending."""
    assert run("export", "-o", "../a.xlsx", cwd=home).returncode == 0
    command = [sys.executable, "-m", "kmpipe", "export", "--format", "xlsx"]
    piped = subprocess.run(command, cwd=home, capture_output=True, check=True).stdout
    assert piped == (tmp_path / "a.xlsx").read_bytes() and piped.startswith(b"PK")
    run("export", "--format", "csv", "-o", "../a.txt", cwd=home)
    assert (tmp_path / "a.txt").read_text(encoding="utf-8").startswith("id,title")


def test_binary_formats_are_not_printed_on_a_terminal(home: Path, environment: dict[str, str]) -> None:
    """A terminal gets no bytes that are no text, and the next step; text formats are printed."""
    outside, inside = pty.openpty()
    with os.fdopen(outside, "rb"), os.fdopen(inside, "wb") as terminal:
        for name, code in (("xlsx", 2), ("sqlite", 2), ("bibtex", 0)):
            done = subprocess.run(
                [sys.executable, "-m", "kmpipe", "export", "--format", name, "--fields", "title"],
                cwd=home, env=environment, stdout=terminal, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
            )  # fmt: skip
            assert done.returncode == code
            assert not code or f"-o activities.{name}" in done.stderr


def test_wrong_calls_say_what_is_right(run: Run, home: Path, tmp_path: Path) -> None:
    """A wrong format, field or ending, a folder without a name, texts in a graph: exit 2, a hint, and no file."""
    calls = {
        ("--format", "exel"): "xlsx",
        ("--format", "ics", "--fields", "titel"): "did you mean 'title'",
        ("-o", "../a.pdf"): "add --format",
        ("-o", "../a.xml"): "--format dc",
        ("--format", "markdown"): "-o FOLDER",
        ("--format", "graphml", "--text", "-o", "../a.graphml"): "these have",
        ("--excel", "-o", "../a.xlsx"): "--format csv",
        ("--format", "csv", "-o", "."): "name a file",
        ("--format", "markdown", "-o", "../ws"): "earlier export",
        ("-o", "../nowhere/a.csv"): "make it first",
        ("--format", "markdown", "-o", "../nowhere/notes"): "make it first",
    }
    for call, hint in calls.items():
        done = run("export", *call, cwd=home)
        assert (done.returncode, done.stdout) == (2, ""), call
        assert hint in done.stderr, call
    assert [path.name for path in tmp_path.iterdir()] == ["ws"]


def test_notes_say_what_the_file_does_not(run: Run, home: Path) -> None:
    """What a reader of the file should know is said on stderr."""
    assert "export.base_url and export.admin_email" in run("export", "--format", "oai", cwd=home).stderr


def test_labels_are_those_of_the_workspace(run: Run, home: Path) -> None:
    """A focus area or type the user has renamed bears that name in exports."""
    words = '[[type]]\nid = "workshop"\nlabel_id = "bengkel kerja"\nlabel_en = "work lab"\ncues = []\n'
    (home / "vocab" / "event_types.toml").write_text(words, encoding="utf-8")
    assert "bengkel kerja" in run("export", "--format", "ris", cwd=home).stdout
