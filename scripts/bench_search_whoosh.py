"""Raw Whoosh in the search benchmark: its own fields, BM25F and matchers, with one lemma a word, split at blanks.

Facets are its own `groupedby`; snippets are its own highlighter over the text of each of the ten.
"""

# Whoosh is typed in parts only
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from bench_search_data import FACETS, Question, lemma_stream
from bench_search_peers import PAGE, SNIPPET, TITLE_BOOST, Answer, stored
from whoosh import analysis, fields, highlight, index, query, scoring, sorting

from kmpipe.search.engine import Prepared
from kmpipe.search.plan import TEXT_FIELDS

_MANY = ("agency", "focus")


class RawWhoosh:
    """`Peer` over Whoosh."""

    _index: Any
    _searcher: Any

    def write(self, folder: Path, documents: Iterable[Prepared]) -> None:
        """One commit of one segment."""
        self._index = index.create_in(str(folder), _schema())
        writer = self._index.writer(limitmb=256)
        for document in documents:
            writer.add_document(**_fields(document))
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open the folder."""
        self._index = index.open_dir(str(folder))
        self._searcher = self._index.searcher(weighting=scoring.BM25F())

    def add(self, document: Prepared) -> None:
        """A commit of one document with Whoosh's own merging, and a new searcher."""
        writer = self._index.writer()
        writer.add_document(**_fields(document))
        writer.commit()
        self._searcher = self._searcher.refresh()

    def ask(self, question: Question) -> Answer:
        """One search; its length is the exact total."""
        asked = _phrase(question) if question.phrase else query.And([_word(lemmas) for lemmas in question.words])
        grouped = _facets() if question.row == "facets" else None
        results = self._searcher.search(
            asked.normalize(), limit=PAGE, filter=_filter(question) if question.agency else None, groupedby=grouped,
            maptype=sorting.Count if grouped else None,
        )  # fmt: skip
        total = len(results)
        records = [stored(hit["stored"]) for hit in results]
        counted = sum(len(results.groups(facet)) for facet in FACETS) if grouped else 0
        snippets = _snippets(question, [record.text for record in records]) if question.row == "snippets" else 0
        return Answer(total, tuple(record.id for record in records), counted, snippets)


class _Split(analysis.Tokenizer):  # type: ignore[misc]  # Whoosh has no types
    """Splits at blanks, for documents; all that analysis does was done before."""

    def __call__(
        self, value: str, positions: bool = False, start_pos: int = 0, mode: str = "", **_: Any
    ) -> Iterator[Any]:
        token = analysis.Token(positions=positions, mode=mode)
        for position, word in enumerate(value.split(" "), start_pos):
            token.text = word
            token.boost = 1.0
            token.pos = position
            yield token


def _schema() -> Any:
    schema = fields.Schema(id=fields.ID(unique=True), stored=fields.STORED)
    schema.add("title", fields.TEXT(analyzer=_Split(), field_boost=TITLE_BOOST))
    schema.add("text", fields.TEXT(analyzer=_Split()))
    for facet in FACETS:
        many = facet in _MANY
        schema.add(facet, fields.KEYWORD() if many else fields.ID(sortable=True))
    for day in ("first", "last"):
        schema.add(day, fields.NUMERIC(int, bits=32, sortable=True))
    return schema


def _fields(prepared: Prepared) -> dict[str, Any]:
    card = prepared.card
    values: dict[str, Any] = {name: " ".join(lemma_stream(prepared.words[name])) for name in TEXT_FIELDS}
    values |= {name: " ".join(getattr(card, name)) for name in _MANY}
    values |= {
        "id": card.id, "type": card.type, "place": card.place, "province": card.province, "language": card.language,
        "status": card.status, "site": card.site, "stored": msgspec.msgpack.encode(prepared.stored),
    }  # fmt: skip
    if card.first:
        values |= {"first": card.first, "last": card.last}
        values |= {"year": f"{card.first // 10000}", "month": f"{card.first // 100}"}
    return {name: value for name, value in values.items() if value is not None}


def _word(lemmas: Iterable[str]) -> Any:
    return query.Or([query.Term(field, lemma) for field in TEXT_FIELDS for lemma in lemmas])


def _phrase(question: Question) -> Any:
    return query.Or(
        [query.Phrase(field, list(words)) for field in TEXT_FIELDS for words in itertools.product(*question.words)]
    )


def _filter(question: Question) -> Any:
    return query.And(
        [
            query.Term("agency", question.agency),
            query.NumericRange("first", None, question.last),
            query.NumericRange("last", question.first, None),
        ]
    )


def _facets() -> dict[str, Any]:
    return {facet: sorting.FieldFacet(facet, allow_overlap=facet in _MANY, maptype=sorting.Count) for facet in FACETS}


_PLAIN = analysis.StandardAnalyzer(stoplist=None)


def _snippets(question: Question, texts: list[str]) -> int:
    words = frozenset(question.query.split())
    for text in texts:
        highlight.highlight(
            text, words, _PLAIN, highlight.ContextFragmenter(maxchars=SNIPPET), highlight.UppercaseFormatter(), top=1
        )
    return len(texts)
