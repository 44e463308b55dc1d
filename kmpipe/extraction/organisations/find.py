"""From a text to its organisations: mentions, identities, roles, one record each."""

from __future__ import annotations

from pathlib import Path

from kmpipe.extraction.organisations.authority import load_authority
from kmpipe.extraction.organisations.grammar import load_grammar
from kmpipe.extraction.organisations.identity import Identity
from kmpipe.extraction.organisations.joined import bare_offices, without_gatherings, without_translations
from kmpipe.extraction.organisations.link import Linker
from kmpipe.extraction.organisations.mentions import find_mentions
from kmpipe.extraction.organisations.names import Candidate, Names
from kmpipe.extraction.organisations.roles import Part, read_parts, strongest
from kmpipe.extraction.organisations.scan import Scan, scan
from kmpipe.extraction.organisations.twins import without_twins
from kmpipe.model import Evidence, OrganisationMention


def find_organisations(
    text: str,
    *,
    title: str = "",
    year: int | None = None,
    jurisdiction: str | None = "dki",
    folders: tuple[Path, ...] = (),
) -> tuple[OrganisationMention, ...]:
    """The organisations and offices the text names, one record each, in the order of their first mention.

    Every mention is evidence with its code points in `text`, short form in brackets included. `year` (of the activity)
    decides whether a historic name stands. `jurisdiction` is the id of the government whose bodies are meant by local
    names (`Dinas Kesehatan`) where the text does not say; `title` helps to decide that. `folders` add vocabularies.
    Raises `VocabularyError` for a wrong vocabulary entry. Linear in the length of the text.
    """
    grammar, authority = load_grammar(folders), load_authority(folders)
    names = Names(scan(text, grammar, authority), grammar, authority)
    found = find_mentions(names)
    linker = Linker(names, found, title=title, year=year, jurisdiction=jurisdiction)
    resolved: list[tuple[Candidate, Identity]] = []
    for candidate in found:
        identity = linker.resolve(candidate)
        if identity is not None:
            linker.short.define(candidate, identity)
            resolved.append((candidate, identity))
    resolved = without_translations(names, without_gatherings(names, [*resolved, *linker.short.mentions(found)]))
    resolved = without_twins(resolved, grammar.ranks)
    resolved = sorted([*resolved, *bare_offices(names, resolved, linker.told)], key=lambda pair: pair[0][:2])
    parts = read_parts(names, [candidate for candidate, _ in resolved])
    return _records(names.scan, resolved, parts)


def _records(
    scanned: Scan, resolved: list[tuple[Candidate, Identity]], parts: list[Part]
) -> tuple[OrganisationMention, ...]:
    groups: dict[str, list[int]] = {}
    for number, (_, identity) in enumerate(resolved):
        groups.setdefault(identity.id, []).append(number)
    return tuple(
        OrganisationMention(
            id=identity.id,
            name=identity.name,
            name_en=identity.name_en,
            kind=identity.kind,
            parent=identity.parent,
            role=strongest([parts[number].role for number in numbers]),
            represented_by=next((by for number in numbers if (by := parts[number].represented_by)), None),
            evidence=tuple(_evidence(scanned, resolved[number][0]) for number in numbers),
        )
        for numbers in groups.values()
        for identity in (resolved[numbers[0]][1],)
    )


def _evidence(scanned: Scan, candidate: Candidate) -> Evidence:
    start, end = scanned.span(candidate.first, candidate.last)
    return Evidence(
        start=start, end=end, quote=scanned.text[start:end], rule=candidate.rule, confidence=candidate.confidence
    )
