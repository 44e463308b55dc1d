"""What goes into a run, and how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from kmpipe.errors import DocumentError
from kmpipe.model import Capture, Record
from kmpipe.store.records import Entry


class Incoming(Record, frozen=True, kw_only=True):
    """An input of a run as it came from its source: just one of a capture, an error, or an outcome that needs no reading.

    `outcome` is "unchanged" where the source itself says so, "dropped" or "gone" with the reason why, "listed" where it would be fetched, were it no dry run. `entry` is what is
    to be remembered of it, for documents of the web; its state is settled by the run. `renamed` says that it was known by
    another address. `since` is a calendar day: an article published before it is dropped.
    """

    key: str
    moment: datetime
    capture: Capture | None = None
    error: DocumentError | None = None
    outcome: Literal["unchanged", "dropped", "gone", "listed"] | None = None
    reason: str | None = None
    entry: Entry | None = None
    renamed: bool = False
    since: str | None = None


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


class Mentioned(Record, frozen=True, kw_only=True):
    """An input that was renamed, left out or is gone: where it is, or was, and why or from where."""

    what: Literal["renamed", "dropped", "gone", "listed"]
    key: str
    url: str
    reason: str


class SourceReport(Record, frozen=True, kw_only=True):
    """How a source on the web was read: the road and why, and what that took. `received` counts bytes over the wire."""

    url: str
    road: str
    reason: str
    requests: int
    received: int


class Note(Record, frozen=True, kw_only=True):
    """Something a reader of the run should know about a document that did come in."""

    key: str
    message: str


class Summary(Record, frozen=True, kw_only=True):
    """How the inputs of a run ended: every one is counted exactly once.

    `articles` are new ones, `changed` new versions of known ones, `dropped` those that are not to come in, `gone` those that
    their source no longer shows: `left_out` says why of each. `renamed` ones are counted as what they are beside that. `listed` are
    those that a dry run would fetch.
    """

    inputs: int = 0
    articles: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    dropped: int = 0
    gone: int = 0
    failed: int = 0
    activities: int = 0
    without_activity: int = 0
    failures: tuple[Failure, ...] = ()
    mirrors: tuple[Duplicate, ...] = ()
    renamed: tuple[Mentioned, ...] = ()
    left_out: tuple[Mentioned, ...] = ()
    listed: tuple[Mentioned, ...] = ()
    sources: tuple[SourceReport, ...] = ()
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
