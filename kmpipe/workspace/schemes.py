"""The schemes of focus areas, and activities under one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kmpipe.errors import UsageError
from kmpipe.model import Activity
from kmpipe.vocab.focus import crosswalk, focus_concepts, focus_scheme, focus_schemes
from kmpipe.workspace.records import SchemeArea, SchemeOverview

if TYPE_CHECKING:
    from kmpipe.store.catalogue import Catalogue


def list_schemes(folders: tuple[Path, ...]) -> tuple[SchemeOverview, ...]:
    """The schemes with their areas, shipped first. Raises `VocabularyError`."""
    matches = crosswalk(folders)
    return tuple(
        SchemeOverview(
            id=scheme.id,
            label_id=scheme.label_id,
            label_en=scheme.label_en,
            since=scheme.since,
            until=scheme.until,
            areas=tuple(
                SchemeArea(
                    id=area.id,
                    notation=area.notation,
                    notation_en=area.notation_en,
                    label_id=area.label_id,
                    label_en=area.label_en,
                    guideline=area.guideline,
                    broader=area.broader,
                    cues=len(area.cues),
                    matches=tuple(f"{other.scheme}:{other.id}" for other in matches[area.id]),
                )
                for area in focus_concepts(folders)
                if area.scheme == scheme.id
            ),
        )
        for scheme in focus_schemes(folders)
    )


def under_scheme(
    catalogue: Catalogue, activities: Sequence[Activity], scheme: str, folders: tuple[Path, ...]
) -> tuple[Activity, ...]:
    """The activities with the focus areas of `scheme` in the place of those they bear. Raises `UsageError`."""
    from kmpipe.extraction.focus_activity import areas_in_scheme, told_in  # noqa: PLC0415 - extraction loads with it

    focus_scheme(scheme, folders)
    wanted = {article for activity in activities for article in told_in(activity)}
    articles = {stored.article.id: stored.article for stored in catalogue.stored(sorted(wanted))}
    return tuple(
        msgspec.structs.replace(activity, focus_areas=areas_in_scheme(activity, articles, scheme, folders))
        for activity in activities
    )


def areas_called(scheme: str, names: Iterable[str], folders: tuple[Path, ...]) -> frozenset[str]:
    """The ids of the areas of `scheme` with these ids or labels, in either language. Raises `UsageError` for none."""
    focus_scheme(scheme, folders)
    areas = [area for area in focus_concepts(folders) if area.scheme == scheme]
    known = {
        form.casefold(): area.id
        for area in areas
        for form in (area.label_id, area.label_en, area.notation, area.notation_en, area.id)
        if form
    }
    for name in names:
        if name.strip().casefold() not in known:
            raise UsageError(f"{scheme} has no area {name!r}", hint=f"areas: {', '.join(area.id for area in areas)}")
    return frozenset(known[name.strip().casefold()] for name in names)
