"""Where an activity was held when no dateline and no `held in` says it: where a visit went, and whose bodies met."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kmpipe.extraction.spans import phrases, word_set
from kmpipe.model import Evidence
from kmpipe.vocab.load import Place, cached_entries

if TYPE_CHECKING:
    from kmpipe.extraction.places import PlaceMention

# the bodies that met say less than any word on the place
_CONFIDENCE = 0.4
# bodies of one city that are enough without a room
_ENOUGH = 3
# the word before the name, words for its kind between: `Dinas Kesehatan Kota Semarang`
_BODY_REACH = 60
# code points before a place in which its sentence can tell of a visit
_VISIT_REACH = 120
_CAPITAL = re.compile(r"[A-Z][\w'’\-]*\Z")


def seat_of(
    text: str, mentions: Sequence[PlaceMention], *, venue: bool, folders: tuple[Path, ...] = ()
) -> tuple[Place, tuple[Evidence, ...]] | None:
    """The city whose bodies met, and their names as evidence of low confidence; None unless it is sure.

    All places named in the text must lie in one province, at most one city of it among them; a room must be named, or
    three bodies. An online activity has no place, and a visit is to others. The capital stands for its province where they
    are one (Jakarta).
    """
    inland = [mention for mention in mentions if mention.kind != "country"]
    provinces = {mention.province for mention in inland}
    if len(provinces) != 1 or None in provinces:
        return None
    if phrases("places", "words", "online", folders).find(text) or phrases("venues", "words", "visit", folders).find(
        text
    ):
        return None
    bodies = tuple(mention for mention in inland if _names_body(text, mention, folders))
    if len(bodies) < (1 if venue else _ENOUGH):
        return None
    (province,) = provinces
    proofs = tuple(
        msgspec.structs.replace(proof, rule="places.bodies", confidence=_CONFIDENCE)
        for mention in bodies
        for proof in mention.evidence
    )
    capital = _capital(province, folders)
    if capital:
        return capital, proofs
    cities = {mention.id for mention in inland if mention.kind != "province"}
    wanted = next(iter(cities)) if cities else bodies[0].id
    place = next((p for p in cached_entries("places", "place", Place, folders) if p.id == wanted), None)
    return (place, proofs) if place and len(cities) < 2 else None


def is_visited(text: str, start: int, folders: tuple[Path, ...] = ()) -> bool:
    """Whether the words before a place say that a visit went there: `visited Rotterdam`, `kunjungan belajar ke Kota Solo`."""
    before = text[max(start - _VISIT_REACH, 0) : start]
    before = before[max(before.rfind(". "), before.rfind("\n")) + 1 :]
    words = before.lower().split()
    kinds = word_set("places", "words", "kinds", folders)
    while words and words[-1] in kinds:
        words.pop()
    toward = bool(words) and words[-1] in word_set("venues", "words", "toward", folders)
    return toward and bool(phrases("venues", "words", "visit", folders).find(before))


def _names_body(text: str, mention: PlaceMention, folders: tuple[Path, ...]) -> bool:
    """Whether a capitalised word of the name of a body stands before the place."""
    proof = mention.evidence[0]
    if mention.role != "named" or proof.field != "text":
        return False
    words = text[max(proof.start - _BODY_REACH, 0) : proof.start].split()
    kinds = word_set("places", "words", "kinds", folders)
    while words and words[-1].lower() in kinds:
        words.pop()
    heads = word_set("places", "words", "bodies", folders)
    capitals: list[str] = []
    while words and (_CAPITAL.match(words[-1]) or words[-1].lower() in word_set("places", "words", "joints", folders)):
        capitals.append(words.pop().lower())
    return any(word in heads for word in capitals)


def _capital(province: str | None, folders: tuple[Path, ...]) -> Place | None:
    """The city that is called by the name of its province too: Jakarta."""
    cities = (p for p in cached_entries("places", "place", Place, folders) if p.kind == "city")
    return next((p for p in cities if p.province == province and p.name != province and province in p.aliases), None)
