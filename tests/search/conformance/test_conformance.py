"""Every engine gives the same answers: to the queries of `queries.toml`, over generated activities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from time import monotonic
from typing import get_args

import msgspec
import pytest

from kmpipe.search import EngineChoice, Searcher, rebuild_index, update_index
from kmpipe.search.engine import WHOOSH, Found, Rank, Reader, Sort
from kmpipe.search.plan import Adjacent, All, AllOf, AnyOf, BestOf, Held, Keys, Plan, Without, Word
from kmpipe.search.sentinel import engine_for
from tests.search.conformance.corpus import COUNT, Asked, Corpus, plan_of, prepared, queries, some
from tests.search.conformance.engines import OFFERS, Offer
from tests.search.conformance.oracle import Oracle

QUERIES = list(queries())
# the least share of the ten best that an engine must have in common with the ranking of `scoring`
LEAST_OVERLAP = 0.8
BOTH = ("title", "text")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return prepared(COUNT)


@pytest.fixture(scope="module")
def oracle(corpus: Corpus) -> Oracle:
    return Oracle(corpus.documents)


@pytest.fixture(scope="module")
def plans(corpus: Corpus) -> dict[Asked, Plan | None]:
    return {asked: plan_of(asked, corpus.vocabulary) for asked in QUERIES}


@pytest.fixture(scope="module")
def right(plans: dict[Asked, Plan | None], oracle: Oracle) -> dict[Asked, list[str]]:
    """What each query finds, the newest first."""
    return {asked: oracle.found(plan) for asked, plan in plans.items() if plan is not None}


@pytest.fixture(scope="module", params=OFFERS, ids=[offer.name for offer in OFFERS])
def choice(request: pytest.FixtureRequest) -> EngineChoice:
    offer: Offer = request.param
    return offer.start()


@pytest.fixture(scope="module")
def reader(
    choice: EngineChoice, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Reader]:
    """The corpus in an index of the engine."""
    if choice == WHOOSH:
        yield request.getfixturevalue("model")
        return
    opened = _filled(choice, corpus, tmp_path_factory.mktemp(choice.name))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def model(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The corpus in the default engine, whose ranking is the one that others are to come near."""
    opened = _filled(WHOOSH, corpus, tmp_path_factory.mktemp("model"))
    yield opened
    opened.close()


def _filled(choice: EngineChoice, corpus: Corpus, folder: Path) -> Reader:
    engine = engine_for(choice)
    written = engine.write(folder, frozenset(), iter(corpus.documents), ())
    assert written.documents == COUNT
    return engine.open(folder, written.files)


def _search(
    reader: Reader, plan: Plan, *, limit: int = 10, sort: Sort = "relevance", offset: int = 0, after: Rank | None = None
) -> Found:
    return reader.search(
        plan, limit=limit, offset=offset, sort=sort, facets=not offset and after is None, deadline=monotonic() + 10,
        after=after,
    )  # fmt: skip


def test_enough_is_asked(plans: dict[Asked, Plan | None], right: dict[Asked, list[str]]) -> None:
    """There are many queries, they can be read but for the hostile ones, and they find something but where it is said."""
    assert len(right) >= 120
    assert {asked.group for asked, plan in plans.items() if plan is None} <= {"edges"}
    assert [asked.name for asked, found in right.items() if not found and not asked.may_find_nothing] == []


@pytest.mark.parametrize("asked", QUERIES, ids=[asked.name for asked in QUERIES])
def test_same_answer(
    reader: Reader, plans: dict[Asked, Plan | None], right: dict[Asked, list[str]], oracle: Oracle, asked: Asked
) -> None:
    """What is found, its order by date, the total and all counts are the right ones."""
    plan = plans[asked]
    if plan is None:
        return
    expected = right[asked]
    assert list(reader.ids(plan, deadline=monotonic() + 10)) == expected
    newest = _search(reader, plan, sort="date", limit=25)
    assert [match.stored.id for match in newest.matches] == expected[:25]
    assert newest.total == len(expected)
    assert newest.counts == oracle.counts(expected)
    best = _search(reader, plan)
    assert (best.total, best.counts) == (newest.total, newest.counts)
    assert len({match.stored.id for match in best.matches}) == min(len(expected), 10)
    assert {match.stored.id for match in best.matches} <= set(expected)


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_pages_by_cursor(
    reader: Reader, plans: dict[Asked, Plan | None], right: dict[Asked, list[str]], sort: Sort
) -> None:
    """Pages that begin behind the last rank of the page before are those of one long list, in the order of the ranks."""
    for number, (asked, plan) in enumerate(plans.items()):
        if plan is None or not right[asked] or number % 4:
            continue
        whole = _search(reader, plan, limit=20, sort=sort).matches
        ranks = [match.rank for match in whole]
        assert ranks == sorted(ranks, key=lambda rank: (-rank.score, -rank.first, rank.id)), asked.name
        paged: list[Rank] = []
        while len(paged) < 20:
            page = _search(reader, plan, limit=7, sort=sort, after=paged[-1] if paged else None)
            assert page.total == len(right[asked]), asked.name
            paged += [match.rank for match in page.matches]
            if not page.matches:
                break
        assert paged[:20] == ranks, asked.name
        assert [match.rank for match in _search(reader, plan, limit=5, offset=5, sort=sort).matches] == ranks[5:10]


def test_last_page(reader: Reader, plans: dict[Asked, Plan | None], right: dict[Asked, list[str]]) -> None:
    """The pages of everything end with the last of it: of one day, of undated activities, nothing is lost or comes twice."""
    everything = next(asked for asked in QUERIES if asked.text == "" and asked.filters == QUERIES[0].filters)
    plan = plans[everything]
    assert plan is not None
    found: list[str] = []
    after = None
    while True:
        page = _search(reader, plan, limit=97, after=after).matches
        if not page:
            break
        found += [match.stored.id for match in page]
        after = page[-1].rank
    assert found == right[everything]


def test_ranking_is_near(
    reader: Reader,
    model: Reader,
    plans: dict[Asked, Plan | None],
    right: dict[Asked, list[str]],
    choice: EngineChoice,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    """Of the ten best, most are the same with every engine."""
    shares = {}
    for asked, plan in plans.items():
        if plan is None or len(right[asked]) <= 10:
            continue
        ours, theirs = ({match.stored.id for match in _search(each, plan).matches} for each in (reader, model))
        shares[asked.name] = len(ours & theirs) / 10
    overlap = mean(shares.values())
    worst = sorted(shares, key=shares.__getitem__)[:5]
    record_testsuite_property(f"overlap@10 {choice.name}", f"{overlap:.3f} over {len(shares)} queries; least: {worst}")
    assert overlap >= LEAST_OVERLAP


def test_plans_no_query_makes(reader: Reader, oracle: Oracle) -> None:
    """What a plan may be made of is answered alike, also where the query language does not make such a plan."""
    several = tuple(("kota", "city", "sampah", f"kata{number}") for number in range(6))
    plans: list[Plan] = [
        AnyOf(()), AllOf(()), BestOf((), ()), Keys("agency", ()), Held(0, 0), Held(20180101, 99991231),
        Adjacent(BOTH, several[:2]), Adjacent(BOTH, several), Adjacent(BOTH, (("kota",),)),
        Adjacent(("title",), (("kota", "hari", "a.b(c)"), ("kota", "energi", "[x]"), ("*", "terbarukan"))),
        Word(BOTH, (), ()), Word(BOTH, ("kota", "city"), ()), Word(("title",), (), (("=kota", 1.0), ("#di", 0.5))),
        AnyOf((Without(Word(BOTH, ("kota",), ())), Keys("language", ("en",)))),
        AllOf((Without(Keys("language", ("id",))), Without(Held(20180101, 20181231)))),
        BestOf((Keys("type", ("workshop",)), Word(BOTH, ("kota",), ())), (1.0, 0.5)),
        Without(Without(Keys("status", ("held",)))), Keys("site", ("kota.example", "nowhere")), Keys("province", ("Jawa Barat",)),
    ]  # fmt: skip
    for plan in plans:
        expected = oracle.found(plan)
        assert list(reader.ids(plan, deadline=monotonic() + 10)) == expected, plan
        assert _search(reader, plan).total == len(expected), plan


def test_far_pages(reader: Reader) -> None:
    """A page far behind the last one, and one behind a rank that no document has, hold what stands there: mostly nothing."""
    word = Word(BOTH, ("kota",), ())
    for plan in (All(), word):
        for sort in get_args(Sort):
            assert _search(reader, plan, offset=10**9, sort=sort).matches == ()
            behind = [Rank(0.0, first, "") for first in (-(10**30), -1, 0, 10**30)]
            found = [len(_search(reader, plan, limit=5, sort=sort, after=rank).matches) for rank in behind]
            assert found[:2] == [0, 0]
            assert found[3] == (5 if sort == "date" or plan == All() else 0)


def test_a_deadline_that_has_passed(reader: Reader) -> None:
    """An engine that is out of time says so."""
    with pytest.raises(TimeoutError):
        reader.search(Word(BOTH, ("kota",), ()), limit=1, offset=0, sort="date", facets=False, deadline=monotonic() - 1)


def test_after_additions_changes_and_deletions(choice: EngineChoice, tmp_path: Path) -> None:
    """An index grown in steps gives the answers of one made at once: ids, order by date, counts."""
    first, changed, added = some(120), some(20, 200), some(30, 300)
    renewed = [msgspec.structs.replace(new, id=old.id) for new, old in zip(changed, first[::6], strict=True)]
    gone = [document.id for document in first[1::10]]
    steps, once = tmp_path / "steps", tmp_path / "once"
    rebuild_index(steps, first, revision=1, engine=choice)
    update_index(steps, renewed, gone[:5], revision=2, engine=choice)
    update_index(steps, added, [*gone[5:], "never-was"], revision=3, engine=choice)
    replaced = {document.id: document for document in renewed}
    final = [replaced.get(each.id, each) for each in first if each.id not in gone] + added
    assert rebuild_index(once, final, revision=3, engine=choice) == len(final)
    with Searcher(steps, engine=choice) as grown, Searcher(once, engine=choice) as made:
        for text in (
            "",
            "air",
            "banjir OR flood",
            '"ketahanan kota"',
            "title:workshop",
            "agency:BPBD",
            "date:2018",
            "-air",
        ):
            assert grown.ids(text, bridge=False) == made.ids(text, bridge=False), text
            counts = [each.search(text, facets=True, bridge=False) for each in (grown, made)]
            assert counts[0].facets == counts[1].facets, text
            assert counts[0].total == counts[1].total, text
