"""A workspace used from Python."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pytest

import kmpipe
from kmpipe.errors import Locked, UnknownId, UsageError
from kmpipe.workspace.locks import WriterLock

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
TEXT = """{title}

Jakarta, {day} Agustus 2018. BPBD Provinsi DKI Jakarta mengadakan lokakarya kesiapsiagaan banjir di Balai Kota Jakarta.
Lokakarya dihadiri {count} peserta dari kelurahan dan membahas jalur evakuasi serta peringatan dini bagi warga.
"""


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def text(title: str = "Lokakarya Banjir", day: int = 23, count: int = 35) -> str:
    return TEXT.format(title=title, day=day, count=count)


def exported(workspace: kmpipe.Workspace, format: str = "jsonl", **options: object) -> bytes:
    stream = io.BytesIO()
    workspace.export(stream, format=format, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def test_ingest_search_and_show(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """What came in is found by its words and filters, and shown whole."""
    summary = workspace.ingest(write(tmp_path / "in", a=text()))
    assert (summary.articles, summary.failed) == (1, 0)
    (hit,) = workspace.search("evakuasi", agency="BPBD", type="workshop", start="2018-08", end="2018-08-31").hits
    (shown,) = workspace.show(hit.id)
    assert shown.held is not None and shown.held.start == "2018-08-23"
    assert shown.text is not None and "jalur evakuasi" in shown.text
    assert workspace.search("evakuasi", start="2018-09").total == 0
    assert [activity.id for activity in workspace.activities()] == [hit.id]
    assert [article.id for article in workspace.articles()] == [hit.article]


def test_same_words_under_two_names_are_one_article(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """The second is a duplicate; its id leads to the first; search gives one hit."""
    summary = workspace.ingest(write(tmp_path / "in", a=text(), b=text()))
    assert (summary.articles, summary.duplicates) == (1, 1)
    (mirror,) = summary.mirrors
    assert workspace.show(mirror.id)[0].articles[0] == mirror.canonical
    assert workspace.search("evakuasi").total == 1


def test_two_inputs_with_one_key_do_not_overwrite_each_other(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """The second input of a run with the same key fails by name, the first comes in."""
    one, two = write(tmp_path / "one", a=text()), write(tmp_path / "two", a=text(day=24))
    summary = workspace.ingest(one, two)
    assert (summary.articles, summary.failed, summary.failures[0].error) == (1, 1, "KeyTaken")


def test_second_writer_is_told_who_writes(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """While one process holds the lock, another gets Locked with its pid, and may still read."""
    workspace.ingest(write(tmp_path / "in", a=text()))
    with WriterLock(workspace.root / "corpus" / "catalogue.sqlite.lock"):
        with kmpipe.open_workspace(workspace.root) as other, pytest.raises(Locked) as caught:
            other.ingest(tmp_path / "in")
        assert caught.value.pid == os.getpid()
        assert workspace.search("evakuasi").total == 1


def test_index_that_is_lost_or_behind_is_made_anew(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """Deleting the index loses nothing: the next search builds it from the catalogue."""
    workspace.ingest(write(tmp_path / "in", a=text(), b=text("Lokakarya Sampah", 24)))
    before = workspace.search("lokakarya")
    workspace.close()
    for path in sorted((workspace.root / "index").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    assert workspace.search("lokakarya") == before


def test_export_and_rows_of_a_search_agree(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """An export holds the rows of the search, each as `show` gives it but for text and removals."""
    workspace.ingest(
        write(tmp_path / "in", a=text(), b=text("Lokakarya Sampah", 24), c=text("Rapat Koordinasi Banjir", 25))
    )
    rows = [json.loads(line) for line in exported(workspace, query="title:lokakarya").splitlines()]
    assert {row["id"] for row in rows} == {hit.id for hit in workspace.search("title:lokakarya").hits}
    assert [row["held"]["start"] for row in rows] == ["2018-08-24", "2018-08-23"]
    assert "text" not in rows[0] and "removals" not in rows[0]
    full = json.loads(exported(workspace, query="title:sampah", text=True))
    assert "jalur evakuasi" in full["text"]


def test_mirrors_survive_a_rebuild_in_any_order(tmp_path: Path) -> None:
    """Two workspaces that took the same files in another order hold the same knowledge, byte for byte."""
    one, two = (
        write(tmp_path / "one", a=text(), b=text("Lain", 24)),
        write(tmp_path / "two", c=text(), d=text("Rapat", 25)),
    )
    dumps = []
    for name, order in (("x", [one, two]), ("y", [two, one])):
        with kmpipe.init_workspace(tmp_path / name) as workspace:
            for folder in order:
                workspace.ingest(folder)
            dumps.append((list(workspace.dump()), exported(workspace), exported(workspace, "csv")))
    assert dumps[0] == dumps[1]


def test_open_workspace_refuses_what_is_none(tmp_path: Path) -> None:
    """A folder without kmpipe.toml is not a workspace."""
    with pytest.raises(kmpipe.KmpipeError, match="not a workspace"):
        kmpipe.open_workspace(tmp_path)


def test_errors_of_use(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """No paths, an unknown id and an unknown format are errors a program can tell apart."""
    with pytest.raises(UsageError):
        workspace.ingest()
    workspace.ingest(write(tmp_path / "in", a=text()))
    with pytest.raises(UnknownId):
        workspace.show("nothing")
    with pytest.raises(UsageError, match="unknown format"):
        exported(workspace, "pdf")


def test_private_people_are_masked_in_exports(workspace: kmpipe.Workspace, tmp_path: Path) -> None:
    """A person without public office is cut to initials in an export, and whole only on request."""
    story = text() + "\nRatna Puspita, seorang warga RT 05, mengatakan jalur evakuasi terlalu sempit.\n"
    workspace.ingest(write(tmp_path / "in", a=story))
    (shown,) = workspace.show(workspace.search("evakuasi").hits[0].id)
    private = [person.name for person in shown.people if not person.public_office]
    assert private == ["Ratna Puspita"]
    assert b"Ratna Puspita" not in exported(workspace) + exported(workspace, "csv")
    assert b"Ratna Puspita" in exported(workspace, personal=True)


def test_public_names_are_the_documented_ones() -> None:
    """`kmpipe.__all__`, what can be imported, and the list in README.md are the same."""
    listed = set(re.findall(r"^\| `kmpipe\.(\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == set(kmpipe.__all__)
    assert all(getattr(kmpipe, name) is not None for name in kmpipe.__all__)
