"""The roads to the articles of a real WordPress: each leads to exactly those that are to come in."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

from kmpipe.cleaning.wordpress import plain_title
from kmpipe.errors import Disallowed
from kmpipe.sources.addresses import key_form
from kmpipe.sources.detect import choose
from kmpipe.sources.pages import fetch_page
from kmpipe.sources.records import Fetched, Offer, Road
from kmpipe.sources.roads import offers
from kmpipe.sources.wordpress import ids, posts, total
from tests.sources.site import PlainFetcher
from tests.wordpress.testbed import Item, Testbed

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"])]
HOSTILE = 4  # ports after the first one


class Crawl(NamedTuple):
    """What a whole crawl gave: by decoded path each document, what was dropped, what robots.txt forbade."""

    found: dict[str, tuple[Offer, Fetched | None]]
    dropped: list[tuple[str, str]]
    forbidden: list[str]
    reason: str


def path_of(url: str) -> str:
    return unquote(urlsplit(url).path)


def crawl(url: str, road: Road | None = None) -> Crawl:
    client = PlainFetcher()
    choice = choose(client, url, road=road)
    crawled = Crawl({}, [], [], choice.reason)
    for offer in offers(client, choice):
        page = None
        try:
            page = fetch_page(client, offer.url) if offer.body is None and not offer.dropped else None
        except Disallowed:
            crawled.forbidden.append(path_of(offer.url))
            continue
        if dropped := offer.dropped or (page and page.dropped):
            crawled.dropped.append((path_of(offer.url), dropped))
        else:
            path = path_of(page.url if page else offer.url)
            assert path not in crawled.found
            crawled.found[path] = offer, page
    return crawled


def address(testbed: Testbed, port: int = 0) -> str:
    first = urlsplit(testbed.base)
    return f"{first.scheme}://{first.hostname}:{(first.port or 80) + port}/"


def wanted(testbed: Testbed) -> dict[str, Item]:
    return {unquote(item.path): item for item in testbed.items}


def check_known(item: Item, offer: Offer, *, filed: bool) -> None:
    """What a road knows of a post is what the site says of it."""
    known = offer.known
    assert known.published in {item.date, None}, item
    if known.title is not None:
        assert plain_title(known.title) == plain_title(item.title, typed=True)
    if known.author is not None:
        assert known.author == item.author
    if filed:
        assert sorted(map(plain_title, known.categories)) == sorted(item.categories)
        assert sorted(map(plain_title, known.tags)) == sorted(item.tags)
    else:
        assert known.categories == known.tags == ()


@pytest.mark.parametrize("road", ["rest", *(("sitemap", "feed", "links") if os.environ.get("KMPIPE_LONG") else ())])
def test_each_road_gives_exactly_the_articles(testbed: Testbed, road: Road) -> None:
    """All that are to come in and none of the others; protected posts are dropped and said to be."""
    crawled = crawl(address(testbed), road)
    items = wanted(testbed)
    assert crawled.found.keys() == items.keys()
    assert sorted(reason for _, reason in crawled.dropped if reason != "page") == ["password-protected"] * 3
    for path, (offer, page) in crawled.found.items():
        assert (page.ident if page else offer.ident) == f"?p={items[path].id}"
        check_known(items[path], offer, filed=road == "rest")
        if items[path].mark and "nextpage" in items[path].traits:
            assert f"{items[path].mark}-AKHIR".encode() in ((page.body if page else offer.body) or b"")


def test_rest_knows_all_of_a_post(testbed: Testbed) -> None:
    """Every post has its title, day, author and version, and the road is taken without being named."""
    crawled = crawl(address(testbed))
    assert crawled.reason == "REST found: 110 posts"
    for path, item in wanted(testbed).items():
        offer, _ = crawled.found[path]
        assert (offer.known.published, offer.known.author) == (item.date, item.author)
        assert offer.stamp and (offer.known.title or not item.title)


def test_a_feed_knows_the_day(testbed: Testbed) -> None:
    """The day of a dated address is the site's, though the feed tells times in UTC."""
    client = PlainFetcher()
    found = {path_of(offer.url): offer for offer in offers(client, choose(client, address(testbed), road="feed"))}
    for path, item in wanted(testbed).items():
        assert (found[path].known.published, found[path].known.author) == (item.date, item.author)


if os.environ.get("KMPIPE_LONG"):

    def test_the_hostile_port(testbed: Testbed) -> None:
        """Without REST and sitemap the feed is taken, and what robots.txt forbids is not fetched; the rest is whole."""
        crawled = crawl(address(testbed, HOSTILE))
        assert crawled.reason == "REST refused with 401, no sitemap (404), feed found: excerpts only, pages are fetched"
        items = wanted(testbed)
        assert sorted(crawled.forbidden) == sorted(path for path in items if path.startswith("/2019/"))
        assert crawled.found.keys() == items.keys() - set(crawled.forbidden)


@pytest.mark.parametrize("road", ["rest", "feed", "links"])
def test_a_category(testbed: Testbed, road: Road) -> None:
    """A category's address gives the posts of the category on every road that can tell them."""
    crawled = crawl(address(testbed) + "category/tata-ruang/", road)
    assert crawled.found.keys() == {path for path, item in wanted(testbed).items() if "Tata Ruang" in item.categories}


def test_a_year(testbed: Testbed) -> None:
    """The address of a year gives what was published in it."""
    crawled = crawl(address(testbed) + "2018/")
    assert crawled.found.keys() == {path for path in wanted(testbed) if path.startswith("/2018/")}


def test_one_article_by_its_number(testbed: Testbed) -> None:
    """`?p=N` leads to the article under its address, with all of its pages."""
    item = testbed.named("nextpage")
    client = PlainFetcher()
    choice = choose(client, f"{address(testbed)}?p={item.id}")
    page = fetch_page(client, choice.url, response=choice.first)
    assert (choice.road, page.ident, page.url) == (
        "page",
        f"?p={item.id}",
        key_form(address(testbed).rstrip("/") + item.path),
    )
    assert page.body.count(b"</html>") == 3


def test_what_has_changed_costs_little(testbed: Testbed) -> None:
    """Nothing new is two small requests; all posts with their versions are two more."""
    api = address(testbed) + "wp-json/"
    client = PlainFetcher()
    newest = max(datetime.fromisoformat(stamp).replace(tzinfo=UTC) for stamp in ids(client, api).values())
    client = PlainFetcher()
    assert list(posts(client, api, modified_after=newest + timedelta(days=2))) == []
    assert client.requests == 3 and client.received < 1000  # robots.txt is one
    changed = [offer.ident for offer in posts(client, api, modified_after=newest)]
    assert 1 <= len(changed) <= 5
    stamps = ids(PlainFetcher(), api)
    assert len(stamps) == total(PlainFetcher(), api) == 110
    shown: dict[str, Any] = json.loads((testbed.home / "manifest.json").read_text(encoding="utf-8"))
    expected = {f"?p={row['id']}": row["modified_gmt"].replace(" ", "T") for row in shown["items"] if row["keep"]}
    assert expected.items() <= stamps.items()
