"""The type of an activity: what a reader would call the event."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.extraction.types import find_type

SHARED = Path(os.environ.get("KMPIPE_SHARED", str(Path(__file__).parents[2].parent / "shared")))

REPORTS = [
    (
        "training",
        "Guru PAUD Belajar Tanggap Gempa",
        "Sebanyak 40 guru mengikuti pelatihan kesiapsiagaan gempa di Jakarta Selatan. Narasumber dari BPBD memperagakan cara berlindung.",
    ),
    (
        "coordination meeting",
        "Pemprov Percepat Normalisasi Kali",
        "Gubernur memimpin rapat koordinasi bersama Kementerian PUPR di Balai Kota, Senin. Pertemuan itu membahas pembebasan lahan.",
    ),
    (
        "site visit",
        "Wagub Tinjau Rumah Pompa Pluit",
        "Wakil Gubernur meninjau Rumah Pompa Waduk Pluit untuk memastikan kesiapan menghadapi musim hujan.",
    ),
    (
        "launch",
        "Jakarta Luncurkan Strategi Ketahanan Kota",
        "Gubernur meluncurkan dokumen strategi dalam sebuah acara di Balai Agung yang dihadiri 200 undangan.",
    ),
    (
        "visit",
        "Deputi Gubernur Terima Audiensi Kedutaan Besar Belanda",
        "Delegasi diterima di ruang kerja. Kedua pihak membicarakan kerja sama air.",
    ),
    (
        "outreach",
        "Pengenalan Program Kota Tangguh kepada Siswa SMP",
        "Tim mengunjungi sebuah SMP untuk memperkenalkan program. Siswa lalu mengikuti kuis.",
    ),
    (
        "fgd",
        "",
        "Pada 10 April 2019 diadakan Focus Group Discussion (FGD) untuk menghimpun masukan atas indikator tiap pilar.",
    ),
    (
        "meeting",
        "Pertemuan Rutin Mingguan 25 Mei 2018",
        "Sekretariat mengadakan pertemuan dengan Deputi Gubernur. Dibahas persiapan lokakarya bulan depan.",
    ),
    (
        "meeting",
        "Rapat Pembahasan Metoda Perhitungan Komitmen",
        "Rapat dipimpin kepala bidang dan membahas hasil lokakarya pekan lalu serta rencana pelatihan.",
    ),
    (
        "workshop",
        "",
        "Jakarta, 12 Maret 2018. Sekretariat menyelenggarakan lokakarya penentuan fokus utama. Lokakarya ini diikuti 60 peserta dari dinas.",
    ),
    (
        "conference",
        "Sekretariat Jakarta Berketahanan di Resilience Summit",
        "The Chief Resilience Officer joined mayors from forty cities at the summit in New York.",
    ),
    (
        "exchange",
        "Study Visit to Surabaya",
        "A team of eleven officers spent two days in Surabaya to learn about composting.",
    ),
    (
        "outreach",
        "Penyuluhan Bahaya Demam Berdarah di RW 05",
        "Kader jumantik mengunjungi rumah warga dan membagikan selebaran.",
    ),
    ("survey", "Survei Persepsi Ketahanan Kota", "Tim menyebarkan kuesioner kepada 300 warga di lima wilayah."),
    (
        "ceremony",
        "Penandatanganan Nota Kesepahaman dengan Universitas Indonesia",
        "Nota kesepahaman ditandatangani rektor dan gubernur di Balai Kota.",
    ),
    (
        "dialogue",
        "Konsultasi Publik Rancangan RDTR",
        "Dinas menggelar konsultasi publik untuk menampung masukan warga atas rancangan rencana detail.",
    ),
    (
        "publication",
        "Policy Brief: Financing Nature-Based Solutions",
        "This policy brief sets out five options for city finance.",
    ),
    (
        "other",
        "Profil: Penjaga Pintu Air Manggarai",
        "Selama dua puluh tahun Pak Pardjono mencatat tinggi muka air setiap jam.",
    ),
    (
        "working session",
        "Working Session on Water",
        "On 28 May 2018 four thematic groups met for a working session on clean water.",
    ),
    (
        "workshop",
        "Participatory Mapping Workshop Held in Kampung Akuarium",
        "Residents drew their streets and wells during the two-day workshop.",
    ),
    ("training", "Bimtek Pengelolaan Arsip", "Bimbingan teknis diikuti arsiparis dari semua kelurahan."),
    (
        "conference",
        "Seminar Nasional Kota Tangguh",
        "Seminar ini menghadirkan pembicara dari lima universitas dan ditutup dengan diskusi panel.",
    ),
    (
        "dialogue",
        "Dialog Warga dan Wali Kota",
        "Warga menyampaikan keluhan soal sampah dan parkir dalam dialog terbuka.",
    ),
]


@pytest.mark.parametrize(("expected", "title", "text"), REPORTS)
def test_reports_bear_the_name_of_their_event(expected: str, title: str, text: str) -> None:
    """Title, opening and verbs of holding say what the event is, in either language."""
    assert find_type(text, title=title)[0] == expected


def test_the_first_name_in_a_title_is_the_event() -> None:
    """A meeting that prepares a workshop is a meeting, whatever the text says of the workshop."""
    title = "Rapat Persiapan Lokakarya City Assets"
    assert find_type("Lokakarya akan membahas aset kota. Lokakarya dibuka gubernur.", title=title)[0] == "meeting"


def test_an_earlier_event_in_the_opening_does_not_decide() -> None:
    """A follow-up is not taken for what it follows."""
    text = "Sebagai tindak lanjut lokakarya, dinas menggelar pelatihan bagi petugas lapangan."
    assert find_type(text)[0] == "training"


def test_a_body_that_bears_a_cue_in_its_name_is_no_event() -> None:
    """The disaster forum taking part does not make the report one of a conference."""
    assert find_type("Forum Pengurangan Risiko Bencana dan relawan membagikan selimut.")[0] == "other"


def test_no_event_at_all() -> None:
    """An opinion piece has no type and no evidence."""
    assert find_type("Jakarta adalah kota yang panas.", title="Opini") == ("other", ())


def test_evidence_points_at_the_words() -> None:
    """Each piece of evidence quotes what stands at its offsets, the heaviest first."""
    title, text = "Lokakarya Perdana", "Sekretariat menggelar lokakarya. Lokakarya ini dihadiri dinas."
    kind, evidence = find_type(text, title=title)
    assert kind == "workshop"
    assert evidence[0].field == "title"
    assert all(
        (title if piece.field == "title" else text)[piece.start : piece.end] == piece.quote for piece in evidence
    )


def test_a_workspace_has_its_own_words(tmp_path: Path) -> None:
    """An entry in a vocabulary file of the user's own takes the place of the shipped one."""
    cue = 'cues = [{ text = "kopi darat", weight = 1.0 }]'
    entry = f'[[type]]\nid = "meeting"\nlabel_id = "rapat"\nlabel_en = "meeting"\n{cue}\n'
    (tmp_path / "event_types.toml").write_text(entry, encoding="utf-8")
    assert find_type("Kopi darat warga.", folders=(tmp_path,))[0] == "meeting"


@given(st.text(alphabet="rapt lokyi(). \n1"), st.text(max_size=20))
def test_the_same_answer_twice(text: str, title: str) -> None:
    """Whatever the text, the answer does not change."""
    assert find_type(text, title=title) == find_type(text, title=title)


@pytest.mark.parametrize("piece", ["(", "15-", "Baca juga", "rapat koordinasi ", "menggelar ", "workshop (workshop "])
def test_hostile_repeats_take_linear_time(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(find_type, piece, 5_000)


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the shared seed documents are not here")
def test_the_three_seeds() -> None:
    """The seed documents are an exchange, a working session and a workshop."""
    expected = json.loads((SHARED / "gold" / "seeds.json").read_text(encoding="utf-8"))
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8").partition("\nCheck Also")[0]
        assert find_type(text, title=expected[path.name]["title"])[0] == expected[path.name]["type"]
