"""The records that go into the catalogue and come out of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from kmpipe.model import Article, Capture, Extraction, Record
from kmpipe.store.captures import Location

Outcome = Literal["article", "changed", "unchanged", "failed"]


class Fetched(Record, frozen=True, kw_only=True):
    """One input of a run and how it ended; `reason` is the error's kind and message for a failure."""

    key: str
    outcome: Outcome
    fetched_at: datetime
    sha256: str | None = None
    reason: str | None = None
    location: Location | None = None


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
    """What a batch came to: which article each new one mirrors (or None), and the activities now told and now gone."""

    mirrors: dict[str, str | None]
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
