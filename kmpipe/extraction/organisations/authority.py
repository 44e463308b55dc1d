"""The authority file made ready for matching: a trie of all forms, keys for near matches, governments by place."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from kmpipe.vocab.load import FormerName, Organisation, cached_entries, cached_words
from kmpipe.vocab.match import Phrases

FormKind = Literal["name", "english", "abbreviation", "alias", "local", "former"]
_WORD = re.compile(r"\w+")
# what the name of a government begins with, before its place
GOVERNMENT = "Pemerintah "
# a shorter name is too easily another name with one letter changed
_FUZZY_NAME = 12
_FUZZY_WORD = 5
_FUZZY_FIELD = 8
# opens a form that counts in its exact case only
_EXACT = "="
# an acronym of up to so many letters is matched with its exact case: `PAM`, `KOTA`, `WRI`
_EXACT_ACRONYM = 5


class Form(NamedTuple):
    """One way of writing an organisation. `former` is set for a historic name."""

    entry: Organisation
    text: str
    kind: FormKind
    former: FormerName | None = None


def name_key(name: str) -> str:
    """The name without case, punctuation and weak words: what two spellings of one name share.

    >>> name_key("Dinas Cipta Karya, Tata Ruang dan Pertanahan") == name_key("dinas cipta karya tata ruang & pertanahan")
    True
    """
    weak = _weak_words()
    return " ".join(word for word in _WORD.findall(name.casefold()) if word not in weak)


@functools.cache
def _weak_words() -> frozenset[str]:
    return frozenset(cached_words("organisation_grammar", "words")["weak"])


class Authority:
    """The organisations known by id, and all their forms."""

    def __init__(self, entries: Iterable[Organisation]) -> None:
        self.entries = {entry.id: entry for entry in entries}
        forms = [form for entry in self.entries.values() for form in _forms(entry)]
        self.phrases: Phrases[Form] = Phrases((spelling, form) for form in forms for spelling in spellings(form.text))
        self._by_key: dict[str, list[Form]] = {}
        self._holes: dict[str, list[tuple[str, Form]]] = {}
        self.words: set[str] = set()
        self.fields: set[str] = set()
        self._nearly_fields: set[str] = set()
        for form in forms:
            self._index(form)
        self._governments: dict[str, str] = {}
        for entry in self.entries.values():
            for place in _governed(entry):
                self._governments.setdefault(place.casefold(), entry.id)

    def _index(self, form: Form) -> None:
        key = name_key(form.text)
        self._by_key.setdefault(key, []).append(form)
        words = key.split()
        self.words.update(words)
        if form.entry.kind == "government":
            self.fields.update(words)
            self._nearly_fields.update(hole for word in words if len(word) >= _FUZZY_FIELD for hole in _shorter(word))
        if len(key) >= _FUZZY_NAME and len(words) > 1:
            for hole, word in with_hole(words):
                self._holes.setdefault(hole, []).append((word, form))

    def lookup(self, name: str) -> tuple[Form, ...]:
        """The forms written like the name, but for case, punctuation and `dan`/`&`."""
        return tuple(self._by_key.get(name_key(name), ()))

    def nearly(self, name: str) -> tuple[Form, ...]:
        """The forms one edit away from the name in one of its long words; a word that is known elsewhere is no slip."""
        key = name_key(name)
        if len(key) < _FUZZY_NAME:
            return ()
        return tuple(
            form
            for hole, word in with_hole(key.split())
            if word not in self.words
            for known, form in self._holes.get(hole, ())
            if one_edit(word, known)
        )

    def is_field(self, word: str) -> bool:
        """Whether the word is part of the name of a body of government, or a slip of one letter away from a long one."""
        word = word.casefold()
        if word in self.fields:
            return True
        return len(word) >= _FUZZY_FIELD and not self._nearly_fields.isdisjoint((word, *_shorter(word)))

    def government(self, place: str) -> str | None:
        """The id of the government of a place (`DKI Jakarta`, `Kota Semarang`), or None."""
        return self._governments.get(place.casefold())

    def local(self, name: str, jurisdiction: str | None) -> Organisation | None:
        """The organisation of the jurisdiction that is called so at home, or None."""
        for form in self.lookup(name):
            if form.entry.jurisdiction == jurisdiction and jurisdiction is not None:
                return form.entry
        return None


def _forms(entry: Organisation) -> Iterator[Form]:
    yield Form(entry, entry.name, "name")
    if entry.name_en:
        yield Form(entry, entry.name_en, "english")
    for text in entry.abbreviations:
        yield Form(entry, text, "abbreviation")
    for text in entry.aliases:
        yield Form(entry, text, "alias")
    for text in entry.local:
        yield Form(entry, text, "local")
    for former in entry.former_names:
        for historic in (former.name, former.en, *former.abbreviations):
            if historic:
                yield Form(entry, historic, "former", former)


def spellings(form: str) -> set[str]:
    """The spellings under which a form is looked for: with and without its commas, `&`, dashes joined or open.

    >>> sorted(spellings("Dinas Komunikasi, Informatika dan Statistik"))[0]
    'Dinas Komunikasi Informatika & Statistik'
    """
    if form.startswith(_EXACT):
        return {form}
    if form.isalpha() and form.isupper() and len(form) <= _EXACT_ACRONYM:
        return {_EXACT + form}
    made = {form, form.replace(" - ", "-"), form.replace("-", " ")}
    for text in tuple(made):
        if "," in text:
            made |= {text.replace(",", ""), text.replace(", dan ", " dan "), text.replace(", and ", " and ")}
            for join in ("dan", "and"):
                made.add(re.sub(rf"(?<=\w) {join} (?=[^,]*\Z)", f", {join} ", text))
    for text in tuple(made):
        made.add(text.replace(" dan ", " & ").replace(" and ", " & "))
    return made


def _governed(entry: Organisation) -> Iterator[str]:
    """The places an entry governs, as its names say: `Pemerintah Kota Semarang` governs `Kota Semarang`."""
    for form in (entry.name, *entry.aliases):
        place = form.removeprefix(GOVERNMENT)
        if place != form and entry.kind == "government":
            yield place
            for level in ("Provinsi ", "Kota Administrasi "):
                if place.startswith(level):
                    yield place.removeprefix(level)


def _shorter(word: str) -> Iterator[str]:
    """The word without one of its letters: two words one edit apart share such a form, or one is a form of the other."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def with_hole(words: list[str]) -> Iterator[tuple[str, str]]:
    """The name with each of its long words left out, and that word: two names that differ in one word share such a form."""
    for index, word in enumerate(words):
        if len(word) >= _FUZZY_WORD:
            yield " ".join([*words[:index], "_", *words[index + 1 :]]), word


def one_edit(one: str, other: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours turns one word into the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) == len(other):
        rest_one, rest_other = one[start:], other[start:]
        return rest_one[1:] == rest_other[1:] or (rest_one[2:] == rest_other[2:] and rest_one[:2] == rest_other[1::-1])
    shorter, longer = sorted((one, other), key=len)
    return shorter[start:] == longer[start + 1 :]


@functools.cache
def load_authority(folders: tuple[Path, ...] = ()) -> Authority:
    """The authority of the shipped vocabulary and the given folders, built once per process and folder list."""
    return Authority(cached_entries("organisations", "organisation", Organisation, folders))
