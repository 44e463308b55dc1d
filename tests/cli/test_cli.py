"""The command line as its user meets it: processes, exit codes, stdout and stderr."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import kmpipe
from kmpipe.cli.app import VERBS
from kmpipe.cli.app import kmpipe as command_line
from tests.cli.helpers import RAPAT

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).parents[2]


def test_init_refuses_a_second_time(run: Run, tmp_path: Path) -> None:
    """A workspace is not made over another one."""
    assert run("init").returncode == 0
    again = run("init")
    assert again.returncode == 1
    assert "already" in again.stderr and "hint:" in again.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corpus", "index", "kmpipe.toml", "vocab"]


def test_verbs_outside_a_workspace_say_what_to_do(run: Run) -> None:
    """Without a workspace every verb that needs one exits 2 with a hint on stderr and nothing on stdout."""
    for verb in (
        ["search", "x"],
        ["ingest", "x"],
        ["export"],
        ["stats"],
        ["show", "x"],
        ["explain", "x"],
        ["check"],
        ["index", "status"],
    ):
        done = run(*verb)
        assert (done.returncode, done.stdout) == (2, "")
        assert "kmpipe init" in done.stderr


def test_reading_an_empty_workspace_says_to_ingest(run: Run, tmp_path: Path) -> None:
    """A fresh workspace has no catalogue: reading verbs say so, and make none."""
    run("init", "ws")
    for verb in (["search", "x"], ["export"], ["stats"], ["show", "x"]):
        done = run(*verb, cwd=tmp_path / "ws")
        assert done.returncode == 1
        assert "kmpipe ingest" in done.stderr
    assert not (tmp_path / "ws" / "corpus" / "catalogue.sqlite").exists()


def test_search_show_explain(run: Run, home: Path) -> None:
    """An ingested article is found, shown with its values, and explained with its removals in place."""
    found = run("search", "banjir", "--agency", "BPBD", "--json", cwd=home)
    (hit,) = json.loads(found.stdout)["hits"]
    assert hit["title"] == "Rapat Koordinasi Banjir"
    shown = json.loads(run("show", hit["id"], "--json", cwd=home).stdout)
    assert shown["held"]["start"] == "2018-08-23"
    assert shown["participants"] == 35
    assert "Baca juga" not in shown["text"]
    assert {removal["kind"] for removal in shown["removals"]} >= {"related", "tail"}
    plain = run("show", hit["id"], cwd=home).stdout
    assert "2018-08-23" in plain and "BPBD Provinsi DKI Jakarta" in plain
    explained = run("explain", hit["article"], cwd=home).stdout
    assert "related" in explained and "Lokakarya Air Bersih" in explained


def test_bad_inputs_fail_alone(run: Run, home: Path, tmp_path: Path) -> None:
    """Each bad input is named and counted; the good ones come in; the exit code is 3; the JSON says it all."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(RAPAT.replace("banjir", "air"), encoding="utf-8")
    (folder / "empty.html").write_bytes(b"")
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (folder / "nothing.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>", encoding="utf-8")
    (folder / "cut.html.gz").write_bytes(gzip.compress(RAPAT.encode())[:50])
    done = run("ingest", str(folder), "missing.html", "--json", cwd=home)
    summary = json.loads(done.stdout)
    assert done.returncode == 3
    assert (summary["inputs"], summary["articles"], summary["failed"]) == (6, 1, 5)
    errors = {failure["key"]: failure["error"] for failure in summary["failures"]}
    assert errors == {
        "empty.html": "EmptyDocument", "picture.html": "NotText", "nothing.html": "NoArticle", "cut.html.gz": "ParseError",
        "missing.html": "SourceMissing",
    }  # fmt: skip
    assert all(failure["hint"] for failure in summary["failures"])


def test_second_ingest_changes_nothing(run: Run, home: Path) -> None:
    """The same bytes again are unchanged: no new capture file, the same export."""
    before = (run("export", cwd=home).stdout, sorted(p.name for p in (home / "corpus" / "captures").iterdir()))
    again = run("ingest", "../rapat.txt", "--json", cwd=home)
    assert json.loads(again.stdout)["unchanged"] == 1
    assert (run("export", cwd=home).stdout, sorted(p.name for p in (home / "corpus" / "captures").iterdir())) == before


def test_changed_file_is_a_new_version(run: Run, home: Path, tmp_path: Path) -> None:
    """Changed bytes under the same key make a new version; the history names both."""
    (tmp_path / "rapat.txt").write_text(RAPAT.replace("35 peserta", "40 peserta"), encoding="utf-8")
    assert json.loads(run("ingest", "../rapat.txt", "--json", cwd=home).stdout)["changed"] == 1
    (hit,) = json.loads(run("search", "--json", cwd=home).stdout)["hits"]
    assert json.loads(run("show", hit["id"], "--json", cwd=home).stdout)["participants"] == 40
    assert len(json.loads(run("explain", hit["id"], "--json", cwd=home).stdout)["versions"]) == 2


def test_standard_input_needs_a_name(run: Run, home: Path) -> None:
    """`-` without --name is a usage error; with it the text comes in under that name."""
    assert run("ingest", "-", cwd=home, stdin=RAPAT.encode()).returncode == 2
    text = RAPAT.replace("banjir", "sampah").encode()
    done = run("ingest", "-", "--name", "sampah.txt", "--json", cwd=home, stdin=text)
    assert json.loads(done.stdout)["articles"] == 1


def test_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    """--dry-run counts what would come in and leaves the workspace as it was."""
    run("init", "ws")
    (tmp_path / "rapat.txt").write_text(RAPAT, encoding="utf-8")
    done = run("ingest", "../rapat.txt", "--dry-run", "--json", cwd=tmp_path / "ws")
    assert json.loads(done.stdout)["articles"] == 1
    assert list((tmp_path / "ws" / "corpus").iterdir()) == []


@pytest.mark.parametrize("query", ["colour:red", "date:bogus", "date:[2018-13 TO 2018-14]", '"unclosed', "( )", "(a"])
def test_bad_query_is_an_error_with_a_position(run: Run, home: Path, query: str) -> None:
    """A query that cannot be read exits 2, with a caret under the place; it is never silently empty."""
    done = run("search", query, cwd=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert "error:" in done.stderr and "^" in done.stderr


@pytest.mark.parametrize("filters", [["--from", "2018-13"], ["--to", "soon"], ["--lang", "fr"], ["--type", "party"]])
def test_bad_filter_is_an_error(run: Run, home: Path, filters: list[str]) -> None:
    """A filter value that cannot be is a usage error, not an empty answer."""
    done = run("search", "banjir", *filters, cwd=home)
    assert (done.returncode, done.stdout) == (2, "")


def test_filter_that_nothing_bears_is_said(run: Run, home: Path) -> None:
    """A name that no activity bears gives an empty answer that says so."""
    for filters in (["--focus", "fishing"], ["--agency", "Dinas Angkasa"], ["--place", "Jakrta"]):
        done = run("search", *filters, cwd=home)
        assert done.returncode == 0
        assert filters[1] in done.stderr


def test_unknown_id_format_and_field_name_the_valid_ones(run: Run, home: Path) -> None:
    """Errors about names list the names there are."""
    assert run("show", "nothing", cwd=home).returncode == 1
    wrong = run("export", "--format", "pdf", cwd=home)
    assert wrong.returncode == 2 and "csv" in wrong.stderr
    wrong = run("export", "--format", "csv", "--fields", "id,titel", cwd=home)
    assert wrong.returncode == 2 and "title" in wrong.stderr


def test_export_holds_what_search_returns(run: Run, home: Path, tmp_path: Path) -> None:
    """The rows of an export are the hits of the same search; a file is written whole."""
    target = tmp_path / "out.csv"
    done = run("export", "banjir", "--format", "csv", "-o", str(target), cwd=home)
    assert done.returncode == 0 and "1 activity" in done.stderr
    header, row = target.read_text(encoding="utf-8").splitlines()
    assert header.startswith("id,title,held_start") and "Rapat Koordinasi Banjir" in row
    assert run("export", "tsunami", cwd=home).stdout == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "rapat.txt", "ws"]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with all samples: what it exports is more than a pipe holds."""
    root = tmp_path_factory.mktemp("samples") / "ws"
    with kmpipe.init_workspace(root) as workspace:
        workspace.ingest(ROOT / "corpus" / "samples")
        stream = io.BytesIO()
        workspace.export(stream, format="jsonl", text=True)
    assert len(stream.getvalue()) > 2 * 65536
    return root


@pytest.mark.parametrize(
    ("arguments", "read"),
    [(["export", "--text"], 1), (["export", "--text"], 0), (["search"], 0), (["schema"], 0), (["stats", "--json"], 0)],
)
def test_pipe_that_closes_early_is_quiet(
    samples: Path, environment: dict[str, str], arguments: list[str], read: int
) -> None:
    """A reader that has seen enough (`| head -c 1`), or reads nothing, ends kmpipe with exit code 0 and no trace."""
    command = [sys.executable, "-m", "kmpipe", *arguments]
    with subprocess.Popen(
        command, cwd=samples, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert len(process.stdout.read(read)) == read
        process.stdout.close()
        said = process.stderr.read().decode()
        code = process.wait(timeout=60)
    # the count of what was found goes to stderr, and is no complaint
    complaints = [line for line in said.splitlines() if not line.endswith("found")]
    assert (code, complaints) == (0, [])


def test_output_is_utf8_without_colour_in_any_locale(run: Run, home: Path) -> None:
    """In a pipe and under LANG=C the text is UTF-8 and holds no terminal codes."""
    done = run("search", "banjir", cwd=home, LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "·" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_terminal_codes_in_a_title_are_gone(run: Run, home: Path, tmp_path: Path) -> None:
    """Escape sequences in an article never reach the terminal."""
    text = "Rapat \x1b[31mMerah\x1b]0;x\x07\n\nBandung, 3 Mei 2019. Panitia lomba menggelar rapat persiapan di Gedung Sate."
    (tmp_path / "esc.txt").write_text(text, encoding="utf-8")
    run("ingest", "../esc.txt", cwd=home)
    found = run("search", "merah", cwd=home).stdout
    assert "Merah" in found
    assert "\x1b" not in found and "\x07" not in found


def test_workspace_may_be_named(run: Run, home: Path, tmp_path: Path) -> None:
    """--workspace works before and after the verb, and KMPIPE_WORKSPACE without either."""
    for call in (["--workspace", str(home), "search"], ["search", "--workspace", str(home)]):
        assert "Rapat" in run(*call, cwd=tmp_path).stdout
    assert "Rapat" in run("search", cwd=tmp_path, KMPIPE_WORKSPACE=str(home)).stdout
    assert run("search", "-w", str(tmp_path), cwd=tmp_path).returncode == 2


def test_check_names_damage_and_index_heals(run: Run, home: Path) -> None:
    """A sound workspace passes; a flipped byte in a capture is named with exit code 4; a lost index is made anew."""
    assert run("check", cwd=home).returncode == 0
    for path in (home / "index").iterdir():
        if path.is_file():
            path.unlink()
    assert run("check", cwd=home).returncode == 4
    assert "Rapat" in run("search", "banjir", cwd=home).stdout
    assert run("check", cwd=home).returncode == 0
    (warc,) = (home / "corpus" / "captures").iterdir()
    data = bytearray(warc.read_bytes())
    data[-40] ^= 0xFF
    warc.write_bytes(data)
    done = run("check", cwd=home)
    assert done.returncode == 4 and "rapat.txt" in done.stdout


HEAVY = {"spacy", "trafilatura", "sqlalchemy", "lxml", "bs4", "langdetect", "babel", "rich"}
# runs the command line in a fresh interpreter and tells its exit code, its output and every module it loaded
CALL = """
import json, sys
from click.testing import CliRunner
from kmpipe.cli.app import kmpipe
done = CliRunner().invoke(kmpipe, sys.argv[1:])
print(json.dumps([done.exit_code, done.output, sorted(sys.modules)]))
"""


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [(["--version"], "kmpipe"), (["--help"], "search"), (["search", "banjir"], "Rapat Koordinasi Banjir")],
)
def test_start_is_light(home: Path, environment: dict[str, str], arguments: list[str], answer: str) -> None:
    """`--version`, `--help` and a search that finds something load neither spaCy nor the other heavy libraries."""
    command = [sys.executable, "-c", CALL, *arguments]
    done = subprocess.run(command, cwd=home, capture_output=True, env=environment, check=True, timeout=60)
    code, output, modules = json.loads(done.stdout)
    assert code == 0 and answer in output
    assert HEAVY.intersection(modules) == set()


@pytest.mark.parametrize("verb", [*VERBS, "index status", "index rebuild"])
def test_every_verb_has_help_with_an_example(verb: str) -> None:
    """Each verb's help says what it does and shows a line to copy."""
    done = CliRunner().invoke(command_line, [*verb.split(), "--help"], prog_name="kmpipe")
    assert done.exit_code == 0 and done.output.startswith("Usage: kmpipe")
    lines = done.output.splitlines()
    assert any(line == f"  kmpipe {verb}" or line.startswith(f"  kmpipe {verb} ") for line in lines), done.output


def test_schema_describes_what_show_prints(run: Run, home: Path) -> None:
    """Every key of `show --json` is in the schema."""
    schema = json.loads(run("schema").stdout)
    (hit,) = json.loads(run("search", "--json", cwd=home).stdout)["hits"]
    shown = json.loads(run("show", hit["id"], "--json", cwd=home).stdout)
    assert set(shown) <= set(schema["$defs"]["ActivityView"]["properties"])
    assert run("schema", "Nothing").returncode == 2
