"""The answers as they must be: every document is looked at, word by word, as `kmpipe.search.plan` says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from kmpipe.search.engine import Card, Prepared
from kmpipe.search.plan import (
    STOP_MARK,
    Adjacent,
    All,
    AllOf,
    AnyOf,
    BestOf,
    Held,
    Keys,
    Plan,
    TextField,
    Without,
    Word,
    index_terms,
    lemma_terms,
)

Places = dict[str, set[int]]


class Known:
    """A document, with the positions of its terms: as they are indexed, and as phrases are made of them."""

    def __init__(self, document: Prepared) -> None:
        self.document = document
        self.indexed: dict[TextField, set[str]] = {}
        self.standing: dict[TextField, Places] = {}
        for field, words in document.words.items():
            self.indexed[field] = {term for word in words for term in index_terms(word)}
            places: Places = defaultdict(set)
            for word in words:
                for term in word.lemmas or (STOP_MARK + word.exact,):
                    places[term].add(word.position)
            self.standing[field] = places


class Oracle:
    """Knows what every plan finds among some documents."""

    def __init__(self, documents: Iterable[Prepared]) -> None:
        self.known = {document.id: Known(document) for document in documents}

    def found(self, plan: Plan) -> list[str]:
        """The ids of what a plan finds, the newest first, those of one day by id."""
        cards = [self.known[identity].document.card for identity in self._matching(plan)]
        return [card.id for card in sorted(cards, key=lambda card: (-card.first, card.id))]

    def counts(self, found: Iterable[str]) -> dict[str, dict[str, int]]:
        """How many of the documents bear each value of each facet."""
        cards = [self.known[identity].document.card for identity in found]
        return {facet: dict(Counter(v for card in cards for v in values(card))) for facet, values in _VALUES.items()}

    def _matching(self, plan: Plan) -> set[str]:
        match plan:
            case Word():
                wanted = {term for lemma in plan.lemmas for term in lemma_terms(lemma)} | {
                    term for term, _ in plan.terms
                }
                return self._where(lambda each: any(wanted & each.indexed[field] for field in plan.fields))
            case Adjacent():
                return self._where(lambda each: any(_stands(each.standing[field], plan.words) for field in plan.fields))
            case Keys(field, values):
                return self._where(lambda each: any(value in each.document.keys.get(field, ()) for value in values))
            case Held(first, last):
                return self._where(lambda each: _held(each.document.card, first, last))
            case All() | AllOf(()):
                return set(self.known)
            case AllOf(parts):
                return set.intersection(*map(self._matching, parts))
            case AnyOf(parts) | BestOf(parts):
                return set[str]().union(*map(self._matching, parts))
            case Without(part):
                return set(self.known) - self._matching(part)

    def _where(self, holds: Callable[[Known], bool]) -> set[str]:
        return {identity for identity, each in self.known.items() if holds(each)}


def _held(card: Card, first: int, last: int) -> bool:
    return bool(card.first) and card.first <= last and card.last >= first


def _stands(places: Places, words: tuple[tuple[str, ...], ...]) -> bool:
    ends: set[int] | None = None
    for alternatives in words:
        here = set[int]().union(*(places.get(term, ()) for term in alternatives))
        ends = here if ends is None else here & {end + 1 for end in ends}
        if not ends:
            return False
    return True


_VALUES: dict[str, Callable[[Card], Iterable[str]]] = {
    "agency": lambda card: card.agency,
    "focus": lambda card: card.focus,
    "type": lambda card: [card.type] if card.type else [],
    "year": lambda card: [str(card.first)[:4]] if card.first else [],
    "month": lambda card: [f"{str(card.first)[:4]}-{str(card.first)[4:6]}"] if card.first else [],
    "place": lambda card: [card.place] if card.place else [],
    "province": lambda card: [card.province] if card.province else [],
    "language": lambda card: [card.language],
    "status": lambda card: [card.status] if card.status else [],
    "site": lambda card: [card.site] if card.site else [],
}
