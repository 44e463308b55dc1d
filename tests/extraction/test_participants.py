"""Participants: how many took part."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.extraction.participants import find_participants
from kmpipe.text.normalise import normalise


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Acara dihadiri sekitar 35 peserta pemangku kepentingan.", 35),
        ("Lebih dari 100 orang peserta hadir.", 100),
        ("The training was attended by 40 participants from 12 cities.", 40),
        ("Kegiatan diikuti tiga puluh lima (35) orang.", 35),
        ("seratus dua puluh lima peserta", 125),
        ("Dihadiri 1.250 peserta dari 34 provinsi.", 1250),
        ("Over 1,250 participants came.", 1250),
        ("Sebanyak 336 orang ikut.", 336),
        ("Jumlah peserta: 45 orang.", 45),
        ("Some thirty-five attendees joined.", 35),
        ("Acara diikuti 2 ribu peserta.", 2000),
        ("Gubernur melantik 19 anggota dewan.", 19),
        ("Fifty-two midwives from nine districts learnt the drill.", 52),
        ("On Monday, 4 March 2019, eleven staff members walked the dike.", 11),
        ("About 90 residents filled in the form; six refused.", 90),
        ("The team met with fifteen ferry operators.", 15),
        ("The Red Cross trained 28 young volunteers.", 28),
        ("Twenty people, each with a bicycle, rode along.", 20),
        ("Three songs were sung by the 75 guests.", 75),
        ("Tiga perahu membawa 64 guru, siswa, dan orang tua ke pulau.", 64),
        ("Pertanyaan diajukan kepada 2.400 responden di lima wilayah.", 2400),
        ("Sebanyak 1.500 warga terdampak; rapat dihadiri 20 lurah.", 20),
        ("Peserta berjumlah 41 orang.", 41),
        ("One hundred and twenty participants came.", 120),
        ("Hadir 150 pemuda dari berbagai gereja dan masjid.", 150),
        ("Peluncuran disaksikan 60 undangan.", 60),
        ("Forty-two residents and planners walked the canal on Sunday.", 42),
        ("Dinas menyosialisasikan jalur sepeda kepada 85 warga.", 85),
        ("She told the 95 people present that crews stop anywhere.", 95),
        ("Tim mengunjungi sekolah untuk memperkenalkan program kepada 120 siswa kelas XI.", 120),
        ("Dihadiri 60 peserta, terdiri dari 40 peserta laki-laki dan 20 peserta perempuan.", 60),
    ],
)
def test_counts(text: str, count: int) -> None:
    """Figures and words, exact and rounded, in both languages."""
    found, (proof,) = find_participants(text)
    assert found == count
    assert text[proof.start : proof.end] == proof.quote


@pytest.mark.parametrize(
    "text",
    [
        "Banjir merendam 30.000 orang warga dan 12 orang tewas.",
        "Kuota maksimal 50 peserta.",
        "Turut hadir 2 anggota DPRD.",
        "Setiap kelompok terdiri dari 10 peserta.",
        "Program menargetkan 500 peserta pada 2019.",
        "Dihadiri perwakilan dari 12 kota.",
        "Jakarta berpenduduk 10 juta jiwa.",
        "Peserta dibagi ke dalam 3 (tiga) kelompok.",
        "Pengungsi melebihi 30.000 orang.",
        "Attendance is limited to 50 participants.",
        "Ratusan peserta hadir pada 25 Oktober 2018.",
        "Pendaftaran dibuka sampai 3 Mei 2019 untuk 200 peserta.",
        "Pelatihan akan diikuti 80 peserta.",
        "The forum will bring together 120 participants.",
        "We had invited forty residents before the hall was closed.",
        "Ten million people live in the delta.",
        "Ninety per cent of the respondents agreed.",
        "Banjir terjadi lagi; sekitar 900 orang yang rumahnya terendam menunggu.",
        "Nine of 22 community health centres share one road.",
    ],
)
def test_other_counts(text: str) -> None:
    """Limits, shares, targets, victims, inhabitants and dates are no participants."""
    assert find_participants(text) == (None, ())


@settings(deadline=None)  # the first example reads the vocabularies
@given(st.integers(min_value=1, max_value=999))
def test_words_and_figures_agree(number: int) -> None:
    """A number in Indonesian words counts like its figures."""
    assert find_participants(f"Dihadiri {_words(number)} peserta.")[0] == number


@settings(deadline=None)  # the first example reads the vocabularies
@given(
    st.lists(
        st.sampled_from(["35", "tiga", "puluh", "(", ")", "orang", "peserta", "dihadiri", ".", "\n", "hundred", "and", "the", ","]),
        max_size=20,
    )
)  # fmt: skip
def test_quotes_are_the_text(pieces: list[str]) -> None:
    """Every quote is exactly the text at its offsets, whatever the text and wherever it ends."""
    text = " ".join(pieces)
    for proof in find_participants(text)[1]:
        assert text[proof.start : proof.end] == proof.quote != ""


def _words(number: int) -> str:
    digits = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
    if number >= 100:
        head = "seratus" if number < 200 else f"{digits[number // 100]} ratus"
        return f"{head} {_words(number % 100)}" if number % 100 else head
    if number >= 20:
        return f"{digits[number // 10]} puluh" + (f" {digits[number % 10]}" if number % 10 else "")
    if number >= 10:
        return {10: "sepuluh", 11: "sebelas"}.get(number, f"{digits[number % 10]} belas")
    return digits[number]


@pytest.mark.parametrize(
    "piece",
    ["(", "35 peserta ", "satu ", "35 ", "dihadiri ", "dihadiri 35 orang ", "the ", "35 small ", "maksimal 35 orang "],
)
def test_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(find_participants, piece, 10000)


@pytest.mark.shared
def test_gold(shared: Path) -> None:
    """On the development gold at most one of the 29 counts is wrong."""
    wrong = 0
    for line in (shared / "gold" / "activities.jsonl").read_text().splitlines():
        record = json.loads(line)
        text = record.get("text") or normalise((shared / "seeds" / record["url"].removeprefix("seed:")).read_text())
        wrong += find_participants(text)[0] != record["participants"]
    assert wrong <= 1
