"""Counting what a workspace holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kmpipe.workspace.records import Stats

if TYPE_CHECKING:
    from kmpipe.store.catalogue import Catalogue


def count(catalogue: Catalogue) -> Stats:
    """The catalogue in numbers."""
    years: Counter[str] = Counter()
    types: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    focus: Counter[str] = Counter()
    organisations: Counter[str] = Counter()
    for activity in catalogue.activities():
        years[activity.held.start[:4] if activity.held else "undated"] += 1
        types[activity.type] += 1
        languages[activity.language] += 1
        focus.update(area.id for area in activity.focus_areas)
        organisations.update(o.name for o in activity.organisations if o.kind != "office")
    counts = catalogue.counts()
    return Stats(
        articles=counts["articles"],
        mirrors=counts["mirrors"],
        activities=counts["activities"],
        without_activity=counts["without_activity"],
        dated=sum(years.values()) - years["undated"],
        years=dict(sorted(years.items())),
        types=_ranked(types),
        languages=_ranked(languages),
        focus_areas=_ranked(focus),
        organisations=_ranked(organisations),
        removals=catalogue.removal_counts(),
        failures=catalogue.last_failures(),
    )


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
