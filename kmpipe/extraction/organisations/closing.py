"""Names that end with their head, as in English: `Tsinghua University`, `Jakarta Environment Agency`."""

from __future__ import annotations

from collections.abc import Iterator

from kmpipe.extraction.organisations.authority import Form
from kmpipe.extraction.organisations.grammar import Head
from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.extraction.organisations.reading import LONGEST
from kmpipe.vocab.match import Match

_CONFIDENCE = 0.75


def closing_names(names: Names) -> dict[int, Candidate]:
    """The names that end with a head, by the number of their first token; the longest of each."""
    reader = _Closing(names)
    found: dict[int, Candidate] = {}
    for match in names.scan.heads.values():
        for head, last in _closing_heads(names, match):
            if (made := reader.read(match.first, last, head)) is not None and (
                last == match.last or made.first < match.first
            ):
                old = found.get(made.first)
                if old is None or old.last < made.last:
                    found[made.first] = made
    return {first: _at_university(names, made, found) for first, made in found.items()}


def _closing_heads(names: Names, match: Match[Head]) -> Iterator[tuple[Head, int]]:
    """The closing heads at the match, with the token after each; `Institute of` holds one too: `Asian Institute of Technology`."""
    for head in match.payloads:
        if head.closing:
            yield head, match.last
        elif head.style == "of" and (inner := names.grammar.closing.get(names.scan.word(match.first))) is not None:
            known = names.scan.known.get(match.first)
            if known is None or all(form.kind == "local" for form in known.payloads):
                yield inner, match.first + 1


def _at_university(names: Names, made: Candidate, found: dict[int, Candidate]) -> Candidate:
    """`South Asia Institute at Harvard University` is one body."""
    host = found.get(made.last + 1)
    if names.scan.word(made.last) != "at" or host is None or host.head is None or host.head.kind != "university":
        return made
    return made._replace(last=host.last, core=(made.first, host.last))


class _Closing:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.scan = names.scan
        self.words = names.words
        # of the known names that end at one token, the longest
        matches = sorted(names.scan.known.values(), key=lambda match: match.first, reverse=True)
        self.known_ends: dict[int, Match[Form]] = {match.last: match for match in matches}

    def read(self, start: int, end: int, head: Head) -> Candidate | None:
        """The name that ends with the head at `[start, end)`, with what follows it after `of` or `for`, or None."""
        scan, names = self.scan, self.names
        first = self._first(start)
        if self._unit(first, end):
            return None
        place = names.place_after(end) if scan.word(end) in self.words.english_links else None
        last = end
        if place is None and scan.word(end) in self.words.english_fields and names.goes_on(end + 1):
            last = names.field(end + 1, careful=True)
            place = names.place_after(last)
        if first == start and place is None and last == end:
            return None
        if head.strict and not (names.domain(start - 1) or any(at in scan.places for at in range(first, start))):
            return None
        country = self.scan.places.get(last) if place is None and head.text in self.words.chaptered else None
        if country is not None and country.country and scan.same_sentence(start, last):
            last = country.last  # `Habitat Foundation Indonesia`
        whole = place.last if place else last
        return Candidate(first, whole, (first, last), f"grammar:{head.id}", _CONFIDENCE, head=head, place=place)

    def _unit(self, first: int, end: int) -> bool:
        """Whether a part of a body is named for the post of its head: `Head of the Data Centre of BPBD DKI Jakarta`."""
        scan, words = self.scan, self.words
        headed = any(scan.same_sentence(at, first) and scan.word(at) in words.roles for at in range(first - 3, first))
        owner = end + 2 if scan.word(end + 1) in words.articles else end + 1
        return headed and scan.word(end) in words.english_links and self.names.known_at(owner)

    def _first(self, start: int) -> int:
        first = start
        while first > 0 and start - first < LONGEST and self.scan.same_sentence(first - 1, start):
            if self._leads(first - 1):
                first -= 1
            elif self.scan.word(first - 1) in self.words.joins and self._pair(first):
                first -= 2
            else:
                break
        return first

    def _leads(self, index: int) -> bool:
        """Whether the token may stand before a closing head."""
        scan, words = self.scan, self.words
        word = scan.word(index)
        if not scan.capital(index) or not word[0].isalpha() or index in scan.short:
            return False
        if word in words.person_titles or word in words.calendar or word in words.roles:
            return False
        if word.casefold() in self.names.grammar.function_words:
            return False
        known = self.known_ends.get(index + 1)
        return known is None or not scan.capital(known.first)

    def _pair(self, first: int) -> bool:
        return self.names.domain(first) and self.names.domain(first - 2) and self._leads(first - 2)
