"""The clusters of mirrors, and the pairs of articles that are alike."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from kmpipe.store import schema
from kmpipe.store.database import Database


class Likeness(NamedTuple):
    """Two articles, in order of id, that are alike: their Jaccard similarity, and whether somebody said they are two."""

    left: str
    right: str
    similarity: float
    apart: bool


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

    def likenesses(self) -> list[Likeness]:
        """All pairs of articles with nearly the same words, ordered by id; those with the very same words are not among them."""
        table, judged = schema.alike.c, schema.judgements.c
        said = select(judged.subject).where(judged.kind == "distinct", judged.undone.is_(None))
        with self.reading() as db:
            distinct = {row[0] for row in db.execute(said)}
            rows = db.execute(select(table.left, table.right, table.similarity).order_by(table.left, table.right)).all()
        return [Likeness(left, right, similarity, f"{left} {right}" in distinct) for left, right, similarity in rows]
