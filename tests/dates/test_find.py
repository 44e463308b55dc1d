"""What `find_dates` finds, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.dates import find_dates, parse_date

HERE = Path(__file__).parent
WRITTEN = dt.date(2018, 11, 15)  # a Thursday


def values(text: str, reference: dt.date | None = None) -> list[str]:
    """The values of a text in text order, as `start` or `start/end`; dates whose year stays open are left out."""
    return ["/".join(filter(None, (m.start, m.end))) for m in find_dates(text, reference) if m.start]


def fragments(path: Path) -> list[dict]:
    """The rows of a fragment file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score(rows: list[dict]) -> tuple[float, list[str]]:
    """F1 over (start, end) pairs, and what was wrong; optional values are neither asked for nor punished."""
    hits = misses = extra = 0
    wrong = []
    for row in rows:
        reference = dt.date.fromisoformat(row["ref_date"]) if row["ref_date"] else None
        found = {(m.start, m.end) for m in find_dates(row["text"], reference) if m.start}
        dated = [e for e in row["expressions"] if e["type"] in {"DATE", "RANGE"}]
        allowed = {(e["start"], e["end"]) for e in dated} | {tuple(a) for e in dated for a in e.get("alt", [])}
        needed = {(e["start"], e["end"]) for e in dated if not e.get("optional")}
        hits += len(needed & found)
        misses += len(needed - found)
        extra += len(found - allowed)
        if needed - found or found - allowed:
            wrong.append(f"{row['id']}: {sorted(map(str, found))} for {sorted(map(str, needed))} in {row['text']!r}")
    return 2 * hits / max(2 * hits + misses + extra, 1), wrong


def test_fragments_of_our_own() -> None:
    """Forty fragments written before the grammar was: ranges, decoys, relative days, typing errors."""
    value, wrong = score(fragments(HERE / "fragments.jsonl"))
    assert value == 1, wrong


@pytest.mark.shared
@pytest.mark.parametrize("language", ["id", "en"])
def test_gold_fragments(shared: Path, language: str) -> None:
    """The development gold is read at F1 .98 or better in each language."""
    rows = [row for row in fragments(shared / "gold" / "dates.jsonl") if row["lang"] == language]
    value, wrong = score(rows)
    assert value >= 0.98, wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 Mei s.d. 2 Juni 2018", "2018-05-30/2018-06-02"),
        ("23-25 October 2018", "2018-10-23/2018-10-25"),
        ("Mei 2016 hingga Februari 2018", "2016-05/2018-02"),
        ("Jum'at s/d Minggu, tanggal 30 November s/d 2 Desember 2018", "2018-11-30/2018-12-02"),
        ("warga (12-14/8/2019) di Ciawi", "2019-08-12/2019-08-14"),
        ("Bandung, 30 Okt - 2 Nov 2018", "2018-10-30/2018-11-02"),
        ("dari 15 Januari 2018 sampai 17 Januari 2018", "2018-01-15/2018-01-17"),
        ("28 Desember 2018 s/d 3 Januari 2019", "2018-12-28/2019-01-03"),
        ("28 Desember - 3 Januari 2019", "2018-12-28/2019-01-03"),
        ("Kamis-Jumat, 25-26 Oktober 2018", "2018-10-25/2018-10-26"),
        ("Senin-Rabu (12-14/11/2018)", "2018-11-12/2018-11-14"),
        ("Jakarta, 5-7/11/2018", "2018-11-05/2018-11-07"),
        ("antara 5 dan 7 November 2018", "2018-11-05/2018-11-07"),
        ("January 30 – February 2, 2018", "2018-01-30/2018-02-02"),
        ("on Sept 27-28, 2018, in New York", "2018-09-27/2018-09-28"),
        ("Workshop: 2018-05-14 to 2018-05-16", "2018-05-14/2018-05-16"),
        ("Juni–Agustus 2019", "2019-06/2019-08"),
        ("bulan Juni, Juli, dan Agustus 2019", "2019-06/2019-08"),
        ("dari tahun 2013 sampai dengan tahun 2018", "2013/2018"),
        ("tahun ajaran 2018/2019", "2018/2019"),
        ("Triwulan IV Tahun 2022", "2022-10/2022-12"),
        ("the second half of 2019", "2019-07/2019-12"),
    ],
)
def test_ranges_are_one_value(text: str, expected: str) -> None:
    """A range is one date mention, whatever joins its ends and wherever its year stands."""
    assert values(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rabu (14/1/2026)", "2026-01-14"),
        ("Djumat, 17 Djuni 1949", "1949-06-17"),
        ("1 Agoestoes 1950", "1950-08-01"),
        ("3 Pebruari 2018", "2018-02-03"),
        ("5 Nopember 2018", "2018-11-05"),
        ("25Okt2018", "2018-10-25"),
        ("25-Okt-18", "2018-10-25"),
        ("25 Okt. '18", "2018-10-25"),
        ("Monday, Oct. 8th, 2018", "2018-10-08"),
        ("triwulan ke-2 2019", "2019-04/2019-06"),
        ("minggu ke-2 bulan Mei 2018", "2018-05"),
        ("hari ini (5/5/2018)", "2018-05-05"),
        ("tangggal 5 Mei 2018", "2018-05-05"),
        ("hari Rabu tanggal empat belas bulan November tahun dua ribu delapan belas", "2018-11-14"),
        ("tanggal dua puluh tiga Mei tahun dua ribu dua puluh", "2020-05-23"),
        ("tanggal 14 (empat belas) November 2018", "2018-11-14"),
        ("Senin lalu (12/11/2018)", "2018-11-12"),
        ("Q4/2018", "2018-10/2018-12"),
        ("24/25 November 2018", "2018-11-24/2018-11-25"),
    ],
)
def test_spellings(text: str, expected: str) -> None:
    """Old spellings, abbreviations glued to digits, brackets and numbered parts of the year are read whole."""
    assert values(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-3 Oktober dan 5-6 November 2018", ["2018-10-01/2018-10-03", "2018-11-05/2018-11-06"]),
        ("pada 1, 3 dan 5 Oktober 2018", ["2018-10-01", "2018-10-03", "2018-10-05"]),
        ("pada 1, 2, dan 3 Oktober 2018", ["2018-10-01/2018-10-03"]),
        ("finalis pada 2016 dan 2017", ["2016", "2017"]),
        ("bulan April dan Juni 2018", ["2018-04", "2018-06"]),
        ("10 September 2019 19 September 2019", ["2019-09-10", "2019-09-19"]),
    ],
)
def test_lists_are_split_where_they_are_no_range(text: str, expected: list[str]) -> None:
    """Days in a row are a range; with a gap each stands for itself and takes the month and year of the last."""
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tel. (021) 3190 5000, 0812-9988-2018, 021-3823355 ext 2018, +62 21 315 9235",
        "UU No. 32/2009, PP 27/2012, Permen LHK P.26/2018, UUD 1945",
        "Peraturan Daerah Provinsi DKI Jakarta Nomor 1 Tahun 2014 tentang RDTR",
        "Law No. 24 of 2007 and the 1945 Constitution; ISO 37120:2018",
        "Jl. 17 Agustus No. 1945, RT 05/RW 08, Lantai 4, Kode Pos 10330",
        "Rp 2.018.000.000 atau US$ 2018; 30:30; 1:2000; 25%; ke-492",
        "sebanyak 2018 orang; 2000 peserta; 2.000 anak; 12 OPD",
        "NIP 19700101 199503 1 002; 19590812982031007; ISBN 978-602-2018-12-3",
        "https://kota.example/2018/10/25/rapat; kota2018@kota.example; 103.30.1.46",
        "setiap Senin-Jumat; setiap tanggal 17; every Monday and Wednesday; tutup setiap 1 Januari",
        "selama 14 hari; 3 (tiga) bulan; in the next two years; 10 tahun yang akan datang",
        "tahun 1990-an; the 1980s; skor 4/5; 2/3 dari anggota; COP 23; Tahap II; City 4.0",
        "SK 440/1203/2017; APBD-P 2020; Suite 2019; kunjungan ke-2; rapat ke-12",
        "You may march on; Pasar Minggu; Jumat Agung; 122º59’44”- 123º05’59” BT",
    ],
)
def test_decoys_are_no_dates(text: str) -> None:
    """Numbers of laws, telephones, houses, money and persons, counts, lengths of time and recurring days are no dates."""
    assert values(text, WRITTEN) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kemarin, hari ini, besok", ["2018-11-14", "2018-11-15", "2018-11-16"]),
        ("seminggu yang lalu", ["2018-11-05/2018-11-11"]),
        ("minggu depan", ["2018-11-19/2018-11-25"]),
        ("sejak Juli lalu", ["2018-07"]),
        ("akhir tahun ini", ["2018"]),
        ("last October", ["2018-10"]),
        ("on Thursday", ["2018-11-15"]),
        ("Sabtu yang akan datang", ["2018-11-17"]),
        ("Jumat pekan lalu", ["2018-11-09"]),
        ("tanggal 15 mendatang", ["2018-12-15"]),
        ("tahun lalu dan tahun depan", ["2017", "2019"]),
    ],
)
def test_relative_dates_are_read_against_publication(text: str, expected: list[str]) -> None:
    """Relative words count from the day of publication."""
    assert values(text, WRITTEN) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rabu (14/11)", ["2018-11-14"]),
        ("pada 20 Desember", ["2017-12-20"]),
        ("akan digelar pada 20 Desember", ["2018-12-20"]),
        ("Kamis (20/12)", ["2018-12-20"]),
        ("20 Desember mendatang", ["2018-12-20"]),
        ("Semarang, 15-17 Januari 2016. Pada 16 Januari tim berkunjung", ["2016-01-15/2016-01-17", "2016-01-16"]),
        ("Conference 2018 is held in December.", ["2018", "2018-12"]),
    ],
)
def test_a_missing_year_is_inferred(text: str, expected: list[str]) -> None:
    """A date without a year is the nearest past one, unless the sentence, a weekday or a dated neighbour says otherwise."""
    mentions = find_dates(text, WRITTEN)
    assert values(text, WRITTEN) == expected
    assert "year inferred" in mentions[-1].warnings


def test_each_reading_has_its_own_day() -> None:
    """An article read against another day of publication has other years, however often it is read."""
    article = "Rapat digelar Rabu (14/11). " + "Peserta membahas rencana kerja tahun berjalan di balai kota. " * 20
    for day, expected in ((WRITTEN, "2018-11-14"), (dt.date(2012, 12, 1), "2012-11-14"), (WRITTEN, "2018-11-14")):
        assert [mention.start for mention in find_dates(article, day)] == [expected]


def test_without_any_ground_the_year_stays_open() -> None:
    """A date without a year is found, but no year is invented for it."""
    (mention,) = find_dates("Rapat digelar pada 1 Oktober di Balai Kota.")
    assert (mention.start, mention.end, mention.warnings) == (None, None, ("year open",))


@pytest.mark.parametrize(
    "text",
    [
        "31 November 2018", "29 Februari 2018", "12 Mei 0018", "12/05/0018", "31/11/2018", "29-31 November 2018",
        "2018-02-30", "32 Mei 2018", "Rabu (31/11)",
    ],
)  # fmt: skip
def test_impossible_dates_are_named_and_refused(text: str) -> None:
    """What the calendar does not hold is neither mended nor read as something smaller: it has a warning and no value."""
    (mention,) = find_dates(f"Rapat pada {text} di Jakarta", WRITTEN)
    assert (mention.start, mention.end, mention.warnings) == (None, None, ("impossible date",))
    assert parse_date(text) is None


def test_a_range_that_runs_backwards_is_two_dates() -> None:
    """Two dates in the wrong order are no range, but each stands."""
    assert values("25 Mei 2018 - 3 Januari 2018") == ["2018-05-25", "2018-01-03"]


def test_a_contradicting_weekday_is_flagged() -> None:
    """The date wins over its weekday, with a warning."""
    (mention,) = find_dates("Selasa, 25 Oktober 2018")
    assert (mention.start, mention.warnings) == ("2018-10-25", ("weekday contradicts",))


@pytest.mark.parametrize(
    "text", ["25 Febuari 2018", "Febuary 14, 2018", "12 Agutus 2018", "pada tahun 2.018", "(4/1/20182)", "5 Mei 20188"]
)
def test_a_repaired_typing_error_is_flagged(text: str) -> None:
    """A month with one slip of the hand, a year with a stray point or a fifth digit are read, with a warning."""
    (mention,) = find_dates(text)
    assert "typo repaired" in mention.warnings
    assert (mention.start or "").startswith("2018")


@pytest.mark.parametrize(
    "text",
    [
        "20180115_084113",
        "2018.01.15_Lokakarya.Oswar",
        "WhatsApp Image 2018-01-15 at 10.41.39 (1)",
        "IMG-20180115-WA0007.jpg",
        "Notulen_15-01-2018.docx",
        "Laporan-15012018.pdf",
    ],
)
def test_file_stamps_are_told_apart(text: str) -> None:
    """A date in a file name has a role of its own."""
    (mention,) = find_dates(text)
    assert (mention.start, mention.role) == ("2018-01-15", "file stamp")


def test_the_date_of_a_law_has_the_role_law() -> None:
    """The year of a law is no date; a date that belongs to the law is one, with the role law; later dates are not."""
    text = "Keputusan Gubernur Nomor 1042 Tahun 2018, ditetapkan pada tanggal 2 Juli 2018. Rapat digelar 5 Juli 2018."
    assert [(m.start, m.role) for m in find_dates(text)] == [("2018-07-02", "law"), ("2018-07-05", "mentioned")]


@pytest.mark.parametrize(
    ("text", "modifier"),
    [("awal 2018", "early"), ("pertengahan Mei 2018", "mid"), ("the end of 2018", "late"), ("Mei 2018", None)],
)
def test_modifiers(text: str, modifier: str | None) -> None:
    """Early, mid and late are kept beside the value, which stays as wide as the text says."""
    (mention,) = find_dates(text)
    assert mention.modifier == modifier


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Kamis, 25 Oktober 2018 pukul 09.00-12.00 WIB", ("09:00", "12:00")),
        ("25 Oktober 2018 | 10:15 WIB", ("10:15",)),
        ("Rabu, 4 Nov 2020\nWaktu : 09.00 – 12.00 WIB", ("09:00", "12:00")),
        ("October 26, 2018 at 2:15 pm", ("14:15",)),
        ("25 October 2018, 9-11 am", ("09:00", "11:00")),
        ("25 October 2018, from 9 a.m. to noon", ("09:00", "12:00")),
        ("25 Oktober 2018 jam 2 siang", ("14:00",)),
        ("25 Oktober 2018, pukul 13.30 hingga selesai", ("13:30",)),
        ("pukul 09.00 s.d. 12.00 WIB, hari Kamis, 25 Oktober 2018", ("09:00", "12:00")),
        ("at 2 pm on 5 October 2018", ("14:00",)),
        ("Date: 5 March 2019\nTime: 14.00-16.00 WIB", ("14:00", "16:00")),
        ("5 Mei 2018 di Balai Kota, pukul 10.00 WIB", ("10:00",)),
        ("25 Oktober 2018, 2.000 peserta hadir", ()),
        ("25 Oktober 2018, 20 peserta hadir", ()),
        ("nilai 7.25 pada 25 Oktober 2018", ()),
    ],
)
def test_clock_times_belong_to_their_date(text: str, times: tuple[str, ...]) -> None:
    """A clock time behind or before a date is kept with it as HH:MM; a bare number and one with a point is none."""
    assert find_dates(text)[0].times == times


def test_a_time_belongs_to_the_nearest_date() -> None:
    """Between two dates a time belongs to the one before it."""
    text = "Rapat 5 Mei 2018 pukul 10.00 WIB, 6 Mei 2018 pukul 13.00 WIB."
    assert [mention.times for mention in find_dates(text)] == [("10:00",), ("13:00",)]


def test_evidence_quotes_the_text() -> None:
    """Each mention carries one quote with its offsets, in text order and without overlap, after characters of any kind."""
    text = "İstanbul \U0001f600 – Jum’at, 5 Mei 2017 s.d. 7 Mei 2017; 20180115_084113; tahun 2019 dan 2021."
    end = 0
    for mention in find_dates(text):
        (piece,) = mention.evidence
        assert text[piece.start : piece.end] == piece.quote
        assert piece.start >= end
        assert 0 < piece.confidence <= 1
        end = piece.end
    assert end == len(text) - 1


def test_words_of_a_workspace_are_read(tmp_path: Path) -> None:
    """A folder of the user's own can teach a month name; without it the word is none."""
    (tmp_path / "calendar.toml").write_text("[months]\nwulan = 5\n", encoding="utf-8")
    assert [m.start for m in find_dates("5 Wulan 2018", folders=(tmp_path,))] == ["2018-05-05"]
    assert [m.start for m in find_dates("5 Wulan 2018")] != ["2018-05-05"]


@given(st.text(alphabet=st.one_of(st.sampled_from("0123456789-/.,() \n'"), st.characters()), max_size=80))
def test_any_text_is_read(text: str) -> None:
    """No text breaks the reader; what it finds is quoted exactly, does not overlap, and exists in the calendar."""
    end = 0
    for mention in find_dates(text, WRITTEN):
        piece = mention.evidence[0]
        assert text[piece.start : piece.end] == piece.quote
        assert piece.start >= end
        end = piece.end
        for value in (mention.start, mention.end):
            if value is not None and len(value) == len("2018-05-30"):
                dt.date.fromisoformat(value)


_WORDS = ["5", "15-17", "31", "Januari", "Mei", "2018", "2019", "Senin", "Minggu", "tanggal", "s.d.", "dan", "setiap", "tahun", "lalu",
          "akhir", "hari ini", "(5/5)", "25/10/2018", "No.", "UU", "triwulan", "II", ",", "akan", "pukul 10.00", "."]  # fmt: skip


@given(st.lists(st.sampled_from(_WORDS), max_size=14))
def test_any_row_of_date_words_is_read(words: list[str]) -> None:
    """Date words in any order give values in order of start and end, or none."""
    for mention in find_dates(" ".join(words), WRITTEN):
        if mention.start and mention.end:
            assert mention.start < mention.end


@pytest.mark.parametrize(
    "piece",
    [
        "15-",
        "(",
        "1, ",
        "5 Mei, 6 Juni 2018, ",
        "undang-undang a ",
        "0",
        "20180115_",
        "setiap Senin, ",
        "www.",
        "pukul 9 ",
        "9-11 am 5 Mei 2018 ",
        "5 Mei 2018 pukul ",
        "Waktu: ",
        "tanggal dua ",
        "5 (lima ",
    ],
)
def test_time_grows_with_the_text(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(lambda text: find_dates(text, WRITTEN), piece, 6_000)
