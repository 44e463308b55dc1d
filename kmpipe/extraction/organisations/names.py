"""Where the name of an organisation ends: the rules for each style of head, over a scanned text."""

from __future__ import annotations

from typing import NamedTuple

from kmpipe.extraction.organisations.authority import GOVERNMENT, Authority, Form
from kmpipe.extraction.organisations.grammar import Grammar, Head
from kmpipe.extraction.organisations.scan import PlaceAt, Scan
from kmpipe.model import OrganisationKind

# no name is longer (tokens); what goes on beyond is a sentence
LONGEST = 16
# an item of a list inside a name: `Tata Ruang`, `Pengendalian Penduduk`
_LONGEST_ITEM = 5
# up to so many letters a word with the ending of a verb may be something else: `Pekan`
_SHORT_VERB = 5


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


class Names:
    """The rules that read the name of one organisation at one place of a text."""

    def __init__(self, scan: Scan, grammar: Grammar, authority: Authority) -> None:
        self.scan = scan
        self.grammar = grammar
        self.authority = authority
        self.words = grammar.words
        self.cues = grammar.cues.find(scan.text, scan.tokens)

    # --- what a word may be ---

    def domain(self, index: int) -> bool:
        """Whether the token is a capitalised word for a field of work."""
        word = self.scan.word(index)
        return word[:1].isupper() and (self.grammar.is_domain(word) or self.authority.is_field(word))

    def known_at(self, index: int) -> bool:
        """Whether a known organisation, not merely a place, begins here."""
        match = self.scan.known.get(index)
        return match is not None and self.scan.capital(index)

    def breaks(self, index: int) -> bool:
        """Whether a name cannot go on with this token: a person, a day, another body."""
        word = self.scan.word(index)
        words = self.words
        if word in words.person_titles or word in words.calendar or word in words.roles or word in words.generic:
            return True
        if word in words.numbering or word in words.headline_verbs or self._verb(word):
            return True
        opens = any(not head.closing for head in self.scan.heads[index].payloads) if index in self.scan.heads else False
        return opens or self.known_at(index)

    def _verb(self, word: str) -> bool:
        """Whether the word is built like the verb of a headline: `Luncurkan`, but not `Pendidikan`."""
        built = len(word) > _SHORT_VERB and word.endswith(self.words.headline_endings)
        return built and not self.grammar.is_listed_domain(word)

    def held(self, index: int) -> bool:
        """Whether the words before say that a person's name may follow the body's: `Kepala Dinas …`."""
        return any(
            self.scan.same_sentence(index, at) and self.scan.word(at) in self.words.roles
            for at in (index - 1, index - 2)
        )

    def place_after(self, index: int) -> PlaceAt | None:
        """The place at the token, `Setda`, `Pemprov` or `of` before it included; not one that opens a longer known name."""
        scan = self.scan
        at = index
        while at < index + 2 and scan.word(at) in self.words.place_links:
            at += 1
        if at < index + 2 and scan.word(at) in self.words.articles:
            at += 1
        place = scan.places.get(at)
        if place is None or not scan.same_sentence(index - 1, at):
            return None
        known = scan.known.get(at)
        if known is not None and known.last > place.last:
            return None
        return place._replace(first=index)

    def nation_after(self, index: int) -> int:
        """The token after `RI` or `Republik Indonesia`, or the same token."""
        for form in self.words.nation:
            if self.scan.word(index)[:1] != form[0]:
                continue
            size = len(form.split())
            if self.scan.words(index, min(index + size, len(self.scan.tokens))).casefold() == form.casefold():
                return index + size
        return index

    # --- names that begin with their head ---

    def front(self, first: int, start: int, head: Head) -> Candidate | None:
        """The name whose head stands at `[first, start)`, or None where nothing fit follows."""
        match head.style:
            case "public" | "of":
                return self._public(first, start, head)
            case "proper":
                return self._proper(first, start, head)
            case "deputy":
                return self._deputy(first, start, head)
            case "bare":
                place = self.place_after(start)
                return self._made(first, start, head, place) if place else None
            case _:
                return self._placed(first, start, head)

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
        if last == start:
            return None
        return self._made(first, last, head, self.place_after(last))

    def field(self, start: int, *, careful: bool) -> int:
        """The end of a field of work that begins at `start` (`start` itself: there is none)."""
        scan = self.scan
        at = last = start
        while at - start < LONGEST and (at == start or scan.same_sentence(at - 1, at)):
            word = scan.word(at)
            if word in self.words.joins:
                if at == start or not self.goes_on(at + 1):
                    break
            elif word == ",":
                end = self._series(at) if at > start else at
                if end == at:
                    break
                at = last = end
                continue
            elif word == "/":
                if at == start or not self._slashed(at + 1):
                    break
                last = at = at + 2
                continue
            elif word in self.words.inner:
                if at == start or not self.goes_on(at + 1):
                    break
            elif self._field_word(at, start, careful) or (at > start and self._number(at)):
                last = at + 1
            else:
                break
            at += 1
        return last

    def _number(self, at: int) -> bool:
        """Whether the token numbers the part of a body: `Wilayah I`, `Region 2`."""
        word = self.scan.word(at)
        return self.scan.word(at - 1) in self.words.numbered and (word.isdigit() or not word.strip("IVX"))

    def _field_word(self, at: int, start: int, careful: bool) -> bool:
        if not self.scan.capital(at) or self.breaks(at) or self.scan.same_sentence(start - 1, at) is False:
            return False
        if at in self.scan.places and at > start:
            return False
        return (
            at == start
            or self.domain(at)
            or (not careful and self.scan.word(at - 1) not in self.words.joins and at - start < 4)
        )

    def goes_on(self, index: int) -> bool:
        """Whether the token carries a name on after a comma or `dan`: a field of work that begins nothing else."""
        scan = self.scan
        return (
            scan.same_sentence(index - 1, index)
            and self.domain(index)
            and not self.breaks(index)
            and index not in scan.places
        )

    def _slashed(self, index: int) -> bool:
        """Whether a second name is joined by a stroke without blanks: `Tata Ruang/Badan Pertanahan Nasional`, `ATR/BPN`."""
        tokens = self.scan.tokens
        if (
            index >= len(tokens)
            or tokens[index].start != tokens[index - 1].end
            or tokens[index - 1].start != tokens[index - 2].end
        ):
            return False
        return self.scan.word(index).isupper() or index in self.scan.heads or self.goes_on(index)

    def _series(self, comma: int) -> int:
        """The end of `, X, Y dan Z` at the comma, where all of them are fields of work; the comma itself if not."""
        at = comma
        for _ in range(LONGEST):
            closing = self.scan.word(at) in self.words.joins
            if not closing and self.scan.word(at) != ",":
                return comma
            at += 1
            if not closing and self.scan.word(at) in self.words.last_joins:
                closing = True
                at += 1
            end = self._item(at)
            if end == at:
                return comma
            if closing:
                return end
            at = end
        return comma

    def _item(self, start: int) -> int:
        at = start
        while at - start < _LONGEST_ITEM and self.goes_on(at):
            at += 1
        return at

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

    def known_longer(self, index: int) -> bool:
        """Whether a known name begins at the place and goes beyond it."""
        known = self.scan.known.get(index)
        return known is not None and known.last > self.scan.places[index].last

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
        if head.text == GOVERNMENT.strip():
            return None
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
