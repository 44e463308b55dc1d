"""What the verbs of a workspace answer with."""

from __future__ import annotations

from kmpipe.model import Article, Record
from kmpipe.store.records import Version


class Problem(Record, frozen=True, kw_only=True):
    """Something wrong on disk: what it concerns, what is wrong, and what to do."""

    subject: str
    message: str
    hint: str = ""


class Stats(Record, frozen=True, kw_only=True):
    """What the workspace holds, in numbers; the mappings are ordered by count, the years by year."""

    articles: int
    mirrors: int
    activities: int
    without_activity: int
    dated: int
    years: dict[str, int]
    types: dict[str, int]
    languages: dict[str, int]
    focus_areas: dict[str, int]
    organisations: dict[str, int]
    removals: dict[str, int]
    failures: dict[str, str]


class Explanation(Record, frozen=True, kw_only=True):
    """An article with everything that was taken out of it, and the versions it went through."""

    article: Article
    mirror_of: str | None
    no_activity: str | None
    versions: tuple[Version, ...] = ()


class IndexState(Record, frozen=True, kw_only=True):
    """The state of the search index: `reason` says why it cannot be used as it is."""

    engine: str
    documents: int
    up_to_date: bool
    reason: str = ""
