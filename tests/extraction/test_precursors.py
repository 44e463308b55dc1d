"""What an activity says it follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kmpipe.dates import find_dates
from kmpipe.extraction.precursors import find_precursors


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("Rapat ini menindaklanjuti lokakarya banjir pada 5 Mei 2018.", "lokakarya banjir pada 5 Mei 2018", "2018-05-05"),
        (
            "Kegiatan ini tindak lanjut dari Lokakarya Air Bersih, yang diadakan BPBD pada 5 Mei 2018.",
            "Lokakarya Air Bersih",
            "2018-05-05",
        ),
        ("This is a follow-up to the Workshop on Rainwater held on 3 June 2019.", "the Workshop on Rainwater held on 3 June 2019", "2019-06-03"),
        ("Simulasi ini lanjutan dari pelatihan pada Mei 2018.", "pelatihan pada Mei 2018", None),
    ],
)  # fmt: skip
def test_name_and_day_are_read(text: str, name: str, day: str | None) -> None:
    """The name ends with its clause; the day may stand in the rest of the sentence, a month is none."""
    (found,) = find_precursors(text, find_dates(text))
    assert (found.name, found.day) == (name, day)
    assert text[found.evidence[0].start : found.evidence[0].end] == found.evidence[0].quote == name


def test_what_comes_next_is_no_precursor() -> None:
    """A day in another sentence does not count, and without words that say so there is nothing."""
    text = "Ini tindak lanjut dari rapat kerja. Pada 5 Mei 2018 dibentuk tim."
    assert [found.day for found in find_precursors(text, find_dates(text))] == [None]
    assert find_precursors("Tindak lanjut: BPBD menyusun SOP pada 5 Mei 2018.", ()) == ()


def test_time_is_linear(assert_linear: Callable[..., None]) -> None:
    """Four times the text takes about four times the time."""
    assert_linear(lambda text: find_precursors(text, ()), "menindaklanjuti rapat ", 10_000)
