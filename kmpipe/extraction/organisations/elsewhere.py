"""Bodies of other governments that bear a name known at home: `Dinas Kesehatan Kota Semarang`, `PMI Kota Bandung`."""

from __future__ import annotations

from kmpipe.extraction.organisations.authority import Form
from kmpipe.extraction.organisations.context import Seat, Seats
from kmpipe.extraction.organisations.identity import Identity, of_entry, provisional
from kmpipe.extraction.organisations.names import Candidate
from kmpipe.extraction.organisations.naming import Naming
from kmpipe.extraction.organisations.shortforms import ShortForms
from kmpipe.vocab.load import Organisation


class Elsewhere:
    """Names the bodies of governments other than the one whose entry bears the name."""

    def __init__(self, naming: Naming, seats: Seats, short: ShortForms) -> None:
        self.naming = naming
        self.seats = seats
        self.short = short
        self.scan = naming.scan
        self.grammar = naming.grammar
        self.authority = naming.authority

    def of(self, candidate: Candidate, forms: tuple[Form, ...], seat: Seat) -> Identity | None:
        """The body of that seat which is called like the mention; `forms` are the forms of its namesakes."""
        core, form = self.naming.core(candidate), forms[0]
        if (entry := self.authority.local(core, seat.government)) is not None:
            return of_entry(entry)
        if form.entry.jurisdiction is None and form.kind != "local":
            return self._branch(candidate, form.entry, seat)
        if not seat.domestic:
            return provisional(self.scan.words(*candidate[:2]), form.entry.kind)
        english = self.naming.indonesian(core)
        if english is not None:
            core = english
        elif form.kind in {"abbreviation", "local"}:
            core = self.naming.written_out(core, form.entry)
        if english is not None and (entry := self.authority.local(core, seat.government)) is not None:
            return of_entry(entry)
        place = seat.place
        home = form.entry.jurisdiction
        if seat.government is not None and home is not None and self.seats.within(seat.government, home):
            alias = self.short.get(self.naming.core(candidate), candidate.place)
            if alias is not None:
                return alias
            first, _, rest = core.partition(" ")
            branch = self.grammar.branches.get(first, first)
            core = f"{branch} {rest}".strip()
            if candidate.place is not None:
                place = self.naming.placed(self.grammar.by_text.get(branch.lower()), candidate.place)
        return provisional(f"{core} {place}", form.entry.kind)

    def _branch(self, candidate: Candidate, entry: Organisation, seat: Seat) -> Identity:
        """The branch of a national body: `Statistics Indonesia (BPS) of DKI Jakarta`, `PMI Jakarta Barat`."""
        place = candidate.place
        for name in (f"{entry.name} {seat.place}", self.scan.words(*candidate[:2])):
            if forms := self.authority.lookup(name):
                return of_entry(forms[0].entry)
        rank = seat.place.partition(" ")[0]
        office = self.grammar.local_offices.get(entry.id)
        if office is not None and seat.domestic:
            name = f"{self.grammar.words.regional_office} {entry.name}" if rank == self.grammar.words.region else office
            return provisional(f"{name} {seat.place}", entry.kind, entry.id)
        if entry.name_en is not None and self.scan.word(candidate.core[1]) in self.grammar.words.english_links:
            return provisional(self.scan.words(*candidate[:2]), entry.kind)
        head = self.grammar.by_text.get(" ".join(entry.name.lower().split()[:2]))
        if head is not None and place is not None and head.seat is not None:
            return provisional(f"{entry.name} {self.naming.placed(head, place)}", entry.kind, entry.id)
        name = entry.name if entry.kind == "government" else self.naming.core(candidate)
        return provisional(f"{name} {place.full if place else seat.place}", entry.kind, entry.id)
