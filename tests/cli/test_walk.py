"""`kmpipe review` as its user meets it: keys pressed in a terminal, and what stands in the catalogue afterwards."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

import kmpipe
from kmpipe.model import Activity

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

UNDATED = """Rapat Kerja Rencana Kontinjensi

BPBD Kota Semarang menggelar rapat kerja rencana kontinjensi banjir bersama Dinas Sosial Kota Semarang di Balai Kota.
"""
FAINT = """Temu Warga Tanjung Mas

Semarang, 5 Mei 2018. BPBD Kota Semarang bertemu warga Kelurahan Tanjung Mas. Peserta menyinggung kesehatan lansia.
"""
# one word of an area in passing is reported here, with a score that nobody should rely on
LENIENT = "[scoring]\nreport = 0.3\n"
PATIENCE = 30.0  # seconds until a program that does not answer has failed


class Terminal:
    """A `kmpipe` process on a terminal of its own."""

    def __init__(self, root: Path, environment: dict[str, str], *arguments: str) -> None:
        self._main, terminal = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kmpipe", *arguments], cwd=root, stdin=terminal, stdout=terminal, stderr=terminal,
            env={**environment, "NO_COLOR": "1", "TERM": "dumb", "KMPIPE_WORKSPACE_AUTHOR": "Ratna"},
        )  # fmt: skip
        os.close(terminal)
        self._output = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()  # no harm where it has ended
        self.process.wait()
        os.close(self._main)

    def expect(self, text: str) -> str:
        """What was printed up to and with a text that must come."""
        deadline = time.monotonic() + PATIENCE
        while text not in self._output:
            assert time.monotonic() < deadline, f"{text!r} did not come after {self._output!r}"
            ready, _, _ = select.select([self._main], [], [], 1.0)
            if ready:
                self._output += self._read()
        before, _, self._output = self._output.partition(text)
        return before + text

    def press(self, key: str) -> None:
        """Press a key, or type a line where a line is asked for, as soon as the program listens: what comes earlier is lost."""
        deadline = time.monotonic() + PATIENCE
        while bool(termios.tcgetattr(self._main)[3] & termios.ICANON) != key.endswith("\n"):
            assert time.monotonic() < deadline, f"nobody listens after {self._output!r}"
            time.sleep(0.01)
        os.write(self._main, key.encode())

    def end(self) -> int:
        """Wait for the end; the exit code."""
        return self.process.wait(PATIENCE)

    def _read(self) -> str:
        try:
            read = os.read(self._main, 4096)
        except OSError:  # the program has closed the terminal
            read = b""
        assert read, f"the program ended after {self._output!r}"
        return read.decode(errors="replace").replace("\r\n", "\n")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which a day and two focus areas are doubtful."""
    folder = tmp_path_factory.mktemp("walk")
    with kmpipe.init_workspace(folder / "ws") as workspace:
        (workspace.root / "vocab" / "focus_areas.toml").write_text(LENIENT, encoding="utf-8")
        for name, text in {"undated": UNDATED, "faint": FAINT}.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        assert workspace.ingest(folder / "undated.txt", folder / "faint.txt").failed == 0
    return folder / "ws"


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of that workspace for each test."""
    return Path(shutil.copytree(made, tmp_path / "ws"))


def activity(root: Path, title: str) -> Activity:
    """The activity with this title, as it stands in the catalogue."""
    with kmpipe.open_workspace(root) as workspace:
        return next(found for found in workspace.activities() if found.title == title)


def decided(root: Path, title: str) -> list[str]:
    """What was decided about it, as `kind value`."""
    with kmpipe.open_workspace(root) as workspace:
        return [f"{made.kind} {bytes(made.value).decode()}" for made in workspace.decisions(activity(root, title).id)]


def asked(root: Path) -> Iterator[tuple[str, str, str]]:
    """The title, field and value of every doubt, in the order of the walk."""
    with kmpipe.open_workspace(root) as workspace:
        for entry in workspace.doubtful():
            yield from ((entry.activity.title, doubt.field, doubt.value) for doubt in entry.doubts)


def walk(root: Path, environment: dict[str, str], keys: dict[str, str]) -> str:
    """Answer each doubt, named by its field and value, with keys, and leave the others with `s`; what was printed last."""
    with Terminal(root, environment, "review") as terminal:
        for _, field, value in list(asked(root)):
            terminal.expect("q quit ")
            pressed = keys.get(f"{field} {value}".strip(), "s")
            terminal.press(pressed[0])
            if pressed[1:]:
                terminal.expect(f"{field} (empty: ask again): ")
                terminal.press(pressed[1:])
        last = terminal.expect(" answer")
        assert terminal.end() == 0
    return last


OTHER = {"social_cohesion": {"water_waste_health"}, "water_waste_health": {"social_cohesion"}}
RAPAT, TEMU = "Rapat Kerja Rencana Kontinjensi", "Temu Warga Tanjung Mas"


def test_what_is_doubtful_here(root: Path) -> None:
    """The walk has three questions: a missing day, and two values of one list."""
    assert sorted(asked(root)) == [
        (RAPAT, "held", ""), (TEMU, "focus_areas", "social_cohesion"), (TEMU, "focus_areas", "water_waste_health"),
    ]  # fmt: skip


def test_a_value_is_accepted(root: Path, environment: dict[str, str]) -> None:
    """`y` confirms the field, or the one value of a list; the others are asked about the next time."""
    walk(root, environment, {"held": "y", "focus_areas water_waste_health": "y"})
    assert decided(root, RAPAT) == ['confirm "held"']
    assert decided(root, TEMU) == ['confirm "focus_areas: water_waste_health"']
    assert list(asked(root)) == [(TEMU, "focus_areas", "social_cohesion")]
    assert activity(root, RAPAT).held is None


def test_a_plain_value_is_set_right(root: Path, environment: dict[str, str]) -> None:
    """`c` asks for the value as people write it, and keeps who said so."""
    walk(root, environment, {"held": "c15-17 Januari 2018\n"})
    found = activity(root, RAPAT)
    assert found.held is not None and (found.held.start, found.held.end) == ("2018-01-15", "2018-01-17")
    assert [(made.field, made.action, made.author) for made in found.corrections] == [("held", "set", "Ratna")]
    with kmpipe.open_workspace(root) as workspace:
        assert workspace.search("kontinjensi", start="2018-01-16", end="2018-01-16").total == 1


def test_a_doubted_value_of_a_list_is_replaced_alone(root: Path, environment: dict[str, str]) -> None:
    """`c` on one focus area puts another in its place; the other doubtful one stays, and stays doubtful."""
    walk(root, environment, {"focus_areas water_waste_health": "cpreparedness\n"})
    assert {(area.id, area.score) for area in activity(root, TEMU).focus_areas} == {
        ("preparedness", 1.0), ("social_cohesion", 0.348),
    }  # fmt: skip
    assert (TEMU, "focus_areas", "social_cohesion") in list(asked(root))


def test_none_takes_a_doubted_value_out_of_a_list(root: Path, environment: dict[str, str]) -> None:
    """`none` puts nothing in its place."""
    walk(root, environment, {"focus_areas social_cohesion": "cnone\n"})
    assert [area.id for area in activity(root, TEMU).focus_areas] == ["water_waste_health"]


def test_skipping_and_leaving_decide_nothing(root: Path, environment: dict[str, str]) -> None:
    """`s` three times, and `q` at once: nothing is written, and everything is asked the next time."""
    before = list(asked(root))
    assert walk(root, environment, {}).endswith("0 answer")
    with Terminal(root, environment, "review") as terminal:
        terminal.expect("q quit ")
        terminal.press("q")
        terminal.expect("0 answers")
        assert terminal.end() == 0
    assert decided(root, RAPAT) == decided(root, TEMU) == []
    assert list(asked(root)) == before


def test_undo_takes_the_last_answer_back_and_asks_again(root: Path, environment: dict[str, str]) -> None:
    """`u` has nothing to take back at first; after a replacement both its decisions go, and the same is asked again."""
    with Terminal(root, environment, "review") as terminal:
        terminal.expect("q quit ")
        terminal.press("u")
        terminal.expect("nothing was decided yet")
        # the value that is not the last question, so that a key is left to undo it with
        first = next(value for _, field, value in asked(root) if field == "focus_areas")
        for _, _, value in list(asked(root)):
            terminal.expect("q quit ")
            if value == first:
                break
            terminal.press("s")
        terminal.press("c")
        terminal.expect("(empty: ask again): ")
        terminal.press("mobility\n")
        terminal.expect("q quit ")
        assert {area.id for area in activity(root, TEMU).focus_areas} == {"mobility", *OTHER[first]}
        terminal.press("u")
        terminal.expect("taken back: 2 decisions")
        terminal.expect(first)
        terminal.expect("q quit ")
        terminal.press("q")
        terminal.expect("0 answers")
        assert terminal.end() == 0
    assert decided(root, TEMU) == []
    assert {area.id for area in activity(root, TEMU).focus_areas} == {"social_cohesion", "water_waste_health"}


def test_a_slip_of_the_keyboard_is_said_and_asked_again(root: Path, environment: dict[str, str]) -> None:
    """An impossible value takes nothing away, and an empty one decides nothing."""
    with Terminal(root, environment, "review") as terminal:
        for _, field, value in list(asked(root)):
            terminal.expect("q quit ")
            if value == "social_cohesion":
                terminal.press("c")
                terminal.expect(f"{field} (empty: ask again): ")
                terminal.press("cinta\n")
                terminal.expect("focus_areas cannot be 'cinta'")
                terminal.expect("q quit ")
                terminal.press("c")
                terminal.expect(f"{field} (empty: ask again): ")
                terminal.press("\n")
                terminal.expect("q quit ")
            terminal.press("s")
        terminal.expect("0 answers")
        assert terminal.end() == 0
    assert decided(root, TEMU) == []
    assert len(activity(root, TEMU).focus_areas) == 2
