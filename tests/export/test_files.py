"""Exports that fail: the old file stays, nothing else is left behind."""

from __future__ import annotations

import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmpipe.errors import UsageError
from kmpipe.export import FORMATS, write
from kmpipe.model import ActivityView
from tests.export.helpers import FULL, HOURS, ROWS, written, written_to

pytest.importorskip("pyarrow", reason="pip install 'kmpipe[parquet]'")
resource = pytest.importorskip("resource", reason="needs POSIX limits on the size of files")

ROOT = Path(__file__).parents[2]
EXPORT = """
import sys
from pathlib import Path
from kmpipe.export import write
from tests.export.helpers import FULL
import msgspec
rows = (msgspec.structs.replace(FULL, id=f"r{n}.1", text=f"{n} " * 2000) for n in range(400))
try:
    write(rows, Path(sys.argv[1]), format=sys.argv[2], text=sys.argv[2] != "graphml")
except OSError as error:
    sys.exit(3)
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_a_full_disk_leaves_the_old_file(format: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """When the disk refuses, the old export stands as it was, and there is no temporary file, here or elsewhere."""
    target, scratch = tmp_path / "out" / "export", tmp_path / "scratch"
    target.parent.mkdir()
    scratch.mkdir()
    written_to(target, format, *ROWS)
    before = contents(target.parent)
    # each file of a Markdown export is small; 8 kB fill the others
    most = 8_000 if format != "markdown" else 5_000
    done = subprocess.run(
        [sys.executable, "-B", "-c", EXPORT, str(target), format],
        cwd=ROOT, env={**environment, "TMPDIR": str(scratch)}, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (3, "")
    assert contents(target.parent) == before and list(scratch.iterdir()) == []


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_rows_that_fail_leave_the_old_file(format: str, tmp_path: Path) -> None:
    """An error while rows are read, an interrupt as well, leaves what was there."""

    def broken() -> Iterator[ActivityView]:
        yield FULL
        raise KeyboardInterrupt

    target = tmp_path / "export"
    written_to(target, format, *ROWS)
    before = contents(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        write(broken(), target, format=format)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_a_second_export_replaces_the_first(format: str, tmp_path: Path) -> None:
    """The new export holds what a fresh one holds, byte for byte, with the mode of the old file."""
    old, new = tmp_path / "old", tmp_path / "new"
    written_to(old, format, *ROWS)
    written_to(old, format, FULL)
    written_to(new, format, FULL)
    assert (contents(old), old.is_file() and old.read_bytes()) == (contents(new), new.is_file() and new.read_bytes())


def test_another_process_writes_the_same_bytes(tmp_path: Path, environment: dict[str, str]) -> None:
    """Neither the hash seed, nor the time zone, nor the clock leaves a trace in any format."""
    script = (
        "import sys; from pathlib import Path; from kmpipe.export import FORMATS, write; from tests.export.helpers import *\n"
        "for name, known in FORMATS.items():\n"
        "    write(ROWS + ATTACKS, Path(sys.argv[1]) / name, format=name, text=not known.bare, evidence=not known.bare)"
    )
    for folder, seed, zone in (("one", "1", "Asia/Jakarta"), ("two", "2", "America/Lima")):
        (tmp_path / folder).mkdir()
        variables = {**environment, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-c", script, str(tmp_path / folder)], cwd=ROOT, env=variables, check=True)
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert [name for name in one if one[name] != two.get(name)] == [] and set(one) == set(two)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What a link leads to is replaced, the link is not; a mode that keeps others out is kept."""
    (tmp_path / "real.csv").write_text("old", encoding="utf-8")
    (tmp_path / "real.csv").chmod(0o600)
    (tmp_path / "link.csv").symlink_to("real.csv")
    written_to(tmp_path / "link.csv", "csv", FULL)
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real.csv").read_bytes() == written("csv", FULL)
    assert (tmp_path / "real.csv").stat().st_mode & 0o777 == 0o600


def test_a_file_does_not_replace_a_folder(tmp_path: Path) -> None:
    """Where a folder stands, no file is written, and nothing in it is touched."""
    (tmp_path / "out").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        written_to(tmp_path / "out", "csv", FULL)


class Counted(ActivityView, frozen=True, kw_only=True, weakref=True):
    """A row that can be seen to go."""


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_memory_does_not_grow_with_rows(format: str, tmp_path: Path) -> None:
    """Rows are taken one by one, or a row group at a time, and let go: however many there are, few are alive."""
    alive: weakref.WeakSet[Counted] = weakref.WeakSet()
    most = 0

    def rows() -> Iterator[ActivityView]:
        nonlocal most
        for number in range(3_000):
            row = Counted(id=f"r{number}.1", articles=("a",), title="Rapat", organisations=HOURS.organisations)
            alive.add(row)
            most = max(most, len(alive))
            yield row

    write(rows(), tmp_path / "out", format=format)
    assert most <= (2_000 if format == "parquet" else 3)
