"""When two names are one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kmpipe.evaluation import name_rules

RULES = name_rules()


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Dinas Perhubungan Provinsi DKI Jakarta", "dinas  perhubungan DKI"),
        ("Biro Hukum Setda Provinsi DKI Jakarta", "Biro Hukum"),
        ("Badan Penanggulangan Bencana Daerah Kota Padang", "BPBD Kota Padang"),
        ("Kementerian PPN", "Kementerian Perencanaan Pembangunan Nasional"),
        ("Kementerian Sosial Republik Indonesia", "Kementerian Sosial RI"),
        ("Ministry of Home Affairs of Indonesia", "the Ministry of Home Affairs"),
        ("pihak PT MRT", "PT. MRT"),
        ("Women’s Council", "Women's Council"),
    ],
)
def test_spellings_of_one_name(name: str, same: str) -> None:
    """Case, punctuation, well-known short forms, the state and the capital's region do not tell bodies apart."""
    assert RULES.normal(name) == RULES.normal(same)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Pemerintah Provinsi DKI Jakarta", "Pemerintah"),
        ("Gubernur DKI Jakarta", "Gubernur"),
        ("Universitas Negeri Jakarta", "Universitas Negeri"),
        ("BPBD Kota Padang", "BPBD Kota Bogor"),
        ("Dinas Kesehatan Kota Bandung", "Dinas Kesehatan"),
        ("DKI", "Jakarta"),
    ],
)
def test_names_of_two_bodies(name: str, other: str) -> None:
    """A government keeps its region, and so does a body of another region."""
    assert RULES.normal(name) != RULES.normal(other)


def test_brackets_give_more_forms() -> None:
    """A short form in brackets stands for the name, with what follows it or without; a remark there does not."""
    forms = RULES.forms("Forum Kerukunan Umat (FKUB) Kota Bogor")
    assert {"forum kerukunan umat kota bogor", "forum kerukunan umat", "fkub", "fkub kota bogor"} <= forms
    assert "tuan rumah" not in RULES.forms("Forum Kerukunan Umat (tuan rumah)")


def test_a_workspace_adds_names(tmp_path: Path) -> None:
    """The short forms of a vocabulary folder count beside the shipped ones."""
    (tmp_path / "gold_names.toml").write_text('[short]\n"forum siaga bencana" = "fsb"\n', encoding="utf-8")
    assert name_rules((tmp_path,)).normal("Forum Siaga Bencana Kota Bogor") == "fsb kota bogor"
    assert name_rules((tmp_path,)).normal("Badan Nasional Penanggulangan Bencana") == "bnpb"


@pytest.mark.parametrize("piece", ["(", "Kota (K) ", "dki ", "kerja sama "])
def test_long_names_take_linear_time(
    piece: str, assert_linear: Callable[[Callable[[str], object], str, int], None]
) -> None:
    """No bracket or repeated word makes a name slow to compare."""
    assert_linear(RULES.forms, piece, 40_000)
