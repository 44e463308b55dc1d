"""iCalendar, read back by icalendar and vobject."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from kmpipe.model import ActivityView, Period
from tests.export.helpers import ATTACKS, FULL, HOSTILE, HOURS, PLANNED, ROWS, UNDATED, shown, view, written

icalendar = pytest.importorskip("icalendar", reason="reads calendars back: pip install --group readers")
vobject = pytest.importorskip("vobject", reason="reads calendars back: pip install --group readers")


def entries(*rows: ActivityView, **options: object) -> dict[str, icalendar.cal.Component]:
    calendar = icalendar.Calendar.from_ical(written("ics", *rows, **options))
    assert calendar["VERSION"] == "2.0" and not calendar.errors
    return {str(part["UID"]): part for part in calendar.subcomponents}


def of(row: ActivityView, found: dict[str, icalendar.cal.Component]) -> icalendar.cal.Component:
    return found[f"urn:kmpipe:activity:{row.id}"]


def test_events_come_back_field_by_field() -> None:
    """Title, days, place, status, subjects and address are those of the activity; the last day is counted in."""
    found = entries(*ROWS)
    event = of(FULL, found)
    assert str(event["SUMMARY"]) == FULL.title
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2018, 1, 15), date(2018, 1, 18))
    assert str(event["LOCATION"]) == "Balai Kota, Jakarta Pusat, DKI Jakarta"
    assert str(event["URL"]) == FULL.url and str(event["STATUS"]) == "CONFIRMED"
    assert any("air bersih" in str(subject) for subject in event["CATEGORIES"].cats)
    assert "Organisers: Badan Penanggulangan Bencana" in str(event["DESCRIPTION"])
    assert str(of(PLANNED, found)["STATUS"]) == "TENTATIVE"


def test_sessions_are_events_of_their_own() -> None:
    """Each dated part stands on its day, tied to its activity."""
    found = entries(FULL)
    session = found[f"urn:kmpipe:activity:{FULL.id}:session:2"]
    assert (session.decoded("DTSTART"), session.decoded("DTEND")) == (date(2018, 1, 16), date(2018, 1, 18))
    assert str(session["SUMMARY"]) == f"{FULL.title}: Hari Ke-2"
    assert str(session["RELATED-TO"]) == f"urn:kmpipe:activity:{FULL.id}" and len(found) == 3


def test_sessions_of_a_cancelled_activity_are_cancelled() -> None:
    """A session is held or not as its activity is."""
    found = entries(msgspec.structs.replace(FULL, status="cancelled"))
    assert {str(entry["STATUS"]) for entry in found.values()} == {"CANCELLED"} and len(found) == 3


def test_hours_are_local_time() -> None:
    """An activity whose day names its hours has them, without a zone nobody stated."""
    event = of(HOURS, entries(HOURS))
    assert [event.decoded(name).isoformat() for name in ("DTSTART", "DTEND")] == [
        "2018-02-28T09:00:00",
        "2018-02-28T11:30:00",
    ]


def test_a_month_covers_the_month_and_blocks_nothing() -> None:
    """What is known to the month stands over it, transparent, with the value as it is known."""
    event = of(PLANNED, entries(PLANNED))
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2019, 5, 1), date(2019, 6, 1))
    assert str(event["TRANSP"]) == "TRANSPARENT" and str(event["X-KMPIPE-DATE"]) == "2019-05"


def test_undated_activities_are_journal_entries() -> None:
    """Nothing is lost for want of a date, and no date is made up."""
    entry = of(UNDATED, entries(UNDATED))
    assert entry.name == "VJOURNAL" and "DTSTART" not in entry and str(entry["SUMMARY"]) == UNDATED.title


def test_lines_are_folded_at_75_octets() -> None:
    """No line is longer, no character is torn apart, all lines end in CRLF."""
    data = written("ics", *ATTACKS, text=True, evidence=True)
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and b"\n" not in b"".join(lines)
    assert all(line.decode() is not None for line in lines)


def test_hostile_texts_come_back_with_two_readers() -> None:
    """Commas, semicolons, backslashes, line ends and emoji are those of the title in either reader."""
    found = entries(*ATTACKS, text=True)
    other = {
        str(part.uid.value): part
        for part in vobject.readOne(written("ics", *ATTACKS, text=True).decode()).components()
        if part.name == "VEVENT"
    }
    for text, row in zip(HOSTILE, ATTACKS, strict=True):
        event = of(row, found)
        assert str(event["SUMMARY"]) == shown(text), text[:40]
        assert other[str(event["UID"])].summary.value == shown(text), text[:40]
        assert "URL" not in event
    assert len(found) == 2 * len(ATTACKS)


@pytest.mark.parametrize(
    ("start", "end"), [("0018", None), ("9999-12-31", None), ("2018-13-45", None), ("2018-05-03", "2018-05-01")]
)
def test_impossible_days_do_not_stop_the_export(start: str, end: str | None) -> None:
    """A date that no calendar has makes an entry all the same."""
    (entry,) = entries(view(held=Period(start=start, end=end))).values()
    assert str(entry["SUMMARY"]) == "Lokakarya"


def test_evidence_is_in_the_description() -> None:
    """With --evidence the description says where values were read, with --text what the report says."""
    assert "“15-17 Januari 2018” (text 10–28)" in str(of(FULL, entries(FULL, evidence=True))["DESCRIPTION"])
    assert "Air bersih dibahas" in str(of(FULL, entries(FULL, text=True))["DESCRIPTION"])
    assert "Air bersih dibahas" not in str(of(FULL, entries(FULL))["DESCRIPTION"])
