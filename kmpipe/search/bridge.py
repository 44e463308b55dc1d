"""The bridge: under which other names, in either language, what is asked for may stand in the texts.

It is made when an index is written and kept in its vocabulary, in the form in which a search looks it up: by the words
as the analysis of queries gives them, with the terms of the index for every name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from kmpipe.search.plan import EXACT_MARK, STOP_MARK
from kmpipe.text.analysis import Term

# names of one concept, and of the bodies before and after it, that are searched for
MAX_NAMES, MAX_RELATED = 8, 6

Keys = tuple[str, ...]


class Form(msgspec.Struct, frozen=True, array_like=True):
    """A name as a search needs it.

    `words` are the keys by which each word of a query is recognised (`query_keys`), `terms` what stands for each word in
    the index: a single word's exact terms, a phrase's lemmas; empty where the name cannot occur.
    """

    text: str
    language: str
    cased: bool
    concept: int
    words: tuple[Keys, ...]
    terms: tuple[Keys, ...]


class BridgeFile(msgspec.Struct, frozen=True, array_like=True):
    """The bridge as it is stored.

    `starts` maps the first keys of names to the numbers of forms, `concepts` lists the forms of each concept, `related`
    the concepts of the bodies before and after it; `bodies` maps the ids of bodies to their concepts.
    """

    forms: list[Form] = []
    concepts: list[list[int]] = []
    related: list[list[int]] = []
    starts: dict[str, list[int]] = {}
    bodies: dict[str, int] = {}


class Ground(msgspec.Struct):
    """What a bridge was made of, beside the words that no name has: while it is the same, the bridge is.

    `concepts` is their hash, `neighbours` how many pairs of words were seen, `words` are the exact forms and the lemmas of
    all names.
    """

    languages: list[str] = []
    concepts: str = ""
    neighbours: int = 0
    words: list[str] = []


class Asked(NamedTuple):
    """A word of a query: its keys, and the word as it was typed, without case folded."""

    keys: frozenset[str]
    text: str


class Found(NamedTuple):
    """What a query asks for by some of its words, and the other names for it."""

    words: int  # how many words of the query
    language: str
    others: tuple[Form, ...]
    related: tuple[Form, ...]


def query_keys(term: Term) -> frozenset[str]:
    """The keys by which a word of a query is recognised."""
    return frozenset((EXACT_MARK + term.exact, *term.lemmas) if term.lemmas else (STOP_MARK + term.exact,))


class Bridge:
    """Looks up names."""

    def __init__(self, file: BridgeFile) -> None:
        self._file = file

    def longest(self, words: Sequence[Asked], longest: int, language: str = "") -> Found | None:
        """The longest name, of at most `longest` words, that the words begin with, in a language if one is given.

        Only names with others that can occur are found. A name in several concepts gives the names of all.
        """
        found: list[Form] = []
        size = 0
        for number in sorted({number for key in words[0].keys for number in self._file.starts.get(key, ())}):
            form = self._file.forms[number]
            count = len(form.words)
            if count < size or count > min(longest, len(words)) or not _speaks(form, language):
                continue
            if _stands(form, words[:count]) and any(self._others(form)):
                if count > size:
                    found, size = [], count
                found.append(form)
        if not found:
            return None
        others = _distinct((other for form in found for other in self._others(form)[0]), found)[:MAX_NAMES]
        related = _distinct((other for form in found for other in self._others(form)[1]), [*found, *others])
        languages = {form.language for form in found}
        return Found(size, languages.pop() if len(languages) == 1 else "", tuple(others), tuple(related[:MAX_RELATED]))

    def _others(self, form: Form) -> tuple[list[Form], list[Form]]:
        forms = self._file.forms
        others = [
            forms[number]
            for number in self._file.concepts[form.concept]
            if forms[number].terms and not (form.language and forms[number].language == form.language)
        ]
        related = [
            forms[number]
            for concept in self._file.related[form.concept]
            for number in self._file.concepts[concept]
            if forms[number].terms
        ]
        return [other for other in others if other.words != form.words], related

    def related_bodies(self, identities: Iterable[str]) -> tuple[str, ...]:
        """The ids of the bodies that came before and after some bodies."""
        names = {concept: identity for identity, concept in self._file.bodies.items()}
        found = [
            names[concept]
            for identity in identities
            if identity in self._file.bodies
            for concept in self._file.related[self._file.bodies[identity]]
            if concept in names
        ]
        return tuple(dict.fromkeys(found))

    def bodies(self) -> dict[str, list[str]]:
        """The names of all bodies by their ids."""
        return {
            identity: [self._file.forms[number].text for number in self._file.concepts[concept]]
            for identity, concept in self._file.bodies.items()
        }


def _speaks(form: Form, language: str) -> bool:
    return not language or form.language in ("", language)


def _stands(form: Form, words: Sequence[Asked]) -> bool:
    if form.cased and " ".join(word.text for word in words) != form.text:
        return False
    return all(not word.keys.isdisjoint(keys) for word, keys in zip(words, form.words, strict=True))


def _distinct(forms: Iterable[Form], asked: Sequence[Form]) -> list[Form]:
    """The forms, in their order, without those that hold another one, which finds them too, or one that was asked for."""
    given = list(forms)
    kept: list[Form] = []
    for form in sorted(given, key=lambda form: len(form.words)):
        if not any(_holds(form, other) for other in (*kept, *asked)):
            kept.append(form)
    return sorted(kept, key=given.index)


def _holds(form: Form, other: Form) -> bool:
    """Whether all words of another form stand in a form, in order and side by side, or both are found alike."""
    same = len(form.terms) == len(other.terms) > 1  # `ketahanan kota` and `ketahanan perkotaan` have the same lemmas
    if same and all(not set(a).isdisjoint(b) for a, b in zip(form.terms, other.terms, strict=True)):
        return True
    words, wanted = _exact(form), _exact(other)
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


def _exact(form: Form) -> list[str]:
    return [keys[0] for keys in form.words]  # the mark of exact forms sorts before letters
