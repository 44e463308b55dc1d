"""What `parse_date` takes for a date: the whole text or nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from kmpipe.dates import parse_date


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018", "2018", None),
        ("2018-10", "2018-10", None),
        ("10/2018", "2018-10", None),
        ("2018-10-25", "2018-10-25", None),
        ("Oktober 2018", "2018-10", None),
        ("may 2018", "2018-05", None),
        ("15-17 Januari 2018", "2018-01-15", "2018-01-17"),
        ("2018-2020", "2018", "2020"),
        ("triwulan III 2018", "2018-07", "2018-09"),
        (" | Kamis, 25 Okt 2018 10:15 WIB", "2018-10-25", None),
        ("October 26th, 2018 at 10:15 am", "2018-10-26", None),
        ("2018-10-26T10:15:00.000+07:00", "2018-10-26", None),
        ("20181025", "2018-10-25", None),
    ],
)
def test_whole_dates(text: str, start: str, end: str | None) -> None:
    """Years, months, days, ranges, and dates with a clock time behind them are read."""
    mention = parse_date(text)
    assert mention is not None
    assert (mention.start, mention.end, mention.role) == (start, end, "mentioned")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bogus",
        "0018",
        "3000",
        "2018-13",
        "2018-02-30",
        "31 November 2018",
        "rapat 5 Mei 2018",
        "2018 dan 2019",
        "5 Mei",
        "5 Mei 2018 di Jakarta",
    ],
)
def test_everything_else_is_none(text: str) -> None:
    """A text that is more, less or other than one date is refused, so that a query can say so."""
    assert parse_date(text) is None


def test_a_reference_gives_the_year() -> None:
    """With a day to count from, relative words and dates without a year are read."""
    reference = dt.date(2018, 11, 15)
    assert [parse_date(text, reference).start for text in ("kemarin", "5 Mei", "Kamis (8/11)")] == [
        "2018-11-14",
        "2018-05-05",
        "2018-11-08",
    ]  # type: ignore[union-attr]


def test_evidence_counts_in_the_text_given() -> None:
    """Offsets count in the text as it was passed, blanks included."""
    mention = parse_date("  2018 ")
    assert mention is not None
    assert (mention.evidence[0].start, mention.evidence[0].end, mention.evidence[0].quote) == (2, 6, "2018")
