"""A plan as a query of OpenSearch and Elasticsearch.

Terms that stand for one another (the words a prefix stands for, the forms of another name) are asked as one: the server
counts their frequencies together and takes them for one of the clauses it allows, of which there are 1,024 at least. What
is not ranked is a filter, with the score 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kmpipe.search.engines.opensearch_layout import WORDS, field_of, key, lemma_term
from kmpipe.search.engines.scoring import PHRASE_BOOST
from kmpipe.search.plan import (
    EXACT_MARK,
    Adjacent,
    All,
    AllOf,
    AnyOf,
    BestOf,
    Held,
    Keys,
    Plan,
    Without,
    Word,
)

Query = dict[str, Any]

# the server takes the rarities of the words of a phrase together by itself
_PHRASE = PHRASE_BOOST / 2
_BY_CHANCE = 0.001


def query_of(plan: Plan) -> Query:
    """The query that finds what a plan matches."""
    match plan:
        case All():
            return _unranked({"match_all": {}})
        case Word():
            return _word(plan)
        case Adjacent(fields, words):
            return _phrase(field_of(fields), words)
        case Keys(field, values):
            return _unranked({"terms": {f"keys.{field}": [key(value) for value in values]}})
        case Held(first, last):
            begins = {"range": {"first": {"gt": 0, "lte": last}}}
            return _unranked(begins, {"range": {"last": {"gte": first}}})
        case AllOf(parts):
            return _all_of(parts)
        case AnyOf(parts):
            return _any(map(query_of, parts))
        case BestOf(parts, weights):
            weighted = [
                {"bool": {"must": [query_of(part)], "boost": weight}}
                for part, weight in zip(parts, weights, strict=True)
            ]
            return {"dis_max": {"queries": weighted}} if weighted else _none()
        case Without(part):
            return {"bool": {"filter": [{"match_all": {}}], "must_not": [query_of(part)]}}


def _all_of(parts: Iterable[Plan]) -> Query:
    ranked: list[Query] = []
    filters: list[Query] = []
    unwanted: list[Query] = []
    for part in parts:
        if isinstance(part, Without):
            unwanted.append(query_of(part.part))
        elif isinstance(part, Keys | Held | All):
            filters.append(query_of(part))
        else:
            ranked.append(query_of(part))
    if not ranked and not filters:
        filters.append({"match_all": {}})
    return {"bool": {"must": ranked, "filter": filters, "must_not": unwanted}}


def _word(word: Word) -> Query:
    """What a word asks: of two lemmas the better counts, each term adds its share."""
    field = field_of(word.fields)
    families = [_one_of(field, [lemma_term(lemma)], 1.0) for lemma in word.lemmas]
    # a form of another lemma that is written like this one is found as well, and counts next to nothing
    families += [_one_of(field, [EXACT_MARK + lemma], _BY_CHANCE) for lemma in word.lemmas]
    together: dict[float, list[str]] = {}
    for term, weight in word.terms:
        together.setdefault(weight, []).append(lemma_term(term))
    clauses = [{"dis_max": {"queries": families}}] if families else []
    return _any([*clauses, *(_one_of(field, terms, weight) for weight, terms in together.items())])


def _one_of(field: str, terms: list[str], boost: float) -> Query:
    if len(terms) == 1:
        return {"term": {field: {"value": terms[0], "boost": boost}}}
    return {"match": {field: {"query": "|".join(terms), "analyzer": WORDS, "boost": boost}}}


def _phrase(field: str, words: Iterable[tuple[str, ...]]) -> Query:
    phrase = " ".join("|".join(map(lemma_term, terms)) for terms in words)
    return {"match_phrase": {field: {"query": phrase, "analyzer": WORDS, "boost": _PHRASE}}}


def _any(queries: Iterable[Query]) -> Query:
    clauses = list(queries)
    return {"bool": {"should": clauses, "minimum_should_match": 1}} if clauses else _none()


def _unranked(*filters: Query) -> Query:
    return {"bool": {"filter": list(filters)}}


def _none() -> Query:
    return {"match_none": {}}
