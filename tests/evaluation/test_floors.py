"""Floors and what falls below them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from kmpipe.errors import GoldError
from kmpipe.evaluation import Outcome, figures, read_floors, section_for, shortfalls

FLOORS = b"""{
  "gold/dates.jsonl": {"dates": {"all": {"f1": 0.8, "recall": 0.75}, "en": {"f1": 0.5}}},
  "dates.jsonl": {"dates": {"all": {"f1": 0.1}}}
}"""


def test_the_longest_path_decides() -> None:
    """A key is the end of the path of the gold file, folder by folder."""
    floors = read_floors(FLOORS, name="floors.json")
    assert section_for(floors, PurePosixPath("/data/gold/dates.jsonl")) == floors["gold/dates.jsonl"]
    assert section_for(floors, PurePosixPath("/data/oldgold/dates.jsonl")) == floors["dates.jsonl"]
    with pytest.raises(GoldError, match="no floors for") as caught:
        section_for(floors, PurePosixPath("/data/updates.jsonl"))
    assert "gold/dates.jsonl" in caught.value.hint


def test_what_falls_below_is_named() -> None:
    """A figure on its floor meets it; one below it and one that was not measured do not."""
    section = read_floors(FLOORS, name="floors.json")["gold/dates.jsonl"]
    outcome = Outcome(id="1", language="id", field="dates", right=3, wrong=("a", "b"), missed=("c",))
    below = shortfalls(section, figures([outcome]))  # recall 3/4, F1 6/9
    assert [(s.language, s.measure, s.floor, s.figure) for s in below] == [
        ("all", "f1", 0.8, pytest.approx(2 / 3)),
        ("en", "f1", 0.5, None),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "truncated"),
        (b'{"gold/dates.jsonl": {"dates": {"all": {"f2": 0.5}}}}', "Invalid enum value 'f2'"),
        (b'{"gold/dates.jsonl": {"dates": {"all": {"f1": 96}}}}', "<= 1"),
        (b'{"gold/dates.jsonl": {"dates": 0.5}}', "Expected `object`"),
    ],
)
def test_a_file_that_is_no_floors_file_is_refused(content: bytes, reason: str) -> None:
    """The error names the file and the place in it."""
    with pytest.raises(GoldError) as caught:
        read_floors(content, name="floors.json")
    assert caught.value.message.startswith("floors.json: ") and reason in caught.value.message
