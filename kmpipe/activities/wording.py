"""The words of titles, venues and names, made comparable across inflection and between Indonesian and English."""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kmpipe.model import Language
from kmpipe.text.analysis import Lemmatiser, lemma_languages
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import EventType, GlossaryTerm, cached_entries, cached_words
from kmpipe.vocab.match import Match, Phrases

# what a word of a title says beside a word of the subject, which says 1: the type of an event is compared by itself, and so
# are the bodies and the place
GENERIC = 0.2
NAMED = 0.3
# shorter words have too little of their own to be cognates
_SHORTEST_COGNATE = 4
_PART = re.compile(r"[^\W_]+")
# a Roman number, or a letter
_LETTER = re.compile(r"[IVX]{1,5}|[A-Z]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TWICE = re.compile(r"(.)\1+")


class Word(NamedTuple):
    """A word: the keys under which it equals another one, and its weight (0–1)."""

    keys: frozenset[str]
    weight: float


class Agreement(NamedTuple):
    """The weight of the words two texts share, and its part (0–1) of what the shorter one has.

    `shorter` is the weight of all words of that one.
    """

    shared: float
    coverage: float
    shorter: float


# the titles of a large corpus have about 20,000 different words
_REMEMBERED = 50_000
# characters of a title that count: longer ones are text under another name
_TITLE = 300


class Lexicon(NamedTuple):
    """What the vocabularies say of words: built once per folder list."""

    stop: frozenset[str]
    common: frozenset[str]
    events: Phrases[None]
    venues: Phrases[None]
    glossary: Phrases[str]
    single: dict[str, tuple[str, ...]]
    pinpoints: frozenset[str]
    phases: dict[str, str]
    letters: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]
    titles: frozenset[str]
    degrees: frozenset[str]
    lemmatiser: Lemmatiser
    keys: dict[tuple[str, Language], frozenset[str]]  # found before, of at most `_REMEMBERED` words


@functools.cache
def lexicon(folders: tuple[Path, ...] = ()) -> Lexicon:
    """The lexicon of the shipped words and those of the vocabulary folders."""
    words = cached_words("joining", "words", folders)
    cognates = cached_words("joining", "cognates", folders)
    venues = cached_words("venues", "words", folders)
    people = cached_words("people", "words", folders)
    types = cached_entries("event_types", "type", EventType, folders)
    forms: list[tuple[str, str]] = []
    single: defaultdict[str, list[str]] = defaultdict(list)
    for number, term in enumerate(cached_entries("glossary", "term", GlossaryTerm, folders)):
        for form in (*term.id, *term.en):
            forms.append((form, f"#{number}"))
            if " " not in form:
                single[form].append(f"#{number}")
    return Lexicon(
        stop=frozenset(word for each in cached_words("stopwords", "words", folders).values() for word in each),
        common=frozenset(words["common"]),
        events=Phrases((cue.text, None) for entry in types for cue in entry.cues),
        venues=Phrases((form, None) for name in ("heads", "parts", "modifiers", "ordinals") for form in venues[name]),
        glossary=Phrases(forms),
        single={form: tuple(keys) for form, keys in single.items()},
        pinpoints=frozenset(words["pinpoints"]),
        phases={form: name for name, each in cached_words("joining", "phases", folders).items() for form in each},
        letters=tuple((old, new) for old, new in cognates["letters"]),
        endings=tuple((old, new) for old, new in cognates["endings"]),
        titles=frozenset((*people["titles"], *people["ranks"])),
        degrees=frozenset(people["degrees"]),
        lemmatiser=Lemmatiser(),
        keys={},
    )


def title_words(
    text: str, language: Language, *, names: Phrases[str] | None = None, folders: tuple[Path, ...] = ()
) -> tuple[Word, ...]:
    """The words of a title that say something, each once; those among `names` and of event types say little."""
    return _words(text[:_TITLE], language, lexicon(folders), lexicon(folders).events, names)


def venue_words(
    text: str, language: Language, *, names: Phrases[str] | None = None, folders: tuple[Path, ...] = ()
) -> tuple[Word, ...]:
    """The words of a venue, each once; kinds of rooms and buildings say little."""
    return _words(text, language, lexicon(folders), lexicon(folders).venues, names)


def _words(
    text: str, language: Language, known: Lexicon, generic: Phrases[None], names: Phrases[str] | None
) -> tuple[Word, ...]:
    tokens = tokenize(text)
    light = _covered(generic.find(text, tokens))
    named = _covered(names.find(text, tokens)) if names else frozenset()
    concepts: defaultdict[int, set[str]] = defaultdict(set)
    for match in known.glossary.find(text, tokens):
        for index in range(match.first, match.last):
            concepts[index].update(match.payloads)
    found: dict[frozenset[str], float] = {}
    for index, token in enumerate(tokens):
        for part in _PART.findall(token.text.lower()):
            if part in known.stop:
                continue
            keys = frozenset(_keys(part, language, known) | concepts[index])
            weight = GENERIC if index in light or _is_common(part, known) else NAMED if index in named else 1.0
            found[keys] = max(weight, found.get(keys, 0.0))
    return tuple(Word(keys, weight) for keys, weight in found.items())


def _covered(matches: Iterable[Match[Any]]) -> frozenset[int]:
    """The numbers of the tokens inside the matches."""
    return frozenset(index for match in matches for index in range(match.first, match.last))


def _is_common(word: str, known: Lexicon) -> bool:
    return word in known.common or word in known.phases or _YEAR.fullmatch(word) is not None


def _keys(word: str, language: Language, known: Lexicon) -> frozenset[str]:
    found = known.keys.get((word, language))
    if found is None:
        forms = {word, *(known.lemmatiser.lemma(word, each) for each in lemma_languages(language))}
        found = frozenset(_cognate(form, known) for form in forms)
        found |= {key for form in forms for key in known.single.get(form, ())}
        if len(known.keys) >= _REMEMBERED:
            known.keys.clear()
        known.keys[word, language] = found
    return found


def _cognate(word: str, known: Lexicon) -> str:
    """The word in the spelling in which Indonesian and English words of one origin meet.

    `conference` and `konferensi` are both `konferens`.
    """
    if len(word) < _SHORTEST_COGNATE or not word.isalpha():
        return word
    for old, new in known.letters:
        word = word.replace(old, new)
    word = _TWICE.sub(r"\1", word)
    for old, new in known.endings:
        if word.endswith(old):
            word = word.removesuffix(old) + new
            break
    return word.rstrip("ei") or word


def agreement(left: Sequence[Word], right: Sequence[Word]) -> Agreement:
    """How far two texts say the same; symmetric."""
    shorter = min(sum(word.weight for word in left), sum(word.weight for word in right))
    shared = min(_met(left, right), _met(right, left))
    return Agreement(shared, shared / shorter if shorter else 0.0, shorter)


def _met(words: Sequence[Word], others: Sequence[Word]) -> float:
    keys = {key for word in others for key in word.keys}
    return sum(word.weight for word in words if not keys.isdisjoint(word.keys))


def phases(title: str, *, folders: tuple[Path, ...] = ()) -> frozenset[str]:
    """The parts of an event, or what goes before or after it, that a title names (`Penutupan` → closing)."""
    known = lexicon(folders).phases
    return frozenset(known[word] for word in _PART.findall(title.lower()) if word in known)


def pinpointed(title: str, *, folders: tuple[Path, ...] = ()) -> dict[str, set[str]]:
    """Which one of several a title means: word → the numbers or names after it (`angkatan` → `ii`).

    A number or a single letter (`Komisi D`) counts after any word, a name after those of the vocabulary (`Kelurahan
    Pluit`); years do not.
    """
    pinpoints = lexicon(folders).pinpoints
    found: defaultdict[str, set[str]] = defaultdict(set)
    tokens = [token for token in tokenize(title) if _PART.match(token.text)]
    for before, token in itertools.pairwise(tokens):
        head = before.text.lower()
        number = _is_designator(token)
        if number or (head in pinpoints and token.text[0].isupper()):
            found[head].add(token.text.lower().lstrip("0"))
    return dict(found)


def _is_designator(token: Token) -> bool:
    text = token.text
    return (text.isdecimal() and not _YEAR.fullmatch(text)) or _LETTER.fullmatch(text) is not None


def person_name(name: str, *, folders: tuple[Path, ...] = ()) -> str:
    """The name in small letters without titles and degrees; the whole name where nothing else is left.

    >>> person_name("Dr. Ir. Oswar Mungkasa, M.T.")
    'oswar mungkasa'
    """
    known = lexicon(folders)
    head, *tail = [part.strip() for part in name.lower().replace("’", "'").split(",")]
    kept = [head, *(part for part in tail if part.replace(".", "").replace(" ", "") not in known.degrees)]
    words = [word for part in kept for word in part.split()]
    plain = [word for word in words if word.replace(".", "") not in known.titles]
    while len(plain) > 1 and "." in plain[-1] and plain[-1].replace(".", "") in known.degrees:
        plain.pop()
    return " ".join(word.strip(".") for word in plain) or name.lower()
