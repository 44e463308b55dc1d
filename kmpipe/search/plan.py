"""What the parts of the search agree on: the fields, the terms they hold, and the plan of a query.

A plan is what an engine answers: the query language, analysis and names are behind it.
"""

from __future__ import annotations

from typing import Literal

from kmpipe.model import Record
from kmpipe.text.analysis import Term

TextField = Literal["title", "text"]
KeyField = Literal["id", "agency", "focus", "type", "place", "province", "language", "status", "site", "person"]

TEXT_FIELDS: tuple[TextField, ...] = ("title", "text")
# marks of the terms that are no lemmas: the unstemmed form of a word, and a stop word
EXACT_MARK = "="
STOP_MARK = "#"
# a day beyond all days, for ranges open at an end; days are numbers YYYYMMDD
FIRST_DAY, LAST_DAY = 0, 99991231


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


class BestOf(Record, frozen=True):
    """Documents that match one part or more, scored by the best of the parts, each score times the weight of its part.

    The first part is what was typed, with the weight 1; the others stand for it in another language or by another name.
    """

    parts: tuple[Plan, ...]
    weights: tuple[float, ...]


class Without(Record, frozen=True):
    """Documents that do not match the part."""

    part: Plan


Plan = All | Word | Adjacent | Keys | Held | AllOf | AnyOf | BestOf | Without
