"""The vocabularies: what they are made of, and how they are read.

The shipped files are `vocab/data/*.toml`; a workspace's own `vocab/*.toml` of the same name add to them, and an entry
with the id of a shipped one replaces it. The name of a file says what it holds: the part before the first `-`
(`organisations-jakarta.toml` holds organisations). Unknown keys and duplicate ids are errors that name file and field.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from kmpipe.errors import VocabularyError
from kmpipe.model import ActivityType, OrganisationKind


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """The base of a vocabulary entry: unknown keys are refused; `since` is written `from` in TOML."""


class FormerName(Entry, frozen=True, kw_only=True):
    """A name an organisation bore until (and in) the year `until`, from `since`."""

    name: str
    en: str | None = None
    abbreviations: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    legal_basis: str | None = None


class Organisation(Entry, frozen=True, kw_only=True):
    """An entry of the authority file.

    `name` is the official Indonesian name (English for international bodies); `abbreviations` are acronyms and blends
    (`BPBD`, `Dishub`); `aliases` other full forms in either language. A form in `local` means this organisation only
    where the context is its jurisdiction (`Dinas Kesehatan`, `BPBD`): others bear it too. `jurisdiction` is the id of
    the government it belongs to.
    """

    id: str
    name: str
    name_en: str | None = None
    abbreviations: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    kind: OrganisationKind = "government"
    level: Literal["nation", "province", "city", "district", "village", "international", "other"] = "other"
    parent: str | None = None
    jurisdiction: str | None = None
    since: int | None = None
    until: int | None = None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    legal_basis: str | None = None
    former_names: tuple[FormerName, ...] = ()


class Cue(Entry, frozen=True, kw_only=True):
    """A word or phrase that speaks for a concept, matched without case at word bounds; `*` at its end takes any ending."""

    text: str
    weight: float = 1.0


class Scheme(Entry, frozen=True, kw_only=True):
    """A scheme of focus areas with the years in which it held."""

    id: str
    label_id: str
    label_en: str
    since: int | None = None
    until: int | None = None


class FocusConcept(Entry, frozen=True, kw_only=True):
    """A focus area: labels, the guideline an annotator follows, cues, and its matches in other schemes.

    `notation` is what the scheme calls it by number, `notation_en` the same in English where that differs. `broader` is
    the id of the area it is part of; an area without cues is found where one that it matches is.
    """

    id: str
    scheme: str
    label_id: str
    label_en: str
    guideline: str = ""
    notation: str | None = None
    notation_en: str | None = None
    broader: str | None = None
    cues: tuple[Cue, ...] = ()
    against: tuple[Cue, ...] = ()
    matches: tuple[str, ...] = ()


class EventType(Entry, frozen=True, kw_only=True):
    """A type of activity with its labels and cues (both languages), the strongest first."""

    id: ActivityType
    label_id: str
    label_en: str
    cues: tuple[Cue, ...] = ()


class Place(Entry, frozen=True, kw_only=True):
    """A province, city or regency. `province` is the name of the province (of itself for a province)."""

    id: str
    name: str
    kind: Literal["province", "city", "regency", "country", "foreign city"]
    province: str | None = None
    country: str = "ID"
    aliases: tuple[str, ...] = ()


class GlossaryTerm(Entry, frozen=True, kw_only=True):
    """An Indonesian/English pair of the domain. `en` and `id` list the preferred form first; `acronyms` stand for both."""

    id: tuple[str, ...]
    en: tuple[str, ...]
    acronyms: tuple[str, ...] = ()


T = TypeVar("T", bound=Entry)


def shipped() -> Path:
    """The folder of the shipped vocabularies."""
    return Path(__file__).with_name("data")


def edition(folder: Path) -> tuple[Path, ...]:
    """A workspace's folder of vocabularies as its readers take it: with a mark of what its files hold now.

    What was read is remembered by the folders it came from. The mark is the path of a folder that never is: with it an
    edited folder is another one, so that an edit counts at once, also in a process that runs for days.
    """
    digest = hashlib.blake2b(digest_size=8)  # 64 bits: enough against chance
    for path in sorted(folder.glob("*.toml")):
        digest.update(hashlib.blake2b(path.name.encode()).digest())
        if path.is_file():  # what else bears such a name, its reader says
            digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return (folder, folder / f".edition-{digest.hexdigest()}")


def read_tables(name: str, folders: Iterable[Path] = ()) -> list[tuple[Path, dict[str, Any]]]:
    """The TOML documents of vocabulary `name`, shipped first, each with its path.

    A single file among `folders` belongs to every vocabulary: its tables say what it holds.

    Raises `VocabularyError` for a file that is not TOML.
    """
    found = []
    for folder in (shipped(), *folders):
        paths = [folder]
        if not folder.is_file():
            paths = [p for p in sorted(folder.glob("*.toml")) if p.stem.split("-")[0] == name]
        for path in paths:
            try:
                found.append((path, _decoded(path.read_bytes())))
            except (msgspec.DecodeError, OSError, UnicodeDecodeError) as error:
                raise VocabularyError(
                    f"{path.name}: {error}", hint="mend the file; every line must be valid TOML"
                ) from error
    return found


@functools.lru_cache(maxsize=64)
def _decoded(content: bytes) -> dict[str, Any]:
    """The document of a file, decoded once for all its tables; not to be changed."""
    document: dict[str, Any] = msgspec.toml.decode(content)
    return document


def read_entries(name: str, table: str, kind: type[T], folders: Iterable[Path] = ()) -> list[T]:
    """The entries `[[table]]` of vocabulary `name`, in file order; an entry of a later folder replaces one of the same id.

    Raises `VocabularyError` for an unknown key, a wrong type, or an id that stands twice in one folder.
    """
    entries: dict[str, T] = {}
    home: dict[str, Path] = {}
    for path, document in read_tables(name, folders):
        rows = document.get(table, [])
        for number, row in enumerate(rows, 1):
            try:
                entry = msgspec.convert(row, kind)
            except msgspec.ValidationError as error:
                raise VocabularyError(
                    f"{path.name}: {table} {number} ({row.get('id', 'no id')}): {error}",
                    hint="see CONTRIBUTING.md for the fields of a vocabulary entry",
                ) from error
            identity = repr(getattr(entry, "id", number))
            if home.get(identity) is not None and home[identity].parent == path.parent:
                raise VocabularyError(
                    f"{path.name}: {table} {number}: the id {identity} stands also in {home[identity].name}",
                    hint="give one of the two another id",
                )
            entries[identity] = entry
            home[identity] = path
    return list(entries.values())


def read_words(name: str, table: str, folders: Iterable[Path] = ()) -> Mapping[str, Any]:
    """The table `[table]` of vocabulary `name` (lists and mappings of words), merged over the files key by key.

    Lists are joined, mappings merged, other values replaced by the later file.
    """
    merged: dict[str, Any] = {}
    for path, document in read_tables(name, folders):
        section = document.get(table, {})
        if not isinstance(section, dict):
            raise VocabularyError(f"{path.name}: [{table}] must be a table")
        for key, value in section.items():
            old = merged.get(key)
            if isinstance(old, list) and isinstance(value, list):
                merged[key] = [*old, *(item for item in value if item not in old)]
            elif isinstance(old, dict) and isinstance(value, dict):
                merged[key] = old | value
            else:
                merged[key] = value
    return merged


@functools.cache
def cached_entries(name: str, table: str, kind: type[T], folders: tuple[Path, ...] = ()) -> tuple[T, ...]:
    """`read_entries` as a tuple, read once per process and folder list."""
    return tuple(read_entries(name, table, kind, folders))


@functools.cache
def cached_words(name: str, table: str, folders: tuple[Path, ...] = ()) -> Mapping[str, Any]:
    """`read_words`, read once per process and folder list."""
    return read_words(name, table, folders)
