"""Measurements, one a subcommand: `scripts/bench body`, `extract`, `ingest`, `export`, `search`, `semantic`, `relevance`."""

from __future__ import annotations

import json
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


@bench.command()
@click.argument("archives", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--count", default=1000, show_default=True, help="How many pages; those there are, several times if need be."
)
@click.option("--jobs", default=[1, 2], show_default=True, multiple=True, type=int, help="Numbers of processes.")
def ingest(archives: tuple[Path, ...], count: int, jobs: tuple[int, ...]) -> None:
    """Pages of a crawl (WARC files, say corpus/captures/*.warc.gz) made into articles: pages a second, beside trafilatura."""
    from bench_ingest import measure, pages  # noqa: PLC0415 - loads spaCy

    found = pages(archives, count)
    if not found:
        raise click.ClickException("no pages in these archives; crawl a site with --as sitemap first")
    size = sum(len(page.body) for page in found) / len(found)
    click.echo(f"{len(found):,} pages of {size / 1000:.0f} kB, wall time")
    for name, rate in measure(found, jobs, progress=lambda line: click.echo(f"… {line}", err=True)):
        click.echo(f"{name:55} {rate:6.1f} a second")


@bench.command()
@click.option("--count", default=100_000, show_default=True, help="How many activities.")
@click.option("--format", "formats", multiple=True, help="Only this format; repeat for several.")
@click.option("--text", is_flag=True, help="With text and evidence.")
def export(count: int, formats: tuple[str, ...], text: bool) -> None:
    """Generated activities in every export format: seconds, peak memory and size, each in a process of its own."""
    from bench_export import measure  # noqa: PLC0415 - loads the formats

    click.echo(f"{count:,} activities{' with text and evidence' if text else ''}")
    click.echo(f"{'format':12} {'seconds':>8} {'CPU s':>8} {'peak MB':>8} {'size MB':>8}")
    for found in measure(count, formats, text=text):
        click.echo(f"{found.name:12} {found.seconds:8.1f} {found.busy:8.1f} {found.peak:8.0f} {found.size:8.1f}")


@bench.command()
@click.option(
    "--count", "counts", default=[5_000, 20_000, 100_000], show_default=True, multiple=True, type=int,
    help="How many generated articles; repeat for several sizes.",
)  # fmt: skip
@click.option("--engine", "engines", multiple=True, help="Only this system; repeat for several.")
@click.option("--skip", multiple=True, metavar="SYSTEM[:COUNT]", help="Leave a system out, at all sizes or at one.")
@click.option("--cold", type=int, metavar="COUNT", help="Instead, `kmpipe search` from start to end at this size.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one size a line.")
def search(
    counts: tuple[int, ...], engines: tuple[str, ...], skip: tuple[str, ...], cold: int | None, as_json: bool
) -> None:
    """The search beside raw Whoosh, raw Tantivy and SQLite FTS5: indexing, questions, memory.

    \b
    scripts/bench search --skip 'raw Whoosh:100000' --skip 'kmpipe/Whoosh alone:100000'
    scripts/bench search --cold 20000
    """
    if cold is not None:
        from bench_search_cold import RUNS, measure_cold  # noqa: PLC0415 - only this option needs it

        click.echo(f"kmpipe search at {cold:,} articles, wall time of the process, median and largest of {RUNS}")
        for engine, query, median, largest in measure_cold(cold):
            click.echo(f"{engine:10} {query:24} {median:6.3f} s {largest:6.3f} s")
        return
    from bench_search import NOTES, SYSTEMS, measure, table  # noqa: PLC0415 - only this command needs it

    if unknown := set(engines) - set(SYSTEMS):
        raise click.UsageError(f"no such system: {', '.join(unknown)}; there are {', '.join(SYSTEMS)}")
    chosen = [name for name in SYSTEMS if name in engines or not engines]
    for figures in measure(counts, chosen, skip, lambda line: click.echo(f"… {line}", err=True)):
        if as_json:
            click.echo(json.dumps(figures))
        else:
            click.echo("\n".join(table(figures)) + "\n")
    if not as_json:
        click.echo(NOTES)


@bench.command()
@click.option("--count", default=100_000, show_default=True, help="How many synthetic passages.")
def semantic(count: int) -> None:
    """The search by meaning: the exact comparison with all passages, from the disk and from memory, and the model."""
    from bench_semantic import report  # noqa: PLC0415 - only this command needs it

    for line in report(count):
        click.echo(line)


@bench.command()
@click.option(
    "--semantic/--no-semantic", default=True, help="With the search by meaning, where its extra is installed."
)
def relevance(semantic: bool) -> None:
    """How well the search finds what answers a question, by kind: bridge, stemming and meaning on and off, plain BM25.

    Over the samples, and the seeds and the reports of the gold data where the shared folder has them.
    """
    from bench_relevance import report  # noqa: PLC0415 - the ingest loads with it

    root = Path(__file__).resolve().parents[1]
    for line in report(
        root / "corpus" / "samples", SHARED, root / "tests" / "search" / "questions.toml", semantic=semantic
    ):
        click.echo(line)


if __name__ == "__main__":
    bench()
