"""The filters of a search, as its callers give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from kmpipe.vocab.focus import DEFAULT_SCHEME, focus_concepts
from kmpipe.vocab.load import EventType, cached_entries

if TYPE_CHECKING:
    from kmpipe.search import Filters


class FilterValues(TypedDict, total=False):
    """The filters of a search. Several values of one filter mean any of them; several filters all hold.

    `focus` and `type` take ids and labels, Indonesian and English (`lokakarya`, `Fokus Utama 4`). `agency` takes names, abbreviations and ids; `start` and `end` are calendar values: an activity matches if the days
    it was held overlap them.
    """

    agency: str | Sequence[str]
    focus: str | Sequence[str]
    type: str | Sequence[str]
    language: str | Sequence[str]
    place: str | Sequence[str]
    start: str | None
    end: str | None


def make_filters(values: FilterValues, folders: tuple[Path, ...] = ()) -> Filters:
    """The filters as the search takes them. Raises `VocabularyError` for a wrong vocabulary of types or focus areas."""
    from kmpipe.search import Filters  # noqa: PLC0415 - the engine loads with it

    focus, kinds = _many(values.get("focus")), _many(values.get("type"))
    return Filters(
        agency=_many(values.get("agency")),
        focus=_ids(focus, _focus_labels(folders)) if focus else (),
        type=_ids(kinds, _type_labels(folders)) if kinds else (),
        language=_many(values.get("language")),
        place=_many(values.get("place")),
        start=values.get("start"),
        end=values.get("end"),
    )


def _type_labels(folders: tuple[Path, ...]) -> dict[str, str]:
    entries = cached_entries("event_types", "type", EventType, folders)
    return {_folded(label): entry.id for entry in entries for label in (entry.label_id, entry.label_en)}


def _focus_labels(folders: tuple[Path, ...]) -> dict[str, str]:
    """The ids of the focus areas by label; those of the default scheme also by number, which it says in words."""
    return {
        _folded(label): concept.id
        for concept in reversed(focus_concepts(folders))  # of two with one label the first one counts
        for label in (concept.label_id, concept.label_en, concept.notation)
        if label and (label != concept.notation or concept.scheme == DEFAULT_SCHEME)
    }


def _ids(asked: tuple[str, ...], labels: Mapping[str, str]) -> tuple[str, ...]:
    """What was asked for, labels as their ids."""
    return tuple(labels.get(_folded(value), value) for value in asked)


def _folded(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())


def _many(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())
