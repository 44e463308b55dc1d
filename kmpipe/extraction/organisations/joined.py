"""What the mentions of a text tell about one another: translations, bare offices, names of events."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from kmpipe.extraction.organisations.authority import GOVERNMENT
from kmpipe.extraction.organisations.context import Seat
from kmpipe.extraction.organisations.grammar import Head
from kmpipe.extraction.organisations.identity import Identity, provisional, provisional_id
from kmpipe.extraction.organisations.names import Candidate, Names

Resolved = tuple[Candidate, Identity]

_RULE = "office named in full elsewhere"
_CONFIDENCE = 0.7


def without_gatherings(names: Names, resolved: list[Resolved]) -> list[Resolved]:
    """The mentions but those of a gathering, which the text says is organised: `menyelenggarakan Forum Kota Pesisir`."""
    scan = names.scan
    organised = {
        match.last
        for match in names.cues
        if any(cue.side == "after" and cue.role == "organiser" for cue in match.payloads)
    }
    gatherings = {
        identity.id
        for candidate, identity in resolved
        if identity.id.startswith("~")
        and scan.word(candidate.first) in names.words.gatherings
        and not organised.isdisjoint({candidate.first, candidate.first - 1})
    }
    return [pair for pair in resolved if pair[1].id not in gatherings]


def without_translations(names: Names, resolved: list[Resolved]) -> list[Resolved]:
    """The mentions, in order; an unknown English name before or behind the Indonesian one means the same body.

    They stand on both sides of a stroke, or one in brackets: `Forum Air Jakarta (Jakarta Water Forum)`.
    """
    resolved = sorted(resolved, key=lambda pair: pair[0][:2])
    same: dict[str, Identity] = {}
    for (one, left), (other, right) in pairwise(resolved):
        if left.id == right.id or not _beside(names, one, other) or _english(one) == _english(other):
            continue
        english, body = (left, right) if _english(one) else (right, left)
        if english.id.startswith("~"):
            same.setdefault(english.id, body._replace(name_en=body.name_en or english.name))
            same.setdefault(body.id, same[english.id])
    return [(candidate, same.get(identity.id, identity)) for candidate, identity in resolved]


def _beside(names: Names, one: Candidate, other: Candidate) -> bool:
    """Whether the second name alone stands in a bracket behind the first, or behind a stroke."""
    scan = names.scan
    if other.first != one.last + 1:
        return False
    mark = scan.word(one.last)
    return mark == "/" or (mark == "(" and scan.word(other.last) == ")")


def _english(candidate: Candidate) -> bool:
    """Whether the name has an English head."""
    head = candidate.head
    return head is not None and not candidate.forms and (head.closing or head.style == "of")


def bare_offices(names: Names, resolved: list[Resolved], seat: Seat | None) -> list[Resolved]:
    """The bare offices (`Lurah`, `Deputi Gubernur`) of which the text names one, and one only, in full.

    Where it names none, the head of the government that the text tells of (`seat`) is meant: `Wali Kota membuka acara`.
    """
    holders: dict[str, dict[str, Identity]] = {}
    for candidate, identity in resolved:
        match = names.scan.heads.get(candidate.first)
        if identity.kind == "office" and match is not None:
            holders.setdefault(match.payloads[0].text, {})[identity.id] = identity
    ordered = [candidate for candidate, _ in resolved]
    firsts = [candidate.first for candidate in ordered]
    found: list[Resolved] = []
    for first, match in names.scan.heads.items():
        named = holders.get(match.payloads[0].text, {})
        before = bisect_left(firsts, match.last) - 1
        taken = before >= 0 and ordered[before].last > first
        meant = next(iter(named.values())) if len(named) == 1 else None
        if not named and seat is not None:
            meant = _head_of(seat, match.payloads[0])
        if meant is not None and not taken and names.scan.word(first - 1) not in names.words.laws:
            bare = Candidate(first, match.last, (first, match.last), _RULE, _CONFIDENCE)
            found.append((bare, meant))
    return found


def _head_of(seat: Seat, head: Head) -> Identity | None:
    """The office at the head of a government, where the office belongs to governments of that rank."""
    government = GOVERNMENT + seat.place
    if head.kind != "office" or head.parent is None or head.style != "place" or head.indonesian is not None:
        return None
    if not government.startswith(head.parent + " "):
        return None
    place = government.removeprefix(head.parent).strip()
    return provisional(f"{head.expands or head.text} {place}", "office", seat.government or provisional_id(government))
