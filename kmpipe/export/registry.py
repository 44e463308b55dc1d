"""The export formats by name, and the one way to write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, Literal

from kmpipe.errors import UsageError
from kmpipe.export.atom import write_atom
from kmpipe.export.bibtex import write_bibtex
from kmpipe.export.calendar import write_calendar
from kmpipe.export.columns import COLUMNS
from kmpipe.export.datapackage import write_datapackage
from kmpipe.export.dublin_core import write_dublin_core
from kmpipe.export.fields import RECORD_FIELDS, check_fields, nearest, projection
from kmpipe.export.files import Folder, whole_file, whole_folder
from kmpipe.export.graph import write_graph
from kmpipe.export.jsonld import write_jsonld
from kmpipe.export.lines import write_json, write_jsonl
from kmpipe.export.markdown import write_markdown
from kmpipe.export.oai import write_oai
from kmpipe.export.options import Options, Repository, Written
from kmpipe.export.parquet import write_parquet
from kmpipe.export.ris import write_ris
from kmpipe.export.sqlite import write_sqlite
from kmpipe.export.table import write_csv
from kmpipe.export.turtle import write_turtle
from kmpipe.export.xlsx import write_xlsx
from kmpipe.model import ActivityView
from kmpipe.model.base import Record

FileWriter = Callable[[Iterable[ActivityView], BinaryIO, Options], Written]
FolderWriter = Callable[[Iterable[ActivityView], Folder, Options], Written]


class Format(Record, frozen=True, kw_only=True):
    """A format: what it is, the endings of its files (without the dot), and its one writer.

    `fields` says what `--fields` picks: the columns of a table; the keys of a record, which a writer of JSON orders itself;
    or the fields of an activity, of which the others are emptied before the writer sees them. A `bare` format has no
    place for texts and evidence.
    """

    about: str
    endings: tuple[str, ...] = ()
    fields: Literal["columns", "keys", "activity"] = "activity"
    binary: bool = False
    bare: bool = False
    file: FileWriter | None = None
    folder: FolderWriter | None = None


FORMATS: dict[str, Format] = {
    "csv": Format(about="CSV table", endings=("csv",), fields="columns", file=write_csv),
    "json": Format(about="JSON array", endings=("json",), fields="keys", file=write_json),
    "jsonl": Format(about="JSON, an object a line", endings=("jsonl", "ndjson"), fields="keys", file=write_jsonl),
    "xlsx": Format(about="Excel workbook", endings=("xlsx",), fields="columns", binary=True, file=write_xlsx),
    "parquet": Format(about="Parquet table", endings=("parquet",), fields="columns", binary=True, file=write_parquet),
    "sqlite": Format(about="SQLite database", endings=("sqlite", "sqlite3", "db"), binary=True, file=write_sqlite),
    "datapackage": Format(about="Frictionless Data Package (a folder)", fields="columns", folder=write_datapackage),
    "markdown": Format(about="a note an activity (a folder)", folder=write_markdown),
    "dc": Format(about="Dublin Core records (XML)", endings=("xml",), file=write_dublin_core),
    "oai": Format(about="OAI-PMH static repository (XML)", endings=("xml",), file=write_oai),
    "jsonld": Format(about="schema.org events (JSON-LD)", endings=("jsonld",), file=write_jsonld),
    "turtle": Format(about="RDF with SKOS vocabularies", endings=("ttl",), file=write_turtle),
    "ics": Format(about="iCalendar", endings=("ics",), file=write_calendar),
    "atom": Format(about="Atom feed", endings=("atom",), file=write_atom),
    "bibtex": Format(about="BibTeX", endings=("bib",), file=write_bibtex),
    "ris": Format(about="RIS", endings=("ris",), file=write_ris),
    "graphml": Format(about="who met whom (GraphML)", endings=("graphml",), bare=True, file=write_graph),
}


def find_format(name: str) -> Format:
    """The format of a name. Raises `UsageError` that lists the names, with the nearest one."""
    try:
        return FORMATS[name]
    except KeyError:
        hint = f"{nearest(name, FORMATS)}formats: {', '.join(FORMATS)}"
        raise UsageError(f"unknown format {name!r}", hint=hint) from None


def format_of(path: Path) -> str:
    """The name of the format that a file's ending stands for; `jsonl` without one.

    Raises `UsageError` for an ending that is that of no format, or of several.
    """
    ending = path.suffix.removeprefix(".").lower()
    names = [name for name, format_ in FORMATS.items() if ending in (*format_.endings, name)]
    if len(names) == 1:
        return names[0]
    if names:
        raise UsageError(f"the ending .{ending} may be {' or '.join(names)}", hint=f"add --format {names[0]}")
    if not ending:
        return "jsonl"
    near = nearest(ending, [*FORMATS, *(known for format_ in FORMATS.values() for known in format_.endings)])
    raise UsageError(f"no format ends in .{ending}", hint=f"{near}add --format with one of: {', '.join(FORMATS)}")


def write(
    rows: Iterable[ActivityView],
    target: BinaryIO | Path,
    *,
    format: str,  # noqa: A002 - the word users know
    fields: Sequence[str] = (),
    text: bool = False,
    evidence: bool = False,
    excel: bool = False,
    vocabularies: tuple[Path, ...] = (),
    repository: Repository | None = None,
) -> Written:
    """Write the rows to a binary stream, or to a file or a folder that is whole or untouched, in a format of `FORMATS`.

    `fields` selects, and in tables orders, what is written (empty: all but the text); `text` adds the clean text,
    `evidence` the places where values were read; `excel` makes CSV as Excel opens it; `repository` says
    who gives the records out. Rows are taken one by one, and the
    same rows give the same bytes; text is UTF-8. Raises `UsageError` for an unknown format or field, and for what a format
    cannot hold, before anything is written; `OSError` where the disk refuses.
    """
    chosen = find_format(format)
    options = Options(
        fields=tuple(fields),
        text=text,
        evidence=evidence,
        excel=excel,
        vocabularies=vocabularies,
        repository=repository or Repository(),
    )
    _check(format, chosen, options)
    if chosen.fields == "activity":
        rows = map(projection(options), rows)
    if chosen.folder is not None:
        if not isinstance(target, Path):
            raise UsageError(f"{format} is a folder of files", hint=f"name the folder: -o FOLDER --format {format}")
        with whole_folder(target) as folder:
            return chosen.folder(rows, folder, options)
    assert chosen.file is not None  # a format is a file or a folder
    opened: AbstractContextManager[BinaryIO] = whole_file(target) if isinstance(target, Path) else nullcontext(target)
    with opened as stream:
        return chosen.file(rows, stream, options)


def _check(name: str, format_: Format, options: Options) -> None:
    check_fields(options.fields, COLUMNS if format_.fields == "columns" else RECORD_FIELDS)
    if options.excel and name != "csv":
        raise UsageError(f"--excel is for csv, not for {name}", hint="leave it out, or take --format csv")
    if format_.bare and (options.text or options.evidence):
        others = ", ".join(other for other, known in FORMATS.items() if not known.bare)
        raise UsageError(f"{name} has no place for texts and evidence", hint=f"these have: {others}")
