"""Decisions about cleaning: removals put back, articles read again, duplicates told apart, sites looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe import Workspace
from kmpipe.errors import UnknownId, UsageError

PAGE = """<html><head><title>{title} - Situs Kota</title><link rel="canonical" href="https://{host}/{slug}">
<meta property="article:published_time" content="{date}"></head><body><article><h1 class="entry-title">{title}</h1>
<div class="entry-content"><p>Semarang, 5 Mei 2018. BPBD Kota Semarang menggelar rapat koordinasi penanggulangan banjir
bersama Dinas Pekerjaan Umum dan warga kampung di Balai Kota.</p>{more}<p>Baca juga: <a href="/lain">Rapat lain</a></p>
<p>Peserta membahas pompa air, saluran, jalur evakuasi, gudang logistik, dan jadwal piket selama musim hujan mendatang,
lalu menyepakati pembagian tugas antara dinas, kecamatan, kelurahan, relawan, dan pengurus rukun warga di hilir sungai.</p>
</div></article></body></html>"""


def page(folder: Path, name: str, *, title: str = "Rapat Banjir", host: str = "kota.example", more: str = "") -> Path:
    """A saved page."""
    path = folder / name
    path.write_text(PAGE.format(title=title, host=host, slug=name, date="2018-05-07", more=more), encoding="utf-8")
    return path


def test_a_restored_line_stays_across_re_ingest_and_re_reading(workspace: Workspace, tmp_path: Path) -> None:
    """The line is in the text, in search, and in the next version of the page; undone, it is out again."""
    workspace.ingest(page(tmp_path, "a.html"))
    (article,) = workspace.articles()
    (removal,) = article.removals
    assert "Rapat lain" not in article.text
    report = workspace.restore(article.id, [removal.number], reason="dicatat peserta")
    assert (report.articles, report.changed, report.failed) == (1, 1, 0)

    def kept() -> bool:
        (article,) = workspace.articles()
        assert workspace.search('"rapat lain"').total == ("Rapat lain" in article.text)
        return "Baca juga: Rapat lain" in article.text.split("\n")

    assert kept()
    workspace.ingest(page(tmp_path, "a.html", more="<p>Tambahan pada versi kedua.</p>"))
    assert kept()
    assert workspace.extract().changed == 0
    assert kept()
    (restored,) = workspace.restored(article.id)
    assert (restored.number, restored.removal.text, restored.reason) == (1, removal.text, "dicatat peserta")
    assert workspace.explain(article.id).restored == (restored,)
    assert workspace.take_out_again(article.id, [1]).changed == 1
    assert not kept()
    assert workspace.restored(article.id) == ()


def test_numbers_nobody_has_change_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """An unknown number or id is an error, and no decision is noted."""
    workspace.ingest(page(tmp_path, "a.html"))
    (article,) = workspace.articles()
    with pytest.raises(UsageError, match="no removal with the number 9"):
        workspace.restore(article.id, [1, 9])
    with pytest.raises(UsageError, match="no restored line with the number 1"):
        workspace.take_out_again(article.id, [1])
    with pytest.raises(UnknownId):
        workspace.restore("zzzzzzzz", [1])
    assert workspace.restored(article.id) == ()


def test_a_lost_capture_is_a_failure_and_costs_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    """The article whose bytes are gone stays as it is; the others are read."""
    workspace.ingest(page(tmp_path, "a.html"))
    for warc in (workspace.root / "corpus" / "captures").iterdir():
        warc.unlink()
    workspace.ingest(page(tmp_path, "b.html", title="Pelatihan Relawan", more="<p>Pelatihan kedua, lain sekali.</p>"))
    report = workspace.extract()
    assert (report.articles, report.failed) == (2, 1)
    assert [failure.error for failure in report.failures] == ["CatalogueDamaged"]


def test_what_is_said_to_be_no_duplicate_stands_apart(workspace: Workspace, tmp_path: Path) -> None:
    """Two copies are one until somebody says no; search follows at once, and taking it back folds them again."""
    workspace.ingest(
        page(tmp_path, "a.html"), page(tmp_path, "b.html", host="lain.example", more="<p>Foto: panitia.</p>")
    )
    (cluster,) = workspace.duplicates()
    (copy,) = cluster.copies
    assert 0.8 <= copy.similarity <= 1
    assert workspace.search("").total == 1
    workspace.separate(cluster.id, copy.id, reason="dua rapat")
    assert workspace.search("").total == 2
    (cluster,) = workspace.duplicates()
    assert cluster.copies[0].apart == "said to be no duplicates"
    workspace.unite(copy.id, cluster.id)
    assert workspace.search("").total == 1
    with pytest.raises(UsageError, match="nobody said"):
        workspace.unite(copy.id, cluster.id)


def test_ingest_says_when_a_site_changed(workspace: Workspace, tmp_path: Path) -> None:
    """Twelve pages with little to remove, then six full of links: the run names the site and where to look."""
    usual, other = tmp_path / "usual", tmp_path / "other"
    usual.mkdir()
    other.mkdir()
    for number in range(12):
        page(usual, f"{number}.html", title=f"Rapat ke-{number}")
    links = "".join(
        f'<p>Baca juga: <a href="/{n}">Rapat lain nomor {n} di balai warga kampung hilir</a></p>' for n in range(40)
    )
    for number in range(12, 18):
        page(other, f"{number}.html", title=f"Rapat ke-{number}", more=links)
    assert workspace.ingest(usual).notes == ()
    (note,) = workspace.ingest(other).notes
    assert note.key == "kota.example"
    assert "of the text removed, before" in note.message
    assert "kmpipe explain --site kota.example" in note.message
    found = workspace.explain_site("kota.example")
    assert found.total.articles == 18
    assert [use.rule for use in found.rules] == ["id-related"]
    with pytest.raises(UnknownId, match="no article of the host"):
        workspace.explain_site("lain.example")
