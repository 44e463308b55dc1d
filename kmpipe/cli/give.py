"""`kmpipe export` and `kmpipe stats`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from kmpipe.cli.options import current_workspace, filter_options, json_option, names_options, workspace_option
from kmpipe.cli.output import plural, print_json, print_table
from kmpipe.cli.quality import print_quality
from kmpipe.cli.schemes import Years, scheme_option
from kmpipe.errors import UsageError
from kmpipe.export import FORMATS, find_format, format_of

if TYPE_CHECKING:
    from kmpipe.workspace import FilterValues


_FORMATS = "\n".join(f"  {name:12} {format_.about}" for name, format_ in FORMATS.items())


@click.command(epilog=f"\b\nFormats:\n{_FORMATS}")
@click.argument("query", nargs=-1)
@filter_options
@names_options
@click.option(
    "--format", "format_", metavar="FORMAT", help="See below; without it the ending of FILE decides, else jsonl."
)
@click.option(
    "--fields", metavar="A,B,…", help="What to write, in tables in this order; the default is all but the text."
)
@click.option("--text", is_flag=True, help="With the clean text (json and jsonl: also what was removed).")
@click.option("--evidence", is_flag=True, help="With the words each value was read from, and where they stand.")
@click.option("--excel", is_flag=True, help="CSV as Excel opens it: with a byte order mark, and ; between cells.")
@scheme_option
@click.option("--personal", is_flag=True, help="Without masking: private names, telephone numbers, e-mail addresses.")
@click.option(
    "--output", "-o", metavar="FILE", default="-", help="The file, or folder, to write; - is standard output."
)
@workspace_option
def export(
    query: tuple[str, ...],
    *,
    format_: str | None,
    fields: str | None,
    text: bool,
    evidence: bool,
    excel: bool,
    scheme: str | None,
    personal: bool,
    bridge: bool,
    predecessors: bool,
    output: str,
    **filters: Unpack[FilterValues],
) -> None:
    """Write exactly the activities that `kmpipe search` finds with the same words and filters, ordered by date.

    \b
    kmpipe export -o activities.xlsx
    kmpipe export --type workshop -o workshops.ics
    kmpipe export banjir --agency BPBD --from 2018 --fields id,title,held_start,organisations --format csv
    kmpipe export --format markdown --text -o notes/

    With --scheme, --focus asks for an area of that scheme. A file is replaced only when the new one is complete.
    """
    workspace = current_workspace()
    columns = [name.strip() for name in fields.split(",") if name.strip()] if fields else []
    if output != "-" and workspace.owns(Path(output)):
        raise UsageError(f"{output} belongs to the workspace", hint="choose another file")
    format_ = format_ or ("jsonl" if output == "-" else format_of(Path(output)))
    if output == "-" and find_format(format_).binary and sys.stdout.isatty():
        raise UsageError(f"{format_} is no text to print", hint=f"add -o activities.{find_format(format_).endings[0]}")
    years = Years(workspace.schemes(scheme)[0]) if scheme is not None else None
    written = workspace.export(
        sys.stdout.buffer if output == "-" else Path(output),
        " ".join(query),
        format=format_,
        fields=columns,
        text=text,
        evidence=evidence,
        excel=excel,
        personal=personal,
        scheme=scheme,
        bridge=bridge,
        predecessors=predecessors,
        each=years,
        **filters,
    )
    if output == "-":
        sys.stdout.buffer.flush()
    else:
        click.echo(f"wrote {plural(written.activities, 'activity', 'activities')} to {output}", err=True)
    for note in written.notes:
        click.echo(f"note: {note}", err=True)
    if years is not None:
        years.note()


@click.command()
@click.option("--quality", is_flag=True, help="How complete and how certain the data is, by site and by year.")
@json_option
@workspace_option
def stats(quality: bool, as_json: bool) -> None:
    """Count articles and activities by year, type, focus area, organisation and language.

    \b
    kmpipe stats
    kmpipe stats --quality
    kmpipe stats --json | jq .years
    """
    if quality:
        measured = current_workspace().quality()
        if as_json:
            print_json(measured)
        else:
            print_quality(measured)
        return
    found = current_workspace().stats()
    if as_json:
        print_json(found)
        return
    click.echo(
        f"{plural(found.activities, 'activity', 'activities')} ({found.dated} dated) in {plural(found.articles, 'article')}; "
        f"{plural(found.mirrors, 'mirror')}; {plural(found.without_activity, 'article')} without an activity"
    )
    for title, counts in (
        ("years", found.years), ("types", found.types), ("focus areas", found.focus_areas), ("organisations", found.organisations),
        ("languages", found.languages), ("removed", found.removals),
    ):  # fmt: skip
        print_table(title, counts)
    for key, reason in found.failures.items():
        click.echo(f"failed: {key}: {reason}", err=True)
