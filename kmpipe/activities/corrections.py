"""What people set right, put over what was read: corrections of plain fields and of lists.

A correction names a field, what is done to it, and values as JSON of that field's type. Later ones win.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from kmpipe.model import (
    ActionItem,
    Activity,
    ActivityStatus,
    ActivityType,
    Correction,
    FocusArea,
    Language,
    OrganisationMention,
    Period,
    Person,
    Series,
    Term,
)

_WORD = re.compile(r"\w+")


class ListField(NamedTuple):
    """A field that holds several records: their type, and what makes two of them the same."""

    type: Any
    key: Callable[[Any], object]


# the type of each plain field
PLAIN: dict[str, Any] = {
    "title": str,
    "language": Language,
    "status": ActivityStatus,
    "type": ActivityType,
    "held": Period | None,
    "place": str | None,
    "province": str | None,
    "venue": str | None,
    "participants": int | None,
    "series": str | None,
}
LISTS: dict[str, ListField] = {
    "organisations": ListField(OrganisationMention, lambda record: record.id),
    "focus_areas": ListField(FocusArea, lambda record: (record.scheme, record.id)),
    "people": ListField(Person, lambda record: record.name.casefold()),
    "categories": ListField(str, str.casefold),
    "action_items": ListField(ActionItem, lambda record: record.task.casefold()),
    "terms": ListField(Term, lambda record: (record.term.casefold(), record.meaning.casefold())),
}


def apply(activity: Activity, corrections: Sequence[Correction]) -> Activity:
    """The activity with the corrections made, oldest first; they are named in it, and its evidence of plain values goes.

    A correction of the place without one of the province takes the old province away: it may be another's.
    """
    for correction in corrections:
        activity = _plain(activity, correction) if correction.field in PLAIN else _list(activity, correction)
    return msgspec.structs.replace(activity, corrections=tuple(corrections))


def _plain(activity: Activity, correction: Correction) -> Activity:
    (value,) = correction.values or ("null",)
    decoded = msgspec.json.decode(value, type=PLAIN[correction.field])
    changes: dict[str, Any] = {correction.field: decoded}
    if correction.field == "held":
        changes["warnings"] = ()
    if correction.field == "series":
        entry = Series(id="-".join(_WORD.findall(decoded.casefold())), name=decoded) if decoded else None
        changes |= {"series": entry.id if entry else None, "series_entry": entry}
    evidence = tuple(proof for proof in activity.evidence if proof.field != correction.field)
    conflicts = tuple(conflict for conflict in activity.conflicts if conflict.field != correction.field)
    return msgspec.structs.replace(activity, **changes, evidence=evidence, conflicts=conflicts)


def _list(activity: Activity, correction: Correction) -> Activity:
    field = LISTS[correction.field]
    given = [msgspec.json.decode(value, type=field.type) for value in correction.values]
    named = {field.key(record) for record in given}
    old: Sequence[Any] = getattr(activity, correction.field)
    others = [record for record in old if field.key(record) not in named]
    new = {"set": given, "add": [*others, *given], "remove": others}[correction.action]
    return msgspec.structs.replace(activity, **{correction.field: tuple(new)})
