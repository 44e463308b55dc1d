"""How `kmpipe stats --quality` is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kmpipe.cli.output import plural, print_columns, print_table, style

if TYPE_CHECKING:
    from kmpipe.report.labels import Labels
    from kmpipe.report.records import Quality
    from kmpipe.report.tables import Table

# failures that are named one by one; --json has all
_FAILURES = 10


def print_quality(quality: Quality) -> None:
    """The shares first, then what is behind them."""
    from kmpipe.report.labels import read_labels  # noqa: PLC0415 - babel loads with it
    from kmpipe.report.tables import drift_lines, fields_table, groups_table  # noqa: PLC0415 - the same

    labels = read_labels("en")
    click.echo(
        f"{plural(quality.articles, 'article')}, {plural(quality.mirrors, 'mirror')}, "
        f"{plural(quality.activities, 'activity', 'activities')}"
    )
    _print("", fields_table(quality, labels), labels)
    _print("by site", groups_table("site", quality.sites, labels("without_site"), labels), labels)
    _print("by year", groups_table("year", quality.years, labels("undated"), labels), labels)
    for title, counts in (
        ("articles without an activity", quality.without_activity),
        ("warnings about dates", quality.warnings),
        ("removed", quality.removals),
        ("review", quality.reviews),
        ("open doubts", quality.doubts),
    ):
        print_table(title, counts)
    click.echo(f"\n{labels('doubts_open', activities=quality.doubtful, pairs=quality.pairs)}")
    _lines("sites that changed", drift_lines(quality, labels))
    _print_failures(quality)


def _print(title: str, table: Table, labels: Labels) -> None:
    rows = [tuple(cell if isinstance(cell, str) else str(cell) for cell in row) for row in table.rows]
    if rows:
        click.echo(f"\n{style(title, bold=True)}" if title else "")
        print_columns(table.header, rows)


def _lines(title: str, lines: Iterator[str]) -> None:
    found = list(lines)
    if found:
        click.echo(f"\n{style(title, bold=True)}")
    for line in found:
        click.echo(f"  {line}")


def _print_failures(quality: Quality) -> None:
    kinds = Counter(reason.partition(":")[0] for reason in quality.failures.values())
    print_table("failures", dict(kinds.most_common()))
    for key, reason in list(quality.failures.items())[:_FAILURES]:
        click.echo(f"  {key}: {reason}")
    if len(quality.failures) > _FAILURES:
        click.echo(f"  … {len(quality.failures) - _FAILURES} more")
