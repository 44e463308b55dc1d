"""Reports of activities: what was extracted against what a reader finds.

A report that tells of several activities is scored over all of them: each value counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from msgspec import UNSET

from kmpipe.evaluation.figures import Field, Outcome
from kmpipe.evaluation.fragments import written
from kmpipe.evaluation.gold import Item, Part, Report
from kmpipe.evaluation.names import NameRules, plain
from kmpipe.evaluation.organisations import score_organisations
from kmpipe.model import ActionItem, Activity, ActivityType, Extraction
from kmpipe.vocab.load import FocusConcept, cached_entries

_SCHEME = "fokus-utama"
_TYPES = frozenset(get_args(ActivityType))
# a field with at most one value an activity -> its value in the gold, and in an activity
_SINGLE: Mapping[Field, tuple[str, Callable[[Part], Any], Callable[[Activity], Any]]] = {
    "held": ("held", lambda g: written(g.days) if g.days[0] else None, lambda a: a.held and written((a.held.start, a.held.end))),
    "status": ("status", lambda g: g.status, lambda a: a.status),
    "type": ("event_type", lambda g: g.event_type, lambda a: a.type),
    "place": ("place", lambda g: g.place, lambda a: a.place),
    "province": ("province", lambda g: g.province, lambda a: a.province),
    "venue": ("venue", lambda g: g.venue, lambda a: a.venue),
    "participants": ("participants", lambda g: g.participants, lambda a: a.participants),
}  # fmt: skip


def scored_areas(folders: tuple[Path, ...] = ()) -> frozenset[str]:
    """The ids of the focus areas that are scored: those of the scheme of the five. Raises `VocabularyError`."""
    concepts = cached_entries("focus_areas", "concept", FocusConcept, folders)
    return frozenset(concept.id for concept in concepts if concept.scheme == _SCHEME)


def score_report(gold: Report, found: Extraction, *, names: NameRules, areas: frozenset[str]) -> tuple[Outcome, ...]:
    """The outcome of every field the gold states. `areas` are the ids of the focus areas that are scored."""
    return (
        *_single_fields(gold, found),
        *_organisations(gold, found, names),
        *_sets(gold, found),
        *_focus_areas(gold, found, areas),
        *_action_items(gold, found),
        *_counts(gold, found),
    )


def _single_fields(gold: Report, found: Extraction) -> Iterator[Outcome]:
    for field, (key, of_gold, of_activity) in _SINGLE.items():
        stated = [part for part in gold.parts if getattr(part, key) is not UNSET] or [gold]
        if getattr(stated[0], key) is UNSET:
            continue
        wanted = [of_gold(part) for part in stated]
        if field == "type" and not _TYPES.issuperset(plain(value) for value in wanted if value):
            continue  # a type that kmpipe does not know says nothing about the one it gives
        yield compared(gold, field, wanted, (of_activity(activity) for activity in found.activities))


def _sets(gold: Report, found: Extraction) -> Iterator[Outcome]:
    terms = [term for activity in found.activities for term in activity.terms]
    if gold.persons is not UNSET:
        people = (person.name for activity in found.activities for person in activity.people)
        yield compared(gold, "people", (person.name for person in gold.persons), people)
    if gold.terms is not UNSET:
        pairs = (f"{term.term} = {term.meaning}" for term in terms if term.kind == "translation")
        yield compared(gold, "terms", map(" = ".join, gold.terms), pairs)
    if gold.acronyms is not UNSET:
        pairs = (f"{term.term} = {term.meaning}" for term in terms if term.kind == "acronym")
        yield compared(gold, "acronyms", map(" = ".join, gold.acronyms.items()), pairs)


def _organisations(gold: Report, found: Extraction, names: NameRules) -> Iterator[Outcome]:
    if gold.agencies is not UNSET:
        mentions = [mention for activity in found.activities for mention in activity.organisations]
        bodies = dict.fromkeys(mention.name for mention in mentions if mention.kind != "office")
        offices = dict.fromkeys(mention.name for mention in mentions if mention.kind == "office")
        yield from score_organisations(gold, gold.agencies, bodies, offices, names)


def _focus_areas(gold: Report, found: Extraction, areas: frozenset[str]) -> Iterator[Outcome]:
    stated = gold.focus_areas if gold.focus_areas is not UNSET else gold.focus
    if stated is not UNSET:
        got = {area.id for activity in found.activities for area in activity.focus_areas} & areas
        yield compared(gold, "focus_areas", stated, got)
        # readers mark governance more broadly than its guideline does
        yield compared(gold, "focus_areas_but_governance", {*stated} - {"governance"}, got - {"governance"})


def _action_items(gold: Report, found: Extraction) -> Iterator[Outcome]:
    """An item is right where its task holds the words of the gold and it is due on that day; each is used once."""
    if gold.action_items is UNSET:
        return
    left = [item for activity in found.activities for item in activity.action_items]
    missed = []
    for item in gold.action_items:
        match = next((n for n, other in enumerate(left) if _is_same(item, other)), None)
        if match is None:
            missed.append(_described(item.task_contains, item.due))
        else:
            del left[match]
    yield Outcome(
        id=gold.id,
        language=gold.lang,
        field="action_items",
        right=len(gold.action_items) - len(missed),
        wrong=tuple(_described(item.task, item.due) for item in left),
        missed=tuple(missed),
    )


def _is_same(gold: Item, found: ActionItem) -> bool:
    return gold.due == found.due and plain(gold.task_contains) in plain(found.task)


def _described(task: str, due: str | None) -> str:
    return f"{task} (due {due})" if due else task


def _counts(gold: Report, found: Extraction) -> Iterator[Outcome]:
    if gold.no_activity is not UNSET:
        wanted = ["no activity"] if gold.no_activity else []
        yield compared(gold, "no_activity", wanted, ["no activity"] if found.no_activity else [])
    if gold.activities is not UNSET:
        yield compared(gold, "activities", [gold.activities], [len(found.activities)])


def compared(gold: Report, field: Field, wanted: Iterable[object], found: Iterable[object]) -> Outcome:
    """Two sets of values, None for no value; case, punctuation and blanks do not count."""
    want, got = _keyed(wanted), _keyed(found)
    return Outcome(
        id=gold.id,
        language=gold.lang,
        field=field,
        right=len(want.keys() & got.keys()),
        wrong=tuple(got[key] for key in sorted(got.keys() - want.keys())),
        missed=tuple(want[key] for key in sorted(want.keys() - got.keys())),
    )


def _keyed(values: Iterable[object]) -> dict[str, str]:
    """Each value as written, under what it is compared by; the first of several that are equal."""
    texts = [str(value) for value in values if value is not None]
    return {plain(text): text for text in reversed(texts)}
