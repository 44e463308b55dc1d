"""`kmpipe source` and `kmpipe ingest` of sources, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cleaning.made import press_release
from tests.cli.helpers import RAPAT
from tests.conftest import Run

SITE = "https://kota.example/kegiatan/"


def test_add_list_remove(home: Path, run: Run) -> None:
    """A source stands in kmpipe.toml after it was added, beside the comments that were there, and is gone once removed."""
    settings = home / "kmpipe.toml"
    before = settings.read_text(encoding="utf-8") + "\n# catatan tim\n"
    settings.write_text(before, encoding="utf-8")
    added = run("source", "add", SITE, "--rights", "excerpt-only", "--since", "2016-01-01", "--attachments", cwd=home)
    assert (added.returncode, added.stdout) == (0, f"added {SITE}\n"), added.stderr
    written = settings.read_text(encoding="utf-8")
    assert written.startswith(before.rstrip("\n")) and '[[source]]\nurl = "https://kota.example/kegiatan/"' in written
    (listed,) = json.loads(run("source", "list", "--json", cwd=home).stdout)
    assert (listed["url"], listed["rights"], listed["since"]) == (SITE, "excerpt-only", "2016-01-01")
    assert "attachments" in run("source", "list", cwd=home).stdout
    removed = run("source", "remove", "HTTPS://kota.example:443/kegiatan/", cwd=home)
    assert removed.stdout == f"removed {SITE}; its articles stay\n"
    assert settings.read_text(encoding="utf-8").rstrip("\n") == before.rstrip("\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "https://"), "is no web address"),
        (("add", "ftp://kota.example"), "is no web address"),
        (("add", SITE, "--since", "31-01-2018"), "is no day"),
        (("add", SITE, "--rights", "free"), "excerpt-only"),
        (("remove", SITE), "is not among the sources"),
        (("moved", SITE, "https://kota.example:443/kegiatan/"), "both addresses are the same"),
    ],
)
def test_wrong_calls_are_named(home: Path, run: Run, arguments: tuple[str, ...], message: str) -> None:
    """What is wrong is said with exit code 2, and kmpipe.toml stays as it was."""
    before = (home / "kmpipe.toml").read_bytes()
    done = run("source", *arguments, cwd=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert (home / "kmpipe.toml").read_bytes() == before


def test_no_source_twice(home: Path, run: Run) -> None:
    """The same address in another spelling is no second source."""
    assert run("source", "add", "kota.example/kegiatan/", cwd=home).returncode == 0
    again = run("source", "add", "HTTPS://Kota.example:443/kegiatan/", cwd=home)
    assert again.returncode == 2 and "among the sources already" in again.stderr


def test_dry_runs_write_nothing(home: Path, run: Run) -> None:
    """`--dry-run` says what would be written."""
    before = (home / "kmpipe.toml").read_bytes()
    assert run("source", "add", SITE, "--dry-run", cwd=home).stdout == f"would add {SITE}\n"
    assert (home / "kmpipe.toml").read_bytes() == before


def test_status_of_a_source_that_was_not_read(home: Path, run: Run) -> None:
    """What is listed and was never read is shown as such; without sources the next step is."""
    assert "kmpipe ingest" in run("source", "status", cwd=home).stderr
    run("source", "add", SITE, cwd=home)
    assert run("source", "status", cwd=home).stdout == f"{SITE}\n  not read yet\n"


def test_a_site_that_moved(home: Path, run: Run) -> None:
    """The entry of kmpipe.toml goes along with the site, and what else is said of it stays."""
    run("source", "add", SITE, "--pages", cwd=home)
    done = run("source", "moved", SITE, "https://baru.example/kegiatan/", cwd=home)
    assert done.returncode == 0, done.stderr
    (listed,) = json.loads(run("source", "list", "--json", cwd=home).stdout)
    assert (listed["url"], listed["pages"]) == ("https://baru.example/kegiatan/", True)


def test_comments_on_sources_stay(home: Path, run: Run) -> None:
    """What a person wrote beside a source stays there when another comes or goes, or its site moves."""
    with (home / "kmpipe.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[source]]  # the secretariat\nurl = "{SITE}"\npages = true  # they keep reports on pages\n')
    run("source", "add", "https://lain.example/", cwd=home)
    run("source", "moved", SITE, "https://baru.example/kegiatan/", cwd=home)
    run("source", "remove", "https://lain.example/", cwd=home)
    text = (home / "kmpipe.toml").read_text(encoding="utf-8")
    assert "# the secretariat" in text and "pages = true  # they keep reports on pages" in text
    assert "baru.example" in text and "lain.example" not in text


def test_nothing_to_ingest(home: Path, run: Run) -> None:
    """`kmpipe ingest` without sources says how to name one."""
    done = run("ingest", cwd=home)
    assert done.returncode == 2 and "kmpipe source add" in done.stderr


def test_a_wrong_key_of_a_source_is_named(home: Path, run: Run) -> None:
    """The message names the file, the key and the place of it."""
    with (home / "kmpipe.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[source]]\nurl = "{SITE}"\nright = "own"\n')
    done = run("ingest", cwd=home)
    assert done.returncode == 2
    assert all(part in done.stderr for part in ("kmpipe.toml", "right", "source"))


def test_a_wrong_day_of_a_source_is_named(home: Path, run: Run) -> None:
    """A day in kmpipe.toml that is none is refused before anything is asked."""
    with (home / "kmpipe.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[source]]\nurl = "{SITE}"\nsince = "kemarin"\n')
    done = run("ingest", cwd=home)
    assert done.returncode == 2 and "'kemarin' is no day" in done.stderr


def test_documents_on_standard_input(home: Path, run: Run) -> None:
    """A PDF and a text from other programs come in under the names they are given; without one nothing is read."""
    done = run("ingest", "-", "--name", "siaran.pdf", cwd=home, stdin=press_release())
    assert done.returncode == 0 and done.stdout.startswith("1 input: 1 article new"), done.stderr
    text = run("ingest", "-", "--name", "catatan.txt", cwd=home, stdin=RAPAT.replace("Banjir", "Rob").encode())
    assert text.returncode == 0, text.stderr
    nameless = run("ingest", "-", cwd=home, stdin=RAPAT.encode())
    assert nameless.returncode == 2 and "--name" in nameless.stderr


def test_a_private_host_must_be_named(home: Path, run: Run) -> None:
    """A host of this machine is not asked before kmpipe.toml allows it; the hint says where."""
    done = run("ingest", "http://127.0.0.1:9/", cwd=home)
    assert done.returncode == 3 and "BlockedAddress" in done.stderr and "allow" in done.stderr
