"""What all formats share, CSV and JSON, and masking."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kmpipe.errors import UsageError
from kmpipe.export import COLUMNS, FORMATS, format_of, write
from kmpipe.export.privacy import mask
from kmpipe.export.table import CUT_MARK, MAX_CELL
from kmpipe.model import OrganisationMention, Period, Person
from tests.export.helpers import FILES, FULL, ROWS, view, written, written_to


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
    assert list(row) == [name for name in COLUMNS if name not in {"text", "evidence", "first_day", "last_day"}]


def test_json_lines_hold_one_object_a_line() -> None:
    """Each line is a whole object; the keys of the interface are there."""
    lines = written("jsonl", view(title="a\nb"), view(id="a2.1")).splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows] == ["a1.1", "a2.1"]
    promised = "id articles title language categories status type held sessions dates place venue organisations focus_areas people participants"
    assert set(promised.split()) | {"action_items", "terms", "attachments", "related", "url"} <= set(rows[0])


def test_json_is_one_array_of_the_same_objects() -> None:
    """The array holds what JSON Lines hold; nothing found is an empty array."""
    assert json.loads(written("json", *ROWS)) == [json.loads(line) for line in written("jsonl", *ROWS).splitlines()]
    assert json.loads(written("json")) == []


@pytest.mark.parametrize("format", FILES)
def test_same_rows_same_bytes(format: str) -> None:
    """Writing twice gives the same bytes, and so does nothing found."""
    assert written(format, *ROWS) == written(format, *ROWS)
    assert written(format) == written(format)


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_unknown_field_lists_the_known(format: str, tmp_path: Path) -> None:
    """A wrong field is refused before anything is written, with the nearest name."""
    with pytest.raises(UsageError) as caught:
        written_to(tmp_path / "out", format, FULL, fields=("titel",))
    assert "did you mean 'title'" in caught.value.hint and list(tmp_path.iterdir()) == []


def test_unknown_format_lists_the_known() -> None:
    """A wrong format is refused with the nearest name and all there are."""
    with pytest.raises(UsageError) as caught:
        written("exls", FULL)
    assert "did you mean 'xlsx'" in caught.value.hint and all(name in caught.value.hint for name in FORMATS)


def test_the_ending_names_the_format() -> None:
    """`-o` does without --format; an ending of two formats, or of none, says what to add."""
    endings = {
        "a.XLSX": "xlsx",
        "a.b.csv": "csv",
        "a.ndjson": "jsonl",
        "a.db": "sqlite",
        "a.ttl": "turtle",
        "a.bib": "bibtex",
    }
    assert {name: format_of(Path(name)) for name in endings} == endings
    assert format_of(Path("plain")) == "jsonl"
    for name, said in (("a.xml", "--format dc"), ("a.xls", "did you mean 'xlsx'"), ("a.pdf", "xlsx")):
        with pytest.raises(UsageError) as caught:
            format_of(Path(name))
        assert said in caught.value.hint


def test_what_was_cancelled_stays_so() -> None:
    """No format says that an activity was held because its status was not asked for."""
    cancelled = view(title="Rapat", status="cancelled", held=Period(start="2018-01-15"))
    assert b"STATUS:CANCELLED" in written("ics", cancelled, fields=("title", "held"))
    assert b'"held"' not in written("turtle", cancelled, fields=("title", "held"))


def test_evidence_stands_beside_the_fields_asked_for() -> None:
    """--evidence adds it to JSON whatever the fields."""
    for name in ("json", "jsonl"):
        assert b'"evidence"' in written(name, FULL, fields=("title",), evidence=True)
        assert b'"evidence"' not in written(name, FULL, fields=("title",))


@pytest.mark.parametrize("format", sorted(set(FILES) - {"csv", "json", "jsonl", "xlsx", "parquet"}))
def test_fields_empty_the_rest(format: str) -> None:
    """--fields counts for every format: what was not asked for is not there, the title always is."""
    bare = written(format, FULL, fields=("title",))
    assert bare == written(format, view(**{name: getattr(FULL, name) for name in ("id", "articles", "title")}))
    assert bare != written(format, FULL)


@pytest.mark.parametrize("format", sorted(set(FILES) & {"dc", "oai", "jsonld", "turtle", "atom", "bibtex", "ris"}))
def test_evidence_and_text_come_on_request(format: str) -> None:
    """The words a value was read from, and the text, stand there if asked for, and only then."""
    quote, text = b"15-17 Januari 2018", b"Air bersih dibahas"
    assert quote not in written(format, FULL) and text not in written(format, FULL)
    assert quote in written(format, FULL, evidence=True) and text in written(format, FULL, text=True)


def test_csv_evidence_is_json() -> None:
    """In CSV the evidence stands in a column of its own, as JSON."""
    (row,) = table(written("csv", FULL, evidence=True))
    assert {"field": "held", "quote": "15-17 Januari 2018", "start": 10}.items() <= json.loads(row["evidence"])[
        0
    ].items()


def test_options_a_format_cannot_hold_are_refused() -> None:
    """A graph has no place for texts, only CSV is made for Excel, a folder is no stream."""
    for name, options in (("graphml", {"text": True}), ("json", {"excel": True}), ("markdown", {})):
        with pytest.raises(UsageError) as caught:
            write([FULL], io.BytesIO(), format=name, **options)  # type: ignore[arg-type]
        assert caught.value.hint


def test_masking_keeps_lengths_and_offsets() -> None:
    """A secret is masked wherever it stands, and no offset moves."""
    person = Person(name="Ratna Puspita", role="warga")
    masked = mask(view(people=(person,), text="Ratna Puspita (0812) hadir."), ["Ratna Puspita", "0812"])
    assert masked.people[0].name == "R•••• P••••••"
    assert masked.text == "R•••• P•••••• (0•••) hadir."


def test_names_are_masked_as_whole_words() -> None:
    """A name within another word is none; one of several words is masked however it is written."""
    text = "17 Agustus 2018: Agus dan RATNA\nPUSPITA; agus."
    assert mask((text,), ["Agus", "Ratna Puspita"]) == ("17 Agustus 2018: A••• dan R••••\nP••••••; agus.",)
    assert mask((text[:16],), [" ", " Agus "]) == ("17 Agustus 2018:",)
    assert mask({"Agus": ("Agus",)}, ["Agus"]) == {"A•••": ("A•••",)}


def test_text_comes_on_request() -> None:
    """With `text` tables and JSON hold the text; without it neither does."""
    for name in ("csv", "json", "jsonl"):
        assert b"Kata-kata" in written(name, view(text="Kata-kata"), text=True)
        assert b"Kata-kata" not in written(name, view(text="Kata-kata"))
