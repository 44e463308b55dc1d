"""Counting activities over time and by agency. Rows are taken one by one; what is kept grows with agencies and periods."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from kmpipe.model import ActivityView
from kmpipe.model.base import OrganisationRole
from kmpipe.report.calendar import Grain, fitting, period_of, span
from kmpipe.report.records import (
    NO_AREA,
    UNPLACED,
    Absent,
    Area,
    Body,
    Matrix,
    Participation,
    PeriodCount,
    Timeline,
)
from kmpipe.vocab.load import Organisation

# an agency that is only mentioned took no part
_TOOK_PART: frozenset[OrganisationRole] = frozenset({"organiser", "host", "funder", "participant", "speaker"})
_MONTH = len("2018-05")


class TimelineCount:
    """Counts activities over time under the areas of a scheme: `add` each, then ask for the `result`."""

    def __init__(self, scheme: str, areas: Iterable[Area]) -> None:
        self._scheme = scheme
        self._areas = tuple(areas)
        self._statuses: Counter[str] = Counter()
        self._undated = 0
        # by month, or by year where no more is known; grains are chosen when all are seen
        self._held: Counter[str] = Counter()
        self._by_area: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, row: ActivityView) -> None:
        """Count one activity."""
        self._statuses[row.status] += 1
        if row.status != "held":
            return
        day = row.held.start[:_MONTH] if row.held else ""
        self._held[day] += 1
        for area in _areas(row):
            self._by_area[area][day] += 1

    def result(self, grain: Grain | None = None) -> Timeline:
        """The counts by this grain; without one by the finest that a chart has room for."""
        days = [day for day in self._held if day]
        grain = grain or fitting(days)
        held: Counter[str] = Counter()
        areas: dict[str, Counter[str]] = defaultdict(Counter)
        for day in days:
            if (period := period_of(day, grain)) is not None:
                held[period] += self._held[day]
                for area, counts in self._by_area.items():
                    if counts[day]:
                        areas[period][area] += counts[day]
        shown = tuple(_shown(self._by_area, self._areas))
        order = [area.id for area in shown]
        return Timeline(
            scheme=self._scheme,
            grain=grain,
            areas=shown,
            periods=tuple(
                PeriodCount(
                    period=period,
                    held=held[period],
                    areas={area: areas[period][area] for area in order if areas[period][area]},
                )
                for period in span(held, grain)
            ),
            held=self._statuses["held"],
            by_area={area: self._by_area[area].total() for area in order},
            undated=self._held[""],
            imprecise=self._statuses["held"] - self._held[""] - held.total(),
            planned=self._statuses["planned"],
            postponed=self._statuses["postponed"],
            cancelled=self._statuses["cancelled"],
        )


class _Body(NamedTuple):
    name: str
    name_en: str | None
    kind: str


class MatrixCount:
    """Counts who took part in what, by a grain and under the areas of a scheme: `add` each activity, then ask for the `result`.

    `known` are the organisations of the vocabulary, `jurisdiction` is the id of the government whose agencies are looked
    for among them ("" for none).
    """

    def __init__(
        self, scheme: str, areas: Iterable[Area], grain: Grain, known: Iterable[Organisation], jurisdiction: str
    ) -> None:
        self._scheme = scheme
        self._areas = tuple(areas)
        self._grain = grain
        self._known = tuple(known)
        self._jurisdiction = jurisdiction
        self._bodies: dict[str, _Body] = {}
        self._periods: dict[str, Counter[str]] = defaultdict(Counter)
        self._cells: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self._mentioned: Counter[str] = Counter()
        self._days: dict[str, tuple[str, str]] = {}

    def add(self, row: ActivityView) -> None:
        """Count one activity."""
        if row.status != "held":
            return
        bodies = {body.id: body for body in row.organisations if body.kind != "office"}
        present = {body.id for body in row.organisations if body.role in _TOOK_PART}
        period = (row.held and period_of(row.held.start, self._grain)) or UNPLACED
        for identity, body in bodies.items():
            if identity not in present:
                self._mentioned[identity] += 1
                continue
            self._bodies.setdefault(identity, _Body(body.name, body.name_en, body.kind))
            self._periods[identity][period] += 1
            for area in _areas(row):
                self._cells[identity][area][period] += 1
            if row.held is not None:
                first, last = self._days.get(identity, (row.held.start, row.held.start))
                self._days[identity] = (min(first, row.held.start), max(last, row.held.start))

    def result(self) -> Matrix:
        """The counts."""
        periods = span({p for counts in self._periods.values() for p in counts if p != UNPLACED}, self._grain)
        order = (*periods, UNPLACED)
        areas = tuple(_shown({area for cells in self._cells.values() for area in cells}, self._areas))
        # the name of the vocabulary, where it knows the body: reports may use an older one
        names = {entry.id: _Body(entry.name, entry.name_en, entry.kind) for entry in self._known}
        agencies = [
            self._agency(identity, names.get(identity, body), [area.id for area in areas], order)
            for identity, body in self._bodies.items()
        ]
        government = next((entry for entry in self._known if entry.id == self._jurisdiction), None)
        return Matrix(
            scheme=self._scheme,
            grain=self._grain,
            areas=areas,
            periods=(*periods, UNPLACED) if any(UNPLACED in agency.periods for agency in agencies) else periods,
            agencies=tuple(sorted(agencies, key=lambda agency: (-agency.activities, agency.name, agency.id))),
            jurisdiction=Body(name=government.name, name_en=government.name_en) if government else None,
            absent=tuple(self._absent()) if government else (),
        )

    def _agency(self, identity: str, body: _Body, areas: Iterable[str], order: Iterable[str]) -> Participation:
        counts, cells = self._periods[identity], self._cells[identity]
        order = tuple(order)
        first, last = self._days.get(identity, (None, None))
        return Participation(
            id=identity,
            name=body.name,
            name_en=body.name_en,
            kind=body.kind,
            activities=counts.total(),
            mentioned=self._mentioned[identity],
            first=first,
            last=last,
            areas={a: {p: cells[a][p] for p in order if cells[a][p]} for a in areas if a in cells},
            periods={period: counts[period] for period in order if counts[period]},
        )

    def _absent(self) -> Iterable[Absent]:
        for entry in sorted(self._known, key=lambda entry: entry.name):
            gone = entry.until is not None or entry.successors
            looked_for = entry.jurisdiction == self._jurisdiction and entry.kind == "government"
            if looked_for and not gone and entry.id not in self._bodies:
                yield Absent(id=entry.id, name=entry.name, name_en=entry.name_en, mentioned=self._mentioned[entry.id])


def _areas(row: ActivityView) -> set[str]:
    return {area.id for area in row.focus_areas} or {NO_AREA}


def _shown(found: Collection[str], areas: Sequence[Area]) -> Iterator[Area]:
    """The areas of the scheme, then those that activities bear and it has not, by their ids: a vocabulary may have lost one."""
    yield from (area for area in areas if not area.umbrella or area.id in found)
    for identity in sorted(set(found) - {area.id for area in areas}):
        yield Area(id=identity, notation=None, label_id=identity, label_en=identity)
