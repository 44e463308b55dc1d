"""`kmpipe brief` and `kmpipe handover`, and the documents of `kmpipe report --monthly`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Unpack

import click

from kmpipe.cli.options import current_workspace, json_option, words_option, workspace_option
from kmpipe.cli.output import print_json, style
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from kmpipe.report.documents import Document
    from kmpipe.report.documents_periods import Span
    from kmpipe.workspace import FilterValues, Workspace

F = TypeVar("F", bound=Callable[..., Any])
# columns that a reader's eye can follow
_WIDEST = 100


def period_options(command: F) -> F:
    """`--monthly`, `--quarter`, `--fiscal-year`, and what goes with them: the parameters of `document_report`."""
    options = [
        click.option("--monthly", metavar="MONTH", help="The report of a month, as a document: 2018-08."),
        click.option("--quarter", metavar="QUARTER", help="The report of a quarter, as a document: 2018-Q3."),
        click.option("--fiscal-year", metavar="YEAR", help="The report of a fiscal year, as a document: 2018."),
        click.option("--institution", metavar="NAME", help="In a document: who reports."),
        click.option("--people", is_flag=True, help="With the names of people, none masked."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def document_report(
    *,
    monthly: str | None,
    quarter: str | None,
    fiscal_year: str | None,
    output: str | None,
    query: str = "",
    words: Literal["id", "en"] = "id",
    institution: str | None = None,
    people: bool = False,
    scheme: str | None = None,
    bridge: bool = True,
    predecessors: bool = True,
    **filters: Unpack[FilterValues],
) -> None:
    """Write the report of a month, a quarter or a fiscal year (exactly one is given) to a DOCX or HTML file.

    `words` is the language of the labels. Raises `UsageError` for an impossible period, for a day among the filters, and for a
    file that ends otherwise.
    """
    from kmpipe.workspace.documenting import period_document_of  # noqa: PLC0415 - extraction loads with it

    workspace = current_workspace()
    span = _span(workspace, monthly=monthly, quarter=quarter, fiscal_year=fiscal_year)
    if filters.get("start") or filters.get("end"):
        raise UsageError("a report of a period has its own days", hint="leave out --from and --to")
    target = _target(workspace, output, ("docx", "html"), example=f"laporan-{span.name}.docx")
    document = period_document_of(
        workspace,
        span,
        query,
        language=words,
        institution=institution,
        people=people,
        scheme=scheme,
        bridge=bridge,
        predecessors=predecessors,
        filters=filters,
    )
    _write(document, target)


@click.command()
@click.argument("agency", nargs=-1, required=True)
@click.option("--output", "-o", metavar="FILE", help="A document: .docx, .html or .md; without it the terminal.")
@words_option
@click.option("--people", is_flag=True, help="With the people on record, none masked.")
@json_option
@workspace_option
def brief(
    agency: tuple[str, ...], *, output: str | None, words: Literal["id", "en"], people: bool, as_json: bool
) -> None:
    """Tell on a page what a visitor to an agency should know: who they are, the last meetings, what is open.

    \b
    kmpipe brief BPBD
    kmpipe brief Dinas Kesehatan -o dinkes.docx
    kmpipe brief dki-dinas-sda --words en --people

    AGENCY is an id, a name, an abbreviation or another name of the authority file, or that of a body in the corpus.
    """
    from kmpipe.workspace.documenting import brief_document_of, brief_of  # noqa: PLC0415 - extraction loads with it

    workspace = current_workspace()
    name = " ".join(agency)
    example = f"{_file_name(name)}.docx"
    target = None if output in {None, "-"} else _target(workspace, output, ("docx", "html", "md"), example=example)
    if as_json and target is not None:
        raise UsageError("--json prints; -o writes a document", hint="choose one of them")
    found = brief_of(workspace, name, people=people)
    if as_json:
        print_json(found)
        return
    document = brief_document_of(workspace, found, language=words)
    if target is not None:
        _write(document, target)
        return
    from kmpipe.report.documents_markdown import lines  # noqa: PLC0415 - loaded where it is used

    width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
    for line in lines(document, width, bold=lambda text: style(text, bold=True)):
        click.echo(line)


@click.command()
@click.option("--output", "-o", metavar="FILE", required=True, help="The document to write: .docx, .html or .md.")
@words_option
@click.option("--institution", metavar="NAME", help="Whose workspace it is; otherwise report.institution.")
@workspace_option
def handover(*, output: str, words: Literal["id", "en"], institution: str | None) -> None:
    """Write what the next person needs: sources, changed words, decisions, quality, what is open, how to go on.

    \b
    kmpipe handover -o serah-terima.docx
    kmpipe handover --words en -o handover.html

    Nothing in it is personal, but for who decided what.
    """
    from kmpipe.workspace.documenting import handover_document_of  # noqa: PLC0415 - extraction loads with it

    workspace = current_workspace()
    target = _target(workspace, output, ("docx", "html", "md"), example="serah-terima.docx")
    _write(handover_document_of(workspace, language=words, institution=institution), target)


def _file_name(text: str) -> str:
    """A name as a part of a file name that needs no quotes."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split()) or "agency"


def _span(workspace: Workspace, *, monthly: str | None, quarter: str | None, fiscal_year: str | None) -> Span:
    from kmpipe.report.documents_periods import month_span, quarter_span, year_span  # noqa: PLC0415 - loaded where it is used

    if sum(value is not None for value in (monthly, quarter, fiscal_year)) != 1:
        raise UsageError("one period at a time", hint="give one of --monthly, --quarter, --fiscal-year")
    if monthly is not None:
        return month_span(monthly)
    if quarter is not None:
        return quarter_span(quarter)
    return year_span(fiscal_year or "", starts=workspace.settings.report.fiscal_year_starts)


def _target(workspace: Workspace, output: str | None, endings: tuple[str, ...], *, example: str) -> Path:
    """The file to write. Raises `UsageError` for none, one of the workspace, and one that ends otherwise."""
    if output is None or output == "-":
        raise UsageError("a document needs a file", hint=f"add -o {example}")
    target = Path(output)
    if target.suffix.lower().removeprefix(".") not in endings:
        raise UsageError(
            f"no document ends in {target.suffix or 'nothing'!r}", hint=f"end it in .{' or .'.join(endings)}"
        )
    if workspace.owns(target):
        raise UsageError(f"{output} belongs to the workspace", hint="choose another file")
    return target


def _write(document: Document, target: Path) -> None:
    from kmpipe.report.documents_files import write_document  # noqa: PLC0415 - loaded where it is used

    write_document(document, target)
    click.echo(f"wrote {target}", err=True)
