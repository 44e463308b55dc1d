"""`kmpipe index`: the state of the index, and the engine that makes it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kmpipe.cli import main
from kmpipe.search.sentinel import SENTINEL

Run = Callable[..., int]


@pytest.fixture
def keep(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process and gives its exit code."""

    def call(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["kmpipe", *arguments])
        monkeypatch.chdir(home)
        try:
            main()
        except SystemExit as left:
            return int(left.code or 0)
        return 0

    return call


def engine_of(home: Path) -> str:
    return str(msgspec.json.decode((home / "index" / SENTINEL).read_bytes())["engine"])


def pretend_size(home: Path, documents: int) -> None:
    """Let the sentinel say that so many activities are in the index."""
    path = home / "index" / SENTINEL
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | {"documents": documents}))


def test_another_engine_is_built_beside_and_written_down(
    keep: Run, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`index use` makes the index anew, keeps the comments of kmpipe.toml, and searching goes on with it."""
    pytest.importorskip("tantivy")
    settings = home / "kmpipe.toml"
    settings.write_text(settings.read_text().replace("[search]", "# how to search\n[search]"))
    before = settings.read_text().splitlines()
    assert keep("index", "use", "tantivy") == 0
    assert capsys.readouterr().out == "indexed 1 activity by tantivy\n"
    assert engine_of(home) == "tantivy"
    after = settings.read_text().splitlines()
    assert [line for line in after if line not in before] == ['engine = "tantivy"']
    assert [line for line in before if line not in after] == []
    assert keep("search", "banjir") == 0
    capsys.readouterr()
    assert keep("index", "status", "--json") == 0
    state = json.loads(capsys.readouterr().out)
    assert (state["engine"], state["documents"], state["up_to_date"], state["advice"]) == ("tantivy", 1, True, "")
    assert state["size"] > 1000


def test_dry_run_of_another_engine(keep: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--dry-run` says what would be done and does nothing."""
    pytest.importorskip("tantivy")
    before = (home / "kmpipe.toml").read_text()
    assert keep("index", "use", "tantivy", "--dry-run") == 0
    assert capsys.readouterr().out == "would be: 1 activity indexed by tantivy\n"
    assert (engine_of(home), (home / "kmpipe.toml").read_text()) == ("whoosh", before)


@pytest.mark.parametrize("name", ["lucene", "tantivy"])
def test_an_engine_that_is_not_there(
    keep: Run, home: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown engine, or one that is not installed, is told with what to do; nothing is changed."""
    monkeypatch.setitem(sys.modules, "kmpipe.search.engines.tantivy", None)
    before = (home / "kmpipe.toml").read_text()
    for arguments in (["index", "use", name], ["index", "use", name, "--dry-run"]):
        assert keep(*arguments) == 2
        told = capsys.readouterr().err
        assert ("there are: " if name == "lucene" else "pip install 'kmpipe[tantivy]'") in told
    assert (engine_of(home), (home / "kmpipe.toml").read_text()) == ("whoosh", before)


def test_settings_changed_by_hand(keep: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The old index answers and says which engine made it; a rebuild makes it with the chosen one."""
    pytest.importorskip("tantivy")
    settings = home / "kmpipe.toml"
    settings.write_text(settings.read_text().replace('# engine = "whoosh"', 'engine = "tantivy"'))
    assert keep("search", "banjir") == 0
    assert engine_of(home) == "whoosh"
    assert keep("index", "status") == 0
    assert "made by whoosh, kmpipe.toml says tantivy: run `kmpipe index rebuild`" in capsys.readouterr().err
    assert keep("index", "rebuild") == 0
    assert engine_of(home) == "tantivy"
    capsys.readouterr()
    assert keep("index", "status") == 0
    assert capsys.readouterr().err == ""


def test_the_next_ingest_uses_the_chosen_engine(keep: Run, home: Path) -> None:
    """What is ingested after the settings were changed is indexed, with everything else, by the chosen engine."""
    pytest.importorskip("tantivy")
    settings = home / "kmpipe.toml"
    settings.write_text(settings.read_text().replace('# engine = "whoosh"', 'engine = "tantivy"'))
    page = home.parent / "rapat.txt"
    page.write_text(page.read_text() + "\nWarga membahas sumur resapan.\n")
    assert keep("ingest", str(page)) == 0
    assert engine_of(home) == "tantivy"


def test_a_large_index_of_whoosh(keep: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beyond 10,000 activities searching, ingesting and the status say in one line that Tantivy is worth it; not before."""
    for documents, told in ((10_000, False), (10_001, True)):
        for arguments in (["search", "banjir"], ["index", "status"], ["ingest", str(home.parent / "rapat.txt")]):
            pretend_size(home, documents)
            assert keep(*arguments) == 0
            assert ("`kmpipe index use tantivy`" in capsys.readouterr().err) is told, arguments
