"""The export formats, read back by other programs."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kmpipe.errors import UsageError
from kmpipe.export import COLUMNS, FORMATS, write
from kmpipe.export.privacy import mask
from kmpipe.export.table import CUT_MARK, MAX_CELL
from kmpipe.model import ActivityView, OrganisationMention, Period, Person


def view(**values: object) -> ActivityView:
    given: dict[str, object] = {"id": "a1.1", "articles": ("a1",), "title": "Lokakarya"} | values
    return ActivityView(**given)  # type: ignore[arg-type]


def written(format: str, *rows: ActivityView, fields: tuple[str, ...] = ()) -> bytes:
    stream = io.BytesIO()
    assert write(rows, stream, format=format, fields=fields) == len(rows)
    return stream.getvalue()


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


@pytest.mark.parametrize("title", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1"])
def test_formulas_are_harmless_in_csv(title: str) -> None:
    """No cell begins with what a spreadsheet would run."""
    (row,) = table(written("csv", view(title=title)))
    assert row["title"][0] not in "=+-@\t\r"


@pytest.mark.parametrize("title", ['Rapat "air", tahap 2', "Baris satu\nbaris dua", "é € – 漢 🌧", "a;b,c"])
def test_csv_round_trips(title: str) -> None:
    """Quotes, commas, line ends and any script come back as they were."""
    (row,) = table(written("csv", view(title=title)))
    assert row["title"] == title


def test_long_cell_is_cut_with_a_mark() -> None:
    """A text longer than a spreadsheet's cell is cut, and says so."""
    (row,) = table(written("csv", view(text="x" * 40_000), fields=("id", "text")))
    assert len(row["text"]) == MAX_CELL and row["text"].endswith(CUT_MARK)


def test_control_characters_go() -> None:
    """NUL and other control characters do not reach a file."""
    assert b"\x00" not in written("csv", view(title="a\x00b\x07c"))


def test_columns_are_selected_and_ordered() -> None:
    """--fields decides which columns there are, and in which order."""
    data = written("csv", view(held=Period(start="2018-01-15", end="2018-01-17")), fields=("held_end", "id"))
    assert data == b"held_end,id\n2018-01-17,a1.1\n"


def test_default_columns_hold_the_lists_joined() -> None:
    """Organisations and people stand in one cell each, offices apart."""
    organisations = (
        OrganisationMention(id="a", name="BPBD Provinsi DKI Jakarta", kind="government", role="organiser"),
        OrganisationMention(id="b", name="Deputi Gubernur", kind="office"),
        OrganisationMention(id="c", name="Ruang Waktu", kind="company"),
    )
    (row,) = table(written("csv", view(organisations=organisations, people=(Person(name="Ani", role="Kepala BPBD"),))))
    assert row["organisations"] == "BPBD Provinsi DKI Jakarta; Ruang Waktu"
    assert (row["offices"], row["organisers"], row["people"]) == (
        "Deputi Gubernur",
        "BPBD Provinsi DKI Jakarta",
        "Ani (Kepala BPBD)",
    )
    assert list(row) == [name for name in COLUMNS if name != "text"]


def test_json_lines_hold_one_object_a_line() -> None:
    """Each line is a whole object; the keys of the interface are there."""
    lines = written("jsonl", view(title="a\nb"), view(id="a2.1")).splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows] == ["a1.1", "a2.1"]
    promised = "id articles title language categories status type held sessions dates place venue organisations focus_areas people participants"
    assert set(promised.split()) | {"action_items", "terms", "attachments", "related", "url"} <= set(rows[0])


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_same_rows_same_bytes(format: str) -> None:
    """Writing twice gives the same bytes; nothing written is an empty table, not an error."""
    rows = (view(), view(id="a2.1", title="Rapat"))
    assert written(format, *rows) == written(format, *rows)
    assert len(written(format).splitlines()) == (1 if format == "csv" else 0)


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_unknown_field_lists_the_known(format: str) -> None:
    """A wrong field is refused before anything is written, with the nearest name."""
    with pytest.raises(UsageError) as caught:
        written(format, view(), fields=("titel",))
    assert "title" in caught.value.hint


def test_masking_keeps_lengths_and_offsets() -> None:
    """A secret is masked wherever it stands, and no offset moves."""
    person = Person(name="Ratna Puspita", role="warga")
    masked = mask(view(people=(person,), text="Ratna Puspita (0812) hadir."), ["Ratna Puspita", "0812"])
    assert masked.people[0].name == "R•••• P••••••"
    assert masked.text == "R•••• P•••••• (0•••) hadir."


def test_text_comes_on_request() -> None:
    """With `text` both formats hold the text; without it neither does."""
    for name in FORMATS:
        stream = io.BytesIO()
        write([view(text="Kata-kata")], stream, format=name, text=True)
        assert b"Kata-kata" in stream.getvalue()
        assert b"Kata-kata" not in written(name, view(text="Kata-kata"))
