"""What runs through many activities: series, action items, unknown organisations, the glossary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from datetime import date

import msgspec

from kmpipe.model import Activity, Series
from kmpipe.workspace.records import FollowUp, GlossaryLine, SeriesMember, SeriesOverview, UnknownOrganisation

# articles named as examples
_EXAMPLES = 3


def list_series(activities: Iterable[Activity]) -> tuple[SeriesOverview, ...]:
    """The series with their activities in order of day and number, the longest series first."""
    found: dict[str, list[tuple[Series, Activity]]] = defaultdict(list)
    for activity in activities:
        if activity.series_entry is not None:
            found[activity.series_entry.id].append((activity.series_entry, activity))
    overviews = [_overview(identity, members) for identity, members in found.items()]
    return tuple(sorted(overviews, key=lambda o: (-len(o.activities), o.id)))


def _overview(identity: str, members: list[tuple[Series, Activity]]) -> SeriesOverview:
    members.sort(key=lambda pair: (_day(pair[1]), pair[0].number or 0, pair[1].id))
    names = Counter(series.name for series, _ in members)
    days = [_day(activity) for _, activity in members if activity.held]
    return SeriesOverview(
        id=identity,
        name=names.most_common(1)[0][0],
        cadence=next((series.cadence for series, _ in members if series.cadence), None),
        first=min(days, default=None),
        last=max(days, default=None),
        activities=tuple(
            SeriesMember(
                id=a.id, title=a.title, number=s.number, held=a.held.start if a.held else None, status=a.status
            )
            for s, a in members
        ),
    )


def _day(activity: Activity) -> str:
    return activity.held.start if activity.held else ""


def list_follow_ups(
    activities: Iterable[Activity], done: Iterable[tuple[str, str]], today: date
) -> tuple[FollowUp, ...]:
    """The action items of all activities, by due date, those without one last. `done` are pairs of report and task."""
    finished = set(done)
    found = [
        FollowUp(
            activity=activity.id,
            title=activity.title,
            held=activity.held.start if activity.held else None,
            number=number,
            task=item.task,
            owner=item.owner,
            due=item.due,
            done=_is_done(activity, item.task, finished),
            overdue=(
                item.due is not None
                and item.due < today.isoformat()[: len(item.due)]
                and not _is_done(activity, item.task, finished)
            ),
        )
        for activity in activities
        for number, item in enumerate(activity.action_items, 1)
    ]
    return tuple(sorted(found, key=lambda item: (item.due or "9999", item.activity, item.number)))


def _is_done(activity: Activity, task: str, finished: Container[tuple[str, str]]) -> bool:
    return any((report, task) in finished for report in activity.reports or (activity.id,))


def list_unknown(activities: Iterable[Activity]) -> tuple[UnknownOrganisation, ...]:
    """The organisations that the authority file does not know, the most frequent first."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for activity in activities:
        for body in activity.organisations:
            if body.id.startswith("~"):
                found[body.id].append((body.name, body.kind, activity.id))
    unknown = [
        UnknownOrganisation(
            id=identity,
            name=Counter(name for name, _, _ in seen).most_common(1)[0][0],
            kind=Counter(kind for _, kind, _ in seen).most_common(1)[0][0],
            activities=len({activity for _, _, activity in seen}),
            examples=tuple(sorted({activity for _, _, activity in seen})[:_EXAMPLES]),
        )
        for identity, seen in found.items()
    ]
    return tuple(sorted(unknown, key=lambda body: (-body.activities, body.id)))


def list_glossary(activities: Iterable[Activity]) -> tuple[GlossaryLine, ...]:
    """The acronyms and Indonesian/English pairs mined from the corpus, with the activities that give them, by term."""
    found: dict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for activity in activities:
        for term in activity.terms:
            key = (term.kind, term.term.casefold(), term.meaning.casefold())
            found[key].append((term.term, term.meaning, activity.id))
    lines = []
    for (kind, _, _), seen in found.items():
        (short, long), _ = Counter((a, b) for a, b, _ in seen).most_common(1)[0]
        sources = tuple(sorted({activity for _, _, activity in seen}))
        lines.append(GlossaryLine(kind=kind, term=short, meaning=long, count=len(sources), sources=sources))
    return tuple(sorted(lines, key=lambda line: (line.term.casefold(), line.kind, line.meaning.casefold())))


def toml_entry(body: UnknownOrganisation, **fields: str | tuple[str, ...] | None) -> str:
    """An entry of the authority file for an unknown organisation, as a TOML block."""
    entry: dict[str, object] = {"id": body.id.removeprefix("~"), "name": body.name, "kind": body.kind}
    entry.update({name: value for name, value in fields.items() if value})
    return "\n" + msgspec.toml.encode({"organisation": [entry]}).decode()
