"""The file of vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kmpipe.errors import IndexDamaged
from kmpipe.search.vectors import FILE_NAME, Row, Vectors, write_vectors

ROWS = [
    Row("a.1", 0, 10, b"a" * 15 + b"\0"),
    Row("a.1", 11, 20, b"b" * 16),
    Row("b.1", 0, 5, b"c" * 16),
    Row("c.1", 0, 7, b"d" * 16),
]
POINTS = [[1.0, 0.0], [0.0, 1.0], [0.6, 0.8], [-1.0, 0.0]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with vectors of two dimensions."""
    write(tmp_path)
    return tmp_path


def write(folder: Path, count: int = len(ROWS)) -> None:
    vectors = [np.array(point, dtype="<f2").tobytes() for point in POINTS[:count]]
    write_vectors(folder, ROWS[:count], vectors, model="m", revision=7, dimension=2)


def query(x: float, y: float) -> np.ndarray:
    return np.array([x, y], dtype=np.float32)


def test_each_activity_is_found_once_by_its_nearest_passage(folder: Path) -> None:
    """The nearest first, with the place of the passage and its digest as it was given."""
    found = Vectors(folder).nearest(query(1, 0), 10)
    assert [near.activity for near in found] == ["a.1", "b.1", "c.1"]
    assert found[0][1:4] == (0, 10, b"a" * 15 + b"\0")
    assert found[1].similarity == pytest.approx(0.6, abs=1e-3)
    assert Vectors(folder).nearest(query(0, 1), 1)[0][1:3] == (11, 20)


def test_only_what_is_allowed_is_found(folder: Path) -> None:
    """A filter leaves the others out, however near they are."""
    vectors = Vectors(folder)
    assert [near.activity for near in vectors.nearest(query(1, 0), 10, ["c.1", "x.1"])] == ["c.1"]
    assert vectors.nearest(query(1, 0), 10, []) == []


def test_ever_more_passages_are_looked_at_until_there_are_enough_activities(tmp_path: Path) -> None:
    """A long article whose passages are all near does not hide the next activity."""
    rows = [Row("long.1", n, n + 1, n.to_bytes(16, "big")) for n in range(500)] + [Row("b.1", 0, 1, b"b" * 16)]
    vectors = [np.array([1.0, 0.001 * n], dtype="<f2").tobytes() for n in range(500)]
    write_vectors(
        tmp_path, rows, [*vectors, np.array([0.1, 0.0], dtype="<f2").tobytes()], model="m", revision=1, dimension=2
    )
    assert [near.activity for near in Vectors(tmp_path).nearest(query(1, 0), 2)] == ["long.1", "b.1"]


def test_an_activity_has_a_direction_of_its_own(folder: Path) -> None:
    """The mean of its passages, of length 1."""
    mean = Vectors(folder).of("a.1")
    assert mean is not None
    assert mean.tolist() == pytest.approx([0.7071, 0.7071], abs=1e-3)
    assert Vectors(folder).of("x.1") is None


def test_no_passages_is_no_error(tmp_path: Path) -> None:
    """An empty workspace can be embedded, and finds nothing."""
    write(tmp_path, 0)
    assert Vectors(tmp_path).nearest(query(1, 0), 5) == []


@pytest.mark.parametrize("harm", ["missing", "short", "long", "header", "table", "layout"])
def test_damage_is_named(folder: Path, harm: str) -> None:
    """A file that is missing, cut off or changed is never read as vectors; the hint makes a new one."""
    path = folder / FILE_NAME
    content = path.read_bytes()
    changed = {
        "short": content[:-4],
        "long": content + b"0000",
        "header": b"x" + content[1:],
        "table": content.replace(b"a.1", b"z.1"),
        "layout": content.replace(b'"layout":1', b'"layout":9'),
    }
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(changed[harm])
    with pytest.raises(IndexDamaged) as error:
        Vectors(folder)
    assert "kmpipe index embed" in error.value.hint


def test_a_write_that_fails_leaves_the_old_file(folder: Path) -> None:
    """Whole or not at all, and nothing lies about afterwards."""
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(ValueError, match="buffer"):
        write_vectors(folder, ROWS, [b"odd"], model="m", revision=8, dimension=2)
    assert (folder / FILE_NAME).read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def test_the_file_is_private(folder: Path) -> None:
    """Others may not write it, whatever the umask."""
    assert (folder / FILE_NAME).stat().st_mode & 0o077 == 0
