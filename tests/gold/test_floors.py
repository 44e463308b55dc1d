"""The floors of `floors.json`: they hold for the gold beside this file, and they only ever rise."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kmpipe.cli.evaluate import evaluate
from kmpipe.evaluation import Floors, entries, read_floors

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("floors.json")
FLOORS = read_floors(FILE.read_bytes(), name=FILE.name)
# what kmpipe promises on the development gold: no floor may stand below it
PROMISED: Floors = {
    "gold/dates.jsonl": {
        "dates": {"all": {"f1": 0.96}, "id": {"f1": 0.93}, "en": {"f1": 0.93}},
        "ranges": {"all": {"recall": 0.93}},
        "no_date": {"all": {"recall": 1.0}},
    },
    "gold/activities.jsonl": {
        "organisations_surface": {"all": {"f1": 0.9}, "en": {"f1": 0.85}},
        "organisations_linked": {"all": {"f1": 0.82}},
        "focus_areas": {"all": {"f1": 0.85}},
        "focus_areas_but_governance": {"all": {"f1": 0.85}},
    },
}


def lowered(before: Floors, after: Floors) -> list[str]:
    """Each floor of `before` that is lower in `after`, or gone."""
    now = {(name, *entry[:3]): entry[3] for name in after for entry in entries(after[name])}
    then = {(name, *entry[:3]): entry[3] for name in before for entry in entries(before[name])}
    return [" ".join(key) for key, floor in then.items() if now.get(key, -1.0) < floor]


def earlier() -> Iterator[Floors]:
    """The floors of every commit that changed them."""
    name = FILE.relative_to(ROOT).as_posix()
    for commit in git("log", "--format=%H", "--diff-filter=AM", "--", name).split():
        yield read_floors(git("show", f"{commit}:{name}").encode(), name=commit)


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True, text=True, encoding="utf-8")
    return done.stdout


def test_a_lowered_floor_is_seen() -> None:
    """A lower figure and a floor that is gone are both named; a higher one and a new one are not."""
    before: Floors = {"a": {"dates": {"all": {"f1": 0.9, "recall": 0.8}, "en": {"f1": 0.7}}}}
    after: Floors = {"a": {"dates": {"all": {"f1": 0.89, "recall": 0.9}, "id": {"f1": 0.1}}}}
    assert lowered(before, after) == ["a dates all f1", "a dates en f1"]
    assert lowered(before, before) == []


def test_floors_stand_above_what_is_promised() -> None:
    """No floor is below the figure that kmpipe promises."""
    assert lowered(PROMISED, FLOORS) == []


def test_floors_only_rise() -> None:
    """No floor is lower than it has been in any commit, and none is gone."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs the history of the repository")
    before = list(earlier())
    if not before:
        pytest.skip("the floors have no history yet")
    assert [floor for floors in before for floor in lowered(floors, FLOORS)] == []


@pytest.mark.parametrize("name", ["fresh/dates.jsonl", "fresh/activities.jsonl"])
def test_fresh_gold_meets_its_floors(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On texts that no rule was made for, no figure falls."""
    monkeypatch.chdir(tmp_path)  # outside a workspace
    done = CliRunner().invoke(evaluate, [str(FILE.parent / name), "--floors", str(FILE)], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dates.jsonl", "activities.jsonl"])
def test_development_gold_meets_its_floors(
    name: str, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the development gold no figure of `kmpipe evaluate` falls."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(evaluate, [str(shared / "gold" / name), "--floors", str(FILE)], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
