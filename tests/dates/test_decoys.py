"""Masking decoys: what is looked for, and that looking only where a clue stands loses none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.dates.decoys import decoys, mask
from kmpipe.dates.symbols import MASK, fold


@pytest.mark.parametrize(
    "text",
    [
        "https://contoh.id/2018/05/30", "www.contoh.id/2018", "rapat2018@contoh.id", "10.12.20.18",
        "UU No. 24 Tahun 2007", "uu n0 24 tahun 2007", "Pergub 103/12/2018", "Perda DKI 8/2018", "UUD1945",
        "Constitutional reform of 2001", "1945 Constitution", "No. 24 of 2007", "nomor 12/5", "12/SK/V/2018",
        "SK/12/2018", "NIP. 19850812 201001", "19850812 201001 1 001", "HP: 0812 2018 2019", "(021) 2018 2019",
        "+62 21 2018 2019", "BlokA5", "lt.5", "RT 05/RW 08", "Jl. 17 Agustus", "Tahap ke-2", "Rp2018", "us$ 2018",
        "€2018", "2018 rupiah", "2018%", "20 persen", "20‰", "1 : 2018", "nilai (5/10", "2/3 bagian", "6º12'", "6°12'",
        "ke-20", "ke - 20", "APBD-P 2018", "1990an", "1990-an", "1990's", "1440 H", "ISO 2018", "SNI-2018:12",
        "Pasar Minggu", "Kamis  Putih", "10 Nopember Surabaya",
    ],
)  # fmt: skip
def test_a_decoy_is_hidden_whole(text: str) -> None:
    """Glued, abbreviated or spaced out: nothing of a decoy is left to be read as a date."""
    assert set(mask(fold(text), decoys()).text) == {MASK}


_WORDS = sorted({word for words in decoys().kinds for word in words.clues})
_PIECES = st.sampled_from(
    [*_WORDS, "constitutional", "blok", "uud", "5", "12", "05", "2018", "19850812", "ke-", "º", "an", "nama", "_"]
)


@given(st.lists(st.tuples(_PIECES, st.sampled_from(["", " ", ". ", "/", "-", ", "])), max_size=12))
def test_a_decoy_without_a_clue_is_none(pieces: list[tuple[str, str]]) -> None:
    """Looking for every kind of decoy in every text hides nothing more than looking where a clue stands."""
    text = "".join(map("".join, pieces))
    known = decoys()
    everywhere = known._replace(kinds=tuple(kind._replace(clues=frozenset()) for kind in known.kinds))
    assert mask(text, known) == mask(text, everywhere)


def test_a_word_of_a_workspace_may_be_a_figure(tmp_path: Path) -> None:
    """A workspace's own words are masked too, also one without any letter."""
    (tmp_path / "decoys.toml").write_text('[words]\nphone = ["14"]\n', encoding="utf-8")
    assert set(mask("14 2018 2019", decoys((tmp_path,))).text) == {MASK}
    assert mask("14 2018 2019", decoys()).text == "14 2018 2019"
