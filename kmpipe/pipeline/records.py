"""What goes into a run, and how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from kmpipe.model import Capture, Record


class Candidate(Protocol):
    """An input of a run: its source key, and a way to read it."""

    @property
    def key(self) -> str:
        """The source key."""
        ...

    def read(self, fetched_at: datetime) -> Capture:
        """The capture. Raises `DocumentError`."""
        ...


class Failure(Record, frozen=True, kw_only=True):
    """An input that gave no article: the kind of error, what happened, and what to do."""

    key: str
    error: str
    message: str
    hint: str = ""


class Duplicate(Record, frozen=True, kw_only=True):
    """An input with the words of another article."""

    key: str
    id: str
    canonical: str


class Note(Record, frozen=True, kw_only=True):
    """Something a reader of the run should know about a document that did come in."""

    key: str
    message: str


class Summary(Record, frozen=True, kw_only=True):
    """How the inputs of a run ended: every one is counted exactly once.

    `articles` are new ones, `changed` new versions of known ones.
    """

    inputs: int = 0
    articles: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: int = 0
    activities: int = 0
    without_activity: int = 0
    failures: tuple[Failure, ...] = ()
    mirrors: tuple[Duplicate, ...] = ()
    notes: tuple[Note, ...] = ()
    dry_run: bool = False


class Change(Record, frozen=True, kw_only=True):
    """An activity that came out otherwise when its article was read again; `fields` are those that differ."""

    id: str
    title: str
    change: Literal["new", "gone", "changed"]
    fields: tuple[str, ...] = ()


class Reread(Record, frozen=True, kw_only=True):
    """How reading articles again ended. `changed` counts the articles whose text, ledger or activities came out otherwise."""

    articles: int = 0
    changed: int = 0
    failed: int = 0
    changes: tuple[Change, ...] = ()
    failures: tuple[Failure, ...] = ()
    dry_run: bool = False
