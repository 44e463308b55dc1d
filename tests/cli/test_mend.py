"""Restoring, reading again, duplicates and sites, as processes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def article_of(run: Run, home: Path) -> str:
    """The id of the one article."""
    hit = json.loads(run("search", "--json", cwd=home).stdout)["hits"][0]
    return str(hit["id"]).partition(".")[0]


def test_restore_puts_a_line_back_and_takes_it_out_again(run: Run, home: Path, tmp_path: Path) -> None:
    """By the number that explain shows; the decision is shown, outlives an ingest, and can be undone."""
    article = article_of(run, home)
    shown = run("explain", article, cwd=home).stdout
    number = re.search(r"\[(\d+) related", shown)
    assert number is not None
    dry = run("restore", article, number[1], "--dry-run", cwd=home)
    assert dry.stdout == "related: Baca juga : Lokakarya Air Bersih\n"
    done = run("restore", article, number[1], "--reason", "bagian notulen", cwd=home)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 article read again: 1 changed, 0 unchanged, 0 failed\n")
    page = tmp_path / "rapat.txt"
    page.write_text(page.read_text() + "\nCatatan susulan dari panitia rapat.\n")
    assert run("ingest", str(page), cwd=home).stdout.startswith("1 input: 0 articles new, 1 changed")
    assert "\nBaca juga : Lokakarya Air Bersih\n" in run("explain", article, cwd=home).stdout
    assert "Restored" in run("explain", article, cwd=home).stdout
    assert run("restore", article, "1", "--undo", cwd=home).returncode == 0
    assert "related" in run("explain", article, cwd=home).stdout


def test_restore_of_an_unknown_number_says_where_the_numbers_stand(run: Run, home: Path) -> None:
    """Exit code 2 and the command that shows them."""
    article = article_of(run, home)
    done = run("restore", article, "77", cwd=home)
    assert done.returncode == 2
    assert f"hint: `kmpipe explain {article}`" in done.stderr


def test_extract_reports_what_a_rule_changed(run: Run, home: Path) -> None:
    """A dry run says it and writes nothing; then it is done; then nothing is left to do."""
    rule = '[[rule]]\nid = "posko"\nkind = "notice"\nstarts = ["peserta menyepakati"]\n'
    (home / "vocab" / "boilerplate.toml").write_text(rule)
    dry = run("extract", "--all", "--dry-run", cwd=home)
    assert dry.stdout.startswith("would be: 1 article read again: 1 changed")
    assert run("extract", "--all", cwd=home).stdout.startswith("1 article read again: 1 changed")
    assert run("extract", "--all", cwd=home).stdout.startswith("1 article read again: 0 changed")
    assert "notice: posko" in run("explain", article_of(run, home), cwd=home).stdout
    assert run("extract", cwd=home).returncode == 2


def test_duplicates_are_listed_and_told_apart(run: Run, home: Path, tmp_path: Path) -> None:
    """A second address of the article is its mirror, until somebody says no."""
    copy = tmp_path / "salinan.txt"
    copy.write_text((tmp_path / "rapat.txt").read_text())
    ingested = run("ingest", str(copy), cwd=home)
    assert "1 duplicate" in ingested.stdout
    found = json.loads(run("duplicates", "--json", cwd=home).stdout)
    left, right = found[0]["id"], found[0]["copies"][0]["id"]
    assert found[0]["copies"][0]["similarity"] == 1.0
    dry = run("duplicates", "--distinct", left, right, "--dry-run", "--json", cwd=home)
    assert json.loads(dry.stdout) == {"kind": "distinct", "ids": sorted((left, right)), "value": "", "dry_run": True}
    assert json.loads(run("duplicates", "--json", cwd=home).stdout) == found
    assert run("duplicates", "--distinct", left, right, cwd=home).returncode == 0
    assert json.loads(run("duplicates", "--json", cwd=home).stdout) == []
    assert json.loads(run("search", "--json", cwd=home).stdout)["total"] == 2
    assert run("duplicates", "--undo", left, right, "--dry-run", cwd=home).returncode == 0
    assert json.loads(run("duplicates", "--json", cwd=home).stdout) == []
    assert run("duplicates", "--undo", left, right, cwd=home).returncode == 0
    assert json.loads(run("search", "--json", cwd=home).stdout)["total"] == 1


def test_an_unknown_site_names_the_known_ones(run: Run, home: Path) -> None:
    """Files without an address belong to no site, and that is said."""
    done = run("explain", "--site", "kota.example", cwd=home)
    assert done.returncode == 1
    assert "files without an address" in done.stderr


def test_rules_are_tried_before_they_are_used(run: Run, home: Path, tmp_path: Path) -> None:
    """What would be removed or kept is shown, nothing is changed, and a broken rule names its field."""
    draft = tmp_path / "draft.toml"
    draft.write_text('[[rule]]\nid = "posko"\nkind = "notice"\nstarts = ["peserta menyepakati"]\n')
    done = run("explain", "--try", str(draft), cwd=home)
    assert "- [notice: posko] Peserta menyepakati pembagian tugas" in done.stdout
    assert "1 article would change: 1 more removed, 0 no longer" in done.stderr
    assert "notice: posko" not in run("explain", article_of(run, home), cwd=home).stdout
    draft.write_text('[[rule]]\nid = "posko"\nkind = "krone"\nstarts = ["peserta"]\n')
    broken = run("explain", "--try", str(draft), cwd=home)
    assert broken.returncode == 2
    assert "draft.toml" in broken.stderr and "kind" in broken.stderr
    assert run("explain", "--try", "nowhere.toml", cwd=home).returncode == 2
