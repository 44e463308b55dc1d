"""Which date is what: when the activity was held, its sessions, deadlines, targets, and what is only mentioned.

The words beside a date say what it is the date of (`vocab/data/date_roles.toml`); what the dates say together about
"held" is weighed in `role_held`. Where nothing is stated, nothing is held.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from kmpipe.extraction.role_cues import Cue, Sentence, Sentences
from kmpipe.extraction.role_held import DAY, FIRM, Candidate, Held, fresh, held
from kmpipe.extraction.role_lines import (
    CLOSE,
    closing_pattern,
    dateline,
    due_pattern,
    labelled,
    of_letter,
    opens_line,
    session_pattern,
)
from kmpipe.extraction.role_status import FUTURE_REACH, announces, broken, in_future, weighed_status
from kmpipe.model import (
    ActivityStatus,
    Block,
    DateMention,
    DateRole,
    DateWarning,
    Evidence,
    EvidenceField,
    Period,
    Record,
    Session,
)

# sentences from the start that say what the text is about (a dateline and a heading may be among them)
LEAD = 4
# concepts of date_roles.toml that rule "held" out, and those that are a ground for it
_CONTRARY: dict[str, DateRole] = {
    "background": "mentioned", "due": "due", "target": "target", "statement": "mentioned", "published": "published",
}  # fmt: skip
_NOUNS = frozenset({"activity", "earlier", "next"})
_GROUNDS = {
    "held": "stated", "moved": "moved", "planned": "announced", "cancelled": "announced", "postponed": "announced",
}  # fmt: skip
# confidence of a day for which nothing speaks but that it is the only one
_ONLY_DAY = 0.6

# "Minggu (18/11/2018)", "Saturday, 14 September 2019": a weekday, then a bracket or comma
_WEEKDAY_FIRST = re.compile(r"(?:[Hh]ari )?[^\W\d_]+(?:['’-][^\W\d_]+)?(?:,| \()[ ]?(?:[^\W\d_]+ )?\d")


class Roles(Record, frozen=True, kw_only=True):
    """The dates of an activity with their roles, and what follows from them. Title mentions stand first.

    `warnings` say what is doubtful of `held`, or why it is None although the text names a day.
    """

    dates: tuple[DateMention, ...] = ()
    held: Period | None = None
    sessions: tuple[Session, ...] = ()
    status: ActivityStatus = "held"
    status_evidence: tuple[Evidence, ...] = ()
    warnings: tuple[DateWarning, ...] = ()


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
    not state it, and where what it states has no value: its year is open, or no calendar holds it; `warnings` say so.
    Dates inside a caption are never a ground. Offsets of title mentions count in `title`.
    """
    sentences = Sentences(text, [(m.evidence[0].start, m.evidence[0].end) for m in mentions], folders)
    captions = [block for block in blocks if block.kind == "caption"]
    read = [_read(text, mention, sentences, captions, folders) for mention in mentions]
    titled = tuple(_in_title(mention) for mention in title_mentions)
    candidates = [Candidate(mention, "title") for mention in titled if _is_day(mention) and mention.role == "mentioned"]
    candidates += [item.candidate for item in read if item.candidate is not None]
    lead = sentences.first(LEAD)
    heading = Sentences(title, (), folders).first(1)
    told = any(part.has("activity", "held", "ceremony", "delivery") for part in (*heading, *lead))
    news = [c for c in candidates if published and c.news and c.mention.evidence[0].start < lead[0].end]
    candidates = [c for c in candidates if c.ground != "lead" or ((told or c in news) and fresh(c, published))]
    unread = [c for c in candidates if c.mention.start is None]
    candidates = [c for c in candidates if c.mention.start is not None]
    fields: dict[EvidenceField, str] = {"title": title, "text": text}
    off = broken(fields, lead, folders)
    found = held(candidates, published, announces=announces(lead), broken=off is not None)
    found = found._replace(period=_with_losers(found.period, unread))
    status, evidence = off or weighed_status(fields, lead, found, published)
    base = int(found.period.start[:4]) if found.period else published.year if published else None
    open_years = {c.mention for c in unread if found.period is None and "year open" in c.mention.warnings}
    return Roles(
        dates=tuple(
            msgspec.structs.replace(mention, role="held") if mention in open_years else _settled(mention, found, base)
            for mention in (*titled, *(item.mention for item in read))
        ),
        held=found.period,
        sessions=_sessions(read),
        status=status,
        status_evidence=evidence,
        warnings=_warnings(found, candidates, unread, published),
    )


def _with_losers(period: Period | None, unread: Iterable[Candidate]) -> Period | None:
    """The period with the mentions that have no value among those that lost."""
    lost = tuple(c.mention for c in unread)
    return msgspec.structs.replace(period, rejected=(*period.rejected, *lost)) if period and lost else period


def _warnings(
    found: Held, candidates: Iterable[Candidate], unread: Iterable[Candidate], published: dt.date | None
) -> tuple[DateWarning, ...]:
    """What is doubtful of "held", or why a day that the text names is not it, each once."""
    bound, period = published.isoformat() if published else "9999", found.period
    said: list[DateWarning] = [
        warning
        for c in unread
        for warning in c.mention.warnings
        if period is None or (warning == "impossible date" and c.ground in FIRM)
    ]
    if period is None:
        late = any(c.span[0] > bound for c in candidates)
    else:
        inside = [c for c in candidates if period.start <= c.span[0] and c.span[1] <= (period.end or period.start)]
        said += [warning for c in inside for warning in c.mention.warnings]
        late = period.start > bound and not found.announced
    return tuple(dict.fromkeys((*said, *(("after publication",) if late else ()))))


def only_day(roles: Roles) -> Roles:
    """The roles where a text that tells of one activity of several names a single day and no ground for it: it was then."""
    days = [
        date
        for date in roles.dates
        if _is_day(date) and date.role == "mentioned" and "weekday contradicts" not in date.warnings
    ]
    if roles.held is not None or len(days) != 1:
        return roles
    held = msgspec.structs.replace(days[0], role="held")
    return msgspec.structs.replace(
        roles,
        dates=tuple(held if date is days[0] else date for date in roles.dates),
        held=Period(start=str(held.start), end=held.end, confidence=_ONLY_DAY, evidence=held.evidence),
        warnings=held.warnings,
    )


def _in_title(mention: DateMention) -> DateMention:
    evidence = tuple(msgspec.structs.replace(piece, field="title") for piece in mention.evidence)
    return msgspec.structs.replace(mention, evidence=evidence)


def _is_day(mention: DateMention) -> bool:
    return mention.start is not None and len(mention.start) == DAY


def _names_day(mention: DateMention) -> bool:
    """Whether it is a day, or one whose value stays unknown."""
    return mention.start is None or _is_day(mention)


def _read(
    text: str, mention: DateMention, sentences: Sentences, captions: Sequence[Block], folders: tuple[Path, ...]
) -> _Read:
    """The role of one mention by the words beside it."""
    place = mention.evidence[0]
    captioned = any(block.start <= place.start < block.end for block in captions)
    if mention.role in {"file stamp", "law"} or captioned:
        return _Read(mention)
    if _names_day(mention) and (by_line := _read_line(text, mention, folders)) is not None:
        return by_line
    sentence = sentences.at(place.start)
    concept, distance = _governing(sentence, place)
    if concept in _CONTRARY:
        return _Read(msgspec.structs.replace(mention, role=_CONTRARY[concept]))
    if not _names_day(mention):
        stated = concept == "held" and len(mention.start or "") > len("2018")
        return _Read(mention, Candidate(mention, "stated month") if stated else None)
    leading = sentence.number < LEAD
    news = _WEEKDAY_FIRST.match(place.quote) is not None
    if concept == "ceremony":  # "diresmikan pada …" behind the first sentence may tell of the past of a place
        told = Candidate(mention, "lead" if sentence.number else "stated", news=news)
        return _Read(mention, told if leading else None)
    beside = concept == "activity" and (distance <= CLOSE or leading)
    ground = _GROUNDS.get(concept) or ("beside" if beside else "lead" if not concept and leading else None)
    if ground is None:
        return _Read(mention)
    planned = concept in _GROUNDS and concept != "held"
    closing = closing_pattern(folders).search(text, max(0, place.start - CLOSE), place.start) is not None
    return _Read(mention, Candidate(mention, ground, planned, news=news, closing=closing))


def _read_line(text: str, mention: DateMention, folders: tuple[Path, ...]) -> _Read | None:
    """The role of a day by its place in the line and what stands directly before it; None where that says nothing."""
    place = mention.evidence[0]
    label = session_pattern(folders).search(text, max(0, place.start - CLOSE), place.start)
    if label is not None and opens_line(text, label.start()):
        session = msgspec.structs.replace(mention, role="session")
        return _Read(session, Candidate(session, "sessions"), label["label"])
    if label is not None or labelled(text, place, folders):
        return _Read(mention, Candidate(mention, "stated"))
    if (ground := dateline(text, place)) is not None:
        return _Read(mention, Candidate(mention, ground))
    if due_pattern(folders).search(text, max(0, place.start - CLOSE), place.start):
        return _Read(msgspec.structs.replace(mention, role="due"))
    return _Read(mention) if of_letter(text, place, folders) else None


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
    if cue is not None and concept in {"held", "delivery"} and in_future(near, cue):
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
    return cue.concept not in _NOUNS | {"future", "delivery", "moved"}


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
