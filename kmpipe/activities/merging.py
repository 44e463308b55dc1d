"""Several reports of one activity made one record, with what they disagree on kept side by side.

The first report stands for all: it gives the id, and wherever reports disagree its value is the one borne. The others
follow in the order of their ids, so the order in which they are passed changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from kmpipe.activities.wording import person_name
from kmpipe.model import (
    ActionItem,
    Activity,
    Attachment,
    Conflict,
    Evidence,
    FocusArea,
    OrganisationMention,
    OrganisationRole,
    Period,
    Person,
    Record,
    Related,
    ReportedValue,
    Term,
)

_STRENGTH: tuple[OrganisationRole, ...] = ("organiser", "host", "funder", "speaker", "participant", "mentioned")
# fields whose values are compared as words; a language, an address and a title differ from report to report by nature
_COMPARED = ("status", "type", "place", "venue", "participants", "series")
# a value that says nothing was read
_UNREAD = (None, "other", "und", "")

R = TypeVar("R", bound=Record)


def merge(reports: Sequence[Activity]) -> Activity:
    """One activity of several reports; the id of the first one stands. One report alone is given back unchanged.

    - `reports` and `articles` are those of all, without repetition.
    - A plain value is that of the first report that has one (`other` is no type, `und` no language); `province` follows
      `place`, and `warnings` follow `held`. A day within a longer period, and a month around a day, give way to the
      longer period and to the day.
    - `conflicts` names each plain field on which they disagree, with each distinct value and the article it stands in,
      the value borne first; title, language and address are no conflicts, nor is a value that says the same with more
      words or fewer (`Aula Kantor Camat`, `Kantor Camat`).
    - Lists are united; what two reports both have stands once, in the place of the first, with the evidence of both.
      What one report names twice stays twice.
    - Evidence of a later report says in `article` where it stands.

    A report that is part of another one, joined before, is not counted again. The review state is that of the first.
    Raises `ValueError` for no reports.
    """
    if not reports:
        raise ValueError("no reports to merge")
    kept = _distinct(reports)
    first = kept[0]
    if len(kept) == 1:
        return first
    stamped = [first, *(_stamped(each, _article(each), _article(first)) for each in kept[1:])]
    ids = tuple(dict.fromkeys(own for each in kept for own in _ids(each)))
    values = {field: _reported(stamped, field) for field in _COMPARED}
    periods = _outermost(_reported(stamped, "held"))
    outer = {each.value for each in periods}
    held = next((each for each in stamped if each.held and _text(each.held) in outer), first)
    series = _bearer(stamped, "series")
    ordered = _leading(periods, _text(held.held) if held.held else None)
    return msgspec.structs.replace(
        first,
        **{field: getattr(_bearer(stamped, field), field) for field in (*_COMPARED, "title", "language", "url")},
        series_entry=series.series_entry,
        province=_province(stamped),
        held=held.held,
        warnings=held.warnings,
        **_lists(stamped, ids),
        articles=tuple(dict.fromkeys(article for each in kept for article in each.articles)),
        reports=ids,
        conflicts=tuple(
            Conflict(field=field, values=found)
            for field, found in {"held": ordered, **values}.items()
            if len(found) > 1
        ),
        corrections=_once(each.corrections for each in stamped),
    )


def _distinct(reports: Sequence[Activity]) -> list[Activity]:
    """The first report and the others by id, without those that are part of what is already there."""
    kept = [reports[0]]
    seen = set(_ids(reports[0]))
    # what was joined before goes ahead of its parts
    for each in sorted(reports[1:], key=lambda report: (-len(report.reports), report.id)):
        if not seen.issuperset(_ids(each)):
            kept.append(each)
            seen.update(_ids(each))
    return [kept[0], *sorted(kept[1:], key=lambda report: report.id)]


def _ids(activity: Activity) -> tuple[str, ...]:
    return activity.reports or (activity.id,)


def _article(activity: Activity) -> str:
    return activity.articles[0] if activity.articles else activity.id


def _stamped(value: Any, article: str, leading: str) -> Any:
    """The value with the article it stands in written into every evidence in it, unless that is the leading one.

    The number of a removal has no meaning beside another article's text.
    """
    if isinstance(value, Evidence):
        own = value.article or article
        return msgspec.structs.replace(value, article=None if own == leading else own)
    if isinstance(value, tuple):
        return tuple(_stamped(each, article, leading) for each in value)
    if isinstance(value, Record):
        changed = {name: _stamped(getattr(value, name), article, leading) for name in value.__struct_fields__}
        if isinstance(value, Related) and article != leading:
            changed["removal"] = None
        return msgspec.structs.replace(value, **changed)
    return value


# --- plain values ---


def _bearer(reports: Sequence[Activity], field: str) -> Activity:
    return next((each for each in reports if getattr(each, field) not in _UNREAD), reports[0])


def _province(reports: Sequence[Activity]) -> str | None:
    place = _bearer(reports, "place").place
    return next((each.province for each in reports if each.place == place and each.province), None)


def _reported(reports: Sequence[Activity], field: str) -> tuple[ReportedValue, ...]:
    """The distinct values of a field in order, with the articles they stand in, without case and the order of words."""
    found: dict[frozenset[str], ReportedValue] = {}
    for each in reports:
        earlier = next((conflict.values for conflict in each.conflicts if conflict.field == field), ())
        value = getattr(each, field)
        own = () if value in _UNREAD else (ReportedValue(value=_text(value), article=_source(each, field)),)
        for reported in earlier or own:
            found.setdefault(frozenset(reported.value.casefold().split()), reported)
    borne = next(iter(found), frozenset())
    return tuple(value for words, value in found.items() if words == borne or not (words <= borne or borne <= words))


def _text(value: Period | str | int) -> str:
    if isinstance(value, Period):
        return f"{value.start}/{value.end}" if value.end else value.start
    return str(value)


def _source(activity: Activity, field: str) -> str:
    if field == "held" and activity.held:
        proofs: tuple[Evidence, ...] = activity.held.evidence
    else:
        proofs = tuple(proof for each in activity.evidence if each.field == field for proof in each.evidence)
    return next((proof.article for proof in proofs if proof.article), _article(activity))


def _outermost(periods: tuple[ReportedValue, ...]) -> tuple[ReportedValue, ...]:
    """The periods without those that another one makes needless."""
    return tuple(each for each in periods if not any(_outdoes(other.value, each.value) for other in periods))


def _outdoes(one: str, other: str) -> bool:
    """Whether the first period holds the second one and is as exact, or is more exact and lies in it."""
    if one == other:
        return False
    (start, end), (first, last) = ((days[0], days[-1]) for days in (one.split("/"), other.split("/")))
    if len(start) == len(first):
        return start <= first and last <= end
    # "~" sorts after every digit and hyphen: a month reaches to its last day
    return len(start) > len(first) and first <= start and end <= f"{last}~"


def _leading(values: tuple[ReportedValue, ...], borne: str | None) -> tuple[ReportedValue, ...]:
    return tuple(sorted(values, key=lambda each: each.value != borne))


# --- lists ---


def _lists(reports: Sequence[Activity], ids: tuple[str, ...]) -> dict[str, tuple[Any, ...]]:
    """The united lists of an activity by field."""

    def unite(field: str, key: Callable[[Any], Hashable]) -> tuple[Any, ...]:
        return _united([getattr(each, field) for each in reports], key)

    return {
        "categories": _united_words(each.categories for each in reports),
        "sessions": unite("sessions", attrgetter("start", "end")),
        "dates": unite("dates", attrgetter("start", "end", "role")),
        "organisations": unite("organisations", attrgetter("id")),
        "focus_areas": unite("focus_areas", attrgetter("scheme", "id")),
        "people": unite("people", _person),
        "action_items": unite("action_items", _task),
        "terms": unite("terms", _term),
        "precursors": unite("precursors", lambda each: each.name.casefold()),
        "attachments": unite("attachments", _attachment),
        "evidence": unite("evidence", attrgetter("field")),
        "related": unite("related", lambda each: each.url or _folded(each.title)),
        "follows": tuple(each for each in _once(each.follows for each in reports) if each not in ids),
    }


def _person(each: Person) -> Hashable:
    return person_name(each.name)


def _task(each: ActionItem) -> Hashable:
    return _folded(each.task)


def _term(each: Term) -> Hashable:
    return each.kind, _folded(each.term), _folded(each.meaning)


def _attachment(each: Attachment) -> Hashable:
    return _folded(each.name)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _united(lists: Sequence[tuple[R, ...]], key: Callable[[R], Hashable]) -> tuple[R, ...]:
    """The records of all lists; one whose like an earlier list has is absorbed by it, those of one list stay apart."""
    united: list[R] = []
    home: dict[Hashable, int] = {}
    for records in lists:
        fresh: dict[Hashable, int] = {}
        for record in records:
            identity = key(record)
            if identity in home:
                united[home[identity]] = _absorbed(united[home[identity]], record)
            else:
                fresh.setdefault(identity, len(united))
                united.append(record)
        home |= fresh
    return tuple(united)


def _absorbed(record: R, other: R) -> R:
    """The record with what the other one has beyond it: evidence, and values where it has none.

    Of two roles of an organisation the stronger one stands, of two scores the higher, and an office makes a person public.
    """
    changes: dict[str, Any] = {
        name: getattr(other, name) for name in record.__struct_fields__ if getattr(record, name) in (None, ())
    }
    if isinstance(record, OrganisationMention) and isinstance(other, OrganisationMention):
        changes["role"] = min(record.role, other.role, key=_STRENGTH.index)
    if isinstance(record, FocusArea) and isinstance(other, FocusArea):
        changes["score"] = max(record.score, other.score)
    if isinstance(record, Person) and isinstance(other, Person):
        changes["public_office"] = record.public_office or other.public_office
    for name in ("evidence", "warnings"):
        if name in record.__struct_fields__:
            changes[name] = _once((getattr(record, name), getattr(other, name)))
    return msgspec.structs.replace(record, **changes)


def _united_words(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for word in (word for words in lists for word in words):
        found.setdefault(_folded(word), word)
    return tuple(found.values())


def _once(lists: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(each for records in lists for each in records))
