"""What the words of a text may be inside the name of an organisation: a field of work, a place, the start of something else."""

from __future__ import annotations

from kmpipe.extraction.organisations.authority import Authority
from kmpipe.extraction.organisations.grammar import Grammar
from kmpipe.extraction.organisations.scan import PlaceAt, Scan

# no name is longer (tokens); what goes on beyond is a sentence
LONGEST = 16
# an item of a list inside a name: `Tata Ruang`, `Pengendalian Penduduk`
_LONGEST_ITEM = 5
# up to so many letters a word with the ending of a verb may be something else: `Pekan`
_SHORT_VERB = 5


class Reading:
    """The words of one scanned text, as the rules for names look at them."""

    def __init__(self, scan: Scan, grammar: Grammar, authority: Authority) -> None:
        self.scan = scan
        self.grammar = grammar
        self.authority = authority
        self.words = grammar.words
        self.cues = grammar.cues.find(scan.text, scan.tokens)

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

    def known_longer(self, index: int) -> bool:
        """Whether a known name begins at the place and goes beyond it."""
        known = self.scan.known.get(index)
        return known is not None and known.last > self.scan.places[index].last

    # --- fields of work ---

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
                end = self.series(at) if at > start else at
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
        if at == start and self.scan.word(at) in self.grammar.fields_short:
            return True  # `Dinas PUPR`, though a ministry is called so too
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

    def series(self, comma: int) -> int:
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
