"""`kmpipe evaluate QUESTIONS.toml` on a workspace of two articles."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import kmpipe
from kmpipe.cli.evaluate import evaluate
from kmpipe.errors import NoWorkspace, UsageError

QUESTIONS = """
[[question]]
kind = "same"
query = "rapat banjir"
finds = ["banjir.txt"]

[[question]]
kind = "same"
query = "kata yang tiada"
finds = ["sampah.txt"]

[[question]]
kind = "broken"
query = "(rapat"
finds = ["banjir.txt"]

[[question]]
kind = "same"
query = "rapat pajak"
finds = ["elsewhere.txt"]
"""
FLOORS = '{"questions.toml": {"same": {"all": {"mrr": %s}}}}'

Evaluate = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluate:
    """Runs the command in a workspace of two articles, with the questions beside it."""
    for name, what in (("banjir", "banjir di kampung"), ("sampah", "sampah di pasar")):
        text = (
            f"Rapat Koordinasi {name.title()}\n\nJakarta, 23 Agustus 2018. Dinas Kesehatan mengadakan rapat {what}.\n"
        )
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "questions.toml").write_text(QUESTIONS, encoding="utf-8")
    monkeypatch.delenv("KMPIPE_WORKSPACE", raising=False)
    with kmpipe.init_workspace(tmp_path / "ws") as workspace:
        workspace.ingest(tmp_path / "banjir.txt")
        workspace.ingest(tmp_path / "sampah.txt")
    monkeypatch.chdir(tmp_path / "ws")
    root = click.Group("kmpipe", commands={"evaluate": evaluate})

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(root, ["evaluate", "../questions.toml", *arguments], catch_exceptions=False)

    return run


def test_a_table_by_kind(call: Evaluate) -> None:
    """Figures by kind, the questions that failed with the reason, and those that nothing can be said of."""
    done = call()
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0] == ["3", "questions", "of", "questions.toml"]
    assert ["same", "2", "0.500", "0.500", "0.500"] in rows
    assert ["broken", "1", "0.000", "0.000", "0.000"] in rows
    assert "kata yang tiada  no answer found" in done.stdout
    assert "rapat pajak" in done.stderr
    assert done.exit_code == 0


def test_json_for_programs(call: Evaluate) -> None:
    """The same as data: a query that cannot be read counts as one that found nothing."""
    answer = json.loads(call("--json").stdout)
    assert [(row["kind"], row["questions"]) for row in answer["figures"]] == [("all", 3), ("same", 2), ("broken", 1)]
    assert {row["query"]: bool(row["problem"]) for row in answer["errors"]} == {
        "kata yang tiada": False,
        "(rapat": True,
    }
    assert [question["query"] for question in answer["left_out"]] == ["rapat pajak"]


def test_floors(call: Evaluate, tmp_path: Path) -> None:
    """A figure under its floor is named, and the exit code is 1."""
    floors = tmp_path / "floors.json"
    floors.write_text(FLOORS % "0.5", encoding="utf-8")
    assert call("--floors", "../floors.json").exit_code == 0
    floors.write_text(FLOORS % "0.6", encoding="utf-8")
    missed = call("--floors", "../floors.json")
    assert missed.exit_code == 1
    assert "under its floor: same, all, mrr: 0.5000, floor 0.6" in missed.stderr


def test_what_goes_with_gold_lines_alone(call: Evaluate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields are those of gold lines; and without a workspace there is nothing to ask."""
    with pytest.raises(UsageError, match="--field is for gold lines"):
        call("--field", "held")
    (tmp_path / "nowhere").mkdir()
    monkeypatch.chdir(tmp_path / "nowhere")
    with pytest.raises(NoWorkspace):
        call()
