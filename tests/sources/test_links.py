"""The road of links: lists walked as a reader would."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kmpipe.errors import HttpStatus
from kmpipe.sources.links import linked, shown
from kmpipe.sources.records import Response
from kmpipe.sources.signs import parse_page, read_signs
from tests.sources.site import Answer, PlainFetcher, Site, serve

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def page(*paths: str, classes: str = "archive", beside: str = "") -> str:
    links = "".join(f'<h2><a href="{path}">x</a></h2>' for path in paths)
    return f'<html><body class="{classes}"><img src="/wp-content/x.png">{beside}<main>{links}</main></body></html>'


def found(site: Site, section: str = "/") -> list[str]:
    return [offer.url.removeprefix(site.base) for offer in linked(PlainFetcher(), site.base + section)]


def test_a_site_is_walked_through_its_lists() -> None:
    """Its pages and its categories are walked; what they link to comes once, files and archives of days not at all."""
    pages = {
        "/": page("/a/", "/b/", "/page/2/", "/category/air/", "/foto.jpg", "/2018/", "/tag/x/", "/feed/", "http://elsewhere.example/z/"),
        "/page/2/": page("/c/", "/a/#isi", "/page/3/"),
        "/page/3/": page("/d/?utm_source=x"),
        "/category/air/": page("/e/", "/category/air/page/2/"),
        "/category/air/page/2/": page("/?p=6"),
    }  # fmt: skip
    with serve(pages) as site:
        assert found(site) == ["/a/", "/b/", "/c/", "/e/", "/d/", "/?p=6"]


def test_a_section_stays_a_section() -> None:
    """Of a category its own list counts: not what stands beside it, nor other categories."""
    beside = '<nav><a href="/tentang/">x</a><a href="/category/opini/">x</a></nav><aside><a href="/lain/">x</a></aside>'
    pages = {
        "/category/air/": page("/a/", "/category/air/page/2/", "/category/air/hujan/", beside=beside),
        "/category/air/page/2/": page("/b/", beside=beside),
        "/category/air/hujan/": page("/c/", beside=beside),
        "/category/opini/": page("/o/"),
    }
    with serve(pages) as site:
        assert found(site, "/category/air/") == ["/a/", "/b/", "/c/"]


def test_a_section_whose_articles_stand_below_it() -> None:
    """Where articles have the section's address before theirs, others in its page are none of it."""
    with serve(
        {"/kegiatan/": page("/kegiatan/a/", "/kontak/", "?page=2"), "/kegiatan/?page=2": page("/kegiatan/b/")}
    ) as site:
        assert found(site, "/kegiatan/") == ["/kegiatan/a/", "/kegiatan/b/"]


def test_pages_in_a_parameter() -> None:
    """A site without rewritten addresses numbers the pages of its lists in a parameter."""
    pages = {
        "/?cat=3": page("/?p=1", "/?cat=3&paged=2", "/?cat=4"),
        "/?cat=3&paged=2": page("/?p=2"),
        "/?cat=4": page("/?p=9"),
    }
    with serve(pages) as site:
        assert found(site, "/?cat=3") == ["/?p=1", "/?p=2"]


def test_an_article_whose_address_looks_like_a_list() -> None:
    """What turns out to be an article when it is read as a list is one."""
    article = page(classes="single single-post postid-3")
    with serve({"/": page("/category/berita/rapat/"), "/category/berita/rapat/": article}) as site:
        assert found(site) == ["/category/berita/rapat/"]


def test_a_list_that_fails_is_told_at_the_end() -> None:
    """All other lists are walked before the error comes."""
    pages = {
        "/": Answer(page("/page/2/", "/category/air/", "/a/")),
        "/page/2/": Answer("", status=500),
        "/category/air/": Answer(page("/b/")),
    }
    urls: list[str] = []
    with serve(pages) as site:
        with pytest.raises(HttpStatus):
            urls.extend(offer.url for offer in linked(PlainFetcher(), site.base))
        assert urls == [f"{site.base}/a/", f"{site.base}/b/"]


def test_a_list_without_end_ends() -> None:
    """A calendar that always has a next page that says nothing new is walked no further than its links are new."""

    def answer(path: str) -> Answer:
        return Answer(page("/a/", "/page/2/", "/page/2/?paged=2"))

    with serve(answer) as site:
        assert found(site) == ["/a/"]
        assert len(site.asked) < 6


@pytest.mark.parametrize(
    "piece",
    ['<a href="/a/2/">', "<nav><article>", '<div class="menu"><a href="b">x</a>', "<link rel=next href=?page=2>"],
)
def test_large_pages_are_read_in_linear_time(
    assert_linear: Callable[[Callable[[str], object], str, int], None], piece: str
) -> None:
    """Links, nested menus and articles by the thousand cost no more each."""

    def read(markup: str) -> object:
        answer = Response(url="http://kota.example/a/", status=200, headers={}, body=markup.encode(), exchanges=())
        root = parse_page(answer)
        return shown(root, answer), read_signs(root, answer)

    assert_linear(read, piece, 20_000)
