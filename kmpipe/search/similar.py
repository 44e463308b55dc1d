"""Activities like one: found by the words that tell it from others, by who took part and by what it is about.

The words are looked up in the index, so that any engine will do; names of the glossary are looked up in both languages.
How much a word tells is how often the text says it times its rarity in the index. The likeness of two activities is the
share of what the first tells that the second one tells too, in words (`WORDS`), bodies, focus areas and series.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log, log1p
from typing import NamedTuple

from kmpipe.model import Record
from kmpipe.search.engine import AgencyKey, IndexDocument, Reader
from kmpipe.search.plan import EXACT_MARK, STOP_MARK, Adjacent, All, AllOf, AnyOf, Keys, Plan, Without, Word
from kmpipe.search.traits import NAME, Trait, Traits, traits
from kmpipe.search.vocabulary import Vocabulary

# the words that tell most, by which others are found; and how many of these are compared with all they have
TELLING, CANDIDATES = 24, 40
# what each part adds to the likeness
WORDS, AGENCIES, FOCUS, SERIES = 0.6, 0.16, 0.12, 0.12
# shared words that are shown, and the share of all activities that may have them
SHOWN, RARE = 6, 0.25
# how soon more of the same word says no more, and the length of a text by which it is judged, as for ranking
_SATURATION, _TYPICAL = 1.2, 400


class Profile(NamedTuple):
    """An activity that is compared: what the index knows of it, the series it belongs to, and everybody it names."""

    document: IndexDocument
    series: str | None = None
    people: tuple[str, ...] = ()


class Likeness(Record, frozen=True, kw_only=True):
    """An activity like another one, and why: what both have. `score` is 0 to 1; `words` are the most telling ones first.

    A name that one text gives in another language stands as `ketahanan kota / city resilience`. `similarity` is the
    cosine of their meanings where that was asked for.
    """

    id: str
    article: str
    title: str
    start: str | None
    end: str | None
    url: str | None
    score: float
    agencies: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    series: str | None = None
    words: tuple[str, ...] = ()
    similarity: float | None = None


class Telling(NamedTuple):
    """What an activity tells: its traits, the weight of each of its words by key, and which of them are rare enough to show."""

    traits: Traits
    weights: Mapping[str, float]
    rare: Collection[str]


def telling(
    document: IndexDocument, vocabulary: Vocabulary, reader: Reader, unheard: Collection[str], deadline: float
) -> Telling:
    """The words of a document, weighed by how rare they are, which the vocabulary says. Raises `TimeoutError`."""
    own = traits(document, vocabulary, unheard)
    total = reader.search(All(), limit=1, offset=0, sort="date", facets=False, deadline=deadline).total
    frequencies = vocabulary.frequencies()
    having = {key: min(_having(trait.plan, frequencies), total) for key, trait in own.words.items()}
    weights = {
        key: log1p(own.words[key].count) * log(1 + total / count)
        for key, count in having.items()
        if count > 1  # a word that stands nowhere else leads nowhere
    }
    return Telling(own, weights, {key for key in weights if having[key] <= max(2, total * RARE)})


def _having(plan: Plan, frequencies: Mapping[str, int]) -> int:
    """About how many activities have a word or a name: a phrase as many as its rarest word, which costs no search."""
    match plan:
        case Word(_, lemmas, terms):
            return sum(
                frequencies.get(word, 0) for word in (*lemmas, *(term.removeprefix(EXACT_MARK) for term, _ in terms))
            )
        case Adjacent(_, words):
            telling_words = [forms for forms in words if not forms[0].startswith(STOP_MARK)]
            return min((sum(frequencies.get(form, 0) for form in forms) for forms in telling_words), default=0)
        case AnyOf(parts):
            return sum(_having(part, frequencies) for part in parts)
        case _:
            return 0


def candidates(
    reader: Reader, told: Telling, document: IndexDocument, left_out: Collection[str], deadline: float
) -> tuple[str, ...]:
    """The ids of activities that may be like a document: by its most telling words, and the newest with its bodies and focus.

    Raises `TimeoutError`.
    """
    best = sorted(told.weights, key=lambda key: -told.weights[key])[:TELLING]
    others = Without(Keys("id", tuple(left_out)))
    asked: list[Plan] = []
    if best:
        asked.append(AnyOf(tuple(told.traits.words[key].plan for key in best)))
    if document.agencies and document.focus:
        bodies = Keys("agency", tuple(agency.id for agency in document.agencies))
        asked.append(AllOf((bodies, Keys("focus", document.focus))))
    found: dict[str, None] = {}
    for plan, most in zip(asked, (CANDIDATES, CANDIDATES // 3), strict=False):
        page = reader.search(
            AllOf((plan, others)), limit=most, offset=0, sort="relevance", facets=False, deadline=deadline
        )
        found |= dict.fromkeys(match.stored.id for match in page.matches)
    return tuple(found)


def likenesses(
    own: Profile, told: Telling, others: Iterable[Profile], vocabulary: Vocabulary, unheard: Collection[str]
) -> list[Likeness]:
    """How alike others are to an activity, the most alike first."""
    found = [_likeness(own, told, other, traits(other.document, vocabulary, unheard)) for other in others]
    return sorted(found, key=lambda like: (-like.score, like.id))


def _likeness(own: Profile, told: Telling, other: Profile, there: Traits) -> Likeness:
    shared = {key: weight for key, weight in told.weights.items() if key in there.words}
    everything = sum(told.weights.values())
    words = sum(weight * _saturated(there.words[key], there.length) for key, weight in shared.items())
    agencies = _shared_agencies(own.document.agencies, other.document.agencies)
    focus = tuple(area for area in own.document.focus if area in other.document.focus)
    series = own.series if own.series is not None and own.series == other.series else None
    score = (
        WORDS * (words / everything if everything else 0.0)
        + AGENCIES * _share(len(agencies), len(own.document.agencies), len(other.document.agencies))
        + FOCUS * _share(len(focus), len(own.document.focus), len(other.document.focus))
        + SERIES * (series is not None)
    )
    document = other.document
    names = [form for agency in agencies for form in (agency.name, *agency.forms)]
    hidden = (*names, *own.people, *other.people)
    return Likeness(
        id=document.id, article=document.article, title=document.title, start=document.start, end=document.end,
        url=document.url, score=round(score, 4), agencies=tuple(agency.name for agency in agencies), focus=focus,
        series=series, words=_shown(shared, told, there, hidden),
    )  # fmt: skip


def _saturated(trait: Trait, length: int) -> float:
    """From 0 to 1: how much a text says a word, less in a long one."""
    usual = _SATURATION * (0.25 + 0.75 * length / _TYPICAL)
    return trait.count / (trait.count + usual)


def _share(common: int, one: int, other: int) -> float:
    """The share that two sets have in common (Jaccard)."""
    return common / (one + other - common) if common else 0.0


def _shared_agencies(own: Sequence[AgencyKey], others: Sequence[AgencyKey]) -> tuple[AgencyKey, ...]:
    there = {agency.id for agency in others}
    return tuple({agency.id: agency for agency in own if agency.id in there}.values())


def _shown(shared: Mapping[str, float], told: Telling, there: Traits, hidden: Iterable[str]) -> tuple[str, ...]:
    """The shared words that tell most, side by side where both texts have them so; none that stand in a name `hidden`.

    A word that both texts say only once is no more than chance, and one that every fourth text says tells little.
    """
    own, labels = told.traits.words, dict[str, tuple[float, tuple[str, ...]]]()
    for key, weight in shared.items():
        if key in told.rare and max(own[key].count, there.words[key].count) > 1:
            worth = weight * log1p(there.words[key].count)
            labels[key] = (worth, _written(own[key].label, there.words[key].label, key))
    for (one, other), written in told.traits.pairs.items():
        if (one, other) in there.pairs and one in labels and other in labels:
            labels[f"{one} {other}"] = (labels[one][0] + labels[other][0], (written,))
    names = "\n".join(hidden).casefold()
    chosen: list[tuple[str, ...]] = []
    for _, label in sorted(labels.values(), key=lambda each: (-each[0], each[1])):
        named = any(re.search(rf"(?<!\w){re.escape(each.casefold())}(?!\w)", names) for each in label)
        if not named and not any(_overlap(label, each) for each in chosen):
            chosen.append(label)
        if len(chosen) == SHOWN:
            break
    return tuple(" / ".join(label) for label in chosen)


def _written(own: str, other: str, key: str) -> tuple[str, ...]:
    """A word as the first text has it, and a name of the glossary as both have it, where they differ."""
    return (own,) if not key.startswith(NAME) or own.casefold() == other.casefold() else (own, other)


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    words = [{word for form in label for word in form.casefold().split()} for label in (one, other)]
    return not words[0].isdisjoint(words[1])
