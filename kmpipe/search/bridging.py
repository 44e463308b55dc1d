"""Making the bridge: the concepts of an index as the forms that a search looks up."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet

import msgspec

from kmpipe.search.bridge import BridgeFile, Form, Ground, Keys, query_keys
from kmpipe.search.concepts import Concept, Name
from kmpipe.search.neighbours import Neighbours
from kmpipe.search.plan import EXACT_MARK, STOP_MARK
from kmpipe.text.analysis import Analyser, Term

# forms of one word (`flood`, `floods`, `flooded`) that stand for it in the index
MAX_FAMILY = 16
# shorter acronyms are units and initials elsewhere: `KM` in a text is mostly a distance
SHORTEST_TARGET = 3


def ground(concepts: Collection[Concept], words: Iterable[str], neighbours: Neighbours, analyser: Analyser) -> Ground:
    """What a bridge of these concepts would be made of; `words` are those of their names."""
    content = msgspec.msgpack.encode(concepts)
    made_of = hashlib.blake2b(content, digest_size=8).hexdigest()  # 64 bits: enough against chance
    return Ground(sorted(analyser.languages), made_of, neighbours.count, sorted(words))


def still_holds(
    old: Ground, concepts: Collection[Concept], fresh: Iterable[str], neighbours: Neighbours, analyser: Analyser
) -> bool:
    """Whether the bridge made of `old` is that of these concepts, too, where the index has `fresh` words since."""
    if ground(concepts, old.words, neighbours, analyser) != old:
        return False
    heard, lemma = set(old.words), analyser.lemmatiser.lemma
    return not any(
        word in heard or any(lemma(word, language) in heard for language in analyser.languages) for word in fresh
    )


def build(
    concepts: Collection[Concept], words: AbstractSet[str], neighbours: Neighbours, analyser: Analyser
) -> tuple[BridgeFile, Ground]:
    """The bridge of an index that holds `words`; the analyser lemmatises in all languages of the index.

    Concepts of which no name can occur, or that have one name only, are left out: they lead nowhere.
    """
    neighbours.note((), analyser.languages)  # a run without documents has not looked up the names
    index = _Index(words, neighbours, analyser)
    forms: list[Form] = []
    members: list[list[int]] = []
    bodies: dict[str, int] = {}
    kept: list[Concept] = []
    for concept in concepts:
        made = [form for name in concept.names if (form := index.form(name, len(kept)))]
        if concept.body or (len(made) > 1 and any(form.terms for form in made)):
            if concept.body:
                bodies[concept.body] = len(kept)
            kept.append(concept)
            members.append(list(range(len(forms), len(forms) + len(made))))
            forms += made
    starts: dict[str, list[int]] = {}
    for number, form in enumerate(forms):
        for key in form.words[0]:
            starts.setdefault(key, []).append(number)
    related = [[bodies[other] for other in concept.related if other in bodies] for concept in kept]
    bridge = BridgeFile(forms, members, related, dict(sorted(starts.items())), bodies)
    return bridge, ground(concepts, index.heard, neighbours, analyser)


class _Index:
    """What an index holds, as far as names need it."""

    def __init__(self, words: AbstractSet[str], neighbours: Neighbours, analyser: Analyser) -> None:
        self.heard: set[str] = set()
        self._words = words
        self._neighbours = neighbours
        self._analyser = analyser
        self._lemmatiser = analyser.lemmatiser
        for language in analyser.languages:
            for word in words - self._lemmatiser.known[language].keys():
                self._lemmatiser.lemma(word, language)

    def form(self, name: Name, concept: int) -> Form | None:
        """The form of a name, None for one without a word."""
        found = self._analyser.query(name.text)
        if not found:
            return None
        for term in found:
            self.heard.update((term.exact, *term.lemmas))
        if len(found) == 1:
            keys, terms = self._single(found[0], name)
            return Form(name.text, name.language, name.cased, concept, (keys,), (terms,) if terms else ())
        words = tuple(tuple(sorted(query_keys(term))) for term in found)
        terms_of_all = tuple(term.lemmas or (STOP_MARK + term.exact,) for term in found)
        occurs = self._neighbours.may_stand(found) and all(
            not term.lemmas or any(map(self._is_term, term.lemmas)) for term in found
        )
        return Form(name.text, name.language, name.cased, concept, words, terms_of_all if occurs else ())

    def _single(self, term: Term, name: Name) -> tuple[Keys, Keys]:
        """The keys and index terms of a name of one word: its own forms, not those of all its family.

        `ketahanan` is resilience; `bertahan`, of the same lemma, is not.
        """
        if not term.lemmas:
            return (STOP_MARK + term.exact,), ()
        word, language = term.exact, name.language
        exact = EXACT_MARK + word
        if language not in self._analyser.languages:
            usable = word in self._words and len(word) >= SHORTEST_TARGET
            return (exact,), (exact,) if usable and not name.cased else ()
        lemma = self._lemmatiser.lemma(word, language)
        plain = language == "en" and lemma == word  # `shock` is the word of `shocks`, `training` not that of `trains`
        family = [
            other
            for other in self._family(lemma, language)
            if other == word or plain or (other.startswith(word) and len(other) - len(word) < len(word))
        ]
        return (exact, word) if plain else (exact,), tuple(EXACT_MARK + other for other in family[:MAX_FAMILY])

    def _family(self, lemma: str, language: str) -> list[str]:
        """The words of the index with a lemma in a language, the shortest first."""
        lemmatiser = self._lemmatiser
        own = (lemma,) if lemmatiser.lemma(lemma, language) == lemma else ()
        family = {*own, *lemmatiser.inflected(lemma, language)} & self._words
        return sorted(family, key=lambda word: (len(word), word))

    def _is_term(self, term: str) -> bool:
        """Whether a term stands in the index: a word of it, or the lemma of one."""
        return term in self._words or any(
            not self._words.isdisjoint(self._lemmatiser.inflected(term, language))
            for language in self._analyser.languages
        )
