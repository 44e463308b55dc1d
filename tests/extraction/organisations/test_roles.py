"""Which part an organisation has in the activity, and who stood for it: whole sentences, Indonesian and English."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kmpipe.extraction.organisations import find_organisations

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_sentence(case: dict[str, Any]) -> None:
    """Each organisation of the sentence has the role, and the representative, that a reader would give it."""
    found = {mention.name: mention for mention in find_organisations(case["text"], jurisdiction=None)}
    roles = {name: found[name].role for name in case["roles"] if name in found}
    assert roles == case["roles"]
    for name, person in case.get("represented", {}).items():
        assert found[name].represented_by == person


def test_a_cue_ends_where_the_next_begins() -> None:
    """Who hosts is not who pays, though both stand in one sentence; who pays for an organiser does not organise."""
    hosted, funded = find_organisations("The talk was hosted by Deltares and funded by the Ford Foundation.")
    assert (hosted.role, funded.role) == ("host", "funder")
    payer, organiser = find_organisations("Dengan dana dari UNICEF, Yayasan Bintari menggelar pelatihan.")
    assert (payer.role, organiser.role) == ("funder", "organiser")


def test_a_near_cue_reaches_its_neighbour_only() -> None:
    """`di kantor X` makes X the host, and not the body that is named later in the sentence."""
    host, other = find_organisations("Di kantor Yayasan Bintari warga bertanya kepada UNICEF.")
    assert (host.role, other.role) == ("host", "mentioned")


def test_the_represented_takes_part() -> None:
    """A body for which somebody came took part, whatever else the sentence says."""
    (body,) = find_organisations("Yayasan Bintari diwakili oleh Amalia Wulansari.")
    assert (body.role, body.represented_by) == ("participant", "Amalia Wulansari")


def test_the_post_of_the_representative() -> None:
    """The post before the representative is skipped, and so is the title."""
    bodies = find_organisations(
        "Yayasan Bintari diwakili oleh Kepala Bagian Umum, Hj. Marlina Oktavia, dan UNICEF represented by its Director, Ana Silva."
    )
    assert [body.represented_by for body in bodies] == ["Marlina Oktavia", "Ana Silva"]
