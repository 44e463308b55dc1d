"""From reports to activities: reports of one event joined, what people decided applied, doubts named."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, insert, or_, select

from kmpipe.activities import JOIN, SUGGEST, apply, may_join, merge, score, with_review
from kmpipe.model import Activity, Correction
from kmpipe.store import schema
from kmpipe.store.reading import chunks
from kmpipe.store.subjects import Decided, decided
from kmpipe.store.writing import title_key

# rows asked for by name at a time: servers bound the length of a list
_CHUNK = 200
# days of a longer activity by which its reports are found: two reports of a long period begin or end together
_MOST_DAYS = 31

Pair = tuple[str, str]


class Told(NamedTuple):
    """The ids of the activities told now, and of those that no longer stand."""

    now: set[str]
    gone: set[str]


class _Word(NamedTuple):
    """What people said: of pairs of reports, in order of id, that they are one event or two, of articles that are two."""

    same: frozenset[Pair]
    different: frozenset[Pair]
    distinct: frozenset[Pair]

    def apart(self, one: Activity, other: Activity) -> bool:
        """Whether somebody said that two reports tell of two events, or that their articles are two."""
        pair = _pair(one.id, other.id)
        if pair in self.same:
            return False
        return pair in self.different or any(
            _pair(left, right) in self.distinct for left in one.articles for right in other.articles
        )


def tell(
    db: Connection,
    removed: set[str],
    fresh: Sequence[tuple[str, Activity]],
    touched: Iterable[str],
    folders: tuple[Path, ...],
) -> Told:
    """Write down what changed reports tell.

    `removed` are the ids of reports that no longer stand as they did, `fresh` the reports that stand now, each with the
    day its article was published, `touched` further ones about which somebody decided something.
    """
    affected = {*touched, *removed, *(report.id for _, report in fresh)}
    affected |= _neighbours(db, affected)
    gone = _forget_activities(db, sorted(affected))
    _forget_reports(db, removed)
    for published, report in fresh:
        _write_report(db, published, report)
    for _, report in fresh:
        _note_pairs(db, report, folders)
    reports, pairs, word = _component(db, affected)
    gone |= _forget_activities(db, sorted(reports))
    said = decided(db, ["correct", "confirm"])
    now = {_write(db, group, said) for group in _groups(reports, pairs, word)}
    return Told(now, gone - now)


def _neighbours(db: Connection, ids: Iterable[str]) -> set[str]:
    """The reports paired with these, and those joined with them."""
    pairs, joined = schema.report_pairs.c, schema.activity_reports.c
    found: set[str] = set()
    for chunk in chunks(sorted(ids), _CHUNK):
        query = select(pairs.left, pairs.right).where(or_(pairs.left.in_(chunk), pairs.right.in_(chunk)))
        found |= {one for row in db.execute(query) for one in row}
        activities = select(joined.activity).where(joined.report.in_(chunk))
        found |= {row[0] for row in db.execute(select(joined.report).where(joined.activity.in_(activities)))}
    return found


def _forget_reports(db: Connection, ids: Iterable[str]) -> None:
    pairs, reports = schema.report_pairs, schema.reports
    for chunk in chunks(sorted(ids), _CHUNK):
        for days in (schema.report_days, schema.precursor_days):
            db.execute(delete(days).where(days.c.report.in_(chunk)))
        db.execute(delete(pairs).where(or_(pairs.c.left.in_(chunk), pairs.c.right.in_(chunk))))
        db.execute(delete(reports).where(reports.c.id.in_(chunk)))


def _write_report(db: Connection, published: str, report: Activity) -> None:
    db.execute(insert(schema.reports).values(
        id=report.id, article=report.articles[0], title_key=title_key(report.title), published=published,
        data=msgspec.json.encode(report).decode(),
    ))  # fmt: skip
    earlier = sorted({precursor.day for precursor in report.precursors if precursor.day})
    if earlier:
        db.execute(insert(schema.precursor_days), [{"report": report.id, "day": day} for day in earlier])
    days = _days(report)
    if days:
        db.execute(insert(schema.report_days), [{"report": report.id, "day": day} for day in days])


def _days(report: Activity) -> list[str]:
    """The days an activity was held; months and years as they are written; of a long period the first and the last days."""
    if report.held is None:
        return []
    start, end = report.held.start, report.held.end or report.held.start
    if len(start) < len("2018-01-01") or len(end) < len("2018-01-01"):
        return sorted({start, end})
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    count = (last - first).days + 1
    if count > _MOST_DAYS:
        return [start, end]
    return [(first + timedelta(days=number)).isoformat() for number in range(count)]


def _note_pairs(db: Connection, report: Activity, folders: tuple[Path, ...]) -> None:
    """Note which reports that share a day with this one tell, or may tell, of the same event."""
    table, days = schema.report_pairs, schema.report_days.c
    own = _days(report)
    # a day lies in its month and its year, and the other way round
    wider = {day[:length] for day in own for length in (4, 7) if len(day) > length}
    # "." follows "-": the days of a month or a year as a range of the index
    within = [days.day.between(f"{day}-", f"{day}.") for day in own if len(day) < len("2018-01-01")]
    sharing = select(days.report).where(or_(days.day.in_(sorted({*own, *wider})), *within), days.report != report.id)
    for other in _load(db, [row[0] for row in db.execute(sharing.distinct())]):
        if not may_join(report, other):
            continue
        left, right = sorted((report.id, other.id))
        found = score(report, other, folders)
        known = (table.c.left == left) & (table.c.right == right)
        if (
            found >= SUGGEST
            and report.articles[0] != other.articles[0]
            and not db.execute(select(table).where(known)).first()
        ):
            db.execute(insert(table).values(left=left, right=right, score=found))


def _load(db: Connection, ids: Sequence[str]) -> list[Activity]:
    table = schema.reports.c
    return [
        msgspec.json.decode(row[0], type=Activity)
        for chunk in chunks(sorted(ids), _CHUNK)
        for row in db.execute(select(table.data).where(table.id.in_(chunk)).order_by(table.id))
    ]


class _Report(NamedTuple):
    published: str
    activity: Activity


def _component(db: Connection, affected: Iterable[str]) -> tuple[dict[str, _Report], dict[Pair, float], _Word]:
    """The affected reports with all that are joined with them, directly or through others."""
    table, pairs = schema.reports.c, schema.report_pairs.c
    reports: dict[str, _Report] = {}
    scores: dict[Pair, float] = {}
    word = _word(db)
    pending = set(affected)
    while pending:
        wanted = sorted(pending)
        pending = set()
        for chunk in chunks(wanted, _CHUNK):
            for row in db.execute(select(table.id, table.published, table.data).where(table.id.in_(chunk))):
                reports[row[0]] = _Report(row[1], msgspec.json.decode(row[2], type=Activity))
            near = or_(pairs.left.in_(chunk), pairs.right.in_(chunk))
            query = select(pairs.left, pairs.right, pairs.score).where(near, pairs.score >= JOIN)
            for left, right, found in db.execute(query):
                scores[left, right] = found
                pending |= {left, right}
        for pair in word.same:
            if not reports.keys().isdisjoint(pair):
                pending |= set(pair)
        pending -= reports.keys() | set(wanted)
    return reports, scores, word


def _word(db: Connection) -> _Word:
    kinds: dict[str, set[Pair]] = {"same": set(), "different": set()}
    for decision in decided(db, ["same", "different"]):
        if len(decision.reports) == 2:
            # of two opposite decisions the later one stands
            kinds["same"].discard((decision.reports[0], decision.reports[1]))
            kinds["different"].discard((decision.reports[0], decision.reports[1]))
            kinds[decision.kind].add((decision.reports[0], decision.reports[1]))
    table = schema.judgements.c
    query = select(table.subject).where(table.kind == "distinct", table.undone.is_(None))
    distinct = {(left, right) for left, _, right in (row[0].partition(" ") for row in db.execute(query))}
    return _Word(frozenset(kinds["same"]), frozenset(kinds["different"]), frozenset(distinct))


def _groups(reports: dict[str, _Report], scores: dict[Pair, float], word: _Word) -> list[list[Activity]]:
    """The reports by the activity they tell of, earliest published first.

    What people said comes first; then each report joins the first group whose head it joins by its score, unless it
    cannot be one event with some member: of one article, of days that no other report brings together, or by somebody's
    word.
    """
    order = sorted(reports.values(), key=lambda r: (r.published, r.activity.id))
    found: list[list[Activity]] = []
    for report in order:
        named = [g for g in found if any(_pair(report.activity.id, other.id) in word.same for other in g)]
        if named:
            for other in named[1:]:
                named[0].extend(other)
                found.remove(other)
            named[0].append(report.activity)
        else:
            found.append([report.activity])
    # groups of one that nobody spoke of may join another by their scores
    result: list[list[Activity]] = []
    for group in found:
        home = next((g for g in result if _belongs(group, g, scores, word)), None)
        if home is None:
            result.append(group)
        else:
            home.extend(group)
    return result


def _belongs(group: Sequence[Activity], home: Sequence[Activity], scores: dict[Pair, float], word: _Word) -> bool:
    if scores.get(_pair(group[0].id, home[0].id), 0.0) < JOIN:
        return False
    return not any(word.apart(one, other) or _exclude(one, other) for one in group for other in home)


def _exclude(one: Activity, other: Activity) -> bool:
    """Whether two reports cannot tell of one event: one article tells of both, or they share no day."""
    if not set(one.articles).isdisjoint(other.articles):
        return True
    first, second = one.held, other.held
    if first is None or second is None:
        return False
    return (first.end or first.start) < second.start[: len(first.end or first.start)] or (
        second.end or second.start
    ) < first.start[: len(second.end or second.start)]


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _write(db: Connection, group: Sequence[Activity], said: Sequence[Decided]) -> str:
    """Write down the activity that these reports tell of; returns its id."""
    links = schema.article_activities
    activity = merge(group)
    corrections, confirmed = _said(group, said)
    told = with_review(apply(activity, corrections), confirmed)
    held = told.held.start if told.held else ""
    db.execute(insert(schema.activities).values(id=told.id, held=held, data=msgspec.json.encode(told).decode()))
    db.execute(insert(schema.activity_reports), [{"report": report.id, "activity": told.id} for report in group])
    positions = {
        article: int(report.id.partition(".")[2] or 1) for report in reversed(group) for article in report.articles
    }
    rows = [{"article": article, "activity": told.id, "position": at} for article, at in positions.items()]
    db.execute(insert(links), rows)
    return str(told.id)


def _said(group: Sequence[Activity], said: Sequence[Decided]) -> tuple[list[Correction], Container[str]]:
    """The corrections of these reports, oldest first, and the fields somebody confirmed ("" for all)."""
    ids = {report.id for report in group}
    own = [decision for decision in said if not ids.isdisjoint(decision.reports)]
    corrections = [msgspec.json.decode(d.value, type=Correction) for d in own if d.kind == "correct"]
    confirmed = {msgspec.json.decode(d.value, type=str) for d in own if d.kind == "confirm"}
    return corrections, frozenset(confirmed)


def _forget_activities(db: Connection, reports: Sequence[str]) -> set[str]:
    """Drop the activities of these reports; returns their ids."""
    table = schema.activity_reports.c
    ids: set[str] = set()
    for chunk in chunks(reports, _CHUNK):
        ids |= {row[0] for row in db.execute(select(table.activity).where(table.report.in_(chunk)).distinct())}
    for chunk in chunks(sorted(ids), _CHUNK):
        for links in (schema.article_activities, schema.activity_reports):
            db.execute(delete(links).where(links.c.activity.in_(chunk)))
        db.execute(delete(schema.activities).where(schema.activities.c.id.in_(chunk)))
    return ids
