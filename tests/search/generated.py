"""Generated activities for tests and measurements of the search: bilingual, Zipf-like, always the same.

Their words are those of `generated_words.toml`, their agencies, focus areas and terms those of the vocabulary.
"""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from kmpipe.model import ActivityType, Block
from kmpipe.search import AgencyKey, IndexDocument
from kmpipe.search.engine import TermPair
from kmpipe.vocab.load import FocusConcept, GlossaryTerm, Organisation, cached_entries

Language = Literal["id", "en"]
DocumentLanguage = Literal["id", "en", "mixed"]
# shares of the draws of a report: stop words, and phrases that recur
_STOPS = 0.38
_PHRASES = 0.04
# made-up words there are, and how many of them a document has at most
_RARE_WORDS = 200_000
_RARE = 3
# of 100 activities: Indonesian, English, the rest in both
_INDONESIAN, _ENGLISH = 70, 20
_STATUS = ["held"] * 88 + ["planned"] * 6 + ["postponed"] * 4 + ["cancelled"] * 2


# what is drawn from: a value as often as it is to be drawn, since an even draw is the quickest
Urn = Sequence[Any]
# draws of an urn of words, where a rare word stands once
_URN = 1 << 17


class Stock(NamedTuple):
    """What documents are made of."""

    words: dict[Language, Urn]
    phrases: dict[Language, Urn]
    agencies: Urn
    focus: Urn
    types: Urn
    places: Urn
    names: dict[str, Any]
    terms: tuple[TermPair, ...]


def documents(count: int, seed: int = 0) -> Iterator[IndexDocument]:
    """`count` activities; those of a smaller count are the first of a larger one with the same seed."""
    chance = random.Random(seed)
    stock = _stock()
    for number in range(count):
        yield _document(number, chance, stock)


def rare_word(number: int) -> str:
    """A made-up word; other numbers give others."""
    syllables = _stock().names["syllables"]
    word = ""
    for _ in range(5):
        number, at = divmod(number, len(syllables))
        word += syllables[at]
    return word


# --- one document ---


def _document(number: int, chance: random.Random, stock: Stock) -> IndexDocument:
    part = chance.random() * 100
    language: DocumentLanguage = "id" if part < _INDONESIAN else "en" if part < _INDONESIAN + _ENGLISH else "mixed"
    agencies = tuple(dict.fromkeys(chance.choice(stock.agencies) for _ in range(chance.randrange(4))))
    kind = chance.choice(stock.types)
    place, province = chance.choice(stock.places) if chance.random() < 0.85 else (None, None)
    start, end = _days(chance)
    first: Language = "en" if language == "en" else "id"
    people = tuple(
        f"{chance.choice(stock.names['first'])} {chance.choice(stock.names['last'])}"
        for _ in range(chance.randrange(3))
    )
    text, blocks = _text(language, chance, stock, agencies, people)
    site = chance.choice(stock.names["sites"])
    return IndexDocument(
        id=f"g{number:07}.1",
        article=f"g{number:07}",
        title=_title(first, chance, stock, kind),
        text=text,
        language=language,
        blocks=blocks,
        start=start,
        end=end,
        agencies=agencies,
        focus=tuple(dict.fromkeys(chance.choice(stock.focus) for _ in range(chance.randrange(4)))),
        type=kind,
        place=place,
        province=province,
        venue=chance.choice(stock.names["venues"]) if chance.random() < 0.4 else None,
        people=people,
        terms=tuple(chance.choice(stock.terms) for _ in range(chance.randrange(3))),
        url=f"https://{site}/{number}",
        site=site,
        status=chance.choice(_STATUS),
    )


def _title(language: Language, chance: random.Random, stock: Stock, kind: str) -> str:
    words = (
        chance.choice(stock.words[language]),
        chance.choice(stock.phrases[language]),
        chance.choice(stock.words[language]),
    )
    return f"{kind} {' '.join(words)}".title()


def _text(
    language: DocumentLanguage,
    chance: random.Random,
    stock: Stock,
    agencies: tuple[AgencyKey, ...],
    people: tuple[str, ...],
) -> tuple[str, tuple[Block, ...]]:
    """Lines of 12 to 60 words; those of a text in both languages take turns."""
    languages: tuple[Language, ...] = ("id", "en") if language == "mixed" else (language,)
    turns = itertools.cycle(languages)
    left = chance.randint(150, 400)
    extra = [chance.choice((agency.name, *agency.forms)) for agency in agencies for _ in range(2)]
    extra += people
    extra += [rare_word(int(_RARE_WORDS ** chance.random())) for _ in range(chance.randint(1, _RARE))]
    lines: list[str] = []
    blocks: list[Block] = []
    at = 0
    while left > 0:
        count = min(chance.randint(12, 60), left)
        left -= count
        turn = next(turns)
        words = chance.choices(stock.words[turn], k=count)
        if extra and (not lines or chance.random() < 0.7 or left <= 0):
            taken = extra if left <= 0 else [extra.pop(0)]
            for name in taken:
                words[chance.randrange(count)] = name
        words[0] = words[0][:1].upper() + words[0][1:]
        line = " ".join(words) + "."
        lines.append(line)
        blocks.append(Block(kind="paragraph", start=at, end=at + len(line), language=turn))
        at += len(line) + 1
    return "\n".join(lines), tuple(blocks)


def _days(chance: random.Random) -> tuple[str | None, str | None]:
    """A day for most; a range, a month, a year or nothing for others."""
    form = chance.random()
    year, month, day = chance.randint(2010, 2022), chance.randint(1, 12), chance.randint(1, 25)
    if form < 0.06:
        return None, None
    if form < 0.1:
        return f"{year}", None
    if form < 0.18:
        return f"{year}-{month:02}", None
    start = f"{year}-{month:02}-{day:02}"
    return start, f"{year}-{month:02}-{day + chance.randint(1, 3):02}" if form < 0.3 else None


# --- what they are made of ---


def _urn(*kinds: tuple[Sequence[Any], float], size: int = _URN) -> Urn:
    """Values whose frequency falls with their rank, each kind with its share of the draws."""
    urn: list[Any] = []
    for values, share in kinds:
        weights = [1 / (rank + 2.7) for rank in range(len(values))]
        draws = size * share / sum(weights)
        for value, weight in zip(values, weights, strict=True):
            urn += [value] * max(1, round(draws * weight))
    return urn


def _inflected(language: Language, words: Sequence[str]) -> list[str]:
    """The words, then forms of them: `-nya` and the doubled plural, or the plural in `-s`."""
    if language == "id":
        return [*words, *(f"{word}nya" for word in words), *(f"{word}-{word}" for word in words if "-" not in word)]
    return [*words, *(f"{word}s" for word in words if not word.endswith(("s", "x", "y", "ed", "ing", "ch", "sh")))]


@cache
def _stock() -> Stock:
    tables = tomllib.loads(Path(__file__).with_name("generated_words.toml").read_text("utf-8"))
    languages: tuple[Language, ...] = ("id", "en")
    phrases: dict[Language, Urn] = {language: _urn((tables[language]["phrases"], 1)) for language in languages}
    words: dict[Language, Urn] = {
        language: _urn(
            (tables[language]["stops"].split(), _STOPS),
            (_inflected(language, tables[language]["words"].split()), 1 - _STOPS - _PHRASES),
            (tables[language]["phrases"], _PHRASES),
        )
        for language in languages
    }
    agencies = _agencies(tables["names"]["agencies"].split())
    concepts = [concept.id for concept in cached_entries("focus_areas", "concept", FocusConcept)]
    return Stock(
        words=words,
        phrases=phrases,
        agencies=_urn((agencies, 1)),
        focus=_urn((concepts, 1)),
        types=_urn((get_args(ActivityType), 1)),
        places=_urn((tables["names"]["places"], 1)),
        names=tables["names"],
        terms=_terms(agencies),
    )


def _agencies(identities: Sequence[str]) -> list[AgencyKey]:
    """Bodies of the vocabulary with their short names."""
    known = {entry.id: entry for entry in cached_entries("organisations", "organisation", Organisation)}
    return [
        AgencyKey(id=entry.id, name=entry.name, forms=tuple(dict.fromkeys(form for form in _forms(entry) if form)))
        for entry in map(known.__getitem__, identities)
    ]


def _forms(entry: Organisation) -> Iterator[str | None]:
    yield entry.name_en
    for forms in (entry.abbreviations, entry.aliases[:2], entry.local[:2]):
        # a leading "=" marks a form that counts with its case only
        yield from (form.removeprefix("=") for form in forms)


def _terms(agencies: Sequence[AgencyKey]) -> tuple[TermPair, ...]:
    """Acronyms of bodies with their names, and terms of the glossary with those of the other language."""
    pairs = [
        TermPair(kind="acronym", term=form, meaning=agency.name)
        for agency in agencies
        for form in agency.forms
        if form.isupper() and len(form) > 2
    ]
    pairs += [
        TermPair(kind="translation", term=entry.id[0], meaning=entry.en[0])
        for entry in cached_entries("glossary", "term", GlossaryTerm)
    ]
    return tuple(pairs)
