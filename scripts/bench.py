"""Measurements, one a subcommand: `scripts/bench body`, `scripts/bench extract`."""

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


@bench.command()
@click.option("--count", default=500, show_default=True, help="How many articles.")
def extract(count: int) -> None:
    """Extraction on articles like the samples: articles a second, and the share of each part."""
    from bench_extract import articles, measure  # noqa: PLC0415 - loads spaCy

    found = articles(Path(__file__).resolve().parents[1] / "corpus" / "samples", count)
    seconds, shares = measure(found)
    words = sum(len(article.text.split()) for article in found)
    click.echo(f"{count} articles of {words // count} words: {count / seconds:.1f} a second of processor time")
    for name, share in sorted(shares.items(), key=lambda item: -item[1]):
        click.echo(f"{name:25} {share:6.1%}")


if __name__ == "__main__":
    bench()
