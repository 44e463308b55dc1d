"""The queries of the conformance suite, over fewer activities: the server here reads every text for every word asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from statistics import mean
from time import monotonic

import pytest

from kmpipe.search import EngineChoice
from kmpipe.search.engine import Reader
from kmpipe.search.engines.opensearch import OpenSearchEngine
from kmpipe.search.engines.whoosh import WhooshEngine
from kmpipe.search.plan import Adjacent, AllOf, AnyOf, BestOf, Held, Keys, Plan, Without, Word
from tests.search.conformance.corpus import Asked, Corpus, plan_of, prepared, queries
from tests.search.conformance.oracle import Oracle

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

# KMPIPE_ACTIVITIES=2000 takes hours with the server that the tests start, and minutes with a real one
COUNT = int(os.environ.get("KMPIPE_ACTIVITIES", "48"))
SAMPLE = list(queries())[::5]
QUERIES = list(queries()) if os.environ.get("KMPIPE_LONG") else SAMPLE
# as in the suite for all engines
LEAST_OVERLAP = 0.8
# seconds: far beyond what a user waits, but the server here is not what is tested
PATIENCE = max(60, COUNT)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return prepared(COUNT)


@pytest.fixture(scope="module")
def oracle(corpus: Corpus) -> Oracle:
    return Oracle(corpus.documents)


@pytest.fixture(scope="module")
def reader(address: str, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    engine = OpenSearchEngine(EngineChoice(name="opensearch", url=address))
    build = tmp_path_factory.mktemp("index") / "opensearch-1"
    build.mkdir()
    opened = engine.open(build, engine.write(build, frozenset(), iter(corpus.documents), ()).files)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def model(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The default engine, whose ranking is the one to come near."""
    build = tmp_path_factory.mktemp("model")
    opened = WhooshEngine().open(build, WhooshEngine().write(build, frozenset(), iter(corpus.documents), ()).files)
    yield opened
    opened.close()


@pytest.mark.parametrize("asked", QUERIES, ids=[asked.name for asked in QUERIES])
def test_same_answer(reader: Reader, corpus: Corpus, oracle: Oracle, asked: Asked) -> None:
    """What is found, its order by date, the total and all counts are the right ones."""
    plan = plan_of(asked, corpus.vocabulary)
    if plan is None:
        return
    expected = oracle.found(plan)
    assert list(reader.ids(plan, deadline=monotonic() + PATIENCE)) == expected
    until = monotonic() + PATIENCE
    best = reader.search(plan, limit=10, offset=0, sort="relevance", facets=True, deadline=until)
    assert (best.total, best.counts) == (len(expected), oracle.counts(expected))
    ours = {match.stored.id for match in best.matches}
    assert len(ours) == min(len(expected), 10) and ours <= set(expected)


def test_plans_no_query_makes(reader: Reader, oracle: Oracle) -> None:
    """What a plan may be made of is answered alike, also where the query language does not make such a plan."""
    both = ("title", "text")
    several = tuple(("kota", "city", "sampah", f"kata{number}") for number in range(6))
    plans: list[Plan] = [
        AnyOf(()), AllOf(()), BestOf((), ()), Keys("agency", ()), Held(0, 0), Held(20180101, 99991231),
        Adjacent(both, several[:2]), Adjacent(both, several), Adjacent(both, (("kota",),)),
        Adjacent(("title",), (("kota", "hari", "a.b(c)"), ("kota", "energi", "[x]"), ("*", "terbarukan"))),
        Word(both, (), ()), Word(both, ("kota", "city"), ()), Word(("title",), (), (("=kota", 1.0), ("#di", 0.5))),
        AnyOf((Without(Word(both, ("kota",), ())), Keys("language", ("en",)))),
        AllOf((Without(Keys("language", ("id",))), Without(Held(20180101, 20181231)))),
        BestOf((Keys("type", ("workshop",)), Word(both, ("kota",), ())), (1.0, 0.5)),
        Without(Without(Keys("status", ("held",)))), Keys("site", ("kota.example", "nowhere")),
    ]  # fmt: skip
    for plan in plans:
        assert list(reader.ids(plan, deadline=monotonic() + PATIENCE)) == oracle.found(plan), plan


def test_a_deadline_that_has_passed(reader: Reader) -> None:
    """An engine that is out of time says so."""
    with pytest.raises(TimeoutError):
        reader.ids(Word(("title", "text"), ("kota",), ()), deadline=monotonic() - 1)


def test_ranking_is_near(reader: Reader, model: Reader, corpus: Corpus) -> None:
    """Of the ten best, most are the same as with the default engine."""
    shares = []
    for asked in SAMPLE:
        plan = plan_of(asked, corpus.vocabulary)
        if plan is None or len(model.ids(plan, deadline=monotonic() + PATIENCE)) <= 10:
            continue
        pages = [
            each.search(plan, limit=10, offset=0, sort="relevance", facets=False, deadline=monotonic() + PATIENCE)
            for each in (reader, model)
        ]
        ours, theirs = ({match.stored.id for match in page.matches} for page in pages)
        shares.append(len(ours & theirs) / 10)
    assert mean(shares) >= LEAST_OVERLAP
