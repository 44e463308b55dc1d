"""`scripts/bench search`: systems side by side on the same documents and questions."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def bench_search(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("bench_search")


if os.environ.get("KMPIPE_LONG"):

    def test_systems_answer_the_same_questions_alike(bench_search: ModuleType) -> None:
        """Each system has its rates, its size and the times of every row; the totals agree question by question."""
        lines: list[str] = []
        systems = ("kmpipe/Whoosh", "SQLite FTS5", "raw Whoosh")
        (figures,) = bench_search.measure([150], systems, ["raw Whoosh:150"], lines.append)
        ours, peer = (figures["systems"][name] for name in systems[:2])
        assert "raw Whoosh" not in figures["systems"]
        assert ours["alone"] > 0 and ours["whole"] > 0 and peer["alone"] > 0 and ours["size"] > 0
        assert set(peer["asked"]["series"][""]["rows"]) == set(bench_search.ROWS)
        totals = ours["asked"]["series"]["reader"]["totals"]
        assert min(totals) > 0
        assert totals == ours["asked"]["series"]["search"]["totals"] == peer["asked"]["series"][""]["totals"]
        table = "\n".join(bench_search.table(figures))
        assert "SQLite FTS5: the total of kmpipe/Whoosh reader in 360 of 360 questions" in table
