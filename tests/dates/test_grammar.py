"""The grammar: which rules are tried where."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.dates import grammar
from kmpipe.dates.grammar import Match, matches
from kmpipe.dates.symbols import Token

# a linking word or an impossible year begins no date
RULES = [(name, rf"(?![IX]){grammar._expand(spec)}") for name, spec in grammar._RULES]


@pytest.mark.parametrize(("name", "pattern"), RULES, ids=[f"{n}-{name}" for n, (name, _) in enumerate(RULES)])
@settings(max_examples=20)
@given(data=st.data())
def test_a_rule_is_tried_wherever_it_holds(name: str, pattern: str, data: st.DataObject) -> None:
    """A row that a rule describes is offered to that rule, whatever it begins with."""
    symbols = data.draw(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True))
    tried: set[tuple[str, int]] = set()

    def refuse(match: Match) -> None:
        tried.add((match.rule, match.first))

    row = [Token(symbol, place, place + 1, None, symbol) for place, symbol in enumerate(symbols)]
    assert not list(matches(row, refuse))
    assert (name, 0) in tried
