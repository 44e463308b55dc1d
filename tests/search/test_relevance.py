"""How well questions find what answers them, over the sample corpus. The floors may only rise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kmpipe.evaluation import (
    Relevance,
    answers_by_key,
    answers_to,
    judge,
    read_floors,
    read_questions,
    relevance,
    section_for,
    shortfalls,
)
from kmpipe.search import searcher
from kmpipe.workspace import Workspace, init_workspace

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
QUESTIONS = Path(__file__).with_name("questions.toml")
FLOORS = Path(__file__).with_name("floors.json")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace of the sample corpus, where no query is given up: that would measure the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searcher, "TIME_LIMIT", 600)
        with init_workspace(tmp_path_factory.mktemp("samples") / "workspace") as workspace:
            workspace.ingest(SAMPLES)
            yield workspace


def figures(workspace: Workspace, *, bridge: bool) -> tuple[Relevance, ...]:
    """The figures of all questions whose answers lie in the sample corpus."""
    known = answers_by_key(workspace.articles(), workspace.activities())
    judged = [
        judge(question, answers, [hit.id for hit in workspace.search(question.query, limit=50, bridge=bridge).hits])
        for question in read_questions(QUESTIONS.read_bytes(), name=QUESTIONS.name)
        if (answers := answers_to(question, known))
    ]
    return relevance(judged)


def test_questions_find_their_answers(samples: Workspace) -> None:
    """Every kind of question reaches its floors, and the bridge makes no kind worse."""
    with_it = figures(samples, bridge=True)
    without = {figure.kind: figure.ndcg for figure in figures(samples, bridge=False)}
    assert with_it[0].questions >= 120
    section = section_for(read_floors(FLOORS.read_bytes(), name=FLOORS.name), QUESTIONS)
    assert section.keys() == {figure.kind for figure in with_it[1:]}
    assert shortfalls(section, with_it) == ()
    assert all(figure.ndcg >= without[figure.kind] for figure in with_it)


def test_every_answer_is_in_the_corpus() -> None:
    """The questions name articles by their keys: those in folders lie in the sample corpus."""
    rows = read_questions(QUESTIONS.read_bytes(), name=QUESTIONS.name)
    keys = {name.partition("#")[0] for row in rows for name in row.finds if "/" in name}
    assert [key for key in sorted(keys) if not (SAMPLES / key).is_file()] == []
