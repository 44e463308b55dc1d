"""Schemes of focus areas: the option that chooses one, and how schemes and areas are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kmpipe.cli.output import plural, style

if TYPE_CHECKING:
    from kmpipe.model import Activity
    from kmpipe.workspace import SchemeArea, SchemeOverview

F = TypeVar("F", bound=Callable[..., Any])
# pieces of evidence that a reader of an area can take in; --json has all
_MOST = 3


def scheme_option(command: F) -> F:
    """`--scheme`: the focus areas of another scheme than the one activities bear."""
    text = "With the focus areas of this scheme: pilar, crf, … or your own; `kmpipe vocab schemes` lists them."
    return click.option("--scheme", metavar="SCHEME", help=text)(command)


class Years:
    """Counts the activities held in years in which a scheme did not hold: call it with each, then `note` says it."""

    def __init__(self, entry: SchemeOverview) -> None:
        self._entry = entry
        self._outside = 0

    def __call__(self, activity: Activity) -> None:
        """Look at one activity."""
        self._outside += not self._entry.covers(activity.held)

    def note(self) -> None:
        """Say on stderr how many there were, if any."""
        if self._outside:
            were = "was" if self._outside == 1 else "were"
            found = f"{plural(self._outside, 'activity', 'activities')} {were} held in other years"
            click.echo(f"note: the scheme {self._entry.id} holds {self._entry.years}; {found}", err=True)


def print_areas(activity: Activity, entry: SchemeOverview) -> None:
    """The focus areas of an activity in a scheme, each with its score and why."""
    labels = {area.id: area.label_en for area in entry.areas}
    click.echo(style(f"{entry.label_en} [{entry.id}]", bold=True))
    for area in activity.focus_areas:
        click.echo(f"   {style(area.id, fg='green')} {area.score:.2f}  {labels.get(area.id, '')}")
        for proof in area.evidence[:_MOST]:
            click.echo(f"      “{proof.quote}” ({proof.rule})")
    if not activity.focus_areas:
        click.echo("   none")


def print_scheme(entry: SchemeOverview) -> None:
    """A scheme with its years, its areas, and the areas of other schemes that these match."""
    years = f"  {entry.years}" if entry.years else ""
    click.echo(f"{style(entry.label_id, bold=True)} / {entry.label_en}  [{entry.id}]{years}")
    for area in entry.areas:
        click.echo(f"   {_head(area)}{area.label_id} / {area.label_en}  [{area.id}]")
        if area.matches:
            # an area without words of its own is found where one of these is
            click.echo(f"      {'matches' if area.cues else 'found by'} {', '.join(area.matches)}")


def _head(area: SchemeArea) -> str:
    return f"{style(area.notation, fg='cyan')}  " if area.notation else ""
