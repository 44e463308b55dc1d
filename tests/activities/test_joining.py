"""Whether two activities are one event: the labelled pairs, and the rules a user can rely on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kmpipe.activities import JOIN, SUGGEST, may_join, score
from kmpipe.model import (
    Activity,
    Evidence,
    FieldEvidence,
    OrganisationMention,
    OrganisationRole,
    Period,
    Person,
    Series,
)


class Pair(msgspec.Struct, frozen=True):
    """Two activities, why they are one event or not, and the right answer."""

    verdict: str
    why: str
    a: Activity
    b: Activity


@cache
def pairs() -> tuple[Pair, ...]:
    files = (Path(__file__).with_name(name) for name in ("pairs.jsonl", "unseen.jsonl"))
    return tuple(msgspec.json.decode(line, type=Pair) for file in files for line in file.read_bytes().splitlines())


def bodies(*ids: str, role: OrganisationRole = "organiser") -> tuple[OrganisationMention, ...]:
    return tuple(OrganisationMention(id=each, name=each.title(), kind="government", role=role) for each in ids)


def workshop(identity: str = "a", **changes: Any) -> Activity:
    base = Activity(
        id=identity,
        articles=(identity,),
        title="Lokakarya Pengelolaan Air Hujan",
        language="id",
        type="workshop",
        held=Period(start="2019-05-07"),
        place="Bandung",
        organisations=bodies("itb", "giz"),
    )
    return msgspec.structs.replace(base, **changes)


def test_what_is_joined_is_one_event() -> None:
    """No pair of the labelled ones is joined that is not one event, and nine in ten of those that are one are joined."""
    joined = [pair for pair in pairs() if score(pair.a, pair.b) >= JOIN]
    same = [pair for pair in pairs() if pair.verdict == "same"]
    assert [pair.why for pair in joined if pair.verdict != "same"] == []
    assert len(joined) >= 0.9 * len(same)


def test_what_is_suggested_is_worth_asking() -> None:
    """Nine in ten of the suggested or joined pairs are one event or undecided, and few of those are missed."""
    asked = [pair for pair in pairs() if score(pair.a, pair.b) >= SUGGEST]
    worth = [pair for pair in pairs() if pair.verdict != "different"]
    right = [pair for pair in asked if pair.verdict != "different"]
    assert len(right) >= 0.9 * len(asked)
    assert len(right) >= 0.97 * len(worth)


def test_the_cheap_test_loses_no_pair() -> None:
    """Whatever is joined or suggested has something in common at first sight."""
    assert all(may_join(pair.a, pair.b) for pair in pairs() if score(pair.a, pair.b) >= SUGGEST)


def test_the_order_of_two_activities_does_not_matter() -> None:
    """The score is the same from either side."""
    assert [pair.why for pair in pairs() if score(pair.a, pair.b) != score(pair.b, pair.a)] == []


def test_two_equal_reports_are_joined() -> None:
    """What only the ids tell apart is one event."""
    assert score(workshop(), workshop("b")) >= JOIN


@pytest.mark.parametrize(
    "other",
    [
        {"held": Period(start="2019-05-08")},
        {"held": Period(start="2019-04-29", end="2019-05-06")},
        {"held": Period(start="2019-06")},
        {"place": "Semarang"},
        {"place": "Bandung Barat"},
        {"articles": ("a",)},
    ],
)
def test_another_day_or_city_rules_it_out(other: dict[str, Any]) -> None:
    """Days without a common one, two cities, and two entries of one article are never one event."""
    assert score(workshop(), workshop("b", **other)) == 0


def test_two_numbers_of_a_series_are_two_events() -> None:
    """The twelfth and the thirteenth meeting of a series are apart, whatever else agrees."""
    entries = [Series(id="rapat-mingguan", name="rapat mingguan", number=number) for number in (12, 13, 12)]
    twelfth, thirteenth, again = (
        workshop(str(place), series_entry=entry, series=entry.id) for place, entry in enumerate(entries)
    )
    assert score(twelfth, thirteenth) == 0
    assert score(twelfth, again) >= JOIN


@pytest.mark.parametrize(
    ("place", "part"), [("Jakarta", "Jakarta Utara"), ("Jawa Barat", "Bandung"), ("Bogor", "Kabupaten Bogor")]
)
def test_a_place_and_its_part_are_no_contradiction(place: str, part: str) -> None:
    """A city within its province, a part of Jakarta, and a regency about the city of its name may be one place."""
    assert score(workshop(place=place), workshop("b", place=part)) >= JOIN


def test_an_inferred_city_rules_nothing_out() -> None:
    """A city that no word of the text names, only the seat of a body, does not keep two reports apart."""
    proof = Evidence(start=0, end=3, quote="ITB", rule="places.seat", confidence=0.4)
    seat = workshop("b", place="Jakarta", evidence=(FieldEvidence(field="place", evidence=(proof,)),))
    assert score(workshop(), seat) >= JOIN


@pytest.mark.parametrize("held", [None, Period(start="2019-05"), Period(start="2019")])
def test_without_a_day_it_is_only_suggested(held: Period | None) -> None:
    """Where one report names no day, agreement in all else is a suggestion, and less is nothing."""
    undated = workshop("b", held=held)
    assert SUGGEST <= score(workshop(), undated) < JOIN
    assert score(workshop(), msgspec.structs.replace(undated, place=None)) == 0
    assert score(workshop(), msgspec.structs.replace(undated, organisations=bodies("ugm"))) == 0
    assert score(workshop(), msgspec.structs.replace(undated, title="Pelatihan Jurnalis Muda")) == 0


@pytest.mark.parametrize("title", ["Persiapan {}", "Penutupan {}", "Gladi Bersih {}"])
def test_a_part_of_an_event_is_only_suggested(title: str) -> None:
    """The preparation, the closing and the rehearsal of an event are not joined to it without asking."""
    whole = workshop()
    assert SUGGEST <= score(whole, workshop("b", title=title.format(whole.title))) < JOIN


def test_mentioned_bodies_say_less() -> None:
    """Bodies that took part speak for one event, those that are merely mentioned much less."""
    title = "Bandung Menyambut Musim Hujan"
    took_part = score(workshop(), workshop("b", title=title))
    mentioned = bodies("itb", "giz", role="mentioned")
    assert score(workshop(organisations=mentioned), workshop("b", title=title, organisations=mentioned)) < took_part


def test_the_government_of_the_place_says_less() -> None:
    """A city's own government is in most reports of the city."""
    title = "Semarang Menyambut Musim Hujan"
    city, institute = (
        score(workshop(organisations=bodies(body)), workshop("b", title=title, organisations=bodies(body)))
        for body in ("kota-bandung", "iuwash")
    )
    assert city < institute


@pytest.mark.parametrize(
    "other",
    [
        {"venue": "Hotel Savoy Homann"},
        {"people": (Person(name="Prof. Dr. Siti Aminah, M.T."),)},
        {"participants": 62},
    ],
)
def test_venue_people_and_participants_speak_for_it(other: dict[str, Any]) -> None:
    """One venue in another order of words, one person without titles, and counts a tenth apart raise the score."""
    alike = {"venue": "Savoy Homann", "people": (Person(name="Siti Aminah"),), "participants": 60}
    field = next(iter(other))
    a, b = workshop(), workshop("b", title="Kota Menyambut Musim Hujan", organisations=bodies("itb", "undp"))
    with_it = [msgspec.structs.replace(a, **{field: alike[field]}), msgspec.structs.replace(b, **other)]
    assert score(*with_it) > score(a, b)


def test_titles_in_two_languages_are_brought_together() -> None:
    """An English title speaks for its Indonesian counterpart, one of another subject does not."""
    indonesian = workshop(title="Lokakarya Adaptasi Perubahan Iklim")
    english = workshop("b", title="Climate change adaptation workshop", language="en")
    assert score(indonesian, english) >= JOIN
    assert score(indonesian, workshop("b", title="Road safety workshop", language="en")) < JOIN


def test_words_of_a_workspace_count(tmp_path: Path) -> None:
    """A pair of terms in the workspace's own glossary brings two titles together."""
    (tmp_path / "glossary.toml").write_text('[[term]]\nid = ["ngaruwat"]\nen = ["stewardship"]\n')
    one = workshop(title="Ngaruwat", organisations=bodies("itb"))
    other = workshop("b", title="Stewardship", language="en", organisations=bodies("itb"))
    assert score(one, other, (tmp_path,)) > score(one, other)


def test_one_of_several_is_not_another() -> None:
    """The same outreach in two neighbourhoods, or two batches of one training, are two events."""
    for first, second in (("Angkatan I", "Angkatan II"), ("RW 05", "RW 11"), ("Kelurahan Dago", "Kelurahan Antapani")):
        titles = [f"Pelatihan Pilah Sampah {each}" for each in (first, second)]
        assert score(workshop(title=titles[0]), workshop("b", title=titles[1])) < SUGGEST


def test_reports_on_two_guests_are_not_joined() -> None:
    """Where each title names a body that the other report does not know, the events are not joined."""
    titles = ["ITB Terima Kunjungan JICA", "ITB Terima Kunjungan USAID"]
    one, other = (
        workshop(body, title=title, type="visit", organisations=bodies("itb", body))
        for title, body in zip(titles, ("jica", "usaid"), strict=True)
    )
    assert score(one, other) < JOIN


def test_scoring_long_titles_is_linear(assert_linear: Callable[[Callable[[str], object], str, int], None]) -> None:
    """The time grows with the length of the title, not with its square."""
    assert_linear(lambda text: score(workshop(title=text), workshop("b", title=text[::-1])), "banjir kota 7 ", 20_000)


def test_scoring_many_bodies_is_linear(assert_linear: Callable[[Callable[[str], object], str, int], None]) -> None:
    """The time grows with the number of organisations and people."""

    def task(text: str) -> float:
        words = [f"{word}{place}" for place, word in enumerate(text.split())]
        people = tuple(Person(name=word) for word in words)
        a = workshop(organisations=bodies(*words), people=people)
        return score(a, workshop("b", organisations=bodies(*words[::-1]), people=people))

    assert_linear(task, "badan air ", 10_000)
