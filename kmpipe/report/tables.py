"""The numbers of charts as tables, in the reader's language, and as CSV for programs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from defusedcsv import csv

from kmpipe.model.base import Record
from kmpipe.report.labels import Labels
from kmpipe.report.markup import clean
from kmpipe.report.records import UNPLACED, Group, Matrix, Quality, Timeline


class Sum(Record, frozen=True, kw_only=True):
    """A number with what it is made of, in words."""

    total: int
    parts: tuple[str, ...]


Cell = str | int | Sum


class Table(Record, frozen=True, kw_only=True):
    """A table with the heading of each column; whole numbers stand right and are written as the language does."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def timeline_table(timeline: Timeline, labels: Labels) -> Table:
    """A row for each period with an activity: all, and each focus area."""
    rows: list[tuple[Cell, ...]] = [
        (labels.period(count.period), count.held, *(count.areas.get(area.id, 0) for area in timeline.areas))
        for count in timeline.periods
        if count.held
    ]
    rows.append((labels("total"), timeline.held, *(timeline.by_area.get(area.id, 0) for area in timeline.areas)))
    header = (labels("period"), labels("all"), *(labels.area(area, short=True) for area in timeline.areas))
    return Table(header=header, rows=tuple(rows))


def matrix_table(matrix: Matrix, labels: Labels, *, most: int) -> Table:
    """A row for each of the agencies that took part most often: in all and in each focus area, by period within the cell."""
    return Table(
        header=(
            labels("agency"),
            labels("total"),
            *(labels.area(area, short=True) for area in matrix.areas),
            labels("mentioned"),
        ),
        rows=tuple(
            (
                labels.either(agency.name, agency.name_en),
                _by_period(agency.periods, labels),
                *(_by_period(agency.areas.get(area.id, {}), labels) for area in matrix.areas),
                agency.mentioned,
            )
            for agency in matrix.agencies[:most]
        ),
    )


def _by_period(counts: Mapping[str, int], labels: Labels) -> Cell:
    names = {p: labels("unplaced") if p == UNPLACED else labels.period(p, short=True) for p in counts}
    return Sum(total=sum(counts.values()), parts=tuple(f"{names[p]}: {labels.number(n)}" for p, n in counts.items()))


def absent_table(matrix: Matrix, labels: Labels) -> Table:
    """The agencies that never took part, and how often they are mentioned."""
    return Table(
        header=(labels("agency"), labels("mentioned")),
        rows=tuple((labels.either(body.name, body.name_en), body.mentioned) for body in matrix.absent),
    )


def counts_table(heading: str, counts: Mapping[str, int], labels: Labels) -> Table:
    """Values of a record with their counts."""
    return Table(
        header=(heading, labels("count")), rows=tuple((labels.term(name), count) for name, count in counts.items())
    )


def fields_table(quality: Quality, labels: Labels) -> Table:
    """How many articles have each field."""
    return Table(
        header=(labels("articles_with"), labels("count"), labels("share")),
        rows=tuple(
            (
                labels(f"field_{name}"),
                f"{labels.number(have.having)} / {labels.number(have.of)}",
                labels.share(have.having, have.of),
            )
            for name, have in quality.fields.items()
        ),
    )


def groups_table(heading: str, groups: Sequence[Group], unnamed: str, labels: Labels) -> Table:
    """The shares of each site, or of each year."""
    return Table(
        header=(
            heading,
            labels("articles"),
            *(labels(f"field_{name}") for name in (groups[0].fields if groups else ())),
        ),
        rows=tuple(
            (group.name or unnamed, group.articles, *(labels.share(h.having, h.of) for h in group.fields.values()))
            for group in groups
        ),
    )


def drift_lines(quality: Quality, labels: Labels) -> Iterator[str]:
    """A sentence for each site that changed."""
    for drift in quality.drift:
        shares = {
            name: labels.share(round(1000 * getattr(drift, name)), 1000)
            for name in ("removed", "removed_before", "untitled", "untitled_before", "undated", "undated_before")
        }
        yield labels("drift_row", host=drift.host, **shares)


def timeline_csv(timeline: Timeline) -> bytes:
    """CSV: a row for each period, those without an activity among them; a column for each focus area, by id."""
    rows: Iterator[Sequence[Cell]] = (
        [c.period, c.held, *(c.areas.get(area.id, 0) for area in timeline.areas)] for c in timeline.periods
    )
    return _csv(["period", "held", *(area.id for area in timeline.areas)], rows)


def matrix_csv(matrix: Matrix) -> bytes:
    """CSV: a row for each agency, focus area and period with an activity, and one for each agency that never took part."""
    rows: list[Sequence[Cell]] = [
        [agency.id, agency.name, area, period, count]
        for agency in matrix.agencies
        for area, counts in agency.areas.items()
        for period, count in counts.items()
    ]
    rows += [[body.id, body.name, "", "", 0] for body in matrix.absent]
    return _csv(["agency_id", "agency", "focus_area", "period", "activities"], rows)


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([clean(cell) if isinstance(cell, str) else cell for cell in row])
    return stream.getvalue().encode()
