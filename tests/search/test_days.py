"""Calendar values as ranges of days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.search.days import iso_days, period, range_days, value_days


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2018", (20180101, 20181231)),
        ("2018-02", (20180201, 20180228)),
        ("2020-02", (20200201, 20200229)),
        ("1900-02", (19000201, 19000228)),
        ("2018-10-05", (20181005, 20181005)),
        ("2018-13", None),
        ("2018-00", None),
        ("2018-11-31", None),
        ("2019-02-29", None),
        ("0018", None),
        ("18", None),
        ("2018-1-5", (20180105, 20180105)),
        ("bogus", None),
    ],
)
def test_calendar_values(value: str, days: tuple[int, int] | None) -> None:
    """Years, months and days become their first and last day; days that never were are refused."""
    assert iso_days(value) == days


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_every_real_day_is_one(day: dt.date) -> None:
    """Every day of the calendar is read as itself, and lies in its month and year."""
    number = int(day.strftime("%Y%m%d"))
    assert iso_days(day.isoformat()) == (number, number)
    for grain in (7, 4):
        days = iso_days(day.isoformat()[:grain])
        assert days is not None
        assert days[0] <= number <= days[1]


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (">=2018-08", (20180801, 99991231)),
        (">2018-08", (20180832, 99991231)),
        ("<=2018-08", (1, 20180831)),
        ("<2018-08", (1, 20180800)),
        ("Oktober 2018", (20181001, 20181031)),
        ("15-17 Januari 2018", (20180115, 20180117)),
        ("23 August 2018", (20180823, 20180823)),
        ("Oktober-2018", (20181001, 20181031)),
        ("2018-Q3", (20180701, 20180930)),
        ("2018q4", (20181001, 20181231)),
        ("2018-S1", (20180101, 20180630)),
        ("2018-H2", (20180701, 20181231)),
        ("triwulan III 2018", (20180701, 20180930)),
        ("second half of 2018", (20180701, 20181231)),
        ("2018-2019", (20180101, 20191231)),
        ("Autumn 2018", (20180901, 20181130)),
        ("musim gugur 2018", (20180901, 20181130)),
        ("winter 2018", (20181201, 20190228)),
        ("winter 2019", (20191201, 20200229)),
        ("musim hujan 2018", (20181001, 20190331)),
        (">=musim kemarau 2018", (20180401, 99991231)),
    ],
)
def test_comparisons_and_words(value: str, days: tuple[int, int]) -> None:
    """Comparisons are open at one end; dates in words are read in both languages."""
    assert value_days(value) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2018-01 TO 2018-06", (20180101, 20180630)),
        ("2018 TO *", (20180101, 99991231)),
        ("* TO 2018", (1, 20181231)),
        (" TO 2018", (1, 20181231)),
        ('Agustus 2018 TO "Oktober 2018"', (20180801, 20181031)),
        ("2018-Q1 TO autumn 2018", (20180101, 20181130)),
    ],
)
def test_ranges(text: str, days: tuple[int, int]) -> None:
    """Ranges include both ends; a star or nothing leaves one open."""
    assert range_days(text) == days


@pytest.mark.parametrize(
    "value",
    [
        "bogus",
        "2018-13",
        ">=",
        "",
        "31 Februari 2018",
        "2018-Q5",
        "2018-S3",
        "2019-2018",
        "autumn",
        "monsoon 2018",
        "winter 9999",
    ],
)
def test_no_date_is_an_error(value: str) -> None:
    """What is no date is an error with a message."""
    with pytest.raises(ValueError, match="is not a date"):
        value_days(value)


@pytest.mark.parametrize("text", ["2019 TO 2018", "2018", "2018 - 2019", "x TO y", ""])
def test_no_range_is_an_error(text: str) -> None:
    """A range backwards, or without TO, is an error."""
    with pytest.raises(ValueError, match=r"range|date"):
        range_days(text)


def test_periods_of_documents() -> None:
    """A document without an end is held on the days of its start; one without a start on none."""
    assert period("2018-10", None) == (20181001, 20181031)
    assert period("2018-01-15", "2018-01-17") == (20180115, 20180117)
    assert period("2018-01-15", "2017") == (20180115, 20180115)
    assert period(None, "2018") == (0, 0)
