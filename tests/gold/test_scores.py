"""The scorers of the shared folder on the development gold: a change cannot lower a figure unseen."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DATES_F1 = 0.98
ORGANISATIONS_F1 = {"surface": 0.97, "linked": 0.94}
# governance is left out: the gold marks it more broadly than the guideline does
FOCUS_F1 = 0.95
BODY_F1 = 0.975

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
    assert score["F1"] >= DATES_F1, score["errs"]


def test_organisations(shared: Path, adapters: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Organisations are found, and led to their official names, as often as before."""
    scorer = load(shared / "tools" / "score_agencies.py")
    scorer.run(adapters.agencies, reports(shared), tmp_path / "errors.txt")
    # the scorer only prints its figures
    printed = dict(re.findall(r"^(\w+) +P [\d.]+ R [\d.]+ F1 ([\d.]+)", capsys.readouterr().out, re.MULTILINE))
    errors = (tmp_path / "errors.txt").read_text(encoding="utf-8")
    for kind, floor in ORGANISATIONS_F1.items():
        assert float(printed[kind]) >= floor, f"{kind} {printed[kind]}\n{errors}"


def test_focus_areas(shared: Path, adapters: ModuleType) -> None:
    """Focus areas agree with a reader's as often as before."""
    right = made = wanted = 0
    wrong = []
    for row in reports(shared):
        got = set(adapters.focus(row["text"], row["lang"])) - {"governance"}
        gold = set(row["focus"]) - {"governance"}
        right, made, wanted = right + len(got & gold), made + len(got), wanted + len(gold)
        wrong.append(f"{row['id']}: too many {sorted(got - gold)}, missing {sorted(gold - got)}")
    assert 2 * right / (made + wanted) >= FOCUS_F1, "\n".join(wrong)


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
