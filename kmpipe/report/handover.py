"""What the next person needs to go on with a workspace."""

from __future__ import annotations

from kmpipe.model.base import Record
from kmpipe.report.records import Quality
from kmpipe.vocab.changes import VocabularyChange


class SourceState(Record, frozen=True, kw_only=True):
    """A source on the web: `read` is when the last whole run began (UTC), `documents` counts by state.

    `listed`: it stands in `kmpipe.toml`; `pending`: a run since then was cut off.
    """

    url: str
    listed: bool
    road: str | None = None
    read: str | None = None
    documents: dict[str, int]
    pending: bool = False


class Decided(Record, frozen=True, kw_only=True):
    """A decision of a person: what it is about in words, what was decided, by whom, when (UTC) and why."""

    number: int
    kind: str
    subject: str
    ids: str
    value: str
    author: str
    made: str
    reason: str | None = None


class OpenDoubt(Record, frozen=True, kw_only=True):
    """An activity that somebody should look at: each field in doubt with what is doubtful, and how many may be the same."""

    id: str
    title: str
    doubts: tuple[tuple[str, str], ...]
    same: int = 0


class Search(Record, frozen=True, kw_only=True):
    """A search that somebody saved: its query in words, and who did it."""

    name: str
    query: str
    author: str


class Handover(Record, frozen=True, kw_only=True):
    """All of it. `hosts` counts the articles by site, `files` those that came from files; `engine` is that of the index."""

    sources: tuple[SourceState, ...]
    hosts: dict[str, int]
    files: int
    changes: tuple[VocabularyChange, ...]
    decisions: tuple[Decided, ...]
    quality: Quality
    searches: tuple[Search, ...]
    doubts: tuple[OpenDoubt, ...]
    unknown: tuple[tuple[str, int], ...]
    open_tasks: int
