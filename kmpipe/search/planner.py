"""From the tree of a query to the plan an engine answers: words become terms, names become keys, dates become days."""

from __future__ import annotations

from itertools import groupby
from time import monotonic

from kmpipe.errors import QueryError
from kmpipe.search.conditions import KEY_FIELDS, Conditions
from kmpipe.search.dated import Stretch, stretches
from kmpipe.search.engine import AlsoSearched, Filters
from kmpipe.search.plan import (
    EXACT_MARK,
    STOP_MARK,
    TEXT_FIELDS,
    Adjacent,
    All,
    AllOf,
    AnyOf,
    Held,
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


class Planner:
    """Plans a query over one vocabulary; `notes` gathers what a reader of the results should know.

    With `bridge` it is widened by the other names of what is asked for, in either language; with `predecessors` too also
    by the names of the bodies that a body came from or became.

    Raises `TimeoutError` beyond the deadline, a `time.monotonic()` value.
    """

    def __init__(
        self, vocabulary: Vocabulary, deadline: float, *, bridge: bool = True, predecessors: bool = True
    ) -> None:
        self._vocabulary = vocabulary
        self._deadline = deadline
        self._query = ""
        self._predecessors = predecessors
        self._widener = Widener(vocabulary.bridge, self._terms, self._typed, related=predecessors) if bridge else None
        self._conditions = Conditions(vocabulary)
        self._unheard: set[Node] = set()
        self.notes = self._conditions.notes

    @property
    def also_searched(self) -> tuple[AlsoSearched, ...]:
        """What was searched for beside what was asked."""
        return (*(self._widener.also_searched if self._widener else ()), *self._conditions.related)

    @property
    def shown(self) -> tuple[Plan, ...]:
        """What to mark in texts beside the words of the query: the names of agencies, places and people asked for."""
        return tuple(self._conditions.shown)

    @property
    def agencies(self) -> frozenset[str]:
        """The names of the agencies that were asked for."""
        return frozenset(self._conditions.agencies)

    def plan(self, query: str, filters: Filters) -> Plan:
        """The plan of a query with its filters. Raises `QueryError`."""
        self._query = readable(query)
        return self.plan_of(parse(self._query, self._vocabulary.fields), self._query, filters)

    def plan_of(self, tree: Node | None, query: str, filters: Filters) -> Plan:
        """The plan of a tree (or a part of one) of a readable query, with filters. Raises `QueryError`."""
        self._query = query
        parts = [] if tree is None else [self._node(tree)]
        parts += self._conditions.filters(filters, related=self._related)
        if self._widener and self._widener.dropped:
            self.notes.append("other names were searched for only some of the words: there are too many")
        if not parts:
            return All()
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    @property
    def _related(self) -> bool:
        return self._predecessors and self._widener is not None

    # --- the tree ---

    def _node(self, node: Node) -> Plan:
        match node:
            case Both(parts):
                return AllOf(tuple(self._all(parts)))
            case Either(parts):
                return AnyOf(tuple(self._node(part) for part in parts))
            case Exclude(part):
                widener, conditions = self._widener, self._conditions
                self._widener, self._conditions = None, Conditions(self._vocabulary)
                excluded = self._node(part)
                self.notes += self._conditions.notes  # what is excluded is never marked
                self._widener, self._conditions = widener, conditions
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
                for stretch in stretches(words) if not field else [Stretch(tuple(words), None)]:
                    plans += self._dated(stretch) if stretch.days else self._widener.words(stretch.words)
            elif field is not None:
                plans += filter(None, map(self._typed, words))
            else:
                plans += map(self._node_or_leaf, run)
        return plans

    def _dated(self, stretch: Stretch) -> list[Plan]:
        """Words that make up a date: texts with the words, and whatever was held on its days."""
        assert stretch.days is not None
        typed = [plan for plan in map(self._typed, stretch.words) if plan is not None]
        text = " ".join(leaf.text for leaf in stretch.words)
        self.notes.append(f"{text}: also what was held then, whether its text says so or not")
        return [AnyOf((AllOf(tuple(typed)), Held(*stretch.days)))]

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
            return self._conditions.date(leaf, self._query)
        if leaf.kind == "range":
            raise self._error("only date: takes a range", leaf, "write date:[2018-01 TO 2018-06]")
        if leaf.field in KEY_FIELDS:
            return self._conditions.plan(leaf, self._query, related=self._related)
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
