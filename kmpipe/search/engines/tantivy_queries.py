"""From a plan to a query of Tantivy. Which documents match is exact; the ranking is near that of `scoring`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from math import log, prod, sqrt
from time import monotonic
from typing import NamedTuple

import tantivy
from tantivy import FieldType, Occur, Query

from kmpipe.search.engines.scoring import PHRASE_BOOST
from kmpipe.search.plan import (
    EXACT_MARK,
    TEXT_FIELDS,
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
)

# a phrase whose words have several lemmas is asked for once for each choice of them; beyond so many by patterns
MAX_CHOICES = 8
# what the form of a word adds beside its lemma, of its weight: within the saturation of `scoring` more of a word counts less
BONUS = 0.25
# likewise, what other forms of a word add to the one that counts most
OTHER_FORMS = 0.05
_SPECIAL = re.compile(r"([.+*?()|\[\]{}^$\\/-])")


def is_ranked(plan: Plan) -> bool:
    """Whether the documents that match may differ in score: words or phrases say how well they match, keys do not."""
    match plan:
        case Word() | Adjacent():
            return True
        case AllOf(parts) | AnyOf(parts) | BestOf(parts):
            return any(map(is_ranked, parts))
        case _:
            return False


class _Leaf(NamedTuple):
    """A term of a field."""

    field: str
    term: str


class _Weighted(NamedTuple):
    leaf: _Leaf
    weight: float


def _weighted(leaves: Iterable[_Leaf], weight: float) -> list[_Weighted]:
    return [_Weighted(leaf, weight) for leaf in leaves]


class Builder:
    """Builds queries for one index until the deadline (`time.monotonic()`), then raises `TimeoutError`."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, deadline: float) -> None:
        self._schema = schema
        self._searcher = searcher
        self._deadline = deadline
        self._frequencies: dict[_Leaf, int] = {}

    def query(self, plan: Plan) -> Query:
        """The query of a plan."""
        if monotonic() > self._deadline:
            raise TimeoutError
        match plan:
            case All():
                return _unranked(Query.all_query())
            case Word():
                return self._word(plan)
            case Adjacent():
                return self._adjacent(plan)
            case Keys(field, values):
                return _unranked(self._any_key(field, values))
            case Held(first, last):
                return self._held(first, last)
            case AllOf(parts):
                return self._all_of(parts)
            case AnyOf(parts):
                return _any_of(map(self.query, parts))
            case BestOf(parts, weights):
                return _best_of(_boosted(self.query(part), weight) for part, weight in zip(parts, weights, strict=True))
            case Without():
                return self._all_of((plan,))

    def _all_of(self, parts: Iterable[Plan]) -> Query:
        clauses = [
            (Occur.MustNot, self.query(part.part)) if isinstance(part, Without) else (Occur.Must, self.query(part))
            for part in parts
        ]
        if all(occur == Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, _unranked(Query.all_query())))
        return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)

    def _word(self, word: Word) -> Query:
        """Any of the lemmas or terms. Each counts as if it were as rare as all of them together, as in `scoring`."""
        prefix = _prefix(word.fields)
        lemmas = [self._lemma(lemma, prefix) for lemma in word.lemmas]
        terms: list[_Weighted] = []
        weights = dict(word.terms)
        for term, weight in word.terms:
            if weights.get(EXACT_MARK + term) == weight:  # the two together stand for a lemma
                terms += _weighted(self._lemma(term, prefix), weight)
            elif weights.get(term.removeprefix(EXACT_MARK)) != weight or not term.startswith(EXACT_MARK):
                terms += _weighted(self._term(term, prefix), weight)
        held = (
            self._held_by([leaf for leaves in lemmas for leaf in leaves])
            if lemmas
            else self._held_by([each.leaf for each in terms])
        )
        rarity = self._rarity(held)
        # of two lemmas of one word, in a mixed text, the better counts, not both
        parts = [_best_of([self._as_rare(leaf, rarity) for leaves in lemmas for leaf in leaves])] if lemmas else []
        share = BONUS if lemmas else 1.0
        forms = [_boosted(self._as_rare(leaf, rarity), weight * share) for leaf, weight in terms]
        return _any_of([*parts, *forms]) if lemmas else _best_of(forms, OTHER_FORMS)

    def _lemma(self, lemma: str, prefix: str) -> list[_Leaf]:
        """A lemma also finds words of its form that have other lemmas, in the other language."""
        return self._there([_Leaf(_words(prefix), lemma), _Leaf(f"{prefix}inflected", lemma)])

    def _term(self, term: str, prefix: str) -> list[_Leaf]:
        if term.startswith(EXACT_MARK):
            form = term[len(EXACT_MARK) :]
            return self._there([_Leaf(f"{prefix}{name}", form) for name in ("exact", "inflected")])
        return self._there([_Leaf(_words(prefix), term)])

    def _frequency(self, leaf: _Leaf) -> int:
        """How many documents hold a term, deleted ones too; looked up once a query."""
        found = self._frequencies.get(leaf)
        if found is None:
            found = self._frequencies[leaf] = self._searcher.doc_freq(*leaf)
        return found

    def _there(self, leaves: list[_Leaf]) -> list[_Leaf]:
        """Those that are in the index."""
        return [leaf for leaf in leaves if self._frequency(leaf)]

    def _held_by(self, leaves: Sequence[_Leaf]) -> float:
        """About how many documents hold any of them, as if they did not know of each other."""
        total = max(self._searcher.num_docs, 1)
        return total * (1 - prod(1 - min(self._frequency(leaf) / total, 1) for leaf in leaves))

    def _rarity(self, held: float) -> float:
        return log(1 + max(self._searcher.num_docs - held, 0) / (held + 0.5) + 0.5 / (held + 0.5))

    def _as_rare(self, leaf: _Leaf, rarity: float) -> Query:
        return _boosted(self._one(*leaf), rarity / self._rarity(self._frequency(leaf)))

    def _adjacent(self, phrase: Adjacent) -> Query:
        field = _words(_prefix(phrase.fields))
        words = [
            tuple(leaf.term for leaf in self._there([_Leaf(field, term) for term in each])) for each in phrase.words
        ]
        if not all(words) or not words:
            return Query.empty_query()
        if len(words) == 1:
            return _best_of([self._one(field, lemma) for lemma in words[0]])
        rarity = PHRASE_BOOST * self._rarity(self._together(field, words))
        if prod(map(len, words)) <= MAX_CHOICES:
            return _best_of([self._phrase(field, choice, rarity) for choice in product(*map(dict.fromkeys, words))])
        patterns: list[str | tuple[int, str]] = [_pattern(lemmas) for lemmas in words]
        return Query.regex_phrase_query(self._schema, field, patterns)

    def _phrase(self, field: str, words: Sequence[str], rarity: float) -> Query:
        """A phrase: Tantivy adds up how rare its words are, where `scoring` takes how rare they are together."""
        added = sum(self._rarity(self._frequency(_Leaf(field, word))) for word in words)
        return _boosted(Query.phrase_query(self._schema, field, list(words)), rarity / added)

    def _together(self, field: str, words: Iterable[Iterable[str]]) -> float:
        """About how many documents hold all the words of a phrase.

        It is taken to lie between words that do not know of each other, and the rarest that brings all others with it.
        """
        total = max(self._searcher.num_docs, 1)
        held = [self._held_by([_Leaf(field, word) for word in each]) for each in words]
        return sqrt(total * prod(each / total for each in held) * min(held))

    def _any_key(self, field: str, values: Sequence[str]) -> Query:
        if len(values) == 1:
            return self._one(field, values[0], "basic")
        return Query.term_set_query(self._schema, field, list(values)) if values else Query.empty_query()

    def _held(self, first: int, last: int) -> Query:
        """The documents that begin before the end of the period and end after its beginning; 0 is no day."""
        begins = Query.range_query(self._schema, "first", FieldType.Unsigned, 1, max(last, 0))
        ends = Query.range_query(self._schema, "last", FieldType.Unsigned, max(first, 1), None)
        return _unranked(Query.boolean_query([(Occur.Must, begins), (Occur.Must, ends)]))

    def _one(self, field: str, term: str, index_option: str = "freq") -> Query:
        return Query.term_query(self._schema, field, term, index_option)


def _prefix(fields: tuple[TextField, ...]) -> str:
    """What the names of the fields begin with. The text alone is not kept apart: the query language does not ask it."""
    if fields == ("title",):
        return "title_"
    if set(fields) == set(TEXT_FIELDS):
        return ""
    raise ValueError(f"words are looked for in the title, or in title and text, not in {fields}")


def _words(prefix: str) -> str:
    return "title" if prefix else "words"


def _pattern(lemmas: Iterable[str]) -> str:
    return "(" + "|".join(_SPECIAL.sub(r"\\\1", lemma) for lemma in lemmas) + ")"


def _unranked(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _boosted(query: Query, weight: float) -> Query:
    return query if weight == 1.0 else Query.boost_query(query, weight)


def _any_of(queries: Iterable[Query]) -> Query:
    parts = list(queries)
    if len(parts) < 2:
        return parts[0] if parts else Query.empty_query()
    return Query.boolean_query([(Occur.Should, part) for part in parts])


def _best_of(queries: Iterable[Query], others: float | None = None) -> Query:
    """The best counts, and of the others so much of each."""
    parts = list(queries)
    if len(parts) < 2:
        return parts[0] if parts else Query.empty_query()
    return Query.disjunction_max_query(parts, others)
