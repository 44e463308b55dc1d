"""The records that go into the catalogue and come out of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from kmpipe.model import Article, Capture, Extraction, Known, Record, Rights

Outcome = Literal["article", "changed", "unchanged", "failed", "dropped", "gone"]
EntryState = Literal["here", "dropped", "gone", "failed"]


class Location(NamedTuple):
    """Where a record lies: the bytes `[offset, end)` of the WARC file `warc` (a bare file name)."""

    warc: str
    offset: int
    end: int


class Entry(Record, frozen=True, kw_only=True):
    """A document of a source: `ident` is what its site calls it, `key` its source key, `url` where it is now.

    `stamp`, `etag` and `last_modified` tell whether it changed; `run` is the one that saw it last. `reason` says why it was
    dropped or is gone.
    """

    source: str
    ident: str
    url: str
    key: str
    stamp: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    state: EntryState = "here"
    reason: str | None = None
    run: int


class SourceState(Record, frozen=True, kw_only=True):
    """How far a source was read: by which road and why; `cursor` is when the last run began that saw all of it (UTC).

    `scope` says which of its documents were wanted, `choice` is the road in full (JSON). `pending` is the first run since that one; None where none was begun.
    """

    url: str
    road: str
    reason: str
    scope: str = ""
    choice: str | None = None
    cursor: str | None = None
    pending: int | None = None


class Fetched(Record, frozen=True, kw_only=True):
    """One input of a run and how it ended; `reason` is the error's kind and message for a failure, else why it was dropped."""

    key: str
    outcome: Outcome
    fetched_at: datetime
    sha256: str | None = None
    reason: str | None = None
    location: Location | None = None
    entry: Entry | None = None


class Latest(Record, frozen=True, kw_only=True):
    """The latest capture of a document, without its bytes: digest (hex), address, kind, rights, and what the source knew."""

    sha256: str
    url: str | None
    kind: str
    rights: Rights
    known: Known


class Document(Record, frozen=True, kw_only=True):
    """A processed capture, ready to be stored."""

    capture: Capture
    article: Article
    extraction: Extraction
    location: Location


class Version(Record, frozen=True, kw_only=True):
    """One version of a document: when its bytes were fetched, their digest (hex), and their size in bytes."""

    version: int
    fetched_at: str
    sha256: str
    size: int


class Stored(Record, frozen=True, kw_only=True):
    """An article of the catalogue with its place in it: canonical or a mirror, and why it tells of no activity."""

    article: Article
    mirror_of: str | None
    no_activity: str | None
    activities: tuple[str, ...]


class Settled(Record, frozen=True, kw_only=True):
    """What a batch came to: the activities now told and now gone."""

    told: frozenset[str]
    gone: frozenset[str]


class SiteRun(Record, frozen=True, kw_only=True):
    """What one run, or several, saw of a site: articles, characters kept and removed, articles without title or date."""

    articles: int
    kept: int
    removed: int
    untitled: int
    undated: int

    @property
    def removed_share(self) -> float:
        """The share of the located text that was removed, 0–1."""
        return self.removed / max(self.kept + self.removed, 1)


class RuleUse(Record, frozen=True, kw_only=True):
    """What one rule took out of the articles of a site: stretches, their characters, in how many articles, one of them."""

    rule: str
    kind: str
    removals: int
    characters: int
    articles: int
    example: str
