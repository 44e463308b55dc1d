"""Floors: figures below which a change must not fall, kept in a file beside the gold values.

    {"gold/dates.jsonl": {"dates": {"all": {"f1": 0.98}, "en": {"f1": 0.93}}}}

The first key is the end of the path of a gold file, then come field, language and measure. For a file of questions the
field is a kind of question and the language `all`. Entries for gold that other programs score may stand in the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Annotated, Literal

import msgspec

from kmpipe.errors import GoldError
from kmpipe.evaluation.figures import Figure
from kmpipe.evaluation.relevance import Relevance
from kmpipe.model import Record

# `share`: of the values a reader gives, null included, the part that is right
Measure = Literal["precision", "recall", "f1", "share", "mrr", "ndcg"]
Section = dict[str, dict[str, dict[Measure, Annotated[float, msgspec.Meta(ge=0, le=1)]]]]
Floors = dict[str, Section]


class Shortfall(Record, frozen=True, kw_only=True):
    """A figure under its floor; `figure` is null where the gold did not give one."""

    field: str
    language: str
    measure: Measure
    floor: float
    figure: float | None


def read_floors(content: bytes, *, name: str) -> Floors:
    """The floors of a file. Raises `GoldError` for one that is no floors file."""
    try:
        return msgspec.json.decode(content, type=Floors)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        hint = "docs/evaluation.md describes a file of floors"
        raise GoldError(f"{name}: {error}", hint=hint) from error


def section_for(floors: Floors, gold: PurePath) -> Section:
    """The floors of a gold file: of the entries whose key is the end of its path, the longest. Raises `GoldError`."""
    parts = gold.parts
    keys = [key for key in floors if PurePath(key).parts == parts[-len(PurePath(key).parts) :]]
    if not keys:
        raise GoldError(f"no floors for {gold}", hint=f"there are floors for: {', '.join(floors) or 'nothing'}")
    return floors[max(keys, key=lambda key: len(PurePath(key).parts))]


def shortfalls(section: Section, figures: Iterable[Figure | Relevance]) -> tuple[Shortfall, ...]:
    """The floors that are not met, in the order of the file; a figure that was not measured meets none."""
    measured: dict[tuple[str, str], Figure | Relevance] = {
        (figure.field, figure.language): figure for figure in figures
    }
    return tuple(
        Shortfall(field=field, language=language, measure=measure, floor=floor, figure=got)
        for field, language, measure, floor in entries(section)
        if (got := getattr(measured.get((field, language)), measure, None)) is None or got < floor
    )


def entries(section: Mapping[str, Mapping[str, Mapping[Measure, float]]]) -> Iterator[tuple[str, str, Measure, float]]:
    """Every floor of a section as field, language, measure and value."""
    for field, languages in section.items():
        for language, measures in languages.items():
            for measure, floor in measures.items():
                yield field, language, measure, floor
