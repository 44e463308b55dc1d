"""The page on exports says what there is."""

from __future__ import annotations

import re
from pathlib import Path

from kmpipe.export import COLUMNS, FORMATS

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
FORMAT_TABLE, COLUMN_TABLE = re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE)


def first_cells(table: str) -> list[str]:
    return re.findall(r"`(\w+)`", " ".join(line.split("|")[1] for line in table.splitlines()))


def test_every_format_is_described() -> None:
    """Each format has its place in the table, with endings that lead to it."""
    assert sorted(first_cells(FORMAT_TABLE)) == sorted(FORMATS)
    endings = set(re.findall(r"`\.(\w+)`", FORMAT_TABLE))
    assert endings <= {ending for format_ in FORMATS.values() for ending in format_.endings}


def test_every_column_is_described() -> None:
    """Each column of a table is explained once."""
    assert sorted(first_cells(COLUMN_TABLE)) == sorted(COLUMNS)
