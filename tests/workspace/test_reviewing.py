"""Corrections, reports of one event, threads and overviews in a workspace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kmpipe import Workspace
from kmpipe.errors import UnknownId, UsageError

LOKAKARYA = """Lokakarya Penyusunan Rencana Kontinjensi Banjir Kota Semarang

Semarang, 5 Mei 2018. BPBD Kota Semarang menggelar lokakarya penyusunan rencana kontinjensi banjir bersama Dinas Kesehatan
Kota Semarang dan Palang Merah Indonesia di Hotel Patra Semarang. Lokakarya dihadiri 40 peserta.

Peserta membahas skenario banjir rob, jalur evakuasi, dan pembagian tugas antara dinas dan relawan.
"""
LAPORAN = """Palang Merah Indonesia Ikuti Lokakarya Rencana Kontinjensi Banjir di Semarang

Sabtu, 5 Mei 2018, Palang Merah Indonesia mengikuti lokakarya rencana kontinjensi banjir yang diadakan BPBD Kota Semarang
di Hotel Patra Semarang. Sebanyak 45 peserta hadir dari berbagai lembaga.

Relawan menyampaikan pengalaman mereka dalam evakuasi warga dan pengelolaan dapur umum selama banjir tahun lalu.
"""
SIMULASI = """Simulasi Evakuasi Banjir Kota Semarang

Semarang, 12 Juni 2018. BPBD Kota Semarang mengadakan simulasi evakuasi banjir di Kelurahan Tanjung Mas. Kegiatan ini
melibatkan 200 warga, relawan, dan petugas puskesmas setempat sejak pagi hingga siang hari.

Baca juga: Lokakarya Penyusunan Rencana Kontinjensi Banjir Kota Semarang
"""


def ingest(workspace: Workspace, folder: Path, **texts: str) -> None:
    """Ingest texts under these names."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    summary = workspace.ingest(*(folder / f"{name}.txt" for name in texts))
    assert summary.failed == 0


def test_a_correction_outlives_re_ingest_and_re_extraction(workspace: Workspace, tmp_path: Path) -> None:
    """The text changes, the vocabulary changes, all is read again: what a person said stands, in search, too."""
    ingest(workspace, tmp_path, a=LOKAKARYA)
    (activity,) = workspace.activities()
    done = workspace.correct(activity.id, "held", ["2018-05-07..2018-05-08"], reason="undangan")
    assert (done.before.held, done.after.review) == (activity.held, "corrected")
    workspace.correct(activity.id, "organisations", ["Dinas Sosial Kota Semarang (host)"], action="add")

    def stands() -> None:
        (activity,) = workspace.activities()
        assert activity.held is not None
        assert (activity.held.start, activity.held.end) == ("2018-05-07", "2018-05-08")
        assert [o.role for o in activity.organisations if o.name == "Dinas Sosial Kota Semarang"] == ["host"]
        assert workspace.search("lokakarya", start="2018-05-08", end="2018-05-08").total == 1
        assert workspace.search("lokakarya", start="2018-05-05", end="2018-05-05").total == 0

    stands()
    ingest(workspace, tmp_path, a=LOKAKARYA.replace("40 peserta", "42 peserta").replace("5 Mei 2018", "6 Mei 2018"))
    stands()
    (workspace.root / "vocab" / "venues.toml").unlink(missing_ok=True)
    (workspace.root / "vocab" / "boilerplate.toml").write_text(
        '[[rule]]\nid = "skenario"\nkind = "notice"\nstarts = ["peserta membahas"]\n'
    )
    with Workspace(workspace.root, workspace.settings) as again:
        again.extract()
    stands()
    first, second = workspace.decisions(activity.id)
    assert (first.kind, first.reason) == ("correct", "undangan")
    workspace.undo_decision(first.number)
    (activity,) = workspace.activities()
    assert activity.held is not None and activity.held.start == "2018-05-06"
    workspace.undo_decision(second.number)
    assert next(workspace.activities()).corrections == ()


@pytest.mark.parametrize(
    ("field", "values", "action", "message"),
    [
        ("datum", ["2018"], "set", "unknown field 'datum'"),
        ("held", ["2018-11-31"], "set", "held cannot be '2018-11-31'"),
        ("held", ["31 November 2018"], "set", "held cannot be '31 November 2018'"),
        ("held", ["0018-01-01"], "set", "held cannot be '0018-01-01'"),
        ("held", ["2018-05-08..2018-05-07"], "set", "held cannot be"),
        ("type", ["pesta"], "set", "type cannot be 'pesta'"),
        ("status", ["none"], "set", "status cannot be 'none'"),
        ("participants", ["banyak"], "set", "participants cannot be 'banyak'"),
        ("participants", ["-4"], "set", "participants cannot be '-4'"),
        ("focus_areas", ["cinta"], "add", "focus_areas cannot be 'cinta'"),
        ("venue", [""], "set", "venue cannot be ''"),
        ("organisations", ["BPBD (juru masak)"], "add", "organisations cannot be"),
        ("venue", ["A"], "add", "venue holds one value"),
        ("venue", ["A", "B"], "set", "venue takes one value"),
        ("organisations", [], "add", "nothing to add"),
    ],
)
def test_impossible_corrections_are_named_errors(
    workspace: Workspace, tmp_path: Path, field: str, values: list[str], action: str, message: str
) -> None:
    """The field and the value are named, and nothing is kept."""
    ingest(workspace, tmp_path, a=LOKAKARYA)
    (activity,) = workspace.activities()
    with pytest.raises(UsageError, match=message):
        workspace.correct(activity.id, field, values, action=action)  # type: ignore[arg-type]  # of the three
    assert workspace.decisions(activity.id) == ()


def test_two_reports_of_one_event_are_one_activity(workspace: Workspace, tmp_path: Path) -> None:
    """Both articles lead to it, its values that differ stand side by side, and a person can part them."""
    ingest(workspace, tmp_path, a=LOKAKARYA, b=LAPORAN)
    (activity,) = workspace.activities()
    assert len(activity.reports) == len(activity.articles) == 2
    (conflict,) = [c for c in activity.conflicts if c.field == "participants"]
    assert sorted(value.value for value in conflict.values) == ["40", "45"]
    for report in activity.reports:
        (shown,) = workspace.show(report)
        assert shown.id == activity.id
    assert workspace.search('"dapur umum"').total == workspace.search('"pembagian tugas"').total == 1
    workspace.join(*activity.reports, same=False, reason="dua acara")
    assert [a.reports for a in workspace.activities()] == [(), ()]
    workspace.join(*activity.reports, same=True)
    assert len(list(workspace.activities())) == 1


def test_the_order_of_reports_does_not_matter(tmp_path: Path) -> None:
    """Ingested one by one in either order, or together: the same activities."""
    import kmpipe

    dumps = set()
    for number, order in enumerate([("a", "b", "c"), ("c", "b", "a"), ("b", "a", "c")]):
        texts = {"a": LOKAKARYA, "b": LAPORAN, "c": SIMULASI}
        with kmpipe.init_workspace(tmp_path / f"ws{number}") as workspace:
            for name in order:
                ingest(workspace, tmp_path, **{name: texts[name]})
            dumps.add("\n".join(line for line in workspace.dump() if '"table": "meta"' not in line))
    assert len(dumps) == 1


def test_a_related_link_to_an_earlier_activity_is_a_thread(workspace: Workspace, tmp_path: Path) -> None:
    """The later one follows the earlier one, whichever came first; the earlier one follows nothing."""
    ingest(workspace, tmp_path, c=SIMULASI)
    assert next(workspace.activities()).follows == ()
    ingest(workspace, tmp_path, a=LOKAKARYA)
    by_title = {activity.title: activity for activity in workspace.activities()}
    simulation = by_title["Simulasi Evakuasi Banjir Kota Semarang"]
    workshop = by_title["Lokakarya Penyusunan Rencana Kontinjensi Banjir Kota Semarang"]
    assert (simulation.follows, workshop.follows) == ((workshop.id,), ())
    assert [a.id for a in workspace.thread(simulation.id).before] == [workshop.id]
    assert [a.id for a in workspace.thread(workshop.id).after] == [simulation.id]


def test_an_activity_follows_what_it_says_it_follows(workspace: Workspace, tmp_path: Path) -> None:
    """`Menindaklanjuti lokakarya tanggal 5 Mei 2018` leads to what a body of both held on that day, and to nothing else."""
    text = SIMULASI.replace("Baca juga: Lokakarya Penyusunan Rencana Kontinjensi Banjir Kota Semarang", "")
    text += "\nSimulasi ini menindaklanjuti lokakarya tanggal 5 Mei 2018.\n"
    other = LOKAKARYA.replace("Semarang", "Medan").replace("Palang Merah Indonesia", "Universitas Sumatera Utara")
    ingest(workspace, tmp_path, c=text, a=LOKAKARYA, m=other)
    by_title = {activity.title: activity for activity in workspace.activities()}
    simulation = by_title["Simulasi Evakuasi Banjir Kota Semarang"]
    workshop = by_title["Lokakarya Penyusunan Rencana Kontinjensi Banjir Kota Semarang"]
    assert simulation.follows == (workshop.id,)
    assert [a.id for a in workspace.thread(workshop.id).after] == [simulation.id]


def test_doubts_are_listed_until_somebody_looked(workspace: Workspace, tmp_path: Path) -> None:
    """An undated meeting is doubtful; confirmed or corrected it is not."""
    ingest(workspace, tmp_path, a=LOKAKARYA, d=LOKAKARYA.replace("Semarang, 5 Mei 2018. ", "").replace("Banjir", "Rob"))
    (entry,) = workspace.doubtful()
    assert [doubt.field for doubt in entry.doubts] == ["held"]
    workspace.confirm(entry.activity.id, "held")
    assert workspace.doubtful() == ()
    (decision,) = workspace.decisions(entry.activity.id)
    workspace.undo_decision(decision.number)
    workspace.correct(entry.activity.id, "held", ["5 Mei 2018"])
    assert workspace.doubtful() == ()
    with pytest.raises(UsageError, match="no decision has the number 99"):
        workspace.undo_decision(99)


def test_unknown_organisations_are_taken_over_in_one_step(workspace: Workspace, tmp_path: Path) -> None:
    """Listed by frequency; added, the next reading knows it by its new id."""
    ingest(workspace, tmp_path, a=LOKAKARYA.replace("Palang Merah Indonesia", "Yayasan Sungai Lestari"))
    body = next(b for b in workspace.unknown_organisations() if b.name == "Yayasan Sungai Lestari")
    assert (body.activities, body.kind) == (1, "ngo")
    new = workspace.add_organisation(body.id, name_en="Living River Foundation", abbreviations=("YSL",))
    entry = (workspace.root / "vocab" / "organisations.toml").read_text(encoding="utf-8")
    assert f'id = "{new}"' in entry and "YSL" in entry
    with pytest.raises(UnknownId):
        workspace.add_organisation("~nobody")


def test_an_edit_of_a_vocabulary_counts_at_once(workspace: Workspace, tmp_path: Path) -> None:
    """In the workspace that is open: what is read again knows the new name, and so does the search; taken out, it goes."""
    ingest(workspace, tmp_path, a=LOKAKARYA.replace("Palang Merah Indonesia", "Karya Sungai"))
    file = workspace.root / "vocab" / "organisations.toml"

    def known() -> bool:
        workspace.extract()
        return "karya-sungai" in {body.id for activity in workspace.activities() for body in activity.organisations}

    assert not known()
    file.write_text(
        '[[organisation]]\nid = "karya-sungai"\nname = "Karya Sungai"\nabbreviations = ["KRSN"]\nkind = "ngo"\n',
        encoding="utf-8",
    )
    assert known()
    assert workspace.search("", agency="KRSN").total == 1
    file.unlink()
    assert not known()
    assert workspace.search("", agency="KRSN").total == 0


def test_overviews_name_their_sources(workspace: Workspace, tmp_path: Path) -> None:
    """Follow-ups by due date with what was done, and glossary lines with the activities that give them."""
    text = LOKAKARYA + "\nTindak lanjut:\n1. BPBD Kota Semarang menyusun SOP evakuasi paling lambat 31 Juli 2018.\n"
    ingest(workspace, tmp_path, a=text + "\nRencana ini disebut Rencana Aksi Komunitas (RAK).\n")
    (item,) = workspace.follow_ups(today=date(2018, 8, 1))
    assert (item.due, item.overdue, item.done) == ("2018-07-31", True, False)
    assert workspace.mark_done(item.activity, item.number) == item.task
    assert workspace.follow_ups(today=date(2018, 8, 1))[0].done
    with pytest.raises(UsageError, match="no action item 7"):
        workspace.mark_done(item.activity, 7)
    line = next(line for line in workspace.glossary() if line.term == "RAK")
    assert (line.meaning, line.count, line.sources) == ("Rencana Aksi Komunitas", 1, (item.activity,))


def test_a_report_that_names_only_the_month_is_suggested(workspace: Workspace, tmp_path: Path) -> None:
    """Without a day of its own it is never joined, but a person is asked."""
    vague = LAPORAN.replace("Sabtu, 5 Mei 2018,", "Semarang, Mei 2018. Pada Mei 2018").replace(
        "45 peserta", "40 peserta"
    )
    ingest(workspace, tmp_path, a=LOKAKARYA, b=vague)
    assert [activity.reports for activity in workspace.activities()] == [(), ()]
    (entry,) = [entry for entry in workspace.doubtful() if entry.same]
    workspace.join(entry.activity.id, entry.same[0].id, same=True)
    assert len(list(workspace.activities())) == 1
