"""The engine over a search server: the same answers, nothing half-written seen, nothing of others touched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import httpx2
import msgspec
import pytest

from kmpipe.errors import ConfigError, IndexDamaged
from kmpipe.search import EngineChoice, Filters, IndexDocument, Searcher, index_status, rebuild_index, update_index
from kmpipe.search.engine import Prepared
from kmpipe.search.engines.opensearch import OpenSearchEngine
from kmpipe.search.plan import All, Word
from kmpipe.search.sentinel import load_sentinel
from tests.search.conformance.corpus import prepared
from tests.search.opensearch.gate import Gate

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def _same(identity: str, day: str, text: str = "Warga membahas banjir.") -> IndexDocument:
    return IndexDocument(id=identity, article=f"a-{identity}", title="Rapat", text=text, language="id", start=day)


def _indices(asked: httpx2.Client) -> set[str]:
    return {each["index"] for each in asked.get("/_cat/indices/kmpipe-*?format=json&h=index").json()}


def _remote(folder: Path) -> str:
    (file,) = folder.glob("opensearch-*/generation-*.json")
    return str(msgspec.json.decode(file.read_bytes())["index"])


def _ids(folder: Path, choice: EngineChoice, query: str = "") -> tuple[str, ...]:
    with Searcher(folder, engine=choice) as searcher:
        return searcher.ids(query, bridge=False)


def test_answers_of_the_default_engine(tmp_path: Path, choice: EngineChoice, documents: list[IndexDocument]) -> None:
    """Hits, their texts and marks, facets and total are those of the default engine."""
    queries = (
        "", "pengelolaan", "mengelola", '"tata kelola"', '"tata dan kelola"', '"banjir city"', "title:rapat", "agency:BPBD",
        "date:2018-08", "-banjir", "peng*", "banjr~", "strategy OR limbah", "place:Semarang", "ketahanan",
    )  # fmt: skip
    answers = []
    for folder, engine in ((tmp_path / "here", EngineChoice()), (tmp_path / "there", choice)):
        rebuild_index(folder, documents, revision=1, engine=engine)
        with Searcher(folder, engine=engine) as searcher:
            found = [searcher.search(query, sort="date", facets=True) for query in queries]
        hits = [[msgspec.structs.replace(hit, score=0.0) for hit in each.hits] for each in found]
        answers.append((hits, [each.total for each in found], [each.facets for each in found]))
    assert answers[0] == answers[1]


def test_equal_scores_newest_first(tmp_path: Path, choice: EngineChoice) -> None:
    """Activities that score the same to 4 places are ordered by date, then id, and pages take up where one ended."""
    # the length of a text changes the score a little at a time: among these are very same scores and near ones
    texts = [f"Warga membahas banjir.{' Kami hadir.' * (number % 3)}" for number in range(60)]
    days = [f"2018-{1 + number % 12:02}-03" for number in range(60)]
    rebuild_index(tmp_path, map(_same, [f"n{each}" for each in range(60)], days, texts), revision=1, engine=choice)
    sentinel = load_sentinel(tmp_path, engine=choice)
    reader = OpenSearchEngine(choice).open(tmp_path / sentinel.build, sentinel.engine_files())
    asked = Word(("title", "text"), ("banjir",), ())
    whole = reader.search(asked, limit=60, offset=0, sort="relevance", facets=False, deadline=monotonic() + 30).matches
    order = [(-match.rank.score, -match.rank.first, match.rank.id) for match in whole]
    assert len(order) == 60 and order == sorted(order)
    for size in (1, 7):
        paged = []
        while len(paged) < 21:
            paged += reader.search(
                asked, limit=size, offset=0, sort="relevance", facets=False, deadline=monotonic() + 30,
                after=paged[-1].rank if paged else None,
            ).matches  # fmt: skip
        assert [match.rank for match in paged] == [match.rank for match in whole[: len(paged)]]
    reader.close()


def test_update(tmp_path: Path, choice: EngineChoice, asked: httpx2.Client) -> None:
    """Additions, changes and deletions show, and the server keeps no former version once they do."""
    rebuild_index(tmp_path, [_same("a", "2018-01-01"), _same("b", "2018-01-02")], revision=1, engine=choice)
    new = [_same("b", "2018-01-02", "Warga menanam mangrove."), _same("c", "2018-01-03")]
    assert update_index(tmp_path, new, ["a"], revision=2, engine=choice) == 2
    assert _ids(tmp_path, choice) == ("c", "b")
    assert _ids(tmp_path, choice, "mangrove") == ("b",) and _ids(tmp_path, choice, "banjir") == ("c",)
    assert asked.get(f"/{_remote(tmp_path)}/_count").json()["count"] == 2


def test_killed_update(tmp_path: Path, choice: EngineChoice) -> None:
    """What an update sent before it died is not seen, and the next update is as if it had never been."""

    def dying() -> Iterator[IndexDocument]:
        yield from (_same(f"x{number}", "2019-01-01") for number in range(600))
        raise KeyboardInterrupt

    rebuild_index(tmp_path, [_same("a", "2018-01-01"), _same("b", "2018-01-02")], revision=1, engine=choice)
    with pytest.raises(KeyboardInterrupt):
        update_index(tmp_path, dying(), ["a"], revision=2, engine=choice)
    assert _ids(tmp_path, choice) == ("b", "a")
    assert update_index(tmp_path, [_same("c", "2018-01-03")], ["a"], revision=2, engine=choice) == 2
    assert _ids(tmp_path, choice) == ("c", "b")


def test_killed_before_the_swap(tmp_path: Path, choice: EngineChoice) -> None:
    """A write that is whole on the server but was never named by the index is not seen, and is taken away."""
    rebuild_index(tmp_path, [_same("a", "2018-01-01")], revision=1, engine=choice)
    sentinel = load_sentinel(tmp_path, engine=choice)
    (more,) = prepared(1).documents
    OpenSearchEngine(choice).write(tmp_path / sentinel.build, sentinel.engine_files(), [more], ["a"])
    assert _ids(tmp_path, choice) == ("a",)
    assert update_index(tmp_path, [_same("b", "2018-01-02")], [], revision=2, engine=choice) == 2
    assert _ids(tmp_path, choice) == ("b", "a")


def test_indices_on_the_server(tmp_path: Path, choice: EngineChoice, asked: httpx2.Client) -> None:
    """A rebuild leaves one index on the server: superseded ones and those of killed builds go, those of others stay."""
    other, folder = tmp_path / "other", tmp_path / "index"
    rebuild_index(other, [_same("o", "2018-01-01")], revision=1, engine=choice)
    rebuild_index(folder, [_same("a", "2018-01-01")], revision=1, engine=choice)
    first = _remote(folder)
    mark = first.split("-")[1]
    killed = f"kmpipe-{mark}-opensearch-7-0a0a0a0a"
    asked.put(f"/{killed}")
    rebuild_index(folder, [_same("b", "2018-01-01")], revision=2, engine=choice)
    mine = {name for name in _indices(asked) if name.startswith(f"kmpipe-{mark}-")}
    assert mine == {_remote(folder)} and first not in mine
    assert _ids(other, choice) == ("o",)


def test_another_engine_afterwards(tmp_path: Path, choice: EngineChoice, asked: httpx2.Client) -> None:
    """Once another engine has made the index, nothing of it is left on the server."""
    rebuild_index(tmp_path, [_same("a", "2018-01-01")], revision=1, engine=choice)
    remote = _remote(tmp_path)
    rebuild_index(
        tmp_path, [_same("a", "2018-01-01")], revision=1, engine=msgspec.structs.replace(choice, name="whoosh")
    )
    assert remote not in _indices(asked)
    assert _ids(tmp_path, EngineChoice()) == ("a",)


def test_failed_rebuild(tmp_path: Path, choice: EngineChoice, asked: httpx2.Client) -> None:
    """Where a rebuild fails, the old index goes on answering, and the server keeps nothing of the new one."""

    def failing() -> Iterator[IndexDocument]:
        yield _same("b", "2018-01-01")
        raise OSError("the disk is full")

    rebuild_index(tmp_path, [_same("a", "2018-01-01")], revision=1, engine=choice)
    before = _indices(asked)
    with pytest.raises(OSError, match="the disk is full"):
        rebuild_index(tmp_path, failing(), revision=2, engine=choice)
    assert _ids(tmp_path, choice) == ("a",) and _indices(asked) == before


def test_copied_folder(tmp_path: Path, choice: EngineChoice) -> None:
    """A copy of an index can be read, but does not write to the index of the original; rebuilt, it has its own."""
    original, copy = tmp_path / "original", tmp_path / "copy"
    rebuild_index(original, [_same("a", "2018-01-01")], revision=1, engine=choice)
    shutil.copytree(original, copy)
    assert _ids(copy, choice) == ("a",)
    with pytest.raises(IndexDamaged, match="another folder") as caught:
        update_index(copy, [_same("b", "2018-01-02")], [], revision=2, engine=choice)
    assert "index rebuild" in caught.value.hint
    rebuild_index(copy, [_same("b", "2018-01-02")], revision=2, engine=choice)
    assert (_ids(original, choice), _ids(copy, choice)) == (("a",), ("b",))


def test_index_gone(tmp_path: Path, choice: EngineChoice, asked: httpx2.Client) -> None:
    """An index that somebody deleted on the server is an error that says how to make it anew, for readers and writers."""
    rebuild_index(tmp_path, [_same("a", "2018-01-01")], revision=1, engine=choice)
    asked.delete(f"/{_remote(tmp_path)}")
    with pytest.raises(IndexDamaged, match="is gone from the server") as caught:
        _ids(tmp_path, choice)
    assert "index rebuild" in caught.value.hint
    with pytest.raises(IndexDamaged, match="is gone from the server"):
        update_index(tmp_path, [_same("b", "2018-01-02")], [], revision=2, engine=choice)
    assert rebuild_index(tmp_path, [_same("b", "2018-01-02")], revision=2, engine=choice) == 1
    assert index_status(tmp_path, engine=choice).ok


def test_full_disk(tmp_path: Path, choice: EngineChoice, asked: httpx2.Client) -> None:
    """A server that takes no writes for want of disk says so at once; searches go on, and later the write succeeds."""
    rebuild_index(tmp_path, [_same("a", "2018-01-01")], revision=1, engine=choice)
    path = f"/{_remote(tmp_path)}/_settings"
    asked.put(path, json={"index.blocks.read_only_allow_delete": True}).raise_for_status()
    with pytest.raises(IndexDamaged, match="takes no writes") as caught:
        update_index(tmp_path, [_same("b", "2018-01-02")], [], revision=2, engine=choice)
    assert "disk" in caught.value.hint
    assert _ids(tmp_path, choice) == ("a",)
    asked.put(path, json={"index.blocks.read_only_allow_delete": None}).raise_for_status()
    assert update_index(tmp_path, [_same("b", "2018-01-02")], [], revision=2, engine=choice) == 2


def test_refused_document(tmp_path: Path, choice: EngineChoice) -> None:
    """A document that the server does not take is an error that names it."""
    good, bad = prepared(2).documents
    wrong = msgspec.structs.replace(bad, card=msgspec.structs.replace(bad.card, first=10**12))
    with pytest.raises(IndexDamaged, match=f"the activity {bad.id} "):
        OpenSearchEngine(choice).write(_build(tmp_path), frozenset(), [good, wrong], ())


def test_batches(tmp_path: Path, gate: Gate, choice: EngineChoice) -> None:
    """Documents are sent by so many and by so many bytes."""
    through = msgspec.structs.replace(choice, url=gate.url)
    small, _ = prepared(2).documents
    large = msgspec.structs.replace(small, stored=msgspec.structs.replace(small.stored, text="air " * 500_000))

    def many() -> Iterator[Prepared]:
        for number in range(5):
            yield msgspec.structs.replace(large, id=f"large{number}")
        for number in range(700):
            yield msgspec.structs.replace(small, id=f"small{number}")

    written = OpenSearchEngine(through).write(_build(tmp_path), frozenset(), many(), ())
    assert written.documents == 705
    assert gate.largest < 5_000_000
    assert sum(request.endswith("/_bulk") for request in gate.requests) == 4


def test_filters_and_long_values(tmp_path: Path, choice: EngineChoice) -> None:
    """A name of 40,000 characters is kept and found as any other."""
    name = "Balai " + "é" * 40_000
    long = IndexDocument(id="l", article="a", title="Rapat", text="Warga hadir.", place=name, start="2018-01-01")
    rebuild_index(tmp_path, [long, _same("a", "2018-01-02")], revision=1, engine=choice)
    with Searcher(tmp_path, engine=choice) as searcher:
        assert searcher.ids("", Filters(place=(name,))) == ("l",)


def test_no_search_server(tmp_path: Path, address: str) -> None:
    """What is no search server is told apart before anything is written."""
    with Gate(address) as gate, pytest.raises(ConfigError, match="no server of OpenSearch"):
        rebuild_index(
            tmp_path, [], revision=1, engine=EngineChoice(name="opensearch", url=f"{gate.url}/_cluster/health?x=")
        )


def _build(folder: Path) -> Path:
    build = folder / "opensearch-1"
    build.mkdir()
    return build


def test_everything_by_page(tmp_path: Path, choice: EngineChoice) -> None:
    """Without a word nothing is ranked: the newest come first, on any page, and few requests are needed for it."""
    rebuild_index(
        tmp_path, [_same(f"n{each}", f"2018-01-{1 + each % 28:02}") for each in range(200)], revision=1, engine=choice
    )
    with Gate(choice.url) as gate:
        sentinel = load_sentinel(tmp_path, engine=choice)
        engine = OpenSearchEngine(msgspec.structs.replace(choice, url=gate.url))
        reader = engine.open(tmp_path / sentinel.build, sentinel.engine_files())
        for sort in ("relevance", "date"):
            page = reader.search(All(), limit=5, offset=100, sort=sort, facets=True, deadline=monotonic() + 30)
            assert [match.stored.id for match in page.matches] == list(reader.ids(All(), deadline=monotonic() + 30))[
                100:105
            ]
            assert page.counts["year"] == {"2018": 200}
        reader.close()
        assert len(gate.requests) == 6
