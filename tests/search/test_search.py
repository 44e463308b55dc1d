"""What queries find, over a small corpus."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

import kmpipe
from kmpipe.errors import QueryError
from kmpipe.search import Filters, IndexDocument, Searcher, rebuild_index
from kmpipe.search.searcher import TIME_LIMIT

Find = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        # families of words, each in its language
        ("mengelola", ["phrase", "water"]),
        ("strategy", ["english", "flood"]),
        ("city", ["english", "flood"]),
        ("kota-kota", ["water"]),
        # and in the other language
        ("kota", ["english", "flood", "water"]),
        # all words, in title or text
        ("kelola sampah", ["phrase", "water"]),
        ("lokakarya sampah", ["water"]),
        # phrases: stop words keep their place
        ('"tata kelola"', ["water"]),
        ('"tata dan kelola"', ["phrase"]),
        ('"tata atau kelola"', []),
        ('"kelola sampah"', ["phrase"]),
        # no phrase reaches over the end of a line
        ('"banjir city"', []),
        # operators
        ("banjir OR sampah", ["flood", "phrase", "water"]),
        ("sampah -pompa", ["water"]),
        ("-sampah -banjir", ["english", "undated"]),
        ("sampah OR -air", ["english", "flood", "phrase", "undated", "water"]),
        ("(banjir OR sampah) AND (rapat OR pompa)", ["flood", "phrase"]),
        # beginnings, near misses, exact forms
        ("penge*", ["water"]),
        ("kelola*", ["phrase", "water"]),
        ("limbha~2", ["water"]),
        ("stakeholdrs~", ["english", "flood"]),
        # a name in capitals is no stop word; a stop word alone is searched for
        ("WHO", ["english"]),
        ("siapa", ["undated"]),
        ("yang", ["undated"]),
        ("yang sampah", ["phrase", "water"]),
        ("LOKAKARYA DAN SAMPAH", ["water"]),
        # apostrophes and width do not matter
        ("jakarta's", ["english"]),
        ("ＷＯＲＫＩＮＧ", ["english"]),
        # fields
        ("title:air", ["water"]),
        ("title:penge*", []),
        ("agency:BPBD", ["flood"]),
        ("agency:bpbd", ["flood"]),
        ("agency:bpbd-dki", ["flood"]),
        ('agency:"bpbd jakarta"', ["flood"]),
        ('agency:"jakarta bpbd"', []),
        ('agency:"lingkungan hidup"', ["flood", "water"]),
        ("agency:dinas", ["english", "flood", "water"]),
        ("agency:kebersih*", ["english"]),
        ("focus:water", ["flood", "water"]),
        ("place:semarang", ["water"]),
        ('place:"jawa tengah"', ["water"]),
        ('place:"balai kota"', ["water"]),
        ("person:oswar", ["water"]),
        ("person:mungkasa", ["water"]),
        ("type:workshop", ["water"]),
        ("type:coordination-meeting", ["flood"]),
        ('type:"Coordination Meeting"', ["flood"]),
        ("lang:mixed", ["flood"]),
        ("lang:en OR lang:mixed", ["english", "flood"]),
        # dates: a period is found where it overlaps
        ("date:2018", ["flood", "phrase", "water"]),
        ("date:2018-01-16", ["water"]),
        ("date:2018-10-31", ["phrase"]),
        ("date:2019-06", ["english"]),
        ("date:>=2018-10", ["english", "phrase"]),
        ("date:[2018-01 TO 2018-08]", ["flood", "water"]),
        ("-date:[* TO *]", ["undated"]),
        ('date:"23 Agustus 2018"', ["flood"]),
        ("sampah date:2018-10", ["phrase"]),
        # all of it
        ("", ["english", "flood", "phrase", "undated", "water"]),
    ],
)
def test_query_finds(find: Find, query: str, ids: list[str]) -> None:
    """Each query finds exactly the activities a reader expects."""
    assert find(query) == ids


def test_an_id_means_only_itself(find: Find) -> None:
    """`agency:dlh` means the body with that id, although another one has it as an abbreviation."""
    assert find("agency:dlh") == ["english"]


@pytest.mark.parametrize(
    ("query", "message", "position"),
    [
        ("date:bogus", "not a date", 0 + 5),
        ("air date:2018-02-30", "not a date", 9),
        ("date:[2019 TO 2018]", "ends", 5),
        ("type:party", "no type", 5),
        ("lang:fr", "no language", 5),
        ("type:work*", "neither", 5),
        ("date:2018*", "neither", 5),
        ("agency:bpbd~", "no ~", 7),
        ("title:&", "no word", 6),
        ("a*", "too many", 0),
        ("tata-ke*", "single word", 0),
        ("title:[a TO b]", "only date", 6),
    ],
)
def test_values_are_checked(searcher: Searcher, query: str, message: str, position: int) -> None:
    """A value that cannot be meant is an error at its place."""
    with pytest.raises(QueryError, match=message) as caught:
        searcher.search(query)
    assert caught.value.position == position
    assert caught.value.hint


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("agency:xyz", "no agency in the index is called “xyz”"),
        ("person:xyz", "no person in the index is called “xyz”"),
        ("zzz*", "no word in the index is like zzz*"),
    ],
)
def test_empty_results_say_why(searcher: Searcher, query: str, note: str) -> None:
    """A name or beginning the index does not know is said in a note."""
    results = searcher.search(query)
    assert results.total == 0
    assert results.notes == (note,)


def test_filters(searcher: Searcher) -> None:
    """Any value of a kind and all kinds must hold; dates overlap."""

    def ids(**filters: object) -> list[str]:
        return sorted(hit.id for hit in searcher.search("", Filters(**filters)).hits)  # type: ignore[arg-type]

    assert ids(agency=("BPBD",)) == ["flood"]
    assert ids(agency=("lingkungan hidup", "kebersihan")) == ["english", "flood", "water"]
    assert ids(type=("workshop", "site-visit")) == ["water"]
    assert ids(language=("en", "mixed"), place=("Jakarta",)) == ["english", "flood"]
    assert ids(focus=("disaster",), start="2018") == ["flood"]
    assert ids(start="2018-01-17", end="2018-09") == ["flood", "water"]
    assert ids(end="2018-01") == ["water"]
    assert ids(agency=("nobody",)) == []
    for wrong in ({"type": ("party",)}, {"start": "2018-13"}, {"start": "2019", "end": "2018"}):
        with pytest.raises(QueryError):
            ids(**wrong)


def test_empty_query_lists_the_newest_first(searcher: Searcher) -> None:
    """Without a query all activities come, the newest first, undated ones last."""
    assert [hit.id for hit in searcher.search("").hits] == ["english", "phrase", "flood", "water", "undated"]
    assert [hit.id for hit in searcher.search("air", sort="date").hits] == ["phrase", "water"]


def test_title_ranks_before_text(searcher: Searcher) -> None:
    """A word in the title counts more than in the text, and the form typed more than its relatives."""
    assert [hit.id for hit in searcher.search("city resilience").hits] == ["english", "flood"]
    assert searcher.search("pengelolaan OR pompa").hits[0].id == "phrase"


def test_pages_make_up_the_whole(searcher: Searcher) -> None:
    """Pages neither overlap nor leave gaps; the total is that of all; a page beyond the end is empty."""
    whole = [hit.id for hit in searcher.search("").hits]
    pages = [searcher.search("", limit=2, offset=offset) for offset in range(0, 8, 2)]
    assert [hit.id for page in pages for hit in page.hits] == whole
    assert {page.total for page in pages} == {5}
    assert searcher.search("", limit=0).hits == ()
    assert searcher.search("", offset=10**9).hits == ()


def test_ids_are_all_that_match(searcher: Searcher) -> None:
    """`ids` gives every match, the newest first, whatever the page size."""
    assert searcher.ids("") == ("english", "phrase", "flood", "water", "undated")
    assert searcher.ids("sampah", Filters(place=("Jakarta",))) == ("phrase",)


def test_facets_count_what_was_found(searcher: Searcher) -> None:
    """Facets count over all matches, not the page, with the value a filter takes and the label people read."""
    results = searcher.search("", facets=True, limit=1)
    counts = {facet: {each.value: each.count for each in values} for facet, values in results.facets.items()}
    assert counts["year"] == {"2018": 3, "2019": 1}
    assert counts["place"] == {"Jakarta": 3, "Semarang": 1}
    assert counts["language"] == {"id": 3, "en": 1, "mixed": 1}
    assert counts["site"] == {"one.example": 2, "two.example": 2}
    assert counts["focus"] == {"water": 2, "disaster": 1}
    assert counts["agency"] == {"dlh-dki": 2, "bpbd-dki": 1, "dlh": 1}
    first = results.facets["agency"][0]
    assert first.label == "Dinas Lingkungan Hidup Provinsi DKI Jakarta"
    assert searcher.search("", Filters(agency=(first.value,))).total == first.count
    assert searcher.search("").facets == {}


def test_hits_carry_what_is_shown(searcher: Searcher) -> None:
    """A hit holds what a list of results shows, so that no catalogue is needed."""
    hit = searcher.search("limbah").hits[0]
    assert (hit.id, hit.article, hit.title) == ("water", "a1", "Lokakarya Tata Kelola Air")
    assert (hit.start, hit.end, hit.place, hit.type, hit.status) == (
        "2018-01-15",
        "2018-01-17",
        "Semarang",
        "workshop",
        "held",
    )
    assert hit.agencies == ("Dinas Lingkungan Hidup Provinsi DKI Jakarta",)
    assert hit.url == "https://one.example/water"
    assert hit.score > 0


@pytest.mark.parametrize(
    "query",
    [
        " OR ".join(f"*{letter}*" for letter in "abcdef"),
        " ".join(f"{a}{b}*" for a in "abcdefghij" for b in "aeioun"),
        " OR ".join(f"wor{letter}~2" for letter in "abcdefghijklmnopqrstuvwxyz" * 4),
        " ".join('"tata kelola air"' for _ in range(100)),
        "\x00" * 50 + "air",
        "air " * 128,
        "ſ" * 500,
        "DLH " * 128,
        "dinas lingkungan hidup jakarta " * 32,
        " OR ".join(["city resilience strategy"] * 30),
        "a" * 1999 + "~2",
    ],
)
def test_hostile_queries_end_in_time(searcher: Searcher, query: str) -> None:
    """Queries made to be slow end with an answer or a `QueryError` within the time limit."""
    started = time.monotonic()
    with suppress(QueryError):
        searcher.search(query)
    assert time.monotonic() - started < 2 * TIME_LIMIT


def test_too_slow_is_an_error(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query beyond the time limit is told, not answered in part."""
    monkeypatch.setattr("kmpipe.search.searcher.TIME_LIMIT", 0)
    with pytest.raises(QueryError, match="took longer"):
        searcher.search("banjir")


def test_results_do_not_depend_on_order(tmp_path: Path, documents: list[IndexDocument]) -> None:
    """The same documents in another order give the same hits with the same scores."""
    answers = []
    for name, given in (("a", documents), ("b", documents[::-1])):
        rebuild_index(tmp_path / name, given, revision=1)
        with Searcher(tmp_path / name) as searcher:
            answers.append(
                [searcher.search(query, facets=True) for query in ("", "air OR resilience", "kelola*", '"tata kelola"')]
            )
    assert answers[0] == answers[1]


def test_expansions_are_bounded_and_told(tmp_path: Path) -> None:
    """A beginning that stands for more words than are searched for is told in a note."""
    text = " ".join(f"bah{chr(97 + a)}{chr(97 + b)}" for a in range(20) for b in range(20))
    rebuild_index(tmp_path, [IndexDocument(id="x", article="x", title="t", text=text)], revision=1)
    with Searcher(tmp_path) as searcher:
        results = searcher.search("bah*")
    assert results.total == 1
    assert results.notes == ("bah* stands for 400 words; the first 256 were searched for",)


def test_threads_may_share_a_searcher(searcher: Searcher) -> None:
    """Threads that search at once get the answers they would get alone."""
    queries = ["air", "kelola", "resilience", '"tata kelola"', "banjir OR sampah"] * 4
    alone = [searcher.search(query).hits for query in queries]
    together: dict[int, object] = {}

    def ask(number: int) -> None:
        together[number] = searcher.search(queries[number]).hits

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(queries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(len(queries))] == alone


def test_a_search_loads_nothing_heavy(folder: Path) -> None:
    """A search for words of the index loads neither the catalogue nor the extraction nor the stemmer's dictionaries."""
    code = (
        "import sys; from pathlib import Path; from kmpipe.search import Searcher\n"
        f"with Searcher(Path({str(folder)!r})) as s: assert s.search('pengelolaan air', facets=True).total == 2\n"
        "heavy = {'sqlalchemy', 'spacy', 'simplemma', 'lxml', 'kmpipe.dates', 'kmpipe.vocab.load', 'langdetect'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_whoosh_is_imported_in_one_module() -> None:
    """Only the Whoosh engine knows Whoosh, so that another engine can take its place."""
    root = Path(kmpipe.__file__).parent
    users = {
        path.name
        for path in root.rglob("*.py")
        if "import whoosh" in (text := path.read_text("utf-8")) or "from whoosh" in text
    }
    assert users == {"whoosh.py"}
