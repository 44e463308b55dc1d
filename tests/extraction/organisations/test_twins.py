"""One body under two spellings in one text is one record, with both mentions as evidence."""

from __future__ import annotations

from kmpipe.extraction.organisations import find_organisations


def test_with_and_without_rank() -> None:
    """`BPS Surabaya` beside `BPS Kota Surabaya` is the same office."""
    (office,) = find_organisations("BPS Surabaya menghitung. Angka BPS Kota Surabaya naik.")
    assert office.name == "Badan Pusat Statistik Kota Surabaya"
    assert [e.quote for e in office.evidence] == ["BPS Surabaya", "BPS Kota Surabaya"]


def test_a_slip_joins_the_name_met_more_often() -> None:
    """A name met once, one letter away from one met twice, is a slip; two names met once each stay two."""
    text = (
        "Perkumpulan Pengairan Lestari rapat. Perkumpulan Pengairan Lestari bubar. Perkumpulan Pengairn Lestari pulang."
    )
    (body,) = find_organisations(text)
    assert body.name == "Perkumpulan Pengairan Lestari"
    assert len(body.evidence) == 3
    assert len(find_organisations("Yayasan Karangrejo hadir. Yayasan Karangreja hadir.")) == 2


def test_villages_one_letter_apart() -> None:
    """Names of villages differ by a letter and are different villages."""
    text = "Kelurahan Karangrejo rapat. Kelurahan Karangrejo bubar. Kelurahan Karangreja pulang."
    assert [m.name for m in find_organisations(text)] == ["Kelurahan Karangrejo", "Kelurahan Karangreja"]
