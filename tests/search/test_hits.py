"""What a hit shows, and why it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.search import AgencyKey, Filters, Hit, IndexDocument, Searcher, rebuild_index

BPBD = AgencyKey(id="bpbd-dki", name="BPBD Provinsi DKI Jakarta", forms=("BPBD", "Badan Penanggulangan Bencana Daerah"))
OTHERS = tuple(AgencyKey(id=f"d{n}", name=f"Dinas Nomor {n}", forms=()) for n in range(6))
LONG = "Kata pembuka tentang hal lain. " * 40


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    """One activity with a long text, told in two reports and a mirror."""
    document = IndexDocument(
        id="x", article="a1", title="Pelatihan Kesiapsiagaan", language="id", start="2018-05", place="Semarang",
        text=f"{LONG}Hadir pula Badan Penanggulangan Bencana Daerah. {LONG}Ditutup oleh Oswar Mungkasa di Semarang. "
        f"{LONG}Warga membahas ketahanan kota.",
        agencies=(*OTHERS, BPBD), people=("Oswar Mungkasa",), articles=("a1", "a2", "a3"), reports=2,
    )  # fmt: skip
    rebuild_index(tmp_path, [document], revision=1)
    return Searcher(tmp_path)


def marked(hit: Hit) -> list[str]:
    """The marked words of a snippet."""
    return [hit.snippet[start:end] for start, end in hit.highlights]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("agency:BPBD", ["Badan Penanggulangan Bencana Daerah"]),
        ("person:mungkasa", ["Oswar Mungkasa"]),
        ("place:semarang", ["Semarang"]),
        ("resilience", ["ketahanan"]),  # by its other name
        ("warga", ["Warga"]),
    ],
)
def test_a_snippet_shows_why_the_hit_is_there(searcher: Searcher, query: str, words: list[str]) -> None:
    """The passage is the one that names what was asked for, by whatever name or field."""
    (hit,) = searcher.search(query).hits
    assert marked(hit)[: len(words)] == words
    assert hit.snippet_start > len(LONG) - 100


def test_a_filter_shows_its_agency(searcher: Searcher) -> None:
    """A hit found by a filter shows the agency asked for: first among the others, and in the text."""
    (hit,) = searcher.search("", Filters(agency=("bpbd-dki",))).hits
    assert hit.agencies[0] == "BPBD Provinsi DKI Jakarta"
    assert set(hit.agencies) == {agency.name for agency in (*OTHERS, BPBD)}
    assert marked(hit) == ["Badan Penanggulangan Bencana Daerah"]


def test_a_hit_by_its_title_alone_marks_the_title(searcher: Searcher) -> None:
    """Where only the title holds the word, it is marked there, and the snippet is the beginning of the text."""
    (hit,) = searcher.search("pelatihan").hits
    assert [hit.title[start:end] for start, end in hit.title_highlights] == ["Pelatihan"]
    assert (hit.snippet_start, hit.highlights) == (0, ())


def test_a_hit_tells_reports_and_mirrors(searcher: Searcher) -> None:
    """One hit an activity: it names all articles, and how many of them are reports of their own."""
    (hit,) = searcher.search("").hits
    assert (hit.articles, hit.reports) == (("a1", "a2", "a3"), 2)


def test_months_are_counted_within_one_year(tmp_path: Path) -> None:
    """Months of several years are no choice; of one year they are told in order."""
    days = ("2018-03-01", "2018-01-05", "2018-03-09", "2019-01-01")
    made = [IndexDocument(id=f"i{n}", article="a", title="t", text="x", start=day) for n, day in enumerate(days)]
    rebuild_index(tmp_path / "months", made, revision=1)
    with Searcher(tmp_path / "months") as searcher:
        assert "month" not in searcher.search("", facets=True).facets
        months = searcher.search("date:2018", facets=True).facets["month"]
        years = searcher.search("", facets=True).facets["year"]
    assert [(each.value, each.count) for each in months] == [("2018-01", 1), ("2018-03", 2)]
    assert [each.value for each in years] == ["2018", "2019"]
