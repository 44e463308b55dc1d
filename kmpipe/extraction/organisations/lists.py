"""Names without a head, where a list, a verb or a person's post proves that they are organisations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.model import OrganisationKind

_LONGEST_NAME = 6
_MOST_ITEMS = 60
_CONFIDENCE = 0.6
# tokens of a generic member (`tokoh agama`) that does not end a list
_LOWER_ITEM = 4


class _Item(NamedTuple):
    first: int
    last: int
    known: bool
    acronym: bool


def listed(names: Names, found: list[Candidate]) -> list[Candidate]:
    """The headless names that the text proves to be organisations, none overlapping those already found."""
    return list(_Lists(names, found).all())


class _Lists:
    def __init__(self, names: Names, found: list[Candidate]) -> None:
        self.names = names
        self.scan = names.scan
        self.defined = {short for short, _ in names.scan.short.values()}
        self.by_first = {candidate.first: candidate for candidate in found}
        self.taken = {at for candidate in found for at in range(candidate.first, candidate.last)}

    def all(self) -> Iterator[Candidate]:
        done: set[int] = set()
        for start, kind in self._starts():
            if start in done:
                continue
            items = self._items(start)
            done.update(item.first for item in items)
            yield from self._proved(items, kind)
        yield from self._actors()
        yield from self._employers()

    def _starts(self) -> Iterator[tuple[int, tuple[str, OrganisationKind | None]]]:
        """Where a list may begin: after a cue, and at each organisation already found."""
        for match in self.names.grammar.lists.find(self.scan.text, self.scan.tokens):
            kind = match.payloads[0]
            at = match.last
            bracket = self.scan.word(at) == "("
            while self.scan.word(at) in {"("} | self.names.words.introducers:
                at += 1
            if kind is None:
                yield at, ("cue", None)
            elif bracket or self.scan.word(match.last) in self.names.words.introducers:
                yield at, ("category", kind)
        for first in sorted(self.by_first):
            if first - 1 not in self.taken:
                yield first, ("neighbours", None)

    def _items(self, start: int) -> list[_Item]:
        items: list[_Item] = []
        at = start
        while len(items) < _MOST_ITEMS and self.scan.same_sentence(start, at):
            item = self._item(at)
            if item is None:
                break
            items.append(item)
            at = self._separated(item.last)
            if at == item.last:
                break
        return items

    def _separated(self, at: int) -> int:
        """The token after the separators at `at`; `at` itself if there are none. A bracket after an item is stepped over."""
        scan = self.scan
        start = at
        if scan.word(at) == "(":
            close = next((i for i in range(at, min(at + 12, len(scan.tokens))) if scan.word(i) == ")"), 0)
            at = close + 1 if close else at
        begin = at
        while scan.word(at) in self.names.words.separators and scan.same_sentence(start, at):
            at += 1
        return at if at > begin else start

    def _item(self, at: int) -> _Item | None:
        if (known := self.by_first.get(at)) is not None:
            return _Item(at, known.last, known=True, acronym=False)
        if at in self.taken:
            return None
        scan = self.scan
        if scan.word(at).casefold() in self.names.words.articles:
            at += 1
        if scan.capital(at) or scan.word(at)[:1].isdigit():
            return self._capital_item(at)
        last = at
        while (
            last - at < _LOWER_ITEM and scan.word(last).islower() and scan.word(last) not in self.names.words.separators
        ):
            last += 1
        while at < last < at + _LOWER_ITEM and scan.capital(last) and last not in self.taken:
            last += 1  # `paguyuban Tionghoa`
        return _Item(at, last, known=False, acronym=False) if last > at and scan.word(last) in {",", ";"} else None

    def _capital_item(self, at: int) -> _Item | None:
        scan = self.scan
        last = at
        while last - at < _LONGEST_NAME and last not in self.taken and scan.same_sentence(at, last):
            word = scan.word(last)
            inside = word[:1].isupper() or (word[:1].isdigit() and last > at) or (word == "-" and last > at)
            if (
                not inside
                or word in self.names.words.person_titles | self.names.words.calendar | self.names.words.roles
            ):
                break
            last += 1
        return _Item(at, last, known=False, acronym=self._acronym(at, last)) if last > at else None

    def _acronym(self, first: int, last: int) -> bool:
        word = self.scan.word(first)
        size = sum(letter.isupper() for letter in word)
        if (
            first
            and self.scan.tokens[first - 1].end == self.scan.tokens[first].start
            and self.scan.word(first - 1)[-1:].isalnum()
        ):
            return False  # the end of `100RC`
        return last == first + 1 and word.isupper() and 3 <= size <= 8 and word not in self._never() | self.defined

    def _never(self) -> frozenset[str]:
        return self.names.words.not_organisations | self.names.words.generic

    def _proved(self, items: list[_Item], why: tuple[str, OrganisationKind | None]) -> Iterator[Candidate]:
        reason, kind = why
        unknown = [item for item in items if not item.known and self._fit(item)]
        known = sum(item.known for item in items)
        for item in unknown:
            small = item.last - item.first == 1 and not item.acronym
            if reason == "category":
                proved = True
            elif reason == "cue":
                proved = item.acronym or (known > 0 and not small)
            else:
                # a long list of bodies: its other members are bodies too
                proved = (item.acronym and known >= 1) or known >= 3 or self._sibling(item, items)
            if proved:
                yield self._made(item.first, item.last, f"list:{reason}", kind)

    def _sibling(self, item: _Item, items: list[_Item]) -> bool:
        """Whether the member begins like a known one: `Plan International Australia` beside `Plan International Indonesia`."""
        words = self.scan.words(item.first, item.first + 2)
        return item.last - item.first > 2 and any(
            other.known and self.scan.words(other.first, min(other.first + 2, other.last)) == words for other in items
        )

    def _fit(self, item: _Item) -> bool:
        """Whether an unknown member may be an organisation at all."""
        scan = self.scan
        if not scan.capital(item.first) and not scan.word(item.first)[:1].isdigit():
            return False
        words = scan.words(item.first, item.last)
        if scan.word(item.first) in self.names.words.units:
            return False
        if words in self._never() or (item.first in scan.places and scan.places[item.first].last == item.last):
            return False
        if item.first in scan.heads or words.isdigit() or (scan.word(item.last) == "(" and self._post(item.last)):
            return False
        return item.acronym or item.last - item.first > 1 or scan.word(item.first) not in self.names.words.domain

    def _post(self, bracket: int) -> bool:
        """Whether a bracket tells a person's post: `(Program Manager …)`."""
        return any(self.scan.word(at) in self.names.words.roles for at in range(bracket + 1, bracket + 4))

    def _actors(self) -> Iterator[Candidate]:
        """An acronym that organises something: `RDI held a discussion`."""
        scan = self.scan
        for match in self.names.cues:
            at = match.first - 1
            cue = match.payloads[0]
            if (
                cue.side != "after"
                or cue.role not in {"host", "organiser"}
                or at < 0
                or not scan.same_sentence(at, match.first)
            ):
                continue
            if at in self.taken:
                continue
            first = self._run_back(at)
            item = _Item(first, at + 1, known=False, acronym=self._acronym(first, at + 1))
            joined = scan.word(first - 1) in self.names.words.separators and first - 2 in self.taken
            if self._fit(item) and (item.acronym or (joined and item.last - first > 1)):
                yield self._made(first, at + 1, "subject of an organising verb", None)

    def _run_back(self, at: int) -> int:
        """The first token of the run of capitalised words that ends at the token."""
        first = at
        while at - first < _LONGEST_NAME and self.scan.same_sentence(first - 1, at) and self.scan.capital(first - 1):
            if first - 1 in self.taken:
                break
            first -= 1
        return first

    def _employers(self) -> Iterator[Candidate]:
        """What a person comes from: `Lead Designer dari Labtek Apung`, `Dr. Maria Wijaya of Breathe Well`."""
        scan = self.scan
        for at, token in enumerate(scan.tokens):
            if (
                token.text not in self.names.words.from_words
                or at + 1 in self.taken
                or not scan.same_sentence(at - 1, at + 1)
            ):
                continue
            field = (
                token.text in self.names.words.english_links and scan.word(at - 1) in self.names.words.roles
            )  # `Director of Basic Research`
            if field or not self._person_before(at, token.text):
                continue
            item = self._item(at + 1)
            if (
                item is None
                or item.known
                or not self._fit(item)
                or not scan.capital(item.first)
                or self.names.domain(item.first)
            ):
                continue
            if item.acronym or item.last - item.first > 1:
                yield self._made(item.first, item.last, "employer of a person", None)

    def _person_before(self, at: int, word: str) -> bool:
        scan = self.scan
        words = self.names.words
        before = range(max(0, at - 6), at)
        if any(scan.same_sentence(i, at) and scan.word(i) in words.person_titles | words.roles for i in before):
            return scan.capital(at - 1)
        first = self._run_back(at - 1) if scan.capital(at - 1) and at - 1 not in self.taken else at
        long_run = at - first >= 2 and not any(self.names.domain(i) or i in scan.places for i in range(first, at))
        return word in self.names.words.english_links and long_run and scan.word(first - 1) in words.separators

    def _made(self, first: int, last: int, rule: str, kind: OrganisationKind | None) -> Candidate:
        self.taken.update(range(first, last))
        return Candidate(first, last, (first, last), rule, _CONFIDENCE, kind=kind)
