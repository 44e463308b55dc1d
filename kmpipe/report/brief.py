"""What a brief on an agency holds: who it is, its last meetings, what was agreed, what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from kmpipe.export.days import first_day
from kmpipe.model import ActivityView, OrganisationMention, OrganisationRole, Period
from kmpipe.model.base import Record
from kmpipe.report.monthly import Agreed, ItemKey, agreements

# what comes first where a body stands in an activity more than once
_ROLES: tuple[OrganisationRole, ...] = ("organiser", "host", "speaker", "funder", "participant", "mentioned")


class Named(Record, frozen=True, kw_only=True):
    """A name with the years in which it held, None where they are open."""

    name: str
    since: int | None = None
    until: int | None = None


class Agency(Record, frozen=True, kw_only=True):
    """Who an agency is. `ids` are its own and those of the bodies it took over; `forms` all that it is called.

    `listed` says that the authority file has it; others bear the name that reports give them.
    """

    id: str
    name: str
    name_en: str | None = None
    kind: str = ""
    listed: bool = True
    parent: str | None = None
    abbreviations: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    former: tuple[Named, ...] = ()
    predecessors: tuple[Named, ...] = ()
    successors: tuple[Named, ...] = ()
    ids: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


class Meeting(Record, frozen=True, kw_only=True):
    """An activity an agency took part in: in which role, under which name, and who spoke for it."""

    id: str
    title: str
    held: Period | None
    place: str | None
    status: str
    role: OrganisationRole
    name: str
    represented_by: str | None = None
    articles: tuple[str, ...] = ()


class Task(Record, frozen=True, kw_only=True):
    """An action item: what, who, until when; from which activity, how many days ago; and how it stands."""

    task: str
    owner: str | None
    due: str | None
    state: str
    activity: str
    title: str
    held: Period | None
    age: int | None
    articles: tuple[str, ...] = ()


class Contact(Record, frozen=True, kw_only=True):
    """A person on record as speaking for an agency, and when last."""

    name: str
    role: str | None
    last: str | None


class Brief(Record, frozen=True, kw_only=True):
    """The brief, meetings and tasks latest first.

    `total` activities that were held, from `first` to `last` (calendar values), saw it take part, in `roles`; `mentioned`
    only speak of it. `meetings` are such, and those to come.
    `agreed` are the action items of the meetings listed, `open` those that are its own and not done, from all its
    activities. `contacts` is None where people were not asked for.
    """

    agency: Agency
    day: str
    total: int
    first: str | None
    last: str | None
    mentioned: int
    roles: dict[str, int]
    areas: dict[str, int]
    meetings: tuple[Meeting, ...]
    agreed: tuple[Task, ...]
    open: tuple[Task, ...]
    contacts: tuple[Contact, ...] | None


def brief(
    agency: Agency,
    rows: Iterable[ActivityView],
    *,
    done: frozenset[ItemKey],
    owns: Callable[[str], bool],
    today: date,
    people: bool,
    most: int,
) -> Brief:
    """The brief from the activities of an agency. `owns` tells whether the owner of a task, as written, is the agency."""
    ids = frozenset(agency.ids)
    told = sorted(rows, key=lambda row: (row.held.start if row.held else "", row.id), reverse=True)
    with_it = [(row, body) for row in told if (body := _body(row, ids)) is not None]
    day = today.isoformat()
    took_part = [(row, body) for row, body in with_it if body.role != "mentioned"]
    present = [(row, body) for row, body in took_part if row.status == "held"]
    meetings = [(row, body) for row, body in took_part if row.status == "held" or _is_coming(row, day)][:most]
    tasks = [_task(found, today) for row, _ in with_it for found in agreements(row, done, day)]
    listed = {row.id for row, _ in meetings}
    held = [row.held.start for row, _ in present if row.held]
    return Brief(
        agency=agency,
        day=day,
        total=len(present),
        first=min(held, default=None),
        last=max(held, default=None),
        mentioned=len(with_it) - len(took_part),
        roles=dict(Counter(body.role for _, body in present).most_common()),
        areas=dict(Counter(area.id for row, _ in present for area in row.focus_areas).most_common()),
        meetings=tuple(_meeting(row, body, people=people) for row, body in meetings),
        agreed=tuple(task for task in tasks if task.activity in listed),
        open=tuple(task for task in tasks if task.state != "done" and task.owner and owns(task.owner)),
        contacts=_contacts(present, owns) if people else None,
    )


def _is_coming(row: ActivityView, day: str) -> bool:
    return row.status != "cancelled" and row.held is not None and row.held.start >= day[: len(row.held.start)]


def _body(row: ActivityView, ids: frozenset[str]) -> OrganisationMention | None:
    """The agency as it stands in an activity, or an office of it; the weightiest role counts."""
    found = [body for body in row.organisations if body.id in ids]
    found = found or [body for body in row.organisations if body.kind == "office" and body.parent in ids]
    return min(found, key=lambda body: _ROLES.index(body.role), default=None)


def _meeting(row: ActivityView, body: OrganisationMention, *, people: bool) -> Meeting:
    return Meeting(
        id=row.id,
        title=row.title,
        held=row.held and Period(start=row.held.start, end=row.held.end),
        place=", ".join(dict.fromkeys(part for part in (row.venue, row.place) if part)) or None,
        status=row.status,
        role=body.role,
        name=body.name,
        represented_by=body.represented_by if people else None,
        articles=row.articles,
    )


def _task(found: Agreed, today: date) -> Task:
    row = found.row
    day = first_day(row.held.start) if row.held else None
    return Task(
        task=found.item.task,
        owner=found.item.owner,
        due=found.item.due,
        state=found.state,
        activity=row.id,
        title=row.title,
        held=row.held and Period(start=row.held.start, end=row.held.end),
        age=None if day is None or day > today else (today - day).days,
        articles=row.articles,
    )


def _contacts(
    present: Sequence[tuple[ActivityView, OrganisationMention]], owns: Callable[[str], bool]
) -> tuple[Contact, ...]:
    found: dict[str, Contact] = {}
    for row, body in present:
        last = row.held.start if row.held else None
        people = [
            (p.name, p.role)
            for p in row.people
            if (p.organisation and owns(p.organisation)) or (p.role and owns(p.role))
        ]
        for name, role in [*people, *([(body.represented_by, None)] if body.represented_by else [])]:
            known = found.get(name)
            if known is None:
                found[name] = Contact(name=name, role=role, last=last)
            elif known.role is None and role is not None:
                found[name] = Contact(name=name, role=role, last=known.last)
    return tuple(found.values())
