"""How complete the data is."""

from __future__ import annotations

from kmpipe.model import Activity, Article, FocusArea, Period
from kmpipe.model.article import Provenance
from kmpipe.report.quality import ActivityFacts, count_articles, facts_of
from kmpipe.report.records import Have


def article(number: int, **values: object) -> Article:
    given: dict[str, object] = {
        "id": f"a{number}", "key": f"k{number}", "title": "Rapat", "text": "", "url": f"https://www.kota.example/{number}",
        "provenance": Provenance(title_source="page"), "published": "2018-05-01",
    } | values  # fmt: skip
    return Article(**given)  # type: ignore[arg-type]


ALL = ActivityFacts(frozenset({"held", "agencies", "focus", "place"}), "2018")
BARE = ActivityFacts(frozenset(), "")


def test_shares_are_of_what_could_have_them() -> None:
    """Every article can have a title and a day; only one that tells of activities has agencies, and all of them must."""
    found = count_articles(
        [
            (article(1), ("1.1",), None),
            (article(2, published=None, provenance=Provenance(title_source="first words")), ("2.1", "2.2"), None),
            (article(3), (), "opinion piece"),
        ],
        {"1.1": ALL, "2.1": ALL, "2.2": BARE},
    )
    assert found.articles == 3
    assert found.fields["title"] == found.fields["published"] == Have(having=2, of=3, share=0.667)
    assert found.fields["agencies"] == Have(having=1, of=2, share=0.5)
    assert found.without_activity == {"opinion piece": 1}


def test_sites_and_years_have_their_own_shares() -> None:
    """Articles count for their host, files without one together, and for the year of publication, else of the activity."""
    found = count_articles(
        [
            (article(1), ("1.1",), None),
            (article(2, url="https://kota.example/2", published="2019"), (), "obituary"),
            (article(3, url=None, published=None), ("3.1",), None),
            (article(4, url=None, published=None), ("4.1",), None),
        ],
        {"1.1": ALL, "3.1": ALL, "4.1": BARE},
    )
    assert [(group.name, group.articles) for group in found.sites] == [("", 2), ("kota.example", 2)]
    assert [(group.name, group.articles) for group in found.years] == [("2018", 2), ("2019", 1), ("", 1)]
    assert found.years[1].fields["held"] == Have(having=0, of=0, share=None)


def test_what_an_activity_has() -> None:
    """A province is a place; a focus area and a day count when they are there."""
    facts = facts_of(
        Activity(
            id="a.1", articles=("a",), title="t", held=Period(start="2018-05"), province="DKI Jakarta",
            focus_areas=(FocusArea(id="mobility", score=0.9),),
        )
    )  # fmt: skip
    assert facts == ActivityFacts(frozenset({"held", "focus", "place"}), "2018")
