"""What a workspace's own vocabularies change of the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from kmpipe.model.base import Record
from kmpipe.vocab.load import read_tables

Kind = Literal["added", "replaced", "unchanged", "words", "value"]


class VocabularyChange(Record, frozen=True, kw_only=True):
    """A change: of which file and table, and what it is about, an id or a key.

    An entry is `added`, `replaced` (of a shipped one with its id: `details` are the fields that differ) or `unchanged` from the
    shipped one; `words` are added to a list (`details`), a `value` stands in the place of another (`details`: the new one).
    """

    file: str
    table: str
    kind: Kind
    subject: str
    details: tuple[str, ...] = ()


def vocabulary_changes(folder: Path) -> tuple[VocabularyChange, ...]:
    """What the files of a folder add and change, by file. Raises `VocabularyError` for a file that is no TOML."""
    found: list[VocabularyChange] = []
    for path in sorted(folder.glob("*.toml")):
        if path.is_file():
            name = path.stem.split("-")[0]
            shipped = [document for _, document in read_tables(name)]
            document = next(own for of, own in read_tables(name, [folder]) if of == path)
            for table, value in document.items():
                found += _changes(path.name, table, value, shipped)
    return tuple(found)


def _changes(file: str, table: str, value: object, shipped: list[dict[str, Any]]) -> Iterator[VocabularyChange]:
    before = [document[table] for document in shipped if table in document]
    if isinstance(value, list):
        known = {row.get("id"): row for rows in before if isinstance(rows, list) for row in rows}
        for number, row in enumerate(value, 1):
            if isinstance(row, dict):
                yield _entry(file, table, str(number), row, known)
    elif isinstance(value, dict):
        words = {key: old for rows in before if isinstance(rows, dict) for key, old in rows.items()}
        for key, new in value.items():
            yield from _word(file, f"[{table}]", key, new, words.get(key))


def _entry(
    file: str, table: str, number: str, row: Mapping[str, Any], known: Mapping[Any, Mapping[str, Any]]
) -> VocabularyChange:
    identity = row.get("id")
    old = known.get(identity) if isinstance(identity, str) else None
    subject = identity if isinstance(identity, str) else number
    if old is None:
        name = row.get("name") or row.get("label_id") or ""
        return VocabularyChange(
            file=file, table=table, kind="added", subject=subject, details=(str(name),) if name else ()
        )
    differing = tuple(key for key in dict.fromkeys([*old, *row]) if old.get(key) != row.get(key))
    return VocabularyChange(
        file=file, table=table, kind="replaced" if differing else "unchanged", subject=subject, details=differing
    )


def _word(file: str, table: str, key: str, new: object, old: object) -> Iterator[VocabularyChange]:
    if isinstance(new, list):
        fresh = tuple(str(item) for item in new if not isinstance(old, list) or item not in old)
        if fresh:
            yield VocabularyChange(file=file, table=table, kind="words", subject=key, details=fresh)
    elif isinstance(new, dict):
        for name, value in new.items():
            was = old.get(name) if isinstance(old, dict) else None
            yield from _word(file, table, f"{key}.{name}", value, was)
    elif new != old:
        yield VocabularyChange(file=file, table=table, kind="value", subject=key, details=(str(new),))
