"""iCalendar (RFC 5545): an event an activity, and one for each session."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import BinaryIO

from kmpipe.export.days import DAY_LENGTH, bounds, first_day, stamp
from kmpipe.export.facts import prose, where
from kmpipe.export.labels import Labels, read_labels
from kmpipe.export.options import Options, Written
from kmpipe.export.texts import one_line, plain, urn, web_address
from kmpipe.model import ActivityView, Period

# octets of a line without its end (RFC 5545 §3.1)
_WIDTH = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_STATUS = {"held": "CONFIRMED", "planned": "TENTATIVE", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def write_calendar(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write a calendar. Days are whole days, the end the day after the last, as the format wants it.

    An activity of one day whose text names its hours has these, in local time (the text says no zone). One known to the
    month or the year covers it, marked `X-KMPIPE-DATE`, and does not block it. One without a date becomes a journal entry,
    which calendars keep but seldom show: they are counted in the notes.
    """
    labels = read_labels(options.vocabularies)
    count = undated = 0
    stream.write(_folded("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kmpipe//kmpipe//EN", "CALSCALE:GREGORIAN"))
    for row in rows:
        undated += bounds(row.held) is None
        stream.write(_folded(*_entry(row, labels, options)))
        stream.writelines(_folded(*_session(row, number)) for number in range(len(row.sessions)))
        count += 1
    stream.write(_folded("END:VCALENDAR"))
    said = f"{undated:,} without a date: journal entries, which calendars seldom show"
    return Written(activities=count, notes=(said,) if undated else ())


def _entry(row: ActivityView, labels: Labels, options: Options) -> Iterator[str]:
    days = bounds(row.held)
    kind = "VEVENT" if days else "VJOURNAL"
    subjects = [labels.type(row.type, row.language), *labels.subjects(row)]
    yield f"BEGIN:{kind}"
    yield f"UID:{urn('activity', row.id)}"
    yield _stamp(row)
    if days and row.held:
        yield from _when(row.held, days, _hours(row))
    yield f"SUMMARY:{_escaped(one_line(row.title))}"
    place = where(row)
    if place and days:
        yield f"LOCATION:{_escaped(place)}"
    yield f"DESCRIPTION:{_escaped(prose(row, labels, options))}"
    yield f"CATEGORIES:{','.join(_escaped(one_line(subject)) for subject in subjects)}"
    yield _status(row, days)
    address = web_address(row.url)
    if address:
        yield f"URL:{address}"
    yield f"END:{kind}"


def _session(row: ActivityView, number: int) -> Iterator[str]:
    session = row.sessions[number]
    held = Period(start=session.start, end=session.end)
    days = bounds(held)
    kind = "VEVENT" if days else "VJOURNAL"
    yield f"BEGIN:{kind}"
    yield f"UID:{urn('activity', row.id, 'session', str(number + 1))}"
    yield _stamp(row)
    if days:
        yield from _when(held, days, ())
    yield f"SUMMARY:{_escaped(one_line(f'{row.title}: {session.label}'))}"
    yield _status(row, days)
    yield f"RELATED-TO;RELTYPE=PARENT:{urn('activity', row.id)}"
    yield f"END:{kind}"


def _status(row: ActivityView, days: tuple[date, date] | None) -> str:
    """Of an event, or of a journal entry where the day is not known."""
    if days:
        return f"STATUS:{_STATUS[row.status]}"
    return f"STATUS:{'CANCELLED' if row.status == 'cancelled' else 'FINAL'}"


def _stamp(row: ActivityView) -> str:
    return f"DTSTAMP:{_day(stamp(row))}T000000Z"


def _when(held: Period, days: tuple[date, date], hours: tuple[str, ...]) -> Iterator[str]:
    first, last = days
    if hours:
        yield f"DTSTART:{_day(first)}T{hours[0]}00"
        if len(hours) > 1 and hours[1] > hours[0]:
            yield f"DTEND:{_day(last)}T{hours[1]}00"
        return
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    if last < date.max:
        yield f"DTEND;VALUE=DATE:{_day(last + timedelta(days=1))}"
    if len(held.start) < DAY_LENGTH or len(held.end or held.start) < DAY_LENGTH:
        yield "TRANSP:TRANSPARENT"
        yield f"X-KMPIPE-DATE:{_escaped(held.start + (f'/{held.end}' if held.end else ''))}"


def _hours(row: ActivityView) -> tuple[str, ...]:
    """The hours of an activity of one day, as `HHMM`, where its date names them."""
    if row.held is None or row.held.end is not None or first_day(row.held.start) is None or row.sessions:
        return ()
    if len(row.held.start) < DAY_LENGTH:
        return ()
    for mention in row.dates:
        if mention.role == "held" and mention.start == row.held.start and mention.times:
            found = [match for match in map(_CLOCK.fullmatch, mention.times) if match]
            return tuple(match[1] + match[2] for match in found)
    return ()


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _escaped(text: str) -> str:
    return plain(text).translate(_ESCAPES)


def _folded(*lines: str) -> bytes:
    """The lines, each folded at 75 octets, never inside a character."""
    return b"".join(_fold(line) for line in lines)


def _fold(line: str) -> bytes:
    data = line.encode()
    parts = []
    room = _WIDTH
    start = 0
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        parts.append(data[start:end])
        start, room = end, _WIDTH - 1  # the next line begins with a space
    parts.append(data[start:])
    return b"\r\n ".join(parts) + b"\r\n"
