"""The report of a period as a document, in the form of a *laporan bulanan*."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kmpipe.export.labels import Labels as Vocabulary
from kmpipe.model import ActivityView
from kmpipe.model.base import Record
from kmpipe.report.documents import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Signature,
    Table,
    Text,
    cell,
    row,
    table,
)
from kmpipe.report.documents_sources import Numbers, Source, source_list
from kmpipe.report.labels import Labels
from kmpipe.report.monthly import Agreed, Count, Periodic, present, states
from kmpipe.vocab.kinds import ActivityKind

# names in a cell, bodies and open items in a table: more are counted
_NAMES = 8
_BODIES = 15
_EARLIER = 25
# where a signature's place and day are written by hand
_DOTS = "…" * 6


class Head(Record, frozen=True, kw_only=True):
    """Who reports and signs; what the activities were chosen by, where they are not all there are."""

    institution: str = ""
    place: str = ""
    signatory: str = ""
    position: str = ""
    chosen: str = ""
    scheme: str = ""


class Said(Record, frozen=True, kw_only=True):
    """What the words of a report come from."""

    labels: Labels
    vocabulary: Vocabulary
    kinds: tuple[ActivityKind, ...]
    sources: Mapping[str, Source]
    people: bool = False


def periodic_document(found: Periodic, head: Head, said: Said) -> Document:
    """The report. Sections keep their numbers whether or not there is something in them."""
    labels, numbers = said.labels, Numbers()
    blocks: list[Block] = []
    for number, (name, section) in enumerate(_SECTIONS.items(), 1):
        blocks.append(Heading(text=f"{_ROMAN[number - 1]}. {labels(name)}"))
        blocks += section(found, head, said, numbers)
    blocks.append(Paragraph(text=Text(text=labels("monthly_method"), quiet=True)))
    blocks.append(_signature(found, head, labels))
    days = _period(found, labels)
    return Document(
        language=labels.language,
        institution=head.institution,
        title=labels(f"{found.span.kind}_title"),
        subtitle=tuple(line for line in (days, head.chosen) if line),
        blocks=tuple(blocks),
        page=labels("doc_page"),
    )


def _period(found: Periodic, labels: Labels) -> str:
    """The period in words, with its days where they are not those of its name."""
    span = found.span
    if span.kind == "monthly":
        return labels("monthly_period", period=labels.day(span.name))
    days = f"{labels.day(span.first.isoformat())} – {labels.day(span.last.isoformat())}"
    if span.kind == "quarterly":
        year, _, number = span.name.partition("-Q")
        return labels("quarterly_period", number=_ROMAN[int(number) - 1], year=year, days=days)
    return labels("yearly_period", year=span.name, days=days)


def _summary(found: Periodic, head: Head, said: Said, _numbers: Numbers) -> Iterator[Block]:
    labels, total = said.labels, found.total
    if not found.held:
        yield Paragraph(text=Text(text=labels("monthly_empty")))
    else:
        yield Paragraph(
            text=Text(
                text=labels(
                    "monthly_summary",
                    activities=total.activities,
                    agencies=len(found.agencies()),
                    participants=total.participants,
                    stated=total.stated,
                    of=total.activities,
                )
            )
        )
        yield _kinds(found, said)
        yield _areas(found, head, said)
    yield from _beside(found, said)


def _kinds(found: Periodic, said: Said) -> Table:
    labels, counts = said.labels, found.by_kind()
    lines = [(labels.either(kind.label_id, kind.label_en), counts.get(kind.id, Count())) for kind in said.kinds]
    if None in counts:
        lines.append((labels("monthly_no_kind"), counts[None]))
    lines.append((labels("doc_total"), found.total))
    columns = (
        Column(title=labels("monthly_kind"), width=46),
        Column(title=labels("monthly_activities"), width=18, align="right"),
        Column(title=labels("monthly_participants"), width=18, align="right"),
        Column(title=labels("monthly_unstated"), width=18, align="right"),
    )
    rows = (
        row(
            name,
            labels.number(one.activities),
            labels.number(one.participants),
            labels.number(one.activities - one.stated),
        )
        for name, one in lines
    )
    return table(labels("monthly_kinds_caption"), columns, rows, total=True)


def _areas(found: Periodic, head: Head, said: Said) -> Table:
    labels, counts = said.labels, found.by_area()
    named = sorted((said.vocabulary.area(area, labels.language), number) for area, number in counts.items() if area)
    named.sort(key=lambda pair: -pair[1])
    if counts[""]:
        named.append((labels("monthly_no_area"), counts[""]))
    columns = (
        Column(title=labels("monthly_area"), width=82),
        Column(title=labels("monthly_activities"), width=18, align="right"),
    )
    rows = (row(name, labels.number(number)) for name, number in named)
    caption = labels("monthly_areas_caption", scheme=head.scheme) if head.scheme else labels("monthly_areas_plain")
    return table(caption, columns, rows)


def _beside(found: Periodic, said: Said) -> Iterator[Block]:
    """What is not counted, so that nobody looks for it in vain."""
    labels = said.labels
    for name, rows in (("going_on", found.going_on), ("vague", found.vague), ("undated", found.undated)):
        if rows:
            yield Paragraph(text=Text(text=labels(f"monthly_{name}", count=len(rows))))
            yield Items(
                items=tuple(
                    cell(", ".join(part for part in (one.title, labels.days(one.held), one.place or "") if part))
                    for one in rows[:_BODIES]
                )
                + ((cell(labels("doc_more", count=len(rows) - _BODIES)),) if len(rows) > _BODIES else ())
            )


def _activities(found: Periodic, _head: Head, said: Said, numbers: Numbers) -> Iterator[Block]:
    labels = said.labels
    if found.held:
        yield _table_of(found.held, labels("monthly_table_caption"), found, said, numbers)
    else:
        yield Paragraph(text=Text(text=labels("monthly_empty")))
    if found.apart:
        yield _table_of(found.apart, labels("monthly_apart_caption"), found, said, numbers)


def _table_of(rows: Sequence[ActivityView], caption: str, found: Periodic, said: Said, numbers: Numbers) -> Table:
    labels = said.labels
    columns = (
        Column(title=labels("doc_number"), width=6, align="right"),
        Column(title=labels("doc_date"), width=14),
        Column(title=labels("doc_activity"), width=29),
        Column(title=labels("doc_place"), width=15),
        Column(title=labels("doc_agencies"), width=25),
        Column(title=labels("doc_participants"), width=11, align="right"),
    )
    labelled = {kind.id: labels.either(kind.label_id, kind.label_en) for kind in said.kinds}
    cells = []
    for number, one in enumerate(rows, 1):
        about = [
            said.vocabulary.type(one.type, labels.language) if one.type != "other" else "",
            labelled.get(found.kinds.get(one.id) or "", ""),
            labels.term(one.status) if one.status != "held" else "",
            numbers.of(one.articles, said.sources),
        ]
        cells.append(
            row(
                number,
                labels.days(one.held),
                cell(one.title, Text(text=" · ".join(part for part in about if part), quiet=True)),
                ", ".join(dict.fromkeys(part for part in (one.venue, one.place) if part)) or "–",
                cell(*_bodies(one, said)),
                "–" if one.participants is None else labels.number(one.participants),
            )
        )
    return table(caption, columns, cells)


def _bodies(one: ActivityView, said: Said) -> list[str]:
    """Who took part, the organisers first, each once."""
    labels = said.labels
    leading = [body for body in present(one) if body.role in {"organiser", "host"}]
    others = [body for body in present(one) if body.role not in {"organiser", "host"}]
    names = dict.fromkeys(
        [
            *(f"{labels.either(body.name, body.name_en)} ({labels('doc_role_' + body.role)})" for body in leading),
            *(labels.either(body.name, body.name_en) for body in others),
        ]
    )
    shown = list(names)[:_NAMES]
    return [*shown, *([labels("doc_more", count=len(names) - _NAMES)] if len(names) > _NAMES else [])] or ["–"]


def _participants(found: Periodic, _head: Head, said: Said, _numbers: Numbers) -> Iterator[Block]:
    labels, total = said.labels, found.total
    if not found.held:
        yield Paragraph(text=Text(text=labels("monthly_empty")))
        return
    largest = max((one for one in found.held if one.participants), key=lambda one: one.participants or 0, default=None)
    facts = [
        (
            labels("monthly_participants_total"),
            labels("monthly_of", count=total.participants, stated=total.stated, of=total.activities),
        ),
    ]
    if largest is not None:
        said_of = labels("monthly_largest_of", title=largest.title, count=largest.participants or 0)
        facts.append((labels("monthly_largest"), said_of))
    yield Facts(rows=tuple((label, cell(value)) for label, value in facts))
    bodies = found.agencies()
    if bodies:
        columns = (
            Column(title=labels("doc_agency"), width=82),
            Column(title=labels("monthly_activities"), width=18, align="right"),
        )
        rows = [row(labels.either(body.name, body.name_en), labels.number(number)) for body, number in bodies[:_BODIES]]
        if len(bodies) > _BODIES:
            rows.append(row(labels("doc_more", count=len(bodies) - _BODIES), ""))
        yield table(labels("monthly_agencies_caption"), columns, rows)
    if said.people:
        yield from _people(found, labels)


def _people(found: Periodic, labels: Labels) -> Iterator[Block]:
    seen: dict[str, set[int]] = {}
    for number, one in enumerate(found.held, 1):
        for person in one.people:
            name = ", ".join(part for part in (person.name, person.role, person.organisation) if part)
            seen.setdefault(name, set()).add(number)
    if seen:
        columns = (
            Column(title=labels("doc_person"), width=78),
            Column(title=labels("monthly_in_activities"), width=22),
        )
        rows = (row(name, ", ".join(map(str, sorted(numbers)))) for name, numbers in sorted(seen.items()))
        yield table(labels("monthly_people_caption"), columns, rows)


def _follow_ups(found: Periodic, _head: Head, said: Said, numbers: Numbers) -> Iterator[Block]:
    labels, counts = said.labels, states(found.agreed)
    values = {
        "agreed": len(found.agreed),
        "open": counts.get("open", 0) + counts.get("overdue", 0),
        "overdue": counts.get("overdue", 0),
        "done": counts.get("done", 0),
        "earlier": len(found.earlier),
    }
    day = labels.day(found.span.last.isoformat())
    yield Facts(
        rows=tuple(
            (labels(f"monthly_followups_{name}", day=day), cell(labels.number(value))) for name, value in values.items()
        )
    )
    places = {one.id: number for number, one in enumerate(found.held, 1)}
    if found.agreed:
        yield _agreed_table(found.agreed, labels("monthly_followups_caption"), said, numbers, places)
    if found.earlier:
        caption = labels("monthly_earlier_caption")
        yield _agreed_table(found.earlier[:_EARLIER], caption, said, numbers, places)
        if len(found.earlier) > _EARLIER:
            more = labels("monthly_earlier_more", count=len(found.earlier) - _EARLIER)
            yield Paragraph(text=Text(text=more, quiet=True))


def _agreed_table(
    agreed: Sequence[Agreed], caption: str, said: Said, numbers: Numbers, places: Mapping[str, int]
) -> Table:
    labels = said.labels
    columns = (
        Column(title=labels("doc_number"), width=6, align="right"),
        Column(title=labels("doc_task"), width=34),
        Column(title=labels("doc_owner"), width=19),
        Column(title=labels("doc_due"), width=13),
        Column(title=labels("doc_state"), width=11),
        Column(title=labels("doc_from"), width=17),
    )
    rows = (
        row(
            number,
            found.item.task,
            found.item.owner or "–",
            labels.day(found.item.due) if found.item.due else "–",
            labels(f"doc_{found.state}"),
            labels("doc_activity_number", number=str(places[found.row.id]))
            if found.row.id in places
            else cell(labels.days(found.row.held), Text(text=numbers.of(found.row.articles, said.sources), quiet=True)),
        )
        for number, found in enumerate(agreed, 1)
    )
    return table(caption, columns, rows)


def _sources(_found: Periodic, _head: Head, said: Said, numbers: Numbers) -> Iterator[Block]:
    listed = numbers.listed(said.sources)
    if listed:
        yield source_list(listed, said.labels)
    else:
        yield Paragraph(text=Text(text=said.labels("doc_no_sources")))


def _signature(found: Periodic, head: Head, labels: Labels) -> Signature:
    where = f"{head.place or _DOTS}, {_DOTS} {found.span.last.year}"
    known = ("", labels("doc_seen_by")), (_DOTS * 2, "")
    made = (where, labels("doc_made_by")), (head.signatory or _DOTS * 2, head.position)
    return Signature(columns=(known, made))


_ROMAN = ("I", "II", "III", "IV", "V")
_SECTIONS = {
    "monthly_section_summary": _summary,
    "monthly_section_activities": _activities,
    "monthly_section_participants": _participants,
    "monthly_section_followups": _follow_ups,
    "monthly_section_sources": _sources,
}
