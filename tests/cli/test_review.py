"""Corrections on the command line, as processes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_mend import article_of

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_correction_is_shown_listed_and_undone(run: Run, home: Path) -> None:
    """Before and after are printed, the list says it in words, and a dry run of anything changes nothing."""
    identity = f"{article_of(run, home)}.1"
    dry = run("correct", identity, "participants", "40", "--dry-run", cwd=home)
    assert dry.stdout.splitlines()[1:] == ["- participants: 35", "+ participants: 40"]
    assert run("correct", identity, "--list", cwd=home).stdout == ""
    added = run("correct", identity, "organisations", "--add", "BNPB (speaker)", "--reason", "undangan", cwd=home)
    assert "Badan Nasional Penanggulangan Bencana (speaker)" in added.stdout
    listed = run("correct", identity, "--list", cwd=home).stdout
    assert listed.startswith(
        f"1  correct {identity}: organisations + Badan Nasional Penanggulangan Bencana (speaker) (by "
    )
    assert listed.endswith("; undangan)\n")
    assert run("correct", "--undo", "1", "--dry-run", cwd=home).stdout.startswith("would be taken back: ")
    assert run("correct", identity, "--list", cwd=home).stdout == listed
    assert run("correct", identity, "--undo", "1", cwd=home).returncode == 0
    assert run("correct", identity, "--list", cwd=home).stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["organisations", "--add", "--remove", "BNPB"],
        ["venue", "A", "--same", "zzzzzzzz"],
        ["--same", "zzzzzzzz", "--different", "zzzzzzzz"],
        ["organisations", "--remove", "Badan Yang Tidak Ada"],
        ["venue", ""],
        ["datum", "2018"],
        [],
    ],
)
def test_what_cannot_be_meant_is_refused(run: Run, home: Path, arguments: list[str]) -> None:
    """Exit code 2, and nothing is decided."""
    identity = f"{article_of(run, home)}.1"
    assert run("correct", identity, *arguments, cwd=home).returncode == 2
    assert run("correct", identity, "--list", cwd=home).stdout == ""


def test_review_lists_in_a_pipe(run: Run, home: Path, tmp_path: Path) -> None:
    """Without a terminal the doubts are listed; --json gives them with their evidence."""
    text = "Rapat Kerja\n\nBPBD Kota Semarang menggelar rapat kerja bersama Dinas Sosial Kota Semarang di Balai Kota Semarang."
    (tmp_path / "undated.txt").write_text(text, encoding="utf-8")
    run("ingest", "../undated.txt", cwd=home)
    assert "no day on which it was held" in run("review", cwd=home, stdin=b"").stdout
    (entry,) = json.loads(run("review", "--json", cwd=home).stdout)
    assert entry["activity"]["title"] == "Rapat Kerja"
    assert run("correct", entry["activity"]["id"], "held", "5 Mei 2018", cwd=home).returncode == 0
    assert json.loads(run("review", "--json", cwd=home).stdout) == []


def test_overviews_answer_without_anything_to_show(run: Run, home: Path) -> None:
    """Series, follow-ups, glossary and unknown organisations of a small workspace are empty lists, not errors."""
    for verb in (["series"], ["followups", "--open"], ["vocab", "glossary"], ["vocab", "review"]):
        done = run(*verb, "--json", cwd=home)
        assert (done.returncode, isinstance(json.loads(done.stdout), list)) == (0, True)
    assert run("series", "nothing-like-it", cwd=home).returncode == 1
    assert run("vocab", "add", "~nobody", cwd=home).returncode == 1
    assert run("followups", "--done", "zzzzzzzz.1", "1", cwd=home).returncode == 1


def test_decisions_are_tried_first_and_told_as_json(run: Run, home: Path, tmp_path: Path) -> None:
    """`--dry-run` changes nothing, and `--json` says of every decision what it is."""
    text = (
        "Rapat Posko\n\nJakarta, 24 Agustus 2018. Yayasan Sungai Lestari dan BPBD Provinsi DKI Jakarta mengadakan rapat posko "
        "banjir di Balai Kota.\n\nTindak lanjut:\n1. BPBD menyusun SOP evakuasi paling lambat 31 Juli 2019.\n"
    )
    (tmp_path / "posko.txt").write_text(text, encoding="utf-8")
    assert run("ingest", "../posko.txt", cwd=home).returncode == 0
    (item,) = json.loads(run("followups", "--json", cwd=home).stdout)
    done = ["followups", "--done", item["activity"], str(item["number"]), "--json"]
    told = {"kind": "done", "ids": [item["activity"]], "value": item["task"]}
    assert json.loads(run(*done, "--dry-run", cwd=home).stdout) == {**told, "dry_run": True}
    assert len(json.loads(run("followups", "--open", "--json", cwd=home).stdout)) == 1
    assert json.loads(run(*done, cwd=home).stdout) == {**told, "dry_run": False}
    assert json.loads(run("followups", "--open", "--json", cwd=home).stdout) == []
    assert run("followups", "--dry-run", cwd=home).returncode == 2

    add = ["vocab", "add", "~yayasan-sungai-lestari", "--json"]
    told = {"kind": "organisation", "ids": ["yayasan-sungai-lestari"], "value": "~yayasan-sungai-lestari"}
    assert json.loads(run(*add, "--dry-run", cwd=home).stdout) == {**told, "dry_run": True}
    assert not (home / "vocab" / "organisations.toml").exists()
    assert json.loads(run(*add, cwd=home).stdout) == {**told, "dry_run": False}
    assert (home / "vocab" / "organisations.toml").exists()

    hits = json.loads(run("search", "--json", cwd=home).stdout)["hits"]
    pair = sorted(hit["id"] for hit in hits)
    told = json.loads(run("correct", pair[0], "--different", pair[1], "--json", cwd=home).stdout)
    assert told == {"kind": "different", "ids": pair, "value": "", "dry_run": False}
    decisions = json.loads(run("correct", pair[0], "--list", "--json", cwd=home).stdout)
    number = next(made["number"] for made in decisions if made["kind"] == "different")
    undone = json.loads(run("correct", "--undo", str(number), "--json", cwd=home).stdout)
    assert (undone["number"], undone["kind"]) == (number, "different")


def test_filters_take_labels_of_both_languages(run: Run, home: Path) -> None:
    """A type and a focus area are found by id and by either label; others are refused or said to be nowhere."""
    for chosen in (["--type", "rapat koordinasi"], ["--type", "Coordination-Meeting"], ["--focus", "Fokus Utama 2"],
                   ["--focus", "Building a culture of preparedness for shocks"], ["--focus", "preparedness"]):  # fmt: skip
        assert json.loads(run("search", *chosen, "--json", cwd=home).stdout)["total"] == 1
    assert json.loads(run("search", "--type", "lokakarya", "--json", cwd=home).stdout)["total"] == 0
    assert run("search", "--type", "pesta", cwd=home).returncode == 2
