"""The verbs that count: activities over time, who took part, the report page, the quality of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kmpipe.model import ActivityView, Period
from kmpipe.report.calendar import Grain
from kmpipe.report.counting import MatrixCount, TimelineCount
from kmpipe.report.quality import count_articles, facts_of
from kmpipe.report.records import Area, Drift, Matrix, Quality, Report, Timeline
from kmpipe.report.totals import TotalsCount
from kmpipe.vocab.focus import DEFAULT_SCHEME, focus_concepts
from kmpipe.vocab.load import Organisation, cached_entries
from kmpipe.workspace.overviewing import Overviewing

if TYPE_CHECKING:
    from kmpipe.workspace.filters import FilterValues

# the latest activities that the report page lists
_RECENT = 20

Each = Callable[[ActivityView], None]


class Reporting(Overviewing):
    """What activities come to when they are counted. All verbs but `quality` count what `search` finds with the same arguments."""

    if TYPE_CHECKING:  # the workspace itself has it, beside `export`

        def _rows(
            self,
            query: str,
            filters: FilterValues,
            *,
            full: bool,
            scheme: str | None = None,
            bridge: bool = True,
            predecessors: bool = True,
        ) -> Iterator[ActivityView]: ...

    @property
    def vocabularies(self) -> tuple[Path, ...]:
        """The folders of the workspace's own vocabularies, as readers of words and labels take them."""
        return self._folders()

    def timeline(
        self,
        query: str = "",
        *,
        grain: Grain | None = "month",
        scheme: str | None = None,
        bridge: bool = True,
        predecessors: bool = True,
        each: Each | None = None,
        **filters: Unpack[FilterValues],
    ) -> Timeline:
        """Activities over time, by the focus areas of a scheme; without a grain by the finest a chart has room for.

        `each` is called with every activity that is counted. Raises `QueryError`, `UsageError` for an unknown scheme.
        """
        count = self._timeline_count(scheme)
        rows = self._rows(query, filters, full=False, scheme=scheme, bridge=bridge, predecessors=predecessors)
        _count(rows, count.add, each)
        return count.result(grain)

    def matrix(
        self,
        query: str = "",
        *,
        grain: Grain = "year",
        scheme: str | None = None,
        bridge: bool = True,
        predecessors: bool = True,
        each: Each | None = None,
        **filters: Unpack[FilterValues],
    ) -> Matrix:
        """Who took part in what, and which agencies of the workspace's jurisdiction never did. Raises as `timeline`."""
        count = self._matrix_count(grain, scheme)
        rows = self._rows(query, filters, full=False, scheme=scheme, bridge=bridge, predecessors=predecessors)
        _count(self._shown(rows), count.add, each)
        return count.result()

    def report(
        self,
        query: str = "",
        *,
        scheme: str | None = None,
        personal: bool = False,
        bridge: bool = True,
        predecessors: bool = True,
        **filters: Unpack[FilterValues],
    ) -> Report:
        """All that the report page tells. Names are masked as in exports unless `personal`. Raises as `timeline`."""
        timeline, matrix = self._timeline_count(scheme), self._matrix_count("year", scheme)
        totals, years = TotalsCount(recent=_RECENT), _Outside(self.schemes(scheme or DEFAULT_SCHEME)[0].covers)
        rows = self._rows(query, filters, full=False, scheme=scheme, bridge=bridge, predecessors=predecessors)
        _count(rows if personal else self._shown(rows), timeline.add, matrix.add, totals.add, years.add)
        return Report(
            selection=_in_words(query, filters),
            outside_scheme=years.outside,
            totals=totals.result(),
            timeline=timeline.result(),
            matrix=matrix.result(),
            quality=self.quality(),
        )

    def quality(self) -> Quality:
        """How complete and how certain the data of the whole workspace is."""
        catalogue = self._catalogue
        warnings: Counter[str] = Counter()
        reviews: Counter[str] = Counter()
        facts = {}
        for activity in catalogue.activities():
            facts[activity.id] = facts_of(activity)
            warnings.update(activity.warnings)
            reviews[activity.review] += 1
        canonical = (s for s in catalogue.stored() if s.mirror_of is None)
        counted = count_articles(((s.article, s.activities, s.no_activity) for s in canonical), facts)
        doubtful = self.doubtful()
        doubts = Counter(field for found in doubtful for field in {doubt.field for doubt in found.doubts})
        return Quality(
            articles=counted.articles,
            mirrors=catalogue.counts()["mirrors"],
            activities=len(facts),
            without_activity=counted.without_activity,
            fields=counted.fields,
            sites=counted.sites,
            years=counted.years,
            warnings=_ranked(warnings),
            failures=catalogue.last_failures(),
            removals=catalogue.removal_counts(),
            drift=tuple(self._drifts()),
            doubts=_ranked(doubts),
            doubtful=sum(1 for found in doubtful if found.doubts),
            pairs=sum(len(found.same) for found in doubtful),
            reviews=_ranked(reviews),
        )

    def _drifts(self) -> Iterator[Drift]:
        """The sites whose pages, in the latest run that saw them, differ from all runs before it."""
        from kmpipe.store.sites import drift  # noqa: PLC0415 - SQLAlchemy loads with it

        for host in self._catalogue.hosts():
            runs = self._catalogue.site_runs(host)
            if not runs:
                continue
            now, before = runs[max(runs)], self._catalogue.site_before(host, max(runs))
            if drift(before, now):
                yield Drift(
                    host=host,
                    removed=round(now.removed_share, 3),
                    removed_before=round(before.removed_share, 3),
                    untitled=round(now.untitled / now.articles, 3),
                    untitled_before=round(before.untitled / before.articles, 3),
                    undated=round(now.undated / now.articles, 3),
                    undated_before=round(before.undated / before.articles, 3),
                )

    @staticmethod
    def _shown(rows: Iterator[ActivityView]) -> Iterator[ActivityView]:
        from kmpipe.workspace.views import masked  # noqa: PLC0415 - extraction loads with it

        return map(masked, rows)

    def _areas(self, scheme: str | None) -> tuple[Area, ...]:
        entry = self.schemes(scheme or DEFAULT_SCHEME)[0]
        concepts = focus_concepts(self._folders())
        umbrellas = {concept.broader for concept in concepts}
        return tuple(
            Area(
                id=c.id,
                notation=c.notation,
                notation_en=c.notation_en,
                label_id=c.label_id,
                label_en=c.label_en,
                umbrella=c.id in umbrellas,
            )
            for c in concepts
            if c.scheme == entry.id
        )

    def _timeline_count(self, scheme: str | None) -> TimelineCount:
        return TimelineCount(scheme or DEFAULT_SCHEME, self._areas(scheme))

    def _matrix_count(self, grain: Grain, scheme: str | None) -> MatrixCount:
        known = cached_entries("organisations", "organisation", Organisation, self._folders())
        jurisdiction = self.settings.extract.jurisdiction
        return MatrixCount(scheme or DEFAULT_SCHEME, self._areas(scheme), grain, known, jurisdiction)


class _Outside:
    """Counts the activities held in years in which a scheme did not hold."""

    def __init__(self, covers: Callable[[Period | None], bool]) -> None:
        self._covers = covers
        self.outside = 0

    def add(self, row: ActivityView) -> None:
        self.outside += row.status == "held" and not self._covers(row.held)


def _count(rows: Iterable[ActivityView], *counts: Each | None) -> None:
    asked = [count for count in counts if count is not None]
    for row in rows:
        for count in asked:
            count(row)


def _in_words(query: str, filters: FilterValues) -> str:
    """What was asked for, as the command line says it."""
    parts = [query] if query else []
    for name, value in filters.items():
        values = [value] if isinstance(value, str) else list(value) if isinstance(value, (tuple, list)) else []
        parts += [f"{name}: {one}" for one in values]
    return "; ".join(parts)


def _ranked(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
