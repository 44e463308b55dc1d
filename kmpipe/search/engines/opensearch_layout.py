"""How a document lies in an index of OpenSearch or Elasticsearch: fields, the stream of words, what a hit shows.

The server analyses nothing: it splits a stream at blanks, and a word into the terms of its position at "|". Both are
parts that every version has (the `whitespace` tokenizer and the `pattern_capture` filter).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

import msgspec

from kmpipe.search.engine import Card, Facet, Prepared
from kmpipe.search.plan import EXACT_MARK, STOP_MARK, KeyField, TextField
from kmpipe.text.analysis import Term

# raise it whenever documents lie otherwise: indices of another layout are made anew
LAYOUT = "1"
# stands before a lemma. Other engines leave out a lemma that is the word itself and look for it by its exact form; here
# every lemma is a term, so that its rarity is that of the whole family
LEMMA_MARK = "~"
# a position without a word, at the end of a line: no term of ours is written like this
GAP = "."
WORDS = "words"
# the largest token the server's tokenizer takes is 1,048,576 characters; a query sends 256 words as one
LONGEST_TOKEN = 65_536
# a longer value is cut, in documents and in queries: Lucene takes 32,766 bytes, a character has up to 4
LONGEST_KEY = 8_000

# the fields of words: the title, and title and text as one, in which a word of the title counts three times. So the
# server's ranking of a single field comes near that of `scoring`, which adds frequencies before it saturates them.
TITLE, WHOLE = "title", "whole"
TITLE_TIMES = 3

# a card holds what is counted; the keys hold more (the venue is among the places)
_KEYWORD = {"type": "keyword", "doc_values": False}
_COUNTED = {"type": "keyword", "index": False}


def index_body() -> dict[str, Any]:
    """Settings and fields of a new index.

    One shard: counts and the rarity of words are exact. The server shows nothing before it is told to, so that no half
    of a write is seen. The words are not kept beside their postings: what a hit shows is in `stored`.
    """
    words = {"type": "text", "analyzer": WORDS}
    return {
        "settings": {
            "index": {"number_of_shards": 1, "auto_expand_replicas": "0-1", "refresh_interval": "-1"},
            "analysis": {
                "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": LONGEST_TOKEN}},
                "filter": {
                    "terms": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]},
                },
                "analyzer": {WORDS: {"type": "custom", "tokenizer": "blanks", "filter": ["terms"]}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"excludes": [TITLE, WHOLE]},
            "properties": {
                TITLE: words,
                WHOLE: words,
                "keys": {"properties": dict.fromkeys(get_args(KeyField), _KEYWORD)},
                "facets": {"properties": dict.fromkeys(get_args(Facet), _COUNTED)},
                "name": {"type": "keyword"},
                "first": {"type": "integer"},
                "last": {"type": "integer"},
                "born": {"type": "long"},
                "stored": {"type": "object", "enabled": False},
            },
        },
    }  # fmt: skip


def stream_of(terms: Iterable[Term]) -> str:
    """The words of a field as the server takes them: a blank between positions, "|" between the terms of one.

    >>> stream_of([Term(0, 0, 4, "tata", ("tata",)), Term(2, 5, 16, "pengelolaan", ("kelola",))])
    '=tata|~tata . =pengelolaan|~kelola'
    """
    words: list[str] = []
    following = 0
    for term in terms:
        words.extend([GAP] * (term.position - following))
        exact = EXACT_MARK + term.exact if term.lemmas else STOP_MARK + term.exact
        words.append("|".join((exact, *map(lemma_term, term.lemmas))))
        following = term.position + 1
    return " ".join(words)


def lemma_term(lemma: str) -> str:
    """The term of a lemma; a stop word and an exact form bear their marks already."""
    return lemma if lemma.startswith((STOP_MARK, EXACT_MARK)) else LEMMA_MARK + lemma


def field_of(fields: tuple[TextField, ...]) -> str:
    """The field in which words of these are looked up. Raises `ValueError` for the text alone, which is not kept."""
    if "title" not in fields:
        raise ValueError("words of the text alone cannot be searched for")
    return TITLE if len(fields) == 1 else WHOLE


def key(value: str) -> str:
    """A value of a key field as it is kept."""
    return value[:LONGEST_KEY]


def body_of(document: Prepared, generation: int) -> bytes:
    """The document as JSON. `generation` is the write it came with."""
    card = document.card
    title, text = stream_of(document.words["title"]), stream_of(document.words["text"])
    body: dict[str, Any] = {
        TITLE: title,
        WHOLE: [*[title] * TITLE_TIMES, text],  # the server leaves a gap between values
        "keys": {field: [key(value) for value in values] for field, values in document.keys.items()},
        "facets": {facet: [key(value) for value in values] for facet, values in _counted(card).items() if values},
        "name": card.id,
        "first": card.first,
        "last": card.last,
        "born": generation,
        "stored": document.stored,
    }
    return msgspec.json.encode(body)


def _counted(card: Card) -> dict[Facet, tuple[str, ...]]:
    single: dict[Facet, str | None] = {
        "type": card.type,
        "year": str(card.first // 10000) if card.first else None,
        "month": f"{card.first // 10000}-{card.first // 100 % 100:02}" if card.first else None,
        "place": card.place,
        "province": card.province,
        "language": card.language,
        "status": card.status,
        "site": card.site,
    }
    several: dict[Facet, tuple[str, ...]] = {"agency": card.agency, "focus": card.focus}
    return several | {facet: (value,) for facet, value in single.items() if value}
