"""Which organisation a mention means: the authority file, the jurisdiction in context, acronyms defined in the text."""

from __future__ import annotations

from bisect import bisect_left

from kmpipe.extraction.organisations.authority import GOVERNMENT, Form
from kmpipe.extraction.organisations.context import Seat, Seats
from kmpipe.extraction.organisations.grammar import Head
from kmpipe.extraction.organisations.identity import (
    Identity,
    alive,
    of_entry,
    of_form,
    provisional,
    provisional_id,
)
from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.extraction.organisations.scan import PlaceAt
from kmpipe.extraction.organisations.shortforms import ShortForms
from kmpipe.vocab.load import Organisation

# a government that ties the bodies after it to itself stands at most so many mentions before them
_NEARBY = 12


class Linker:
    """Resolves the mentions of one text. `jurisdiction` is the government a local name means where nothing else is said."""

    def __init__(
        self, names: Names, found: list[Candidate], *, title: str, year: int | None, jurisdiction: str | None
    ) -> None:
        self.names = names
        self.scan = names.scan
        self.authority = names.authority
        self.grammar = names.grammar
        self.year = year
        self.found = found
        self._firsts = [candidate.first for candidate in found]
        self._ties = names.words.through | {"("}
        self.seats = Seats(names.authority)
        self.jurisdiction = self.seats.of_document(names.scan, found, title, jurisdiction)
        self.short = ShortForms(names.scan)
        self._placed: dict[str, list[Candidate]] = {}
        for candidate in found:
            if candidate.place is not None and not candidate.place.country:
                self._placed.setdefault(self._core(candidate).casefold(), []).append(candidate)

    def _nearby(self, candidate: Candidate) -> Seat | None:
        """The government that a bracket or `melalui` ties the mention to, else that of the document."""
        scan = self.scan
        before = bisect_left(self._firsts, candidate.first)
        for other in reversed(self.found[max(0, before - _NEARBY) : before]):
            if not scan.same_sentence(other.first, candidate.first):
                break
            tied = scan.word(other.last) in self._ties
            if tied and not (scan.word(other.last) == "(" and self._closed(other.last, candidate.first)):
                seat = self._governing(other)
                if seat is not None:
                    return seat
        return self.jurisdiction

    def _closed(self, opening: int, before: int) -> bool:
        depth = 0
        for at in range(opening, before):
            depth += (self.scan.word(at) == "(") - (self.scan.word(at) == ")")
        return depth <= 0

    def _governing(self, candidate: Candidate) -> Seat | None:
        """The government that the mention names, if it names one."""
        named = candidate.place is not None and not candidate.place.country
        if not named and all(form.kind == "local" for form in candidate.forms):
            return None
        return self.seats.named(self.resolve(candidate))

    # --- one mention ---

    def resolve(self, candidate: Candidate) -> Identity | None:
        """The organisation, or None where the words name a kind of body and no single one."""
        if candidate.forms:
            return self._known(candidate, candidate.forms)
        return None if self._generic(candidate) else self._unknown(candidate)

    def _generic(self, candidate: Candidate) -> bool:
        words = self.scan.words(*candidate.core).casefold()
        leading = self.scan.places.get(candidate.first)
        rest = (
            self.scan.words(leading.last, candidate.core[1]).casefold()
            if leading and leading.last < candidate.core[1]
            else words
        )
        if words in self.grammar.generic or rest in self.grammar.generic:
            return True
        closing = candidate.head is not None and candidate.head.closing
        return closing and any(words.endswith(f" {kind}") for kind in self.names.words.venues)

    def _known(self, candidate: Candidate, forms: tuple[Form, ...]) -> Identity | None:
        place = candidate.place
        if place is not None and not place.country:
            seat = self.seats.at(place)
            own = [form for form in forms if seat.government in {form.entry.jurisdiction, form.entry.id}]
            if seat.government is not None and own:
                return of_form(own[0], self.year)
            return self._elsewhere(candidate, forms, seat)
        if (
            place is not None
            and place.name != "Indonesia"
            and forms[0].entry.kind in {"ngo", "international", "university"}
        ):
            return provisional(self.scan.words(candidate.first, place.last), forms[0].entry.kind)
        sure = [form for form in forms if form.kind != "local"]
        if sure:
            alias = self.short.get(self._core(candidate), None)
            if alias is not None and candidate.place is None and sure[0].kind == "abbreviation":
                return alias  # `PMI` after `Palang Merah Indonesia (PMI) Jakarta Barat`
            return of_form(self._best(sure), self.year)
        context = self._nearby(candidate)
        if context is None:
            return provisional(self._core(candidate), forms[0].entry.kind)
        alias = self.short.get(self._core(candidate), None)
        if alias is not None and candidate.place is None:
            return alias
        own = [
            form
            for form in forms
            if form.entry.jurisdiction and self.seats.within(context.government, form.entry.jurisdiction)
        ]
        if own:
            return of_form(self._best(own), self.year)
        home, entry = self.authority.entries.get(context.government or ""), forms[0].entry
        heads = entry.kind == "office" or entry.id == entry.jurisdiction
        if heads and home is not None and all(form.entry.level != home.level for form in forms):
            return self._sole(candidate)  # `Pemkot`, `Wali Kota` in a province: which of its cities?
        return self._elsewhere(candidate, forms, context)

    def _sole(self, candidate: Candidate) -> Identity | None:
        """The one body of that name whose place the text tells elsewhere, if it is one."""
        placed = self._placed.get(self._core(candidate).casefold(), ())
        made = {made.id: made for other in placed if (made := self.resolve(other)) is not None}
        return next(iter(made.values())) if len(made) == 1 else None

    def _best(self, forms: list[Form]) -> Form:
        """Of several bodies with one name, the one of the home jurisdiction, then the one of that year, then the first."""

        def rank(form: Form) -> tuple[bool, bool]:
            entry = form.entry
            at_home = self.jurisdiction is not None and entry.jurisdiction == self.jurisdiction.government
            return not at_home, not alive(entry.since, entry.until, self.year)

        return min(forms, key=rank)

    def _elsewhere(self, candidate: Candidate, forms: tuple[Form, ...], seat: Seat) -> Identity | None:
        """A body of another jurisdiction that bears a known name: `Dinas Kesehatan Kota Semarang`."""
        government = seat.government
        core = self._core(candidate)
        if government is not None and (entry := self.authority.local(core, government)) is not None:
            return of_entry(entry)
        form = forms[0]
        if form.entry.jurisdiction is None and form.kind != "local":
            return self._branch(candidate, form.entry, seat)
        linked = candidate.place is not None and self.scan.word(candidate.core[1]) in self.names.words.english_links
        if linked or (candidate.head is not None and candidate.head.closing):
            return provisional(self.scan.words(*candidate[:2]), form.entry.kind)
        place = seat.place
        if form.kind in {"abbreviation", "local"}:
            core = self._written_out(core, form.entry)
        if (
            government is not None
            and form.entry.jurisdiction is not None
            and self.seats.within(government, form.entry.jurisdiction)
        ):
            alias = self.short.get(self._core(candidate), candidate.place)
            if alias is not None:
                return alias
            first, _, rest = core.partition(" ")
            branch = self.grammar.branches.get(first, first)
            core = f"{branch} {rest}".strip()
            if candidate.place is not None:
                place = self._seated(self.grammar.by_text.get(branch.lower()), candidate.place)
        return provisional(f"{core} {place}", form.entry.kind)

    def _branch(self, candidate: Candidate, entry: Organisation, seat: Seat) -> Identity:
        """The branch of a national body: `Statistics Indonesia (BPS) of DKI Jakarta`, `PMI Jakarta Barat`."""
        home = self.seats.of(seat.government) or seat
        for name in (f"{entry.name} {home.place}", self.scan.words(*candidate[:2])):
            if forms := self.authority.lookup(name):
                return of_entry(forms[0].entry)
        if entry.name_en is not None and self.scan.word(candidate.core[1]) in self.names.words.english_links:
            return provisional(self.scan.words(*candidate[:2]), entry.kind)
        head = self.grammar.by_text.get(" ".join(entry.name.lower().split()[:2]))
        if head is not None and candidate.place is not None and head.seat is not None:
            return provisional(f"{entry.name} {self._seated(head, candidate.place)}", entry.kind, entry.id)
        return provisional(f"{self._core(candidate)} {seat.place}", entry.kind, entry.id)

    def _written_out(self, core: str, entry: Organisation) -> str:
        """`Dinkes` in full, as its namesake at home is called."""
        if " " in core:
            return core
        home = self.authority.entries.get(entry.jurisdiction or "")
        suffix = home.name.removeprefix(GOVERNMENT) if home is not None else ""
        full = entry.name.removesuffix(suffix).strip()
        return full if suffix and full != entry.name and " " in full else core

    def _unknown(self, candidate: Candidate) -> Identity | None:
        head = candidate.head
        core = self._core(candidate)
        whole = f"{core} {self._seated(head, candidate.place)}" if candidate.place is not None else core
        for name in dict.fromkeys((whole, self.scan.words(*candidate[:2]), core)):
            forms = self.authority.lookup(name) or self.authority.nearly(name)
            if forms and (name != core or candidate.place is None or any(form.kind == "local" for form in forms)):
                local = candidate if name == core else candidate._replace(place=None)
                return self._known(local, forms)
        if head is not None and head.closing and (leading := self._leading_place(candidate)) is not None:
            return leading
        if head is not None and head.style == "bare" and candidate.place is None:
            return None
        if candidate.place is None and (sole := self._sole(candidate)) is not None:
            return sole
        kind = candidate.kind or (head.kind if head is not None else "ngo")
        parent = self._parent(head, whole) if head is not None and kind == "office" else None
        return provisional(whole, kind, parent)

    def _seated(self, head: Head | None, place: PlaceAt) -> str:
        """The place as the bodies of that head bear it: `Kota Administrasi Jakarta Pusat` for `Jakarta Pusat`."""
        home = self.seats.of(self.seats.at(place).government)
        wanted = head is not None and head.seat is not None and home is not None and home.place.startswith(head.seat)
        return home.place if home is not None and wanted and not place.prefix else place.full

    def _leading_place(self, candidate: Candidate) -> Identity | None:
        """`Semarang Environment Agency`: the place first, as in English."""
        place = self.scan.places.get(candidate.first)
        if place is None or place.last >= candidate.core[1]:
            return None
        rest = self.scan.words(place.last, candidate.core[1])
        forms = tuple(form for form in self.authority.lookup(rest) if form.kind == "local")
        core = (place.last, candidate.core[1])
        return self._known(candidate._replace(place=place, core=core), forms) if forms else None

    def _parent(self, head: Head, name: str) -> str | None:
        """The body that an office heads: `Menteri Perhubungan` heads `Kementerian Perhubungan`."""
        if head.parent is None:
            return None
        body = head.parent + name.removeprefix(head.expands or head.text)
        forms = self.authority.lookup(body)
        return forms[0].entry.id if forms else provisional_id(body)

    # --- names and ids ---

    def _core(self, candidate: Candidate) -> str:
        """The name without its place, heads and fields of work written in full."""
        head = candidate.head
        first, last = candidate.core
        text = candidate.name if candidate.name is not None else self.scan.words(first, last)
        if head is None or head.closing:
            return text
        if head.expands:
            text = head.expands + text[len(head.text) :]
        opening = head.expands or head.text
        rest = text[len(opening) :].strip()
        return f"{opening} {self.grammar.fields_short[rest]}" if rest in self.grammar.fields_short else text
