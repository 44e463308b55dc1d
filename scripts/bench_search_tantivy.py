"""Raw Tantivy in the search benchmark: its own schema, queries and aggregations through tantivy-py.

Pre-analysed in two ways: with all the terms that kmpipe indexes, several at one position (`add_pre_tokenized_text`), or
with one lemma a word, split at blanks, which is the quickest way to feed it. Facets are terms aggregations; snippets
are its `SnippetGenerator` over the text of each of the ten.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import tantivy
from bench_search_data import FACETS, Question, lemma_stream
from bench_search_peers import PAGE, SNIPPET, TITLE_BOOST, Answer, stored

from kmpipe.search.engine import Prepared
from kmpipe.search.plan import STOP_MARK, TEXT_FIELDS, index_terms, lemma_terms

_DAYS = ("first", "last")
_BOOSTS = {"title": TITLE_BOOST, "text": 1.0}
_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


class RawTantivy:
    """`Peer` over tantivy-py."""

    _index: Any
    _searcher: Any

    def __init__(self, *, lemmas_only: bool) -> None:
        self._lemmas_only = lemmas_only
        builder = tantivy.SchemaBuilder()
        for field in TEXT_FIELDS:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
        for facet in (*FACETS, "id"):
            builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        for day in _DAYS:
            builder.add_unsigned_field(day, fast=True, indexed=True)
        builder.add_bytes_field("stored", stored=True)
        self._schema = builder.build()

    def write(self, folder: Path, documents: Iterable[Prepared]) -> None:
        """One commit, with as many threads as Tantivy chooses."""
        self._index = tantivy.Index(self._schema, str(folder))
        writer = self._index.writer()
        for document in documents:
            writer.add_document(self._document(document))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open the folder."""
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def add(self, document: Prepared) -> None:
        """A commit of one document by one thread, and a new searcher."""
        writer = self._index.writer(15_000_000, 1)
        writer.add_document(self._document(document))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> Answer:
        """One search with its count, and one aggregation for all facets."""
        words = self._phrase(question) if question.phrase else self._words(question)
        query = self._filtered(words, question) if question.agency else words
        result = self._searcher.search(query, PAGE, count=True)
        records = [stored(self._searcher.doc(address).get_first("stored")) for _, address in result.hits]
        facets = 0
        if question.row == "facets":
            wanted = {facet: {"terms": {"field": facet, "size": 65000}} for facet in FACETS}
            facets = sum(len(each["buckets"]) for each in self._searcher.aggregate(query, wanted).values())
        snippets = self._snippets(words, [record.text for record in records]) if question.row == "snippets" else 0
        return Answer(result.count, tuple(record.id for record in records), facets, snippets)

    def _snippets(self, query: Any, texts: list[str]) -> int:
        generator = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "text")
        generator.set_max_num_chars(SNIPPET)
        for text in texts:
            document = tantivy.Document()
            document.add_text("text", text)
            generator.snippet_from_doc(document).fragment()
        return len(texts)

    def _filtered(self, words: Any, question: Question) -> Any:
        whole = tantivy.FieldType.Unsigned
        conditions = [
            tantivy.Query.term_query(self._schema, "agency", question.agency),
            tantivy.Query.range_query(self._schema, "first", whole, 1, question.last),
            tantivy.Query.range_query(self._schema, "last", whole, question.first, 99991231),
        ]
        parts = [(_MUST, tantivy.Query.const_score_query(each, 0.0)) for each in conditions]
        return tantivy.Query.boolean_query([(_MUST, words), *parts])

    def _words(self, question: Question) -> Any:
        parts = [(_MUST, self._word(lemmas)) for lemmas in question.words]
        return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)

    def _word(self, lemmas: Iterable[str]) -> Any:
        return tantivy.Query.boolean_query(
            [
                (_SHOULD, tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term), boost))
                for field, boost in _BOOSTS.items()
                for lemma in lemmas
                for term in self._terms(lemma)
            ]
        )

    def _phrase(self, question: Question) -> Any:
        """The phrase with any of the terms of each word: Tantivy takes one a position, so all combinations are asked."""
        choices = [[term for lemma in lemmas for term in self._terms(lemma)] for lemmas in question.words]
        phrases = [
            (_SHOULD, tantivy.Query.boost_query(tantivy.Query.phrase_query(self._schema, field, list(words)), boost))
            for field, boost in _BOOSTS.items()
            for words in itertools.product(*choices)
        ]
        return tantivy.Query.boolean_query(phrases)

    def _terms(self, lemma: str) -> tuple[str, ...]:
        return (lemma,) if self._lemmas_only or lemma.startswith(STOP_MARK) else lemma_terms(lemma)

    def _document(self, prepared: Prepared) -> Any:
        document, card = tantivy.Document(), prepared.card
        for field, terms in prepared.words.items():
            if self._lemmas_only:
                document.add_text(field, " ".join(lemma_stream(terms)))
            else:
                tokens = [tantivy.Token(each, term.position, 0, 0) for term in terms for each in index_terms(term)]
                document.add_pre_tokenized_text(field, tantivy.PreTokenizedString("", tokens))
        for value in card.agency:
            document.add_text("agency", value)
        for value in card.focus:
            document.add_text("focus", value)
        if card.first:
            document.add_text("year", f"{card.first // 10000}")
            document.add_text("month", f"{card.first // 100}")
        for name in ("id", "type", "place", "province", "language", "status", "site"):
            if (found := getattr(card, name)) is not None:
                document.add_text(name, found)
        for day in _DAYS:
            document.add_unsigned(day, getattr(card, day))
        document.add_bytes("stored", msgspec.msgpack.encode(prepared.stored))
        return document
