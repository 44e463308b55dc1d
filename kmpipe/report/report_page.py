"""The report on activities as one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kmpipe.export.labels import Labels as Vocabularies
from kmpipe.report.labels import Labels
from kmpipe.report.markup import Child, Element, element, link
from kmpipe.report.matrix_chart import absent_note, matrix_chart, matrix_notes
from kmpipe.report.page import html_table, page, scroll
from kmpipe.report.quality_page import quality_parts
from kmpipe.report.records import Named, Report
from kmpipe.report.tables import Table, matrix_table, timeline_table
from kmpipe.report.timeline_chart import timeline_chart, timeline_notes, timeline_title

# entries of lists; what is beyond stands in `kmpipe matrix -o FILE.csv` and `kmpipe vocab glossary`
_LISTED, _AGENCIES, _CHARTED, _TERMS = 15, 40, 25, 80


def report_page(report: Report, labels: Labels, vocabularies: Vocabularies) -> bytes:
    """The page as a file: the same report in the same language gives the same bytes."""
    chapters: list[tuple[str, str, list[Child]]] = [
        ("summary", labels("summary"), list(_summary(report, labels, vocabularies))),
        ("timeline", timeline_title(report.timeline, labels), list(_timeline(report, labels))),
        ("matrix", labels("matrix"), list(_matrix(report, labels))),
        ("agencies", labels("agencies_top"), [_agencies(report, labels)]),
        ("places", labels("places"), _names(labels("place"), report.totals.places, labels)),
        ("series", labels("series_top"), _names(labels("series"), report.totals.series, labels)),
        ("recent", labels("activities_recent"), [_recent(report, labels, vocabularies)]),
        ("glossary", labels("glossary"), list(_glossary(report, labels))),
        ("quality", labels("quality"), list(quality_parts(report.quality, labels))),
    ]
    shown = [chapter for chapter in chapters if chapter[2]]
    contents = element("ul", *(element("li", element("a", name, href=f"#{anchor}")) for anchor, name, _ in shown))
    parts: list[Child] = [*_head(report, labels, vocabularies), element("nav", contents, aria_label=labels("contents"))]
    for anchor, name, content in shown:
        parts.append(element("section", element("h2", name), *content, id=anchor, class_=anchor))
    parts.append(element("footer", element("p", _made_with(report, labels), class_="quiet")))
    return page(labels("title"), labels, parts)


def _head(report: Report, labels: Labels, vocabularies: Vocabularies) -> Iterator[Child]:
    yield element("h1", labels("title"))
    totals = report.totals
    if totals.first and totals.last:
        yield element("p", labels("covers", days=labels.range(totals.first, totals.last)) + ".")
    if report.selection:
        yield element("p", labels("query", query=report.selection))
    scheme = vocabularies.schemes.get(report.timeline.scheme)
    if scheme is not None:
        yield element("p", labels("scheme", label=labels.either(scheme.label_id, scheme.label_en)), class_="quiet")
        if report.outside_scheme:
            first, last = str(scheme.since or ""), str(scheme.until or "")
            key = "years_scheme" if first and last else "since_scheme" if first else "until_scheme"
            years = labels(key, first=first, last=last)
            yield element("p", labels("outside_scheme", years=years, count=report.outside_scheme), class_="quiet")


def _made_with(report: Report, labels: Labels) -> str:
    newest = report.totals.newest
    if newest is None:
        return labels("generated_undated", articles=report.quality.articles)
    return labels("generated_by", articles=report.quality.articles, day=labels.day(newest[: len("2018-05-30")]))


def _summary(report: Report, labels: Labels, vocabularies: Vocabularies) -> Iterator[Child]:
    totals = report.totals
    if not totals.activities:
        yield element("p", labels("no_activities"))
    people = labels("participants_known", of=totals.with_participants)
    figures: list[tuple[str, int, str]] = [
        ("total_activities", totals.activities, ""),
        *((status, totals.statuses.get(status, 0), "") for status in ("held", "planned", "postponed", "cancelled")),
        ("undated", report.timeline.undated, ""),
        ("agencies", len(report.matrix.agencies), ""),
        ("places", len(totals.places), ""),
        ("participants", totals.participants, people),
    ]
    first = {"total_activities", "held", "agencies", "places"}
    yield element(
        "dl",
        *(
            element("div", element("dt", labels(name), element("small", more) if more else None), element("dd", labels.number(n)))
            for name, n, more in figures
            if n or name in first
        ),
        class_="figures",
    )  # fmt: skip
    if totals.types:
        rows = tuple((vocabularies.type(name, labels.language).capitalize(), n) for name, n in totals.types.items())
        yield element("h3", labels("types"))
        yield html_table(Table(header=(labels("type"), labels("activities")), rows=rows), labels, bars=True)


def _timeline(report: Report, labels: Labels) -> Iterator[Child]:
    yield scroll(timeline_chart(report.timeline, labels, alone=False))
    for note in timeline_notes(report.timeline, labels):
        yield element("p", note, class_="quiet")
    if report.timeline.periods:
        yield element("h3", labels("chart_numbers"))
        yield html_table(timeline_table(report.timeline, labels), labels, total=True)


def _matrix(report: Report, labels: Labels) -> Iterator[Child]:
    matrix = report.matrix
    if matrix.agencies:
        yield scroll(matrix_chart(matrix, labels, most=_CHARTED, alone=False))
        for note in matrix_notes(matrix, labels):
            yield element("p", note, class_="quiet")
        yield element("h3", labels("chart_numbers"))
        yield html_table(matrix_table(matrix, labels, most=_AGENCIES), labels)
        if len(matrix.agencies) > _AGENCIES:
            yield element("p", labels("more", count=len(matrix.agencies) - _AGENCIES), class_="quiet")
    if matrix.absent:
        yield element("h3", f"{labels('never')} ({labels.number(len(matrix.absent))})")
        yield element("p", absent_note(matrix, labels), class_="quiet")
        yield element("ul", *(element("li", labels.either(b.name, b.name_en)) for b in matrix.absent), class_="columns")


def _agencies(report: Report, labels: Labels) -> Element:
    rows = tuple((labels.either(a.name, a.name_en), a.activities) for a in report.matrix.agencies[:_LISTED])
    return html_table(Table(header=(labels("agency"), labels("activities")), rows=rows), labels, bars=True)


def _names(heading: str, names: Sequence[Named], labels: Labels) -> list[Child]:
    rows = tuple((n.name, labels.months(n.first, n.last), n.activities) for n in names[:_LISTED])
    table = Table(header=(heading, labels("when"), labels("activities")), rows=rows)
    more = element("p", labels("more", count=len(names) - _LISTED), class_="quiet") if len(names) > _LISTED else None
    return [html_table(table, labels, bars=True), *([more] if more is not None else [])] if names else []


def _recent(report: Report, labels: Labels, vocabularies: Vocabularies) -> Element:
    rows = []
    for item in report.totals.recent:
        title = element("td", link(item.title, item.url), lang=item.language if item.language in {"id", "en"} else None)
        if item.gone or item.url is None:
            title.append(element("small", " (" + (labels("gone") if item.gone else item.id) + ")"))
        rows.append(
            element(
                "tr",
                element("td", labels.days(item.held), class_="date"),
                title,
                element("td", vocabularies.type(item.type, labels.language)),
                element("td", item.place),
                element("td", "; ".join(labels.either(body.name, body.name_en) for body in item.organisers)),
            )
        )
    names = ("date", "title_column", "type", "place", "organisers")
    head = element("thead", element("tr", *(element("th", labels(name), scope="col") for name in names)))
    return scroll(element("table", head, element("tbody", *rows)))


def _glossary(report: Report, labels: Labels) -> Iterator[Child]:
    terms = report.totals.glossary
    if not terms:
        return
    shown = sorted(terms[:_TERMS], key=lambda use: (use.term.casefold(), use.meaning))
    rows = tuple((use.term, use.meaning, use.activities) for use in shown)
    yield html_table(Table(header=(labels("term"), labels("meaning"), labels("activities")), rows=rows), labels)
    if len(terms) > _TERMS:
        yield element("p", labels("more", count=len(terms) - _TERMS), class_="quiet")
