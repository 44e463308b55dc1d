"""The clusters of mirrors, and the pairs of articles that are alike and yet stand apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select

from kmpipe.store import schema
from kmpipe.store.clusters import component_of
from kmpipe.store.database import Database


class Likeness(NamedTuple):
    """Two articles, in order of id, that are alike: their Jaccard similarity, and why they are no mirrors ("" if they are)."""

    left: str
    right: str
    similarity: float
    apart: str


class Duplicates(Database):
    """The catalogue's mirrors."""

    def mirrors(self) -> dict[str, list[str]]:
        """The mirrors of each canonical article that has any, both ordered by id."""
        table = schema.articles.c
        query = select(table.mirror_of, table.id).where(table.mirror_of.is_not(None))
        found: dict[str, list[str]] = {}
        with self.reading() as db:
            for canonical, mirror in db.execute(query.order_by(table.mirror_of, table.id)):
                found.setdefault(canonical, []).append(mirror)
        return found

    def likenesses(self) -> Iterator[Likeness]:
        """All pairs of articles with nearly the same words, ordered by id; those with the very same words are not among them."""
        with self.reading() as db:
            table = schema.alike
            rows = db.execute(select(table).order_by(table.c.left, table.c.right)).all()
            component = component_of(db, {one for row in rows for one in row[:2]})
        for left, right, similarity in rows:
            yield Likeness(left, right, similarity, component.apart(left, right))
