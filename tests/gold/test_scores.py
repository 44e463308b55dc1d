"""The scorers of the shared folder on the development gold: a change cannot lower a figure unseen."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from kmpipe.cli.evaluate import evaluate
from kmpipe.evaluation import read_floors

ROOT = Path(__file__).parents[2]
FLOORS = read_floors(Path(__file__).with_name("floors.json").read_bytes(), name="floors.json")
DATES, REPORTS = FLOORS["gold/dates.jsonl"], FLOORS["gold/activities.jsonl"]
BODY_F1 = FLOORS["aeb"]["body"]["all"]["f1"]

pytestmark = pytest.mark.shared


def load(path: Path) -> ModuleType:
    """A script as a module; what it does to the import path is undone."""
    before = list(sys.path)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


@pytest.fixture(scope="module")
def adapters() -> ModuleType:
    """The plug-ins that `scripts/score_adapters.py` offers the scorers."""
    return load(ROOT / "scripts" / "score_adapters.py")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def reports(shared: Path) -> list[dict[str, Any]]:
    """The activity reports; the text of a seed stands in its own file."""
    found = rows(shared / "gold" / "activities.jsonl")
    for row in found:
        if "text" not in row:
            row["text"] = (shared / "seeds" / row["url"].removeprefix("seed:")).read_text(encoding="utf-8")
    return found


def test_dates(shared: Path, adapters: ModuleType) -> None:
    """Date values are found as often as before, and none where a text only looks as if it held one."""
    scorer = load(shared / "tools" / "score_dates.py")
    score = scorer.score(rows(shared / "gold" / "dates.jsonl"), adapters.dates)
    assert score["decoys"] > 0
    assert score["decoyFP"] == 0, score["errs"]
    assert score["F1"] >= DATES["dates"]["all"]["f1"], score["errs"]
    for language in ("id", "en"):
        own = [row for row in rows(shared / "gold" / "dates.jsonl") if row["lang"] == language]
        assert scorer.score(own, adapters.dates)["F1"] >= DATES["dates"][language]["f1"]


def test_organisations(shared: Path, adapters: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Organisations are found, and led to their official names, as often as before."""
    scorer = load(shared / "tools" / "score_agencies.py")
    scorer.run(adapters.agencies, reports(shared), tmp_path / "errors.txt")
    # the scorer only prints its figures
    printed = dict(re.findall(r"^(\w+) +P [\d.]+ R [\d.]+ F1 ([\d.]+)", capsys.readouterr().out, re.MULTILINE))
    errors = (tmp_path / "errors.txt").read_text(encoding="utf-8")
    for kind in ("surface", "linked"):
        floor = REPORTS[f"organisations_{kind}"]["all"]["f1"]
        assert float(printed[kind]) >= floor, f"{kind} {printed[kind]}\n{errors}"


def test_focus_areas(shared: Path, adapters: ModuleType) -> None:
    """Focus areas agree with a reader's as often as before; governance aside, which the gold marks more broadly."""
    right = made = wanted = 0
    wrong = []
    for row in reports(shared):
        got = set(adapters.focus(row["text"], row["lang"])) - {"governance"}
        gold = set(row["focus"]) - {"governance"}
        right, made, wanted = right + len(got & gold), made + len(got), wanted + len(gold)
        wrong.append(f"{row['id']}: too many {sorted(got - gold)}, missing {sorted(gold - got)}")
    assert 2 * right / (made + wanted) >= REPORTS["focus_areas_but_governance"]["all"]["f1"], "\n".join(wrong)


@pytest.fixture
def figures(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """The figures of `kmpipe evaluate` on a gold file of the shared folder, by field and language."""
    monkeypatch.chdir(tmp_path)  # outside a workspace

    def measure(name: str) -> dict[str, Any]:
        done = CliRunner().invoke(evaluate, [str(shared / "gold" / name), "--json"], catch_exceptions=False)
        return {f"{f['field']} {f['language']}": f for f in json.loads(done.stdout)["figures"]}

    return measure


def test_evaluate_agrees_on_dates(shared: Path, adapters: ModuleType, figures: Callable[[str], dict[str, Any]]) -> None:
    """`kmpipe evaluate` and the scorer of dates count the same, in each language."""
    scorer = load(shared / "tools" / "score_dates.py")
    measured = figures("dates.jsonl")
    for language in ("all", "id", "en"):
        chosen = [row for row in rows(shared / "gold" / "dates.jsonl") if language in ("all", row["lang"])]
        score = scorer.score(chosen, adapters.dates)
        figure = measured[f"dates {language}"]
        assert [figure[key] for key in ("right", "wrong", "missed")] == [score[key] for key in ("tp", "fp", "fn")]
        assert figure["f1"] == pytest.approx(score["F1"], abs=5e-4)
        assert (measured[f"no_date {language}"]["missed"] == 0) == (score["decoyFP"] == 0)


def test_evaluate_agrees_on_organisations(
    shared: Path, adapters: ModuleType, figures: Callable[[str], dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    """`kmpipe evaluate` and the scorer of organisations give the same figures to three digits."""
    load(shared / "tools" / "score_agencies.py").run(adapters.agencies, reports(shared))
    pattern = r"^(\S+) +P ([\d.]+) R ([\d.]+) F1 ([\d.]+)"
    printed = {m[0]: list(m[1:]) for m in re.findall(pattern, capsys.readouterr().out, re.MULTILINE)}
    measured = figures("activities.jsonl")
    names = {"surface": "organisations_surface all", "linked": "organisations_linked all"}
    names |= {f"surface/{language}": f"organisations_surface {language}" for language in ("id", "en", "mixed")}
    for theirs, ours in names.items():
        assert [f"{measured[ours][key]:.3f}" for key in ("precision", "recall", "f1")] == printed[theirs], theirs


def pages(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Address, HTML and true text of each page of the benchmark."""
    folder = shared / "data" / "aeb"
    for name, page in json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items():
        html = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()).decode()
        yield page.get("url", ""), html, page["articleBody"]


def test_bodies(shared: Path, adapters: ModuleType) -> None:
    """The text of articles on sites of all kinds is cut out of their pages as well as before."""
    scorer = load(shared / "tools" / "score_body.py")
    scores = [scorer.page_scores(true, adapters.body(html, url)) for url, html, true in pages(shared)]
    assert len(scores) >= 131
    # a page that gave nothing has no precision, and no recall
    found = [precision for precision, _ in scores if precision is not None]
    precision, recall = sum(found) / len(found), sum(recall for _, recall in scores) / len(scores)
    assert 2 * precision * recall / (precision + recall) >= BODY_F1, (precision, recall)
