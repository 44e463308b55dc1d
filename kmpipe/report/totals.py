"""Counting activities in all: types, places, series, terms, and the latest of them."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping

from kmpipe.model import ActivityView
from kmpipe.report.records import Body, Item, Named, TermUse, Totals


class TotalsCount:
    """Counts activities in all: `add` each, then ask for the `result`. `recent` is how many of the latest are kept."""

    def __init__(self, *, recent: int) -> None:
        self._recent = recent
        self._latest: list[tuple[str, str, Item]] = []
        self._statuses: Counter[str] = Counter()
        self._types: Counter[str] = Counter()
        self._places = _Names()
        self._series = _Names()
        self._terms: Counter[tuple[str, str, str]] = Counter()
        self._forms: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._participants = self._with_participants = 0
        self._days: list[str] = []
        self._newest: str | None = None

    def add(self, row: ActivityView) -> None:
        """Count one activity."""
        self._statuses[row.status] += 1
        self._types[row.type] += 1
        day = row.held.start if row.held and row.status == "held" else None
        place = row.place or row.province
        if place:
            self._places.add(place, place, day)
        if row.series_entry is not None:
            self._series.add(row.series_entry.id, row.series_entry.name, day)
        if row.participants is not None and row.status == "held":
            self._participants += row.participants
            self._with_participants += 1
        for key, form in {
            (t.kind, t.term.casefold(), t.meaning.casefold()): (t.term, t.meaning) for t in row.terms
        }.items():
            self._terms[key] += 1
            self._forms[key] = min(form, self._forms.get(key, form))
        if day is not None:
            self._days = [min([day, *self._days]), max([day, *self._days])]
        if row.published is not None:
            self._newest = max(row.published, self._newest or "")
        self._note_latest(row)

    def _note_latest(self, row: ActivityView) -> None:
        """Keep the latest that were held; the id decides among those of one day."""
        if row.held is None or row.status != "held":
            return
        entry = (row.held.start, row.id, _item(row))
        if len(self._latest) < self._recent:
            heapq.heappush(self._latest, entry)
        elif self._latest:
            heapq.heappushpop(self._latest, entry)

    def result(self) -> Totals:
        """The counts."""
        terms = sorted(self._terms.items(), key=lambda pair: (-pair[1], pair[0]))
        return Totals(
            activities=self._statuses.total(),
            statuses=_ranked(self._statuses),
            first=self._days[0] if self._days else None,
            last=self._days[-1] if self._days else None,
            types=_ranked(self._types),
            places=self._places.result(),
            series=self._series.result(),
            participants=self._participants,
            with_participants=self._with_participants,
            recent=tuple(item for _, _, item in sorted(self._latest, key=lambda entry: entry[:2], reverse=True)),
            glossary=tuple(
                TermUse(kind=key[0], term=self._forms[key][0], meaning=self._forms[key][1], activities=count)
                for key, count in terms
            ),
            newest=self._newest,
        )


class _Names:
    """Names with how often they came, and when first and last."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._names: dict[str, Counter[str]] = {}
        self._days: dict[str, tuple[str, str]] = {}

    def add(self, identity: str, name: str, day: str | None) -> None:
        self._counts[identity] += 1
        self._names.setdefault(identity, Counter())[name] += 1
        if day is not None:
            first, last = self._days.get(identity, (day, day))
            self._days[identity] = (min(first, day), max(last, day))

    def result(self) -> tuple[Named, ...]:
        """The most frequent first, each under the name it bears most often."""
        found = []
        for identity, count in self._counts.items():
            name = min(self._names[identity].items(), key=lambda pair: (-pair[1], pair[0]))[0]
            first, last = self._days.get(identity, (None, None))
            found.append(Named(id=identity, name=name, activities=count, first=first, last=last))
        return tuple(sorted(found, key=lambda named: (-named.activities, named.name, named.id)))


def _item(row: ActivityView) -> Item:
    return Item(
        id=row.id,
        title=row.title,
        language=row.language,
        held=row.held,
        status=row.status,
        type=row.type,
        place=", ".join(dict.fromkeys(part for part in (row.venue, row.place, row.province) if part)),
        organisers=tuple(
            Body(name=body.name, name_en=body.name_en)
            for body in row.organisations
            if body.role in {"organiser", "host"}
        ),
        url=row.url,
        gone=row.gone,
    )


def _ranked(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
