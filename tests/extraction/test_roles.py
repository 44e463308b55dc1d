"""Which date is what: held, sessions, deadlines, targets, and what is only mentioned."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kmpipe.dates import find_dates
from kmpipe.extraction.roles import Roles, assign_roles, only_day
from kmpipe.model import Block

TAIL = re.compile(r"\n(?:Artikel terkait|Show More|Check Also)\n")


def roles(text: str, title: str = "", published: str | None = None) -> Roles:
    """The roles of the dates of a text and its title."""
    day = dt.date.fromisoformat(published) if published else None
    return assign_roles(text, title, find_dates(text, day), published=day, title_mentions=find_dates(title, day))


def held(found: Roles) -> tuple[str, str | None] | None:
    """Start and end of "held"."""
    return (found.held.start, found.held.end) if found.held else None


@pytest.mark.shared
@pytest.mark.parametrize("name", ["000_01611622472af996.txt", "001_7a43732af4a71635.txt", "002_95a53ae922a1f73c.txt"])
def test_seeds(shared: Path, name: str) -> None:
    """The seed documents, cleaned, give their held dates, sessions and targets, and no date of another activity."""
    gold = json.loads((shared / "gold" / "seeds.json").read_text(encoding="utf-8"))[name]
    page = (shared / "seeds" / name).read_text(encoding="utf-8")
    text = TAIL.split(page)[0].split(gold["title"], 1)[1]
    found = roles(text, gold["title"])
    assert held(found) == tuple(gold["held"])
    assert found.status == "held"
    assert [[session.label, session.start] for session in found.sessions] == gold.get("sessions", [])
    by_role = {role: {(m.start, m.end) for m in found.dates if m.role == role} for role in ("target", "mentioned")}
    assert {tuple(value) for value in gold.get("targets", [])} <= by_role["target"]
    assert {tuple(value) for value in gold.get("mentioned", [])} <= by_role["mentioned"]
    assert not {m.start for m in found.dates if m.role in {"held", "session", "due"}} & set(gold.get("never", []))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Semarang, 15-17 Januari 2018. Tim berkunjung ke kota itu.", ("2018-01-15", "2018-01-17")),
        ("Jakarta, Kamis 25 Oktober 2018. Tim kembali bekerja.", ("2018-10-25", None)),
        ("Kegiatan itu diselenggarakan pada hari Kamis tanggal 25 Oktober 2018.", ("2018-10-25", None)),
        ("Jumat 25 Mei 2018, Sekretariat mengadakan pertemuan.", ("2018-05-25", None)),
        ("Pertemuan Rutin (Weekly Meeting) tanggal 11 Mei 2018 dipimpin Deputi Gubernur.", ("2018-05-11", None)),
        ("The consultation was held at City Hall on 4 March 2019.", ("2019-03-04", None)),
        ("UCLG ASPAC hosted the Forum (CRIF) 2025 from 21 to 23 May.", ("2025-05-21", "2025-05-23")),
        ("Hari/Tanggal : Kamis, 25 Oktober 2018\nTempat : Balai Kota", ("2018-10-25", None)),
        ("Kegiatan ini berlangsung pada bulan Mei 2018.", ("2018-05", None)),
        ("Hari pertama (5 Mei 2018)\nDiskusi.\nHari kedua (6 Mei 2018)\nKunjungan.", ("2018-05-05", "2018-05-06")),
    ],
)
def test_ground_for_held(text: str, expected: tuple[str, str | None]) -> None:
    """A dateline, a sentence that says when it took place, an event's own date and its sessions are ground for "held"."""
    assert held(roles(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date: 15 October 2020\nTime: 14.00-16.00 WIB\nVenue: Zoom", ("2020-10-15", None)),
        ("Notulen Rapat\nTanggal : 5 Maret 2019\nTempat : Balai Kota", ("2019-03-05", None)),
        ("Date: 15 October 2020\nFor immediate release.", None),
        ("Nota kesepahaman ditandatangani Selasa, 30 Oktober 2018.", ("2018-10-30", None)),
        ("Menindaklanjuti surat edaran tanggal 2 Januari 2019, camat menggelar rapat pada 14 Januari 2019.", ("2019-01-14", None)),
        ("Rapat membahas surat tertanggal 2 Januari 2019.", None),
        ("Warga melakukan kerja bakti di kali, Minggu (18/11/2018) pagi.", ("2018-11-18", None)),
    ],
)  # fmt: skip
def test_ground_in_the_line(text: str, expected: tuple[str, str | None] | None) -> None:
    """A label among those of minutes, an act of signing and the bracket of news are ground; the date of a letter is none."""
    assert held(roles(text)) == expected


def test_a_building_opened_long_ago_is_no_activity() -> None:
    """An act that further down tells of the past of a place is no ground."""
    text = "Tim meninjau gedung.\nGedung itu luas.\nAtapnya hijau.\nTamannya rindang.\nIa diresmikan 5 Mei 2010."
    assert held(roles(text)) is None


def test_a_week_in_passing_gives_way_to_its_day() -> None:
    """Where a week and a day in it are named, the activity was held on the day."""
    text = "Penyuluhan berlangsung pada akhir pekan lalu, Sabtu (9/3), di RW 05."
    found = roles(text, published="2019-03-11")
    assert held(found) == ("2019-03-09", None)
    assert found.held is not None
    assert [m.evidence[0].quote for m in found.held.rejected] == ["akhir pekan lalu"]


def test_an_open_year_leaves_held_open_and_says_so() -> None:
    """Without ground for the year the day is shown with its role and warning, and no year is taken from anywhere."""
    found = roles("Rombongan mengunjungi Kampung Tongkol pada Rabu (3/1). Mereka diterima ketua RT.")
    assert found.held is None
    assert found.warnings == ("year open",)
    assert [(m.start, m.role, m.warnings) for m in found.dates] == [(None, "held", ("year open",))]


def test_a_dated_neighbour_keeps_the_open_candidate() -> None:
    """A day without a value that lost to another stays among the rejected."""
    found = roles("Jakarta, 2 Desember 2018. Lokakarya digelar pada 31 November 2018.")
    assert held(found) == ("2018-12-02", None)
    assert found.warnings == ("impossible date",)
    assert found.held is not None
    assert [m.evidence[0].quote for m in found.held.rejected] == ["31 November 2018"]


@pytest.mark.parametrize("day", ["31 November 2018", "29 Februari 2018", "5 Mei 0018", "32 Mei 2018"])
def test_an_impossible_day_is_named_and_not_mended(day: str) -> None:
    """A day that no calendar holds leaves "held" empty, with the reason."""
    found = roles(f"Lokakarya digelar pada {day} di Balai Kota.")
    assert (found.held, found.warnings) == (None, ("impossible date",))


def test_a_day_after_publication_is_named() -> None:
    """A day after publication that no word announces is doubtful: planned, with a warning; an announced one is not."""
    doubtful = roles("Rapat digelar pada 28 Oktober 2028.", published="2018-10-25")
    assert (held(doubtful), doubtful.status) == (("2028-10-28", None), "planned")
    assert doubtful.warnings == ("after publication",)
    assert roles("Rapat akan digelar pada 28 Oktober 2018.", published="2018-10-25").warnings == ()
    late = roles("Jakarta, 28 Oktober 2018. Tim bekerja.", published="2018-10-25")
    assert (late.held, late.warnings) == (None, ("after publication",))


def test_doubts_of_held_are_passed_on() -> None:
    """A weekday that contradicts and a year that was inferred are warnings of the activity too."""
    assert roles("Rapat digelar pada Selasa, 25 Oktober 2018.").warnings == ("weekday contradicts",)
    assert roles("Rapat digelar pada 20 Oktober.", published="2018-10-25").warnings == ("year inferred",)
    assert roles("Rapat digelar pada 25 Oktober 2018.").warnings == ()


def test_what_is_stated_beats_the_dateline() -> None:
    """A dateline of the 20th may tell of events on the 19th and 20th, or of one on the 19th alone."""
    told = "Paparan diselenggarakan pada tanggal 19 September 2018"
    assert held(roles(f"Jakarta, 20 September 2018. {told}, serta FGD diselenggarakan pada 20 September 2018.")) == (
        "2018-09-19",
        "2018-09-20",
    )
    assert held(roles(f"Jakarta, 20 September 2018. {told}.")) == ("2018-09-19", None)


def test_a_dateline_of_three_days_holds_the_day_a_sentence_tells_of() -> None:
    """One day told of inside the dateline's range does not narrow it."""
    text = "Semarang, 15-17 Januari 2018. Pada 16 Januari 2018 dilaksanakan kunjungan lapangan."
    assert held(roles(text)) == ("2018-01-15", "2018-01-17")


@pytest.mark.parametrize(
    "text",
    [
        "Sekretariat terbentuk pada 6 September 2017 untuk membantu gubernur.",
        "Tahap I terlaksana sejak Mei 2016 hingga Februari 2018.",
        "Program ini menargetkan 100 kampung pada tahun 2030.",
        "Laporan akan diserahkan pada 31 Juli 2018.",
        "Naskah dikirim paling lambat 5 Mei 2018.",
        "Sebelumnya, rapat diadakan pada 2 Mei 2018.",
        "Warga harus siap, ujar Kepala Dinas, Senin (16/9/2024).",
        "BMKG memperkirakan hujan pada 9 hingga 12 Januari 2020.",
        "Keputusan Gubernur Nomor 10 Tahun 2018 tanggal 5 Mei 2018 menjadi dasar.",
        "Foto: 20180115_084113",
    ],
)
def test_other_dates_are_not_held(text: str) -> None:
    """Earlier events, periods, goals, deadlines, quotations, forecasts, laws and file names are no ground for "held"."""
    found = roles(text)
    assert found.held is None
    assert "held" not in {mention.role for mention in found.dates}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Naskah dikirim paling lambat 5 Mei 2018.", "due"),
        ("Laporan akan diserahkan pada 31 Juli 2018.", "due"),
        ("16 Agustus 2019 : Batas Akhir Pengiriman", "due"),
        ("Ditargetkan rampung untuk tahun 2021, demikian target kami tahun 2021.", "target"),
        ("Posted on 26 October 2018 by admin", "published"),
        ("Keputusan Gubernur Nomor 10 Tahun 2018 tanggal 5 Mei 2018 menjadi dasar.", "law"),
        ("Jakarta terpilih pada Mei 2016.", "mentioned"),
    ],
)
def test_roles_by_the_words_beside(text: str, role: str) -> None:
    """The nearest cue in the sentence says what a date is."""
    assert roles(text).dates[-1].role == role


def test_a_year_to_come_is_a_target() -> None:
    """A year after the activity is a target, also where no word says so."""
    found = roles("Jakarta, 5 Mei 2018. Jakarta pada tahun 2030 akan berbeda dari tahun 2010.")
    assert [m.role for m in found.dates] == ["held", "target", "mentioned"]


def test_publication_bounds_held_but_is_no_ground() -> None:
    """The day of publication never becomes "held", and nothing was held after it."""
    assert held(roles("Opini: kota harus tahan bencana.", published="2018-10-25")) is None
    found = roles(
        "Jakarta, 20 Oktober 2018. Tim bekerja.\nRapat diadakan pada 28 Oktober 2018.", published="2018-10-25"
    )
    assert held(found) == ("2018-10-20", None)
    assert found.held is not None
    assert [m.start for m in found.held.rejected] == ["2018-10-28"]


@pytest.mark.parametrize(
    ("text", "published", "status", "expected"),
    [
        ("Sekretariat akan menyelenggarakan lokakarya pada 5 November 2018.", "2018-10-20", "planned", ("2018-11-05", None)),
        ("The workshop will be held on 5 November 2018 in Bandung.", "2018-10-30", "planned", ("2018-11-05", None)),
        ("The workshop will be held on 5 November 2018 in Bandung.", "2018-11-30", "held", ("2018-11-05", None)),
        ("Lokakarya yang semula dijadwalkan pada 5 November 2018 ditunda menjadi 12 November 2018.", None, "postponed", ("2018-11-12", None)),
        ("Festival Sungai yang semula direncanakan pada 14 Maret 2020 ditunda hingga 22 Agustus 2020.", "2020-03-12", "postponed", ("2020-08-22", None)),
        ("The public consultation scheduled for 9 July 2019 has been cancelled.", "2019-07-05", "cancelled", ("2019-07-09", None)),
        ("Seminar pada 5 November 2018 dibatalkan.", None, "cancelled", ("2018-11-05", None)),
        ("The workshop that was to take place on 5 November 2018 has been cancelled. On Friday all met.", "2018-11-04", "cancelled", ("2018-11-05", None)),
        ("Jakarta, 5 Mei 2018. Rapat digelar. Rapat berikutnya akan digelar pada 12 Mei 2018.", None, "held", ("2018-05-05", None)),
    ],
)  # fmt: skip
def test_status(text: str, published: str | None, status: str, expected: tuple[str, str | None] | None) -> None:
    """An announcement is planned until its day is past at publication; postponed and cancelled need a word for the activity."""
    found = roles(text, published=published)
    assert (found.status, held(found)) == (status, expected)
    assert status == "held" or found.status_evidence


def test_evidence_and_confidence() -> None:
    """Grounds that agree are worth more than one, and each is quoted from its field."""
    text = "Jakarta, 5 Mei 2018. Rapat diadakan pada 5 Mei 2018."
    one, both = roles("Jakarta, 5 Mei 2018. Rapat selesai."), roles(text, "Rapat 5 Mei 2018")
    assert one.held is not None
    assert both.held is not None
    assert one.held.confidence < both.held.confidence < 1
    assert {piece.field for piece in both.held.evidence} == {"title", "text"}
    for piece in both.held.evidence:
        assert ("Rapat 5 Mei 2018" if piece.field == "title" else text)[piece.start : piece.end] == piece.quote


def test_a_lead_names_its_day() -> None:
    """The first sentence of news names the day of what it tells; long after, or without an activity, it does not."""
    lead = "Warga duduk bersama petugas di kantor kecamatan kemarin. Sekitar 50 warga hadir dalam diskusi itu."
    assert held(roles(lead, published="2022-08-05")) == ("2022-08-04", None)
    assert held(roles("Harga cabai naik kemarin. Warga mengeluh.", published="2022-08-05")) is None
    bracketed = roles("Tim turun ke tiga rusunawa mulai Senin (4/2) sampai Rabu (6/2).", published="2019-02-08")
    assert held(bracketed) == ("2019-02-04", "2019-02-06")
    assert bracketed.held is not None
    assert bracketed.held.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Rapat digelar 4 Februari 2019. Notulen dikirim sebelum 8 Februari 2019.", "due"),
        ("The workshop was held on 1 March 2019. The draft will be sent to the bureau by 29 March 2019.", "due"),
        ("Rapat digelar 4 Februari 2019. Sebelum 8 Januari 2019 tidak ada data.", "mentioned"),
        (
            "Rapat digelar 4 Februari 2019. Untuk pekan berikutnya laporan dikirim paling lambat 20 Februari 2019.",
            "due",
        ),
    ],
)
def test_deadlines(text: str, role: str) -> None:
    """A day "by" or "before" which something is due is a deadline if it lies after the activity."""
    assert roles(text).dates[-1].role == role


def test_a_caption_is_no_ground() -> None:
    """A date inside a caption block does not say when the activity was held."""
    text = "Rapat diadakan pada 5 Mei 2018."
    caption = Block(kind="caption", start=0, end=len(text))
    assert assign_roles(text, "", find_dates(text), blocks=(caption,)).held is None


@pytest.mark.parametrize(
    "piece",
    [
        "Hari 1 (5 Mei 2018) ",
        "Date: 5 Mei 2018\n",
        "surat Wali Kota 5 Mei 2018, ",
        "rapat ditunda 5 Mei 2018 ",
        "akan ",
    ],
)
def test_time_grows_with_the_text(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(roles, piece, 6_000)


def test_no_dates_no_text() -> None:
    """An empty text has no dates and was held at no stated time."""
    assert roles("") == Roles()


def test_only_day_of_a_part_is_when_it_was_held() -> None:
    """A part of a recap that names one day and says nothing of it was held on that day; with two days it stays open."""
    text = "On Wednesday, 9 May 2018, nine staff members made a tour of the pumps."
    assert assign_roles(text, "", find_dates(text)).held is None
    held = only_day(assign_roles(text, "", find_dates(text))).held
    assert held is not None
    assert (held.start, held.end) == ("2018-05-09", None)
    short = only_day(roles("On Wednesday (9/5) nine staff members made a tour of the pumps.", published="2018-06-01"))
    assert (short.held and short.held.start, short.warnings) == ("2018-05-09", ("year inferred",))
    two = text + " A letter of 2 May 2018 had asked for it."
    assert only_day(assign_roles(two, "", find_dates(two))).held is None
