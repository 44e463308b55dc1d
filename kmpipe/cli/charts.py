"""Where charts go: to the terminal as text, to a file as picture, page or numbers."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kmpipe.cli.options import current_workspace
from kmpipe.cli.output import style
from kmpipe.errors import UsageError

if TYPE_CHECKING:
    from kmpipe.report.labels import LabelLanguage, Labels
    from kmpipe.report.markup import Element
    from kmpipe.report.tables import Table
    from kmpipe.workspace import Workspace

# the kinds of file that a chart can be written to
ENDINGS = (".svg", ".png", ".html", ".csv")
# columns of text where stdout is no terminal, and the most that a reader follows
_WIDTH, _WIDEST = 80, 110


def check_one_output(output: str | None, *, as_json: bool) -> None:
    """Raises `UsageError` for a file and JSON at once."""
    if as_json and output is not None:
        raise UsageError("--json prints, -o writes a file", hint="choose one of them")


def prepare(output: str | None, words: LabelLanguage, *, as_json: bool) -> tuple[Workspace, Path | None, Labels]:
    """The workspace, the file to write, if any, and the labels. Raises `UsageError` for a file that cannot be written."""
    from kmpipe.report.labels import read_labels  # noqa: PLC0415 - babel loads with it

    check_one_output(output, as_json=as_json)
    workspace = current_workspace()
    target = None if output is None else Path(output)
    if target is not None and target.suffix.lower() not in ENDINGS:
        raise UsageError(f"{output} is no kind of chart", hint=f"name a file that ends in {', '.join(ENDINGS)}")
    if target is not None and workspace.owns(target):
        raise UsageError(f"{output} belongs to the workspace", hint="choose another file")
    return workspace, target, read_labels(words, workspace.vocabularies)


def write_chart(
    target: Path,
    labels: Labels,
    title: str,
    notes: Iterable[str],
    *,
    csv: Callable[[], bytes],
    drawing: Callable[[bool], Element],
    tables: Callable[[], dict[str, Table]],
) -> None:
    """Write what the ending of the file says."""
    from kmpipe.report.markup import svg_bytes  # noqa: PLC0415 - lxml loads with it

    kind = target.suffix.lower()
    if kind == ".csv":
        content = csv()
    elif kind == ".html":
        from kmpipe.report.page import chart_page  # noqa: PLC0415 - only a page needs it

        content = chart_page(drawing(False), title, notes, tables(), labels)
    else:
        content = svg_bytes(drawing(True))
        if kind == ".png":
            from kmpipe.report.raster import png_bytes  # noqa: PLC0415 - only a picture needs it

            content = png_bytes(content)
    write_file(target, content)


def write_file(target: Path, content: bytes) -> None:
    """Put a whole file in the place of the old one, and say so."""
    from kmpipe.export.files import whole_file  # noqa: PLC0415 - `--help` does without it

    with whole_file(target) as stream:
        stream.write(content)
    click.echo(f"wrote {target}", err=True)


def print_lines(lines: Iterable[str]) -> None:
    """Print a chart, with plain characters where the terminal has no others."""
    from kmpipe.report.textcharts import PLAIN  # noqa: PLC0415 - rich loads with it

    plain = not _draws_blocks()
    for line in lines:
        click.echo((line.translate(PLAIN) if plain else line).rstrip())


def _draws_blocks() -> bool:
    """Whether the locale says that the terminal has more than plain characters; Windows has no such variables."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    return sys.platform == "win32" or "utf" in locale.lower()


def columns() -> int:
    """How wide a chart in text may be."""
    return min(shutil.get_terminal_size((_WIDTH, 24)).columns, _WIDEST) if sys.stdout.isatty() else _WIDTH


def bold(text: str) -> str:
    """The text in bold, where there is a terminal."""
    return style(text, bold=True)
