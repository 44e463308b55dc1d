"""Which report a decision is about today: activities are renumbered when a recap gains a part, and mirrors take their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from kmpipe.store import schema
from kmpipe.store.reading import chunks

# rows asked for by name at a time: servers bound the length of a list
_CHUNK = 200


class Decided(NamedTuple):
    """A decision that stands: its number, kind and value (JSON), and the reports it is about, none where one is gone."""

    id: int
    kind: str
    value: str
    reports: tuple[str, ...]


def decided(db: Connection, kinds: Sequence[str]) -> list[Decided]:
    """The decisions of these kinds about activities that stand, oldest first."""
    table = schema.judgements.c
    query = select(table.id, table.kind, table.value, table.subject, table.anchors)
    rows = db.execute(query.where(table.kind.in_(kinds), table.undone.is_(None)).order_by(table.id)).all()
    subjects = [subject for row in rows for subject in row.subject.split()]
    found = _Reports(db, subjects)
    result = []
    for row in rows:
        anchors = msgspec.json.decode(row.anchors, type=list[str])
        named = row.subject.split()
        reports = [found.meant(one, anchor) for one, anchor in zip(named, anchors or [""] * len(named), strict=True)]
        result.append(Decided(row.id, row.kind, row.value, tuple(sorted(r for r in reports if r is not None))))
    return result


def anchors_of(db: Connection, subjects: Sequence[str]) -> list[str]:
    """The titles of reports as they are read now, by which they are known again under another number."""
    table = schema.reports.c
    titles = {row[0]: row[1] for row in db.execute(select(table.id, table.title_key).where(table.id.in_(subjects)))}
    return [titles.get(subject, "") for subject in subjects]


class _Reports:
    """The reports of some articles and of those they are mirrors of."""

    def __init__(self, db: Connection, subjects: Iterable[str]) -> None:
        articles, reports = schema.articles.c, schema.reports.c
        wanted = sorted({subject.partition(".")[0] for subject in subjects})
        self._canonical: dict[str, str] = {}
        self._titles: dict[str, dict[str, str]] = {}
        for chunk in chunks(wanted, _CHUNK):
            for identity, mirror_of in db.execute(
                select(articles.id, articles.mirror_of).where(articles.id.in_(chunk))
            ):
                self._canonical[identity] = mirror_of or identity
        for chunk in chunks(sorted(set(self._canonical.values())), _CHUNK):
            query = select(reports.article, reports.id, reports.title_key).where(reports.article.in_(chunk))
            for article, identity, title in db.execute(query):
                self._titles.setdefault(article, {})[identity] = title

    def meant(self, subject: str, anchor: str) -> str | None:
        """The report that stands for an activity id: the one with the title it had, else the one with its number."""
        article, _, number = subject.partition(".")
        canonical = self._canonical.get(article, article)
        titles = self._titles.get(canonical, {})
        own = f"{canonical}.{number}"
        alike = [identity for identity, title in titles.items() if anchor and title == anchor]
        if own in titles and (titles[own] == anchor or not alike):
            # of a recap that lost a part the others keep their titles: what bears another one is another activity
            return own if len(titles) == 1 or not anchor or titles[own] == anchor else None
        return alike[0] if len(alike) == 1 else None
