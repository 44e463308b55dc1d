"""What the organisations do in the activity, and who stood for them: cues of the vocabulary around the mentions."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from kmpipe.extraction.organisations.grammar import RoleCue
from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.model import OrganisationRole
from kmpipe.vocab.match import Match

# the strongest first: who organises an activity also takes part in it
_STRENGTH: tuple[OrganisationRole, ...] = ("organiser", "host", "funder", "speaker", "participant", "mentioned")
# tokens between a cue and the first organisation it speaks of, and between two members of a list
_REACH = 12
_GAP = 14
# ... and between a cue that speaks of its neighbour, and that
_NEAR = 2
# between the organisations that one verb after them speaks of
_JOINED = 4
_MOST_PEOPLE = 12
# tokens of a post before the name of its holder
_LONGEST_POST = 16
# one cue speaks of at most so many organisations
_MOST = 60


class Part(NamedTuple):
    """The part of one mention: its role and who represented it."""

    role: OrganisationRole
    represented_by: str | None


def strongest(roles: list[OrganisationRole]) -> OrganisationRole:
    """The strongest of the roles that the mentions of one organisation have."""
    return min(roles, key=_STRENGTH.index, default="mentioned")


def read_parts(names: Names, found: list[Candidate]) -> list[Part]:
    """The part of each mention, in the same order. `found` is sorted and does not overlap."""
    roles: list[list[OrganisationRole]] = [[] for _ in found]
    firsts = [candidate.first for candidate in found]
    cues = [match.first for match in names.cues]
    funded = {match.last for match in names.cues if any(_introduces_funder(cue) for cue in match.payloads)}
    for match in names.cues:
        subjects = _before(names, found, firsts, match, funded)
        for cue in match.payloads:
            if cue.side == "after":
                reached = subjects
            elif (
                subjects
                and match.first - found[subjects[0]].last <= _JOINED
                and cue.role != "organiser"
                and any(other.side == "after" and other.role == cue.role for other in match.payloads)
            ):
                continue  # `Dinas Sosial hadir bersama …`: the subject is before the verb; partners stand on both sides
            else:
                reached = _after(names, found, firsts, match, cues, near=cue.near)
            for index in reached:
                roles[index].append(cue.role)
    people = _people(names, found, firsts)
    for index in people:
        roles[index].append("participant")
    return [Part(strongest(roles[index]), people.get(index)) for index in range(len(found))]


def _after(
    names: Names, found: list[Candidate], firsts: list[int], match: Match[RoleCue], cues: list[int], *, near: bool
) -> list[int]:
    """The mentions that a cue before them speaks of: up to the next cue, or the one directly behind a `near` cue."""
    reached: list[int] = []
    end, reach = match.last, _NEAR if near else _REACH
    begin = bisect_left(firsts, match.last)
    for index in range(begin, min(begin + _MOST, len(found))):
        candidate = found[index]
        if candidate.first - end > reach or not names.scan.same_sentence(match.first, candidate.first):
            break
        if reached and _any_within(cues, end, candidate.first):
            break  # `hosted by A and funded by B`
        if (
            reached
            and near
            and not all(names.scan.word(at) in names.words.separators for at in range(end, candidate.first))
        ):
            break  # `digagas A dan dipandu B`
        reached.append(index)
        end, reach = candidate.last, _NEAR if near else _GAP
    return reached


def _any_within(cues: list[int], start: int, end: int) -> bool:
    at = bisect_left(cues, start)
    return at < len(cues) and cues[at] < end


def _introduces_funder(cue: RoleCue) -> bool:
    return cue.side == "before" and cue.role == "funder"


def _before(
    names: Names, found: list[Candidate], firsts: list[int], match: Match[RoleCue], funded: set[int]
) -> list[int]:
    """The mentions that a cue after them speaks of: its subject, not who paid: `UNICEF, with funds from Sida, convened …`."""
    reached: list[int] = []
    start, reach = match.first, _REACH
    begin = bisect_left(firsts, match.first) - 1
    for index in range(begin, max(-1, begin - _MOST), -1):
        candidate = found[index]
        if start - candidate.last > reach or not names.scan.same_sentence(candidate.first, match.first):
            break
        article = (
            candidate.first - 1 if names.scan.word(candidate.first - 1) in names.words.articles else candidate.first
        )
        if not funded.isdisjoint({article, candidate.first}):
            if reached:
                break  # `Dengan dana dari A, B menggelar …`
            start, reach = candidate.first, _REACH
            continue
        reached.append(index)
        start, reach = candidate.first, _JOINED
    return reached


def _people(names: Names, found: list[Candidate], firsts: list[int]) -> dict[int, str]:
    people: dict[int, str] = {}
    scan = names.scan
    for match in names.grammar.representation.find(scan.text, scan.tokens):
        if match.payloads[0] == "represented":
            index = bisect_left(firsts, match.first) - 1
            near = (
                index >= 0
                and match.first - found[index].last <= 2
                and scan.same_sentence(found[index].first, match.first)
            )
            named = _names_after(names, match.last) if near else ""
        else:
            index = bisect_left(firsts, match.last)
            near = index < len(found) and found[index].first - match.last <= 2
            named = _name_before(names, match.first) if near else ""
        if named:
            people.setdefault(index, named)
    return people


def _names_after(names: Names, at: int) -> str:
    """The people named from the token on, `A, B, C`; posts in brackets are left out."""
    scan = names.scan
    people: list[str] = []
    start = at
    at = _past_post(names, at)
    while len(people) < _MOST_PEOPLE and scan.same_sentence(start, at):
        end = _person(names, at)
        if end == at:
            break
        people.append(_untitled(names, at, end))
        at = end
        if scan.word(at) == "(":
            close = next((i for i in range(at, min(at + 16, len(scan.tokens))) if scan.word(i) == ")"), at)
            at = close + 1
        before = at
        while scan.word(at) in {",", ";", *names.words.last_joins}:
            at += 1
        if at == before:
            break
    return ", ".join(people)


def _past_post(names: Names, at: int) -> int:
    """The token after a post and its comma: `diwakili oleh Kepala Subbagian Tata Usaha, Hj. Marlina`; else the same token."""
    scan = names.scan
    post = at + 1 if not scan.capital(at) else at
    if scan.word(post) not in names.words.roles:
        return at
    comma = next((i for i in range(post, min(post + _LONGEST_POST, len(scan.tokens))) if scan.word(i) == ","), at - 1)
    return comma + 1 if scan.same_sentence(at, comma + 1) else at


def _untitled(names: Names, first: int, last: int) -> str:
    """The name of a person without the titles before it."""
    while first < last - 1 and names.scan.word(first) in names.words.person_titles:
        first += 1
    return names.scan.words(first, last)


def _person(names: Names, at: int) -> int:
    scan = names.scan
    end = at
    while end - at < _MOST_PEOPLE and scan.same_sentence(at, end) and scan.capital(end):
        word = scan.word(end)
        if word in names.words.roles or (names.breaks(end) and word not in names.words.person_titles):
            break
        end += 1
        # the full stop of an initial belongs to the name
        if len(word) == 1 and scan.word(end) == "." and scan.capital(end + 1) and scan.same_sentence(at, end + 1):
            end += 1
    return end


def _name_before(names: Names, end: int) -> str:
    scan = names.scan
    if scan.word(end - 1) == ",":
        end -= 1
    first = end
    while (
        end - first < _MOST_PEOPLE and first > 0 and scan.same_sentence(first - 1, end - 1) and scan.capital(first - 1)
    ):
        if scan.word(first - 1) in names.words.roles:
            break
        first -= 1
    return _untitled(names, first, end) if first < end else ""
