"""How well questions find what answers them, over the sample corpus."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from kmpipe.workspace import Workspace

ROOT = Path(__file__).parents[2]
# mean reciprocal rank with the bridge, by kind; they may only rise (measured: 1.00, .81, 1.00)
FLOORS = {"same": 0.98, "cross": 0.78, "name": 0.95}


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    """The benchmark of `scripts/bench relevance`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        yield importlib.import_module("bench_relevance")


@pytest.fixture(scope="module")
def samples(bench: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace of the sample corpus alone."""
    folder = tmp_path_factory.mktemp("samples")
    with bench.fill(folder, ROOT / "corpus" / "samples", folder / "nothing shared") as workspace:
        yield workspace


def test_questions_find_their_answers(bench: ModuleType, samples: Workspace) -> None:
    """The answer stands first or nearly so, in either language, and the bridge never makes a kind of question worse."""
    asked = tuple(bench.questions(ROOT / "tests" / "search" / "questions.toml", samples))
    assert len(asked) >= 60
    with_it = bench.measure(asked, lambda query: [hit.id for hit in samples.search(query).hits])
    without = bench.measure(asked, lambda query: [hit.id for hit in samples.search(query, bridge=False).hits])
    reached = {kind: with_it[kind, "all"].mrr for kind in FLOORS}
    assert all(reached[kind] >= floor for kind, floor in FLOORS.items()), reached
    assert all(with_it[kind, "all"].ndcg >= without[kind, "all"].ndcg for kind in FLOORS)


def test_every_answer_is_in_the_corpus(bench: ModuleType) -> None:
    """The questions name articles by their keys: those in folders lie in the sample corpus."""
    rows = bench.tomllib.loads((ROOT / "tests" / "search" / "questions.toml").read_text("utf-8"))["question"]
    keys = {name.partition("#")[0] for row in rows for name in row["finds"] if "/" in name}
    assert all((ROOT / "corpus" / "samples" / key).is_file() for key in keys)
    assert len({(row["kind"], row["query"]) for row in rows}) == len(rows)
