"""Decisions about activities go on to hold when articles are renumbered, mirrored or joined."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from kmpipe.model import Activity, Correction, Extraction, OrganisationMention, Period
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.records import Document
from tests.store.helpers import NOW, document, store

BODIES = tuple(OrganisationMention(id=each, name=each, kind="government", role="organiser") for each in ("bpbd", "pmi"))


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue."""
    with closing(Catalogue(tmp_path / "c.sqlite", create=True)) as opened:
        yield opened


def telling(identity: str, *titles: str, held: str | None = "2018-05-05", published: str = "2018-05-06") -> Document:
    """A document that tells of an activity for each title."""
    given = document(identity, " / ".join(titles), published=published)
    activities = tuple(
        Activity(
            id=f"{identity}.{number}", articles=(identity,), title=title, held=Period(start=held) if held else None,
            place="Semarang", venue="Balai Kota", type="workshop", organisations=BODIES,
        )
        for number, title in enumerate(titles, 1)
    )  # fmt: skip
    return msgspec.structs.replace(given, extraction=Extraction(activities=activities))


def correct_venue(catalogue: Catalogue, activity: str) -> None:
    """Say that an activity was held elsewhere."""
    value = Correction(
        field="venue", action="set", values=('"Hotel Patra"',), author="ani", made="2026-01-01T00:00:00Z"
    )
    catalogue.decide("correct", activity, value, author="ani", made=NOW)


def venues(catalogue: Catalogue) -> dict[str, str | None]:
    """The venue of each activity by its title."""
    return {activity.title: activity.venue for activity in catalogue.activities()}


def test_a_correction_stays_with_its_activity_when_a_recap_gains_a_part(catalogue: Catalogue) -> None:
    """The second part becomes the third: the correction goes with it, and waits while its part is gone."""
    store(catalogue, telling("r", "Lokakarya Air", "Rapat Kesehatan", held=None))
    correct_venue(catalogue, "r.2")
    store(catalogue, telling("r", "Kunjungan", "Lokakarya Air", "Rapat Kesehatan", held=None))
    expected = {"Kunjungan": "Balai Kota", "Lokakarya Air": "Balai Kota", "Rapat Kesehatan": "Hotel Patra"}
    assert venues(catalogue) == expected
    store(catalogue, telling("r", "Kunjungan", "Lokakarya Air", held=None))
    assert venues(catalogue) == {"Kunjungan": "Balai Kota", "Lokakarya Air": "Balai Kota"}
    store(catalogue, telling("r", "Kunjungan", "Lokakarya Air", "Rapat Kesehatan", held=None))
    assert venues(catalogue) == expected


def test_a_correction_holds_when_another_mirror_becomes_the_canonical_article(catalogue: Catalogue) -> None:
    """The activity gets another id; the correction, and taking it back, follow."""
    store(catalogue, telling("m", "Lokakarya Air", published="2018-05-06"))
    correct_venue(catalogue, "m.1")
    store(catalogue, telling("a", "Lokakarya Air", published="2018-05-05"))
    (activity,) = catalogue.activities()
    assert (activity.id, activity.venue) == ("a.1", "Hotel Patra")
    (judgement,) = catalogue.judgements("correct")
    assert catalogue.retract(judgement.id, NOW).told == {"a.1"}
    assert venues(catalogue) == {"Lokakarya Air": "Balai Kota"}


def test_the_same_decision_is_noted_once(catalogue: Catalogue) -> None:
    """A command that was cut off can be run again."""
    store(catalogue, telling("a", "Lokakarya Air"))
    correct_venue(catalogue, "a.1")
    correct_venue(catalogue, "a.1")
    assert len(catalogue.judgements()) == 1


def test_what_people_join_comes_before_what_scores_join(catalogue: Catalogue) -> None:
    """C is like A, but a person says it is one event with B; what is said of B and A then keeps both away from A."""
    store(catalogue, telling("a", "Lokakarya Air Bersih Semarang", published="2018-05-06"))
    store(catalogue, telling("b", "Upacara Bendera", held="2018-08-17", published="2018-08-18"))
    store(catalogue, telling("c", "Lokakarya Air Bersih di Semarang", published="2018-05-07"))
    assert sorted(activity.reports for activity in catalogue.activities()) == [(), ("a.1", "c.1")]
    catalogue.decide("same", "b.1 c.1", None, author="ani", made=NOW)
    catalogue.decide("different", "a.1 b.1", None, author="ani", made=NOW)
    assert sorted(activity.reports for activity in catalogue.activities()) == [(), ("c.1", "b.1")]


def test_one_article_never_tells_of_one_event_twice(catalogue: Catalogue) -> None:
    """Two parts of a recap are two activities, though another report is like both."""
    whole = telling("a", "Lokakarya Air Bersih Semarang")
    (activity,) = whole.extraction.activities
    long = msgspec.structs.replace(activity, held=Period(start="2018-05-05", end="2018-05-06"))
    store(catalogue, msgspec.structs.replace(whole, extraction=Extraction(activities=(long,))))
    recap = telling("r", "Lokakarya Air Bersih Semarang", "Lokakarya Air Bersih Semarang", published="2018-12-31")
    first, second = recap.extraction.activities
    second = msgspec.structs.replace(second, held=Period(start="2018-05-06"))
    store(catalogue, msgspec.structs.replace(recap, extraction=Extraction(activities=(first, second))))
    assert sorted(len(activity.reports) for activity in catalogue.activities()) == [0, 2]


def test_an_answered_suggestion_is_not_asked_again(catalogue: Catalogue) -> None:
    """Whichever pair of their reports it was said of."""
    store(
        catalogue,
        telling("a", "Lokakarya Air Bersih Semarang"),
        telling("c", "Persiapan Lokakarya Air Bersih Semarang"),
    )
    ((left, right, title, score),) = catalogue.suggestions()
    assert (left, right, title) == ("a.1", "c.1", "Persiapan Lokakarya Air Bersih Semarang")
    assert 0 < score < 1
    catalogue.decide("different", "a.1 c.1", None, author="ani", made=NOW)
    assert catalogue.suggestions() == []
