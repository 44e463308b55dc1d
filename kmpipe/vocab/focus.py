"""The schemes of focus areas with their areas, checked, and the crosswalk that leads from one scheme to another."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from kmpipe.errors import UsageError, VocabularyError
from kmpipe.vocab.load import FocusConcept, Scheme, cached_entries, read_tables

# the scheme whose areas an activity bears
DEFAULT_SCHEME = "fokus-utama"
_FILE = "focus_areas"


@functools.cache
def focus_schemes(folders: tuple[Path, ...] = ()) -> tuple[Scheme, ...]:
    """The schemes, shipped first. Raises `VocabularyError` for one that ends before it begins."""
    schemes = cached_entries(_FILE, "scheme", Scheme, folders)
    for scheme in schemes:
        if scheme.since and scheme.until and scheme.until < scheme.since:
            raise _wrong("scheme", scheme.id, f"it ends ({scheme.until}) before it begins ({scheme.since})", folders)
    return schemes


def focus_scheme(identity: str, folders: tuple[Path, ...] = ()) -> Scheme:
    """The scheme with this id. Raises `UsageError` that names the schemes there are."""
    known = {scheme.id: scheme for scheme in focus_schemes(folders)}
    if identity not in known:
        raise UsageError(
            f"there is no scheme of focus areas {identity!r}", hint=f"known schemes: {', '.join(sorted(known))}"
        )
    return known[identity]


@functools.cache
def focus_concepts(folders: tuple[Path, ...] = ()) -> tuple[FocusConcept, ...]:
    """The areas of all schemes, shipped first.

    Raises `VocabularyError` for an area of a scheme that is not there, one that takes the id of another scheme's area,
    and one whose matches or broader area are not where they should be.
    """
    concepts = cached_entries(_FILE, "concept", FocusConcept, folders)
    schemes = {scheme.id for scheme in focus_schemes(folders)}
    shipped = {concept.id: concept.scheme for concept in cached_entries(_FILE, "concept", FocusConcept)}
    home = {concept.id: concept.scheme for concept in concepts}
    for concept in concepts:
        for problem in _problems(concept, schemes, shipped, home):
            raise _wrong("concept", concept.id, problem, folders)
    return concepts


def _problems(
    concept: FocusConcept, schemes: set[str], shipped: Mapping[str, str], home: Mapping[str, str]
) -> Iterator[str]:
    if concept.scheme not in schemes:
        yield f"there is no scheme {concept.scheme!r}; schemes: {', '.join(sorted(schemes))}"
    if shipped.get(concept.id, concept.scheme) != concept.scheme:
        yield f"the id is that of an area of {shipped[concept.id]!r}; choose another"
    for match in concept.matches:
        if home.get(match) in {None, concept.scheme}:
            yield f"it matches {match!r}, which is no area of another scheme"
    if concept.broader is not None and home.get(concept.broader) != concept.scheme:
        yield f"its broader area {concept.broader!r} is none of its scheme"


def _wrong(table: str, identity: str, problem: str, folders: tuple[Path, ...]) -> VocabularyError:
    files = [
        path.name
        for path, document in read_tables(_FILE, folders)
        if any(row.get("id") == identity for row in document.get(table, ()))
    ]
    hint = "`kmpipe vocab schemes` lists schemes and areas; CONTRIBUTING.md shows an entry"
    return VocabularyError(f"{files[-1]}: {table} {identity!r}: {problem}", hint=hint)


@functools.cache
def crosswalk(folders: tuple[Path, ...] = ()) -> Mapping[str, tuple[FocusConcept, ...]]:
    """For each area those of other schemes that match it, in the order of the vocabulary.

    A match holds both ways, whichever of the two says so.
    """
    concepts = focus_concepts(folders)
    pairs = {(concept.id, match) for concept in concepts for match in concept.matches}
    return MappingProxyType({
        one.id: tuple(other for other in concepts if (one.id, other.id) in pairs or (other.id, one.id) in pairs)
        for one in concepts
    })  # fmt: skip
