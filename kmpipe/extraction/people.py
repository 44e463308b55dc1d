"""The people of a text, with their roles.

A run of name words is a person if something beside it says so: a title (`Bpk.`, `Dr.`), a role before or after, a verb of
saying, a body after `dari`/`of` in a sentence about speakers, a listed name, or another person beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from kmpipe.extraction.contacts import find_contacts
from kmpipe.extraction.name_runs import Page, Run
from kmpipe.extraction.person_evidence import ENOUGH, Candidate, weigh
from kmpipe.extraction.spans import evidence
from kmpipe.model import Evidence, Person

__all__ = ["find_contacts", "find_people"]

# persons who share a first or last name that are compared; bounds the work on a text of one repeated name
_MOST_ALIKE = 20


def find_people(text: str, *, folders: tuple[Path, ...] = ()) -> tuple[Person, ...]:
    """The persons of the text in the order of their first mention, one record each.

    `name` is without titles and degrees, `role` as it stands in the text; the evidence is every mention of the name
    (code points of `text`), the fullest first mention first.

    >>> find_people("Deputi Gubernur Bidang Lingkungan Hidup, Oswar Mungkasa menyampaikan laporan.")[0].role
    'Deputi Gubernur Bidang Lingkungan Hidup'
    """
    page = Page(text, folders)
    if not page.runs:
        return ()
    candidates = weigh(page, folders)
    return _persons(page, [c for c in candidates if c.score >= ENOUGH], candidates)


def _persons(page: Page, accepted: list[Candidate], candidates: list[Candidate]) -> tuple[Person, ...]:
    groups: list[list[Candidate]] = []
    by_word: defaultdict[str, list[int]] = defaultdict(list)  # groups by first and last word of the name
    for candidate in accepted:
        words = _words(page, candidate.run)
        near = dict.fromkeys([*by_word[words[0]][:_MOST_ALIKE], *by_word[words[-1]][:_MOST_ALIKE]])
        home = next((number for number in near if _same(_words(page, groups[number][0].run), words)), None)
        if home is None:
            for word in {words[0], words[-1]}:
                by_word[word].append(len(groups))
            groups.append([candidate])
        else:
            groups[home].append(candidate)
    taken = {c.run for c in accepted}
    alone: defaultdict[str, list[Run]] = defaultdict(list)
    for candidate in candidates:
        words = _words(page, candidate.run)
        if candidate.run not in taken and len(words) == 1:
            alone[words[0]].append(candidate.run)
    return tuple(_person(page, group, alone, by_word) for group in groups)


def _person(
    page: Page, group: Sequence[Candidate], alone: Mapping[str, list[Run]], by_word: Mapping[str, list[int]]
) -> Person:
    full = max(group, key=lambda c: (c.run.last - c.run.first, -c.run.first))
    words = _words(page, full.run)
    # a lone word is this person where no other person bears it first or last
    again = [run for word in {words[0], words[-1]} if len(by_word.get(word, ())) == 1 for run in alone.get(word, ())]
    proofs = [_proof(page, c.run, c.rule, min(c.score, 1.0)) for c in group]
    proofs += [_proof(page, run, "people.again", 0.7) for run in again if len(words) > 1]
    proofs.sort(key=lambda e: (e.start != page.tokens[full.run.first].start, e.start))
    return Person(
        name=_name(page, full.run),
        role=next((c.role for c in group if c.role), None),
        organisation=next((c.body for c in group if c.body), None),
        public_office=any(c.public for c in group),
        evidence=tuple(proofs),
    )


def _proof(page: Page, run: Run, rule: str, confidence: float) -> Evidence:
    return evidence(page.text, page.tokens[run.first].start, page.name_end(run), rule, round(confidence, 2))


def _name(page: Page, run: Run) -> str:
    return page.text[page.tokens[run.first].start : page.name_end(run)]


def _words(page: Page, run: Run) -> tuple[str, ...]:
    """The words of a name in small letters, without initials."""
    words = tuple(page.low[i] for i in range(run.first, run.last) if page.kinds[i] not in ("initial", "mark"))
    return words or (page.low[run.first],)


def _same(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether two spellings are one person's: one is part of the other and they share first or last word."""
    short, long = sorted((left, right), key=len)
    return bool(short) and set(short) <= set(long) and (short[0] == long[0] or short[-1] == long[-1])
