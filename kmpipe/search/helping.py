"""Help where a search finds nothing, or next to nothing: which part is to blame, and what to search for instead.

It asks the open index with changed plans, whichever engine runs, until a deadline; what was learnt by then is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations
from time import monotonic
from typing import NamedTuple

import msgspec

from kmpipe.errors import QueryError
from kmpipe.search.conditions import FILTERS, NOUNS, period_of
from kmpipe.search.dated import DATE_WORDS, YEAR, days_of
from kmpipe.search.days import range_days, value_days
from kmpipe.search.engine import Filters, Help, Instead, PartFound, Reader
from kmpipe.search.names import LISTED
from kmpipe.search.plan import Plan
from kmpipe.search.planner import Planner
from kmpipe.search.query import Both, Leaf, Node, parse
from kmpipe.search.spelling import Misspelt, Speller, replaced
from kmpipe.search.vocabulary import Vocabulary

# other searches offered of one kind, and sets of parts tried
_OFFERED, _TRIED = 3, 40


class _Part(NamedTuple):
    """A part of a query (`node` at `[start, end)`), or the filter of a kind ("date" for start and end)."""

    text: str
    node: Node | None = None
    start: int = 0
    end: int = 0
    filter: str = ""


class Adviser:
    """Advises on one search over an open index; `deadline` is a `time.monotonic()` value."""

    def __init__(
        self, reader: Reader, vocabulary: Vocabulary, deadline: float, *, bridge: bool, predecessors: bool
    ) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._deadline = deadline
        self._bridge = bridge
        self._predecessors = predecessors
        self._speller = Speller(vocabulary, self._total, deadline)

    def help(self, query: str, filters: Filters, found: int) -> Help | None:
        """What helps with a readable query that found so many activities; None where nothing does."""
        tree = parse(query)
        parts: list[PartFound] = []
        instead: list[Instead] = []
        with suppress(TimeoutError):
            asked = [*_parts_of_query(tree, query, self._vocabulary), *_parts_of_filters(filters)]
            if not found:
                # `extend` keeps what came before an error: what was counted when time is up is told
                parts.extend(self._alone(part, query, filters) for part in asked)
            instead += self._spelling(tree, query, filters, found)
            if not found:
                instead += self._without(asked, parts, query, filters)
                instead += self._dates(asked, query, filters)
            instead += self._unquoted_date(tree, query, filters, found)
        return Help(parts=tuple(parts), instead=tuple(instead)) if parts or instead else None

    # --- spelling ---

    def _spelling(self, tree: Node | None, query: str, filters: Filters, found: int) -> Iterator[Instead]:
        words = list(self._speller.misspelt(tree, query))
        names = list(self._names(filters))
        if not words and not names:
            return
        changed = filters
        for kind, value, other in names:
            values = tuple(other if each == value else each for each in getattr(changed, kind))
            changed = msgspec.structs.replace(changed, **{kind: values})
        told = tuple((value, other) for _, value, other in names)
        # of one wrong word all candidates are offered, of several the best of each together
        choices = [[word] for word in _each_choice(words[0])] if len(words) == 1 else [words]
        for chosen in choices:
            text = replaced(query, [(word.start, word.end, word.meant[0]) for word in chosen])
            if (count := self._count(parse(text), text, changed)) > found:
                pairs = (*((word.word, word.meant[0]) for word in chosen), *told)
                yield Instead(kind="spelling", query=text, filters=changed, found=count, replaced=pairs)

    def _names(self, filters: Filters) -> Iterator[tuple[str, str, str]]:
        """The kind, value and better value of each filter that no activity bears."""
        for kind in FILTERS:
            for value in () if kind in LISTED else getattr(filters, kind):
                other = value
                for typed, meant in self._speller.names(kind, value):
                    other = other.replace(typed, meant, 1)
                if other != value:
                    yield kind, value, other

    # --- parts ---

    def _alone(self, part: _Part, query: str, filters: Filters) -> PartFound:
        if part.filter:
            count = self._count(None, "", _only(filters, part.filter))
            return PartFound(text=part.text, found=count, filter=part.filter)
        count = self._count(part.node, query, Filters())
        return PartFound(text=part.text, found=count, start=part.start, end=part.end)

    def _without(
        self, parts: Sequence[_Part], alone: Sequence[PartFound], query: str, filters: Filters
    ) -> Iterator[Instead]:
        """The searches without the fewest parts that find something, those that find most first."""
        hopeless = {number for number, part in enumerate(alone) if not part.found}
        others = [number for number in range(len(parts)) if number not in hopeless]
        tried = 0
        for more in range(len(others)):
            found: list[Instead] = []
            for chosen in combinations(others, more):
                out = hopeless.union(chosen)
                tried += 1
                if tried > _TRIED:
                    return
                if out and (other := self._left(parts, out, query, filters)):
                    found.append(other)
            if found:
                yield from sorted(found, key=lambda other: -other.found)[:_OFFERED]
                return

    def _left(self, parts: Sequence[_Part], out: set[int], query: str, filters: Filters) -> Instead | None:
        for number in out:
            if parts[number].filter:
                filters = _drop(filters, parts[number].filter)
        kept = [part for number, part in enumerate(parts) if number not in out and not part.filter]
        text = " ".join(part.text for part in kept)
        count = self._count(parse(text), text, filters)
        left_out = tuple(_told(parts[number]) for number in sorted(out))
        return Instead(kind="without", query=text, filters=filters, found=count, left_out=left_out) if count else None

    # --- dates ---

    def _unquoted_date(self, tree: Node | None, query: str, filters: Filters, found: int) -> Iterator[Instead]:
        """The search with `date:` before words that make up a date: `air autumn 2018`."""
        parts, places = (tree.parts, tree.places) if isinstance(tree, Both) else ((), ())
        for size in range(DATE_WORDS, 1, -1):
            for at in range(len(parts) - size + 1):
                if not all(
                    isinstance(part, Leaf) and part.kind == "word" and not part.field for part in parts[at : at + size]
                ):
                    continue
                start, end = places[at][0], places[at + size - 1][1]
                words = query[start:end]
                began = monotonic()
                if not YEAR.search(words) or not days_of(words):
                    continue
                self._deadline += monotonic() - began  # the calendar may have been loaded: that is no time of the index
                text = replaced(query, [(start, end, f'date:"{words}"')])
                if (count := self._count(parse(text), text, filters)) > found:
                    pairs = ((words, f'date:"{words}"'),)
                    yield Instead(kind="date", query=text, filters=filters, found=count, replaced=pairs)
                return

    def _dates(self, parts: Sequence[_Part], query: str, filters: Filters) -> Iterator[Instead]:
        """The same search in the nearest month in which it finds something."""
        for number, part in enumerate(parts):
            days = _days(part, filters)
            if days is None:
                continue
            kept = [each.text for other, each in enumerate(parts) if other != number and not each.filter]
            rest = _drop(filters, "date") if part.filter else filters
            month = self._nearest_month(" ".join(kept), rest, days)
            if month is None:
                continue
            if part.filter:
                text, changed = query, msgspec.structs.replace(filters, start=month, end=month)
            else:
                text, changed = replaced(query, [(part.start, part.end, f"date:{month}")]), filters
            if count := self._count(parse(text), text, changed):
                pairs = ((part.text, f"date:{month}" if not part.filter else month),)
                yield Instead(kind="date", query=text, filters=changed, found=count, replaced=pairs)

    def _nearest_month(self, query: str, filters: Filters, days: tuple[int, int]) -> str | None:
        plan = self._plan(parse(query), query, filters)
        found = self._reader.search(plan, limit=0, offset=0, sort="date", facets=True, deadline=self._deadline)
        first, last = (day // 10000 * 12 + day // 100 % 100 for day in days)

        def away(month: str) -> int:
            number = int(month[:4]) * 12 + int(month[5:])
            return max(first - number, number - last, 0)

        return min(sorted(found.counts.get("month", {})), key=away, default=None)

    # --- asking ---

    def _plan(self, tree: Node | None, query: str, filters: Filters) -> Plan:
        planner = Planner(self._vocabulary, self._deadline, bridge=self._bridge, predecessors=self._predecessors)
        return planner.plan_of(tree, query, filters)

    def _count(self, tree: Node | None, query: str, filters: Filters) -> int:
        try:
            return self._total(self._plan(tree, query, filters))
        except QueryError:  # a part cannot always stand alone
            return 0

    def _total(self, plan: Plan) -> int:
        return self._reader.search(plan, limit=0, offset=0, sort="date", facets=False, deadline=self._deadline).total


def _each_choice(word: Misspelt) -> list[Misspelt]:
    return [word._replace(meant=(other,)) for other in word.meant]


def _parts_of_query(tree: Node | None, query: str, vocabulary: Vocabulary) -> Iterator[_Part]:
    """The parts that must all match; words that are everywhere are none."""
    if isinstance(tree, Both):
        for node, (start, end) in zip(tree.parts, tree.places, strict=True):
            if not _is_common(node, vocabulary):
                yield _Part(query[start:end], node, start, end)
    elif tree is not None:
        yield _Part(query.strip(), tree, 0, len(query))


def _is_common(node: Node, vocabulary: Vocabulary) -> bool:
    if not isinstance(node, Leaf) or node.kind != "word" or node.field not in ("", "title"):
        return False
    return not any(term.lemmas for term in vocabulary.analyser.query(node.text))


def _parts_of_filters(filters: Filters) -> Iterator[_Part]:
    for kind in FILTERS:
        if values := getattr(filters, kind):
            yield _Part(", ".join(values), filter=kind)
    if filters.start or filters.end:
        yield _Part(" to ".join(filter(None, dict.fromkeys((filters.start, filters.end)))), filter="date")


def _only(filters: Filters, kind: str) -> Filters:
    if kind == "date":
        return Filters(start=filters.start, end=filters.end)
    return msgspec.structs.replace(Filters(), **{kind: getattr(filters, kind)})


def _drop(filters: Filters, kind: str) -> Filters:
    empty: dict[str, object] = {"start": None, "end": None} if kind == "date" else {kind: ()}
    return msgspec.structs.replace(filters, **empty)


def _told(part: _Part) -> str:
    return f"{NOUNS.get(part.filter, part.filter)} {part.text}" if part.filter else part.text


def _days(part: _Part, filters: Filters) -> tuple[int, int] | None:
    """The days that a part asks for, None for one that asks for none."""
    if part.filter == "date":
        held = period_of(filters)
        return held.first, held.last
    leaf = part.node
    if not isinstance(leaf, Leaf) or leaf.field != "date":
        return None
    return range_days(leaf.text) if leaf.kind == "range" else value_days(leaf.text)
