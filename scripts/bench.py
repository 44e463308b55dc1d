"""Measurements, one a subcommand: `scripts/bench body`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

SHARED = Path(os.environ.get("KMPIPE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@click.group()
def bench() -> None:
    """Measure kmpipe, beside its peers where there are any."""


@bench.command()
@click.option("--passes", default=3, show_default=True, help="Times all pages are read; the fastest counts.")
def body(passes: int) -> None:
    """Body text of the 131 pages of the article-extraction-benchmark: F1, precision, recall, pages a second.

    All extractors run in one process, page by page in turn. kmpipe makes the whole article (metadata, language and
    ledger), its peers the text alone. A peer that is not installed is left out: pip install --group bench.
    """
    if not (SHARED / "data" / "aeb").is_dir():
        raise click.ClickException(f"no benchmark data in {SHARED}; set KMPIPE_SHARED")
    sys.path.insert(0, str(SHARED / "tools"))
    from bench_body import measure, pages, peers, table  # noqa: PLC0415 - reads the scorer of the shared folder

    extractors, missing = peers()
    for name in missing:
        click.echo(f"{name} is not installed, left out (pip install --group bench)", err=True)
    found = pages(SHARED / "data" / "aeb")
    click.echo(f"{len(found)} pages, CPU time, best of {passes} passes")
    click.echo(table(measure(extractors, found, passes)))


if __name__ == "__main__":
    bench()
