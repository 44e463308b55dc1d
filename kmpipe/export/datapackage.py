"""Frictionless Data Package: CSV files and `datapackage.json`, which says what their columns are."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO, cast

import msgspec

from kmpipe.export.columns import COLUMNS, chosen
from kmpipe.export.files import Folder
from kmpipe.export.labels import read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.parts import PARTS, split
from kmpipe.export.table import Table, cut_note
from kmpipe.model import ActivityView

# kind of a column -> type of a field (Table Schema)
_TYPES = {"day": "date", "integer": "integer", "flag": "boolean"}
# a calendar value is a year, a month or a day
_CALENDAR = {"pattern": r"\d{4}(-\d{2}(-\d{2})?)?"}


class _Digest(io.RawIOBase):
    """A stream that passes on what is written to it, and knows its size and SHA-256."""

    def __init__(self, stream: BinaryIO) -> None:
        self.size = 0
        self.sha256 = hashlib.sha256()
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.sha256.update(data)
        self.size += len(data)
        return self._stream.write(data)


def write_datapackage(rows: Iterable[ActivityView], folder: Folder, options: Options) -> Written:
    """Write `activities.csv`, `organisations.csv`, `focus_areas.csv`, on request `evidence.csv`, and `datapackage.json`.

    The cells are those of the CSV export. `id` is always among the columns: the other tables refer to it.
    """
    columns, parts = split(chosen(options, days=True), options)
    columns = columns if "id" in columns else ["id", *columns]
    labels = read_labels(options.vocabularies)
    headers = {"activities": columns, **{name: ["activity", *PARTS[name].fields] for name in parts}}
    count = 0
    with ExitStack() as stack:
        files = {name: _Digest(stack.enter_context(folder.open(f"{name}.csv"))) for name in headers}
        tables = {name: Table(cast(BinaryIO, file), headers[name]) for name, file in files.items()}
        for row in rows:
            tables["activities"].add(COLUMNS[name].read(row) for name in columns)
            for name in parts:
                for values in PARTS[name].read(row, labels):
                    tables[name].add((row.id, *values))
            count += 1
        for table in tables.values():
            table.close()
    resources = [
        _resource(name, _fields(header) if name == "activities" else _part_fields(name), files[name])
        for name, header in headers.items()
    ]
    package = {
        "profile": "tabular-data-package",
        "name": "activities",
        "title": "Activities",
        "description": "Activities found in published reports; rows of the other tables belong to an activity.",
        "resources": resources,
    }
    with folder.open("datapackage.json") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(package), indent=2) + b"\n")
    return Written(activities=count, notes=cut_note(sum(table.cut for table in tables.values())))


def _fields(columns: Sequence[str]) -> list[Mapping[str, object]]:
    fields: list[Mapping[str, object]] = []
    for name in columns:
        column = COLUMNS[name]
        field: dict[str, object] = {"name": name, "type": _TYPES.get(column.kind, "string")}
        field["description"] = column.about + ("; several are joined by “; ”" if column.kind == "list" else "")
        if column.kind == "calendar":
            field["constraints"] = _CALENDAR
        fields.append(field)
    return fields


def _part_fields(part: str) -> list[Mapping[str, object]]:
    fields = {"activity": "string", **PARTS[part].fields}
    return [{"name": name, "type": kind} for name, kind in fields.items()]


def _resource(name: str, fields: Sequence[Mapping[str, object]], file: _Digest) -> Mapping[str, object]:
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    if name == "activities":
        schema["primaryKey"] = ["id"]
    else:
        reference = {"resource": "activities", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["activity"], "reference": reference}]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256.hexdigest()}",
        "schema": schema,
    }
