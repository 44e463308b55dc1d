"""CSV, XLSX and Parquet, read back by LibreOffice, openpyxl, pyarrow and DuckDB."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kmpipe.errors import UsageError
from kmpipe.export.table import CUT_MARK, MAX_CELL, units
from kmpipe.model import ActivityView
from tests.export.helpers import ATTACKS, FULL, HOSTILE, PLANNED, ROWS, UNDATED, lines, view, written, written_to

openpyxl = pytest.importorskip("openpyxl", reason="reads XLSX back: pip install --group readers")
pq = pytest.importorskip("pyarrow.parquet", reason="pip install 'kmpipe[parquet]'")
unescape = pytest.importorskip("openpyxl.utils.escape").unescape
duckdb = pytest.importorskip("duckdb", reason="reads Parquet back: pip install --group readers")


def cells(data: bytes, sheet: str = "activities") -> list[dict[str, object]]:
    found = openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True)
    header = next(found)
    # Excel and LibreOffice resolve `_x0041_` in any string, openpyxl in shared ones only
    return [
        {name: unescape(value) if isinstance(value, str) else value for name, value in zip(header, row, strict=True)}
        for row in found
    ]


def office(path: Path, *filters: str) -> list[dict[str, str]]:
    """The first sheet of a file as LibreOffice reads it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-calc)")
    out = path.parent / "office"
    # 44: comma, 34: quote, 76: UTF-8, cells as shown
    command = [program, f"-env:UserInstallation=file://{path.parent}/profile", "--headless", *filters, "--convert-to"]
    done = subprocess.run(
        [*command, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", str(out), str(path)],
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    made = out / f"{path.stem}.csv"
    assert made.exists(), done.stderr
    return list(csv.DictReader(io.StringIO(made.read_text(encoding="utf-8"), newline="")))


def fits(text: str) -> str:
    """What a cell may hold of a text."""
    if units(text) <= MAX_CELL:
        return text
    room = MAX_CELL - len(CUT_MARK)
    return text[: room if text.isascii() else room // 2] + CUT_MARK


def expected(row: ActivityView) -> dict[str, object]:
    """The columns of a row as a table holds them."""
    return {
        "id": row.id,
        "title": row.title,
        "status": row.status,
        "type": row.type,
        "place": row.place,
        "participants": row.participants,
        "organisations": "; ".join(o.name for o in row.organisations if o.kind != "office") or None,
        "people": "; ".join(f"{p.name} ({p.role})" for p in row.people) or None,
        "url": row.url,
    }


def test_xlsx_comes_back_field_by_field() -> None:
    """Openpyxl reads every column as it was; days are dates, months and counts what they are."""
    found = cells(written("xlsx", *ROWS))
    for row, read in zip(ROWS, found, strict=True):
        assert {name: read[name] for name in expected(row)} == expected(row)
    by_id = {read["id"]: read for read in found}
    days = [by_id[FULL.id][name] for name in ("held_start", "held_end")]
    assert [str(day) for day in days] == ["2018-01-15 00:00:00", "2018-01-17 00:00:00"]
    assert by_id[PLANNED.id]["held_start"] == "2019-05" and by_id[UNDATED.id]["held_start"] is None


def test_xlsx_has_sheets_for_agencies_focus_areas_and_evidence() -> None:
    """Each agency and focus area of an activity has a row; evidence has a sheet of its own, on request."""
    data = written("xlsx", FULL, evidence=True)
    agencies = cells(data, "agencies")
    assert [(r["activity"], r["id"], r["role"]) for r in agencies] == [
        (FULL.id, o.id, o.role) for o in FULL.organisations
    ]
    (area,) = cells(data, "focus areas")
    assert area["id"] == "water_waste_health" and area["score"] == 0.91 and "air bersih" in str(area["label_id"])
    quotes = {(r["field"], r["quote"], r["start"]) for r in cells(data, "evidence")}
    assert {("held", "15-17 Januari 2018", 10), ("venue", "Balai Kota", 60), ("sessions", "Hari Ke-1", 80)} <= quotes
    assert "evidence" not in openpyxl.load_workbook(io.BytesIO(written("xlsx", FULL))).sheetnames


def test_xlsx_looks_like_a_table() -> None:
    """The header is frozen, there is a filter over all rows, and web addresses are links."""
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", *ROWS)))["activities"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.endswith(str(len(ROWS) + 1))
    links = {cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {FULL.url, PLANNED.url}


def test_xlsx_holds_hostile_cells_as_text() -> None:
    """No cell is a formula, nothing breaks out, no `javascript:` address is a link; what is too long is cut and counted."""
    data = written("xlsx", *ATTACKS)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["activities"]
    assert not {cell.data_type for row in sheet.iter_rows() for cell in row} - {"s", "inlineStr", "d", "n", "b"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    for text, read in zip(HOSTILE, cells(data), strict=True):
        assert str(read["title"] or "").rstrip() == fits(lines(text)).rstrip(), text[:40]


def test_long_cells_are_counted(tmp_path: Path) -> None:
    """The note says how many cells were cut; a cell counts characters as spreadsheets do."""
    long = view(title="x" * 40_000, place="🌧" * 20_000)
    assert written_to(tmp_path / "a.xlsx", "xlsx", long).notes == ("2 cells cut at 32,767 characters",)
    assert written_to(tmp_path / "a.csv", "csv", long).notes == ("2 cells cut at 32,767 characters",)
    assert written_to(tmp_path / "b.csv", "csv", view(title="x" * MAX_CELL)).notes == ()


def test_a_full_sheet_goes_on_in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows beyond what a sheet holds stand in another sheet, none is lost."""
    monkeypatch.setattr("kmpipe.export.xlsx.MAX_ROWS", 4)
    rows = [view(id=f"a{number}.1") for number in range(7)]
    data = written("xlsx", *rows)
    names = [name for name in openpyxl.load_workbook(io.BytesIO(data)).sheetnames if name.startswith("activities")]
    assert names == ["activities", "activities 2", "activities 3"]
    assert [read["id"] for name in names for read in cells(data, name)] == [row.id for row in rows]


def test_office_reads_xlsx_as_it_was(tmp_path: Path) -> None:
    """LibreOffice shows the same values, with every hostile title as plain text."""
    written_to(tmp_path / "a.xlsx", "xlsx", *ROWS, *ATTACKS)
    found = office(tmp_path / "a.xlsx")
    for row, read in zip(ROWS, found, strict=False):
        assert {n: read[n] for n in expected(row)} == {n: str(v or "") for n, v in expected(row).items()}
    titles = [read["title"].rstrip() for read in found[len(ROWS) :]]
    assert titles == [fits(lines(text)).rstrip() for text in HOSTILE]
    assert [read["held_start"] for read in found[:4]] == ["2019-05", "2018-02-28", "2018-01-15", ""]


def test_office_reads_csv_as_text(tmp_path: Path) -> None:
    """LibreOffice runs nothing of a CSV: what would be a formula has an apostrophe before it."""
    # LibreOffice takes minutes over cells of 40,000 characters in a CSV; the cut is tested on XLSX
    short = [(text, row) for text, row in zip(HOSTILE, ATTACKS, strict=True) if len(text) < 2_000]
    written_to(tmp_path / "a.csv", "csv", *ROWS, *(row for _, row in short))
    # with formulas and special numbers recognised, as a double click does it
    found = office(
        tmp_path / "a.csv",
        "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false,false,false,1,true,true",
    )
    for row, read in zip(ROWS, found, strict=False):
        assert read["id"] == row.id and read["title"] == row.title
        assert read["organisations"] == str(expected(row)["organisations"] or "")
    titles = [read["title"] for read in found[len(ROWS) :]]
    assert titles[:4] == ["'=cmd\\|' /C calc'!A0", "'+1", "'-2+3", "'@SUM(A1)"]
    assert not any(
        title.startswith(("Err:", "#")) for (text, _), title in zip(short, titles, strict=True) if text[0] != "#"
    )


def test_csv_for_excel_has_a_mark_and_semicolons() -> None:
    """--excel writes a byte order mark, and semicolons between the cells."""
    data = written("csv", FULL, excel=True, fields=("id", "organisations"))
    assert data.startswith(b"\xef\xbb\xbfid;organisations\n")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    assert row["organisations"] == expected(FULL)["organisations"]


def test_parquet_comes_back_typed() -> None:
    """Pyarrow reads dates as dates, lists as lists, counts as integers."""
    table = pq.read_table(io.BytesIO(written("parquet", *ROWS)))
    found = {read["id"]: read for read in table.to_pylist()}
    assert found[FULL.id]["first_day"] == date(2018, 1, 15) and found[FULL.id]["last_day"] == date(2018, 1, 17)
    assert found[PLANNED.id]["held_start"] == "2019-05"
    assert (found[PLANNED.id]["first_day"], found[PLANNED.id]["last_day"]) == (date(2019, 5, 1), date(2019, 5, 31))
    for row in ROWS:
        read = found[row.id]
        assert read["organisations"] == [o.name for o in row.organisations if o.kind != "office"]
        assert (read["title"], read["participants"], read["url"]) == (row.title, row.participants, row.url)
        assert read["articles"] == list(row.articles) and read["first_day"] == (read["first_day"] if row.held else None)


def test_duckdb_reads_parquet_and_csv(tmp_path: Path) -> None:
    """Another engine reads the same values out of both."""
    written_to(tmp_path / "a.parquet", "parquet", *ROWS, evidence=True)
    written_to(tmp_path / "a.csv", "csv", *ROWS)
    query = "SELECT id, title, participants FROM '{}' ORDER BY id"
    rows = sorted((row.id, row.title, row.participants) for row in ROWS)
    for name in ("a.parquet", "a.csv"):
        assert duckdb.sql(query.format(tmp_path / name)).fetchall() == rows
    proofs = duckdb.sql(f"SELECT unnest(evidence, recursive := true) FROM '{tmp_path / 'a.parquet'}'").fetchall()
    assert ("held", "15-17 Januari 2018") in {(proof[0], proof[6]) for proof in proofs}


def test_parquet_holds_hostile_texts() -> None:
    """Every hostile title comes back whole: a Parquet cell has no limit."""
    titles = pq.read_table(io.BytesIO(written("parquet", *ATTACKS))).column("title").to_pylist()
    assert titles == [lines(text) for text in HOSTILE]


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the extra is missing, the message names it, and no file is left."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError) as caught:
        written_to(tmp_path / "a.parquet", "parquet", FULL)
    assert "kmpipe[parquet]" in caught.value.hint and list(tmp_path.iterdir()) == []


def test_whether_a_report_is_gone_and_what_may_be_done_with_it_is_in_every_table(tmp_path: Path) -> None:
    """`gone` is true or false, `rights` a word, `carrier` an id: in CSV, Excel, Parquet, SQLite and the data package."""
    row = view(gone=True, rights="excerpt-only", carrier="k3x9a2b7")
    told = [True, "excerpt-only", "k3x9a2b7"]
    names = ["gone", "rights", "carrier"]
    (cells,) = csv.DictReader(io.StringIO(written("csv", row).decode()))
    assert [cells[name] for name in names] == ["true", *told[1:]]
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", row)))["activities"]
    header, values = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert [dict(zip(header, values, strict=True))[name] for name in names] == told
    table = pq.read_table(io.BytesIO(written("parquet", row))).to_pylist()[0]
    assert [table[name] for name in names] == told
    written_to(tmp_path / "a.db", "sqlite", row)
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        assert database.execute("SELECT gone, rights, carrier FROM activities").fetchone() == (1, *told[1:])
    written_to(tmp_path / "package", "datapackage", row)
    schema = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))["resources"][0][
        "schema"
    ]
    assert {field["name"]: field["type"] for field in schema["fields"]}["gone"] == "boolean"
