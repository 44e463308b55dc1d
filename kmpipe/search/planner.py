"""From the tree of a query to the plan an engine answers: words become terms, names become keys, dates become days."""

from __future__ import annotations

from itertools import groupby
from time import monotonic
from typing import get_args

from kmpipe.errors import QueryError
from kmpipe.model import ActivityType, Language
from kmpipe.search.days import range_days, value_days
from kmpipe.search.engine import AlsoSearched, Filters
from kmpipe.search.plan import (
    EXACT_MARK,
    FIRST_DAY,
    LAST_DAY,
    STOP_MARK,
    TEXT_FIELDS,
    Adjacent,
    All,
    AllOf,
    AnyOf,
    Held,
    KeyField,
    Keys,
    Plan,
    TextField,
    Without,
    Word,
)
from kmpipe.search.query import Both, Either, Exclude, Leaf, Node, parse, readable
from kmpipe.search.vocabulary import Vocabulary
from kmpipe.search.widening import Widener
from kmpipe.text.analysis import Term, shouts

# the share a word's own form adds to its lemma: `pengelolaan` ranks texts with that form before ones with `mengelola`
EXACT_WEIGHT = 0.5
# of a fuzzy word, by distance
FUZZY_WEIGHTS = (1.0, 0.6, 0.3)
# from this length on `~` alone allows two edits
LONG_WORD = 8
MIN_PREFIX = 2
_KEY_FIELDS: dict[str, KeyField] = {"agency": "agency", "focus": "focus", "place": "place", "person": "person"}
_NOUNS = {"agency": "agency", "focus": "focus area", "place": "place", "person": "person"}


class Planner:
    """Plans a query over one vocabulary; `notes` gathers what a reader of the results should know.

    With `bridge` it is widened by the other names of what is asked for, in either language.

    Raises `TimeoutError` beyond the deadline, a `time.monotonic()` value.
    """

    def __init__(self, vocabulary: Vocabulary, deadline: float, *, bridge: bool = True) -> None:
        self._vocabulary = vocabulary
        self._deadline = deadline
        self._query = ""
        self._widener = Widener(vocabulary.bridge, self._terms, self._typed) if bridge else None
        self._related: list[AlsoSearched] = []
        self._unheard: set[Node] = set()
        self.notes: list[str] = []

    @property
    def also_searched(self) -> tuple[AlsoSearched, ...]:
        """What was searched for beside what was asked."""
        return (*(self._widener.also_searched if self._widener else ()), *self._related)

    def plan(self, query: str, filters: Filters) -> Plan:
        """The plan of a query with its filters. Raises `QueryError`."""
        self._query = readable(query)
        tree = parse(self._query)
        parts = [] if tree is None else [self._node(tree)]
        parts += self._filters(filters)
        if self._widener and self._widener.dropped:
            self.notes.append("other names were searched for only some of the words: there are too many")
        if not parts:
            return All()
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    # --- the tree ---

    def _node(self, node: Node) -> Plan:
        match node:
            case Both(parts):
                return AllOf(tuple(self._all(parts)))
            case Either(parts):
                return AnyOf(tuple(self._node(part) for part in parts))
            case Exclude(part):
                widener, self._widener = self._widener, None
                excluded = self._node(part)
                self._widener = widener
                return Without(excluded)
            case Leaf():
                return self._all((node,))[0]

    def _all(self, parts: tuple[Node, ...]) -> list[Plan]:
        """The plans of parts that must all match: words side by side are looked at together, since they may be a name.

        Plain stop words are left out unless nothing else is there: `tata dan kelola` asks for two words.
        """
        if not all(map(self._is_stop_word, parts)):
            self._unheard.update(filter(self._is_stop_word, parts))
        plans: list[Plan] = []
        for field, together in groupby(parts, _field_of_words):
            run = tuple(together)
            words = [part for part in run if isinstance(part, Leaf)]
            if field is not None and self._widener:
                plans += self._widener.words(words)
            elif field is not None:
                plans += filter(None, map(self._typed, words))
            else:
                plans += map(self._node_or_leaf, run)
        return plans

    def _typed(self, leaf: Leaf) -> Plan | None:
        return None if leaf in self._unheard else self._leaf(leaf)

    def _node_or_leaf(self, part: Node) -> Plan:
        return self._leaf(part) if isinstance(part, Leaf) else self._node(part)

    def _is_stop_word(self, node: Node) -> bool:
        if not isinstance(node, Leaf) or node.kind != "word" or node.field not in ("", "title"):
            return False
        terms = self._terms(node)
        return bool(terms) and not any(term.lemmas for term in terms)

    def _terms(self, leaf: Leaf) -> list[Term]:
        """The terms of a leaf; a word in capitals is judged by the query around it, as a document's is by its line."""
        return self._vocabulary.analyser.query(leaf.text, shouting=shouts(self._query))

    def _leaf(self, leaf: Leaf) -> Plan:
        if monotonic() > self._deadline:
            raise TimeoutError
        if leaf.field == "date":
            return self._date(leaf)
        if leaf.kind == "range":
            raise self._error("only date: takes a range", leaf, "write date:[2018-01 TO 2018-06]")
        if leaf.field in ("type", "lang"):
            return self._listed(leaf)
        if leaf.field in _KEY_FIELDS:
            return self._named(leaf)
        return self._text(leaf)

    def _text(self, leaf: Leaf) -> Plan:
        fields: tuple[TextField, ...] = ("title",) if leaf.field == "title" else TEXT_FIELDS
        terms = self._terms(leaf)
        if not terms:
            raise self._error("there is no word in this", leaf, "put letters or numbers there")
        if leaf.kind in ("prefix", "fuzzy"):
            if len(terms) > 1:
                raise self._error("* and ~ take a single word", leaf, "write the words apart")
            return self._expanded(leaf, terms[0].exact, fields)
        own = _word(terms[0], fields) if len(terms) == 1 else _phrase(terms, fields)
        return self._widener.phrase(leaf, own) if self._widener and leaf.kind == "phrase" else own

    def _expanded(self, leaf: Leaf, word: str, fields: tuple[TextField, ...]) -> Plan:
        if leaf.kind == "prefix":
            if len(word) < MIN_PREFIX:
                raise self._error(
                    f"{leaf.text}* stands for too many words", leaf, f"give at least {MIN_PREFIX} letters before *"
                )
            words, total = self._vocabulary.starting(word)
            exact = tuple((EXACT_MARK + each, 1.0) for each in words)
        else:
            edits = leaf.edits or (2 if len(word) >= LONG_WORD else 1)
            near, total = self._vocabulary.near(word, edits, self._deadline)
            exact = tuple((EXACT_MARK + each, FUZZY_WEIGHTS[distance]) for each, distance in near)
        shown = self._query[leaf.start : leaf.end]
        if not total:
            self.notes.append(f"no word in the index is like {shown}")
        elif total > len(exact):
            self.notes.append(f"{shown} stands for {total} words; the first {len(exact)} were searched for")
        return Word(fields, (), exact)

    def _date(self, leaf: Leaf) -> Plan:
        if leaf.kind in ("prefix", "fuzzy"):
            raise self._error("a date takes neither * nor ~", leaf, "write a year or a month: date:2018-10")
        try:
            first, last = range_days(leaf.text) if leaf.kind == "range" else value_days(leaf.text)
        except ValueError as error:
            hint = "write date:2018, date:2018-10, date:2018-10-25, date:>=2018-08 or date:[2018-01 TO 2018-06]"
            raise self._error(str(error), leaf, hint) from error
        return Held(first, last)

    def _listed(self, leaf: Leaf) -> Plan:
        field: KeyField = "type" if leaf.field == "type" else "language"
        if leaf.kind not in ("word", "phrase"):
            raise self._error(f"{leaf.field}: takes neither * nor ~", leaf, _choices(field))
        value = _listed_value(field, leaf.text)
        if value is None:
            raise self._error(f"“{leaf.text}” is no {_KINDS[field]}", leaf, _choices(field))
        return Keys(field, (value,))

    def _named(self, leaf: Leaf) -> Plan:
        if leaf.kind == "fuzzy":
            raise self._error(f"{leaf.field}: takes no ~", leaf, "use * after the first letters")
        return self._keys(_KEY_FIELDS[leaf.field], leaf.text, prefix=leaf.kind == "prefix")

    def _keys(self, field: KeyField, asked: str, *, prefix: bool = False) -> Plan:
        values = self._vocabulary.named(field, asked, prefix=prefix)
        if field == "agency" and self._widener:
            values += self._before_and_after(asked, values, prefix=prefix)
        if not values:
            self.notes.append(f"no {_NOUNS[field]} in the index is called “{asked}{'*' * prefix}”")
        return Keys(field, values)

    def _before_and_after(self, asked: str, values: tuple[str, ...], *, prefix: bool) -> tuple[str, ...]:
        found = self._vocabulary.before_and_after(asked, prefix=prefix)
        others = tuple(value for value in found if value not in values)
        if others:
            names = tuple(self._vocabulary.label("agency", value) for value in others)
            self._related.append(AlsoSearched(words=asked, forms=(), earlier_or_later=names))
        return others

    # --- the filters ---

    def _filters(self, filters: Filters) -> list[Plan]:
        parts: list[Plan] = []
        for field, asked in (("agency", filters.agency), ("focus", filters.focus), ("place", filters.place)):
            if asked:
                parts.append(AnyOf(tuple(self._keys(_KEY_FIELDS[field], value) for value in asked)))
        for listed, wanted in (("type", filters.type), ("language", filters.language)):
            if wanted:
                parts.append(
                    Keys("type" if listed == "type" else "language", tuple(_checked(listed, each) for each in wanted))
                )
        if filters.start or filters.end:
            first = _day(filters.start)[0] if filters.start else FIRST_DAY + 1
            last = _day(filters.end)[1] if filters.end else LAST_DAY
            if first > last:
                raise QueryError(
                    f"the period ends ({filters.end}) before it begins ({filters.start})", hint="exchange the two"
                )
            parts.append(Held(first, last))
        return parts

    def _error(self, message: str, leaf: Leaf, hint: str) -> QueryError:
        return QueryError(message, query=self._query, position=leaf.start, hint=hint)


def _field_of_words(node: Node) -> str | None:
    """The field that a word is asked in ("": title and text), None for all else."""
    if isinstance(node, Leaf) and node.kind == "word" and node.field in ("", "title"):
        return node.field
    return None


def _word(term: Term, fields: tuple[TextField, ...]) -> Word:
    if not term.lemmas:
        return Word(fields, (), ((STOP_MARK + term.exact, 1.0),))
    return Word(fields, term.lemmas, ((EXACT_MARK + term.exact, EXACT_WEIGHT),))


def _phrase(terms: list[Term], fields: tuple[TextField, ...]) -> Adjacent:
    return Adjacent(fields, tuple(term.lemmas or (STOP_MARK + term.exact,) for term in terms))


_KINDS = {"type": "type of activity", "language": "language"}


def _listed_value(field: str, asked: str) -> str | None:
    choices = get_args(ActivityType if field == "type" else Language)
    plain = " ".join(asked.replace("-", " ").replace("_", " ").lower().split())
    return plain if plain in choices else None


def _choices(field: str) -> str:
    return f"it is one of: {', '.join(get_args(ActivityType if field == 'type' else Language))}"


def _checked(field: str, asked: str) -> str:
    value = _listed_value(field, asked)
    if value is None:
        raise QueryError(f"“{asked}” is no {_KINDS[field]}", hint=_choices(field))
    return value


def _day(value: str) -> tuple[int, int]:
    try:
        return value_days(value)
    except ValueError as error:
        raise QueryError(str(error), hint="write 2018, 2018-10 or 2018-10-25") from error
