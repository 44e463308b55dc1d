"""The labels of focus areas, schemes and types, in both languages."""

from __future__ import annotations

from pathlib import Path

from kmpipe.model import ActivityView
from kmpipe.model.base import Record
from kmpipe.vocab.load import EventType, FocusConcept, Scheme, cached_entries, cached_words


class Labels(Record, frozen=True, kw_only=True):
    """The vocabularies that values come from, by id, and what the types of activity are called together."""

    schemes: dict[str, Scheme]
    areas: dict[str, FocusConcept]
    types: dict[str, EventType]
    types_id: str
    types_en: str

    def area(self, identity: str, language: str) -> str:
        """The label of a focus area: English for a report in English, else Indonesian; the id of an unknown one."""
        concept = self.areas.get(identity)
        return identity if concept is None else concept.label_en if language == "en" else concept.label_id

    def type(self, identity: str, language: str) -> str:
        """The label of a type of activity, as `area` chooses it."""
        entry = self.types.get(identity)
        return identity if entry is None else entry.label_en if language == "en" else entry.label_id

    def subjects(self, row: ActivityView) -> list[str]:
        """The labels of an activity's focus areas, in its language."""
        return [self.area(area.id, row.language) for area in row.focus_areas]


def read_labels(folders: tuple[Path, ...] = ()) -> Labels:
    """The labels of the shipped vocabularies and those of `folders`. Raises `VocabularyError` for a wrong file."""
    words = cached_words("event_types", "labels", folders)
    return Labels(
        schemes={entry.id: entry for entry in cached_entries("focus_areas", "scheme", Scheme, folders)},
        areas={entry.id: entry for entry in cached_entries("focus_areas", "concept", FocusConcept, folders)},
        types={entry.id: entry for entry in cached_entries("event_types", "type", EventType, folders)},
        types_id=words["id"],
        types_en=words["en"],
    )
