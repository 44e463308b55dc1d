"""Which articles are one: the canonical article of each cluster of mirrors, and the activities it tells.

The result depends on the articles and on what people decided, not on the order in which they came.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, insert, or_, select, update

from kmpipe.model import Activity, Article
from kmpipe.store import schema
from kmpipe.store.reading import chunks

_NUMBER = re.compile(r"\d+")
# rows asked for by name at a time: servers bound the length of a list
_CHUNK = 200

Pair = tuple[str, str]


class _Member(NamedTuple):
    """An article that may be a mirror of others, and what decides about it."""

    id: str
    published: str
    size: int
    held: frozenset[str]
    numbers: frozenset[str]
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
        return (same or pair in self.alike) and not self.apart(left, right)

    def apart(self, left: str, right: str) -> str:
        """What speaks against folding two articles that are alike, or nothing.

        Minutes of one series may share most of their words: days held that differ, and numbers in the titles that
        differ, speak against it, and so does a person's word.
        """
        one, other = self.members[left], self.members[right]
        if (min(left, right), max(left, right)) in self.distinct:
            return "said to be no duplicates"
        if one.words_hash == other.words_hash:
            return ""
        if _differ(one.held, other.held):
            return "held on different days"
        return "different numbers in the titles" if _differ(one.numbers, other.numbers) else ""


def settle_clusters(db: Connection, touched: Iterable[str], gone: set[str]) -> set[str]:
    """Choose the canonical article among those with the same words, and give the activities to it.

    `touched` are the articles that changed and those they are or were alike. Earliest published first, then the longest
    text, then the smallest id. Returns the ids of the activities told now; those that no longer stand are added to `gone`.
    """
    component = component_of(db, touched)
    gone |= _forget_activities(db, sorted(component.members))
    told: set[str] = set()
    for cluster in _clusters(component):
        told |= _tell(db, cluster)
    return told


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
                held=frozenset(f"{a.held.start}/{a.held.end}" for a in told if a.held),
                numbers=frozenset(number.lstrip("0") for number in _NUMBER.findall(article.title)),
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


def _differ(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left and right) and left != right


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


def _tell(db: Connection, cluster: Sequence[_Member]) -> set[str]:
    """Write down the cluster's mirrors and the activities of its canonical article."""
    table, links = schema.articles, schema.article_activities
    canonical, *others = cluster
    order = [member.id for member in cluster]
    db.execute(update(table).where(table.c.id == canonical.id).values(mirror_of=None))
    if others:
        db.execute(update(table).where(table.c.id.in_(order[1:])).values(mirror_of=canonical.id))
    ids: set[str] = set()
    for number, activity in enumerate(canonical.activities, 1):
        told = msgspec.structs.replace(activity, articles=tuple(order))
        ids.add(told.id)
        db.execute(insert(schema.activities).values(id=told.id, data=msgspec.json.encode(told).decode()))
        db.execute(insert(links), [{"article": a, "activity": told.id, "position": number} for a in order])
    return ids


def _forget_activities(db: Connection, articles: Sequence[str]) -> set[str]:
    links = schema.article_activities
    ids: set[str] = set()
    for chunk in chunks(articles, _CHUNK):
        ids |= {row[0] for row in db.execute(select(links.c.activity).where(links.c.article.in_(chunk)).distinct())}
    for chunk in chunks(sorted(ids), _CHUNK):
        db.execute(delete(links).where(links.c.activity.in_(chunk)))
        db.execute(delete(schema.activities).where(schema.activities.c.id.in_(chunk)))
    return ids
