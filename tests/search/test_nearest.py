"""How near words are to each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.search.nearest import distance, nearest

WORD = st.text("abc", max_size=6)


@given(WORD, WORD)
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    """Near is near from either side, and only the same word is at no distance."""
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


@given(WORD, st.integers(0, 5), st.sampled_from("abc"))
def test_one_edit_is_one(word: str, at: int, letter: str) -> None:
    """A letter more, one less, another one, and two neighbours exchanged are at most one edit."""
    at = min(at, len(word))
    assert distance(word, word[:at] + letter + word[at:]) == 1
    assert distance(word, word[:at] + letter + word[at + 1 :]) <= 1
    assert distance(word, word[:at] + word[at : at + 2][::-1] + word[at + 2 :]) <= 1


@pytest.mark.parametrize(
    ("word", "meant"), [("agensy", "agency"), ("PLACE", "place"), ("pn", None), ("colour", None), ("", None)]
)
def test_only_what_is_near_is_meant(word: str, meant: str | None) -> None:
    """A short or quite another word stands for nothing."""
    assert nearest(word, ["agency", "place", "person"]) == meant
