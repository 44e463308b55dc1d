"""What activities come to when they are counted: over time, by agency, in all, and how good the data is."""

from __future__ import annotations

from kmpipe.model import Period
from kmpipe.model.base import Record
from kmpipe.report.calendar import Grain

# stands for the activities without a focus area, as if that were one
NO_AREA = "(none)"
# stands for the period of an activity whose date is missing, or not known to the period
UNPLACED = "(unplaced)"


class Area(Record, frozen=True, kw_only=True):
    """A focus area as a chart needs it; an `umbrella` is one that others are part of, shown only where activities bear it."""

    id: str
    notation: str | None
    notation_en: str | None = None
    label_id: str
    label_en: str
    umbrella: bool = False


class PeriodCount(Record, frozen=True, kw_only=True):
    """The activities held in a period (`2018-05`, `2018-Q2`, `2018`): all of them, and by focus area where there were any."""

    period: str
    held: int = 0
    areas: dict[str, int]


class Timeline(Record, frozen=True, kw_only=True):
    """Activities over time, by the day they began; `periods` are all from the first to the last.

    An activity with several areas counts in each, so that the areas add up to more than `held`; `(none)` are those
    without one. `held` counts all that were held. `undated` of them have no date, `imprecise` one that is not known to the
    period; both are in no period, and neither are those of another status.
    """

    scheme: str
    grain: Grain
    areas: tuple[Area, ...]
    periods: tuple[PeriodCount, ...]
    held: int
    by_area: dict[str, int]
    undated: int
    imprecise: int
    planned: int
    postponed: int
    cancelled: int

    @property
    def most(self) -> int:
        """The most activities of any period."""
        return max((period.held for period in self.periods), default=0)

    @property
    def most_of_area(self) -> int:
        """The most activities of any area in any period."""
        return max((count for period in self.periods for count in period.areas.values()), default=0)


class Participation(Record, frozen=True, kw_only=True):
    """An agency that took part: in how many held activities, by focus area and period, and by period alone.

    `(unplaced)` is the period of activities whose date is missing or too coarse. `mentioned` counts the held activities
    that only speak of it; `first` and `last` are the earliest and the latest day (calendar values).
    """

    id: str
    name: str
    name_en: str | None
    kind: str
    activities: int
    mentioned: int
    first: str | None
    last: str | None
    areas: dict[str, dict[str, int]]
    periods: dict[str, int]

    def of_area(self, area: str) -> int:
        """In how many activities of a focus area it took part."""
        return sum(self.areas.get(area, {}).values())


class Body(Record, frozen=True, kw_only=True):
    """The names of an organisation."""

    name: str
    name_en: str | None


class Absent(Record, frozen=True, kw_only=True):
    """An agency that took part in none of the activities; `mentioned` counts those that speak of it."""

    id: str
    name: str
    name_en: str | None
    mentioned: int


class Matrix(Record, frozen=True, kw_only=True):
    """Who took part in what, and when: agencies by focus area and period, those that took part most often first.

    To take part is to be organiser, host, funder, participant or speaker of an activity that was held. `absent` are the
    government agencies of `jurisdiction` (that government; None where the workspace names none) that the vocabulary knows as
    existing, and that took part in none.
    """

    scheme: str
    grain: Grain
    areas: tuple[Area, ...]
    periods: tuple[str, ...]
    agencies: tuple[Participation, ...]
    jurisdiction: Body | None
    absent: tuple[Absent, ...]


class Named(Record, frozen=True, kw_only=True):
    """A name with the number of activities; `first` and `last` are days (calendar values)."""

    id: str
    name: str
    activities: int
    first: str | None = None
    last: str | None = None


class Item(Record, frozen=True, kw_only=True):
    """An activity as a list shows it."""

    id: str
    title: str
    language: str
    held: Period | None
    status: str
    type: str
    place: str
    organisers: tuple[Body, ...]
    url: str | None
    gone: bool


class TermUse(Record, frozen=True, kw_only=True):
    """A term of the texts with its meaning, and in how many activities it stands so."""

    kind: str
    term: str
    meaning: str
    activities: int


class Totals(Record, frozen=True, kw_only=True):
    """All activities together. `participants` adds the numbers that `with_participants` of them name."""

    activities: int
    statuses: dict[str, int]
    first: str | None
    last: str | None
    types: dict[str, int]
    places: tuple[Named, ...]
    series: tuple[Named, ...]
    participants: int
    with_participants: int
    recent: tuple[Item, ...]
    glossary: tuple[TermUse, ...]
    newest: str | None


class Have(Record, frozen=True, kw_only=True):
    """How many have something, of how many."""

    having: int
    of: int
    share: float | None


class Group(Record, frozen=True, kw_only=True):
    """The articles of a site or a year: how many, and how many of them have each field."""

    name: str
    articles: int
    fields: dict[str, Have]


class Drift(Record, frozen=True, kw_only=True):
    """A site whose pages differ from its own past: shares (0–1) of text removed, and of articles without title or date."""

    host: str
    removed: float
    removed_before: float
    untitled: float
    untitled_before: float
    undated: float
    undated_before: float


class Quality(Record, frozen=True, kw_only=True):
    """How complete and how certain the data of a workspace is.

    `fields` says how many articles have a title and a day of publication, and how many of those that tell of an activity
    have its day, agencies, focus areas and place; `sites` (by host, "" for files) and `years` (of publication, else of the
    activity, "" where neither is known) say so for each. `doubts` counts the activities with an open doubt by field,
    `doubtful` all of them, `pairs` those that may be one activity told twice. `failures` are the documents that could not
    be read last time, with the reason.
    """

    articles: int
    mirrors: int
    activities: int
    without_activity: dict[str, int]
    fields: dict[str, Have]
    sites: tuple[Group, ...]
    years: tuple[Group, ...]
    warnings: dict[str, int]
    failures: dict[str, str]
    removals: dict[str, int]
    drift: tuple[Drift, ...]
    doubts: dict[str, int]
    doubtful: int
    pairs: int
    reviews: dict[str, int]


class Report(Record, frozen=True, kw_only=True):
    """All that the page tells: what was asked for in words, the counts of what was found, and the quality of all the data.

    `outside_scheme` counts the activities held in years in which the scheme did not hold.
    """

    selection: str
    outside_scheme: int
    totals: Totals
    timeline: Timeline
    matrix: Matrix
    quality: Quality
