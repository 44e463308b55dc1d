"""The days of a month, a quarter and a fiscal year, and which activities count in them."""

from __future__ import annotations

from datetime import date

import pytest

from kmpipe.errors import UsageError
from kmpipe.model import ActionItem, ActivityView, Period
from kmpipe.report.documents_periods import month_span, place, quarter_span, year_span
from kmpipe.report.monthly import periodic


def view(identity: str, start: str | None, end: str | None = None, **values: object) -> ActivityView:
    held = Period(start=start, end=end) if start else None
    return ActivityView(id=identity, articles=(identity,), title=identity, held=held, **values)  # type: ignore[arg-type]


def test_periods_have_their_days() -> None:
    """A month, a quarter, a calendar year, and a fiscal year that begins in April."""
    assert (month_span("2018-02").first, month_span("2018-02").last) == (date(2018, 2, 1), date(2018, 2, 28))
    assert (quarter_span("2018-q4").first, quarter_span("2018-q4").last) == (date(2018, 10, 1), date(2018, 12, 31))
    assert (year_span("2018").first, year_span("2018").last) == (date(2018, 1, 1), date(2018, 12, 31))
    april = year_span("2018", starts=4)
    assert (april.first, april.last) == (date(2018, 4, 1), date(2019, 3, 31))
    assert month_span("9999-12").last == date(9999, 12, 31)


@pytest.mark.parametrize("name", ["2018-13", "2018", "18-08", "2018-8", "Agustus 2018", "", "2018-08-01", "0000-01"])
def test_what_is_no_month_is_refused(name: str) -> None:
    """The message says how a month is written."""
    with pytest.raises(UsageError, match="is no month"):
        month_span(name)


@pytest.mark.parametrize("name", ["2018-Q5", "2018-Q", "2018Q3", "Q3-2018", "2018-Q٣", "0000-Q1"])
def test_what_is_no_quarter_is_refused(name: str) -> None:
    """The message says how a quarter is written."""
    with pytest.raises(UsageError, match="is no quarter"):
        quarter_span(name)


@pytest.mark.parametrize(
    ("held", "where"),
    [
        (("2018-08-31", None), "in"),
        (("2018-08-30", "2018-09-02"), "in"),
        (("2018-08", None), "in"),
        (("2018-07-30", "2018-08-02"), "going on"),
        (("2018", None), "vague"),
        (("2018-07-31", None), "before"),
        (("2018-09-01", None), "after"),
        (("2018-09", None), "after"),
    ],
)
def test_an_activity_counts_in_the_month_it_began_in(held: tuple[str, str | None], where: str) -> None:
    """Each counts once, so that months add up to their year; what is known to the year alone counts in no month."""
    assert place(Period(start=held[0], end=held[1]), month_span("2018-08")) == where


def test_months_add_up_to_their_year() -> None:
    """Every activity that is known to the month is in exactly one month, and all of them are in the year."""
    rows = [view(f"a{n}", f"2018-{n % 12 + 1:02}-{n % 27 + 1:02}", f"2018-{n % 12 + 1:02}-28") for n in range(50)]
    rows += [view("b", "2018-05"), view("c", "2018-01-31", "2018-03-01")]
    months = [periodic(month_span(f"2018-{m:02}"), rows, done=frozenset(), kind=lambda _: None) for m in range(1, 13)]
    year = periodic(year_span("2018"), rows, done=frozenset(), kind=lambda _: None)
    assert sum(len(month.held) for month in months) == len(year.held) == len(rows)


def test_what_was_not_held_is_apart_and_what_is_undated_is_told() -> None:
    """Planned and cancelled activities count nowhere; an undated one is told in the month it was published."""
    rows = [
        view("held", "2018-08-01", participants=10),
        view("planned", "2018-08-02", status="planned", participants=99),
        view("undated", None, published="2018-08-20"),
        view("other", None, published="2018-09-20"),
        view("year", "2018"),
    ]
    found = periodic(month_span("2018-08"), rows, done=frozenset(), kind=lambda _: "internal")
    assert [row.id for row in found.held] == ["held"] and [row.id for row in found.apart] == ["planned"]
    assert [row.id for row in found.undated] == ["undated"] and [row.id for row in found.vague] == ["year"]
    assert (found.total.participants, found.total.stated) == (10, 1) and set(found.by_kind()) == {"internal"}


def test_follow_ups_are_agreed_open_overdue_and_done() -> None:
    """An item is overdue when it was due before the period ended; what is open from before is told, what is done is not."""
    rows = [
        view("now", "2018-08-10", action_items=tuple(ActionItem(task=t, due=d) for t, d in [
            ("late", "2018-08-20"), ("soon", "2018-09-01"), ("month", "2018-08"), ("done", "2018-08-11"),
        ])),
        view("then", "2018-05-10", action_items=(ActionItem(task="old"), ActionItem(task="finished"))),
        view("never", "2018-05-10", status="cancelled", action_items=(ActionItem(task="void"),)),
    ]  # fmt: skip
    done = frozenset({("now", 4), ("then", 2)})
    found = periodic(month_span("2018-08"), rows, done=done, kind=lambda _: None)
    assert {a.item.task: a.state for a in found.agreed} == {
        "late": "overdue", "soon": "open", "month": "open", "done": "done",
    }  # fmt: skip
    assert [a.item.task for a in found.earlier] == ["old"]
