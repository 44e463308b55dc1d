"""The brief on an agency as a document of about a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kmpipe.export.labels import Labels as Vocabulary
from kmpipe.report.brief import Brief, Meeting, Named, Task
from kmpipe.report.documents import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Text,
    cell,
    row,
    table,
)
from kmpipe.report.documents_sources import Numbers, Source, source_list
from kmpipe.report.labels import Labels

# rows of a table that leave the brief on a page
_TASKS = 6
_NAMES = 6
_AREAS = 3
_CONTACTS = 8
_MONTH = 30.44
_YEAR = 365.25


def brief_document(
    found: Brief, institution: str, labels: Labels, vocabulary: Vocabulary, sources: Mapping[str, Source]
) -> Document:
    """The document; sections with nothing in them say so."""
    agency, numbers = found.agency, Numbers()
    blocks: list[Block] = [
        Heading(text=labels("brief_about")),
        Facts(rows=tuple(_profile(found, labels, vocabulary))),
        Heading(text=labels("brief_meetings")),
        *_meetings(found.meetings, labels, sources, numbers),
        Heading(text=labels("brief_agreed")),
        *_tasks(found.agreed, "agreed", labels, sources, numbers),
        Heading(text=labels("brief_open")),
        *_tasks(found.open, "open", labels, sources, numbers),
    ]
    if found.contacts is not None:
        blocks += [Heading(text=labels("brief_contacts")), *_contacts(found, labels)]
    listed = numbers.listed(sources)
    if listed:
        blocks += [Heading(text=labels("doc_sources")), source_list(listed, labels)]
    return Document(
        language=labels.language,
        institution=institution,
        title=labels("brief_title"),
        subtitle=(labels.either(agency.name, agency.name_en), labels("brief_day", day=labels.day(found.day))),
        blocks=tuple(blocks),
        page=labels("doc_page"),
    )


def _profile(found: Brief, labels: Labels, vocabulary: Vocabulary) -> Iterator[tuple[str, Cell]]:
    agency = found.agency
    other = agency.name if labels.language == "en" and agency.name_en else agency.name_en
    pairs = [
        ("name" if labels.language == "en" else "name_en", other or ""),
        ("abbreviations", ", ".join(agency.abbreviations)),
        ("parent", agency.parent or ""),
        ("former", _names(agency.former, labels)),
        ("predecessors", _names(agency.predecessors, labels)),
        ("successors", _names(agency.successors, labels)),
        ("activities", _activities(found, labels)),
        ("roles", ", ".join(f"{labels(f'doc_role_{role}')} {labels.number(n)}" for role, n in found.roles.items())),
        ("mentioned", labels("brief_number", count=found.mentioned) if found.mentioned else ""),
        (
            "focus",
            "; ".join(
                f"{vocabulary.area(area, labels.language)} ({labels.number(n)})"
                for area, n in list(found.areas.items())[:_AREAS]
            ),
        ),
    ]
    if not agency.listed:
        yield labels("brief_id"), cell(Text(text=labels("brief_unlisted"), quiet=True))
    for name, value in pairs:
        if value and value != labels.either(agency.name, agency.name_en):
            yield labels(f"brief_{name}"), cell(value)


def _names(names: Sequence[Named], labels: Labels) -> str:
    said = []
    for one in names[:_NAMES]:
        if one.since and one.until:
            years = labels("brief_years", since=str(one.since), until=str(one.until))
        elif one.since:
            years = labels("brief_since", year=str(one.since))
        else:
            years = labels("brief_until", year=str(one.until)) if one.until else ""
        said.append(labels("brief_former_name", name=one.name, years=years) if years else one.name)
    return "; ".join(said)


def _activities(found: Brief, labels: Labels) -> str:
    if not found.total:
        return ""
    if found.first is None or found.last is None:
        return labels("brief_activities_undated", count=found.total)
    if found.first == found.last:
        return labels("brief_activities_one", count=found.total, first=labels.day(found.first))
    days = {"first": labels.day(found.first), "last": labels.day(found.last)}
    return labels("brief_activities_of", count=found.total, **days)


def _meetings(
    meetings: Sequence[Meeting], labels: Labels, sources: Mapping[str, Source], numbers: Numbers
) -> Iterator[Block]:
    if not meetings:
        yield Paragraph(text=Text(text=labels("brief_no_meetings")))
        return
    columns = (
        Column(title=labels("doc_date"), width=17),
        Column(title=labels("doc_activity"), width=41),
        Column(title=labels("doc_place"), width=22),
        Column(title=labels("doc_role"), width=20),
    )
    rows = []
    for one in meetings:
        status = labels.term(one.status) if one.status != "held" else ""
        title = f"{one.title} {numbers.of(one.articles, sources)}"
        spoke = labels("brief_represented", name=one.represented_by) if one.represented_by else ""
        rows.append(
            row(
                labels.days(one.held) or labels("undated"),
                cell(title, Text(text=status, quiet=True)),
                one.place or "–",
                cell(labels(f"doc_role_{one.role}"), Text(text=spoke, quiet=True)),
            )
        )
    yield table(labels("brief_meetings_caption"), columns, rows)


def _tasks(
    tasks: Sequence[Task], name: str, labels: Labels, sources: Mapping[str, Source], numbers: Numbers
) -> Iterator[Block]:
    if not tasks:
        yield Paragraph(text=Text(text=labels(f"brief_no_{name}")))
        return
    columns = (
        Column(title=labels("doc_task"), width=43),
        Column(title=labels("doc_owner"), width=20),
        Column(title=labels("doc_due"), width=14),
        Column(title=labels("brief_age"), width=11),
        Column(title=labels("doc_state"), width=12),
    )
    rows = [
        row(
            f"{one.task} {numbers.of(one.articles, sources)}",
            one.owner or "–",
            labels.day(one.due) if one.due else "–",
            _age(one.age, labels),
            labels(f"doc_{one.state}"),
        )
        for one in tasks[:_TASKS]
    ]
    yield table(labels(f"brief_{name}_caption"), columns, rows)
    if len(tasks) > _TASKS:
        yield Paragraph(text=Text(text=labels("doc_more", count=len(tasks) - _TASKS), quiet=True))


def _age(days: int | None, labels: Labels) -> str:
    if days is None:
        return "–"
    if days == 1:
        return labels("brief_age_day")
    if days < 2 * _MONTH:
        return labels("brief_age_days", count=days)
    if days < 2 * _YEAR:
        return labels("brief_age_months", count=int(days / _MONTH))
    return labels("brief_age_years", count=int(days / _YEAR))


def _contacts(found: Brief, labels: Labels) -> Iterator[Block]:
    if not found.contacts:
        yield Paragraph(text=Text(text=labels("brief_no_contacts")))
        return
    columns = (
        Column(title=labels("doc_person"), width=40),
        Column(title=labels("brief_position"), width=40),
        Column(title=labels("last"), width=20),
    )
    rows = [
        row(one.name, one.role or "–", labels.day(one.last) if one.last else "–") for one in found.contacts[:_CONTACTS]
    ]
    yield table(labels("brief_contacts_caption"), columns, rows)
