"""Which government a text is about: the seat that a local name (`Dinas Kesehatan`) belongs to."""

from __future__ import annotations

import re
from typing import NamedTuple

from kmpipe.extraction.organisations.authority import GOVERNMENT, Authority
from kmpipe.extraction.organisations.identity import Identity
from kmpipe.extraction.organisations.names import Candidate
from kmpipe.extraction.organisations.scan import PlaceAt, Scan

_WORD = re.compile(r"\w+")


class Seat(NamedTuple):
    """A government as context: its id, or None where the authority file does not know it, and the name of its place."""

    government: str | None
    place: str


class Seats:
    """Governments and their places, as the authority file knows them."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority

    def of(self, government: str | None) -> Seat | None:
        """The seat of a known government."""
        entry = self.authority.entries.get(government or "")
        return Seat(entry.id, entry.name.removeprefix(GOVERNMENT)) if entry is not None else None

    def named(self, identity: Identity | None) -> Seat | None:
        """The seat of the government that an identity is, or None where it is no government."""
        if identity is None or identity.kind != "government" or not identity.name.startswith(GOVERNMENT):
            return None
        return self.of(identity.id) or Seat(None, identity.name.removeprefix(GOVERNMENT))

    def at(self, place: PlaceAt) -> Seat:
        """The seat of the government of a place."""
        return Seat(self.authority.government(place.full) or self.authority.government(place.name), place.full)

    def within(self, government: str | None, other: str) -> bool:
        """Whether a government is another one or lies under it."""
        seen: set[str] = set()
        while government is not None and government not in seen:
            if government == other:
                return True
            seen.add(government)
            entry = self.authority.entries.get(government)
            government = entry.parent if entry is not None else None
        return False

    def of_document(self, scan: Scan, found: list[Candidate], title: str, default: str | None) -> Seat | None:
        """The site's own jurisdiction, unless the text tells of one other government and never of that."""
        others: dict[str, Seat] = {}
        if default is not None and self._tells_of(scan, found, title, default):
            return self.of(default) or Seat(default, default)
        for place in scan.places.values():
            if place.prefix and not place.country:
                others.setdefault(place.full, self.at(place))
        if len(others) == 1:
            return next(iter(others.values()))
        return self.of(default) or (Seat(default, default) if default is not None else None)

    def _tells_of(self, scan: Scan, found: list[Candidate], title: str, government: str) -> bool:
        entries = (form.entry for candidate in found for form in candidate.forms if form.kind != "local")
        if any(government in {entry.id, entry.jurisdiction} for entry in entries):
            return True
        if any(self.within(self.at(place).government, government) for place in scan.places.values()):
            return True
        words = _WORD.findall(title)
        phrases = (" ".join(words[at : at + size]) for at in range(len(words)) for size in (1, 2))
        return any(self.within(self.authority.government(phrase), government) for phrase in phrases)
