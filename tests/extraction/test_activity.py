"""From an article to its activities: the date and its doubts, series, recaps, and articles that are none."""

from __future__ import annotations

import kmpipe
from kmpipe.model import Activity, Article

PAGE = """<html><head><title>Kunjungan ke Kampung Tongkol</title>{head}</head><body>
<article><h1 class="entry-title">Kunjungan ke Kampung Tongkol</h1><div class="entry-content">
<p>Rombongan mahasiswa mengunjungi Kampung Tongkol pada Rabu (3/1). Mereka diterima ketua RT dan warga setempat.</p>
<p>Warga menunjukkan rumah contoh yang dibangun dari bahan bekas dan taman di tepi kali yang mereka rawat bersama.</p>
</div></article>
<aside class="sidebar widget-area"><h3>Arsip</h3><ul><li>Oktober 2017</li><li>5 Mei 2016: Rapat Warga</li></ul></aside>
<footer>Copyright 2021 Kampung Kota. Diperbarui 9 Agustus 2021.</footer></body></html>"""


def activities(text: str, title: str = "Kegiatan", published: str | None = None) -> tuple[Activity, ...]:
    """The activities of an article of plain text."""
    return kmpipe.extract(Article(id="a", key="a", title=title, text=text, published=published)).activities


def test_a_year_is_never_taken_from_a_sidebar_or_a_footer() -> None:
    """A page whose text gives no ground for the year leaves it open, with a warning that the activity shows."""
    (activity,) = kmpipe.extract(kmpipe.clean(PAGE.format(head=""))).activities
    assert activity.held is None
    assert activity.warnings == ("year open",)
    assert [(date.start, date.warnings) for date in activity.dates] == [(None, ("year open",))]
    assert activity.review == "doubtful"


def test_the_stated_day_of_publication_is_ground_for_the_year() -> None:
    """The same page with its own day of publication has a held date, whose year is said to be inferred."""
    head = '<meta property="article:published_time" content="2018-01-05T09:00:00+07:00">'
    (activity,) = kmpipe.extract(kmpipe.clean(PAGE.format(head=head))).activities
    assert activity.held is not None
    assert activity.held.start == "2018-01-03"
    assert activity.warnings == ("year inferred",)
    assert activity.review == "unreviewed"


def test_a_contradiction_wants_a_person() -> None:
    """A weekday that contradicts its date makes the activity doubtful, though the date is read."""
    (activity,) = activities("Rapat diselenggarakan pada Selasa, 25 Oktober 2018 di Balai Kota.")
    assert activity.held is not None
    assert (activity.warnings, activity.review) == (("weekday contradicts",), "doubtful")


def test_an_activity_knows_its_series() -> None:
    """A recurring meeting carries the id of its series, and its place in it with evidence."""
    (activity,) = activities("Rapat digelar pada 5 Mei 2018.", "Rapat Rutin Bulanan ke-12")
    assert activity.series == "pertemuan-rutin-bulanan"
    assert activity.series_entry is not None
    assert (activity.series_entry.cadence, activity.series_entry.number) == ("monthly", 12)
    assert [e.quote for field in activity.evidence if field.field == "series" for e in field.evidence] == [
        "Rapat Rutin Bulanan ke-12"
    ]


def test_a_recap_gives_its_activities() -> None:
    """Each part of a recap is an activity with its own day, series and offsets into the whole text."""
    text = (
        "Berikut rangkuman kegiatan kami.\n1. Rapat rutin bulanan ke-3\nRapat digelar pada 6 Agustus 2018.\n"
        "2. Diskusi di Soe\nDiskusi kekeringan digelar pada 15 Agustus 2018."
    )
    found = activities(text, "Rekap Kegiatan Agustus 2018")
    assert [activity.held.start if activity.held else None for activity in found] == ["2018-08-06", "2018-08-15"]
    assert [activity.series for activity in found] == ["pertemuan-rutin-bulanan", None]
    for activity in found:
        assert activity.held is not None
        for piece in activity.held.evidence:
            assert text[piece.start : piece.end] == piece.quote


def test_an_article_that_is_no_activity_says_why() -> None:
    """An opinion piece gives no activity, and the reason."""
    article = Article(id="a", key="a", title="Opini: Kota dan Air", text="Menurut saya, sudah saatnya kota berbenah.")
    extraction = kmpipe.extract(article)
    assert (extraction.activities, extraction.no_activity) == ((), "opinion piece")
