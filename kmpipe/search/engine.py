"""What every search engine is given and gives back: the records, the plan of a query, and the protocol.

An engine stores the terms our own analysis made and answers a plan made of them. It never sees a text or a query
string: analysis, query language, names and snippets are the same whichever engine runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from kmpipe.model import Block, Record
from kmpipe.text.analysis import Term

Facet = Literal["agency", "focus", "type", "year", "place", "language", "site"]
Sort = Literal["relevance", "date"]
TextField = Literal["title", "text"]
KeyField = Literal["id", "agency", "focus", "type", "place", "language", "person"]

TEXT_FIELDS: tuple[TextField, ...] = ("title", "text")
# marks of the terms that are no lemmas: the unstemmed form of a word, and a stop word
EXACT_MARK = "="
STOP_MARK = "#"
# a day beyond all days, for ranges open at an end; days are numbers YYYYMMDD
FIRST_DAY, LAST_DAY = 0, 99991231


class AgencyKey(Record, frozen=True, kw_only=True):
    """An organisation of an activity: id, name, and the other forms it is searched by (aliases, abbreviations)."""

    id: str
    name: str
    forms: tuple[str, ...] = ()


class IndexDocument(Record, frozen=True, kw_only=True):
    """An activity with the text of its article, ready for the index.

    `id` is the activity id; `start`/`end` are calendar values; `blocks` give the languages within `text`.
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
    url: str | None = None
    site: str | None = None
    status: str | None = None


class Filters(Record, frozen=True, kw_only=True):
    """Conditions beside the query: any value of a kind, and all kinds.

    `start`/`end` are calendar values; an activity matches if its period overlaps theirs.
    """

    agency: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None


class Hit(Record, frozen=True, kw_only=True):
    """An activity found. `snippet` begins at code point `snippet_start` of the article's text, line ends as spaces.

    `highlights` are `[start, end)` code points in the snippet, `title_highlights` in the title; `more_before` and
    `more_after` say whether the text goes on at either side. `score` is 0 where nothing was ranked.
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


class FacetCount(Record, frozen=True, kw_only=True):
    """How many of the activities found bear a value. `value` is what a filter takes, `label` what people read."""

    value: str
    label: str
    count: int


class Results(Record, frozen=True, kw_only=True):
    """The answer: `hits` are one page of `total`; `notes` say in words what was left out or not found and why."""

    query: str
    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[Facet, tuple[FacetCount, ...]]
    notes: tuple[str, ...]


class Status(Record, frozen=True, kw_only=True):
    """The state of an index: what made it, which catalogue revision it shows, and the reason if it is not usable."""

    engine: str | None
    documents: int
    revision: int | None
    fingerprint: str | None
    ok: bool
    reason: str = ""


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
    language: str
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


class Prepared(msgspec.Struct, frozen=True):
    """A document as an engine takes it: the words of its text fields in order, values by key field.

    A word is found by its `index_terms`.
    """

    id: str
    words: dict[TextField, list[Term]]
    keys: dict[KeyField, tuple[str, ...]]
    card: Card
    stored: Stored


def index_terms(word: Term) -> tuple[str, ...]:
    """The terms under which an engine keeps a word: its exact form, marked, and the lemmas that differ from it.

    A lemma that is the word itself needs no term of its own (that is two words of three, and 40 % of the postings):
    who looks for the lemma `kelola` looks for `kelola` and `=kelola`. A stop word is kept apart.

    >>> index_terms(Term(0, 0, 10, "pengelolaan", ("kelola",))), index_terms(Term(1, 11, 14, "dan", ()))
    (('=pengelolaan', 'kelola'), ('#dan',))
    """
    if not word.lemmas:
        return (STOP_MARK + word.exact,)
    return (EXACT_MARK + word.exact, *(lemma for lemma in word.lemmas if lemma != word.exact))


def lemma_terms(lemma: str) -> tuple[str, str]:
    """The terms that together stand for a lemma."""
    return lemma, EXACT_MARK + lemma


# --- the plan of a query ---


class All(Record, frozen=True):
    """Every document."""


class Word(Record, frozen=True):
    """Documents with a word: any of its lemmas, or any of the (marked) terms, each with its weight."""

    fields: tuple[TextField, ...]
    lemmas: tuple[str, ...]
    terms: tuple[tuple[str, float], ...]


class Adjacent(Record, frozen=True):
    """Documents with a phrase: word by word any of its lemmas, or a stop word as it stands, marked."""

    fields: tuple[TextField, ...]
    words: tuple[tuple[str, ...], ...]


class Keys(Record, frozen=True):
    """Documents with any of the values in a key field."""

    field: KeyField
    values: tuple[str, ...]


class Held(Record, frozen=True):
    """Documents whose period overlaps the days `first` to `last`."""

    first: int
    last: int


class AllOf(Record, frozen=True):
    """Documents that match all parts."""

    parts: tuple[Plan, ...]


class AnyOf(Record, frozen=True):
    """Documents that match one part or more; none match an empty one."""

    parts: tuple[Plan, ...]


class Without(Record, frozen=True):
    """Documents that do not match the part."""

    part: Plan


Plan = All | Word | Adjacent | Keys | Held | AllOf | AnyOf | Without


# --- the protocol ---


class Match(msgspec.Struct, frozen=True):
    """A document found, with its score."""

    stored: Stored
    score: float


class Found(msgspec.Struct, frozen=True):
    """What an engine found: one page, the total, and counts by facet and value where they were asked for."""

    matches: tuple[Match, ...]
    total: int
    counts: dict[Facet, dict[str, int]]


class Reader(Protocol):
    """An open index. It may be asked by one thread at a time."""

    def search(self, plan: Plan, *, limit: int, offset: int, sort: Sort, facets: bool, deadline: float) -> Found:
        """Answer a plan. `deadline` is a `time.monotonic()` value; beyond it `TimeoutError` is raised."""

    def ids(self, plan: Plan, *, deadline: float) -> tuple[str, ...]:
        """The ids of all documents that match a plan, the newest first."""

    def close(self) -> None:
        """Close the files."""


class Written(msgspec.Struct, frozen=True):
    """What a write left: the names of the files that make up the index now, and the number of documents."""

    files: frozenset[str]
    documents: int


class Engine(Protocol):
    """A search engine that keeps its files in one folder, which nothing else writes to."""

    name: str

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
