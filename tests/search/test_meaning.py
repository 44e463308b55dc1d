"""What of a query is asked by meaning."""

from __future__ import annotations

import pytest

from kmpipe.errors import QueryError
from kmpipe.search.meaning import split_query
from kmpipe.search.query import parse


@pytest.mark.parametrize(
    ("query", "words", "conditions"),
    [
        ("rapat banjir", "rapat banjir", ""),
        ("rapat OR meeting banjir", "rapat meeting banjir", ""),
        ("agency:BPBD banjir date:2018", "banjir", "agency:BPBD date:2018"),
        ('"kali sentiong" keruk', "kali sentiong keruk", '"kali sentiong"'),
        ("banjir -rapat", "banjir", "NOT (rapat)"),
        ("banjir (rapat OR agency:BPBD)", "banjir rapat", "(rapat OR agency:BPBD)"),
        ("date:[2018-01 TO 2018-06]", "", "date:[2018-01 TO 2018-06]"),
        ('agency:"dinas air" banj*', "banj", 'agency:"dinas air"'),
        ("", "", ""),
    ],
)
def test_words_are_meant_and_the_rest_is_a_condition(query: str, words: str, conditions: str) -> None:
    """Fields, quotes and NOT hold for what is found by meaning too; the conditions are a query of their own."""
    assert split_query(query) == (words, conditions)
    assert parse(conditions) is not None or not conditions


def test_a_query_that_cannot_be_read_is_an_error() -> None:
    """As in a search by words, with its place."""
    with pytest.raises(QueryError):
        split_query("banjir (rapat")
