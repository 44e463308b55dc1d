"""Words of titles and names made comparable."""

from __future__ import annotations

import pytest

from kmpipe.activities.wording import agreement, person_name, phases, pinpointed, title_words, venue_words
from kmpipe.model import Language


@pytest.mark.parametrize(
    ("indonesian", "english"),
    [
        ("konferensi", "conference"),
        ("transportasi", "transportation"),
        ("kapasitas", "capacity"),
        ("infrastruktur", "infrastructure"),
        ("strategi", "strategy"),
        ("diskusi", "discussion"),
        ("nasional", "national"),
        ("kualitas", "quality"),
        ("banjir", "floods"),
        ("ketahanan", "resilience"),
        ("perubahan iklim", "climate change"),
    ],
)
def test_words_of_two_languages_meet(indonesian: str, english: str) -> None:
    """Cognates and the pairs of the glossary count as one word."""
    assert agreement(title_words(indonesian, "id"), title_words(english, "en")).coverage == 1


@pytest.mark.parametrize(
    ("one", "other"), [("kelurahan", "kecamatan"), ("gempa", "gedung"), ("sanitasi", "sosialisasi"), ("air", "udara")]
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    """Words that only look a little alike are not taken for each other."""
    assert agreement(title_words(one, "id"), title_words(other, "id")).shared == 0


@pytest.mark.parametrize("language", ["id", "en", "mixed", "und"])
def test_stop_words_say_nothing(language: Language) -> None:
    """A title of stop words shares nothing with another one."""
    words = title_words("dan yang untuk the of and", language)
    assert agreement(words, words).shared == 0


def test_inflected_words_meet() -> None:
    """`pengelolaan` and `mengelola` are one word."""
    assert agreement(title_words("mengelola sampah", "id"), title_words("pengelolaan sampah", "id")).coverage == 1


def test_the_kind_of_event_says_less_than_its_subject() -> None:
    """Two workshops share little, two events on one subject much."""
    subject = title_words("Lokakarya Sanitasi", "id")
    assert agreement(subject, title_words("Lokakarya Mangrove", "id")).shared < 0.5
    assert agreement(subject, title_words("Pelatihan Sanitasi", "id")).shared >= 1


def test_the_kind_of_building_says_less_than_its_name() -> None:
    """Two hotels are not one venue; a hotel named in either order of words is."""
    hotel = venue_words("Hotel Aryaduta", "id")
    assert agreement(hotel, venue_words("Hotel Borobudur", "id")).coverage < 0.5
    assert agreement(hotel, venue_words("Aryaduta Hotel, Lantai 2", "en")).coverage >= 0.5


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Dr. Ir. Oswar Mungkasa, M.URP.", "oswar mungkasa"),
        ("Bpk. Oswar Mungkasa", "oswar mungkasa"),
        ("Ibu Siti Aminah S.T.", "siti aminah"),
        ("Andi", "andi"),
        ("Bapak", "bapak"),
    ],
)
def test_names_lose_titles_and_degrees(written: str, name: str) -> None:
    """Titles before a name and degrees after it are no part of it; a name of a title alone stays."""
    assert person_name(written) == name


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Pelatihan Angkatan II", {"angkatan": {"ii"}}),
        ("Rapat Komisi D dengan Warga RW 05", {"komisi": {"d"}, "rw": {"5"}}),
        ("Sosialisasi di Kelurahan Pluit", {"kelurahan": {"pluit"}}),
        ("Musrenbang RKPD 2020", {}),
        ("Warga kampung mengeluh", {}),
    ],
)
def test_which_one_of_several_a_title_means(title: str, found: dict[str, set[str]]) -> None:
    """Numbers and single letters count after any word, names after words such as Kelurahan; years do not count."""
    assert pinpointed(title) == found


def test_parts_of_an_event_are_known_in_both_languages() -> None:
    """Opening and closing, preparation and rehearsal are told from the event."""
    assert phases("Pembukaan Pameran") == phases("Opening of the exhibition") == {"opening"}
    assert phases("Pameran Kota") == frozenset()
