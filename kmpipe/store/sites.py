"""What is taken out of the pages of a site, by rule and by run, and whether a site's pages changed against its own past."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

import msgspec
from sqlalchemy import Connection, func, insert, select

from kmpipe.model import Article
from kmpipe.store import schema
from kmpipe.store.database import Database
from kmpipe.store.records import RuleUse, SiteRun
from kmpipe.store.writing import article_host

# fewer articles than these, now or before, say nothing about a site
_ENOUGH_NOW, _ENOUGH_BEFORE = 5, 10
# a share that moved by this much is worth a look, however many articles stand behind it
_JUMP = 0.2
# and by this many standard errors: chance alone moves the share of five articles further than .2
_ERRORS = 3.0


class Sites(Database):
    """The catalogue by site."""

    def hosts(self) -> dict[str, int]:
        """The hosts of all articles with their number of articles, most first; files without an address are left out."""
        table = schema.articles.c
        query = select(table.host, func.count()).where(table.host != "").group_by(table.host)
        with self.reading() as db:
            return {row[0]: row[1] for row in db.execute(query.order_by(func.count().desc(), table.host))}

    def site_runs(self, host: str) -> dict[int, SiteRun]:
        """What each run saw of a site, oldest first."""
        table = schema.site_runs
        with self.reading() as db:
            rows = db.execute(select(table).where(table.c.host == host).order_by(table.c.run)).mappings()
            return {row["run"]: _site_run(row) for row in rows}

    def site_before(self, host: str, run: int) -> SiteRun:
        """What all runs before `run` saw of a site together."""
        table = schema.site_runs.c
        names = SiteRun.__struct_fields__
        sums = [func.coalesce(func.sum(table[name]), 0).label(name) for name in names]
        with self.reading() as db:
            return _site_run(db.execute(select(*sums).where(table.host == host, table.run < run)).mappings().one())

    def site_now(self, host: str) -> SiteRun:
        """What the articles of a site are like as they stand now."""
        table = schema.articles.c
        with self.reading() as db:
            rows = db.execute(select(table.data).where(table.host == host)).all()
        seen = [_seen(msgspec.json.decode(row[0], type=Article)) for row in rows]
        sums = {name: sum(getattr(one, name) for one in seen) for name in SiteRun.__struct_fields__}
        # the articles of the table are without their removals
        return SiteRun(**{**sums, "removed": sum(use.characters for use in self.rule_uses(host))})

    def run_hosts(self, run: int) -> list[str]:
        """The hosts a run saw articles of, in order."""
        table = schema.site_runs.c
        with self.reading() as db:
            return [row[0] for row in db.execute(select(table.host).where(table.run == run).order_by(table.host))]

    def rule_uses(self, host: str) -> list[RuleUse]:
        """What each rule took out of the articles of a site, the one that took most first."""
        removals, articles = schema.removals.c, schema.articles.c
        size = func.length(removals.text)
        query = (
            select(
                removals.rule,
                removals.kind,
                func.count().label("removals"),
                func.sum(size).label("characters"),
                func.count(removals.article.distinct()).label("articles"),
                func.min(removals.text).label("example"),
            )
            .join(schema.articles, articles.id == removals.article)
            .where(articles.host == host)
            .group_by(removals.rule, removals.kind)
            .order_by(func.sum(size).desc(), removals.rule)
        )
        with self.reading() as db:
            return [RuleUse(**row) for row in db.execute(query).mappings()]


def note_sites(db: Connection, run: int, articles: Iterable[Article]) -> None:
    """Add these articles to what the run saw of their sites."""
    table = schema.site_runs
    for article in articles:
        host = article_host(article)
        if not host:
            continue
        seen = _seen(article)
        here = (table.c.run == run) & (table.c.host == host)
        changed = {name: table.c[name] + getattr(seen, name) for name in SiteRun.__struct_fields__}
        if db.execute(table.update().where(here).values(changed)).rowcount == 0:
            values = {name: getattr(seen, name) for name in SiteRun.__struct_fields__}
            db.execute(insert(table).values(run=run, host=host, **values))


def _seen(article: Article) -> SiteRun:
    return SiteRun(
        articles=1,
        kept=len(article.text),
        removed=sum(len(removal.text) for removal in article.removals),
        untitled=int(article.provenance.title_source in {"", "first words"}),
        undated=int(article.published is None),
    )


def drift(before: SiteRun, now: SiteRun) -> Sequence[str]:
    """How a site's pages changed against its own past, a sentence each; nothing where too few articles tell.

    Shares of articles are compared as two proportions; the share of removed text, which has no standard error of its
    own, by its jump alone.
    """
    if now.articles < _ENOUGH_NOW or before.articles < _ENOUGH_BEFORE:
        return ()
    found = []
    if abs(now.removed_share - before.removed_share) >= _JUMP:
        found.append(_sentence("of the text removed", before.removed_share, now.removed_share))
    for name, label in (("untitled", "of the articles without a title"), ("undated", "of the articles without a date")):
        old, new = getattr(before, name) / before.articles, getattr(now, name) / now.articles
        if new - old >= _JUMP and new - old >= _ERRORS * _standard_error(name, before, now):
            found.append(_sentence(label, old, new))
    return tuple(found)


def _standard_error(name: str, before: SiteRun, now: SiteRun) -> float:
    """Of the difference of two proportions, at the proportion of both together."""
    share = (getattr(before, name) + getattr(now, name)) / (before.articles + now.articles)
    return sqrt(share * (1 - share) * (1 / before.articles + 1 / now.articles))


def _sentence(label: str, old: float, new: float) -> str:
    return f"{new:.0%} {label}, before {old:.0%}"


def _site_run(row: object) -> SiteRun:
    return SiteRun(**{name: int(row[name]) for name in SiteRun.__struct_fields__})  # type: ignore[index]  # a row of these columns
