"""The raw captures in WARC."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from kmpipe.errors import CatalogueDamaged
from kmpipe.model import Capture
from kmpipe.store.captures import CaptureWriter, read_capture, truncate

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BODIES = [b"<p>satu</p>", b"dua", bytes(range(256)) * 10]


def capture(number: int) -> Capture:
    body = BODIES[number]
    digest = hashlib.sha256(body).hexdigest()
    return Capture(
        key=f"folder/{number} \u00e9.html",
        body=body,
        media_type="text/html",
        fetched_at=NOW,
        sha256=digest,
        kind="file",
    )


def test_captures_are_read_back_by_place(tmp_path: Path) -> None:
    """Every record can be read by its offset, and a WARC tool reads the whole file."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        places = [writer.write(capture(n)) for n in range(3)]
        writer.sync()
    assert [read_capture(tmp_path, place, capture(n).sha256) for n, place in enumerate(places)] == BODIES
    with (tmp_path / "a.warc.gz").open("rb") as file:
        records = [(r.rec_type, r.content_stream().read()) for r in ArchiveIterator(file)]
    assert [kind for kind, _ in records] == ["warcinfo", "resource", "resource", "resource"]
    assert [body for _, body in records[1:]] == BODIES


def test_no_file_without_a_record(tmp_path: Path) -> None:
    """A run that stores nothing leaves no file behind."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        writer.sync()
    assert list(tmp_path.iterdir()) == []


# bytes 4 to 9 of a gzip header (time, flags, system) carry no content
@pytest.mark.parametrize("where", [0, 1, 2, *range(10, 300, 23)])
def test_any_flipped_byte_is_found(tmp_path: Path, where: int) -> None:
    """A byte flipped anywhere in a record is damage, never other text."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        place = writer.write(capture(0))
    path = tmp_path / "a.warc.gz"
    data = bytearray(path.read_bytes())
    spot = place.offset + where % (place.end - place.offset)
    data[spot] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(CatalogueDamaged):
        read_capture(tmp_path, place, capture(0).sha256)


def test_missing_file_is_damage(tmp_path: Path) -> None:
    """A WARC file that is gone is named as damage."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        place = writer.write(capture(1))
    (tmp_path / "a.warc.gz").unlink()
    with pytest.raises(CatalogueDamaged):
        read_capture(tmp_path, place, capture(1).sha256)


def test_truncate_takes_off_the_uncommitted_end(tmp_path: Path) -> None:
    """After an interrupted run, what was never committed goes; a file with nothing committed goes whole."""
    with CaptureWriter(tmp_path, "a.warc.gz") as writer:
        first = writer.write(capture(0))
        writer.write(capture(1))
    truncate(tmp_path, "a.warc.gz", first.end)
    assert (tmp_path / "a.warc.gz").stat().st_size == first.end
    assert read_capture(tmp_path, first, capture(0).sha256) == BODIES[0]
    truncate(tmp_path, "a.warc.gz", 0)
    assert not (tmp_path / "a.warc.gz").exists()
