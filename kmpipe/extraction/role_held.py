"""When an activity was held: weighing the dates that may say so.

The ground, strongest first: a sentence that says when it took place, its sessions, the dateline, an announcement, the
title, a date close behind the word for the activity. A dateline may be later than the event, so it gives way to what is
stated; the day of publication is a bound, never a ground.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kmpipe.model import DateMention, Period

# how far before the dateline an event may lie that the text tells of, in days
TOLD_WITHIN = 31
# how far before publication an event may lie whose day the first sentences name without a word for "held", in days
NEWS_WITHIN = 7
# how much each ground is worth alone; grounds that agree are worth more together
WORTH = {
    "moved": 0.9, "stated": 0.9, "sessions": 0.85, "dateline": 0.8, "announced": 0.8, "title": 0.7, "beside": 0.6,
    "stated month": 0.5, "opening": 0.5, "lead": 0.5,
}  # fmt: skip
# these say when it took place; a dateline and what is weaker give way to them
FIRM = frozenset({"moved", "stated", "sessions"})
DAY = len("2018-05-30")
# the rules of `kmpipe.dates` whose value is a week
_WEEKS = frozenset({"unit", "time ago"})
# a text that states more dates than this is a list, no report; it bounds the work
MOST = 200


class Candidate(NamedTuple):
    """A mention that may say when the activity was held, and the ground for it.

    `planned`: it is announced; `news`: it is written as news writes the day it tells of; `closing`: as the last day.
    """

    mention: DateMention
    ground: str
    planned: bool = False
    news: bool = False
    closing: bool = False

    @property
    def span(self) -> tuple[str, str]:
        """First and last calendar value."""
        return self.mention.start or "", self.mention.end or self.mention.start or ""


class Held(NamedTuple):
    """The period, or None where nothing is stated; whether it is still to come, and whether the text says so."""

    period: Period | None = None
    planned: bool = False
    announced: bool = False


def held(candidates: Sequence[Candidate], published: dt.date | None, *, announces: bool, broken: bool = False) -> Held:
    """When the activity was held, or is to be.

    `announces`: the first sentences announce it and tell of nothing that took place. `broken`: it was cancelled or
    postponed; then the day for which it stands, or stood last, is its date.
    """
    candidates = candidates[:MOST]
    bound = published.isoformat() if published else "9999"
    announced = [c for c in candidates if c.planned or (c.ground in FIRM and c.span[0] > bound)]
    told = [c for c in candidates if not c.planned and c.span[0] <= bound]
    dateline = next((c for c in told if c.ground == "dateline"), None)
    if dateline is not None:
        told = [c for c in told if c.ground not in FIRM or _tells_of(dateline, c)]
    firm = [c for c in told if c.ground in FIRM and not _is_vague(c, told)]
    moved = next((c for c in announced if c.ground == "moved"), None)
    if moved is not None:
        return Held(_period([moved], moved.span, candidates), planned=True, announced=True)
    if announced and (broken or (not firm and (announces or not told))):
        chosen = _cluster(announced[0], announced)
        said = announces or any(c.planned for c in chosen)
        return Held(_period(chosen, _span(chosen), candidates), planned=True, announced=said)
    if not told:
        return Held()
    told = [c for c in told if not _is_vague(c, told)]
    best = max(told, key=lambda c: (c.ground in FIRM, sum(WORTH[other.ground] for other in told if _touch(c, other))))
    chosen = _cluster(best, firm or [c for c in told if c.ground == best.ground])
    span = _span(chosen)
    if dateline is not None and dateline.span[0] <= span[0] and span[1] <= dateline.span[1]:
        span = dateline.span  # a dateline of three days holds the one day a sentence tells of
    return Held(_period(chosen, span, candidates))


def fresh(candidate: Candidate, published: dt.date | None) -> bool:
    """Whether a text published on that day may tell of the date as news.

    Where the day of publication is unknown, a weekday beside a whole date is the way of news: `Minggu (18/11/2018)`.
    """
    if published is None:
        return candidate.mention.start is None or candidate.news
    return (
        candidate.mention.start is None
        or 0 <= (published - dt.date.fromisoformat(candidate.span[0])).days <= NEWS_WITHIN
    )


def _span(chosen: Iterable[Candidate]) -> tuple[str, str]:
    starts, ends = zip(*(candidate.span for candidate in chosen), strict=True)
    return min(starts), max(ends)


def _period(chosen: Sequence[Candidate], span: tuple[str, str], candidates: Iterable[Candidate]) -> Period:
    """The period of a span: all candidates inside it agree, the others have lost."""
    first, last = span
    agreeing = [c for c in candidates if first <= c.span[0] and c.span[1] <= last]
    doubt = 1.0
    for ground in sorted({c.ground for c in agreeing}):
        doubt *= 1 - WORTH[ground]
    sure = min(c.mention.evidence[0].confidence for c in chosen)
    return Period(
        start=first,
        end=last if last != first else None,
        confidence=round(min(1 - doubt, 0.99) * sure, 2),
        evidence=tuple(piece for c in agreeing for piece in c.mention.evidence),
        rejected=tuple(c.mention for c in candidates if c not in agreeing),
    )


def _tells_of(dateline: Candidate, other: Candidate) -> bool:
    """Whether a text of this dateline may tell of the other date as its own event."""
    if len(other.span[0]) != DAY:
        return True
    written = dt.date.fromisoformat(dateline.span[0])
    return other.span[0] <= dateline.span[1] and (written - dt.date.fromisoformat(other.span[0])).days <= TOLD_WITHIN


def _is_vague(candidate: Candidate, others: Iterable[Candidate]) -> bool:
    """Whether it is a week named in passing ("akhir pekan lalu") in which another candidate names the day."""
    first, last = candidate.span
    if candidate.mention.evidence[0].rule not in _WEEKS:
        return False
    return any(first <= other.span[0] <= other.span[1] <= last and other.span != (first, last) for other in others)


def _touch(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates overlap, one begins the day after the other ends, or they are coordinated.

    Days are coordinated where little more than "and" stands between them, or where the later is the last day of what
    the earlier began ("berlangsung hingga 23 Agustus, dibuka 21 Agustus").
    """
    first, second = sorted((one, other), key=lambda candidate: candidate.span)
    early, late = first.span, second.span
    if late[0] <= early[1] or (one.ground == other.ground and _joined(one, other)):
        return True
    if len(late[0]) != DAY or len(early[1]) != DAY:
        return False
    apart = (dt.date.fromisoformat(late[0]) - dt.date.fromisoformat(early[1])).days
    return apart <= (TOLD_WITHIN if second.closing and first.ground in FIRM and second.ground in FIRM else 1)


def _joined(one: Candidate, other: Candidate) -> bool:
    """Whether at most a comma and "and" stand between two mentions of one field."""
    first, second = sorted((one.mention.evidence[0], other.mention.evidence[0]), key=lambda piece: piece.start)
    return first.field == second.field and 0 < second.start - first.end <= len(", serta ")


def _cluster(best: Candidate, others: Iterable[Candidate]) -> list[Candidate]:
    """The candidate with those that touch it or one another, in calendar order; of sessions, all."""
    cluster = [best]
    for other in sorted(others, key=lambda candidate: candidate.span):
        if other is not best and (
            any(_touch(member, other) for member in cluster) or {best.ground, other.ground} == {"sessions"}
        ):
            cluster.append(other)
    return cluster
