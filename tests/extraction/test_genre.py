"""Genre: activity report or not and why, instance of a series, recap of several activities."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.extraction.genre import judge, split_recap
from kmpipe.model import Block
from kmpipe.text.normalise import normalise


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("Opini: Kota dan Air", "Menurut saya, sudah saatnya kota berbenah.", "opinion piece"),
        ("Lowongan Staf Data", "Kualifikasi: sarjana. Kirim lamaran sebelum 5 Mei 2018.", "announcement of a vacancy, tender or call"),
        ("Call for Proposals: Green Roofs", "Please submit your proposal.", "announcement of a vacancy, tender or call"),
        ("Berita Duka", "Kami turut berduka cita.", "obituary"),
        ("Apa itu Kota Tangguh?", "Secara sederhana, kota tangguh dapat pulih.", "explanation of a subject"),
        ("Profil: Kepala Sekretariat", "Lahir di Solo, ia lulusan ITB.", "profile of a person, body or programme"),
        ("Kota Tangguh dalam Berita", "Artikel ini telah tayang di koran.", "press clipping without an activity"),
        ("Selamat Hari Raya", "Kami mengucapkan selamat.", "greeting for a holiday"),
    ],
)  # fmt: skip
def test_no_activity_and_why(title: str, text: str, reason: str) -> None:
    """What reports no activity gives its reason, with evidence in title or text."""
    genre = judge(text, title=title)
    assert genre.no_activity == reason
    assert genre.evidence
    for proof in genre.evidence:
        assert (title if proof.field == "title" else text)[proof.start : proof.end] == proof.quote


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Cara Memilah Sampah: Lokakarya Warga", "Lokakarya ini dihadiri 40 peserta dan diadakan di balai warga. Narasumber menjelaskan."),
        ("Diskusi Publik: Mengapa Air Naik", "Diskusi digelar di Balai Kota, dihadiri warga."),
        ("Pengumuman: Lokakarya Drainase Ditunda", "Lokakarya yang dijadwalkan pada 3 Mei 2019 ditunda menjadi 10 Mei 2019."),
        ("Notice: Mangrove Workshop Is Cancelled", "The workshop that was to take place on 3 May has been cancelled."),
        ("Catatan Kunjungan Kerja", "Hari Pertama, 21 Januari 2019\nTim meninjau pintu air."),
        ("Lokakarya Air", "Peserta menyampaikan opini dan profil wilayah masing-masing."),
    ],
)  # fmt: skip
def test_a_report_stays_a_report(title: str, text: str) -> None:
    """A word of another genre does not outweigh the telling of an event."""
    assert judge(text, title=title).no_activity is None


def test_category_decides_with_the_text() -> None:
    """The category `Opini` is enough for a text that tells of no event."""
    assert judge("Air naik setiap tahun.", title="Air Naik", categories=["Opini"]).no_activity == "opinion piece"


def test_an_announced_activity_is_one() -> None:
    """The category `Pengumuman` proves no vacancy; with words of hiring beside it, it does."""
    activity = judge("Rapat ditunda ke 9 Juli 2020.", title="Rapat Koordinasi Ditunda", categories=["Pengumuman"])
    assert activity.no_activity is None
    vacancy = judge("Persyaratan: sarjana. Kirim lamaran segera.", title="Staf Data", categories=["Pengumuman"])
    assert vacancy.no_activity == "announcement of a vacancy, tender or call"


@pytest.mark.parametrize(
    ("title", "text", "recap"),
    [
        ("Laporan Bulanan Sekretariat", "Berikut kegiatan kami.", True),
        ("Sepanjang Agustus 2018", "Berikut kegiatan kami.", True),
        ("Kabar Sekretariat", "Sepanjang Agustus, Sekretariat mengadakan tiga kegiatan.", True),
        ("Recap: Resilience in May", "We met often.", True),
        ("What We Did from July to September 2019", "Two meetings and a walk.", True),
        ("Our Work from July to September 2019", "Two meetings and a walk.", True),
        ("Survei Warga", "Survei berlangsung dari Juli sampai September 2019.", False),
        ("Rapat Air", "Sepanjang tahun 2018 air dibahas selama tiga hari.", False),
    ],
)
def test_recap(title: str, text: str, recap: bool) -> None:
    """Monthly reports and recaps announce themselves in title or opening."""
    assert judge(text, title=title).recap is recap


RECAP = """Laporan Bulanan
Lokakarya Air Bersih
Pada 3 Agustus 2018 diadakan lokakarya di Jakarta.
Rapat Koordinasi
Rapat diadakan 14 Agustus 2018 di Balai Kota.
Kunjungan ke Semarang
Tim berkunjung, 20-21 Agustus 2018."""


def test_sections_of_a_recap() -> None:
    """Each dated section under its heading is one activity; the opening is none."""
    assert [RECAP[start:end].split("\n", maxsplit=1)[0] for start, end in split_recap(RECAP)] == [
        "Lokakarya Air Bersih", "Rapat Koordinasi", "Kunjungan ke Semarang",
    ]  # fmt: skip


def test_sections_of_an_english_recap() -> None:
    """A quarter told under headings that name no date is split by the dates below them."""
    text = (
        "A quarter of walks and talks.\nAlong the dike\nOn 4 July 2019 ten people walked the dike.\n"
        "Under the bridge\nThe second walk, on 9 August 2019, was wet.\nIn the hall\nFrom 3 to 4 September 2019 we drew maps."
    )
    spans = split_recap(text)
    assert [text[start:end].partition("\n")[0] for start, end in spans] == [
        "Along the dike", "Under the bridge", "In the hall",
    ]  # fmt: skip


def test_items_and_paragraphs_of_a_recap() -> None:
    """List items, or paragraphs that open with a date, are activities too."""
    items = "Kegiatan kami:\n1. 3 Agustus 2018: lokakarya.\n2. 14 Agustus 2018: rapat.\nDemikian."
    assert [items[a:b] for a, b in split_recap(items)] == ["3 Agustus 2018: lokakarya.", "14 Agustus 2018: rapat."]
    paragraphs = "Pada 3 Agustus 2018, lokakarya diadakan.\nBanyak yang hadir.\nPada 14 Agustus 2018, rapat digelar."
    assert [paragraphs[a:b] for a, b in split_recap(paragraphs)] == [
        "Pada 3 Agustus 2018, lokakarya diadakan.\nBanyak yang hadir.", "Pada 14 Agustus 2018, rapat digelar.",
    ]  # fmt: skip


def test_numbered_headings_of_a_recap() -> None:
    """Items with the paragraphs below them are activities; what closes the recap belongs to none of them."""
    text = (
        "Berikut rangkumannya.\n1. Pelatihan di Kupang\nSebanyak 25 kader berlatih pada 6-7 Agustus 2018.\n"
        "2. Diskusi di Soe\nDiskusi kekeringan digelar pada 15 Agustus 2018.\nSemua kegiatan didukung donatur."
    )
    assert [text[start:end].partition("\n")[0] for start, end in split_recap(text)] == [
        "Pelatihan di Kupang", "Diskusi di Soe",
    ]  # fmt: skip
    assert "donatur" not in text[slice(*split_recap(text)[-1])]


@pytest.mark.parametrize(
    "text",
    [
        "Hari Ke-1 (15 Januari 2018)\nDiskusi.\nHari Ke-2 (16 Januari 2018)\nKunjungan.",
        "Topik:\n1. Air bersih\n2. Sampah\n3. Mobilitas",
        "Lokakarya\nPada 3 Agustus 2018 diadakan lokakarya.\nHasil\nPada 3 Agustus 2018 itu disepakati rencana.",
        "",
    ],
)
def test_one_activity_is_not_split(text: str) -> None:
    """Days of one event, lists of topics and sections about one day stay one activity."""
    assert split_recap(text) == ()


def test_given_blocks_are_used() -> None:
    """Nested items stay with the item they belong to."""
    text = "Rapat 3 Agustus 2018\nHadir: BPBD\nKunjungan 9 Agustus 2018"
    at = [text.index(line) for line in text.split("\n")]
    blocks = tuple(
        Block(kind="item", start=start, end=start + len(line), level=level)
        for start, line, level in zip(at, text.split("\n"), (1, 2, 1), strict=True)
    )
    assert [text[a:b] for a, b in split_recap(text, blocks)] == [
        "Rapat 3 Agustus 2018\nHadir: BPBD",
        "Kunjungan 9 Agustus 2018",
    ]


@settings(deadline=None)  # the first example reads the vocabularies
@given(
    st.lists(
        st.sampled_from(["\n", "3 Mei 2018", "Rapat", "1. ", "9 Mei 2018", ".", "Laporan bulanan", "- "]), max_size=30
    )
)
def test_spans_are_ordered_and_apart(pieces: list[str]) -> None:
    """The spans of a recap never overlap, stand in order and lie inside the text."""
    text = "".join(pieces)
    last = 0
    for start, end in split_recap(text):
        assert last <= start < end <= len(text)
        last = end


@pytest.mark.parametrize("piece", ["Rapat\n3 Mei 2018.\n", "1. 3 Mei 2018\n", "laporan bulanan ", "menurut saya "])
def test_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(lambda text: (judge(text, title=""), split_recap(text)), piece, 4000)


@pytest.mark.shared
def test_gold_reports_are_activities(shared: Path) -> None:
    """Every activity report of the gold is one, and none is a recap."""
    for line in (shared / "gold" / "activities.jsonl").read_text().splitlines():
        record = json.loads(line)
        text = record.get("text") or normalise((shared / "seeds" / record["url"].removeprefix("seed:")).read_text())
        genre = judge(text, title=record["title"] or "")
        assert (record["id"], genre.no_activity, genre.recap) == (record["id"], None, False)
