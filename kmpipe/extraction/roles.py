"""Which date is what: when the activity was held, its sessions, deadlines, targets, and what is only mentioned.

The words beside a date say what it is the date of (`vocab/data/date_roles.toml`); what the dates say together about
"held" is weighed in `role_held`. Where nothing is stated, nothing is held.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from kmpipe.extraction.role_cues import Cue, Sentence, Sentences, due_pattern, session_pattern
from kmpipe.extraction.role_held import DAY, Candidate, Held, fresh, held
from kmpipe.model import ActivityStatus, Block, DateMention, DateRole, Evidence, EvidenceField, Period, Record, Session

# sentences from the start that say what the text is about (a dateline and a heading may be among them)
LEAD = 4
# a date belongs to the word for the activity up to this far behind it, in code points
CLOSE = 60
# a verb is in the future up to this far behind its "akan", in code points
FUTURE_REACH = 25
# concepts of date_roles.toml that rule "held" out, and those that are a ground for it
_CONTRARY: dict[str, DateRole] = {
    "background": "mentioned", "due": "due", "target": "target", "statement": "mentioned", "published": "published",
}  # fmt: skip
_NOUNS = frozenset({"activity", "earlier", "next"})
_GROUNDS = {
    "held": "stated", "moved": "moved", "planned": "announced", "cancelled": "announced", "postponed": "announced",
}  # fmt: skip
# a line that begins "Semarang, " or "Kota Bogor, Jawa Barat (" before its date
_PLACE = re.compile(
    r"[\s\"“*•-]{0,4}(?:[A-Z][\w.'/-]{0,30},?[ ]{1,2}){0,5}[A-Z][\w.'/-]{0,30}(?:,[ ]{0,2}(?:[Hh]ari[ ])?|[ ]\()$"
)
_LONGEST_PLACE = 60
# what closes a dateline
_CLOSED = re.compile(r"\)?\s*(?:[.:;,–—-]|\n|$)")
# a dateline stands in the head of the text, in code points
_HEAD = 1500

# confidence of a day for which nothing speaks but that it is the only one
_ONLY_DAY = 0.6


class Roles(Record, frozen=True, kw_only=True):
    """The dates of an activity with their roles, and what follows from them. Title mentions stand first."""

    dates: tuple[DateMention, ...] = ()
    held: Period | None = None
    sessions: tuple[Session, ...] = ()
    status: ActivityStatus = "held"
    status_evidence: tuple[Evidence, ...] = ()


class _Read(NamedTuple):
    """A mention with its role, the ground it offers for "held" if any, and the label of its session."""

    mention: DateMention
    candidate: Candidate | None = None
    label: str = ""


def assign_roles(
    text: str,
    title: str,
    mentions: tuple[DateMention, ...],
    *,
    blocks: tuple[Block, ...] = (),
    published: dt.date | None = None,
    title_mentions: tuple[DateMention, ...] = (),
    folders: tuple[Path, ...] = (),
) -> Roles:
    """The roles of the dates found in `text` (`mentions`) and in `title` (`title_mentions`), and what they say together.

    `published` bounds "held" from above: an activity that was held was held by then. `held` is None where the text does
    not state it. Dates inside a caption are never a ground. Offsets of title mentions count in `title`.
    """
    sentences = Sentences(text, [(m.evidence[0].start, m.evidence[0].end) for m in mentions], folders)
    captions = [block for block in blocks if block.kind == "caption"]
    read = [_read(text, mention, sentences, captions, folders) for mention in mentions]
    titled = tuple(_in_title(mention) for mention in title_mentions)
    candidates = [Candidate(mention, "title") for mention in titled if _is_day(mention) and mention.role == "mentioned"]
    candidates += [item.candidate for item in read if item.candidate is not None]
    lead = sentences.first(LEAD)
    told = any(part.has("activity", "held", "delivery") for part in lead)
    candidates = [c for c in candidates if c.ground != "lead" or (told and fresh(c, published))]
    fields: dict[EvidenceField, str] = {"title": title, "text": text}
    broken = _broken(fields, lead, folders)
    found = held(candidates, published, announces=_announces(lead), broken=broken is not None)
    status, evidence = broken or _status(fields, lead, found, published)
    base = int(found.period.start[:4]) if found.period else published.year if published else None
    dates = tuple(_settled(mention, found, base) for mention in (*titled, *(item.mention for item in read)))
    return Roles(dates=dates, held=found.period, sessions=_sessions(read), status=status, status_evidence=evidence)


def only_day(roles: Roles) -> Roles:
    """The roles where a text that tells of one activity of several names a single day and no ground for it: it was then."""
    days = [date for date in roles.dates if _is_day(date) and date.role == "mentioned" and not date.warnings]
    if roles.held is not None or len(days) != 1:
        return roles
    held = msgspec.structs.replace(days[0], role="held")
    return msgspec.structs.replace(
        roles,
        dates=tuple(held if date is days[0] else date for date in roles.dates),
        held=Period(start=str(held.start), end=held.end, confidence=_ONLY_DAY, evidence=held.evidence),
    )


def _in_title(mention: DateMention) -> DateMention:
    evidence = tuple(msgspec.structs.replace(piece, field="title") for piece in mention.evidence)
    return msgspec.structs.replace(mention, evidence=evidence)


def _is_day(mention: DateMention) -> bool:
    return mention.start is not None and len(mention.start) == DAY


def _read(
    text: str, mention: DateMention, sentences: Sentences, captions: Sequence[Block], folders: tuple[Path, ...]
) -> _Read:
    """The role of one mention by the words beside it."""
    place = mention.evidence[0]
    sentence = sentences.at(place.start)
    captioned = any(block.start <= place.start < block.end for block in captions)
    if mention.role in {"file stamp", "law"} or mention.start is None or captioned:
        return _Read(mention)
    label = (
        session_pattern(folders).search(text, max(0, place.start - CLOSE), place.start) if _is_day(mention) else None
    )
    if label is not None and not text[text.rfind("\n", 0, label.start()) + 1 : label.start()].strip(" #*•–-"):
        session = msgspec.structs.replace(mention, role="session")
        return _Read(session, Candidate(session, "sessions"), label["label"])
    if label is not None:
        return _Read(mention, Candidate(mention, "stated"))
    if _is_day(mention) and (ground := _dateline(text, place)) is not None:
        return _Read(mention, Candidate(mention, ground))
    if _is_day(mention) and due_pattern(folders).search(text, max(0, place.start - CLOSE), place.start):
        return _Read(msgspec.structs.replace(mention, role="due"))
    concept, distance = _governing(sentence, place)
    if concept in _CONTRARY:
        return _Read(msgspec.structs.replace(mention, role=_CONTRARY[concept]))
    if not _is_day(mention):
        stated = concept == "held" and len(mention.start) > len("2018")
        return _Read(mention, Candidate(mention, "stated month") if stated else None)
    leading = sentence.number < LEAD
    beside = concept == "activity" and (distance <= CLOSE or leading)
    found = _GROUNDS.get(concept) or ("beside" if beside else "lead" if not concept and leading else None)
    return _Read(
        mention, Candidate(mention, found, planned=concept in _GROUNDS and concept != "held") if found else None
    )


def _dateline(text: str, place: Evidence) -> str | None:
    """The ground of a date at the start of a line: "dateline" behind a place, "opening" where it is alone on the line."""
    line = text.rfind("\n", 0, place.start) + 1
    if place.start > _HEAD or place.start - line > _LONGEST_PLACE:
        return None
    before, behind = text[line : place.start], text[place.end : place.end + 4]
    if before.strip() == "":
        return "opening" if behind.strip(" .") == "" or behind.startswith("\n") else None
    closed = _CLOSED.match(behind) is not None
    return "dateline" if closed and _PLACE.fullmatch(before) else None


def _governing(sentence: Sentence, place: Evidence) -> tuple[str, int]:
    """The concept that says what a date is, and its distance in code points; ("", 0) for none.

    The nearest verb before the date decides, then the nearest one behind it, then the nearest word for the activity
    before it. What rules "held" out stands close when it stands behind. "sebelumnya" and "berikutnya" make an activity
    another one.
    """
    near = sentence.near(place.start, place.end)
    before = [cue for cue in near if cue.end <= place.start and cue.concept != "future"]
    behind = [cue for cue in near if cue.start >= place.end and _speaks_back(cue, place.end)]
    verbs = [cue for cue in before if cue.concept not in _NOUNS]
    cue = next((cue for cue in (*verbs[-1:], *behind[:1], *before[-1:])), None)
    concept = cue.concept if cue else ""
    if cue is not None and concept in {"held", "delivery"} and _in_future(near, cue):
        concept = "planned" if concept == "held" else "due"
    elif concept == "delivery":
        concept = "activity"  # "modul diserahkan, Kamis (12/12)" tells of the day like a word for the activity
    if concept not in _CONTRARY and any(cue.concept in {"earlier", "next"} for cue in before):
        return "background", 0
    return concept, place.start - cue.end if cue else 0


def _speaks_back(cue: Cue, end: int) -> bool:
    """Whether a cue behind a date that ends at `end` says what the date is."""
    if cue.concept in _CONTRARY:
        return cue.start - end <= FUTURE_REACH
    return cue.concept not in _NOUNS | {"future", "delivery"}


def _in_future(cues: Iterable[Cue], cue: Cue) -> bool:
    return any(word.concept == "future" and 0 <= cue.start - word.end <= FUTURE_REACH for word in cues)


def _sessions(read: Iterable[_Read]) -> tuple[Session, ...]:
    """The dated sessions in text order, each label once."""
    sessions: dict[str, Session] = {}
    for item in read:
        if item.label and item.mention.start is not None:
            session = Session(
                label=item.label, start=item.mention.start, end=item.mention.end, evidence=item.mention.evidence
            )
            sessions.setdefault(item.label.lower(), session)
    return tuple(sessions.values())


def _announces(lead: Iterable[Sentence]) -> bool:
    """Whether the first sentences announce, and tell of nothing that took place."""
    told = announced = False
    for sentence in lead:
        tenses = {_in_future(sentence.near(cue.start, cue.end), cue) for cue in sentence.cues if cue.concept == "held"}
        announced |= sentence.has("planned") or True in tenses
        told |= False in tenses
    return announced and not told


def _broken(
    fields: Mapping[EvidenceField, str], lead: Sequence[Sentence], folders: tuple[Path, ...]
) -> tuple[ActivityStatus, tuple[Evidence, ...]] | None:
    """Cancelled or postponed, with the cue that says so in the title or the first sentences; None for neither."""
    heading = Sentences(fields["title"], (), folders).first(1)
    places: tuple[tuple[EvidenceField, Sequence[Sentence]], ...] = (("title", heading), ("text", lead))
    statuses: tuple[tuple[ActivityStatus, set[str]], ...] = (
        ("cancelled", {"cancelled"}),
        ("postponed", {"postponed", "moved"}),
    )
    for status, concepts in statuses:
        for field, parts in places:
            cues = [cue for part in parts if part.has("activity") for cue in part.cues if cue.concept in concepts]
            if cues:
                return status, (_cue_evidence(field, fields, cues[0], status),)
    return None


def _status(
    fields: Mapping[EvidenceField, str], lead: Sequence[Sentence], found: Held, published: dt.date | None
) -> tuple[ActivityStatus, tuple[Evidence, ...]]:
    """Held or planned, with the cue that announces it in the first sentences."""
    ground = found.period.evidence[:1] if found.period else ()
    if found.period is None:
        ahead = _announces(lead)
    else:
        ahead = found.planned and (published is None or found.period.start >= published.isoformat())
    if not ahead:
        return "held", ground
    cues = [cue for part in lead for cue in part.cues if cue.concept in {"planned", "future"}]
    return "planned", tuple(_cue_evidence("text", fields, cue, "planned") for cue in cues[:1]) or ground


def _cue_evidence(field: EvidenceField, fields: Mapping[EvidenceField, str], cue: Cue, status: str) -> Evidence:
    quote = fields[field][cue.start : cue.end]
    return Evidence(field=field, start=cue.start, end=cue.end, quote=quote, rule=f"status {status}", confidence=0.8)


def _settled(mention: DateMention, found: Held, base: int | None) -> DateMention:
    """The mention with the role that follows from the whole: part of "held", or a year still to come after `base`."""
    if mention.start is None or mention.role not in {"mentioned", "due"}:
        return mention
    last, period = mention.end or mention.start, found.period
    if mention.role == "due":  # "sebelum 2 Mei" of a day past at the meeting is no deadline; before a planned one it is
        past = period is not None and not found.planned and mention.start < period.start
        return msgspec.structs.replace(mention, role="mentioned") if past else mention
    if period and _is_day(mention) and period.start <= mention.start and last <= (period.end or period.start):
        return msgspec.structs.replace(mention, role="held")
    if base is not None and len(mention.start) == len("2018") and int(mention.start) > base:
        return msgspec.structs.replace(mention, role="target")
    return mention
