"""Where the values of an activity were read, one row a place."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kmpipe.export.texts import one_line
from kmpipe.model import ActivityView, Evidence
from kmpipe.model.base import Record

# what a value is known by, the first that the record has
_NAMES = ("id", "name", "task", "term", "label", "start")


class Proof(Record, frozen=True, kw_only=True):
    """One place where the value of a field was read. Offsets count code points in `source` (text, title, …) of `article`."""

    field: str
    value: str
    source: str
    article: str
    start: int
    end: int
    quote: str
    rule: str
    confidence: float


def proofs(row: ActivityView) -> Iterator[Proof]:
    """Every place where a value of the row was read, in the order of the fields."""
    for field in row.__struct_fields__:
        found = getattr(row, field)
        for item in found if isinstance(found, tuple) else (found,):
            if not isinstance(item, msgspec.Struct):
                continue
            if field == "evidence":
                name, value = item.field, getattr(row, item.field, None)  # type: ignore[attr-defined]  # the evidence of plain fields
            else:
                name, value = field, _name(item)
            for place in getattr(item, "evidence", ()):
                yield _proof(row, name, "" if value is None else str(value), place)


def _name(item: msgspec.Struct) -> str:
    for name in _NAMES:
        value = getattr(item, name, None)
        if value is not None:
            return str(value)
    return ""


def _proof(row: ActivityView, field: str, value: str, place: Evidence) -> Proof:
    return Proof(
        field=field,
        value=value,
        source=place.field if place.removal is None else f"removal {place.removal}",
        article=place.article or next(iter(row.articles), row.id),
        start=place.start,
        end=place.end,
        quote=place.quote,
        rule=place.rule,
        confidence=place.confidence,
    )


def sentence(proof: Proof) -> str:
    """A proof for a reader: `held 2018-01-15: “15-17 Januari 2018” (text 120–138)`."""
    return one_line(f"{proof.field} {proof.value}: “{proof.quote}” ({proof.source} {proof.start}–{proof.end})")
