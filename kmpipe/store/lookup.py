"""Finding articles and activities in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import func, select

from kmpipe.errors import UnknownId
from kmpipe.model import Activity, Capture, Extraction, Known
from kmpipe.store import schema
from kmpipe.store.entries import Entries
from kmpipe.store.reading import chunks, compose
from kmpipe.store.records import Location, Stored, Version
from kmpipe.store.subjects import decided
from kmpipe.store.threads import find_followers, find_follows

# rows asked for by name at a time: servers bound the length of a list
_CHUNK = 200


class Lookup(Entries):
    """The reading side of the catalogue: articles, activities, versions."""

    def ids(self) -> list[str]:
        """The ids of all articles, mirrors among them, in order."""
        table = schema.articles.c
        with self.reading() as db:
            return [row[0] for row in db.execute(select(table.id).order_by(table.id))]

    def mirrors_among(self, ids: Sequence[str]) -> dict[str, str]:
        """Those of these articles that are mirrors, each with the canonical one."""
        table = schema.articles.c
        query = select(table.id, table.mirror_of).where(table.mirror_of.is_not(None))
        with self.reading() as db:
            return {
                row[0]: row[1] for chunk in chunks(ids, _CHUNK) for row in db.execute(query.where(table.id.in_(chunk)))
            }

    def stored(self, ids: Sequence[str] | None = None) -> Iterator[Stored]:
        """The articles (those of `ids`, or all), ordered by id, mirrors among them."""
        articles = schema.articles.c
        query = select(articles.id, articles.data, articles.mirror_of, articles.no_activity, articles.gone)
        query = query.order_by(articles.id)
        with self.reading() as db:
            wanted = (
                sorted(ids)
                if ids is not None
                else [row[0] for row in db.execute(select(articles.id).order_by(articles.id))]
            )
            for chunk in chunks(wanted, _CHUNK):
                yield from compose(db, db.execute(query.where(articles.id.in_(chunk))).all())

    def activities(self, ids: Sequence[str] | None = None) -> Iterator[Activity]:
        """The activities (those of `ids`, or all), ordered by id, each with those it follows."""
        table = schema.activities.c
        query = select(table.data).order_by(table.id)
        with self.reading() as db:
            wanted = (
                sorted(ids) if ids is not None else [row[0] for row in db.execute(select(table.id).order_by(table.id))]
            )
            for chunk in chunks(wanted, _CHUNK):
                told = [
                    msgspec.json.decode(row[0], type=Activity) for row in db.execute(query.where(table.id.in_(chunk)))
                ]
                earlier = find_follows(db, [activity.id for activity in told])
                for activity in told:
                    yield msgspec.structs.replace(activity, follows=earlier.get(activity.id, ()))

    def article(self, identity: str) -> Stored:
        """The article that an id of an article or of one of its activities names, or a web address, be it a mirror. Raises `UnknownId`."""
        number = "" if "://" in identity else identity.partition(".")[0]
        found = next(self.stored([number or self.at_address(identity) or ""]), None)
        if found is None:
            raise UnknownId(f"no article or activity has the id {identity!r}", hint="`kmpipe search` prints the ids")
        return found

    def resolve(self, identity: str) -> tuple[Stored, tuple[Activity, ...]]:
        """The canonical article and the activities that an id of an article, a mirror, an activity or a report stands for.

        An activity id, or that of a report that was joined into one, gives that activity alone. Raises `UnknownId`.
        """
        number = "" if "://" in identity else identity.partition(".")[2]
        stored = self.article(identity)
        if stored.mirror_of is not None:
            stored = self.article(stored.mirror_of)
        wanted = stored.activities
        if number:
            wanted = self._told_by(f"{stored.article.id}.{number}")
            if not wanted:
                raise UnknownId(
                    f"article {stored.article.id} has no activity {identity!r}",
                    hint=f"see `kmpipe show {stored.article.id}`",
                )
        found = {a.id: a for a in self.activities(wanted)}
        return stored, tuple(found[identity] for identity in wanted)

    def _told_by(self, report: str) -> tuple[str, ...]:
        """The activity that a report was joined into."""
        table = schema.activity_reports.c
        with self.reading() as db:
            return tuple(row[0] for row in db.execute(select(table.activity).where(table.report == report)))

    def versions(self, key: str) -> tuple[Version, ...]:
        """The versions of a document, oldest first."""
        captures, fetches = schema.captures.c, schema.fetches.c
        query = (
            select(captures.version, func.min(fetches.fetched_at), captures.sha256, captures.size)
            .outerjoin(schema.fetches, (fetches.key == captures.key) & (fetches.version == captures.version))
            .where(captures.key == key)
            .group_by(captures.version, captures.sha256, captures.size)
            .order_by(captures.version)
        )
        with self.reading() as db:
            return tuple(
                Version(version=r[0], fetched_at=r[1] or "", sha256=r[2], size=r[3]) for r in db.execute(query)
            )

    def suggestions(self) -> list[tuple[str, str, str, float]]:
        """Pairs of activities that may be one event: their ids in order, the title of the second, the score, the surest first.

        Pairs about which somebody decided, or whose articles were told apart, are not among them.
        """
        pairs, table = schema.report_pairs.c, schema.activities
        one, other = schema.activity_reports.alias("one"), schema.activity_reports.alias("other")
        query = (
            select(one.c.activity, other.c.activity, pairs.score, pairs.left, pairs.right)
            .join(one, one.c.report == pairs.left)
            .join(other, other.c.report == pairs.right)
            .where(one.c.activity != other.c.activity)
        )
        with self.reading() as db:
            told = {decision.reports for decision in decided(db, ["same", "different"])}
            judged = schema.judgements.c
            said = db.execute(select(judged.subject).where(judged.kind == "distinct", judged.undone.is_(None)))
            distinct = {tuple(row[0].split()) for row in said}
            best: dict[tuple[str, str], float] = {}
            closed: set[tuple[str, str]] = set()
            for left, right, score, first, second in db.execute(query):
                pair = (min(left, right), max(left, right))
                articles = tuple(sorted((first.partition(".")[0], second.partition(".")[0])))
                if (first, second) in told or articles in distinct:
                    closed.add(pair)
                best[pair] = max(score, best.get(pair, 0.0))
            asked = sorted((pair for pair in best if pair not in closed), key=lambda pair: (-best[pair], pair))
            titles = {
                row[0]: msgspec.json.decode(row[1], type=Activity).title
                for chunk in chunks([right for _, right in asked], _CHUNK)
                for row in db.execute(select(table.c.id, table.c.data).where(table.c.id.in_(chunk)))
            }
        return [(left, right, titles[right], best[left, right]) for left, right in asked]

    def followers(self, identity: str) -> tuple[str, ...]:
        """The ids of the activities that follow an activity, earliest first."""
        with self.reading() as db:
            return find_followers(db, identity)

    def captured(self, ids: Sequence[str]) -> list[tuple[Capture, Location | None]]:
        """The latest captures of these articles, without their bytes, and where those lie; ordered by article id."""
        captures, articles, fetches = schema.captures.c, schema.articles.c, schema.fetches.c
        query = (
            select(schema.captures, fetches.fetched_at, fetches.warc, fetches.offset, fetches.end)
            .join(schema.articles, (articles.key == captures.key) & (articles.version == captures.version))
            .outerjoin(schema.fetches, (fetches.key == captures.key) & (fetches.version == captures.version))
            .order_by(articles.id, fetches.run)
        )
        found: dict[str, tuple[Capture, Location | None]] = {}
        with self.reading() as db:
            for chunk in chunks(sorted(ids), _CHUNK):
                for row in db.execute(query.where(articles.id.in_(chunk))).mappings():
                    place = None if row["warc"] is None else Location(row["warc"], row["offset"], row["end"])
                    found.setdefault(row["key"], (_capture(row), place))
        return list(found.values())

    def extraction(self, identity: str) -> Extraction:
        """What was read in one article alone, before mirrors and decisions."""
        table = schema.articles.c
        with self.reading() as db:
            row = db.execute(select(table.activities, table.no_activity).where(table.id == identity)).one()
        return Extraction(activities=msgspec.json.decode(row[0], type=tuple[Activity, ...]), no_activity=row[1])


def _capture(row: Any) -> Capture:
    fields = {name: row[name] for name in ("key", "url", "media_type", "charset", "sha256", "kind", "rights")}
    known = msgspec.json.decode(row["known"], type=Known)
    fetched_at = datetime.fromisoformat(row["fetched_at"]) if row["fetched_at"] else datetime.fromtimestamp(0, UTC)
    return Capture(body=b"", fetched_at=fetched_at, known=known, **fields)
