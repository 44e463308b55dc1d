"""The conditions of a query: fields that hold values, and filters, which take the same values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kmpipe.errors import QueryError
from kmpipe.search.days import range_days, value_days
from kmpipe.search.engine import AlsoSearched, Filters
from kmpipe.search.names import LISTED
from kmpipe.search.nearest import nearest
from kmpipe.search.plan import (
    EXACT_MARK,
    FIRST_DAY,
    LAST_DAY,
    STOP_MARK,
    TEXT_FIELDS,
    Adjacent,
    AnyOf,
    Held,
    KeyField,
    Keys,
    Plan,
    Word,
)
from kmpipe.search.query import Leaf
from kmpipe.search.vocabulary import Vocabulary

# field of the query language → field of the index
KEY_FIELDS: Final[dict[str, KeyField]] = {
    "agency": "agency", "focus": "focus", "place": "place", "province": "province", "person": "person", "site": "site",
    "type": "type", "lang": "language", "status": "status",
}  # fmt: skip
# filters that name values, in the order in which they are told
FILTERS: Final[tuple[KeyField, ...]] = (
    "agency", "focus", "type", "language", "place", "province", "status", "site",
)  # fmt: skip
NOUNS: Final[dict[str, str]] = {
    "agency": "agency", "focus": "focus area", "place": "place", "province": "province", "person": "person",
    "site": "site", "type": "type of activity", "language": "language", "status": "status",
}  # fmt: skip
# words behind an unquoted date that may belong to it: `date:15 Januari 2018`
_DATE_WORDS = 3
# names of a value that are looked for in a text, to show why it was found
_SHOWN_VALUES, _SHOWN_FORMS = 8, 12


class Conditions:
    """Plans fields and filters over one vocabulary.

    `notes` gathers what was not found, `related` which bodies were also asked for, `shown` what to mark in texts,
    `agencies` the names of those asked for.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.notes: list[str] = []
        self.related: list[AlsoSearched] = []
        self.shown: list[Plan] = []
        self.agencies: set[str] = set()

    # --- fields of a query ---

    def plan(self, leaf: Leaf, query: str, *, related: bool) -> Plan:
        """The plan of a leaf with one of `KEY_FIELDS`; with `related`, of an agency also those before and after it.

        Raises `QueryError`.
        """
        field = KEY_FIELDS[leaf.field]
        if field in LISTED:
            if leaf.kind not in ("word", "phrase"):
                raise _error(f"{leaf.field}: takes neither * nor ~", leaf, query, _choices(field))
            return Keys(field, self._listed(field, leaf.text, query, leaf.start))
        if leaf.kind == "fuzzy":
            raise _error(f"{leaf.field}: takes no ~", leaf, query, "use * after the first letters")
        return self._keys(field, leaf.text, prefix=leaf.kind == "prefix", related=related)

    def date(self, leaf: Leaf, query: str) -> Plan:
        """The plan of `date:`. Raises `QueryError`."""
        if leaf.kind in ("prefix", "fuzzy"):
            raise _error("a date takes neither * nor ~", leaf, query, "write a year or a month: date:2018-10")
        try:
            first, last = range_days(leaf.text) if leaf.kind == "range" else value_days(leaf.text)
        except ValueError as error:
            whole = _longer_date(leaf, query)
            hint = (
                f'put it in quotes: date:"{whole}"' if whole else
                'write date:2018, date:2018-10, date:2018-Q3, date:"Oktober 2018", date:>=2018-08 or '
                "date:[2018-01 TO 2018-06]"
            )  # fmt: skip
            raise _error(str(error), leaf, query, hint) from error
        return Held(first, last)

    # --- filters ---

    def filters(self, filters: Filters, *, related: bool) -> list[Plan]:
        """The plans of the filters, one a kind. Raises `QueryError`."""
        parts: list[Plan] = []
        for field in FILTERS:
            asked: tuple[str, ...] = getattr(filters, field)
            if asked and field in LISTED:
                parts.append(
                    Keys(field, tuple(value for each in asked for value in self._listed(field, each, each, 0)))
                )
            elif asked:
                parts.append(AnyOf(tuple(self._keys(field, each, related=related) for each in asked)))
        if filters.start or filters.end:
            parts.append(period_of(filters))
        return parts

    # --- values ---

    def _listed(self, field: KeyField, asked: str, query: str, position: int) -> tuple[str, ...]:
        values = self._vocabulary.names.listed(field, asked)
        if values:
            return values
        table = self._vocabulary.names.table(field)
        meant = nearest(asked, (form for value in LISTED[field] for form in (value, *table.get(value, ()))))
        hint = f"did you mean “{meant}”? {_choices(field)}" if meant else _choices(field)
        raise QueryError(f"“{asked}” is no {NOUNS[field]}", query=query, position=position, hint=hint)

    def _keys(self, field: KeyField, asked: str, *, prefix: bool = False, related: bool = False) -> Plan:
        name = (
            asked.replace(".", " ") if field == "site" and asked not in self._vocabulary.names.table(field) else asked
        )
        values = self._vocabulary.names.bearing(field, name, prefix=prefix)
        if field == "agency" and related:
            values += self._before_and_after(asked, values, prefix=prefix)
        if not values:
            self.notes.append(f"no {NOUNS[field]} in the index is called “{asked}{'*' * prefix}”")
        if field == "agency":
            self.agencies.update(form for value in values for form in self._vocabulary.names.table(field)[value])
        if field in ("agency", "place", "province", "person"):
            self.shown += self._in_texts(field, values)
        return Keys(field, values)

    def _before_and_after(self, asked: str, values: tuple[str, ...], *, prefix: bool) -> tuple[str, ...]:
        found = self._vocabulary.before_and_after(asked, prefix=prefix)
        others = tuple(value for value in found if value not in values)
        if others:
            names = tuple(self._vocabulary.names.label("agency", value) for value in others)
            self.related.append(AlsoSearched(words=asked, forms=(), earlier_or_later=names))
        return others

    def _in_texts(self, field: KeyField, values: tuple[str, ...]) -> Iterator[Plan]:
        """Where the names of values stand in a text, word by word as they are: what a snippet may show."""
        table = self._vocabulary.names.table(field)
        for value in values[:_SHOWN_VALUES]:
            for form in table[value][:_SHOWN_FORMS]:
                words = self._vocabulary.name_words(form)
                if len(words) == 1:
                    yield Word(TEXT_FIELDS, (), tuple((term, 1.0) for term in _marked(words[0])))
                elif words:
                    yield Adjacent(TEXT_FIELDS, tuple(map(_marked, words)))


def period_of(filters: Filters) -> Held:
    """The days that filters ask for. Raises `QueryError`."""
    first = _day(filters.start)[0] if filters.start else FIRST_DAY + 1
    last = _day(filters.end)[1] if filters.end else LAST_DAY
    if first > last:
        raise QueryError(f"the period ends ({filters.end}) before it begins ({filters.start})", hint="exchange the two")
    return Held(first, last)


def _day(value: str) -> tuple[int, int]:
    try:
        return value_days(value)
    except ValueError as error:
        hint = "write 2018, 2018-10, 2018-10-25, 2018-Q3 or Oktober 2018"
        raise QueryError(str(error), query=value, position=0, hint=hint) from error


def _longer_date(leaf: Leaf, query: str) -> str | None:
    """The date that a leaf makes up with the words behind it, where somebody forgot the quotes."""
    if leaf.kind != "word":
        return None
    behind = query[leaf.end :].split()
    for count in range(1, _DATE_WORDS + 1):
        whole = " ".join([leaf.text, *behind[:count]])
        try:
            value_days(whole)
        except ValueError:
            continue
        return whole if count <= len(behind) else None
    return None


def _marked(word: str) -> tuple[str, str]:
    return EXACT_MARK + word, STOP_MARK + word


def _choices(field: str) -> str:
    return f"it is one of: {', '.join(LISTED[field])}"


def _error(message: str, leaf: Leaf, query: str, hint: str) -> QueryError:
    return QueryError(message, query=query, position=leaf.start, hint=hint)
