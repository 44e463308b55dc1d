"""The handover as a document."""

from __future__ import annotations

from collections.abc import Iterator

from kmpipe.export.days import DAY_LENGTH
from kmpipe.report.documents import (
    Block,
    Column,
    Commands,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Table,
    Text,
    cell,
    row,
    table,
)
from kmpipe.report.handover import Handover, SourceState
from kmpipe.report.labels import Labels
from kmpipe.vocab.changes import VocabularyChange

# rows of a table, names in a cell: more are counted, and the command that lists them is said
_ROWS = 40
_FEW = 12
# what the next person does, in this order; the labels say what each command is for
_COMMANDS = {
    "ingest": "kmpipe ingest",
    "check": "kmpipe check",
    "review": "kmpipe review",
    "followups": "kmpipe followups --open",
    "vocab": "kmpipe vocab review",
    "extract": "kmpipe extract --all",
    "quality": "kmpipe stats --quality",
    "monthly": "kmpipe report --monthly {month} -o laporan.docx",
    "export": "kmpipe export -o kegiatan.xlsx",
    "index": "kmpipe index rebuild",
}


def handover_document(found: Handover, institution: str, labels: Labels, *, day: str) -> Document:
    """The document, as of a day (`2018-08-31`). Sections keep their numbers whether or not there is something in them."""
    blocks: list[Block] = []
    for number, (name, section) in enumerate(_SECTIONS.items(), 1):
        blocks.append(Heading(text=f"{number}. {labels(name)}"))
        blocks += section(found, labels)
    blocks += [
        Heading(text=f"{len(_SECTIONS) + 1}. {labels('handover_section_continue')}"),
        Paragraph(text=Text(text=labels("handover_continue"))),
        Commands(
            rows=tuple(
                (command.format(month=day[:7]), labels(f"handover_do_{name}")) for name, command in _COMMANDS.items()
            )
        ),
    ]
    return Document(
        language=labels.language,
        institution=institution,
        title=labels("handover_title"),
        subtitle=(labels("handover_subtitle"), labels("brief_day", day=labels.day(day))),
        blocks=tuple(blocks),
        page=labels("doc_page"),
    )


def _sources(found: Handover, labels: Labels) -> Iterator[Block]:
    if found.sources:
        columns: tuple[Column, ...] = (
            Column(title=labels("handover_source"), width=36),
            Column(title=labels("handover_road"), width=12),
            Column(title=labels("handover_read"), width=20),
            Column(title=labels("handover_documents"), width=32),
        )
        rows = [row(*_source(one, labels)) for one in found.sources]
        yield table(labels("handover_sources_caption"), columns, rows)
    else:
        yield Paragraph(text=Text(text=labels("handover_no_sources")))
    counts = [(host, labels.number(number)) for host, number in list(found.hosts.items())[:_ROWS]]
    if found.files:
        counts.append((labels("without_site"), labels.number(found.files)))
    if counts:
        columns = (
            Column(title=labels("site"), width=80),
            Column(title=labels("articles"), width=20, align="right"),
        )
        yield table(labels("handover_hosts_caption"), columns, [row(*pair) for pair in counts])
        yield from _more(len(found.hosts), labels)
    failures = found.quality.failures
    if failures:
        columns = (
            Column(title=labels("handover_document"), width=50),
            Column(title=labels("doc_reason"), width=50),
        )
        rows = [row(key, reason) for key, reason in list(failures.items())[:_ROWS]]
        yield table(labels("handover_failures_caption", count=len(failures)), columns, rows)
        yield from _more(len(failures), labels)
    else:
        yield Paragraph(text=Text(text=labels("handover_no_failures")))


def _source(one: SourceState, labels: Labels) -> tuple[str | tuple[Text, ...], ...]:
    state = [
        "" if one.listed else labels("handover_unlisted"),
        labels("handover_pending") if one.pending else "",
    ]
    documents = ", ".join(
        labels(f"handover_state_{name}", count=number) for name, number in one.documents.items() if number
    )
    return (
        cell(Text(text=one.url, url=one.url), Text(text="; ".join(part for part in state if part), quiet=True)),
        one.road or "–",
        labels.day(one.read[:DAY_LENGTH]) if one.read else labels("handover_never"),
        documents or "–",
    )


def _vocabulary(found: Handover, labels: Labels) -> Iterator[Block]:
    if not found.changes:
        yield Paragraph(text=Text(text=labels("handover_no_changes")))
        return
    columns = (
        Column(title=labels("handover_file"), width=26),
        Column(title=labels("handover_entry"), width=28),
        Column(title=labels("handover_change"), width=46),
    )
    rows = [row(f"{one.file}: {one.table}", one.subject, _change(one, labels)) for one in found.changes[:_ROWS]]
    yield table(labels("handover_changes_caption"), columns, rows)
    yield from _more(len(found.changes), labels)


def _change(one: VocabularyChange, labels: Labels) -> str:
    details = ", ".join(one.details[:_FEW]) + (", …" if len(one.details) > _FEW else "")
    return labels(f"handover_{one.kind}", details=details).rstrip(": ")


def _decisions(found: Handover, labels: Labels) -> Iterator[Block]:
    if not found.decisions:
        yield Paragraph(text=Text(text=labels("handover_no_decisions")))
        return
    columns = (
        Column(title=labels("doc_number"), width=6, align="right"),
        Column(title=labels("handover_about"), width=32),
        Column(title=labels("handover_decision"), width=28),
        Column(title=labels("doc_reason"), width=18),
        Column(title=labels("handover_by"), width=16),
    )
    rows = [
        row(
            str(one.number),
            cell(one.subject, Text(text=one.ids, quiet=True)),
            cell(labels(f"handover_kind_{one.kind}"), one.value),
            one.reason or "–",
            cell(one.author, Text(text=labels.day(one.made[:DAY_LENGTH]), quiet=True)),
        )
        for one in found.decisions
    ]
    yield table(labels("handover_decisions_caption"), columns, rows)


def _quality(found: Handover, labels: Labels) -> Iterator[Block]:
    quality = found.quality
    yield Facts(
        rows=(
            (labels("articles"), cell(labels.number(quality.articles))),
            (labels("handover_mirrors"), cell(labels.number(quality.mirrors))),
            (labels("activities"), cell(labels.number(quality.activities))),
            (labels("without_activity"), cell(labels.number(sum(quality.without_activity.values())))),
        )
    )
    columns = (
        Column(title=labels("articles_with"), width=70),
        Column(title=labels("share"), width=30, align="right"),
    )
    rows = [
        row(
            labels(f"field_{name}"),
            labels("handover_share", having=have.having, of=have.of, share=labels.share(have.having, have.of)),
        )
        for name, have in quality.fields.items()
    ]
    yield table(labels("handover_fields_caption"), columns, rows)
    for name, counts in (("warnings", quality.warnings), ("removals", quality.removals)):
        if counts:
            columns = (
                Column(title=labels(name), width=80),
                Column(title=labels("count"), width=20, align="right"),
            )
            rows = [row(labels.term(value), labels.number(number)) for value, number in counts.items()]
            yield table(labels(f"handover_{name}_caption"), columns, rows)
    if quality.drift:
        yield Paragraph(text=Text(text=labels("handover_drift", hosts=", ".join(one.host for one in quality.drift))))


def _searches(found: Handover, labels: Labels) -> Iterator[Block]:
    if not found.searches:
        yield Paragraph(text=Text(text=labels("handover_no_searches")))
        return
    columns = (
        Column(title=labels("name"), width=28),
        Column(title=labels("handover_command"), width=54),
        Column(title=labels("handover_by"), width=18),
    )
    rows = [row(one.name, one.query, one.author) for one in found.searches]
    yield table(labels("handover_searches_caption"), columns, rows)


def _doubts(found: Handover, labels: Labels) -> Iterator[Block]:
    yield Facts(
        rows=(
            (labels("handover_doubtful"), cell(labels.number(len(found.doubts)))),
            (labels("handover_pairs"), cell(labels.number(found.quality.pairs))),
            (labels("handover_open_tasks"), cell(labels.number(found.open_tasks))),
        )
    )
    if found.doubts:
        yield _doubt_table(found, labels)
        yield from _more(len(found.doubts), labels)
    if found.unknown:
        yield Paragraph(text=Text(text=labels("handover_unknown", count=len(found.unknown))))
        names = [cell(f"{name} ({labels.number(number)})") for name, number in found.unknown[:_FEW]]
        yield Items(items=tuple(names))


def _doubt_table(found: Handover, labels: Labels) -> Table:
    columns = (
        Column(title=labels("doc_activity"), width=50),
        Column(title=labels("handover_doubt"), width=50),
    )
    rows = []
    for one in found.doubts[:_ROWS]:
        same = labels("handover_same", count=one.same) if one.same else ""
        rows.append(
            row(
                cell(one.title, Text(text=one.id, quiet=True)),
                cell(*(_doubt(field, message, labels) for field, message in one.doubts), same),
            )
        )
    return table(labels("handover_doubts_caption"), columns, rows)


def _doubt(field: str, message: str, labels: Labels) -> str:
    """A doubt in the reader's language; numbers and values after the message stay as they are."""
    known, bracket, rest = message.partition(" (")
    said, colon, values = known.partition(":")
    value = f" {labels.term(values.strip())}" if values else ""
    return f"{labels.term(field)}: {labels.term(said)}{colon}{value}{bracket}{rest}"


def _more(count: int, labels: Labels) -> Iterator[Block]:
    if count > _ROWS:
        yield Paragraph(text=Text(text=labels("doc_more", count=count - _ROWS), quiet=True))


_SECTIONS = {
    "handover_section_sources": _sources,
    "handover_section_vocabulary": _vocabulary,
    "handover_section_decisions": _decisions,
    "handover_section_quality": _quality,
    "handover_section_searches": _searches,
    "handover_section_doubts": _doubts,
}
