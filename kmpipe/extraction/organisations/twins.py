"""One body under two spellings: `BPS Surabaya` beside `BPS Kota Surabaya`, a slip of one letter beside the right name."""

from __future__ import annotations

from collections import Counter

from kmpipe.extraction.organisations.authority import one_edit, with_hole
from kmpipe.extraction.organisations.identity import Identity
from kmpipe.extraction.organisations.names import Candidate

Resolved = tuple[Candidate, Identity]

# opens a provisional id
_PROVISIONAL = "~"
# a shorter word is too easily another word: `Dinas Pasar`, `Dinas Dasar`
_LONG_WORD = 8


def without_twins(resolved: list[Resolved], ranks: frozenset[str]) -> list[Resolved]:
    """The mentions, with the names that a text writes in two ways under one of them.

    `ranks` are the words for the rank of a place (`kota`), in small letters. A name without the rank joins the one with it,
    if there is one only; a name that is met once joins another, met more often, that differs by one letter in a long word.
    Only bodies that the authority file does not know are joined. Linear in the length of the names.
    """
    counts = Counter(identity.id for _, identity in resolved)
    known = {identity.id: identity for _, identity in resolved if identity.id.startswith(_PROVISIONAL)}
    places = {identity.id for candidate, identity in resolved if _named_after_place(candidate)}
    same = _slips({key: identity for key, identity in known.items() if key not in places}, counts)
    left = {key: identity for key, identity in known.items() if key not in same}
    same |= _unranked(left, ranks)
    return [(candidate, _last(same, identity)) for candidate, identity in resolved] if same else resolved


def _named_after_place(candidate: Candidate) -> bool:
    """Whether the name is that of a place, where one letter tells two villages apart: `Kelurahan Karangrejo`."""
    return candidate.head is not None and candidate.head.style in {"place", "village"}


def _last(same: dict[str, Identity], identity: Identity) -> Identity:
    """The identity at the end of a slip that leads to a name without rank."""
    for _ in range(2):
        identity = same.get(identity.id, identity)
    return identity


def _unranked(known: dict[str, Identity], ranks: frozenset[str]) -> dict[str, Identity]:
    ranked: dict[str, list[Identity]] = {}
    for key, identity in known.items():
        words = key.removeprefix(_PROVISIONAL).split("-")
        bare = [word for word in words if word not in ranks]
        if len(bare) < len(words):
            ranked.setdefault(_PROVISIONAL + "-".join(bare), []).append(identity)
    return {key: ranked[key][0] for key in known if len(ranked.get(key, ())) == 1}


def _slips(known: dict[str, Identity], counts: Counter[str]) -> dict[str, Identity]:
    met: dict[str, list[tuple[str, str]]] = {}
    same: dict[str, Identity] = {}
    for key in sorted(known, key=lambda key: -counts[key]):
        words = key.removeprefix(_PROVISIONAL).split("-")
        for hole, word in with_hole(words):
            if len(word) < _LONG_WORD:
                continue
            twin = next((other for seen, other in met.get(hole, ()) if one_edit(seen, word)), None)
            if twin is not None and counts[key] == 1:
                same.setdefault(key, known[twin])
            elif counts[key] > 1:
                met.setdefault(hole, []).append((word, key))
    return same
