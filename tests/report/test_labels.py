"""Labels, days, numbers and shares in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kmpipe.model import Period
from kmpipe.model.base import ActivityStatus, DateWarning, RemovalKind, ReviewState
from kmpipe.report.labels import LABEL_LANGUAGES, read_labels
from kmpipe.report.records import Area
from kmpipe.vocab.load import cached_words
from tests.report.charted import LABELS


def test_both_languages_say_the_same_things() -> None:
    """Each label stands in both languages, with the same values inside."""
    texts = {language: cached_words("report_labels", language) for language in LABEL_LANGUAGES}
    assert texts["id"].keys() == texts["en"].keys()
    for key, text in texts["id"].items():
        assert sorted(re.findall(r"\$\w+", text)) == sorted(re.findall(r"\$\w+", texts["en"][key])), key


def test_every_value_has_an_indonesian_word() -> None:
    """Statuses, warnings, kinds of removals and states of review are not left in English."""
    words = cached_words("report_labels", "terms")
    for values in (ActivityStatus, DateWarning, RemovalKind, ReviewState):
        assert set(values.__args__) <= words.keys()
    assert LABELS["id"].term("year inferred") == "tahun disimpulkan"
    assert LABELS["en"].term("year inferred") == "year inferred"


@pytest.mark.parametrize(
    ("start", "end", "indonesian", "english"),
    [
        ("2018-05-30", None, "30 Mei 2018", "30 May 2018"),
        ("2018-01-15", "2018-01-17", "15–17 Januari 2018", "15–17 January 2018"),
        ("2018-07-30", "2018-08-02", "30 Juli – 2 Agustus 2018", "30 July – 2 August 2018"),
        ("2018-12-31", "2019-01-01", "31 Desember 2018 – 1 Januari 2019", "31 December 2018 – 1 January 2019"),
        ("2018-05", None, "Mei 2018", "May 2018"),
        ("2018-05", "2018-06", "Mei – Juni 2018", "May – June 2018"),
        ("2018", None, "2018", "2018"),
        ("2016-05", "2018", "Mei 2016 – 2018", "May 2016 – 2018"),
    ],
)
def test_days_are_no_more_precise_than_known(start: str, end: str | None, indonesian: str, english: str) -> None:
    """A day, a range, a month or a year is written as a reader of the language says it."""
    held = Period(start=start, end=end)
    assert (LABELS["id"].days(held), LABELS["en"].days(held)) == (indonesian, english)


def test_numbers_and_shares_are_those_of_the_language() -> None:
    """Thousands are parted as the language does; a share is 0 or 100 per cent for none and all alone."""
    assert (LABELS["id"].number(12_345), LABELS["en"].number(12_345)) == ("12.345", "12,345")
    shares = [LABELS["en"].share(part, 1_000) for part in (0, 1, 500, 999, 1_000)]
    assert shares == ["0%", "1%", "50%", "99%", "100%"]
    assert LABELS["en"].share(0, 0) == "–"


def test_areas_are_called_by_their_number() -> None:
    """An area bears the notation of its scheme, in English the English one where there is one."""
    area = Area(id="a", notation="Fokus Utama 1", notation_en="Focus area 1", label_id="Air", label_en="Water")
    assert (LABELS["id"].area(area), LABELS["en"].area(area)) == ("Fokus Utama 1 · Air", "Focus area 1 · Water")
    assert LABELS["en"].area(area, short=True) == "Focus area 1"
    assert LABELS["en"].area(Area(id="a", notation="A", label_id="Air", label_en="Water")) == "A · Water"


def test_periods_have_names() -> None:
    """Months, quarters and years are named in full and in short."""
    labels = LABELS["id"]
    assert [labels.period(name) for name in ("2018-05", "2018-Q2", "2018")] == ["Mei 2018", "Triwulan 2 2018", "2018"]
    assert [labels.period(name, short=True) for name in ("2018-08", "2018-Q2")] == ["Agu 2018", "TW2 2018"]
    assert labels.months("2018-01-15", "2018-04") == "Jan 2018 – Apr 2018"


def test_a_workspace_has_its_own_words(tmp_path: Path) -> None:
    """A label in the workspace's vocabulary takes the place of the shipped one; the others stay; a `$` is harmless."""
    (tmp_path / "report_labels.toml").write_text('[id]\ntitle = "Laporan $5 kami"\n', encoding="utf-8")
    labels = read_labels("id", (tmp_path,))
    assert labels("title") == "Laporan $5 kami" and labels("summary") == "Ringkasan"
