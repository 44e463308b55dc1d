"""How complete the data is: the shares of articles that have each field, by site and by year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kmpipe.model import Activity, Article
from kmpipe.model.base import Record
from kmpipe.report.records import Group, Have
from kmpipe.text.hosts import host_of

# fields of every article, and fields of the activities it tells of
ARTICLE_FIELDS = ("title", "published")
ACTIVITY_FIELDS = ("held", "agencies", "focus", "place")
_YEAR = len("2018")
# where a title came from when the page has none of its own
_NO_TITLE = frozenset({"", "first words"})


class ActivityFacts(Record, frozen=True):
    """Which of `ACTIVITY_FIELDS` an activity has, and the year it was held ("" without a date)."""

    fields: frozenset[str]
    year: str


class Counted(Record, frozen=True):
    """The shares of all articles, and those by site and by year."""

    articles: int
    fields: dict[str, Have]
    sites: tuple[Group, ...]
    years: tuple[Group, ...]
    without_activity: dict[str, int]


def facts_of(activity: Activity) -> ActivityFacts:
    """What is known of an activity."""
    known = {
        "held": activity.held is not None,
        "agencies": any(body.kind != "office" for body in activity.organisations),
        "focus": bool(activity.focus_areas),
        "place": bool(activity.place or activity.province),
    }
    fields = frozenset(name for name, there in known.items() if there)
    return ActivityFacts(fields, activity.held.start[:_YEAR] if activity.held else "")


def count_articles(
    articles: Iterable[tuple[Article, tuple[str, ...], str | None]], activities: Mapping[str, ActivityFacts]
) -> Counted:
    """Count canonical articles, each with the ids of its activities and why it tells of none, if so.

    An article has a field of its activities where each of them has it.
    """
    every = _Shares()
    sites: dict[str, _Shares] = defaultdict(_Shares)
    years: dict[str, _Shares] = defaultdict(_Shares)
    reasons: Counter[str] = Counter()
    for article, ids, reason in articles:
        told = [activities[identity] for identity in ids if identity in activities]
        having = dict(_fields(article, told))
        year = (article.published or "")[:_YEAR] or min((facts.year for facts in told), default="")
        for shares in (every, sites[host_of(article.url or article.canonical_url or "")], years[year]):
            shares.add(having)
        if reason is not None:
            reasons[reason] += 1
    return Counted(
        articles=every.articles,
        fields=every.result(),
        sites=tuple(
            sorted((shares.group(host) for host, shares in sites.items()), key=lambda g: (-g.articles, g.name))
        ),
        years=tuple(years[year].group(year) for year in sorted(years, key=lambda year: (year == "", year))),
        without_activity=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _fields(article: Article, told: list[ActivityFacts]) -> Iterator[tuple[str, bool]]:
    yield "title", article.provenance.title_source not in _NO_TITLE
    yield "published", article.published is not None
    if told:
        for name in ACTIVITY_FIELDS:
            yield name, all(name in facts.fields for facts in told)


class _Shares:
    """How many articles have each field, of how many that could."""

    def __init__(self) -> None:
        self.articles = 0
        self._having: Counter[str] = Counter()
        self._of: Counter[str] = Counter()

    def add(self, having: Mapping[str, bool]) -> None:
        self.articles += 1
        self._of.update(having.keys())
        self._having.update(name for name, there in having.items() if there)

    def result(self) -> dict[str, Have]:
        return {name: have(self._having[name], self._of[name]) for name in (*ARTICLE_FIELDS, *ACTIVITY_FIELDS)}

    def group(self, name: str) -> Group:
        return Group(name=name, articles=self.articles, fields=self.result())


def have(having: int, of: int) -> Have:
    """A share with what it is made of, rounded to a tenth of a per cent."""
    return Have(having=having, of=of, share=round(having / of, 3) if of else None)
