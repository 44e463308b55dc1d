"""What the search takes and gives, and what an engine is: the records and the protocol.

An engine stores the terms our own analysis made and answers a plan made of them. It never sees a text or a query
string: analysis, query language, names and snippets are the same whichever engine runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from kmpipe.model import Block, Record, TermKind
from kmpipe.search.plan import KeyField, Plan, TextField
from kmpipe.text.analysis import Term

Facet = Literal["agency", "focus", "type", "year", "month", "place", "province", "language", "status", "site"]
Sort = Literal["relevance", "date"]
FoundBy = Literal["words", "meaning", "words and meaning"]


class EngineChoice(Record, frozen=True, kw_only=True):
    """The engine that makes an index, by name; `url`, `user` and `password` are those of its server, where it has one."""

    name: str = "whoosh"
    url: str = ""
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Without the password: it may end up in a log."""
        return f"EngineChoice(name={self.name!r}, url={self.url!r}, user={self.user!r})"


WHOOSH = EngineChoice()


class AgencyKey(Record, frozen=True, kw_only=True):
    """An organisation of an activity: id, name, and the other forms it is searched by (aliases, abbreviations)."""

    id: str
    name: str
    forms: tuple[str, ...] = ()


class TermPair(Record, frozen=True, kw_only=True):
    """An acronym (`term`) with its long form (`meaning`), or an Indonesian term with the English one, as a text explains it."""

    kind: TermKind
    term: str
    meaning: str


class IndexDocument(Record, frozen=True, kw_only=True):
    """An activity with the text of its article, ready for the index.

    `id` is the activity id; `start`/`end` are calendar values; `blocks` give the languages within `text`; `terms` are what
    the text explains. `articles` are the ids of all articles that tell of it, mirrors too; `reports` is how many of them
    are reports of their own.
    """

    id: str
    article: str
    title: str
    text: str
    language: str = "und"
    blocks: tuple[Block, ...] = ()
    start: str | None = None
    end: str | None = None
    agencies: tuple[AgencyKey, ...] = ()
    focus: tuple[str, ...] = ()
    type: str | None = None
    place: str | None = None
    province: str | None = None
    venue: str | None = None
    people: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    terms: tuple[TermPair, ...] = ()
    url: str | None = None
    site: str | None = None
    status: str | None = None
    articles: tuple[str, ...] = ()
    reports: int = 1


class Filters(Record, frozen=True, kw_only=True):
    """Conditions beside the query: any value of a kind, and all kinds. The values are what the fields of a query take.

    `start`/`end` are dates as `date:` takes them; an activity matches if its period overlaps theirs.
    """

    agency: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None


class Hit(Record, frozen=True, kw_only=True):
    """An activity found. `snippet` begins at code point `snippet_start` of the indexed text, line ends as spaces.

    The indexed text is `IndexDocument.text`: the article's text, but for a part of a recap that part alone, so that
    `snippet_start` counts from the start of the part.
    `highlights` are `[start, end)` code points in the snippet, `title_highlights` in the title; `more_before` and
    `more_after` say whether the text goes on at either side. `score` is 0 where nothing was ranked.

    `agencies` that were asked for stand first. `articles` are the ids of all articles that tell of the activity, of
    which `reports` are reports of their own and the others mirrors.

    In a search by meaning `found_by` says why it is there, and `similarity` is the cosine of the query and its nearest
    passage (0.7 to 1), None where that is not among the nearest; found by meaning alone, it has that passage as its snippet.
    """

    id: str
    article: str
    title: str
    start: str | None
    end: str | None
    agencies: tuple[str, ...]
    focus: tuple[str, ...]
    type: str | None
    place: str | None
    language: str
    status: str | None
    url: str | None
    site: str | None
    score: float
    snippet: str
    snippet_start: int
    highlights: tuple[tuple[int, int], ...]
    title_highlights: tuple[tuple[int, int], ...]
    more_before: bool
    more_after: bool
    articles: tuple[str, ...] = ()
    reports: int = 1
    found_by: FoundBy = "words"
    similarity: float | None = None


class FacetCount(Record, frozen=True, kw_only=True):
    """How many of the activities found bear a value. `value` is what a filter takes, `label` what people read."""

    value: str
    label: str
    count: int


class AlsoSearched(Record, frozen=True, kw_only=True):
    """What was searched for beside `words` of the query or of a filter: its other names and its forms in the other language.

    `earlier_or_later` are the names of the bodies that a body came from or became.
    """

    words: str
    forms: tuple[str, ...]
    earlier_or_later: tuple[str, ...] = ()


class PartFound(Record, frozen=True, kw_only=True):
    """A part of a query, or a filter, and how many activities it finds alone.

    `[start, end)` is its place in the query; a filter has the name of its kind as `filter` and no place.
    """

    text: str
    found: int
    start: int | None = None
    end: int | None = None
    filter: str = ""


class Instead(Record, frozen=True, kw_only=True):
    """Another search that finds `found` activities: the query, or the filters, without `left_out` or with another value.

    `replaced` are pairs of what was asked and what is asked instead.
    """

    kind: Literal["spelling", "without", "date"]
    query: str
    filters: Filters
    found: int
    left_out: tuple[str, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()


class Help(Record, frozen=True, kw_only=True):
    """What helps where a search found nothing, or little: what each part finds alone, and what to search for instead."""

    parts: tuple[PartFound, ...] = ()
    instead: tuple[Instead, ...] = ()


class Results(Record, frozen=True, kw_only=True):
    """The answer: `hits` are one page of `total`; `notes` say in words what was left out or not found and why.

    `before` is how many hits stood on the pages before, `next` the cursor of the next page, None at the end. `help` is
    there where little or nothing was found.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[Facet, tuple[FacetCount, ...]]
    notes: tuple[str, ...]
    also_searched: tuple[AlsoSearched, ...] = ()
    before: int = 0
    next: str | None = None
    help: Help | None = None


class Status(Record, frozen=True, kw_only=True):
    """The state of an index: what made it, which catalogue revision it shows, and the reason if it is not usable.

    `size` is in bytes on disk.
    """

    engine: str | None
    documents: int
    revision: int | None
    fingerprint: str | None
    ok: bool
    reason: str = ""
    size: int = 0


# --- what an engine stores ---


class Card(msgspec.Struct, frozen=True, array_like=True):
    """What counting and sorting need of a document: `first`/`last` are days YYYYMMDD, 0 where there is no date."""

    id: str
    first: int
    last: int
    agency: tuple[str, ...]
    focus: tuple[str, ...]
    type: str | None
    place: str | None
    province: str | None
    language: str
    status: str | None
    site: str | None


class Stored(msgspec.Struct, frozen=True, array_like=True):
    """What a hit shows of a document, so that a search needs no catalogue."""

    id: str
    article: str
    title: str
    text: str
    language: str
    start: str | None
    end: str | None
    agencies: tuple[str, ...]
    focus: tuple[str, ...]
    type: str | None
    place: str | None
    url: str | None
    site: str | None
    status: str | None
    articles: tuple[str, ...] = ()
    reports: int = 1


class Prepared(msgspec.Struct, frozen=True):
    """A document as an engine takes it: the words of its text fields in order, values by key field.

    A word is found by its `index_terms`.
    """

    id: str
    words: dict[TextField, list[Term]]
    keys: dict[KeyField, tuple[str, ...]]
    card: Card
    stored: Stored


# --- the protocol ---


class Rank(msgspec.Struct, frozen=True, array_like=True):
    """Where a document stands in an order: by score, then by the first day it was held, the newest first, then by id.

    `score` is rounded to 4 places, and 0 where documents are ordered by day; `first` is YYYYMMDD, 0 without a date.
    """

    score: float
    first: int
    id: str


class Match(msgspec.Struct, frozen=True):
    """A document found, with its score and where it stands."""

    stored: Stored
    score: float
    rank: Rank


class Found(msgspec.Struct, frozen=True):
    """What an engine found: one page, the total, and counts by facet and value where they were asked for."""

    matches: tuple[Match, ...]
    total: int
    counts: dict[Facet, dict[str, int]]


class Reader(Protocol):
    """An open index. It may be asked by one thread at a time."""

    def search(
        self,
        plan: Plan,
        *,
        limit: int,
        offset: int,
        sort: Sort,
        facets: bool,
        deadline: float,
        after: Rank | None = None,
    ) -> Found:
        """Answer a plan: `limit` documents from `offset` on, of those that stand behind `after` where it is given.

        `deadline` is a `time.monotonic()` value; beyond it `TimeoutError` is raised.
        """

    def ids(self, plan: Plan, *, deadline: float) -> tuple[str, ...]:
        """The ids of all documents that match a plan, the newest first."""

    def close(self) -> None:
        """Close the files."""


class Written(msgspec.Struct, frozen=True):
    """What a write left: the names of the files that make up the index now, and the number of documents."""

    files: frozenset[str]
    documents: int


class Engine(Protocol):
    """A search engine that keeps its files in one folder, which nothing else writes to.

    `beside` says that a write leaves the files that are there as they are, and adds others. For an engine that has to
    replace some, each write gets a folder of its own, in which the visible files stand as links.
    """

    name: str
    beside: bool

    def version(self) -> str:
        """What its files depend on: an index made by another version is rebuilt."""

    def write(
        self, folder: Path, visible: frozenset[str], documents: Iterable[Prepared], deletes: Iterable[str]
    ) -> Written:
        """Write documents (replacing those of the same id) and deletions as new files.

        Only the files named in `visible` belong to the index so far; none of them is changed or removed.
        """

    def open(self, folder: Path, visible: frozenset[str]) -> Reader:
        """Open the index made up of the files named in `visible`."""

    def settle(self, folder: Path) -> None:
        """Take away what is kept elsewhere (on a server) for builds that lie no more in the folder of the index.

        Called once a write can be seen; what fails here is left to the next one.
        """
