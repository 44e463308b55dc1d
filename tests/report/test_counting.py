"""What activities come to when they are counted."""

from __future__ import annotations

import pytest

from kmpipe.report.calendar import READABLE, fitting, period_of, span
from kmpipe.report.counting import TimelineCount
from kmpipe.report.records import NO_AREA, UNPLACED, Area
from kmpipe.report.totals import TotalsCount
from tests.report.charted import AREAS, ROWS, body, matrix, row, timeline


def test_months_from_the_first_to_the_last_are_counted() -> None:
    """Each activity counts in the month it began and in each of its areas; empty months stand between."""
    found = timeline()
    assert [count.period for count in found.periods[:4]] == ["2018-01", "2018-02", "2018-03", "2018-04"]
    assert found.periods[-1].period == "2019-02" and len(found.periods) == 14
    assert (found.periods[0].held, found.periods[0].areas) == (2, {"air": 2, "gerak": 1})
    assert (found.periods[1].held, found.periods[1].areas) == (0, {})
    assert found.periods[3].areas == {NO_AREA: 1}


def test_nothing_that_was_held_is_lost() -> None:
    """The periods, the undated and the imprecise add up to all that were held; other statuses are counted apart."""
    found = timeline()
    assert sum(count.held for count in found.periods) + found.undated + found.imprecise == found.held == 6
    assert (found.undated, found.imprecise) == (1, 1)
    assert (found.planned, found.postponed, found.cancelled) == (1, 1, 1)
    assert found.by_area == {"air": 4, "gerak": 2, NO_AREA: 1}


def test_a_coarse_date_counts_where_it_is_known() -> None:
    """What is known to the month counts in its quarter, what is known to the year in its year."""
    assert timeline(grain="quarter").imprecise == 1
    years = timeline(grain="year")
    assert years.imprecise == 0
    assert [(count.period, count.held) for count in years.periods] == [("2018", 4), ("2019", 1)]


def test_an_area_the_vocabulary_lost_is_still_shown() -> None:
    """Activities with an area that the scheme has no more count under its id."""
    found = timeline([row(1, "2018-01", "hilang")])
    assert found.areas[-1].id == "hilang" and found.by_area["hilang"] == 1


def test_an_area_that_others_are_part_of_is_shown_where_it_is_borne() -> None:
    """An umbrella without activities of its own is no empty row; with some it is one."""
    areas = (*AREAS, Area(id="payung", notation=None, label_id="Payung", label_en="Umbrella", umbrella=True))
    for rows, shown in (([row(1, "2018", "air")], False), ([row(1, "2018", "payung")], True)):
        count = TimelineCount("skema", areas)
        for one in rows:
            count.add(one)
        assert ("payung" in [area.id for area in count.result().areas]) is shown


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-05-30", ("2018-05", "2018-Q2", "2018")),
        ("2018-12", ("2018-12", "2018-Q4", "2018")),
        ("2018", (None, None, "2018")),
    ],
)
def test_a_day_lies_in_periods_as_far_as_it_is_known(day: str, expected: tuple[str | None, ...]) -> None:
    """A period is never more precise than the day."""
    assert (period_of(day, "month"), period_of(day, "quarter"), period_of(day, "year")) == expected


def test_periods_run_over_the_turn_of_the_year() -> None:
    """Between two periods all others are named, of the kind that was asked for."""
    assert span({"2019-02", "2018-11"}, "month") == ("2018-11", "2018-12", "2019-01", "2019-02")
    assert span({"2018-Q4", "2019-Q1"}, "quarter") == ("2018-Q4", "2019-Q1")
    assert span(set(), "year") == ()


@pytest.mark.parametrize(("last", "grain"), [("2019-12", "month"), ("2024-12", "quarter"), ("2040-12", "year")])
def test_the_report_chooses_a_grain_that_can_be_read(last: str, grain: str) -> None:
    """A few years are shown by month, some more by quarter, many by year."""
    assert fitting(["2016-01", last]) == grain
    assert grain == "year" or len(span(["2016-01", last], "month")) <= READABLE * (1 if grain == "month" else 3)


def test_to_be_mentioned_is_not_to_take_part() -> None:
    """An agency counts where it had a part in an activity that was held; where it is only spoken of is counted apart."""
    found = {agency.id: agency for agency in matrix().agencies}
    assert sorted(found) == ["bpbd", "~warga"]
    assert (found["bpbd"].activities, found["bpbd"].mentioned) == (3, 1)
    assert found["bpbd"].areas == {"air": {"2018": 2, UNPLACED: 1}, "gerak": {"2018": 1}}
    assert found["bpbd"].periods == {"2018": 2, UNPLACED: 1}
    assert (found["bpbd"].first, found["bpbd"].last) == ("2018-01-15", "2018-01-20")


def test_agencies_bear_the_name_of_the_vocabulary() -> None:
    """A known agency is called as the vocabulary calls it, an unknown one as the reports do."""
    assert [(agency.name, agency.name_en) for agency in matrix().agencies] == [
        ("BPBD Kota", "City Disaster Agency"), ("Warga", None),
    ]  # fmt: skip


def test_who_never_came_is_looked_for_in_the_jurisdiction() -> None:
    """Government agencies of the workspace's jurisdiction that exist and never came; none where it names no jurisdiction."""
    found = matrix()
    assert [(absent.id, absent.mentioned) for absent in found.absent] == [("dinkes", 1), ("dishub", 0)]
    assert found.jurisdiction is not None and found.jurisdiction.name == "Pemerintah Kota"
    assert matrix(jurisdiction="").absent == () and matrix(jurisdiction="").jurisdiction is None


def test_a_body_named_twice_took_part_once() -> None:
    """A body that is both mentioned and a participant of one activity counts once, as a participant."""
    found = matrix([row(1, "2018-01", "air", bodies=[body("bpbd", "mentioned"), body("bpbd", "speaker")])]).agencies[0]
    assert (found.activities, found.mentioned) == (1, 0)


def test_totals() -> None:
    """Statuses, days, places, participants, terms and the latest activities are those of the rows."""
    count = TotalsCount(recent=2)
    for one in ROWS:
        count.add(one)
    found = count.result()
    assert (found.activities, found.statuses["held"]) == (9, 6)
    assert (found.first, found.last, found.newest) == ("2018", "2019-02-03", "2018-05-01")
    assert [(place.name, place.activities, place.first, place.last) for place in found.places] == [
        ("Jakarta", 2, "2018-01-15", "2018-04"),
    ]  # fmt: skip
    assert (found.participants, found.with_participants) == (42, 2)
    assert [item.id for item in found.recent] == ["r9.1", "r3.1"]
    assert [(use.term, use.activities) for use in found.glossary] == [("PRA", 1)]


def test_the_order_of_rows_does_not_matter() -> None:
    """The same activities in another order come to the same counts."""
    assert timeline(reversed(ROWS)) == timeline()
    assert matrix(reversed(ROWS)) == matrix()
