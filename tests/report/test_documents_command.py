"""`kmpipe report --monthly`, `brief` and `handover`, as users call them."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from lxml import html

import kmpipe

Run = Callable[..., "subprocess.CompletedProcess[str]"]

REPORT = """Lokakarya {what}

Jakarta, 2{day} Agustus 2018. Sekretariat Jakarta Berketahanan dan BPBD DKI Jakarta menggelar lokakarya {what} di Balai Kota.
Sebanyak 35 peserta hadir. Ratna Puspita, warga Kampung Melayu, bercerita. Hubungi 0812-3456-7890.

Tindak lanjut:
1. BPBD DKI Jakarta menyusun peta {what} paling lambat 30 Agustus 2018.
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    for day, what in enumerate(("Jalur Evakuasi", "Sampah Pasar")):
        (folder / f"{day}.txt").write_text(REPORT.format(day=day, what=what), encoding="utf-8")
    with kmpipe.init_workspace(folder / "ws") as workspace:
        assert workspace.ingest(folder).articles == 2
    return folder / "ws"


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "ws")
    return tmp_path / "ws"


def text_of(path: Path) -> str:
    if path.suffix == ".html":
        return " ".join(html.fromstring(path.read_bytes()).text_content().split())
    file = docx.Document(str(path))
    return " ".join(
        [*(line.text for line in file.paragraphs), *(cell.text for made in file.tables for cell in made._cells)]
    )


@pytest.mark.parametrize("ending", ["docx", "html"])
def test_a_monthly_report_tells_the_month(run: Run, home: Path, tmp_path: Path, ending: str) -> None:
    """Institution, period, counts, activities, participants, follow-ups and sources; days in Indonesian; nobody private."""
    options = ["--institution", "Sekretariat Kota", "-o", f"../a.{ending}"]
    done = run("report", "--monthly", "2018-08", *options, cwd=home)
    assert (done.returncode, done.stdout) == (0, "")
    said = text_of(tmp_path / f"a.{ending}")
    for part in (
        "Sekretariat Kota", "LAPORAN BULANAN", "Periode Agustus 2018", "20 Agustus 2018", "21 Agustus 2018", "Jalur Evakuasi",
        "BPBD Provinsi DKI Jakarta", "70 orang", "menyusun peta", "30 Agustus 2018", "0.txt", "Mengetahui", "Kegiatan eksternal",
    ):  # fmt: skip
        assert part in said, part
    assert "Ratna Puspita" not in said and "0812-3456" not in said


def test_people_are_named_only_when_asked_for(run: Run, home: Path, tmp_path: Path) -> None:
    """With --people the report has a list of people, unmasked."""
    run("report", "--monthly", "2018-08", "--people", "-o", "../a.html", cwd=home)
    assert "Ratna Puspita" in text_of(tmp_path / "a.html")


def test_an_empty_period_says_so(run: Run, home: Path, tmp_path: Path) -> None:
    """A month without an activity, in both languages; a quarter and a year have their own titles."""
    calls = {
        ("--monthly", "2016-01"): "Tidak ada kegiatan terlaksana",
        ("--monthly", "2016-01", "--words", "en"): "No activity is on record",
        ("--quarter", "2018-Q3"): "LAPORAN TRIWULAN",
        ("--fiscal-year", "2018", "--words", "en"): "ANNUAL REPORT",
    }
    for call, part in calls.items():
        assert run("report", *call, "-o", "../a.html", cwd=home).returncode == 0
        assert part in text_of(tmp_path / "a.html"), call


def test_the_settings_say_who_signs_and_when_a_year_begins(run: Run, home: Path, tmp_path: Path) -> None:
    """Institution, place and signatory of kmpipe.toml stand in the document; its fiscal year may begin in another month."""
    settings = 'institution = "Setda"\nplace = "Jakarta"\nsignatory = "Ibu Kepala"\nposition = "Kepala"\nfiscal_year_starts = 9\n'
    (home / "kmpipe.toml").write_text(f"[report]\n{settings}", encoding="utf-8")
    run("report", "--fiscal-year", "2017", "-o", "../a.html", cwd=home)
    said = text_of(tmp_path / "a.html")
    assert "Setda" in said and "Jakarta, " in said and "Ibu Kepala" in said
    assert "1 September 2017 – 31 Agustus 2018" in said and "Jalur Evakuasi" in said


def test_a_filtered_report_says_so(run: Run, home: Path, tmp_path: Path) -> None:
    """The query and the filters stand below the title; only what they find is in it."""
    run("report", "sampah", "--monthly", "2018-08", "--agency", "BPBD", "-o", "../a.html", cwd=home)
    said = text_of(tmp_path / "a.html")
    assert "Hanya kegiatan dengan sampah; BPBD" in said and "Jalur Evakuasi" not in said


def test_wrong_calls_say_what_is_right(run: Run, home: Path, tmp_path: Path) -> None:
    """Exit 2, a hint, and no file."""
    calls = {
        ("report", "--monthly", "2018-13", "-o", "../a.docx"): "2018-08",
        ("report", "--monthly", "2018-08"): "-o laporan-2018-08.docx",
        ("report", "--monthly", "2018-08", "-o", "../a.pdf"): ".docx or .html",
        ("report", "--monthly", "2018-08", "--quarter", "2018-Q3", "-o", "../a.docx"): "one of --monthly",
        ("report", "--monthly", "2018-08", "--from", "2018", "-o", "../a.docx"): "--from",
        ("report", "--monthly", "2018-08", "-o", "corpus/captures/a.docx"): "another file",
        ("brief", "Dinas"): "name one by its id",
        ("brief", "BPBD", "--json", "-o", "../a.docx"): "choose one",
        ("handover", "-o", "../a.txt"): ".docx or .html or .md",
        ("handover",): "",
    }
    for call, hint in calls.items():
        done = run(*call, cwd=home)
        assert (done.returncode, done.stdout) == (2, ""), call
        assert hint in done.stderr, call
    assert run("brief", "qqxxzz", cwd=home).returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["ws"]


def test_a_brief_on_the_terminal_as_json_and_as_a_document(run: Run, home: Path, tmp_path: Path) -> None:
    """The same facts in each form: meetings, the agency's open tasks, sources; nobody's name."""
    done = run("brief", "BPBD", cwd=home)
    assert done.returncode == 0 and "Ratna Puspita" not in done.stdout
    for part in ("RINGKASAN INSTANSI", "21 Agustus 2018", "menyusun peta", "lewat tenggat", "[1]"):
        assert part in done.stdout, part
    answer = json.loads(run("brief", "BPBD", "--json", cwd=home).stdout)
    assert (
        answer["agency"]["id"] == "dki-bpbd" and answer["total"] == len(answer["meetings"]) == len(answer["open"]) == 2
    )
    for ending in ("docx", "html", "md"):
        assert run("brief", "BPBD", "--words", "en", "-o", f"../a.{ending}", cwd=home).returncode == 0
    assert "Jakarta Regional Disaster Management Agency" in text_of(tmp_path / "a.docx")


def test_a_handover_tells_what_was_changed_and_decided(run: Run, home: Path, tmp_path: Path) -> None:
    """Sources, own words, corrections with author and reason, quality, commands; nothing personal but who decided."""
    (home / "vocab" / "organisations.toml").write_text(
        '[[organisation]]\nid = "contoh"\nname = "Yayasan Contoh"\nkind = "ngo"\n', encoding="utf-8"
    )
    found = json.loads(run("search", "evakuasi", "--json", cwd=home).stdout)["hits"][0]["id"]
    call = [
        "correct",
        found,
        "people",
        "--add",
        "Joko Santoso (warga)",
        "--reason",
        "kata Ratna Puspita, 0812-3456-7890",
    ]
    assert run(*call, cwd=home, KMPIPE_WORKSPACE_AUTHOR="sari").returncode == 0
    assert run("source", "add", "https://kota.example/kegiatan/", cwd=home).returncode == 0
    assert run("handover", "-o", "../a.html", cwd=home).returncode == 0
    said = text_of(tmp_path / "a.html")
    for part in (
        "https://kota.example/kegiatan/", "baru: Yayasan Contoh", "dibetulkan", "sari", "kata R", "Kelengkapan artikel",
        "kmpipe ingest", "Lokakarya Jalur Evakuasi",
    ):  # fmt: skip
        assert part in said, part
    assert not [name for name in ("Ratna Puspita", "Joko Santoso", "0812-3456") if name in said]


def test_a_full_disk_leaves_the_old_document(home: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    """When the disk refuses, the document stands as it was, and there is no other file."""
    target = tmp_path / "out" / "a.docx"
    target.parent.mkdir()
    target.write_bytes(b"the old one")
    code = (
        "import sys; from pathlib import Path; from kmpipe.report.documents import *\n"
        "from kmpipe.report.documents_files import write_document\n"
        "made = Document(language='id', institution='', title='T', subtitle=(), blocks=(), page='Halaman')\n"
        "try:\n    write_document(made, Path(sys.argv[1]))\nexcept OSError:\n    sys.exit(3)\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, str(target)], cwd=Path(__file__).parents[2], env=environment, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000)),
    )  # fmt: skip
    assert done.returncode == 3
    assert [(path.name, path.read_bytes()) for path in target.parent.iterdir()] == [("a.docx", b"the old one")]
