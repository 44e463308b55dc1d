"""Whose `BPBD` or `Dinas Kesehatan` a text means: dateline, title, mentions of places, the site's own government."""

from __future__ import annotations

import pytest

from kmpipe.extraction.organisations import find_organisations


def names(text: str, **options: object) -> list[str]:
    """The names found, in order."""
    return [mention.name for mention in find_organisations(text, **options)]  # type: ignore[arg-type]


def test_dateline() -> None:
    """The city of the dateline owns the agencies that are named without a city."""
    assert names("Surabaya, 12 Mei 2021. BPBD dan Dinas Kesehatan menggelar simulasi gempa.") == [
        "BPBD Kota Surabaya", "Dinas Kesehatan Kota Surabaya",
    ]  # fmt: skip
    assert names("BANDUNG - Dinas Sosial menyalurkan bantuan.") == ["Dinas Sosial Kota Bandung"]
    assert names("Semarang, 4 June 2019. The Transportation Agency opened a bus lane.") == [
        "Dinas Perhubungan Kota Semarang"
    ]


def test_title() -> None:
    """The city of the title does so too."""
    text = "BPBD menggelar simulasi banjir, Rabu (12/5)."
    assert names(text, title="Makassar Siapkan Kampung Tangguh") == ["BPBD Kota Makassar"]


def test_most_mentions() -> None:
    """So does the city that the text speaks of most, where it has neither."""
    text = "Warga Kota Palembang menanam pohon. Sungai di Palembang pulih. Dinas Lingkungan Hidup membagikan bibit."
    assert names(text) == ["Dinas Lingkungan Hidup Kota Palembang"]
    two = "Malang belajar dari Kota Batu. Pemerintah Kota Malang dan Dinas Sosial menyiapkan tempat di Malang."
    assert names(two)[-1] == "Dinas Sosial Kota Malang"


@pytest.mark.parametrize("text", [
    "BPBD menggelar simulasi banjir.",
    "BPBD menggelar simulasi banjir seperti di Surabaya.",
    "Jakarta, 3 April 2019. Tim Surabaya datang. BPBD menerima tamu dari Kota Surabaya.",
    "Bekasi, 9 Mei 2018. Sekretariat Jakarta Berketahanan dan BPBD melihat kolam.",
    "BPBD rapat di Jalan Surabaya, di samping Hotel Bandung, bersama Institut Teknologi Bandung.",
])  # fmt: skip
def test_the_site_comes_last(text: str) -> None:
    """The site's own government is meant where no other city is told, or where its guests or its visit only are."""
    assert "BPBD Provinsi DKI Jakarta" in names(text)


def test_the_head_of_the_government() -> None:
    """A bare `Wali Kota` is the mayor of the city that the text tells of; without one he is nobody's."""
    mayor, _ = find_organisations("Semarang, 3 Mei 2019. Wali Kota membuka acara. DPRD hadir.")
    assert (mayor.name, mayor.kind, mayor.parent) == ("Wali Kota Semarang", "office", "kota-semarang")
    assert names("Wali Kota membuka acara.") == []
    assert names("Semarang, 3 Mei 2019. Peraturan Wali Kota dibahas.") == []


def test_possessive() -> None:
    """A city's agency may be named with the possessive of the city."""
    assert names("Surabaya's Transportation Agency agreed.") == ["Dinas Perhubungan Kota Surabaya"]
