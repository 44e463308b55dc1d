"""Help where little or nothing is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kmpipe.search import AgencyKey, Filters, IndexDocument, Searcher, rebuild_index
from kmpipe.search.engine import Help

BPBD = AgencyKey(id="bpbd-dki", name="BPBD Provinsi DKI Jakarta", forms=("BPBD",))
DISHUB = AgencyKey(id="dishub-dki", name="Dinas Perhubungan", forms=("Dishub",))


def documents() -> Iterator[IndexDocument]:
    """Twenty meetings on floods, one with a slip of the pen, and some on buses."""
    for number in range(20):
        yield IndexDocument(
            id=f"flood{number}", article=f"a{number}", title="Rapat Koordinasi Banjir", language="id",
            text="Rapat membahas tata kelola pompa dan drainase.", start=f"2018-{number % 6 + 1:02}-10",
            agencies=(BPBD,), place="Semarang", people=("Oswar Mungkasa",),
        )  # fmt: skip
    yield IndexDocument(
        id="slip", article="b", title="Catatan banjr", language="id", text="Warga.", start="2019-02", place="Jakarta"
    )
    for number in range(4):
        yield IndexDocument(
            id=f"bus{number}", article=f"c{number}", title="City bus workshop", language="en",
            text="Stakeholders discussed mobility.", start="2019-10-01", agencies=(DISHUB,), place="Jakarta",
        )  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of these."""
    folder = tmp_path_factory.mktemp("help")
    rebuild_index(folder, documents(), revision=1)
    return folder


@pytest.fixture
def searcher(index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searcher]:
    """A searcher with all the time it wants: a busy machine changes no answer."""
    monkeypatch.setattr("kmpipe.search.searcher.HELP_TIME", 60)
    monkeypatch.setattr("kmpipe.search.searcher.TIME_LIMIT", 60)
    with Searcher(index) as opened:
        yield opened


def helped(searcher: Searcher, query: str, **filters: object) -> Help:
    """The help for a search; every search it offers finds what it says."""
    results = searcher.search(query, Filters(**filters))  # type: ignore[arg-type]
    assert results.help is not None
    for other in results.help.instead:
        assert searcher.search(other.query, other.filters).total == other.found > results.total
    return results.help


def offered(help_: Help, kind: str) -> list[str]:
    """The queries offered of one kind."""
    return [other.query for other in help_.instead if other.kind == kind]


@pytest.mark.parametrize(
    ("query", "better"),
    [
        ("rapat banjri", "rapat banjir"),  # exchanged letters
        ("drainse", "drainase"),
        ("rapt bnajir", "rapat banjir"),  # several at once
        ("workshp mobilty", "workshop mobility"),  # in English
        ("title:banjur", "title:banjir"),
        ('"tata kelolaa"', '"tata kelola"'),
        ("tatakelola", "tata kelola"),  # two words as one
        ("agency:BPPD", "agency:BPBD"),
        ('agency:"dinas perhubngan"', 'agency:"dinas Perhubungan"'),
        ("place:Smarang", "place:Semarang"),
        ("person:Mungkassa", "person:Mungkasa"),
        ("(drainse OR xyzzy) rapat", "(drainase OR xyzzy) rapat"),
    ],
)
def test_spelling_comes_from_the_corpus(searcher: Searcher, query: str, better: str) -> None:
    """A misspelt word, in either language or in a name, is set right in the whole query."""
    assert offered(helped(searcher, query), "spelling")[0] == better


def test_the_more_frequent_word_comes_first(searcher: Searcher) -> None:
    """Of two neighbours equally near the one in more activities is meant."""
    (first, *_) = helped(searcher, "banji").instead
    assert first.replaced == (("banji", "banjir"),)


def test_few_hits_beside_a_frequent_neighbour(searcher: Searcher) -> None:
    """A word found once beside one found twenty times is answered, with a question; a rare word alone is not."""
    results = searcher.search("banjr")
    assert [hit.id for hit in results.hits] == ["slip"]
    assert results.help is not None
    assert [other.query for other in results.help.instead] == ["banjir"]
    assert results.help.parts == ()
    assert searcher.search("warga").help is None


def test_what_is_excluded_is_not_mended(searcher: Searcher) -> None:
    """A word behind NOT finds nothing on purpose."""
    assert offered(helped(searcher, "xyzzy -banjri"), "spelling") == []


def test_parts_tell_which_one_is_to_blame(searcher: Searcher) -> None:
    """Each part of the query and each filter is told with what it finds alone, and where it stands."""
    query = "banjir dan xyzzy (bus OR mobility)"
    help_ = helped(searcher, query, agency=("BPBD",), start="2018")
    assert [(part.text, part.filter, part.found) for part in help_.parts] == [
        ("banjir", "", 20), ("xyzzy", "", 0), ("(bus OR mobility)", "", 4), ("BPBD", "agency", 20), ("2018", "date", 25),
    ]  # fmt: skip
    assert [query[part.start : part.end] for part in help_.parts if not part.filter] == [
        "banjir", "xyzzy", "(bus OR mobility)",
    ]  # fmt: skip


def test_the_fewest_parts_are_left_out(searcher: Searcher) -> None:
    """What no activity has is left out, and of parts that exclude one another the fewest, the most found first."""
    help_ = helped(searcher, "rapat xyzzy")
    assert offered(help_, "without") == ["rapat"]
    others = [other for other in helped(searcher, "banjir bus rapat").instead if other.kind == "without"]
    assert [(other.query, other.left_out) for other in others] == [("banjir rapat", ("bus",))]


def test_filters_that_would_give_hits(searcher: Searcher) -> None:
    """A filter in the way is left out, the others stay."""
    (other,) = (
        each
        for each in helped(searcher, "banjir", agency=("BPBD",), type=("workshop",)).instead
        if each.kind == "without"
    )
    assert other.filters == Filters(agency=("BPBD",))
    assert other.left_out == ("type of activity workshop",)


@pytest.mark.parametrize(
    ("query", "filters", "better", "period"),
    [
        ("banjir", {"start": "2018-09", "end": "2018-12"}, "banjir", "2018-06"),
        ("banjir", {"start": "2012", "end": "2013"}, "banjir", "2018-01"),
        ("banjir date:2018-09", {}, "banjir date:2018-06", None),
        ("bus date:[2018 TO 2018-12]", {}, "bus date:2019-10", None),
    ],
)
def test_the_nearest_month_with_hits(
    searcher: Searcher, query: str, filters: dict[str, str], better: str, period: str | None
) -> None:
    """A time without a hit is answered by the nearest month with one."""
    (other,) = (each for each in helped(searcher, query, **filters).instead if each.kind == "date")
    assert (other.query, other.filters.start, other.filters.end) == (better, period, period)


def test_a_date_among_the_words_is_recognised(searcher: Searcher) -> None:
    """A date in words without its field is offered as one, where it was searched for as typed."""
    advice = searcher.search("bus autumn 2019", bridge=False).help
    assert advice is not None and offered(advice, "date") == ['bus date:"autumn 2019"']


def test_enough_hits_and_further_pages_get_no_help(searcher: Searcher) -> None:
    """Help is for a first page with next to nothing on it."""
    assert searcher.search("banjir").help is None
    assert searcher.search("xyzzy", offset=10).help is None
    assert searcher.search("xyzzy", advise=False).help is None
    assert searcher.search("xyzzy", limit=0).help is None


@pytest.mark.parametrize(
    "query",
    ["a" * 1900, " ".join(f"w{n}" for n in range(128)), " OR ".join(["qqq"] * 60), "xyzzy " * 100, "zz-zz \x00"],
)
def test_help_keeps_to_its_time(index: Path, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without time the answer comes without help, or with the part that was ready, and never as an error."""
    with Searcher(index) as searcher:
        assert searcher.search(query).total == 0
        monkeypatch.setattr("kmpipe.search.searcher.HELP_TIME", 0)
        help_ = searcher.search(query).help
        assert help_ is None or help_.instead == ()
