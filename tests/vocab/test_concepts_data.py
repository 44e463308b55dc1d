"""The shipped vocabularies of subjects, types, languages and terms: whole, in order, and free of contradictions."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from kmpipe.model import ActivityType
from kmpipe.vocab.load import EventType, FocusConcept, GlossaryTerm, Scheme, cached_entries, read_tables

SCHEMES = cached_entries("focus_areas", "scheme", Scheme)
CONCEPTS = cached_entries("focus_areas", "concept", FocusConcept)
TYPES = cached_entries("event_types", "type", EventType)
TERMS = cached_entries("glossary", "term", GlossaryTerm)


def test_the_five_focus_areas_of_2018() -> None:
    """The first scheme holds the five Fokus Utama in their order, each with a label in both languages and a guideline."""
    five = [concept for concept in CONCEPTS if concept.scheme == "fokus-utama"]
    assert [concept.id for concept in five] == [
        "governance", "preparedness", "water_waste_health", "mobility", "social_cohesion",
    ]  # fmt: skip
    assert [concept.notation for concept in five] == [f"Fokus Utama {number}" for number in range(1, 6)]
    assert all(concept.label_id and concept.label_en and concept.guideline and concept.cues for concept in five)


def test_the_city_resilience_framework_has_twelve_goals_in_four_dimensions() -> None:
    """Three goals stand under each dimension, numbered from 1 to 12."""
    goals = [concept for concept in CONCEPTS if concept.scheme == "crf" and concept.broader]
    dimensions = {concept.id for concept in CONCEPTS if concept.scheme == "crf" and not concept.broader}
    assert Counter(goal.broader for goal in goals) == dict.fromkeys(dimensions, 3)
    assert len(dimensions) == 4
    assert [goal.notation for goal in goals] == [str(number) for number in range(1, 13)]


def test_schemes_say_when_they_held() -> None:
    """Each scheme has a first year, and the pillars follow on the five focus areas."""
    years = {scheme.id: (scheme.since, scheme.until) for scheme in SCHEMES}
    assert years["fokus-utama"] == (2018, 2019)
    assert years["pilar"] == (2019, None)
    assert all(since for since, _ in years.values())


def test_the_crosswalk_joins_areas_of_different_schemes() -> None:
    """Each match exists and lies in another scheme; each broader area exists and lies in the same."""
    scheme = {concept.id: concept.scheme for concept in CONCEPTS}
    assert set(scheme.values()) == {entry.id for entry in SCHEMES}
    for concept in CONCEPTS:
        assert all(scheme[match] != concept.scheme for match in concept.matches)
        assert concept.broader is None or scheme[concept.broader] == concept.scheme


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.id)
def test_cues_of_an_area_are_weighed_once(concept: FocusConcept) -> None:
    """A cue stands once in an area, and its weight is a share of what decides alone."""
    texts = [cue.text.lower() for cue in (*concept.cues, *concept.against)]
    assert len(texts) == len(set(texts))
    assert all(0 < cue.weight <= 1 for cue in concept.cues)


def test_every_type_of_activity_has_words_and_labels() -> None:
    """Each value of the enumeration has one entry, in order, and all but `other` have cues, the strongest first."""
    assert sorted(entry.id for entry in TYPES) == sorted(get_args(ActivityType))
    for entry in TYPES:
        weights = [cue.weight for cue in entry.cues]
        assert entry.label_id
        assert entry.label_en
        assert weights == sorted(weights, reverse=True)
        assert bool(weights) != (entry.id == "other")


def test_a_word_stands_for_one_type() -> None:
    """No cue speaks for two types of activity."""
    counts = Counter(cue.text.lower() for entry in TYPES for cue in entry.cues)
    assert [text for text, count in counts.items() if count > 1] == []


def test_the_glossary_is_large_and_unambiguous() -> None:
    """At least 180 pairs, both sides filled, in small letters, and an Indonesian form in one entry only."""
    forms = Counter(form for term in TERMS for form in term.id)
    assert len(TERMS) >= 180
    assert all(term.id and term.en for term in TERMS)
    assert [form for form, count in forms.items() if count > 1] == []
    assert all(form == form.lower() == form.strip() for term in TERMS for form in (*term.id, *term.en))


def test_the_glossary_knows_the_words_of_the_programme() -> None:
    """The terms every report of the programme explains in brackets are there."""
    pairs = {(form, english) for term in TERMS for form in term.id for english in term.en}
    assert pairs >= {
        ("kota berketahanan", "resilient city"),
        ("guncangan", "shock"),
        ("tekanan", "stress"),
        ("pemangku kepentingan", "stakeholders"),
        ("pengelolaan pengetahuan", "knowledge management"),
        ("penilaian awal ketahanan kota", "preliminary resilience assessment"),
        ("ketahanan kota", "city resilience"),
    }


def test_language_words_are_sorted_and_belong_to_one_of_the_two() -> None:
    """No word counts for Indonesian and English at once, and none for its kin or a foreign language as well."""
    ((_, document),) = read_tables("language")
    for table in document.values():
        for words in table.values():
            assert words == sorted(set(words))
    own = document["language"]
    known = Counter(word for words in own.values() for word in words)
    assert [word for word, count in known.items() if count > 1] == []
    others = {word for table in ("foreign", "kin") for words in document[table].values() for word in words}
    assert others.isdisjoint(known)
