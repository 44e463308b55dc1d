"""WARC records as bytes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kmpipe.archive.captures import read_document
from kmpipe.archive.exchanges import read_instant
from kmpipe.archive.record import TooLong, WarcRecord, fields, instant, pack, unpack

MEMBER = pack(
    "resource", [("WARC-Record-ID", "<urn:uuid:0>"), ("Content-Type", "text/plain")], b"isi\r\n\r\nWARC/1.1\r\n"
)


def test_a_record_is_read_as_it_was_written() -> None:
    """Fields and block come back, whatever the block holds; the same record gives the same bytes."""
    record = unpack(MEMBER)
    assert record.block == b"isi\r\n\r\nWARC/1.1\r\n"
    assert (record.get("warc-type"), record.get("Content-Length"), record.get("X")) == ("resource", "17", None)
    assert (
        pack("resource", [("WARC-Record-ID", "<urn:uuid:0>"), ("Content-Type", "text/plain")], record.block) == MEMBER
    )


@pytest.mark.parametrize("end", range(0, len(MEMBER), 9))
def test_a_cut_record_is_an_error(end: int) -> None:
    """A member cut anywhere is an error, never a shorter record."""
    with pytest.raises(ValueError, match=r"cut off|no WARC record"):
        unpack(MEMBER[:end])


def test_more_than_one_record_is_an_error() -> None:
    """A place holds one record: two members, or two records in a member, are not what was stored there."""
    with pytest.raises(ValueError, match="more behind"):
        unpack(MEMBER + MEMBER)
    with pytest.raises(ValueError, match="more than one"):
        unpack(gzip.compress(gzip.decompress(MEMBER) * 2))


def test_the_limit_holds() -> None:
    """A record that unpacks to more than the limit is refused."""
    bomb = pack("resource", [], bytes(10_000_000))
    with pytest.raises(TooLong):
        unpack(bomb, limit=1_000_000)
    assert len(unpack(bomb).block) == 10_000_000


def test_fields_of_other_programs() -> None:
    """Folded lines, bare line feeds, other encodings and lines without a colon are read as they are meant."""
    assert fields(b"A: 1\r\n  2\nB:\xe9\n\tx\r\nno field\r\nC : \xc3\xa9:d") == (
        ("A", "1 2"),
        ("B", "\xe9 x"),
        ("C", "\xe9:d"),
    )


@pytest.mark.parametrize("piece", ["A: b\n", "A\n b\n", " x\n", "\r\n", ":"])
def test_fields_in_linear_time(assert_linear: Callable[..., None], piece: str) -> None:
    """No run of lines is slow to read."""
    assert_linear(lambda text: fields(("A: b\n" + text).encode()), piece, 200_000)


def test_instants() -> None:
    """An instant keeps its microseconds, in UTC; what is none is an error."""
    moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    assert read_instant(instant(moment)) == moment
    assert instant(moment.replace(microsecond=0)) == "2026-01-02T03:04:05Z"
    assert read_instant("2024-05-06T14:08:09.123456789+07:00") == datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
    for wrong in (None, "", "kemarin", "2024", "9999-12-31T23:59:59-14:00"):
        with pytest.raises(ValueError):  # noqa: PT011 - the kind is what matters
            read_instant(wrong)


@pytest.mark.parametrize("told", ["", "[]", "{", "[" * 200_000, '{"kind": "x"}', '{"fetched_at": 1}', '{"known": 3}'])
def test_what_a_record_tells_is_not_believed(told: str) -> None:
    """Fields that make no capture are an error of the record, however they are wrong."""
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is what matters
        read_document(WarcRecord((("WARC-Source-Key", "k"), ("WARC-Source-Capture", told)), b"x"))
