"""Which articles are one: the canonical article of each cluster of mirrors, and what it reports.

The result depends on the articles and on what people decided, not on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, or_, select, update

from kmpipe.model import Activity, Article
from kmpipe.store import schema
from kmpipe.store.reading import chunks

# rows asked for by name at a time: servers bound the length of a list
_CHUNK = 200

Pair = tuple[str, str]


class _Member(NamedTuple):
    """An article that may be a mirror of others, and what decides about it."""

    id: str
    published: str
    size: int
    words_hash: str
    activities: tuple[Activity, ...]


class Component(NamedTuple):
    """Articles that are the same or alike, directly or through others; pairs are in order of id."""

    members: dict[str, _Member]
    alike: frozenset[Pair]
    distinct: frozenset[Pair]

    def folds(self, left: str, right: str) -> bool:
        """Whether two articles may be mirrors of each other."""
        pair = (min(left, right), max(left, right))
        same = self.members[left].words_hash == self.members[right].words_hash
        return (same or pair in self.alike) and pair not in self.distinct


class Settlement(NamedTuple):
    """The reports that no longer stand as they did, by id, and those that stand now, each with when it was published."""

    removed: set[str]
    fresh: list[tuple[str, Activity]]


def settle_clusters(db: Connection, touched: Iterable[str]) -> Settlement:
    """Choose the canonical article among those with the same words; its activities are the cluster's reports.

    `touched` are the articles that changed and those they are or were alike. Earliest published first, then the longest
    text, then the smallest id.
    """
    component = component_of(db, touched)
    removed = _reports_of(db, sorted(component.members))
    fresh = [report for cluster in _clusters(component) for report in _settle(db, cluster)]
    return Settlement(removed, fresh)


def component_of(db: Connection, touched: Iterable[str]) -> Component:
    """The touched articles with all that are the same or alike, directly or through others."""
    members: dict[str, _Member] = {}
    alike: set[Pair] = set()
    pending = set(touched)
    while pending:
        fresh = {member.id: member for member in _members(db, sorted(pending))}
        members |= fresh
        pairs = _alike(db, sorted(fresh))
        alike |= pairs
        pending = {one for pair in pairs for one in pair} | _same(db, sorted({m.words_hash for m in fresh.values()}))
        pending -= set(members)
    return Component(members, frozenset(alike), _distinct(db, members))


def _members(db: Connection, ids: Sequence[str]) -> Iterator[_Member]:
    table = schema.articles.c
    for chunk in chunks(ids, _CHUNK):
        query = select(table.id, table.data, table.activities, table.words_hash).where(table.id.in_(chunk))
        for identity, data, activities, words_hash in db.execute(query):
            article = msgspec.json.decode(data, type=Article)
            told = msgspec.json.decode(activities, type=tuple[Activity, ...])
            yield _Member(
                id=identity,
                published=article.published or "9999",
                size=len(article.text),
                words_hash=words_hash,
                activities=told,
            )


def _alike(db: Connection, ids: Sequence[str]) -> set[Pair]:
    table = schema.alike.c
    found: set[Pair] = set()
    for chunk in chunks(ids, _CHUNK):
        query = select(table.left, table.right).where(or_(table.left.in_(chunk), table.right.in_(chunk)))
        found |= {(row[0], row[1]) for row in db.execute(query)}
    return found


def _same(db: Connection, hashes: Sequence[str]) -> set[str]:
    table = schema.articles.c
    return {
        row[0]
        for chunk in chunks(hashes, _CHUNK)
        for row in db.execute(select(table.id).where(table.words_hash.in_(chunk)))
    }


def _distinct(db: Connection, members: Container[str]) -> frozenset[Pair]:
    """The pairs that somebody said are no duplicates."""
    table = schema.judgements.c
    query = select(table.subject).where(table.kind == "distinct", table.undone.is_(None))
    pairs = ((left, right) for left, _, right in (row[0].partition(" ") for row in db.execute(query)))
    return frozenset((left, right) for left, right in pairs if left in members and right in members)


def _clusters(component: Component) -> list[list[_Member]]:
    """The members by canonical article, which comes first: each joins the first one all of whose cluster it folds with."""
    found: list[list[_Member]] = []
    for member in sorted(component.members.values(), key=lambda m: (m.published, -m.size, m.id)):
        home = next((c for c in found if all(component.folds(member.id, other.id) for other in c)), None)
        if home is None:
            found.append([member])
        else:
            home.append(member)
    return found


def _settle(db: Connection, cluster: Sequence[_Member]) -> list[tuple[str, Activity]]:
    """Write down the cluster's mirrors; returns the reports of its canonical article."""
    table = schema.articles
    canonical, *others = cluster
    order = tuple(member.id for member in cluster)
    db.execute(update(table).where(table.c.id == canonical.id).values(mirror_of=None))
    if others:
        db.execute(update(table).where(table.c.id.in_(order[1:])).values(mirror_of=canonical.id))
    return [(canonical.published, msgspec.structs.replace(told, articles=order)) for told in canonical.activities]


def _reports_of(db: Connection, articles: Sequence[str]) -> set[str]:
    table = schema.reports.c
    return {
        row[0]
        for chunk in chunks(articles, _CHUNK)
        for row in db.execute(select(table.id).where(table.article.in_(chunk)))
    }
