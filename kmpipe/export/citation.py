"""What bibliographies share: who stands for an activity, and when it was."""

from __future__ import annotations

from collections.abc import Iterator

from kmpipe.export.facts import evidence_lines, facts
from kmpipe.export.labels import Labels
from kmpipe.export.options import Options
from kmpipe.export.texts import one_line
from kmpipe.model import ActivityView


def authors(row: ActivityView) -> list[str]:
    """The organisers, else the hosts, else the site."""
    for role in ("organiser", "host"):
        names = [one_line(body.name) for body in row.organisations if body.role == role]
        if names:
            return names
    return [one_line(row.site)] if row.site else []


def keywords(row: ActivityView, labels: Labels) -> list[str]:
    """The type and the focus areas, in the language of the report."""
    return [one_line(name) for name in (labels.type(row.type, row.language), *labels.subjects(row))]


def notes(row: ActivityView, labels: Labels, options: Options) -> Iterator[str]:
    """One line for each fact, then for each proof that was asked for."""
    yield from (f"{label}: {value}" for label, value in facts(row, labels))
    yield from evidence_lines(row, options)
