"""Short forms that the text itself defines: `Forum Pengurangan Risiko Bencana (FPRB)`."""

from __future__ import annotations

from kmpipe.extraction.organisations.identity import Identity
from kmpipe.extraction.organisations.names import Candidate
from kmpipe.extraction.organisations.scan import PlaceAt, Scan
from kmpipe.vocab.match import Phrases

# a blend that stands alone for its body: shorter ones are too often part of another name
_BLEND = 5
_RULE = "short form defined in the text"
_CONFIDENCE = 0.85


class ShortForms:
    """The short forms met so far, each with the organisation it stands for; the first meaning wins."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self._alone: dict[str, Identity] = {}
        self._placed: dict[tuple[str, str | None], Identity] = {}

    def get(self, short: str, place: PlaceAt | None) -> Identity | None:
        """What the last word of a short form stands for, with the place it was defined with (or None: whatever place)."""
        return self._placed.get((short, place.name if place is not None else None))

    def define(self, candidate: Candidate, identity: Identity) -> None:
        """Remembers the short forms that stand in brackets inside or behind the mention."""
        head = candidate.head.text if candidate.head is not None and not candidate.head.closing else ""
        initials = {identity.name[:1].casefold(), self.scan.word(candidate.first)[:1].casefold()}
        for at in range(candidate.first, candidate.last):
            if at not in self.scan.short:
                continue
            short = self.scan.short[at][0]
            last = short.split()[-1]
            self._placed.setdefault((last, None), identity)
            if candidate.place is not None:
                self._placed.setdefault((last, candidate.place.name), identity)
            # `(SDA)` abbreviates the field of work alone, `(FPRB)` the whole name
            whole = short[:1].casefold() in initials and not identity.name.casefold().startswith(short.casefold() + " ")
            if whole or (len(short) >= _BLEND and not short.isupper()):
                self._alone.setdefault(short, identity)
            if head and not whole:
                self._alone.setdefault(f"{head} {short}", identity)

    def mentions(self, found: list[Candidate]) -> list[tuple[Candidate, Identity]]:
        """The mentions by a short form, none overlapping those already found."""
        if not self._alone:
            return []
        taken = {at for candidate in found for at in range(candidate.first, candidate.last)}
        phrases = Phrases(("=" + short, identity) for short, identity in self._alone.items())
        return [
            (Candidate(match.first, match.last, (match.first, match.last), _RULE, _CONFIDENCE), match.payloads[0])
            for match in phrases.find(self.scan.text, self.scan.tokens)
            if taken.isdisjoint(range(match.first, match.last))
        ]
