"""Rows that exercise every field, rows that attack every format, and writing them."""

from __future__ import annotations

import io
import re
from pathlib import Path

from kmpipe.export import FORMATS, Written, write
from kmpipe.model import (
    ActionItem,
    ActivityView,
    Attachment,
    DateMention,
    Evidence,
    FieldEvidence,
    FocusArea,
    OrganisationMention,
    Period,
    Person,
    Series,
    Session,
    Term,
)

BPBD = OrganisationMention(
    id="dki-bpbd",
    name="Badan Penanggulangan Bencana Daerah Provinsi DKI Jakarta",
    name_en="Jakarta Disaster Management Agency",
    kind="government",
    role="organiser",
    represented_by="Kepala Bidang",
)
RUJAK = OrganisationMention(id="~rujak", name="Rujak Center", kind="ngo", role="participant")
DEPUTY = OrganisationMention(id="dki-deputi", name="Deputi Gubernur", kind="office", role="speaker", parent="dki")
BANK = OrganisationMention(id="world-bank", name="Bank Dunia", name_en="World Bank", kind="international")


def view(**values: object) -> ActivityView:
    given: dict[str, object] = {"id": "a1.1", "articles": ("a1",), "title": "Lokakarya"} | values
    return ActivityView(**given)  # type: ignore[arg-type]


def proof(quote: str, start: int = 10) -> Evidence:
    return Evidence(start=start, end=start + len(quote), quote=quote, rule="rule", confidence=0.9)


FULL = view(
    id="k3x9a2b7.1",
    articles=("k3x9a2b7", "m4y8c3d6"),
    title="Lokakarya Ketahanan Air: 50% & <aman>",
    language="id",
    categories=("Kegiatan", "Air, Sanitasi"),
    type="workshop",
    series="rapat-air",
    series_entry=Series(id="rapat-air", name="Rapat Air Bersih", number=3),
    held=Period(start="2018-01-15", end="2018-01-17", evidence=(proof("15-17 Januari 2018"),)),
    sessions=(
        Session(label="Hari Ke-1", start="2018-01-15", evidence=(proof("Hari Ke-1", 80),)),
        Session(label="Hari Ke-2", start="2018-01-16", end="2018-01-17"),
    ),
    place="Jakarta Pusat",
    province="DKI Jakarta",
    venue="Balai Kota",
    organisations=(BPBD, RUJAK, DEPUTY, BANK),
    focus_areas=(FocusArea(id="water_waste_health", score=0.91, evidence=(proof("air bersih", 40),)),),
    people=(Person(name="Ani Wijaya", role="Kepala Bidang", organisation="BPBD", public_office=True),),
    participants=35,
    action_items=(ActionItem(task="Susun peta", owner="BPBD", due="2018-03"),),
    terms=(Term(kind="acronym", term="PRA", meaning="Preliminary Resilience Assessment"),),
    attachments=(
        Attachment(name="paparan.pdf", url="https://site.example/paparan.pdf"),
        Attachment(name="tanpa alamat"),
    ),
    follows=("z9z9z9z9.1",),
    url="https://site.example/2018/01/lokakarya-air/",
    evidence=(FieldEvidence(field="venue", evidence=(proof("Balai Kota", 60),)),),
    published="2018-01-20",
    site="Jakarta Berketahanan",
    text="Semarang, 15-17 Januari 2018.\nAir bersih dibahas di Balai Kota.",
)
# known to the month, in English, planned; of one day with hours; without a date, address and site
PLANNED = view(
    id="p1p1p1p1.1",
    articles=("p1p1p1p1",),
    title="Mobility dialogue",
    language="en",
    type="dialogue",
    status="planned",
    held=Period(start="2019-05"),
    organisations=(BPBD, BANK),
    focus_areas=(FocusArea(id="mobility", score=0.7),),
    url="https://site.example/?p=2",
)
HOURS = view(
    id="h1h1h1h1.1",
    articles=("h1h1h1h1",),
    title="Rapat koordinasi",
    language="mixed",
    type="meeting",
    held=Period(start="2018-02-28"),
    dates=(DateMention(start="2018-02-28", role="held", times=("09:00", "11:30")),),
    organisations=(BPBD, RUJAK),
    published="2018-03-02",
)
UNDATED = view(id="u1u1u1u1.1", articles=("u1u1u1u1",), title="Kunjungan tanpa tanggal")
ROWS = (PLANNED, HOURS, FULL, UNDATED)

# each could end a cell, a line, an element, a string or a script, or be taken for a command
HOSTILE = (
    "=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"https://x.example\")",
    'Rapat "air", tahap 2; lanjut', "it's", "Baris satu\nbaris dua", "satu\r\ndua", "satu\u2028dua\x85tiga",
    "a\x00b\x07c\x1bd", "kurung {buka} } { \\ ~ ^ $ % & # _", "\\", "\\n", "</script><script>alert(1)</script>", "<r>tebal</r>",
    "<!-- -->", "]]>", "&amp;#038;", '"><img src=x onerror=alert(1)>', "\u202eterbalik\u202c", "é 漢字 👩‍👩‍👧 🌧" * 9,
    "---\nkunci: [nilai", "{{< jahat >}} {% x %}", "[[taut]] [teks](javascript:alert(1)) ![x](y)", "_x0041_ _x005F_",
    "TY  - JOUR", "ER  - ", "END:VEVENT", "BEGIN:VCALENDAR", "%%komentar%% #tag ==sorot== ^blok", "1. satu", "# judul", "> kutip",
    "| a | b |", "null", "true", "2018-01-15", "1e5", "  ruang  ganda ", "and", "A and B", "x" * 40_000, "🌧" * 20_000,
    "; ".join(["peserta"] * 50), "@misc{x,", "%PDF", "'; DROP TABLE activities; --",
)  # fmt: skip


def hostile_row(number: int) -> ActivityView:
    """A row whose every text is one hostile string."""
    text = HOSTILE[number]
    return view(
        id=f"h{number:03}zzzz.1",
        articles=(f"h{number:03}zzzz",),
        title=text,
        language="id",
        held=Period(start="2018-01-15", evidence=(proof(text, 0),)),
        place=text,
        venue=text,
        organisations=(
            OrganisationMention(
                id=f"~o{number}", name=text, name_en=text, kind="ngo", role="organiser", represented_by=text
            ),
            RUJAK,
        ),
        people=(Person(name=text, role=text),),
        sessions=(Session(label=text, start="2018-01-15"),),
        action_items=(ActionItem(task=text, owner=text),),
        categories=(text,),
        attachments=(Attachment(name=text, url=f"javascript:{text}"),),
        url=f"javascript:alert({number})",
        site=text,
        text=text,
    )


ATTACKS = tuple(hostile_row(number) for number in range(len(HOSTILE)))


def shown(text: str) -> str:
    """The text as a reader sees it on one line: without control characters, white space as one space."""
    return " ".join(re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", text).split())


def lines(text: str) -> str:
    """The text without control characters, with LF line ends."""
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", re.sub("\r\n|[\r\u2028\x85]", "\n", text))


def written(format: str, *rows: ActivityView, **options: object) -> bytes:
    stream = io.BytesIO()
    answer = write(iter(rows), stream, format=format, **options)  # type: ignore[arg-type]
    assert answer.activities == len(rows)
    return stream.getvalue()


def written_to(path: Path, format: str, *rows: ActivityView, **options: object) -> Written:
    return write(iter(rows), path, format=format, **options)  # type: ignore[arg-type]


FILES = sorted(name for name, format_ in FORMATS.items() if format_.folder is None)
FOLDERS = sorted(name for name, format_ in FORMATS.items() if format_.folder is not None)
