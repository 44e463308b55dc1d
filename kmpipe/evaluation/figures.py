"""From outcomes to precision, recall and F1 for each field and language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from kmpipe.model import Record

Field = Literal[
    "dates", "ranges", "no_date", "held", "status", "type", "place", "province", "venue", "participants",
    "organisations_surface", "organisations_linked", "offices", "people", "focus_areas", "focus_areas_but_governance",
    "action_items", "terms", "acronyms", "no_activity", "activities",
]  # fmt: skip
FIELDS: tuple[Field, ...] = get_args(Field)
ALL = "all"
_LANGUAGES = (ALL, "id", "en", "mixed")


class Outcome(Record, frozen=True, kw_only=True):
    """How one field of one gold line came out: how many values are right, which are wrong, which are missing."""

    id: str
    language: str
    field: Field
    right: int = 0
    wrong: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


class Figure(Record, frozen=True, kw_only=True):
    """Precision, recall and F1 (0–1) of a field in a language (`all` for all of them), with the counts of values.

    A share of nothing is 0: precision where nothing was found, recall where nothing was expected.
    """

    field: Field
    language: str
    precision: float
    recall: float
    f1: float
    right: int
    wrong: int
    missed: int


def figures(outcomes: Iterable[Outcome]) -> tuple[Figure, ...]:
    """The figures of each field in the order of `FIELDS`, all languages first. A field without any value has none."""
    counts: dict[tuple[Field, str], list[int]] = {}
    for outcome in outcomes:
        for language in (ALL, outcome.language):
            count = counts.setdefault((outcome.field, language), [0, 0, 0])
            count[0] += outcome.right
            count[1] += len(outcome.wrong)
            count[2] += len(outcome.missed)
    languages = dict.fromkeys((*_LANGUAGES, *sorted(language for _, language in counts)))
    ordered = [(field, language) for field in FIELDS for language in languages]
    return tuple(_figure(*key, *counts[key]) for key in ordered if any(counts.get(key, ())))


def _figure(field: Field, language: str, right: int, wrong: int, missed: int) -> Figure:
    return Figure(
        field=field,
        language=language,
        precision=right / (right + wrong) if right + wrong else 0.0,
        recall=right / (right + missed) if right + missed else 0.0,
        f1=2 * right / (2 * right + wrong + missed),
        right=right,
        wrong=wrong,
        missed=missed,
    )
