"""Where the name of an organisation ends: the rules for each style of head, over a scanned text."""

from __future__ import annotations

from typing import NamedTuple

from kmpipe.extraction.organisations.authority import GOVERNMENT, Form
from kmpipe.extraction.organisations.grammar import Head
from kmpipe.extraction.organisations.reading import LONGEST, Reading
from kmpipe.extraction.organisations.scan import POSSESSIVES, PlaceAt
from kmpipe.model import OrganisationKind


class Candidate(NamedTuple):
    """A stretch of text that names an organisation: tokens `[first, last)`, of which `[core_first, core_last)` without place.

    `name` replaces the words of the text (for a member that shares its head); `forms` are set for a known name.
    """

    first: int
    last: int
    core: tuple[int, int]
    rule: str
    confidence: float
    head: Head | None = None
    forms: tuple[Form, ...] = ()
    place: PlaceAt | None = None
    name: str | None = None
    kind: OrganisationKind | None = None


class Names(Reading):
    """The rules that read the name of one organisation at one place of a text."""

    def front(self, first: int, start: int, head: Head) -> Candidate | None:
        """The name whose head stands at `[first, start)`, or None where nothing fit follows."""
        if self._merely_where(first, start, head):
            return None
        match head.style:
            case "public" | "of":
                return self._public(first, start, head)
            case "proper":
                return self._proper(first, start, head)
            case "deputy":
                return self._deputy(first, start, head)
            case "bare":
                place = self.place_after(start)
                return self._made(first, start, head, place) if place or head.local else None
            case _:
                return self._placed(first, start, head)

    def _merely_where(self, first: int, start: int, head: Head) -> bool:
        """Whether the words say where something is: `di depan RSUD Tarakan`, `in the City of Surabaya`, `the City of Surabaya's`."""
        before = first - 2 if self.scan.word(first - 1) in self.words.articles else first - 1
        place = before >= 0 and self.scan.same_sentence(before, first) and self.scan.word(before).casefold()
        if head.text in self.words.place_heads:
            named = self.scan.places.get(start)
            owns = named is not None and self.scan.word(named.last) in POSSESSIVES
            return owns or place in self.words.place_only_after
        return head.text in self.words.venue_heads and place in self.words.beside

    def _made(self, first: int, last: int, head: Head, place: PlaceAt | None) -> Candidate:
        end = self.nation_after(place.last if place else last)
        return Candidate(first, end, (first, last), f"grammar:{head.id}", 0.8, head=head, place=place)

    def _public(self, first: int, start: int, head: Head) -> Candidate | None:
        if head.style == "of" and self.scan.word(start) in self.words.articles:
            start += 1
        elif head.style == "public" and (
            start in self.scan.places or (head.strict and not self.grammar.is_domain(self.scan.word(start)))
        ):
            return None
        last = self.field(start, careful=head.kind == "office" or self.held(first))
        if last == start or not self.scan.word(start).strip("IVX"):
            return None  # `Komisi III DPRD` is a part of the council
        return self._made(first, last, head, self.place_after(last))

    def _proper(self, first: int, start: int, head: Head) -> Candidate | None:
        scan = self.scan
        if head.text in self.words.legal_forms and self.known_at(start):
            known = scan.known[start]
            return Candidate(first, known.last, (first, known.last), "authority:legal form", 0.9, forms=known.payloads)
        at = last = start
        held = self.held(first)
        while at - start < LONGEST and scan.same_sentence(first, at):
            word = scan.word(at)
            if at in scan.places and not self.known_longer(at):
                at = last = scan.places[at].last
                if held:
                    break
                continue
            if word == "/" or not word:
                break
            if word in self.words.joins or word in self.words.inner or word == "-":
                if at == start or not (self.goes_on(at + 1) or self._cause(at)):
                    break
            elif (word[:1].isupper() or (word[:1].isdigit() and at > start)) and not self._stops_proper(at, head):
                last = at + 1
            else:
                break
            at += 1
        last = self._without_holder(start, last) if held else last
        if last == start:
            return None
        return self._made(first, last, head, None)

    def _cause(self, at: int) -> bool:
        """Whether a cause follows a common word: `Yayasan Air untuk Kampung`, but not `Yayasan Rimba untuk Kampung`."""
        follows = self.scan.capital(at + 1) and not self.breaks(at + 1) and at + 1 not in self.scan.places
        return self.scan.word(at) in self.words.inner and self.domain(at - 1) and follows

    def _stops_proper(self, index: int, head: Head) -> bool:
        if head.kind == "university" and self.scan.word(index - 1) not in self.words.joins:
            return self.scan.word(index) in self.words.person_titles | self.words.calendar
        if index in self.scan.heads and self.scan.word(index - 1) not in self.words.joins:
            return self.known_at(index) or self.scan.word(index) in self.words.roles
        return self.breaks(index)

    def _without_holder(self, start: int, last: int) -> int:
        """The end of the name without the two words of the person who holds the post: `Universitas Gadjah Mada Ova Emilia`."""
        tail = [not self.domain(at) and at not in self.scan.places for at in (last - 2, last - 1)]
        return last - 2 if last - start >= 4 and all(tail) else last

    def _placed(self, first: int, start: int, head: Head) -> Candidate | None:
        scan = self.scan
        if head.style == "village" and scan.word(first - 1).casefold() in self.words.place_only_after:
            return None
        place = self.place_after(start)
        if place is not None and head.style != "village":
            return self._made(first, start, head, place)
        more = self.series(start)
        if more > start and (place := self.place_after(more)) is not None:
            return self._made(first, more, head, place)
        if (unit := self._numbered(first, start, head)) is not None:
            return unit
        if head.local or head.text == GOVERNMENT.strip():
            return None  # the gazetteer has all seats of local governments: `BPBD Andi Wijaya` is no place
        last = start
        while last - start < 2 and scan.same_sentence(first, last) and scan.capital(last) and not self.breaks(last):
            field = self.grammar.is_listed_domain if last == start else self.grammar.is_domain
            if field(scan.word(last)) or (last > start and scan.word(last - 1).isupper()):
                break  # `Penjaringan` is built like a field of work, and is a village
            last += 1
        if head.kind == "office" and last > start and scan.word(last) != ",":
            last = start + max(1, self._run(start) // 2)  # the rest is the name of the person
        if last > start and scan.word(last) in self.words.place_directions:
            last += 1
        if last == start:
            return None
        name = PlaceAt(start, last, scan.words(start, last), "", country=False)
        return self._made(first, start, head, name)

    def _numbered(self, first: int, start: int, head: Head) -> Candidate | None:
        """A unit with its number before its place: `Kodim 1603/Sikka`."""
        if not self.scan.word(start).isdigit() or not self.scan.same_sentence(first, start):
            return None
        place = self.scan.places.get(start + 2 if self.scan.word(start + 1) == "/" else start + 1)
        return self._made(first, place.last, head, None) if place is not None else None

    def _run(self, start: int) -> int:
        """How many capitalised words stand from the token on; at most four count."""
        size = 0
        while size < 4 and self.scan.same_sentence(start, start + size) and self.scan.capital(start + size):
            size += 1
        return size

    def _deputy(self, first: int, start: int, head: Head) -> Candidate | None:
        scan = self.scan
        place = self.place_after(start)
        at = place.last if place else start
        if scan.word(at).casefold() in self.words.field_openers:
            at += 1
        last = self.field(at, careful=True)
        if last == at:
            return None
        return Candidate(first, last, (first, last), f"grammar:{head.id}", 0.8, head=head)
