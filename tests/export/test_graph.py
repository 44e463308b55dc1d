"""GraphML, read back by networkx."""

from __future__ import annotations

import io

import pytest

from kmpipe.model import ActivityView, OrganisationMention, Period
from tests.export.helpers import ATTACKS, BANK, BPBD, FULL, HOSTILE, HOURS, RUJAK, shown, view, written

networkx = pytest.importorskip("networkx", reason="reads graphs back: pip install --group readers")


def graph(*rows: ActivityView) -> networkx.Graph:
    found = networkx.read_graphml(io.BytesIO(written("graphml", *rows)))
    assert not found.is_directed() and not found.is_multigraph()
    return found


def test_who_met_whom_how_often_and_when() -> None:
    """Two bodies of one activity are joined; the edge counts what they had together, and names it."""
    found = graph(FULL, HOURS)
    assert found.nodes[BPBD.id] == {"label": BPBD.name, "label_en": BPBD.name_en, "kind": "government", "activities": 2}
    edge = found.edges[BPBD.id, RUJAK.id]
    assert edge == {
        "weight": 2,
        "first": "2018-01-15",
        "last": "2018-02-28",
        "activities": f"{FULL.id} {HOURS.id}",
    }
    assert found.number_of_nodes() == 3 and found.number_of_edges() == 3


def test_who_is_only_mentioned_did_not_come() -> None:
    """A mention joins nobody; neither does what was not held, nor what has no date of its own a date."""
    assert BANK.id not in graph(FULL)
    assert graph(view(status="cancelled", organisations=(BPBD, RUJAK))).number_of_nodes() == 0
    undated = graph(view(organisations=(BPBD, RUJAK))).edges[BPBD.id, RUJAK.id]
    assert undated == {"weight": 1, "activities": "a1.1"}


def test_a_body_named_twice_meets_nobody_twice() -> None:
    """The same body in two roles counts once."""
    twice = OrganisationMention(id=BPBD.id, name=BPBD.name, kind="government", role="speaker")
    found = graph(view(organisations=(BPBD, twice, RUJAK), held=Period(start="2018")))
    assert found.edges[BPBD.id, RUJAK.id]["weight"] == 1 and found.number_of_edges() == 1


def test_hostile_names_come_back() -> None:
    """Whatever a body is called, that is its label."""
    found = graph(*ATTACKS)
    for number, text in enumerate(HOSTILE):
        assert found.nodes[f"~o{number}"]["label"] == shown(text), text[:40]
        assert found.has_edge(f"~o{number}", RUJAK.id)
