"""The peers of the search benchmark and what all of them do: write prepared documents, answer questions, add one.

Each is given the same terms from the same analysis, ranks by its own BM25 with the title counting three times, and
answers with the total, the ids of the ten best, and, where asked, counts by facet and snippets. It reads the stored
record of each of the ten, as kmpipe does.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec
from bench_search_data import Question

from kmpipe.search.engine import Prepared, Stored

TITLE_BOOST = 3.0
PAGE = 10
SNIPPET = 230


class Answer(NamedTuple):
    """What a system found: the total, the ids of the best ten, and how many facet values and snippets it made."""

    total: int
    ids: tuple[str, ...]
    facets: int = 0
    snippets: int = 0


class Peer(Protocol):
    """A system that is measured."""

    def write(self, folder: Path, documents: Iterable[Prepared]) -> None:
        """Make an index of documents in an empty folder."""

    def open(self, folder: Path) -> None:
        """Open it for questions."""

    def ask(self, question: Question) -> Answer:
        """Answer a question."""

    def add(self, document: Prepared) -> None:
        """Add one document so that the next question finds it."""


stored = msgspec.msgpack.Decoder(Stored).decode


def peer(name: str) -> Peer:
    """The peer of a name; each costs its import."""
    if name == "raw Whoosh":
        from bench_search_whoosh import RawWhoosh  # noqa: PLC0415 - each system loads in its own process

        return RawWhoosh()
    if name == "SQLite FTS5":
        from bench_search_fts5 import Fts5  # noqa: PLC0415 - as above

        return Fts5()
    from bench_search_tantivy import RawTantivy  # noqa: PLC0415 - an extra

    return RawTantivy(lemmas_only=name.endswith("lemmas"))
