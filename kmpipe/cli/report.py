"""`kmpipe timeline`, `matrix` and `report`: activities counted, as text, pictures and pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

import click

from kmpipe.cli.charts import bold, check_one_output, columns, prepare, print_lines, write_chart, write_file
from kmpipe.cli.documents import document_report, period_options
from kmpipe.cli.options import filter_options, json_option, names_options, words_option, workspace_option
from kmpipe.cli.output import print_json
from kmpipe.cli.schemes import Years, scheme_option
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from kmpipe.report.calendar import Grain
    from kmpipe.report.labels import LabelLanguage
    from kmpipe.workspace import FilterValues

F = TypeVar("F", bound=Callable[..., Any])
# agencies in a chart
_MOST = 25


def chart_options(command: F) -> F:
    """`--output` and `--top` of a chart."""
    return click.option(
        "--output", "-o", metavar="FILE", help="Write a picture (.svg, .png), a page (.html) or the numbers (.csv)."
    )(command)


@click.command()
@click.argument("query", nargs=-1)
@filter_options
@names_options
@scheme_option
@click.option(
    "--by",
    "grain",
    type=click.Choice(["month", "quarter", "year"]),
    default="month",
    show_default=True,
    help="What to count by.",
)
@words_option
@chart_options
@json_option
@workspace_option
def timeline(
    query: tuple[str, ...],
    *,
    grain: Grain,
    words: LabelLanguage,
    output: str | None,
    as_json: bool,
    scheme: str | None,
    bridge: bool,
    predecessors: bool,
    **filters: Unpack[FilterValues],
) -> None:
    """Count activities over time, by focus area.

    \b
    kmpipe timeline --from 2018
    kmpipe timeline --agency BPBD --by quarter
    kmpipe timeline -o timeline.svg

    An activity counts when it began; one with several focus areas counts in each of them.
    """
    from kmpipe.report.tables import timeline_csv, timeline_table  # noqa: PLC0415 - `--help` does without it
    from kmpipe.report.textcharts import timeline_text  # noqa: PLC0415 - the same
    from kmpipe.report.timeline_chart import timeline_chart, timeline_notes, timeline_title  # noqa: PLC0415 - the same

    workspace, target, labels = prepare(output, words, as_json=as_json)
    years = Years(workspace.schemes(scheme)[0]) if scheme is not None else None
    found = workspace.timeline(
        " ".join(query), grain=grain, scheme=scheme, bridge=bridge, predecessors=predecessors, each=years, **filters
    )
    if years is not None:
        years.note()
    if target is not None:
        write_chart(
            target,
            labels,
            timeline_title(found, labels),
            timeline_notes(found, labels),
            csv=lambda: timeline_csv(found),
            drawing=lambda alone: timeline_chart(found, labels, alone=alone),
            tables=lambda: {labels("chart_numbers"): timeline_table(found, labels)},
        )
    elif as_json:
        print_json(found)
    else:
        print_lines(timeline_text(found, labels, width=columns(), bold=bold))


@click.command()
@click.argument("query", nargs=-1)
@filter_options
@names_options
@scheme_option
@click.option(
    "--by",
    "grain",
    type=click.Choice(["month", "quarter", "year"]),
    default="year",
    show_default=True,
    help="The periods within a cell.",
)
@click.option(
    "--top", type=click.IntRange(min=1), default=_MOST, show_default=True, help="How many agencies a chart shows."
)
@words_option
@chart_options
@json_option
@workspace_option
def matrix(
    query: tuple[str, ...],
    *,
    grain: Grain,
    top: int,
    words: LabelLanguage,
    output: str | None,
    as_json: bool,
    scheme: str | None,
    bridge: bool,
    predecessors: bool,
    **filters: Unpack[FilterValues],
) -> None:
    """Show which agencies took part in what, and when, and which never did.

    \b
    kmpipe matrix --from 2018 --to 2019
    kmpipe matrix --focus mobility -o matrix.html

    Who is only mentioned took no part. Those that never came are sought among the agencies of the workspace's
    jurisdiction that the vocabulary knows.
    """
    from kmpipe.report.matrix_chart import matrix_chart, matrix_notes, matrix_title  # noqa: PLC0415 - `--help` does without it
    from kmpipe.report.tables import absent_table, matrix_csv, matrix_table  # noqa: PLC0415 - the same
    from kmpipe.report.textcharts import matrix_text  # noqa: PLC0415 - the same

    workspace, target, labels = prepare(output, words, as_json=as_json)
    years = Years(workspace.schemes(scheme)[0]) if scheme is not None else None
    found = workspace.matrix(
        " ".join(query), grain=grain, scheme=scheme, bridge=bridge, predecessors=predecessors, each=years, **filters
    )
    if years is not None:
        years.note()
    if target is not None:
        write_chart(
            target,
            labels,
            matrix_title(found, labels),
            matrix_notes(found, labels),
            csv=lambda: matrix_csv(found),
            drawing=lambda alone: matrix_chart(found, labels, most=top, alone=alone),
            tables=lambda: {
                labels("chart_numbers"): matrix_table(found, labels, most=top),
                labels("never"): absent_table(found, labels),
            },
        )
    elif as_json:
        print_json(found)
    else:
        print_lines(matrix_text(found, labels, width=columns(), most=top, bold=bold))


@click.command()
@click.argument("query", nargs=-1)
@filter_options
@names_options
@scheme_option
@words_option
@period_options
@click.option("--output", "-o", metavar="FILE", help="The file to write: .html; a period's document also .docx.")
@json_option
@workspace_option
def report(
    query: tuple[str, ...],
    *,
    words: LabelLanguage,
    monthly: str | None,
    quarter: str | None,
    fiscal_year: str | None,
    institution: str | None,
    people: bool,
    output: str | None,
    as_json: bool,
    scheme: str | None,
    bridge: bool,
    predecessors: bool,
    **filters: Unpack[FilterValues],
) -> None:
    """Write a report on what a search finds: one page with totals, charts, agencies, places, glossary and data quality.

    \b
    kmpipe report -o report.html
    kmpipe report --from 2018 --to 2019 --words en -o report.html
    kmpipe report --monthly 2018-08 -o laporan.docx

    The page needs no other file and no network; the same activities give the same bytes. With --monthly, --quarter or
    --fiscal-year it is the document on that period.
    """
    check_one_output(output, as_json=as_json)
    if monthly is not None or quarter is not None or fiscal_year is not None:
        if as_json:
            raise UsageError("the report of a period is a document", hint="leave out --json")
        document_report(
            monthly=monthly,
            quarter=quarter,
            fiscal_year=fiscal_year,
            output=output,
            query=" ".join(query),
            words=words,
            institution=institution,
            people=people,
            scheme=scheme,
            bridge=bridge,
            predecessors=predecessors,
            **filters,
        )
        return
    if institution is not None:
        raise UsageError(
            "--institution goes with the report of a period", hint="add --monthly 2018-08, or leave it out"
        )
    if not as_json and (output is None or Path(output).suffix.lower() != ".html"):
        raise UsageError("the report is a page", hint="name a file that ends in .html: -o report.html")
    _report_page(
        " ".join(query), filters, words, output, as_json=as_json, personal=people, scheme=scheme, bridge=bridge,
        predecessors=predecessors,
    )  # fmt: skip


def _report_page(
    query: str, filters: FilterValues, words: LabelLanguage, output: str | None, *, as_json: bool, **options: Any
) -> None:
    from kmpipe.export.labels import read_labels  # noqa: PLC0415 - `--help` does without it
    from kmpipe.report.report_page import report_page  # noqa: PLC0415 - the same

    workspace, target, labels = prepare(output, words, as_json=as_json)
    found = workspace.report(query, **options, **filters)
    if target is None:
        print_json(found)
    else:
        write_file(target, report_page(found, labels, read_labels(workspace.vocabularies)))
