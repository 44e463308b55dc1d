"""Widening a query over the bridge: what is asked for is also searched under its other names, for less.

Words side by side that make up a name are searched as typed, or as a phrase for each other name. A quoted phrase is
widened only where all of it is a name. The planner leaves out what must not match: NOT is never widened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kmpipe.search.bridge import Asked, Bridge, Form, Found, query_keys
from kmpipe.search.engine import AlsoSearched
from kmpipe.search.plan import TEXT_FIELDS, Adjacent, AllOf, BestOf, Plan, TextField, Word
from kmpipe.search.query import Leaf
from kmpipe.text.analysis import Term

# the share of what was typed that another name counts, and the name of a body before or after
OTHER_WEIGHT, RELATED_WEIGHT = 0.8, 0.3
# other names in one query; each costs what a word or phrase of the query costs
MAX_OTHERS = 48
# words of the longest name that is looked for
LONGEST_NAME = 12


class Widener:
    """Widens the words of one query; `also_searched` gathers what it added, `dropped` says whether the limit was met."""

    def __init__(
        self,
        bridge: Bridge,
        terms: Callable[[Leaf], list[Term]],
        plain: Callable[[Leaf], Plan | None],
        *,
        related: bool = True,
    ) -> None:
        """`terms` analyses a word of the query, `plain` plans it as it was typed (None for one that is not heard).

        Without `related` the bodies that a body came from or became are left out.
        """
        self._bridge = bridge
        self._terms = terms
        self._plain = plain
        self._related = related
        self._spent = 0
        self.also_searched: list[AlsoSearched] = []
        self.dropped = False

    def words(self, leaves: Sequence[Leaf], *, longest: int = LONGEST_NAME, language: str = "") -> list[Plan]:
        """The plans of words side by side in one field, all of which must match; none where none is heard.

        Only names of at most `longest` words are looked for, and where a `language` is given, names in that one: in
        `air quality` the word air is not Indonesian.
        """
        plans: list[Plan] = []
        at = 0
        while at < len(leaves):
            count, found = self._name(leaves[at:], longest, language)
            together = leaves[at : at + count]
            plan = self._widened(together, found, language) if found else self._plain(together[0])
            if plan is not None:
                plans.append(plan)
            at += count
        return plans

    def phrase(self, leaf: Leaf, own: Plan) -> Plan:
        """The plan of a quoted phrase, widened if all of it is a name."""
        words = self._asked([leaf])
        found = self._bridge.longest(words, len(words))
        return self._with_others([leaf], own, found) if found and found.words == len(words) else own

    def _name(self, leaves: Sequence[Leaf], longest: int, language: str) -> tuple[int, Found | None]:
        """How many of the words, from the first, make up the longest name, and the name; 1 and None for no name."""
        ends: dict[int, int] = {}
        words: list[Asked] = []
        for number, leaf in enumerate(leaves, 1):
            words += self._asked([leaf])
            ends[len(words)] = number
            if len(words) >= longest:
                break
        while words and (found := self._bridge.longest(words, longest, language)):
            if found.words in ends:
                return ends[found.words], found
            longest = found.words - 1  # it ends within a hyphenated word
        return 1, None

    def _asked(self, leaves: Sequence[Leaf]) -> list[Asked]:
        return [
            Asked(query_keys(term), leaf.text[term.start : term.end]) for leaf in leaves for term in self._terms(leaf)
        ]

    def _widened(self, leaves: Sequence[Leaf], found: Found, language: str) -> Plan | None:
        before = len(self.also_searched)
        if found.words > 1:
            parts = self.words(leaves, longest=found.words - 1, language=found.language or language)
        else:
            parts = [plan for plan in map(self._plain, leaves) if plan is not None]
        within = self.also_searched[before:]
        del self.also_searched[before:]
        own = parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else None
        plan = None if own is None else self._with_others(leaves, own, found)
        self.also_searched += within  # what a whole name adds is told before what its words add
        return plan

    def _with_others(self, leaves: Sequence[Leaf], own: Plan, found: Found) -> Plan:
        fields: tuple[TextField, ...] = ("title",) if leaves[0].field == "title" else TEXT_FIELDS
        weighted = [(form, OTHER_WEIGHT) for form in found.others] + [
            (form, RELATED_WEIGHT) for form in found.related if self._related
        ]
        room = MAX_OTHERS - self._spent
        self.dropped |= len(weighted) > room
        weighted = weighted[:room]
        self._spent += len(weighted)
        if not weighted:
            return own
        self._tell(leaves, [form.text for form, _ in weighted], len(found.others))
        plans = (own, *(plan_of(form, fields) for form, _ in weighted))
        return BestOf(plans, (1.0, *(weight for _, weight in weighted)))

    def _tell(self, leaves: Sequence[Leaf], names: Sequence[str], others: int) -> None:
        words = " ".join(leaf.text for leaf in leaves)
        told = AlsoSearched(words=words, forms=tuple(names[:others]), earlier_or_later=tuple(names[others:]))
        if told not in self.also_searched:
            self.also_searched.append(told)


def plan_of(form: Form, fields: tuple[TextField, ...]) -> Plan:
    """What asks for another name in these fields: one of the terms of its word, or its words side by side."""
    if len(form.terms) == 1:
        return Word(fields, (), tuple((term, 1.0) for term in form.terms[0]))
    return Adjacent(fields, form.terms)
