"""`kmpipe evaluate` on gold of our own, with figures made by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import kmpipe
from kmpipe.cli.evaluate import evaluate
from kmpipe.errors import GoldError, NoWorkspace

DATES = (
    {"id": "d1", "lang": "id", "text": "Rapat diadakan pada 23 Agustus 2018 di Balai Kota.", "ref_date": None,
     "expressions": [{"type": "DATE", "start": "2018-08-23", "end": None}]},
    {"id": "d2", "lang": "en", "text": "The visit took place on 15-17 January 2018.", "ref_date": None,
     "expressions": [{"type": "RANGE", "start": "2018-01-15", "end": "2018-01-17"}]},
    # two values that stand nowhere in the text
    {"id": "d3", "lang": "en", "text": "The visit took place on 4 May 2018.", "ref_date": None,
     "expressions": [{"type": "DATE", "start": "2018-05-04", "end": None}, {"type": "DATE", "start": "2019-01-01", "end": None},
                     {"type": "DATE", "start": "2020-01-01", "end": None}]},
)  # fmt: skip
REPORT = {
    "id": "r1", "lang": "id", "title": "Rapat Koordinasi Banjir",
    "text": "Jakarta, 23 Agustus 2018. Dinas Kesehatan mengadakan rapat koordinasi banjir. Rapat dihadiri 35 peserta.",
    "published": None, "held": {"start": "2018-08-23", "end": None}, "participants": 36,
    "agencies": [{"surface": "Dinas Kesehatan", "canonical": "Dinas Kesehatan Provinsi DKI Jakarta"}],
}  # fmt: skip

Evaluate = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluate:
    """Runs the command outside a workspace, in a folder with the gold files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KMPIPE_WORKSPACE", raising=False)
    write(tmp_path / "dates.jsonl", *DATES)
    write(tmp_path / "reports.jsonl", REPORT)
    # the option --workspace is kept by the root command
    root = click.Group("kmpipe", commands={"evaluate": evaluate})

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(root, ["evaluate", *arguments], catch_exceptions=False)

    return run


def write(path: Path, *rows: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_figures_and_errors(call: Evaluate) -> None:
    """A table by field and language, then what did not come out right, with its gold id."""
    done = call("dates.jsonl")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "3 gold lines in dates.jsonl",
        "field\tlanguage\tprecision\trecall\tF1\tright\twrong\tmissed",
        "dates\tall\t1.000\t0.600\t0.750\t3\t0\t2",
        "dates\tid\t1.000\t1.000\t1.000\t1\t0\t0",
        "dates\ten\t1.000\t0.500\t0.667\t2\t0\t2",
        "ranges\tall\t1.000\t1.000\t1.000\t1\t0\t0",
        "ranges\ten\t1.000\t1.000\t1.000\t1\t0\t0",
        "",
        "dates: 1 gold line not right",
        "  d3  expected: 2019-01-01; 2020-01-01  found: –",
    ]


def test_reports_are_read_without_a_workspace(call: Evaluate) -> None:
    """The text is read as it stands; JSON has figures and errors."""
    done = call("reports.jsonl", "--json")
    answer = json.loads(done.stdout)
    assert (answer["gold"], answer["lines"]) == ("reports.jsonl", 1)
    f1 = {figure["field"]: figure["f1"] for figure in answer["figures"] if figure["language"] == "id"}
    assert f1 == {"held": 1.0, "participants": 0.0, "organisations_surface": 1.0, "organisations_linked": 1.0}
    (error,) = answer["errors"]
    assert (error["id"], error["field"], error["missed"], error["wrong"]) == ("r1", "participants", ["36"], ["35"])


def test_a_workspace_gives_its_jurisdiction(call: Evaluate, tmp_path: Path) -> None:
    """A bare `Dinas Kesehatan` is that of the workspace's government; a workspace that is named must be there."""
    kmpipe.init_workspace(tmp_path / "ws").close()
    (tmp_path / "ws" / "kmpipe.toml").write_text('[extract]\njurisdiction = "jabar"\n', encoding="utf-8")
    agency = {"surface": "Dinas Kesehatan", "canonical": "Dinas Kesehatan Provinsi Jawa Barat"}
    write(tmp_path / "west.jsonl", {"id": "w1", "text": "Dinas Kesehatan mengadakan rapat.", "agencies": [agency]})
    arguments = ("west.jsonl", "--field", "organisations_linked")
    assert "linked\tall\t0.000" in call(*arguments).stdout
    assert "linked\tall\t1.000" in call(*arguments, "--workspace", str(tmp_path / "ws")).stdout
    with pytest.raises(NoWorkspace):
        call("reports.jsonl", "--workspace", str(tmp_path / "elsewhere"))


def test_ten_errors_a_field_unless_all_are_asked_for(call: Evaluate, tmp_path: Path) -> None:
    """The rest is counted."""
    write(tmp_path / "many.jsonl", *({**DATES[2], "id": f"m{n}"} for n in range(12)))
    short, whole = call("many.jsonl").stdout, call("many.jsonl", "--errors").stdout
    assert short.count("expected:") == 10 and "  … 2 more; --errors lists all" in short
    assert whole.count("expected:") == 12 and "more;" not in whole


def test_an_error_is_one_line_without_control_characters(call: Evaluate, tmp_path: Path) -> None:
    """What a gold value or a text holds cannot steer the terminal."""
    write(tmp_path / "odd.jsonl", {**REPORT, "venue": "Balai\n\x1b[31mKota"})
    assert "expected: Balai  [31mKota  found: –\n" in call("odd.jsonl", "--field", "venue").stdout


def test_one_field(call: Evaluate) -> None:
    """`--field` leaves the others out; a field without values is said to have none; an unknown one is refused."""
    done = call("dates.jsonl", "--field", "ranges", "--field", "no_date")
    assert [line.split("\t")[0] for line in done.stdout.splitlines()[2:]] == ["ranges", "ranges"]
    assert "no values of these fields" in call("dates.jsonl", "--field", "venue").stderr
    assert call("dates.jsonl", "--field", "colour").exit_code == 2


def test_floors(call: Evaluate, tmp_path: Path) -> None:
    """Exit code 1 and the name of each figure that is under its floor; 0 where all are reached."""
    write(
        tmp_path / "floors.json",
        {"dates.jsonl": {"dates": {"all": {"f1": 0.75}, "en": {"f1": 0.7}}, "ranges": {"id": {"f1": 0.5}}}},
    )
    done = call("dates.jsonl", "--floors", "floors.json")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "under its floor: dates, en, f1: 0.6667, floor 0.7",
        "under its floor: ranges, id, f1: not measured, floor 0.5",
    ]
    assert len(json.loads(call("dates.jsonl", "--floors", "floors.json", "--json").stdout)["below"]) == 2
    write(tmp_path / "floors.json", {"dates.jsonl": {"dates": {"all": {"f1": 0.75}}, "ranges": {"en": {"f1": 1.0}}}})
    assert call("dates.jsonl", "--floors", "floors.json").exit_code == 0
    with pytest.raises(GoldError, match="no floors for"):
        call("reports.jsonl", "--floors", "floors.json")


def test_a_line_that_cannot_be_read(call: Evaluate, tmp_path: Path) -> None:
    """Nothing is measured on half a gold file."""
    with (tmp_path / "dates.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"id": "d4"\n')
    with pytest.raises(GoldError, match=r"dates\.jsonl: line 4: "):
        call("dates.jsonl")


def test_the_text_of_a_saved_page(call: Evaluate, tmp_path: Path) -> None:
    """A report without a text is read in `seeds/`, beside the folder of the gold file, and nowhere else."""
    (tmp_path / "gold").mkdir()
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "page.txt").write_text(str(REPORT["text"]), encoding="utf-8")
    row = {key: value for key, value in REPORT.items() if key != "text"}
    write(tmp_path / "gold" / "pages.jsonl", {**row, "url": "seed:../elsewhere/page.txt"})
    done = call("gold/pages.jsonl", "--field", "held")
    assert "held\tid\t1.000" in done.stdout
