"""Answering a plan from postings, for an engine that brings no ranking of its own that we could use.

Term by term: every part of the plan gives the documents it matches with their scores, and the parts are combined as
sets. The ranking is BM25F: the frequencies of a word in title and text are first made comparable (by the length of
the field) and added, then saturated. The length norm is part of what the index stores, against a fixed typical
length instead of the corpus average: scores do not change when other documents are added or deleted, but for the
rarity of the word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from math import log
from operator import itemgetter
from time import monotonic
from typing import Protocol, get_args

from kmpipe.search.engine import Card, Facet, Rank, Sort
from kmpipe.search.plan import (
    STOP_MARK,
    Adjacent,
    All,
    AllOf,
    AnyOf,
    BestOf,
    Held,
    Keys,
    Plan,
    TextField,
    Without,
    Word,
    lemma_terms,
)
from kmpipe.text.analysis import Term

# the usual constants of BM25
SATURATION = 1.2
LENGTH_SHARE = 0.75
# words in the title and text of a typical activity report (medians of the three seeds and of shared/gold, rounded)
TYPICAL_LENGTH: dict[TextField, int] = {"title": 10, "text": 400}
FIELD_BOOST: dict[TextField, float] = {"title": 3.0, "text": 1.0}
# a phrase says more than its words
PHRASE_BOOST = 2.0
# documents looked at between two looks at the clock
CLOCK_EVERY = 256

Scores = dict[int, float]


def normalised_frequency(field: TextField, frequency: int, length: int) -> float:
    """The frequency of a term in a field of so many words, as it is stored: less in a long field."""
    return frequency / (1 - LENGTH_SHARE + LENGTH_SHARE * length / TYPICAL_LENGTH[field])


class Postings(Protocol):
    """Where the terms are: what an engine offers for `Evaluation`. Documents are numbers, good for one opening."""

    def everything(self) -> Iterable[int]:
        """All documents."""

    def frequencies(self, field: TextField, term: str, deadline: float) -> Scores:
        """The documents with a term, and its normalised frequency there."""

    def stream(self, field: TextField, document: int) -> str:
        """The words of a field in order, as `stream_of` writes them."""

    def having(self, field: str, value: str) -> Iterable[int]:
        """The documents with a value in a key field."""

    def held(self, first: int, last: int) -> Iterable[int]:
        """The documents whose period overlaps these days."""


def stream_of(terms: Iterable[Term]) -> str:
    """The words of a field as one string, in which phrases are looked up by regular expression.

    A word is its lemmas joined by "|", or its exact form, marked, if it is a stop word; each has a blank before
    it, a skipped position (the end of a line) leaves one more.
    """
    stream: list[str] = []
    following = 0
    for term in terms:
        stream.append(" " * (1 + term.position - following))
        stream.append("|".join(term.lemmas) or STOP_MARK + term.exact)
        following = term.position + 1
    stream.append(" ")
    return "".join(stream)


class _Phrase:
    """Finds a phrase in streams. A pattern begins with a literal word: the regular expression engine skips to it."""

    def __init__(self, words: Sequence[tuple[str, ...]]) -> None:
        following = "".join(rf" (?:[^ |]*\|)?(?:{'|'.join(map(re.escape, terms))})(?:\|[^ |]*)?" for terms in words[1:])
        self._patterns = [
            re.compile(rf"{word}(?<=[ |]{word})(?:\|[^ |]*)?{following}(?= )") for word in map(re.escape, words[0])
        ]

    def count(self, stream: str) -> int:
        """How often the phrase stands in a stream."""
        return len({match.end() for pattern in self._patterns for match in pattern.finditer(stream)})


class Evaluation:
    """Answers plans over postings until the deadline (`time.monotonic()`), then raises `TimeoutError`."""

    def __init__(self, postings: Postings, deadline: float) -> None:
        self._postings = postings
        self._deadline = deadline
        self._everything: Scores | None = None
        self._streams: dict[tuple[TextField, int], str] = {}
        self._known: dict[tuple[TextField, str], Scores] = {}

    def scores(self, plan: Plan, within: Collection[int] | None = None) -> Scores:
        """The documents that match the plan, with their scores (0 where nothing is ranked).

        Only those `within` need be looked at, where it is given: to find a phrase its texts are read one by one.
        """
        if monotonic() > self._deadline:
            raise TimeoutError
        match plan:
            case All():
                return dict(self._all())
            case Word():
                return self._word(plan)
            case Adjacent():
                return self._adjacent(plan, within)
            case Keys(field, values):
                return {doc: 0.0 for value in values for doc in self._postings.having(field, value)}
            case Held(first, last):
                return dict.fromkeys(self._postings.held(first, last), 0.0)
            case AllOf(parts):
                return self._all_of(parts, within)
            case AnyOf(parts):
                return self._any_of(parts, within)
            case BestOf(parts, weights):
                return self._best_of(parts, weights, within)
            case Without(part):
                excluded = self.scores(part)
                return {doc: 0.0 for doc in self._all() if doc not in excluded}

    def _all(self) -> Scores:
        if self._everything is None:
            self._everything = dict.fromkeys(self._postings.everything(), 0.0)
        return self._everything

    def _all_of(self, parts: tuple[Plan, ...], within: Collection[int] | None) -> Scores:
        wanted = [part for part in parts if not isinstance(part, Without)]
        quick = sorted((self.scores(part) for part in wanted if not _reads_texts(part)), key=len)
        found = dict(quick[0]) if quick else None
        for scores in quick[1:]:
            found = {doc: score + scores[doc] for doc, score in found.items() if doc in scores} if found else {}
        for part in filter(_reads_texts, wanted):
            scores = self.scores(part, within if found is None else found)
            found = (
                scores if found is None else {doc: score + scores[doc] for doc, score in found.items() if doc in scores}
            )
        if found is None:
            found = dict(self._all())
        for unwanted in parts:
            if isinstance(unwanted, Without) and found:
                excluded = self.scores(unwanted.part, found)
                found = {doc: score for doc, score in found.items() if doc not in excluded}
        return found

    def _any_of(self, parts: tuple[Plan, ...], within: Collection[int] | None) -> Scores:
        found: Scores = {}
        for part in parts:
            for doc, score in self.scores(part, within).items():
                found[doc] = found.get(doc, 0.0) + score
        return found

    def _best_of(self, parts: tuple[Plan, ...], weights: tuple[float, ...], within: Collection[int] | None) -> Scores:
        found: Scores = {}
        for part, weight in zip(parts, weights, strict=True):
            for doc, score in self.scores(part, within).items():
                found[doc] = max(found.get(doc, 0.0), weight * score)
        return found

    def _word(self, word: Word) -> Scores:
        frequencies: Scores = {}
        for field in word.fields:
            boost = FIELD_BOOST[field]
            best: Scores = {}
            for lemma in word.lemmas:  # of two lemmas of one word, in a mixed text, the better counts, not both
                for doc, frequency in self._frequencies(field, lemma_terms(lemma)).items():
                    if frequency > best.get(doc, 0.0):
                        best[doc] = frequency
            for doc, frequency in best.items():
                frequencies[doc] = frequencies.get(doc, 0.0) + boost * frequency
            for term, weight in word.terms:
                for doc, frequency in self._of_term(field, term).items():
                    frequencies[doc] = frequencies.get(doc, 0.0) + boost * weight * frequency
        return self._saturated(frequencies, 1.0, len(frequencies))

    def _adjacent(self, phrase: Adjacent, within: Collection[int] | None) -> Scores:
        finder = _Phrase(phrase.words)
        frequencies: Scores = {}
        candidates: set[int] = set()
        for field in phrase.fields:
            holding = self._with_all_words(field, phrase)
            candidates |= holding
            for done, doc in enumerate(holding if within is None else holding.intersection(within)):
                if done % CLOCK_EVERY == 0 and monotonic() > self._deadline:
                    raise TimeoutError
                stream = self._stream(field, doc)
                if count := finder.count(stream):
                    frequency = normalised_frequency(field, count, stream.count(" "))
                    frequencies[doc] = frequencies.get(doc, 0.0) + FIELD_BOOST[field] * frequency
        # as rare as all its words together: how many documents hold the phrase is known only once all are read
        return self._saturated(frequencies, PHRASE_BOOST, len(candidates))

    def _stream(self, field: TextField, doc: int) -> str:
        """The words of a field, read once for all phrases of a query."""
        stream = self._streams.get((field, doc))
        if stream is None:
            stream = self._streams[field, doc] = self._postings.stream(field, doc)
        return stream

    def _with_all_words(self, field: TextField, phrase: Adjacent) -> set[int]:
        """The documents with all the words of a phrase, wherever they stand; stop words are not looked at if others are."""
        telling = [lemmas for lemmas in phrase.words if not lemmas[0].startswith(STOP_MARK)]
        if telling:
            terms = [[term for lemma in lemmas for term in lemma_terms(lemma)] for lemmas in telling]
        else:
            terms = [list(words) for words in phrase.words]
        return set.intersection(*sorted((set(self._frequencies(field, each)) for each in terms), key=len))

    def _frequencies(self, field: TextField, terms: Iterable[str]) -> Scores:
        """The documents with any of the terms, which exclude one another at each place, and their frequency."""
        total: Scores = {}
        for term in terms:
            for doc, frequency in self._of_term(field, term).items():
                total[doc] = total.get(doc, 0.0) + frequency
        return total

    def _of_term(self, field: TextField, term: str) -> Scores:
        """The documents with a term, looked up once a query: the names of agencies share many words."""
        found = self._known.get((field, term))
        if found is None:
            found = self._known[field, term] = self._postings.frequencies(field, term, self._deadline)
        return found

    def _saturated(self, frequencies: Scores, boost: float, matching: int) -> Scores:
        total = len(self._all())
        rarity = boost * log(1 + (total - matching + 0.5) / (matching + 0.5)) * (SATURATION + 1)
        return {doc: rarity * frequency / (SATURATION + frequency) for doc, frequency in frequencies.items()}


def _reads_texts(plan: Plan) -> bool:
    """Whether texts have to be read to answer a plan: it holds a phrase."""
    match plan:
        case Adjacent():
            return True
        case AllOf(parts) | AnyOf(parts) | BestOf(parts):
            return any(map(_reads_texts, parts))
        case Without(part):
            return _reads_texts(part)
        case _:
            return False


def best(
    scores: Scores, card_of: Callable[[int], Card], sort: Sort, wanted: int, after: Rank | None = None
) -> list[tuple[int, Rank]]:
    """The best `wanted` documents (0: all) that stand behind `after`, in the order of their ranks."""
    page = wanted or None
    rounded = {number: round(score, 4) if sort == "relevance" else 0.0 for number, score in scores.items()}
    if after is not None:
        rounded = {number: score for number, score in rounded.items() if score <= after.score}
        wanted += sum(score == after.score for score in rounded.values()) if wanted else 0
    if len(rounded) > wanted > 0:  # only what may reach the page needs its card read
        least = sorted(rounded.values(), reverse=True)[wanted - 1]
        rounded = {number: score for number, score in rounded.items() if score >= least}
    ranked = []
    for number, score in rounded.items():
        card = card_of(number)
        ranked.append((order_of(rank := Rank(score, card.first, card.id)), number, rank))
    ranked.sort(key=itemgetter(0))
    found = [(number, rank) for order, number, rank in ranked if after is None or order > order_of(after)]
    return found[:page]


def order_of(rank: Rank) -> tuple[float, int, str]:
    """What ranks are sorted by."""
    return -rank.score, -rank.first, rank.id


def facet_counts(cards: Iterable[Card], deadline: float) -> dict[Facet, dict[str, int]]:
    """How many of the documents bear each value of each facet."""
    counters: dict[Facet, Counter[str]] = {facet: Counter() for facet in get_args(Facet)}
    for done, card in enumerate(cards):
        if done % CLOCK_EVERY == 0 and monotonic() > deadline:
            raise TimeoutError
        counters["agency"].update(card.agency)
        counters["focus"].update(card.focus)
        counters["language"][card.language] += 1
        if card.first:
            counters["year"][f"{card.first // 10000}"] += 1
            counters["month"][f"{card.first // 10000}-{card.first // 100 % 100:02}"] += 1
        counters["type"].update(filter(None, [card.type]))
        counters["place"].update(filter(None, [card.place]))
        counters["province"].update(filter(None, [card.province]))
        counters["status"].update(filter(None, [card.status]))
        counters["site"].update(filter(None, [card.site]))
    return {facet: dict(counter) for facet, counter in counters.items()}
