"""Which road is taken to the articles at an address, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kmpipe.errors import SourceMissing
from kmpipe.sources.detect import Choice, choose
from kmpipe.sources.records import Road
from kmpipe.sources.roads import offers
from tests.sources.site import Answer, PlainFetcher, Site, serve

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
POSTS = [
    {"id": 1, "link": "{base}/kegiatan/a/", "content": {"rendered": "<p>a</p>", "protected": False}, "date": "2018-05-30T00:00:00"},
    {"id": 2, "link": "{base}/opini/b/", "content": {"rendered": "<p>b</p>", "protected": False}, "date": "2018-05-31T00:00:00"},
]  # fmt: skip
API = '<link rel="https://api.w.org/" href="{base}/wp-json/">'
FEED = '<link rel="alternate" type="application/rss+xml" href="{base}/feed/">'
URLSET = Answer("<urlset><url><loc>{base}/kegiatan/s/</loc></url></urlset>", "text/xml")
RSS = Answer("<rss version='2.0'><channel><item><link>{base}/f/</link></item></channel></rss>", "text/xml")
LIST = '<a href="/l/">x</a>'


def rest(path: str) -> Answer | None:
    if "/wp/v2/posts" not in path:
        return Answer("[]", "application/json") if "/wp/v2/" in path else None
    chosen = POSTS[1:] if "categories%5Bterms%5D=4" in path else POSTS
    chosen = [post for post in chosen if "include=" not in path or f"include={post['id']}&" in path]
    return Answer(json.dumps(chosen), "application/json", 200, {"X-WP-Total": str(len(chosen))})


def site_of(home: str = API + FEED, *, classes: str = "home blog", **roads: Any) -> Callable[[str], Answer | None]:
    """A WordPress whose roads a test may close: each keyword names one and what it answers."""
    html = f'<html><head>{home}</head><body class="{classes}">/wp-content/{LIST}</body></html>'

    def answer(path: str) -> Answer | None:
        if "/wp-json/" in path or "rest_route" in path:
            return roads["rest"] if "rest" in roads else rest(path)
        if "sitemap" in path:
            return roads.get("sitemap", URLSET) if path == "/wp-sitemap.xml" else None
        if "feed" in path:
            return roads.get("feed", RSS)
        return None if path == "/robots.txt" else Answer(html)

    return answer


def chosen(site: Site, path: str = "/", road: Road | None = None) -> tuple[Choice, list[str]]:
    client = PlainFetcher()
    choice = choose(client, site.base + path, road=road)
    found = [offer.url.removeprefix(site.base) for offer in offers(client, choice)]
    return choice, found


def test_the_best_road_first() -> None:
    """REST where it is open, and how many posts it has."""
    with serve(site_of()) as site:
        choice, found = chosen(site)
    assert (choice.road, choice.extent, choice.reason) == ("rest", "site", "REST found: 2 posts")
    assert found == ["/kegiatan/a/", "/opini/b/"]


CLOSED = Answer("{}", "application/json", 401)


@pytest.mark.parametrize(
    ("roads", "road", "reason"),
    [
        ({"rest": CLOSED}, "sitemap", "REST refused with 401, sitemap found"),
        (
            {"rest": CLOSED, "sitemap": None},
            "feed",
            "REST refused with 401, no sitemap (404), feed found: excerpts only, pages are fetched",
        ),
        (
            {"rest": Answer("<h1>x</h1>"), "sitemap": Answer("<!DOCTYPE html><html/>"), "feed": Answer("", status=410)},
            "links",
            (
                "REST not usable (ParseError: REST gives no JSON but '<h1>x</h1>'), no sitemap (404), no feed (410), "
                "the links of its lists are followed"
            ),
        ),
    ],
)
def test_the_next_road_and_why(roads: dict[str, Answer | None], road: str, reason: str) -> None:
    """Each road that is closed is said with its reason, in one line."""
    with serve(site_of(**roads)) as site:
        choice, found = chosen(site)
    assert (choice.road, choice.reason) == (road, reason)
    assert found == {"sitemap": ["/kegiatan/s/"], "feed": ["/f/"], "links": ["/l/"]}[road]


def test_a_sitemap_that_is_no_more_hides_no_other() -> None:
    """robots.txt may name one that is gone beside one that is there, or that one alone."""
    for told in ("Sitemap: {base}/lama.xml\nSitemap: {base}/wp-sitemap.xml\n", "Sitemap: {base}/lama.xml\n"):
        closed = site_of(rest=CLOSED)

        def answer(path: str, told: str = told, closed: Any = closed) -> Answer | None:
            return Answer(told, "text/plain") if path == "/robots.txt" else closed(path)

        with serve(answer) as site:
            assert choose(PlainFetcher(), site.base + "/").road == "sitemap"


@pytest.mark.parametrize("road", ["rest", "sitemap", "feed", "links"])
def test_a_road_that_is_asked_for(road: Road) -> None:
    """Any road can be taken, though a better one is open."""
    with serve(site_of()) as site:
        choice, found = chosen(site, road=road)
    assert choice.road == road and found


def test_a_road_that_is_asked_for_and_closed() -> None:
    """It is an error that says why, not another road."""
    with serve(site_of(rest=CLOSED)) as site, pytest.raises(SourceMissing, match="REST refused with 401"):
        choose(PlainFetcher(), site.base, road="rest")


def test_rest_from_the_header_and_by_guess() -> None:
    """The interface is found in the `Link` header, and where a WordPress does not name it."""
    header = Answer(
        "<html><body class='home'>/wp-content/</body></html>",
        headers={"Link": '<{base}/api/>; rel="https://api.w.org/"'},
    )
    with serve(lambda path: header if path == "/" else rest(path) if "/api/wp/v2" in path else None) as site:
        assert chosen(site)[0].where == (f"{site.base}/api/",)
    with serve(
        lambda path: (
            Answer("<html>/wp-content/</html>") if path == "/" else rest(path) if "rest_route=" in path else None
        )
    ) as site:
        assert chosen(site)[0].where == (f"{site.base}/?rest_route=/",)


def test_an_interface_on_another_host_is_not_asked() -> None:
    """The network is touched for the named host only."""
    with serve(
        site_of('<link rel="https://api.w.org/" href="http://elsewhere.example/wp-json/">', rest=None, sitemap=None)
    ) as site:
        assert chosen(site)[0].road == "feed"


def test_a_category_is_asked_for_by_its_number() -> None:
    """A category archive gives the posts of the category, wherever their addresses are."""
    with serve(site_of(classes="archive category category-opini category-4")) as site:
        choice, found = chosen(site, "/category/opini/")
    assert (choice.extent, choice.query[0]) == ("section", ("categories[terms]", "4"))
    assert choice.reason == "REST found: 1 post of this section"
    assert found == ["/opini/b/"]


def test_a_section_by_its_address() -> None:
    """Elsewhere the posts that stand below the address are its own; no other road is needed."""
    with serve(site_of(classes="archive date")) as site:
        choice, found = chosen(site, "/kegiatan/")
        assert (choice.road, choice.below, found) == ("rest", True, ["/kegiatan/a/"])
        assert chosen(site, "/kegiatan/", "sitemap")[1] == ["/kegiatan/s/"]


def test_a_section_that_no_road_tells_is_walked() -> None:
    """A list built by hand is followed by its links."""
    with serve(site_of(classes="archive date", sitemap=None, feed=None)) as site:
        choice, found = chosen(site, "/arsip-kami/")
    assert (choice.road, found) == ("links", ["/l/"])


def test_a_category_has_a_feed_of_its_own() -> None:
    """Without REST the feed of the category is taken, not that of the site."""
    with serve(site_of(FEED, classes="archive category category-4", rest=None)) as site:
        choice = choose(PlainFetcher(), site.base + "/category/opini/")
        assert choice.where == (f"{site.base}/category/opini/feed/",)
    assert choice.reason.startswith("REST refused with 404, sitemaps do not tell categories, feed found")


@pytest.mark.parametrize(
    ("body", "type", "road"),
    [
        ('<html><body class="single single-post postid-3">/wp-content/</body></html>', "text/html", "page"),
        ('<html><head><meta property="og:type" content="article"></head></html>', "text/html", "page"),
        ('<html><body class="page page-id-3">/wp-content/ <a href="/x/">y</a></body></html>', "text/html", "page"),
        ("%PDF-1.7", "application/pdf", "page"),
        (
            '<?xml version="1.0"?><rss><channel><item><title>x</title><link>{base}/f/</link></item></channel></rss>',
            "text/xml",
            "feed",
        ),
        ("<urlset><url><loc>{base}/s/</loc></url></urlset>", "application/xml", "sitemap"),
        ('<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel/></rss>', "text/xml", "wxr"),
    ],
)
def test_what_an_address_itself_is(body: str, type: str, road: str) -> None:
    """An article, a document, a feed, a sitemap and an export are recognised by looking."""
    with serve({"/x": Answer(body, type)}) as site:
        assert choose(PlainFetcher(), site.base + "/x").road == road


@pytest.mark.parametrize(
    ("path", "query", "count"),
    [
        ("/wp-json/wp/v2/posts?per_page=5&page=2", (), 2),
        ("/wp-json/wp/v2/posts?categories%5Bterms%5D=4&_embed=1", (("categories[terms]", "4"),), 1),
        ("/?rest_route=/wp/v2/posts&order=asc", (), 2),
    ],
)
def test_an_address_of_the_interface_itself(path: str, query: tuple[tuple[str, str], ...], count: int) -> None:
    """What it asks for is read, all of it, however many it asks for at once."""
    with serve(site_of()) as site:
        choice, found = chosen(site, path)
    assert (choice.road, choice.query, len(found)) == ("rest", query, count)


def test_a_page_of_lists_built_by_hand_is_a_section() -> None:
    """A page with articles below its address is a list, whatever the system calls it."""
    links = "".join(f'<a href="/kegiatan/{n}/">x</a>' for n in range(5))
    with serve({"/kegiatan/": f'<html><body class="page page-id-3">/wp-content/{links}</body></html>'}) as site:
        choice, found = chosen(site, "/kegiatan/")
    assert (choice.extent, choice.road, len(found)) == ("section", "links", 5)


def test_other_systems_are_read_too() -> None:
    """A site that is no WordPress is read by the sitemap its robots.txt names, without a question for REST."""
    pages = {
        "/": Answer("<html><body>x</body></html>"), "/robots.txt": Answer("Sitemap: {base}/peta.xml"),
        "/peta.xml": URLSET,
    }  # fmt: skip
    with serve(pages) as site:
        choice, found = chosen(site)
        assert not any("json" in path or "rest_route" in path for path in site.asked)
    assert (choice.road, choice.reason, found) == ("sitemap", "no REST, sitemap found", ["/kegiatan/s/"])
