"""Gold lines as an annotator writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import UNSET

from kmpipe.errors import GoldError
from kmpipe.evaluation import Fragment, Report, read_gold

REPORT = '{"id": "r1", "text": "Rapat.", "status": "held"'


def read(*lines: str) -> tuple[Fragment | Report, ...]:
    return read_gold("\n".join(lines).encode(), name="own.jsonl", seed=lambda name: f"text of {name}")


def test_the_keys_tell_what_a_line_is() -> None:
    """A line with `expressions` is a date fragment, any other a report; blank lines and a byte order mark are passed over."""
    fragment, report = read('\ufeff{"id": "d1", "text": "x", "expressions": []}', "", REPORT + "}", "")
    assert isinstance(fragment, Fragment) and isinstance(report, Report)


def test_absent_is_not_null() -> None:
    """A key that is absent is not scored; null says that the text states nothing."""
    (report,) = read(REPORT + ', "place": null}')
    assert isinstance(report, Report)
    assert report.place is None and report.venue is UNSET


def test_held_is_an_object_or_a_pair() -> None:
    """Both shapes give the same days."""
    one, other = read(
        REPORT + ', "held": {"start": "2018-01-15", "end": "2018-01-17"}}',
        REPORT + ', "held": ["2018-01-15", "2018-01-17"]}',
    )
    assert isinstance(one, Report) and isinstance(other, Report)
    assert one.days == other.days == ("2018-01-15", "2018-01-17")


def test_the_text_of_a_saved_page_stands_in_its_own_file() -> None:
    """A report without a text, with the address `seed:NAME`, has the text of that page."""
    (report,) = read('{"id": "s1", "url": "seed:page.txt", "status": "held"}')
    assert report.text == "text of page.txt"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Input data was truncated"),
        ("[1]", "Expected `object`"),
        ('{"id": "r1", "status": "held"}', "missing required field `text`"),
        ('{"text": "x", "status": "held"}', "missing required field `id`"),
        ('{"id": "r1", "text": "x"}', "no field that could be scored"),
        (REPORT + ', "participants": "many"}', "$.participants"),
        (REPORT + ', "held": ["2018-1-5", null]}', "`2018-1-5` is no calendar value"),
        (REPORT + ', "held": ["2018-11-31", null]}', "day"),
        (REPORT + ', "published": "kemarin"}', "`kemarin` is no calendar value"),
        (REPORT + ', "agencies": [{"surface": "BPBD"}]}', "missing required field `canonical`"),
        ('{"id": "d1", "text": "x", "expressions": [{"type": "DAY"}]}', "Invalid enum value 'DAY'"),
        ('{"id": "d1", "text": "x", "expressions": [{"type": "DATE"}]}', "without `start` and `end`"),
        ('{"id": "d1", "text": "x", "ref_date": "2018-02-30", "expressions": []}', "ref_date"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, reason: str) -> None:
    """The error says which line it is, counted from 1, and what is wrong with it."""
    with pytest.raises(GoldError) as caught:
        read(REPORT + "}", "", line)
    assert caught.value.message.startswith("own.jsonl: line 3: ")
    assert reason in caught.value.message
    assert "docs/evaluation.md" in caught.value.hint


def test_bytes_that_are_no_text_are_named() -> None:
    """A line in another encoding is an error of that line."""
    with pytest.raises(GoldError, match="line 1"):
        read_gold(b'{"id": "\xe9", "text": "x", "status": "held"}', name="own.jsonl", seed=str)


def test_a_page_that_is_missing_is_named(tmp_path: Path) -> None:
    """The error says which line wants it."""
    line = b'{"id": "s1", "url": "seed:page.txt", "status": "held"}'
    with pytest.raises(GoldError, match=r"line 1: .*page\.txt"):
        read_gold(line, name="own.jsonl", seed=lambda name: (tmp_path / name).read_text())


def test_a_file_without_a_line_is_refused() -> None:
    """Nothing to be measured is never a success."""
    with pytest.raises(GoldError, match="no gold line"):
        read("", " ")
