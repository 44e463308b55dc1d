"""Whom an activity addresses: internal, external, public communication."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.model import Activity, OrganisationMention
from kmpipe.vocab.kinds import activity_kinds, kind_of

OWN = OrganisationMention(
    id="sekretariat-jakarta-berketahanan", name="Sekretariat", kind="government", role="organiser"
)
DEPUTY = OrganisationMention(id="dki-deputi", name="Deputi Gubernur", kind="office", role="speaker")


def activity(title: str = "Rapat", *bodies: OrganisationMention, **values: object) -> Activity:
    return Activity(id="a.1", articles=("a",), title=title, organisations=bodies, **values)  # type: ignore[arg-type]


def body(kind: str, role: str = "participant") -> OrganisationMention:
    return OrganisationMention(id=f"x-{kind}", name=kind, kind=kind, role=role)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (activity("Rapat Persiapan", OWN), "internal"),
        (activity("Rapat Persiapan", OWN, DEPUTY), "internal"),
        (activity("Rapat Internal Tim", OWN, body("government")), "internal"),
        (activity("Rapat Persiapan", OWN, body("government")), "external"),
        (activity("Rapat Persiapan", OWN, body("ngo"), body("community")), "external"),
        (activity("Rapat Persiapan", OWN, body("community")), "public-communication"),
        (activity("Siaran Pers: Peta Banjir", OWN, body("government")), "public-communication"),
        (activity("Peta Banjir", OWN, type="launch"), "public-communication"),
        (activity("Belajar dari Semarang", OWN, type="exchange"), "external"),
        (activity("Peta", OWN, body("government"), categories=("Siaran Pers",)), "public-communication"),
        (activity("Rapat", OWN, body("government", "mentioned")), "internal"),
        (activity("Rapat", body("government", "mentioned")), None),
        (activity("Rapat"), None),
    ],
)
def test_words_win_over_types_and_types_over_those_present(given: Activity, kind: str | None) -> None:
    """What the title says counts first, then the type, then who took part; where nobody is named nobody guesses."""
    assert kind_of()(given) == kind


def test_a_workspace_says_who_it_is_and_adds_kinds(tmp_path: Path) -> None:
    """Own bodies and kinds are data: a workspace's file adds its own, and its entries win."""
    (tmp_path / "activity_kinds.toml").write_text(
        '[own]\nids = ["x-ngo"]\n[[kind]]\nid = "donor"\nlabel_id = "Donor"\nlabel_en = "Donors"\ncues = ["misi donor"]\n',
        encoding="utf-8",
    )
    folders = (tmp_path,)
    assert [kind.id for kind in activity_kinds(folders)] == ["internal", "public-communication", "external", "donor"]
    assert kind_of(folders)(activity("Rapat", body("ngo"))) == "internal"
    assert kind_of(folders)(activity("Kunjungan Misi Donor", OWN)) == "donor"
