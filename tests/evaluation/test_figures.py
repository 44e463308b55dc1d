"""Figures from outcomes."""

from __future__ import annotations

import pytest

from kmpipe.evaluation import Outcome, figures


def test_figures_by_field_and_language() -> None:
    """Counts are added up by language and over all; precision, recall and F1 are made from the sums."""
    made = figures(
        [
            Outcome(id="1", language="id", field="people", right=3, wrong=("x",)),
            Outcome(id="2", language="en", field="people", right=0, missed=("y", "z")),
            Outcome(id="1", language="id", field="dates", right=1),
        ]
    )
    assert [(f.field, f.language) for f in made] == [
        ("dates", "all"), ("dates", "id"), ("people", "all"), ("people", "id"), ("people", "en"),
    ]  # fmt: skip
    people = made[2]
    assert (people.right, people.wrong, people.missed) == (3, 1, 2)
    assert (people.precision, people.recall, people.f1) == (3 / 4, 3 / 5, pytest.approx(2 / 3))


def test_a_share_of_nothing_is_zero() -> None:
    """Where nothing was found there is no precision to be proud of, and a field without any value has no figure."""
    made = figures(
        [Outcome(id="1", language="en", field="venue", missed=("x",)), Outcome(id="1", language="en", field="place")]
    )
    assert {(f.field, f.precision, f.recall, f.f1) for f in made} == {("venue", 0.0, 0.0, 0.0)}
