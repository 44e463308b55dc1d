"""Counting how the inputs of a run end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple

from kmpipe.errors import DocumentError
from kmpipe.pipeline.records import Duplicate, Failure, Incoming, Mentioned, Note, SourceReport, Summary
from kmpipe.store.records import Document, Outcome


class Tally:
    """What is said of a run in the end."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._failures: list[Failure] = []
        self._stored: list[_Stored] = []
        self._renamed: list[Mentioned] = []
        self._left_out: list[Mentioned] = []
        self._listed: list[Mentioned] = []
        self.sources: list[SourceReport] = []
        self.notes: list[Note] = []

    def count(self, what: str, number: int = 1) -> None:
        """Count some inputs."""
        self._counts[what] += number

    @property
    def failed(self) -> int:
        """How many inputs failed so far."""
        return self._counts["failed"]

    def note(self, key: str, message: str) -> None:
        """Something to be said about a document that came in."""
        self.notes.append(Note(key=key, message=message))

    def fail(self, incoming: Incoming, error: DocumentError) -> None:
        """An input that gave no article."""
        self.count("failed")
        self._failures.append(Failure(key=incoming.key, error=error.code, message=error.message, hint=error.hint))

    def leave_out(self, incoming: Incoming, outcome: Literal["dropped", "gone"], reason: str) -> None:
        """An input that is not to come in, or is gone."""
        self.count(outcome)
        self._left_out.append(_mentioned(outcome, incoming, reason))

    def would_fetch(self, incoming: Incoming) -> None:
        """An input that would be fetched."""
        self.count("listed")
        self._listed.append(_mentioned("listed", incoming, incoming.reason or ""))

    def rename(self, incoming: Incoming) -> None:
        """An input that goes by another address than before."""
        self._renamed.append(_mentioned("renamed", incoming, incoming.reason or ""))

    def store(self, incoming: Incoming, document: Document, outcome: Outcome) -> None:
        """A document that came in."""
        if incoming.renamed:
            self.rename(incoming)
        told = document.extraction
        self._stored.append(
            _Stored(incoming.key, document.article.id, outcome, len(told.activities), told.no_activity is not None)
        )

    @property
    def stored(self) -> list[str]:
        """The ids of the articles that came in."""
        return [one.id for one in self._stored]

    def summary(self, mirrors: Mapping[str, str], *, dry_run: bool = False) -> Summary:
        """All of it; `mirrors` are those of the articles that came in that mirror another, and which one."""
        counts = self._counts.copy()
        for one in self._stored:
            if one.id in mirrors:
                counts["duplicates"] += 1
                continue
            counts["articles" if one.outcome == "article" else "changed"] += 1
            counts["activities"] += one.activities
            counts["without_activity"] += one.without_activity
        names = ("inputs", "articles", "changed", "unchanged", "duplicates", "dropped", "gone", "failed", "activities", "without_activity")  # fmt: skip
        return Summary(
            **{name: counts[name] for name in names},
            failures=tuple(self._failures),
            mirrors=tuple(
                Duplicate(key=one.key, id=one.id, canonical=mirrors[one.id])
                for one in self._stored
                if one.id in mirrors
            ),
            renamed=tuple(self._renamed),
            left_out=tuple(self._left_out),
            listed=tuple(self._listed),
            sources=tuple(self.sources),
            notes=tuple(self.notes),
            dry_run=dry_run,
        )


class _Stored(NamedTuple):
    """A document that came in, as it is counted."""

    key: str
    id: str
    outcome: Outcome
    activities: int
    without_activity: bool


def _mentioned(what: Literal["renamed", "dropped", "gone", "listed"], incoming: Incoming, reason: str) -> Mentioned:
    return Mentioned(
        what=what, key=incoming.key, url=incoming.entry.url if incoming.entry else incoming.key, reason=reason
    )
