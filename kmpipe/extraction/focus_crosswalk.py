"""From one scheme of focus areas to another: areas without words of their own take what their matches were found by."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from kmpipe.model import Evidence, FocusArea
from kmpipe.vocab.focus import crosswalk, focus_concepts
from kmpipe.vocab.load import cached_words

Areas = tuple[FocusArea, ...]


def filled(
    own: Sequence[FocusArea], scheme: str, read: Callable[[str], Areas], folders: tuple[Path, ...] = ()
) -> Areas:
    """The areas of `scheme` by falling score, then id: those read by its own words, and those the crosswalk leads to.

    An area without cues of its own that no word names takes the highest score of the areas it matches, and the evidence
    of them all, whose rules then name the crosswalk. `read` gives the areas of another scheme. Beside two
    areas or more that are as sure as named ones it needs the score that any other would need there.
    """
    rules = cached_words("focus_areas", "scoring", folders)
    named = sum(area.score >= rules["explicit"] for area in own)
    bar = rules["beside_explicit"] if named > 1 else 0.0
    read = functools.cache(read)
    found = {area.id: area for area in own}
    for concept in focus_concepts(folders):
        if concept.scheme != scheme or concept.cues or concept.id in found:
            continue
        matches = {(other.scheme, other.id) for other in crosswalk(folders)[concept.id]}
        there = [area for other, _ in sorted(matches) for area in read(other) if (area.scheme, area.id) in matches]
        sources = list(dict.fromkeys(there))
        score = max((area.score for area in sources), default=0.0)
        if sources and score >= bar:
            evidence = tuple(_crossed(proof, area) for area in sources for proof in area.evidence)
            found[concept.id] = FocusArea(id=concept.id, score=score, scheme=scheme, evidence=evidence)
    return tuple(sorted(found.values(), key=lambda area: (-area.score, area.id)))


def _crossed(proof: Evidence, area: FocusArea) -> Evidence:
    return msgspec.structs.replace(proof, rule=f"focus crosswalk from {area.scheme} {area.id}: {proof.rule}")
