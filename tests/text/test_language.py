"""The language of a text: what a reader sees as Indonesian, English, both, or neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.text.language import detect, detect_blocks

INDONESIAN = [
    "Lokakarya ini dihadiri oleh perwakilan dinas dan komunitas warga dari lima wilayah kota.",
    "Konsep kota berketahanan (resilient city) dijelaskan kepada para pemangku kepentingan (stakeholders).",
    "Tim sekretariat mempresentasikan hasil Focus Group Discussion tentang shocks dan stresses.",
    "Penyusunan Strategi Ketahanan Kota Jakarta",
    "Gue sih ngerasa programnya bagus, tapi warganya nggak pernah diajak ngobrol.",
    "Hari Ke-2 (16 Januari 2018)",
]
ENGLISH = [
    "The workshop was attended by city officials and residents of five districts.",
    "The Regional Disaster Management Agency (Badan Penanggulangan Bencana Daerah/BPBD) presented its plan.",
    "Dinas Lingkungan Hidup and Dinas Perhubungan will share their data with the secretariat.",
    "Flood Management and Early Warning Systems",
    "Jakarta's sidewalks will be widened this year, according to the Transportation Agency.",
]
MIXED = [
    "Rapat ini membahas rencana kerja sekretariat. The meeting discussed the work plan of the secretariat.",
    "Ketahanan kota adalah kemampuan kota untuk bertahan.\nCity resilience is the capacity of a city to survive.",
    "So kita harus make sure that semua stakeholder itu on the same page dan tidak ada yang left behind in this process.",
]
NEITHER = [
    "",
    "2018",
    "15-17 / 2018, 30:30",
    "Jakarta",
    "20180115_084113",
    "https://example.org/the-workshop-of-the-year",
    "L'atelier a réuni les représentants des services de la ville et les habitants de cinq quartiers.",
    "De gemeente heeft gisteren het nieuwe plan voor de waterkering aan de bewoners gepresenteerd.",
    "El taller contó con la participación de los vecinos y de las autoridades de la ciudad.",
    "Bocah-bocah iku ora gelem lunga menyang sekolah amarga dalane isih kebanjiran.",
    "Urang kudu babarengan ngajaga walungan sangkan teu banjir deui dina usum hujan.",
    "Mesyuarat itu turut dihadiri oleh setiausaha kerajaan negeri serta wakil syarikat pengangkutan awam.",
    "市政府昨天介绍了新的防洪计划。",
]


@pytest.mark.parametrize(
    ("text", "language"),
    [(text, code) for code, texts in (("id", INDONESIAN), ("en", ENGLISH), ("mixed", MIXED)) for text in texts],
)
def test_prose_titles_and_names_of_the_other_language(text: str, language: str) -> None:
    """Indonesian with English terms stays Indonesian, English with agency names stays English, both at length is mixed."""
    assert detect(text) == language


@pytest.mark.parametrize("text", NEITHER)
def test_other_languages_and_scraps_are_undetermined(text: str) -> None:
    """Foreign prose, the kin of Indonesian, numbers, addresses and single words are `und`, never a guess."""
    assert detect(text) == "und"


def test_a_tie_is_broken_the_same_way_each_time() -> None:
    """Where the known words are even the trained profiles decide, with the same answer at each call."""
    tie = "Workshop lokakarya penanganan permasalahan perkotaan"
    assert {detect(tie) for _ in range(5)} == {"id"}


def test_short_blocks_have_the_language_of_the_document() -> None:
    """A caption or heading of a few words is filed under the language of the article around it."""
    document, blocks = detect_blocks(["Fokus Utama 3", *INDONESIAN[:4], "20180115_084113", INDONESIAN[4], ENGLISH[0]])
    assert (document, blocks) == ("id", (*["id"] * 7, "en"))


def test_a_foreign_block_stays_undetermined_within_the_document() -> None:
    """A quotation in a third language is not stemmed as if it were the article's."""
    document, blocks = detect_blocks([*INDONESIAN[:3], NEITHER[6]])
    assert (document, blocks[-1]) == ("id", "und")


def test_a_document_in_both_languages_is_mixed() -> None:
    """An article followed by its translation is found in both languages; its long blocks keep their own."""
    document, blocks = detect_blocks([*INDONESIAN[:2], *ENGLISH[:2]])
    assert (document, blocks) == ("mixed", ("id", "id", "en", "en"))


def test_no_blocks() -> None:
    """An article without text has no language."""
    assert detect_blocks([]) == ("und", ())


@given(st.text())
def test_any_text_has_one_language_twice(text: str) -> None:
    """Whatever the text, there is an answer, and it is the same the second time."""
    assert detect(text) == detect(text) in {"id", "en", "mixed", "und"}
