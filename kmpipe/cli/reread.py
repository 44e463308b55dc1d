"""How reading articles again is reported."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from kmpipe.cli.output import plural, print_table

if TYPE_CHECKING:
    from kmpipe.pipeline import Reread

# changes and failures named in full; --json names all
_MOST = 20


def print_reread(report: Reread) -> None:
    """What came out otherwise, the fields by how often."""
    prefix = "would be: " if report.dry_run else ""
    counts = f"{report.changed} changed, {report.articles - report.changed - report.failed} unchanged, {report.failed} failed"
    click.echo(f"{prefix}{plural(report.articles, 'article')} read again: {counts}")
    for change in report.changes[:_MOST]:
        fields = f": {', '.join(change.fields)}" if change.fields else ""
        click.echo(f"{change.change}  [{change.id}]  {change.title}{fields}")
    if len(report.changes) > _MOST:
        click.echo(f"… {len(report.changes) - _MOST} more changes; --json lists all", err=True)
    counted = Counter(name for change in report.changes for name in change.fields)
    if len(report.changes) > 1:
        print_table("changed fields", dict(counted.most_common()))
    for failure in report.failures[:_MOST]:
        click.echo(f"failed: {failure.key}: {failure.message} ({failure.error}); {failure.hint}", err=True)
