"""The focus areas of an activity in another scheme: where they are read, and what people said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
import pytest

from kmpipe import clean, extract
from kmpipe.activities import apply, merge
from kmpipe.errors import UsageError
from kmpipe.extraction.focus_activity import areas_in_scheme, told_in
from kmpipe.model import Activity, Article, Correction, FocusArea

RAPAT = """Rapat Perencanaan Angkutan

Jakarta, 23 Agustus 2018. Bappeda dan Dinas Perhubungan membahas RPJMD, rencana tata ruang, dan perencanaan pembangunan.
Peserta juga membahas integrasi moda dan angkutan umum di Balai Kota.
"""
BERITA = """Bus and Rail Agencies Agree on One Fare

Jakarta, 23 August 2018. Commuters asked for one fare across trains and buses, and citizen participation in fare policy.
"""
REKAP = """Rekap Kegiatan Agustus 2018

Berikut rangkuman kegiatan kami.

1. Pemilahan sampah di Pulau Pramuka

Pada 3 Agustus 2018 warga Pulau Pramuka memilah sampah dan membuat kompos bersama Dinas Lingkungan Hidup.

2. Simulasi evakuasi di Marunda

Pada 9 Agustus 2018 BPBD DKI Jakarta mengadakan simulasi evakuasi banjir di Marunda bersama relawan.
"""


def read(text: str) -> tuple[tuple[Activity, ...], Mapping[str, Article]]:
    """The activities of a text, and its article by id."""
    article = clean(text, url=f"https://kota.example/{len(text)}")
    return extract(article).activities, {article.id: article}


def corrected(activity: Activity, action: Literal["set", "add", "remove"], *areas: FocusArea) -> Activity:
    """The activity after somebody corrected its focus areas."""
    values = tuple(msgspec.json.encode(area).decode() for area in areas)
    made = Correction(field="focus_areas", action=action, values=values, author="Ratna", made="2024-01-01T00:00:00Z")
    return apply(activity, [*activity.corrections, made])


def ids(activity: Activity, articles: Mapping[str, Article], scheme: str) -> set[str]:
    """The ids of the areas."""
    return {area.id for area in areas_in_scheme(activity, articles, scheme)}


def test_the_default_scheme_is_what_the_activity_bears() -> None:
    """Nothing is read again for it."""
    (activity,), articles = read(RAPAT)
    assert areas_in_scheme(activity, articles, "fokus-utama") == activity.focus_areas != ()


def test_other_schemes_are_read_and_filled() -> None:
    """The goal with words of its own is read in the text, that without takes what the activity bears."""
    (activity,), articles = read(RAPAT)
    assert ids(activity, articles, "crf") == {"crf-9", "crf-10", "crf-12"}
    (text,) = (article.text for article in articles.values())
    for area in areas_in_scheme(activity, articles, "crf"):
        assert area.scheme == "crf" and area.evidence
        for proof in area.evidence:
            assert (activity.title if proof.field == "title" else text)[proof.start : proof.end] == proof.quote


def test_a_part_of_a_recap_is_read_alone() -> None:
    """Each activity of a recap has its own areas, and their evidence counts in the whole text."""
    activities, articles = read(REKAP)
    assert [ids(activity, articles, "pilar") for activity in activities] == [{"sehat"}, {"siap"}]
    (text,) = (article.text for article in articles.values())
    waste = areas_in_scheme(activities[0], articles, "crf")
    assert {proof.quote for area in waste for proof in area.evidence if proof.field == "text"} >= {"kompos"}
    for area in waste:
        assert all(text[p.start : p.end] == p.quote for p in area.evidence if p.field == "text")


def test_two_reports_are_both_read() -> None:
    """What either says counts; evidence of the second names its article."""
    (first,), one = read(RAPAT)
    (second,), other = read(BERITA)
    joined = merge([first, second])
    assert told_in(joined) == (*one, *other)
    found = {area.id: area for area in areas_in_scheme(joined, {**one, **other}, "crf")}
    assert set(found) >= {"crf-11", "crf-12"}
    assert {proof.article for proof in found["crf-11"].evidence} == set(other)
    assert {proof.article for proof in found["crf-12"].evidence} == {None}


def test_what_people_said_of_the_default_scheme_is_carried_over() -> None:
    """A focus area taken out takes the pillar with it, one put in brings it."""
    (activity,), articles = read(RAPAT)
    without = corrected(activity, "remove", FocusArea(id="mobility", score=1.0))
    assert "terhubung" not in ids(without, articles, "pilar")
    assert "siap" in ids(corrected(activity, "add", FocusArea(id="preparedness", score=1.0)), articles, "pilar")


def test_what_people_said_of_another_scheme_wins_there_alone() -> None:
    """A goal taken out or put in is so in its scheme; the areas of others stay."""
    (activity,), articles = read(RAPAT)
    goal = FocusArea(id="crf-12", score=1.0, scheme="crf")
    assert "crf-12" not in ids(corrected(activity, "remove", goal), articles, "crf")
    assert ids(corrected(activity, "remove", goal), articles, "pilar") == ids(activity, articles, "pilar")
    added = corrected(activity, "add", FocusArea(id="crf-6", score=1.0, scheme="crf"))
    assert ids(added, articles, "crf") == {*ids(activity, articles, "crf"), "crf-6"}
    assert areas_in_scheme(added, articles, "fokus-utama") == activity.focus_areas


def test_an_unknown_scheme_is_refused() -> None:
    """Also for the areas of an activity."""
    (activity,), articles = read(RAPAT)
    with pytest.raises(UsageError, match="no scheme of focus areas 'pillar'"):
        areas_in_scheme(activity, articles, "pillar")
