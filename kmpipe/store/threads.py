"""Which activity follows which: related links, and words such as `tindak lanjut dari`, that lead to one held earlier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select, union

from kmpipe.model import Activity
from kmpipe.store import schema

_own, _other = schema.activities.alias("own"), schema.activities.alias("other")


def find_follows(db: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each of these activities those it follows, earliest first.

    A link counts by its address, or by its title where only one article bears it; the activity it leads to must have
    been held earlier: a later one is news beside the text, not what came before it. A link to a recap leads to none.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for own, _, other, held in _pairs(db, _own.c.id.in_(ids)):
        found[own].append((held, other))
    return {own: tuple(other for _, other in sorted(others)) for own, others in found.items()}


def find_followers(db: Connection, identity: str) -> tuple[str, ...]:
    """The activities that follow this one, earliest first."""
    candidates = {own: held for own, held, _, _ in _pairs(db, _other.c.id == identity)}
    # whether a day leads here alone is seen from the other side
    follows = find_follows(db, sorted(candidates))
    return tuple(
        sorted((own for own in candidates if identity in follows.get(own, ())), key=lambda own: (candidates[own], own))
    )


def _pairs(db: Connection, wanted: ColumnElement[bool]) -> set[tuple[str, str, str, str]]:
    """Activity, the day it was held, the activity it follows, and the day that was held."""
    return _linked(db, wanted) | _by_day(db, wanted)


def _linked(db: Connection, wanted: ColumnElement[bool]) -> set[tuple[str, str, str, str]]:
    """The pairs of which one article names the other by its address or title."""
    links, targets, titles = schema.links, schema.articles.alias("targets"), schema.articles.alias("titles")
    source, target = schema.article_activities.alias("source"), schema.article_activities.alias("target")
    # a link to a recap says nothing of each activity it tells of
    parts = schema.article_activities.alias("parts")
    told = select(func.count()).where(parts.c.article == targets.c.id)
    former = schema.former_addresses.c
    went_by = select(former.address).where(former.article == targets.c.id)
    bearers = select(func.count()).where(titles.c.title_key == links.c.target, titles.c.mirror_of.is_(None))
    queries = [
        select(_own.c.id, _own.c.held, _other.c.id.label("other"), _other.c.held.label("other_held"))
        .select_from(links)
        .join(source, source.c.article == links.c.article)
        .join(_own, _own.c.id == source.c.activity)
        .join(targets, reaches)
        .join(target, target.c.article == targets.c.id)
        .join(_other, _other.c.id == target.c.activity)
        .where(_other.c.held != "", _other.c.held < _own.c.held, told.scalar_subquery() == 1, wanted)
        for reaches in (
            (targets.c.address == links.c.target) | links.c.target.in_(went_by),
            (targets.c.title_key == links.c.target) & (bearers.scalar_subquery() == 1),
        )
    ]
    return {(row[0], row[1], row[2], row[3]) for row in db.execute(union(*queries))}


def _by_day(db: Connection, wanted: ColumnElement[bool]) -> set[tuple[str, str, str, str]]:
    """The pairs of which one is said to follow what was held on the day of the other, where only one that day has to do with it.

    It has where a body that took part in one took part in the other, too.
    """
    days, joined, table = schema.precursor_days.c, schema.activity_reports.c, schema.reports.c
    query = (
        select(_own.c.id, _own.c.held, _other.c.id, _other.c.held, table.id, table.data, _other.c.data)
        .join(joined_reports := schema.activity_reports, joined.activity == _own.c.id)
        .join(schema.reports, table.id == joined_reports.c.report)
        .join(schema.precursor_days, days.report == table.id)
        .join(_other, _other.c.held == days.day)
        .where(_other.c.held < _own.c.held, wanted)
    )
    found: dict[tuple[str, str], list[tuple[str, str, str, str]]] = {}
    for own, own_held, other, other_held, report, told, earlier in db.execute(query):
        if _took_part(told) & _took_part(earlier):
            found.setdefault((report, other_held), []).append((own, own_held, other, other_held))
    return {pairs[0] for pairs in found.values() if len(pairs) == 1}


def _took_part(data: str) -> set[str]:
    bodies = msgspec.json.decode(data, type=Activity).organisations
    return {body.id for body in bodies if body.kind != "office" and body.role != "mentioned"}
