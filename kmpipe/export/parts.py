"""Tables beside the activities: what an activity has several of, a row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from kmpipe.export.labels import Labels
from kmpipe.export.options import Options
from kmpipe.export.proofs import Proof, proofs
from kmpipe.model import ActivityView
from kmpipe.model.base import Record


class Part(Record, frozen=True, kw_only=True):
    """A table: its fields with their types, how its rows are read, and the columns of the activities that stand for it."""

    fields: dict[str, Literal["string", "integer", "number"]]
    read: Callable[[ActivityView, Labels], Iterator[Sequence[object]]]
    columns: frozenset[str]


def _organisations(row: ActivityView, _labels: Labels) -> Iterator[Sequence[object]]:
    return ((o.id, o.name, o.name_en, o.kind, o.role, o.represented_by) for o in row.organisations)


def _areas(row: ActivityView, labels: Labels) -> Iterator[Sequence[object]]:
    for area in row.focus_areas:
        yield area.id, labels.area(area.id, "id"), labels.area(area.id, "en"), area.scheme, area.score


def _evidence(row: ActivityView, _labels: Labels) -> Iterator[Sequence[object]]:
    return (tuple(getattr(proof, name) for name in Proof.__struct_fields__) for proof in proofs(row))


PARTS: dict[str, Part] = {
    "organisations": Part(
        fields=dict.fromkeys(("id", "name", "name_en", "kind", "role", "represented_by"), "string"),
        read=_organisations,
        columns=frozenset({"organisations", "offices", "organisers"}),
    ),
    "focus_areas": Part(
        fields={"id": "string", "label_id": "string", "label_en": "string", "scheme": "string", "score": "number"},
        read=_areas,
        columns=frozenset({"focus_areas"}),
    ),
    "evidence": Part(
        fields={
            **dict.fromkeys(Proof.__struct_fields__, "string"),
            "start": "integer",
            "end": "integer",
            "confidence": "number",
        },
        read=_evidence,
        columns=frozenset({"evidence"}),
    ),
}


def split(columns: Sequence[str], options: Options) -> tuple[list[str], list[str]]:
    """The columns that stay with the activities, and the tables to write beside them."""
    asked = {*columns, *(["evidence"] if options.evidence else [])}
    return [name for name in columns if name != "evidence"], [
        name for name, part in PARTS.items() if part.columns & asked
    ]
