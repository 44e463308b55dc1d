"""What a search knows under several names: the terms of the glossary, the bodies of the authority file, what texts explain.

Gathered when an index is written, from the vocabularies and from the corpus; `kmpipe.search.bridge` makes of it what
a search looks up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kmpipe.search.pairs import Pairs
from kmpipe.vocab.load import GlossaryTerm, Organisation, cached_entries

# predecessors of predecessors, as far as the authority file goes back; its longest chain has four
MAX_GENERATIONS = 5


class Name(NamedTuple):
    """A name of a concept: `language` is "id" or "en", "" for one that is in no language or in both.

    A `cased` name counts in exactly this spelling: it is also an ordinary word.
    """

    text: str
    language: str = ""
    cased: bool = False


class Concept(NamedTuple):
    """Names of one thing, the shortest ways to say it first.

    `body` is the id of an organisation, "" for a term; `related` are the bodies it came from or became.
    """

    names: tuple[Name, ...]
    body: str = ""
    related: tuple[str, ...] = ()


def gather(pairs: Pairs, bodies: Collection[str], folders: tuple[Path, ...]) -> tuple[Concept, ...]:
    """The concepts of an index: all terms, the pairs that count, its `bodies` with those above, before and after them."""
    terms = (
        *cached_entries("glossary", "term", GlossaryTerm, folders),
        *cached_entries("glossary", "word", GlossaryTerm, folders),
    )
    organisations = {
        entry.id: entry for entry in cached_entries("organisations", "organisation", Organisation, folders)
    }
    known = [_of_term(term) for term in terms]
    return (*_of_bodies(organisations, bodies), *_with_pairs(known, pairs))


def all_names(folders: tuple[Path, ...]) -> Iterator[Name]:
    """Every name in the glossary and in the authority file, as often as it stands there."""
    for table in ("term", "word"):
        for term in cached_entries("glossary", table, GlossaryTerm, folders):
            yield from _of_term(term)
    for body in cached_entries("organisations", "organisation", Organisation, folders):
        yield from _names(body)


def _of_term(term: GlossaryTerm) -> list[Name]:
    return [
        *(Name(short, cased=_is_cased(short)) for short in term.acronyms),
        *(Name(form, "id") for form in term.id),
        *(Name(form, "en") for form in term.en),
    ]


def _is_cased(short: str) -> bool:
    """Whether an acronym is too short to be told from a word or a unit (km) without its capitals."""
    return len(short) < 3


# --- what the texts explain ---


def _with_pairs(known: list[list[Name]], pairs: Pairs) -> Iterator[Concept]:
    """The concepts of the glossary, with the acronyms that texts give them, and those that only the texts know."""
    of_name: dict[str, list[Name]] = {}
    for names in known:
        for name in names:
            of_name.setdefault(name.text.casefold(), names)
    for pair in pairs.counting(frozenset(_confirmed(pairs.translations(), known))):
        if pair.kind == "acronym":
            added, meaning = Name(pair.term, cased=_is_cased(pair.term)), Name(pair.meaning)
        else:
            added, meaning = Name(pair.term, "id"), Name(pair.meaning, "en")
        names = of_name.get(meaning.text.casefold(), [])
        if not names:
            # a translation whose Indonesian half is known adds nothing that is sure: `ketahanan` has one English name
            if pair.kind == "translation" and added.text.casefold() in of_name:
                continue
            names = of_name[meaning.text.casefold()] = [meaning]
            known.append(names)
        if all(added.text != name.text for name in names):
            names.append(added)
            of_name.setdefault(added.text.casefold() if pair.kind == "translation" else added.text, names)
    return (Concept(tuple(names)) for names in known)


def _confirmed(translations: Iterable[tuple[str, str]], known: Iterable[list[Name]]) -> Iterator[tuple[str, str]]:
    """The translations that the glossary explains for more than half of the words on each side."""
    english: dict[str, list[str]] = {}
    for names in known:
        forms = [name.text for name in names if name.language == "en"]
        for name in names:
            if name.language == "id":
                english.setdefault(name.text, []).extend(forms)
    for term, meaning in translations:
        left, right = term.split(), meaning.split()
        explained = _explained(left, right, english)
        if explained and explained[0] * 2 > len(left) and explained[1] * 2 > len(right):
            yield term, meaning


def _explained(left: list[str], right: list[str], english: Mapping[str, list[str]]) -> tuple[int, int]:
    """How many words on each side are explained by terms of the glossary, the longest first."""
    on_the_left = on_the_right = start = 0
    spoken = f" {' '.join(right)} "
    while start < len(left):
        for end in range(len(left), start, -1):
            forms = english.get(" ".join(left[start:end]), ())
            form = next((form for form in forms if f" {form} " in spoken or f" {form}s " in spoken), None)
            if form is not None:
                on_the_left += end - start
                on_the_right += len(form.split())
                start = end
                break
        else:
            start += 1
    return on_the_left, on_the_right


# --- the authority file ---


def _of_bodies(organisations: Mapping[str, Organisation], wanted: Collection[str]) -> Iterator[Concept]:
    linked = [organisations[identity] for identity in wanted if identity in organisations]
    # a text that says `Palang Merah Indonesia` of its Jakarta branch bears the name of the whole
    present = {body.id for body in linked} | {body.parent for body in linked if body.parent in organisations}
    related = {identity: _related(organisations, identity) for identity in sorted(filter(None, present))}
    others = {other: _related(organisations, other) for each in related.values() for other in each}
    for identity, before_and_after in sorted((others | related).items()):
        yield Concept(tuple(_names(organisations[identity])), identity, before_and_after)


def _names(body: Organisation) -> Iterator[Name]:
    former = [form for old in body.former_names for form in (*old.abbreviations, old.name, old.en)]
    forms = [*body.abbreviations, *body.local, body.name, body.name_en, *body.aliases, *former]
    for form in dict.fromkeys(filter(None, forms)):
        plain = form.removeprefix("=")
        yield Name(plain, cased=plain != form or _is_cased(plain))


def _related(organisations: Mapping[str, Organisation], identity: str) -> tuple[str, ...]:
    """The bodies that one came from, and those it became, nearest first; not what else came of its predecessors."""
    found: dict[str, None] = {}
    for step in ("predecessors", "successors"):
        row = [identity]
        for _ in range(MAX_GENERATIONS):
            row = [other for each in row if each in organisations for other in getattr(organisations[each], step)]
            found.update(dict.fromkeys(other for other in row if other in organisations and other != identity))
    return tuple(found)
