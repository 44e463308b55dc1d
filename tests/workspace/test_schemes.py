"""A workspace under other schemes of focus areas: shown, exported, corrected, and a scheme of its own."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kmpipe import Workspace
from kmpipe.errors import UsageError, VocabularyError
from kmpipe.model import ActivityView, Period

TEXTS = {
    "angkutan": "Dialog Angkutan\n\nJakarta, 23 Agustus 2018. Dinas Perhubungan membahas integrasi moda dan angkutan umum.",
    "sampah": "Bank Sampah Rawasari\n\nJakarta, 5 Mei 2020. Warga memilah sampah dan membuat kompos bersama Dinas Lingkungan Hidup.",
}
OWN = """
[[scheme]]
id = "misi"
label_id = "Misi Daerah"
label_en = "Missions"
from = 2017
until = 2019

[[concept]]
id = "misi-kompos"
scheme = "misi"
label_id = "Kota Tanpa Sampah"
label_en = "Zero Waste City"
cues = [{ text = "kompos", weight = 1.0 }]

[[concept]]
id = "misi-jalan"
scheme = "misi"
label_id = "Kota yang Bergerak"
label_en = "A City that Moves"
matches = ["mobility"]
"""


@pytest.fixture
def ws(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with a dialogue on transport of 2018 and a waste bank of 2020."""
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    assert workspace.ingest(*(tmp_path / f"{name}.txt" for name in TEXTS)).articles == 2
    return workspace


def titled(ws: Workspace, title: str) -> str:
    """The id of the activity with this title."""
    return next(activity.id for activity in ws.activities() if activity.title == title)


def exported(ws: Workspace, **options: object) -> dict[str, list[str]]:
    """The focus areas of what an export holds, by title."""
    stream = io.BytesIO()
    ws.export(stream, format="jsonl", **options)  # type: ignore[arg-type]  # options of export
    rows = [json.loads(line) for line in stream.getvalue().splitlines()]
    return {row["title"]: [area["id"] for area in row["focus_areas"]] for row in rows}


def test_show_gives_the_areas_of_a_scheme(ws: Workspace) -> None:
    """With score and evidence; without one, and in the catalogue, those of the default scheme stand."""
    identity = titled(ws, "Dialog Angkutan")
    (view,) = ws.show(identity, scheme="pilar")
    (area,) = view.focus_areas
    assert (area.id, area.scheme) == ("terhubung", "pilar")
    assert view.text is not None and area.evidence
    assert all(view.text[p.start : p.end] == p.quote for p in area.evidence if p.field == "text")
    for plain in (ws.show(identity)[0], next(a for a in ws.activities() if a.id == identity)):
        assert [(a.id, a.scheme) for a in plain.focus_areas] == [("mobility", "fokus-utama")]
    with pytest.raises(UsageError, match="pillar"):
        ws.show(identity, scheme="pillar")


def test_an_export_may_be_under_a_scheme(ws: Workspace) -> None:
    """All rows then bear its areas; the filter takes ids and labels of them, and refuses others."""
    assert exported(ws, scheme="pilar") == {"Bank Sampah Rawasari": ["sehat"], "Dialog Angkutan": ["terhubung"]}
    assert list(exported(ws, scheme="pilar", focus="terhubung")) == ["Dialog Angkutan"]
    assert list(exported(ws, scheme="pilar", focus=["Healthy Jakarta"])) == ["Bank Sampah Rawasari"]
    assert exported(ws, scheme="pilar", focus="siap") == {}
    assert exported(ws, scheme="fokus-utama") == exported(ws)
    with pytest.raises(UsageError) as caught:
        exported(ws, scheme="pilar", focus="mobility")
    assert caught.value.hint == "areas: siap, sehat, terhubung"


def test_each_row_is_told(ws: Workspace) -> None:
    """A caller sees every row of an export as it is written."""
    seen: list[ActivityView] = []
    ws.export(io.BytesIO(), each=seen.append)
    assert [row.title for row in seen] == ["Bank Sampah Rawasari", "Dialog Angkutan"]


def test_a_scheme_of_ones_own(ws: Workspace) -> None:
    """Its own cues are read, its matches filled, and it is listed beside the shipped ones with its years."""
    (ws.root / "vocab" / "focus_areas.toml").write_text(OWN, encoding="utf-8")
    assert exported(ws, scheme="misi") == {
        "Bank Sampah Rawasari": ["misi-kompos"], "Dialog Angkutan": ["misi-jalan"],
    }  # fmt: skip
    (scheme,) = ws.schemes("misi")
    assert scheme.years == "2017 to 2019"
    assert [(area.id, area.cues, area.matches) for area in scheme.areas] == [
        ("misi-kompos", 1, ()), ("misi-jalan", 0, ("fokus-utama:mobility",)),
    ]  # fmt: skip
    assert {other.id for other in ws.schemes()} == {"crf", "fokus-utama", "misi", "pilar", "programme"}


def test_a_scheme_that_cannot_be_is_refused(workspace: Workspace) -> None:
    """An area that matches nothing there is names file and entry."""
    (workspace.root / "vocab" / "focus_areas.toml").write_text(OWN.replace("mobility", "mobilty"), encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"focus_areas\.toml: concept 'misi-jalan': it matches 'mobilty'"):
        workspace.schemes()


@pytest.mark.parametrize(
    ("start", "end", "covered"),
    [("2018-08-23", None, True), ("2017-12-30", "2018-01-02", True), ("2019", None, True), ("2017", None, False), ("2020-01-01", None, False)],
)  # fmt: skip
def test_a_scheme_covers_its_years(ws: Workspace, start: str, end: str | None, covered: bool) -> None:
    """The five focus areas are of 2018 and 2019; a period that reaches into them is covered, an undated one is not outside."""
    (scheme,) = ws.schemes("fokus-utama")
    assert scheme.covers(Period(start=start, end=end)) is covered
    assert scheme.covers(None)


def test_an_area_of_another_scheme_is_corrected(ws: Workspace) -> None:
    """Taken out or put in, before and after are shown under that scheme, and the default areas stay."""
    identity = titled(ws, "Dialog Angkutan")
    done = ws.correct(identity, "focus_areas", ["crf-11"], action="add", dry_run=True)
    assert [area.id for area in done.after.focus_areas] == ["crf-11", "crf-9"]
    assert [area.id for area in ws.show(identity, scheme="crf")[0].focus_areas] == ["crf-9"]
    done = ws.correct(identity, "focus_areas", ["terhubung"], action="remove")
    assert ([a.id for a in done.before.focus_areas], done.after.focus_areas) == (["terhubung"], ())
    assert ws.show(identity, scheme="pilar")[0].focus_areas == ()
    assert [area.id for area in ws.show(identity)[0].focus_areas] == ["mobility"]
    with pytest.raises(UsageError, match="has no 'governance' in focus_areas"):
        ws.correct(identity, "focus_areas", ["governance"], action="remove")
