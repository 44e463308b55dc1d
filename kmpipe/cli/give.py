"""`kmpipe export` and `kmpipe stats`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Unpack

import click

from kmpipe.cli.options import current_workspace, filter_options, json_option, workspace_option
from kmpipe.cli.output import plural, print_json, print_table
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from kmpipe.workspace import FilterValues


@click.command()
@click.argument("query", nargs=-1)
@filter_options
@click.option("--format", "format_", metavar="FORMAT", help="csv or jsonl; without it the ending of FILE, else jsonl.")
@click.option("--fields", metavar="A,B,…", help="Columns, in this order; the default is all but the text.")
@click.option("--text", is_flag=True, help="With the clean text (jsonl: also what was removed).")
@click.option("--personal", is_flag=True, help="Without masking: private names, telephone numbers, e-mail addresses.")
@click.option("--output", "-o", metavar="FILE", default="-", help="The file to write; - is standard output.")
@workspace_option
def export(
    query: tuple[str, ...],
    format_: str | None,
    fields: str | None,
    text: bool,
    personal: bool,
    output: str,
    **filters: Unpack[FilterValues],
) -> None:
    """Write exactly the activities that `kmpipe search` finds with the same words and filters, ordered by date.

    \b
    kmpipe export --format csv -o activities.csv
    kmpipe export banjir --agency BPBD --from 2018 --fields id,title,held_start,organisations --format csv
    """
    workspace = current_workspace()
    columns = [name.strip() for name in fields.split(",") if name.strip()] if fields else []
    if output != "-" and workspace.owns(Path(output)):
        raise UsageError(f"{output} belongs to the workspace", hint="choose another file")
    format_ = format_ or Path(output).suffix.removeprefix(".") or "jsonl"
    with _destination(output) as stream:
        count = workspace.export(
            stream, " ".join(query), format=format_, fields=columns, text=text, personal=personal, **filters
        )
    if output != "-":
        click.echo(f"wrote {plural(count, 'activity', 'activities')} to {output}", err=True)


@contextmanager
def _destination(output: str) -> Iterator[BinaryIO]:
    """Standard output, or a file that is either wholly the old or wholly the new one."""
    if output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(output).resolve()  # a link stays, what it leads to is written
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:  # a device or a pipe cannot be replaced
            yield stream
        return
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@click.command()
@json_option
@workspace_option
def stats(as_json: bool) -> None:
    """Count articles and activities by year, type, focus area, organisation and language.

    \b
    kmpipe stats
    kmpipe stats --json | jq .years
    """
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
