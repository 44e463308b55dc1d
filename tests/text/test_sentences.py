"""Sentence bounds: where they are, and the stops that are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.text.sentences import split_sentences


def sentences(text: str) -> list[str]:
    """The sentences as strings."""
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rapat dibuka. Peserta hadir.", ["Rapat dibuka.", "Peserta hadir."]),
        ("Bpk. Dede hadir di Jl. Thamrin No. 8. Rapat usai.", ["Bpk. Dede hadir di Jl. Thamrin No. 8.", "Rapat usai."]),
        ("Dr. Ir. H. Joko M. Widodo, S.T. membuka acara.", ["Dr. Ir. H. Joko M. Widodo, S.T. membuka acara."]),
        ("Hadir Budi, S.H. Rapat usai.", ["Hadir Budi, S.H.", "Rapat usai."]),
        ("Di Blok G. Acara dimulai.", ["Di Blok G.", "Acara dimulai."]),
        ("Dinas, badan, dll. Mereka sepakat.", ["Dinas, badan, dll.", "Mereka sepakat."]),
        ("Dinas, badan, dll. yang sepakat.", ["Dinas, badan, dll. yang sepakat."]),
        ("“Siap?” tanya Ani. “Siap.” Lalu usai", ["“Siap?” tanya Ani.", "“Siap.”", "Lalu usai"]),
        ("1. Air bersih. Penting.\n  a. Limbah", ["1. Air bersih.", "Penting.", "a. Limbah"]),
        ("Pukul 09.00 di gedung itu\nHari ke-1", ["Pukul 09.00 di gedung itu", "Hari ke-1"]),
        ("Pada tahun 2018. Lalu?", ["Pada tahun 2018.", "Lalu?"]),
        (" \n\n ", []),
    ],
)
def test_stops_that_end_and_stops_that_do_not(text: str, expected: list[str]) -> None:
    """Titles, addresses, initials, degrees, list numbers and clock times do not tear a sentence."""
    assert sentences(text) == expected


@given(st.text(alphabet='aB1. \n?!)("”…,', max_size=60))
def test_spans_are_ordered_trimmed_and_lose_nothing(text: str) -> None:
    """The spans never overlap, have no blanks at their ends, and all that is left out is blank."""
    spans = split_sentences(text)
    bounds = [0, *(edge for span in spans for edge in span), len(text)]
    assert bounds == sorted(bounds)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert not "".join(text[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)).strip()


@pytest.mark.parametrize("piece", ["(", ".", ".)", "A. ", "15-", "\n", " ", "Baca juga", "Jl. "])
def test_hostile_repeats_take_linear_time(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(split_sentences, piece, 20_000)
