"""Dates among the words of a query."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.search import Searcher


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sampah Januari 2018", {"water"}),
        ("waste January 2018", {"water"}),
        ("sampah 15-17 Januari 2018", {"water"}),
        ("rapat 23 August 2018", {"flood"}),
        ("pompa in autumn 2018", {"phrase"}),
        ("stakeholders 2018", {"flood"}),
        ("stakeholders, 2019", {"english"}),
        ("rapat Mei", set()),  # without a year it is a word
        ("title:2018 rapat", set()),
        ('"rapat 2018"', set()),
        ("stakeholders NOT 2018", {"english", "flood"}),  # what must not match is not widened
    ],
)
def test_what_was_held_then_is_found(folder: Path, query: str, found: set[str]) -> None:
    """Whether or not its text holds the words of the date, in either language."""
    with Searcher(folder) as searcher:
        assert {hit.id for hit in searcher.search(query).hits} == found


def test_it_is_told_and_can_be_switched_off(folder: Path) -> None:
    """A note says that the days were asked for too; without other names a date is nothing but words."""
    with Searcher(folder) as searcher:
        (note,) = [note for note in searcher.search("rapat 23 August 2018").notes if "held then" in note]
        assert note.startswith("23 August 2018")
        plain = searcher.search("rapat 23 August 2018", bridge=False)
        assert (plain.total, plain.notes) == (0, ())
