"""Which organisation a mention means: the authority file, the jurisdiction in context, acronyms defined in the text."""

from __future__ import annotations

from bisect import bisect_left

from kmpipe.extraction.organisations.authority import Form
from kmpipe.extraction.organisations.context import Seat, Seats
from kmpipe.extraction.organisations.elsewhere import Elsewhere
from kmpipe.extraction.organisations.identity import Identity, alive, of_form, provisional
from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.extraction.organisations.naming import Naming
from kmpipe.extraction.organisations.scan import POSSESSIVES
from kmpipe.extraction.organisations.shortforms import ShortForms

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
        self._place_ends = {place.last: place for place in self.scan.places.values()}
        self._ties = names.words.through | {"("}
        self.seats = Seats(names.authority)
        self.told = self.seats.told(names.scan, names.grammar, found, title, jurisdiction)
        home = self.seats.of(jurisdiction) or (Seat(jurisdiction, jurisdiction) if jurisdiction is not None else None)
        self.jurisdiction = self.told or home
        self.short = ShortForms(names.scan)
        self.naming = Naming(names, self.seats)
        self._elsewhere = Elsewhere(self.naming, self.seats, self.short).of
        self._placed: dict[str, list[Candidate]] = {}
        for candidate in found:
            if candidate.place is not None and not candidate.place.country:
                self._placed.setdefault(self.naming.core(candidate).casefold(), []).append(candidate)

    def _nearby(self, candidate: Candidate) -> Seat | None:
        """The government that a bracket, `melalui` or a possessive ties the mention to, else that of the document."""
        scan = self.scan
        if scan.word(candidate.first - 1) in POSSESSIVES and (owner := self._place_ends.get(candidate.first - 1)):
            return self.seats.at(owner)
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
        return closing and any(f" {words}".endswith(f" {kind}") for kind in self.names.words.venues)

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
            alias = self.short.get(self.naming.core(candidate), None)
            if alias is not None and candidate.place is None and sure[0].kind == "abbreviation":
                return alias  # `PMI` after `Palang Merah Indonesia (PMI) Jakarta Barat`
            return of_form(self._best(sure), self.year)
        context = self._nearby(candidate)
        if context is None:
            return provisional(self.naming.core(candidate), forms[0].entry.kind)
        alias = self.short.get(self.naming.core(candidate), None)
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
        placed = self._placed.get(self.naming.core(candidate).casefold(), ())
        made = {made.id: made for other in placed if (made := self.resolve(other)) is not None}
        return next(iter(made.values())) if len(made) == 1 else None

    def _best(self, forms: list[Form]) -> Form:
        """Of several bodies with one name, the one of the home jurisdiction, then the one of that year, then the first."""

        def rank(form: Form) -> tuple[bool, bool]:
            entry = form.entry
            at_home = self.jurisdiction is not None and entry.jurisdiction == self.jurisdiction.government
            return not at_home, not alive(entry.since, entry.until, self.year)

        return min(forms, key=rank)

    def _unknown(self, candidate: Candidate) -> Identity | None:
        head = candidate.head
        core, whole = self.naming.core(candidate), self.naming.whole(candidate)
        for name in dict.fromkeys((whole, self.scan.words(*candidate[:2]), core)):
            forms = self.authority.lookup(name)
            slip = not forms
            forms = forms or self.authority.nearly(name)
            if forms and (name != core or candidate.place is None or any(form.kind == "local" for form in forms)):
                local = candidate if name == core else candidate._replace(place=None)
                return self._known(local._replace(name=forms[0].text, head=None) if slip else local, forms)
        if head is not None and head.closing and (leading := self._leading_place(candidate)) is not None:
            return leading
        if head is not None and (titled := self.naming.titled(candidate, head)) is not None:
            forms = self.authority.lookup(titled)
            parent = self.naming.parent(head, core) if head.kind == "office" else None
            return of_form(forms[0], self.year) if forms else provisional(titled, head.kind, parent)
        if candidate.place is None and (sole := self._sole(candidate)) is not None:
            return sole
        if (seated := self._seated(candidate)) is not None:
            return seated
        if head is not None and head.style == "bare" and candidate.place is None:
            return None
        kind = candidate.kind or (head.kind if head is not None else "ngo")
        parent = self.naming.parent(head, whole) if head is not None and kind == "office" else None
        if head is not None and head.style == "deputy" and self.jurisdiction is not None:
            parent = self.jurisdiction.government  # a deputy of the governor whose province the text is about
        return provisional(whole, kind, parent)

    def _seated(self, candidate: Candidate) -> Identity | None:
        """A body of a local government under its Indonesian name: its place is in the name, or the text tells it."""
        head, place = candidate.head, candidate.place
        if place is not None:
            place = self.naming.ranked(place, self.naming.core(candidate))
        seat = self.seats.at(place) if place is not None and not place.country else self.told
        if head is None or seat is None or (place is not None and place.country):
            return None
        if (made := self.naming.translated(candidate, seat)) is not None:
            name, own = made
            if forms := self.authority.lookup(name):
                return of_form(forms[0], self.year)
            parent = self.naming.parent(own, name) if own is not None and head.kind == "office" else None
            return provisional(name, head.kind, parent)
        if head.local and place is None:
            return provisional(f"{self.naming.core(candidate)} {seat.place}", head.kind)
        return None

    def _leading_place(self, candidate: Candidate) -> Identity | None:
        """`Semarang Environment Agency`: the place first, as in English."""
        place = self.scan.places.get(candidate.first)
        if place is None or place.last >= candidate.core[1]:
            return None
        core = (place.last, candidate.core[1])
        rest = self.scan.words(*core)
        forms = tuple(form for form in self.authority.lookup(rest) if form.kind == "local")
        moved = candidate._replace(place=self.naming.ranked(place, rest), core=core)
        if forms:
            return self._known(moved, forms)
        return self._seated(moved) if place.seat else None
