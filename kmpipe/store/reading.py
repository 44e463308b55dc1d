"""How articles come out of the tables, with their removals, mirrors, aliases and activity ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from kmpipe.model import Article, Removal
from kmpipe.store import schema
from kmpipe.store.records import Stored


def compose(db: Connection, rows: Sequence[Any]) -> Iterator[Stored]:
    """Give articles their removals, mirrors, aliases and activity ids back."""
    ids = [row.id for row in rows]
    removals = _grouped(
        db.execute(
            select(schema.removals).where(schema.removals.c.article.in_(ids)).order_by(schema.removals.c.number)
        ).mappings(),
        "article",
    )
    table = schema.articles.c
    mirrors = _grouped(
        db.execute(
            select(table.id, table.mirror_of, table.data).where(table.mirror_of.in_(ids)).order_by(table.id)
        ).mappings(),
        "mirror_of",
    )
    links = schema.article_activities.c
    told = _grouped(
        db.execute(select(schema.article_activities).where(links.article.in_(ids)).order_by(links.position)).mappings(),
        "article",
    )
    for row in rows:
        others = [msgspec.json.decode(m["data"], type=Article) for m in mirrors.get(row.id, ())]
        article = msgspec.structs.replace(
            msgspec.json.decode(row.data, type=Article),
            removals=tuple(_removal(r) for r in removals.get(row.id, ())),
            aliases=tuple(other.id for other in others),
            mirrors=tuple(other.url or other.key for other in others),
            gone=bool(row.gone),
        )
        activities = tuple(link["activity"] for link in told.get(row.id, ()))
        yield Stored(article=article, mirror_of=row.mirror_of, no_activity=row.no_activity, activities=activities)


def read_removals(db: Connection, article: str) -> tuple[Removal, ...]:
    """The removals of an article, by number."""
    table = schema.removals
    rows = db.execute(select(table).where(table.c.article == article).order_by(table.c.number)).mappings()
    return tuple(_removal(row) for row in rows)


def _removal(row: Any) -> Removal:
    links = msgspec.json.decode(row["links"], type=tuple[str, ...])
    return Removal(
        number=row["number"], rule=row["rule"], kind=row["kind"], text=row["text"], start=row["start"], links=links
    )


def _grouped(rows: Iterable[Any], key: str) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def chunks(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The rows in runs of at most `size`."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
