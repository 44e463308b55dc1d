"""Phrases of a vocabulary in a text: stems, exact case, the longest, overlaps, and linear time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kmpipe.vocab.match import Phrases


def found(entries: list[str], text: str, *, overlapping: bool = False) -> list[tuple[str, str]]:
    matches = Phrases((entry, entry) for entry in entries).find(text, overlapping=overlapping)
    return [(text[match.start : match.end], payload) for match in matches for payload in match.payloads]


@pytest.mark.parametrize(
    ("entries", "text", "expected"),
    [
        (["tata kelola"], "Tata  kelola, tata dan kelola", [("Tata  kelola", "tata kelola")]),
        (["banjir*"], "Banjirnya surut, kebanjiran tidak", [("Banjirnya", "banjir*")]),
        (["menyelenggara* rapat"], "yang menyelenggarakan rapat", [("menyelenggarakan rapat", "menyelenggara* rapat")]),
        (["=KOTA"], "Kota dan KOTA", [("KOTA", "=KOTA")]),
        (["=SE*"], "sekolah, SEkolah", [("SEkolah", "=SE*")]),
        (["=KOTA", "kota", "kot*"], "KOTA", [("KOTA", "=KOTA"), ("KOTA", "kot*"), ("KOTA", "kota")]),
        (["kota", "kota tua"], "Kota Tua dan kota", [("Kota Tua", "kota tua"), ("kota", "kota")]),
        (["kota"], "perkotaan", []),
        ([], "kota", []),
    ],
)
def test_phrases_are_found(entries: list[str], text: str, expected: list[tuple[str, str]]) -> None:
    """At token bounds, without case unless asked for, with any ending behind a `*`; the longest wins."""
    assert sorted(found(entries, text)) == sorted(expected)


def test_phrases_overlap_only_when_asked() -> None:
    """Each token may begin a phrase with `overlapping`; without it what stands inside another is passed over."""
    entries = ["dinas kesehatan", "kesehatan kota"]
    assert found(entries, "Dinas Kesehatan Kota") == [("Dinas Kesehatan", "dinas kesehatan")]
    assert found(entries, "Dinas Kesehatan Kota", overlapping=True) == [
        ("Dinas Kesehatan", "dinas kesehatan"),
        ("Kesehatan Kota", "kesehatan kota"),
    ]


@pytest.mark.parametrize("piece", ["kota ", "banjirbanjir ", "( ", "kota tua "])
def test_time_grows_with_the_text(assert_linear: Callable[..., None], piece: str) -> None:
    """Whatever is repeated, beginnings without an end too."""
    names = Phrases((entry, entry) for entry in ("kota tua lama", "banjir* kota", "=KOTA", "( ) ("))
    assert_linear(names.find, piece, 20_000)
