"""What a periodic report holds: the activities of a month, a quarter or a year, and what was agreed in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from kmpipe.export.days import first_day
from kmpipe.model import ActionItem, Activity, ActivityView, OrganisationMention
from kmpipe.model.base import Record
from kmpipe.report.documents_periods import Span, place

State = Literal["open", "overdue", "done"]
# an action item: its activity, and its number there, from 1
ItemKey = tuple[str, int]


class Agreed(Record, frozen=True, kw_only=True):
    """An action item with the activity it came from; an open one is overdue where its due day is before `day` of the report."""

    item: ActionItem
    row: ActivityView
    state: State


class Count(Record, frozen=True, kw_only=True):
    """Activities of one kind: how many, with how many participants, and how many of them name their number."""

    activities: int = 0
    participants: int = 0
    stated: int = 0


class Periodic(Record, frozen=True, kw_only=True):
    """The activities of a period, each in the order of its days.

    `held` began in it and took place, `apart` are planned, postponed or cancelled; `going_on` began before it, `vague` are
    known to a longer time than the period alone, `undated` to none, but were published in it. `agreed` was agreed in the
    activities that were held, `earlier` before the period and is still open. `kinds` are those of `held` by activity.
    """

    span: Span
    held: tuple[ActivityView, ...]
    apart: tuple[ActivityView, ...]
    going_on: tuple[ActivityView, ...]
    vague: tuple[ActivityView, ...]
    undated: tuple[ActivityView, ...]
    agreed: tuple[Agreed, ...]
    earlier: tuple[Agreed, ...]
    kinds: dict[str, str | None]

    @property
    def total(self) -> Count:
        """All that were held."""
        return count(self.held)

    def by_kind(self) -> dict[str | None, Count]:
        """The activities that were held by kind; None for those whose kind nothing tells."""
        groups: dict[str | None, list[ActivityView]] = {}
        for row in self.held:
            groups.setdefault(self.kinds[row.id], []).append(row)
        return {kind: count(rows) for kind, rows in groups.items()}

    def by_area(self) -> Counter[str]:
        """In how many activities that were held each focus area was a subject; "" for none."""
        return Counter(identity for row in self.held for identity in {area.id for area in row.focus_areas} or {""})

    def agencies(self) -> list[tuple[OrganisationMention, int]]:
        """The bodies that took part, offices left out, with in how many activities; the most frequent first."""
        bodies = {body.id: body for row in self.held for body in present(row)}
        seen = Counter(identity for row in self.held for identity in {body.id for body in present(row)})
        return sorted(
            ((bodies[identity], number) for identity, number in seen.items()), key=lambda a: (-a[1], a[0].name)
        )


def present(row: ActivityView) -> list[OrganisationMention]:
    """The bodies that took part, offices and those only mentioned left out."""
    return [body for body in row.organisations if body.kind != "office" and body.role != "mentioned"]


def count(rows: Iterable[ActivityView]) -> Count:
    """Activities with their participants."""
    known = list(rows)
    numbers = [row.participants for row in known if row.participants is not None]
    return Count(activities=len(known), participants=sum(numbers), stated=len(numbers))


def wanted(row: Activity, span: Span) -> bool:
    """Whether a report of this period may say anything of an activity: of what came before only what was agreed."""
    if row.held is None:
        return True
    where = place(row.held, span)
    return row.status == "held" and bool(row.action_items) if where == "before" else where != "after"


def periodic(
    span: Span,
    rows: Iterable[ActivityView],
    *,
    done: frozenset[ItemKey],
    kind: Callable[[ActivityView], str | None],
) -> Periodic:
    """Put activities where they belong in the report of a period. `done` are the action items that somebody marked so."""
    places: dict[str, list[ActivityView]] = {name: [] for name in ("in", "going on", "vague", "before", "undated")}
    for row in rows:
        if row.held is not None:
            where = place(row.held, span)
            if where != "after":
                places[where].append(row)
        elif row.published and (told := first_day(row.published[:10])) and span.first <= told <= span.last:
            places["undated"].append(row)
    for found in places.values():
        found.sort(key=lambda row: (row.held.start if row.held else row.published or "", row.id))
    held = [row for row in places["in"] if row.status == "held"]
    day = span.last.isoformat()
    agreed = [agreement for row in held for agreement in agreements(row, done, day)]
    past = [row for row in (*places["before"], *places["going on"]) if row.status == "held"]
    earlier = [found for row in past for found in agreements(row, done, day) if found.state != "done"]
    return Periodic(
        span=span,
        held=tuple(held),
        apart=tuple(row for row in places["in"] if row.status != "held"),
        going_on=tuple(places["going on"]),
        vague=tuple(places["vague"]),
        undated=tuple(places["undated"]),
        agreed=tuple(agreed),
        earlier=tuple(sorted(earlier, key=lambda found: (found.item.due or "9999", found.row.id))),
        kinds={row.id: kind(row) for row in held},
    )


def agreements(row: ActivityView, done: frozenset[ItemKey], day: str) -> Iterable[Agreed]:
    """The action items of an activity as they stand; one that is due before `day` (`2018-08-31`) and not done is overdue."""
    for number, item in enumerate(row.action_items, 1):
        late = item.due is not None and item.due < day[: len(item.due)]
        state: State = "done" if (row.id, number) in done else "overdue" if late else "open"
        yield Agreed(item=item, row=row, state=state)


def states(agreed: Iterable[Agreed]) -> Mapping[State, int]:
    """How many action items are in each state."""
    return Counter(found.state for found in agreed)
