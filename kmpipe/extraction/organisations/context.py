"""Which government a text is about: the seat that a local name (`Dinas Kesehatan`) belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

from kmpipe.extraction.organisations.authority import GOVERNMENT, Authority
from kmpipe.extraction.organisations.grammar import Grammar
from kmpipe.extraction.organisations.identity import Identity
from kmpipe.extraction.organisations.names import Candidate
from kmpipe.extraction.organisations.scan import PlaceAt, Scan
from kmpipe.text.tokens import tokenize

# what a dateline, a place in the title, one with its rank (`Kota Bogor`), one in the name of an agency, and a bare one say about
# where the text is at home: guests are named with their place, so that it tells less there
_DATELINE, _TITLE, _RANKED, _NAMED, _BARE = 6, 4, 4, 2, 1
# ... and a body of the site's own government: on a visit to another city its agencies are still those of home
_OWN = 6
# one bare mention in passing moves no text to another city
_ENOUGH = 2
# tokens of a dateline after its place: `Semarang, Kamis 25 Oktober`, `BANDUNG, Kompas.com -`
_DATELINE_REACH = 4
# a body of these kinds bears the name of a place without belonging to its government: `Institut Teknologi Bandung`
_NAMESAKES = frozenset({"company", "community", "international", "media", "ngo", "university"})


class Seat(NamedTuple):
    """A government as context: its id, or None where the authority file does not know it, and the name of its place.

    `domestic` is false for a place abroad, or of unknown rank: its bodies bear no Indonesian names.
    """

    government: str | None
    place: str
    domestic: bool = True


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
        """The seat of the government of a place; a bare name means the city before the regency of that name."""
        names = (place.full, place.seat, place.name)
        government = next((known for name in names if name and (known := self.authority.government(name))), None)
        return self.of(government) or Seat(None, place.seat or place.full, bool(place.seat))

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

    def told(
        self, scan: Scan, grammar: Grammar, found: list[Candidate], title: str, default: str | None
    ) -> Seat | None:
        """The government that the dateline, the title and the places of the text agree on; None where it is `default`.

        The places vote. Where no place leads, or the leader is `default` or lies under it, the text tells of no other.
        """
        votes: Counter[Seat] = Counter()
        for place, weight in (*_in_text(scan, grammar, found), *_in_title(title, grammar)):
            seat = self.at(place)
            if seat.domestic:
                home = default is not None and self.within(seat.government, default)
                votes[Seat(default, "") if home else seat] += weight
        for candidate in found:
            if default is not None and candidate.place is None and self._of_home(candidate, default):
                votes[Seat(default, "")] += _OWN
        leader = _leader(votes, grammar.words.region)
        home_votes = votes[Seat(default, "")]
        return leader if leader is not None and votes[leader] > home_votes else None

    def _of_home(self, candidate: Candidate, default: str) -> bool:
        """Whether the mention names a body of the home government, whatever the context."""
        return any(
            default in {form.entry.id, form.entry.jurisdiction} for form in candidate.forms if form.kind != "local"
        )


def _leader(votes: Counter[Seat], province: str) -> Seat | None:
    """The seat with the most votes; a city goes before the province it is named with, two that tie say nothing."""
    most = max(votes.values(), default=0)
    first = [seat for seat, count in votes.items() if count == most]
    cities = [seat for seat in first if not seat.place.startswith(province)]
    leaders = cities if len(first) > 1 else first
    return leaders[0] if len(leaders) == 1 and most >= _ENOUGH else None


def _in_text(scan: Scan, grammar: Grammar, found: list[Candidate]) -> list[tuple[PlaceAt, int]]:
    """The places of the text with their weight, but those in the names of bodies, streets and hotels."""
    firsts = [candidate.first for candidate in found]
    weighed: list[tuple[PlaceAt, int]] = []
    dateline = True
    reached = 0
    for first, place in sorted(scan.places.items()):
        if place.country or first < reached:
            continue
        reached = place.last
        body = _body(found, firsts, first)
        if _namesake(scan, grammar, body, first):
            continue
        if dateline and _dateline(scan, grammar, place):
            dateline = False
            weighed.append((place, _DATELINE))
        named = body is not None and not _governs(body)
        weighed.append((place, _NAMED if named else _RANKED if place.prefix else _BARE))
    return weighed


def _body(found: list[Candidate], firsts: list[int], at: int) -> Candidate | None:
    """The body in whose name the token stands."""
    before = bisect_right(firsts, at) - 1
    return found[before] if before >= 0 and found[before].last > at else None


def _governs(body: Candidate) -> bool:
    """Whether the body is a government or its head, as against one of its agencies."""
    if body.forms:
        return any(form.entry.kind == "office" or form.entry.id == form.entry.jurisdiction for form in body.forms)
    head = body.head
    return head is not None and (head.kind == "office" or (head.expands or head.text).startswith(GOVERNMENT.strip()))


def _namesake(scan: Scan, grammar: Grammar, body: Candidate | None, first: int) -> bool:
    """Whether a street, a hotel or a body that belongs to no local government bears the name of the place."""
    if scan.word(first - 1).casefold() in grammar.namesakes:
        return True
    if body is None:
        return False
    if body.forms:
        return all(form.entry.kind in _NAMESAKES or form.entry.jurisdiction is None for form in body.forms)
    kind = body.kind or (body.head.kind if body.head is not None else None)
    return kind in _NAMESAKES


def _dateline(scan: Scan, grammar: Grammar, place: PlaceAt) -> bool:
    """Whether the place opens a line and a date or a dash follows: `Semarang, 15 Januari 2018.`, `BANDUNG --`."""
    start = scan.tokens[place.first].start
    line = scan.text[scan.text.rfind("\n", 0, start) + 1 : start]
    if line.strip():
        return False
    ends = grammar.words.dateline_ends
    if scan.word(place.last) in ends:
        return True
    after = [scan.word(at) for at in range(place.last + 1, place.last + 1 + _DATELINE_REACH)]
    told = any(word in ends or word in grammar.words.calendar or word[:1].isdigit() for word in after)
    return scan.word(place.last) in {",", "("} and told


def _in_title(title: str, grammar: Grammar) -> list[tuple[PlaceAt, int]]:
    tokens = tokenize(title)
    names = ((match, match.payloads[0]) for match in grammar.places.find(title, tokens))
    return [
        (PlaceAt(match.first, match.last, name.name, "", name.country, name.seat), _TITLE)
        for match, name in names
        if not name.country and not name.ambiguous and title[match.start].isupper()
        and (match.first == 0 or tokens[match.first - 1].text.casefold() not in grammar.namesakes)
    ]  # fmt: skip
