"""A handful of activities whose counts can be checked by eye, and what is counted of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kmpipe.model import ActivityView, FocusArea, OrganisationMention, Period, Term
from kmpipe.report.counting import MatrixCount, TimelineCount
from kmpipe.report.labels import LABEL_LANGUAGES, read_labels
from kmpipe.report.records import Area, Have, Matrix, Quality, Report, Timeline
from kmpipe.report.totals import TotalsCount
from kmpipe.vocab.load import Organisation

if TYPE_CHECKING:
    from kmpipe.report.calendar import Grain

AREAS = (
    Area(id="air", notation="Fokus 1", label_id="Air bersih dan sanitasi", label_en="Clean water and sanitation"),
    Area(id="gerak", notation=None, label_id="Mobilitas", label_en="Mobility"),
)
KNOWN = (
    Organisation(id="kota", name="Pemerintah Kota", name_en="City Government"),
    Organisation(id="bpbd", name="BPBD Kota", name_en="City Disaster Agency", jurisdiction="kota"),
    Organisation(id="dinkes", name="Dinas Kesehatan", jurisdiction="kota"),
    Organisation(id="dishub", name="Dinas Perhubungan", jurisdiction="kota"),
    Organisation(id="lama", name="Dinas Lama", jurisdiction="kota", until=2017),
    Organisation(id="bubar", name="Dinas Bubar", jurisdiction="kota", successors=("dinkes",)),
    Organisation(id="bumd", name="Perusahaan Daerah", kind="company", jurisdiction="kota"),
    Organisation(id="lain", name="Dinas Kota Lain", jurisdiction="kota-lain"),
)
LABELS = {language: read_labels(language) for language in LABEL_LANGUAGES}


def body(identity: str, role: str = "participant", kind: str = "government", **names: str) -> OrganisationMention:
    given = {"name": identity.upper()} | names
    return OrganisationMention(id=identity, kind=kind, role=role, **given)  # type: ignore[arg-type]


def row(
    number: int, held: str | None, *areas: str, bodies: Iterable[OrganisationMention] = (), **values: object
) -> ActivityView:
    given: dict[str, object] = {
        "id": f"r{number}.1",
        "articles": (f"r{number}",),
        "title": f"Rapat {number}",
        "type": "meeting",
        "held": Period(start=held) if held else None,
        "focus_areas": tuple(FocusArea(id=area, score=0.9) for area in areas),
        "organisations": tuple(bodies),
    } | values
    return ActivityView(**given)  # type: ignore[arg-type]


ROWS = (
    row(1, "2018-01-15", "air", bodies=[body("bpbd"), body("dinkes", "mentioned")], place="Jakarta", participants=30),
    row(2, "2018-01-20", "air", "gerak", bodies=[body("bpbd", "organiser"), body("~warga", kind="community", name="Warga")]),
    row(3, "2018-04", bodies=[body("bpbd", "mentioned")], place="Jakarta", published="2018-05-01"),
    row(4, "2018", "gerak", bodies=[body("~warga", kind="community", name="Warga")]),
    row(5, None, "air", bodies=[body("bpbd")], participants=12),
    row(6, "2018-02-01", "air", status="planned", bodies=[body("dinkes")]),
    row(7, "2018-02-02", "air", status="postponed"),
    row(8, "2018-02-03", status="cancelled"),
    row(9, "2019-02-03", "air", bodies=[body("kepala", "speaker", kind="office")], terms=(Term(kind="acronym", term="PRA", meaning="Penilaian Awal"),)),
)  # fmt: skip


def timeline(rows: Iterable[ActivityView] = ROWS, grain: Grain | None = "month") -> Timeline:
    count = TimelineCount("skema", AREAS)
    for one in rows:
        count.add(one)
    return count.result(grain)


def matrix(rows: Iterable[ActivityView] = ROWS, grain: Grain = "year", jurisdiction: str = "kota") -> Matrix:
    count = MatrixCount("skema", AREAS, grain, KNOWN, jurisdiction)
    for one in rows:
        count.add(one)
    return count.result()


def quality(**values: object) -> Quality:
    shares = {
        name: Have(having=3, of=4, share=0.75) for name in ("title", "published", "held", "agencies", "focus", "place")
    }
    given: dict[str, object] = {
        "articles": 4, "mirrors": 1, "activities": 4, "without_activity": {}, "fields": shares, "sites": (), "years": (),
        "warnings": {"year inferred": 2}, "failures": {}, "removals": {"tail": 5}, "drift": (), "doubts": {"held": 1},
        "doubtful": 1, "pairs": 0, "reviews": {"unreviewed": 4},
    } | values  # fmt: skip
    return Quality(**given)  # type: ignore[arg-type]


def report(rows: Iterable[ActivityView] = ROWS, **values: object) -> Report:
    rows = tuple(rows)
    totals = TotalsCount(recent=20)
    for one in rows:
        totals.add(one)
    given: dict[str, object] = {
        "selection": "",
        "outside_scheme": 0,
        "totals": totals.result(),
        "timeline": timeline(rows, None),
        "matrix": matrix(rows),
        "quality": quality(),
    } | values
    return Report(**given)  # type: ignore[arg-type]
