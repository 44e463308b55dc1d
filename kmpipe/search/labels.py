"""The labels of the vocabularies, noted when an index is written: what a query may say instead of an id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kmpipe.search.names import NameTables
from kmpipe.vocab.focus import DEFAULT_SCHEME, focus_concepts
from kmpipe.vocab.load import Entry, EventType, FocusConcept, Place, cached_entries, cached_words

# a cue of this weight is a name of its type (`bimtek`), a lighter one a hint
_NAME = 1.0


class Label(Entry, frozen=True, kw_only=True):
    """A value with its labels in both languages and other names."""

    id: str
    label_id: str
    label_en: str
    aliases: tuple[str, ...] = ()


def note_labels(tables: NameTables, folders: tuple[Path, ...]) -> None:
    """Add the labels to the names of an index. Raises `VocabularyError`."""
    for field in ("language", "status"):
        entries = cached_entries("search", field, Label, folders)
        tables[field] = {entry.id: _distinct(entry.id, _forms(entry)) for entry in entries}
    tables["type"] = _types(cached_entries("event_types", "type", EventType, folders))
    _add(tables.setdefault("focus", {}), _areas(folders))
    places = cached_entries("places", "place", Place, folders)
    forms = {place.name: place.aliases for place in reversed(places)}  # of two with one name the first one counts
    for field in ("place", "province"):
        _add(tables.get(field, {}), {name: forms[name] for name in tables.get(field, {}) if name in forms})
    for site, names in tables.get("site", {}).items():
        names[:] = _distinct(site, [site.replace(".", " ")])  # found by its parts, too


def field_words(folders: tuple[Path, ...]) -> dict[str, str]:
    """Words that people write for a field, and the field that is meant."""
    found = cached_words("search", "fields", folders)
    return {word: field for field, words in sorted(found.items()) for word in words}


def _forms(entry: Label) -> Iterator[str]:
    yield from (entry.label_id, entry.label_en, *entry.aliases)


def _types(types: Iterable[EventType]) -> dict[str, list[str]]:
    """The types by their labels, and by the names among their cues that are no label of another type."""
    entries = tuple(types)
    labels = {label.casefold() for entry in entries for label in (entry.id, entry.label_id, entry.label_en)}
    return {
        entry.id: _distinct(
            entry.id,
            [
                entry.label_id,
                entry.label_en,
                *(
                    cue.text
                    for cue in entry.cues
                    if cue.weight >= _NAME and not cue.text.endswith("*") and cue.text.casefold() not in labels
                ),
            ],
        )
        for entry in entries
    }


def _areas(folders: tuple[Path, ...]) -> dict[str, tuple[str, ...]]:
    """The areas by their labels; those of the default scheme also by number, which it says in words."""
    return {
        area.id: tuple(
            filter(None, (area.label_id, area.label_en, *(_by_number(area) if area.scheme == DEFAULT_SCHEME else ())))
        )
        for area in focus_concepts(folders)
    }


def _by_number(area: FocusConcept) -> tuple[str | None, ...]:
    return area.notation, area.notation_en


def _add(table: dict[str, list[str]], names: Mapping[str, Iterable[str]]) -> None:
    for value, forms in names.items():
        table[value] = _distinct(value, forms)


def _distinct(value: str, forms: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([value, *(form.removeprefix("=") for form in forms)]))
