"""Which series an activity belongs to, and its number there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kmpipe.extraction.series import find_series
from kmpipe.model import Evidence, OrganisationMention


def organisation(name: str, source: str, *, field: str = "title", role: str = "organiser") -> OrganisationMention:
    """An organisation found where its name stands in `source`."""
    at = source.index(name)
    piece = Evidence(field=field, start=at, end=at + len(name), quote=name, rule="test")  # type: ignore[arg-type]
    return OrganisationMention(
        id=name.lower().replace(" ", "-"),
        name=name,
        kind="government",
        role=role,
        evidence=(piece,),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("title", "text", "name", "cadence", "number"),
    [
        ("Pertemuan Rutin Mingguan dengan Deputi", "Rapat dibuka.", "Pertemuan Rutin Mingguan", "weekly", None),
        ("Rapat", "Weekly Meeting tanggal 11 Mei dipimpin deputi.", "Pertemuan Rutin Mingguan", "weekly", None),
        ("Rapat rutin bulanan ke-12", "", "Pertemuan Rutin Bulanan", "monthly", 12),
        ("Weekly meeting #14", "", "Pertemuan Rutin Mingguan", "weekly", 14),
        ("The 14th weekly coordination meeting", "", "Pertemuan Rutin Mingguan", "weekly", 14),
        ("Rapat Mingguan XIV", "", "Pertemuan Rutin Mingguan", "weekly", 14),
        ("Rapat Rutin Mingguan Keempat Belas", "", "Pertemuan Rutin Mingguan", "weekly", 14),
        ("Rapat Mingguan 12 Mei 2018", "", "Pertemuan Rutin Mingguan", "weekly", None),
        ("Rapat Evaluasi Triwulanan No. 3", "", "Pertemuan Evaluasi Rutin Triwulanan", "quarterly", 3),
        ("Rapat", "Pertemuan Rutin (Weekly Meeting) tanggal 11 Mei 2018.", "Pertemuan Rutin Mingguan", "weekly", None),
        ("Rapat", "Rapat rutin ini digelar setiap Senin.", "Pertemuan Rutin", "weekly", None),
        ("Konferensi Tahunan ke-5", "", "Konferensi Rutin Tahunan", "yearly", 5),
        ("Webinar Series #2: Air Kota", "Webinar dibuka.", "Webinar Series", None, 2),
        ("Forum Kota Seri III", "Forum dibuka.", "Forum Kota Seri", None, 3),
        ("Lokakarya ke-4 Program Prioritas tentang air", "Dibuka.", "Lokakarya Program Prioritas", None, 4),
    ],
)
def test_series(title: str, text: str, name: str, cadence: str | None, number: int | None) -> None:
    """Recurring meetings and numbered events belong to a series, with its cadence and their number."""
    series = find_series(text, title=title)
    assert series is not None
    assert (series.name, series.cadence, series.number) == (name, cadence, number)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Lokakarya Perdana Program Prioritas", "Dibuka."),
        ("Sesi Kerja Tahap II", "Dibuka."),
        ("Laporan Bulanan", "Berikut kegiatan kami."),
        ("Rapat Persiapan", "Bank Dunia akan membuka annual meeting di Bali."),
    ],
)
def test_no_series(title: str, text: str) -> None:
    """The first of a kind, a phase, a report and a yearly conference named in passing make no series."""
    assert find_series(text, title=title) is None


def test_one_series_has_one_id() -> None:
    """However an instance is worded, in either language, the id is the same."""
    titles = ["Rapat Mingguan", "Pertemuan Rutin Mingguan ke-3", "weekly coordination meeting", "Rapat Koordinasi Rutin Mingguan"]  # fmt: skip
    assert {series.id for title in titles if (series := find_series("", title=title))} == {"pertemuan-rutin-mingguan"}


def test_the_organiser_tells_series_apart() -> None:
    """The organiser named beside the phrase, or the only one there is, is part of the id; a number may stand behind it."""
    title = "Rapat Rutin Bulanan Forum Air ke-12"
    series = find_series("", title=title, organisations=[organisation("Forum Air", title, role="mentioned")])
    assert series is not None
    assert (series.id, series.organiser, series.number) == ("pertemuan-rutin-bulanan-forum-air", "forum-air", 12)
    text = "Forum Air menggelar rapat rutin bulanan."
    again = find_series(text, title="Rapat", organisations=[organisation("Forum Air", text, field="text")])
    assert again is not None
    assert again.id == series.id
    assert (other := find_series("", title="Rapat Rutin Bulanan")) is not None
    assert other.id != series.id


def test_evidence_quotes_phrase_and_number() -> None:
    """The evidence is the phrase with its number, in its field."""
    series = find_series("Kami mengadakan rapat rutin mingguan #7 kemarin.", title="Kabar")
    assert series is not None
    assert [(piece.field, piece.quote) for piece in series.evidence] == [("text", "rapat rutin mingguan #7")]


def test_words_of_a_workspace_are_read(tmp_path: Path) -> None:
    """A folder of the user's own can add an event that recurs."""
    (tmp_path / "genre.toml").write_text('[series.events]\narisan = "Arisan"\n', encoding="utf-8")
    series = find_series("", title="Arisan Bulanan", folders=(tmp_path,))
    assert series is not None
    assert series.id == "arisan-rutin-bulanan"


@pytest.mark.parametrize("piece", ["rapat ", "rapat rutin ", "weekly ", "ke-", "Lokakarya II "])
def test_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the title takes about four times the time, whatever is repeated."""
    assert_linear(lambda text: find_series(text, title=text), piece, 4000)
