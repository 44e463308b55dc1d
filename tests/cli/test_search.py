"""`kmpipe search` as a person sees it: pages, counts to narrow by, help, and a terminal."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import pty
import shlex
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

import kmpipe
from kmpipe.cli.hits import FACETS, printable
from kmpipe.search.engine import Facet
from tests.cli.helpers import RAPAT

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def busy(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three meetings; no test here changes it."""
    folder = tmp_path_factory.mktemp("busy")
    shutil.copytree(template, folder, dirs_exist_ok=True)
    for number, month in enumerate(("September", "Oktober"), 2):
        text = RAPAT.replace("23 Agustus", f"{number} {month}").replace("Banjir", f"Banjir Kelompok {number}")
        text = text.replace("peringatan dini", ("jadwal piket pompa", "anggaran perahu karet")[number - 2])
        (folder / f"rapat{number}.txt").write_text(text.replace("35", f"{number}0"), encoding="utf-8")
    with kmpipe.open_workspace(folder / "ws") as workspace:
        assert workspace.ingest(folder / "rapat2.txt", folder / "rapat3.txt").articles == 2
    return folder / "ws"


def on_terminal(arguments: list[str], cwd: Path, environment: dict[str, str], width: int) -> str:
    """What `kmpipe` writes to a terminal of so many columns."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 30, width, 0, 0))
    command = [sys.executable, "-m", "kmpipe", *arguments]
    plain = {name: value for name, value in environment.items() if name not in ("COLUMNS", "LINES")}
    with subprocess.Popen(command, cwd=cwd, env=plain, stdin=child, stdout=child, stderr=subprocess.DEVNULL):
        os.close(child)
        written = b""
        while True:
            try:
                piece = os.read(parent, 1 << 16)
            except OSError:  # so the end of a terminal is told
                break
            if not piece:
                break
            written += piece
    os.close(parent)
    return written.decode()


def test_pages_by_cursor(run: Run, busy: Path) -> None:
    """`next` of --json leads through all activities, and the page itself says how to go on; both ways exclude each other."""
    first = json.loads(run("search", "banjir", "-n", "2", "--json", cwd=busy).stdout)
    assert (len(first["hits"]), first["total"], first["before"]) == (2, 3, 0)
    second = json.loads(run("search", "banjir", "-n", "2", "--cursor", first["next"], "--json", cwd=busy).stdout)
    assert (len(second["hits"]), second["before"], second["next"]) == (1, 2, None)
    told = run("search", "banjir", "-n", "2", cwd=busy).stderr
    (line,) = (line for line in told.splitlines() if line.startswith("next page: "))
    onward = run(*shlex.split(line.removeprefix("next page: kmpipe ")), cwd=busy)
    assert onward.stdout.startswith("3. ")
    assert run("search", "banjir", "--cursor", first["next"], "--page", "2", cwd=busy).returncode == 2
    assert "another query" in run("search", "rapat", "--cursor", first["next"], cwd=busy).stderr


def test_counts_come_with_the_option_that_narrows(run: Run, busy: Path) -> None:
    """Each count stands beside the option that leaves that many; one facet may be chosen."""
    shown = run("search", "banjir", "--facet", "month", "--facet", "agency", cwd=busy).stdout
    lines = [line.split("  ") for line in shown.splitlines() if " --" in line]
    assert {line[-1].split()[0] for line in lines} == {"--agency", "--from"}
    for line in lines:
        count = int(line[0] or next(filter(None, line)))
        found = json.loads(run("search", "banjir", *shlex.split(line[-1]), "--json", cwd=busy).stdout)
        assert found["total"] == count
    told = json.loads(run("search", "banjir", "--facet", "year", "--json", cwd=busy).stdout)
    assert told["facets"] == {"year": [{"value": "2018", "label": "2018", "count": 3}]}


def test_every_facet_has_its_option() -> None:
    """What can be counted can be narrowed by."""
    assert set(FACETS) == set(get_args(Facet))


@pytest.mark.parametrize(
    "asked", [["banjri"], ["banjir", "teleportasi"], ["banjir", "--agency", "BPPD"], ["banjir", "--from", "2019"]]
)
def test_help_is_lines_to_copy(run: Run, busy: Path, asked: list[str]) -> None:
    """An empty answer offers searches, each as a line that finds as many as it says."""
    told = run("search", *asked, cwd=busy).stderr.splitlines()
    offers = [(about, line.strip()) for about, line in itertools.pairwise(told) if line.startswith("   kmpipe")]
    assert offers
    for about, line in offers:
        found = run(*shlex.split(line)[1:], "--json", cwd=busy)
        assert f"({json.loads(found.stdout)['total']} activit" in about
    assert json.loads(run("search", *asked, "--json", cwd=busy).stdout)["help"]["instead"]


def test_export_searches_as_search_does(run: Run, busy: Path) -> None:
    """--no-bridge holds for exports too."""
    assert len(run("export", "flood", cwd=busy).stdout.splitlines()) == 3
    assert run("export", "flood", "--no-bridge", cwd=busy).stdout == ""


def test_a_narrow_terminal_gets_short_lines(busy: Path, environment: dict[str, str]) -> None:
    """On a terminal lines are wrapped between words, matches stand out, and NO_COLOR leaves them plain."""
    plain = on_terminal(["search", "banjir"], busy, environment | {"NO_COLOR": "1"}, 44)
    assert "\x1b" not in plain
    assert "Rapat Koordinasi Banjir" in plain
    assert max(map(len, plain.splitlines())) <= 44
    coloured = {name: value for name, value in environment.items() if name != "NO_COLOR"}
    assert "\x1b[33m" in on_terminal(["search", "banjir"], busy, coloured | {"TERM": "xterm"}, 44)


def test_nothing_a_terminal_obeys_is_printed() -> None:
    """Escape sequences, C1 controls, line ends and marks that turn the writing around are taken out."""
    assert printable("a\x1b[31mb\x9b2Jc\x07\u202ed\u2066e\nf\tg\r") == "a[31mb2Jcde f g"
    assert printable("Ruang Rapat “Ciliwung” 🌊 é") == "Ruang Rapat “Ciliwung” 🌊 é"
