"""The part of the report page that says how good the data is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kmpipe.report.labels import Labels
from kmpipe.report.markup import Child, Element, element
from kmpipe.report.page import html_table
from kmpipe.report.records import Quality
from kmpipe.report.tables import Table, counts_table, drift_lines, fields_table, groups_table

# failures that are named one by one
_FAILURES = 15


def quality_parts(quality: Quality, labels: Labels) -> Iterator[Child]:
    """The figures of the whole workspace, under a heading each."""
    yield element("p", labels("quality_whole"), class_="quiet")
    yield html_table(fields_table(quality, labels), labels)
    if quality.sites:
        yield element("h3", labels("by_sites"))
        yield html_table(groups_table(labels("site"), quality.sites, labels("without_site"), labels), labels)
        yield element("h3", labels("by_years"))
        yield html_table(groups_table(labels("year"), quality.years, labels("undated"), labels), labels)
    for heading, column, counts in (
        ("without_activity", "reason", quality.without_activity),
        ("warnings", "kind", quality.warnings),
        ("removals", "kind", quality.removals),
        ("reviewed", "status", quality.reviews),
    ):
        yield element("h3", labels(heading))
        yield (
            html_table(counts_table(labels(column), counts, labels), labels, bars=True)
            if counts
            else element("p", labels("no_warnings"))
        )
    yield element("h3", labels("doubts"))
    yield element("p", labels("doubts_open", activities=quality.doubtful, pairs=quality.pairs) + ".")
    if quality.doubts:
        yield html_table(counts_table(labels("kind"), quality.doubts, labels), labels, bars=True)
    yield element("h3", labels("drift"))
    yield _items(list(drift_lines(quality, labels)), labels)
    yield element("h3", labels("failures"))
    yield from _failures(quality, labels)


def _failures(quality: Quality, labels: Labels) -> Iterator[Child]:
    kinds = Counter(reason.partition(":")[0] for reason in quality.failures.values())
    if not kinds:
        yield element("p", labels("none_open"))
        return
    yield html_table(counts_table(labels("reason"), dict(kinds.most_common()), labels), labels, bars=True)
    named = tuple(list(quality.failures.items())[:_FAILURES])
    yield html_table(Table(header=(labels("source"), labels("reason")), rows=named), labels)
    if len(quality.failures) > _FAILURES:
        yield element("p", labels("more", count=len(quality.failures) - _FAILURES), class_="quiet")


def _items(lines: list[str], labels: Labels) -> Element:
    return element("ul", *(element("li", line) for line in lines)) if lines else element("p", labels("none_open"))
