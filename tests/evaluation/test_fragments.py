"""Date fragments, with counts made by hand."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from kmpipe.evaluation import Fragment, score_fragment
from kmpipe.model import DateMention

Pair = tuple[str | None, str | None]


def counts(
    expressions: list[dict[str, object]], *found: Pair
) -> dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Right, wrong and missed of each field."""
    gold = msgspec.convert({"id": "d1", "lang": "id", "text": "", "expressions": expressions}, Fragment)
    mentions = [DateMention(start=start, end=end) for start, end in found]
    return {o.field: (o.right, o.wrong, o.missed) for o in score_fragment(gold, mentions)}


def date(start: str, end: str | None = None, **more: object) -> dict[str, object]:
    return {"type": "RANGE" if end else "DATE", "start": start, "end": end, **more}


def test_values_are_a_set() -> None:
    """A value found twice is right once; a range with equal ends is a day; order does not matter."""
    got = counts(
        [date("2018-01-15"), date("2018-02", "2018-03")],
        ("2018-02", "2018-03"), ("2018-01-15", "2018-01-15"), ("2018-01-15", None),
    )  # fmt: skip
    assert got["dates"] == (2, (), ())
    assert got["ranges"] == (1, (), ())


def test_another_grain_or_end_is_wrong_and_missed() -> None:
    """The first day of a range is not the range, and a month is not its day."""
    got = counts([date("2018-01-15", "2018-01-17"), date("2018-05")], ("2018-01-15", None), ("2018-05-01", None))
    assert got["dates"] == (0, ("2018-01-15", "2018-05-01"), ("2018-01-15 to 2018-01-17", "2018-05"))
    assert got["ranges"] == (0, (), ("2018-01-15 to 2018-01-17",))


def test_a_false_range_is_wrong_in_ranges() -> None:
    """Precision of ranges counts the values with an end."""
    assert counts([date("2018-01-15")], ("2018-01-15", "2018-01-17"))["ranges"] == (
        0,
        ("2018-01-15 to 2018-01-17",),
        (),
    )


def test_an_alternative_is_right_and_an_optional_value_is_neither() -> None:
    """An accepted alternative stands for its value; what is optional is not counted, found or not."""
    gold = [date("2018-06", alt=[["2018-06-01", None]]), date("2018", optional=True)]
    assert counts(gold, ("2018-06-01", None), ("2018", None))["dates"] == (1, (), ())
    assert counts(gold)["dates"] == (0, (), ("2018-06",))


@pytest.mark.parametrize(
    ("expressions", "found", "want"),
    [
        ([{"type": "NONE", "text": "021-2018"}], [], (1, (), ())),
        ([{"type": "NONE", "text": "021-2018"}], [("2018", None)], (0, (), ("no date",))),
        ([date("2018")], [], (0, ("no date",), ())),
        ([date("2018")], [("2018", None)], (0, (), ())),
        ([{"type": "TIME", "start": "09:00"}], [(None, None)], (1, (), ())),
    ],
)
def test_fragments_without_a_date(
    expressions: list[dict[str, object]], found: list[Pair], want: tuple[int, tuple[str, ...], tuple[str, ...]]
) -> None:
    """What only looks like a date is right where nothing is found; a date with an open year is no value."""
    assert counts(expressions, *found)["no_date"] == want


def test_many_values_take_linear_time(assert_linear: Callable[[Callable[[str], object], str, int], None]) -> None:
    """A fragment with thousands of values is scored in time that grows with their number."""

    def task(text: str) -> object:
        years = [f"{n:04}" for n, _ in enumerate(text.split())]
        return counts([date(year) for year in years], *((year, None) for year in years))

    assert_linear(task, "1 ", 4_000)
