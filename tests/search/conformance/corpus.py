"""What the suite asks and of what: prepared activities with their vocabulary, and the queries as plans."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import msgspec

from kmpipe.errors import QueryError
from kmpipe.search import Filters
from kmpipe.search.engine import IndexDocument, Prepared
from kmpipe.search.notes import Notes, NotesFile
from kmpipe.search.plan import Plan
from kmpipe.search.planner import Planner
from kmpipe.search.prepare import prepare
from kmpipe.search.vocabulary import Vocabulary
from kmpipe.vocab.load import cached_words
from tests.search.generated import documents

COUNT = 2000


class Asked(NamedTuple):
    """A query of `queries.toml`: its group and text, and whether nothing may be found."""

    group: str
    text: str
    filters: Filters
    bridge: bool
    may_find_nothing: bool

    @property
    def name(self) -> str:
        return f"{self.group}: {self.text}"


class Corpus(NamedTuple):
    documents: list[Prepared]
    vocabulary: Vocabulary


def queries() -> Iterator[Asked]:
    groups = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))
    for name, group in groups.items():
        filters = msgspec.convert(group.get("filters", {}), Filters)
        for text in group["queries"]:
            yield Asked(name, text, filters, group.get("bridge", True), text in group.get("may_find_nothing", ()))


def prepared(count: int) -> Corpus:
    """The first generated activities as an engine takes them."""
    stop_words = {language: list(words) for language, words in cached_words("stopwords", "words", ()).items()}
    vocabulary = Vocabulary.empty(stop_words)
    notes = Notes(NotesFile(), vocabulary, ())
    found = []
    for document in documents(count):
        notes.pairs.note(document.id, document.terms)
        found.append(prepare(document, vocabulary))
        for terms in found[-1].words.values():
            notes.neighbours.note(terms, vocabulary.languages)
    vocabulary.note_concepts(notes)
    return Corpus(found, Vocabulary.decode(vocabulary.encode()))


def plan_of(asked: Asked, vocabulary: Vocabulary) -> Plan | None:
    """The plan of a query; None for one that cannot be read, which no engine ever sees."""
    try:
        return Planner(vocabulary, monotonic() + 60, bridge=asked.bridge).plan(asked.text, asked.filters)
    except QueryError:
        return None


def some(count: int, start: int = 0) -> list[IndexDocument]:
    return list(islice(documents(start + count), start, None))
