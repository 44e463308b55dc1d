"""Sitemaps: indexes of all makes, packed files, news, and what is broken or hostile in them."""

from __future__ import annotations

import gzip

import pytest

from kmpipe.errors import DocumentError, HttpStatus, ParseError, ResponseTooLarge
from kmpipe.sources.records import Offer
from kmpipe.sources.sitemaps import entries
from tests.sources.site import Answer, PlainFetcher, Site, serve

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
SPACE = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def urls(*paths: str, more: str = "") -> Answer:
    rows = "".join(f"<url><loc>{path if '//' in path else '{base}' + path}</loc>{more}</url>" for path in paths)
    return Answer(f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE}>{rows}</urlset>', "application/xml")


def index(*names: str) -> Answer:
    rows = "".join(f"<sitemap><loc>{{base}}/{name}</loc></sitemap>" for name in names)
    return Answer(f"<sitemapindex {SPACE}>{rows}</sitemapindex>", "application/xml")


def read(site: Site, *names: str, section: str = "/", pages: bool = False) -> list[Offer]:
    where = [f"{site.base}/{name}" for name in names or ("sitemap.xml",)]
    return list(entries(PlainFetcher(), where, section=site.base + section, pages=pages))


def paths(site: Site, offers: list[Offer]) -> list[str]:
    return [offer.url.removeprefix(site.base) for offer in offers]


@pytest.mark.parametrize(
    ("names", "read_names"),
    [
        (
            ("wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-page-1.xml", "wp-sitemap-taxonomies-category-1.xml", "wp-sitemap-users-1.xml"),
            ("wp-sitemap-posts-post-1.xml",),
        ),
        (
            ("post-sitemap.xml", "post-sitemap2.xml", "page-sitemap.xml", "category-sitemap.xml", "post_tag-sitemap.xml", "author-sitemap.xml"),
            ("post-sitemap.xml", "post-sitemap2.xml"),
        ),
        (("sitemap-misc.xml", "sitemap-pt-post-2018-05.xml", "sitemap-pt-page-2018-05.xml"), ("sitemap-pt-post-2018-05.xml",)),
        (("sitemap-1.xml", "image-sitemap-1.xml", "news-sitemap.xml"), ("sitemap-1.xml", "news-sitemap.xml")),
        (("berita.xml", "agenda.xml"), ("berita.xml", "agenda.xml")),
    ],
)  # fmt: skip
def test_the_sitemaps_of_an_index_that_name_articles(names: tuple[str, ...], read_names: tuple[str, ...]) -> None:
    """Of WordPress' own index and those of its plug-ins the posts are read; of an unknown one all that may name articles."""
    pages = {f"/{name}": urls(f"/{name}/artikel/") for name in names} | {"/sitemap.xml": index(*names)}
    with serve(pages) as site:
        assert sorted(paths(site, read(site))) == sorted(f"/{name}/artikel/" for name in read_names)


def test_pages_when_asked_for() -> None:
    """The sitemap of pages is read too if they are to come in."""
    names = ("wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-page-1.xml", "wp-sitemap-users-1.xml")
    pages = {f"/{name}": urls(f"/{name}/") for name in names} | {"/sitemap.xml": index(*names)}
    with serve(pages) as site:
        assert len(read(site, pages=True)) == 2


def test_a_section_may_be_of_another_type_of_posts() -> None:
    """Below the address of a section everything counts that stands there, whatever its type."""
    names = ("wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-kegiatan-1.xml")
    pages = {
        "/sitemap.xml": index(*names), "/wp-sitemap-posts-post-1.xml": urls("/2018/a/"),
        "/wp-sitemap-posts-kegiatan-1.xml": urls("/kegiatan/", "/kegiatan/b/"),
    }  # fmt: skip
    with serve(pages) as site:
        assert "/kegiatan/b/" in paths(site, read(site, section="/kegiatan/"))


def test_the_version_of_an_entry() -> None:
    """`lastmod` is kept as written; without it nothing is said."""
    pages = {
        "/sitemap.xml": urls("/a/", more="<lastmod>2018-06-01T08:00:00+07:00</lastmod>"),
        "/b.xml": urls("/b/", "/?p=7"),
    }
    with serve(pages) as site:
        offers = read(site, "sitemap.xml", "b.xml")
    assert [(offer.stamp, offer.ident) for offer in offers] == [
        ("2018-06-01T08:00:00+07:00", ""),
        (None, ""),
        (None, "?p=7"),
    ]


def test_news_sitemaps_know_title_and_day() -> None:
    """What a news sitemap says of an article is known of it."""
    news = (
        "<news:news><news:publication><news:name>Kota</news:name></news:publication>"
        "<news:publication_date>2018-05-30T01:00:00+07:00</news:publication_date><news:title>Rapat &amp; Kerja</news:title></news:news>"
    )
    with serve({"/sitemap.xml": urls("/a/", more=news)}) as site:
        (offer,) = read(site)
    assert (offer.known.title, offer.known.published) == ("Rapat & Kerja", "2018-05-30")


def test_packed_sitemaps() -> None:
    """A `.gz` file is unpacked, whatever its media type."""
    body = f"<urlset {SPACE}><url><loc>{{0}}/a/</loc></url></urlset>"
    with serve(lambda _: Answer(gzip.compress(body.format(site.base).encode()), "text/plain")) as site:
        assert paths(site, read(site, "sitemap.xml.gz")) == ["/a/"]


def test_a_packed_bomb_is_stopped() -> None:
    """A gzip file of more than a sitemap may have is given up on at the cap."""
    bomb = gzip.compress(b"<urlset>" + b" " * (60 * 1024 * 1024) + b"</urlset>")
    with serve({"/sitemap.xml.gz": Answer(bomb, "application/gzip")}) as site, pytest.raises(ResponseTooLarge):
        read(site, "sitemap.xml.gz")


def test_other_sites_and_repeated_addresses_are_left_out() -> None:
    """Addresses elsewhere are noted, not fetched; one that stands twice comes once."""
    notes: list[str] = []
    pages = {
        "/sitemap.xml": urls("/a/", "/a/#x", "/a/?utm_source=y", "http://elsewhere.example/b/", "file:///etc/passwd")
    }
    with serve(pages) as site:
        found = list(entries(PlainFetcher(), [site.base + "/sitemap.xml"], section=site.base + "/", note=notes.append))
        assert paths(site, found) == ["/a/"]
    assert any("1 addresses of other sites" in note for note in notes)


def test_indexes_that_name_each_other_end() -> None:
    """A circle of indexes is read once, and one without end is an error."""
    with serve(
        {"/sitemap.xml": index("b.xml"), "/b.xml": index("sitemap.xml", "c.xml"), "/c.xml": urls("/a/")}
    ) as site:
        assert paths(site, read(site)) == ["/a/"]
    with serve(lambda path: index(f"{len(path)}{path[1:]}")) as site, pytest.raises(ParseError, match="more sitemaps"):
        read(site)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (Answer("", status=404), HttpStatus),
        (Answer('<!DOCTYPE x [<!ENTITY a "b">]><urlset/>'), ParseError),
        (Answer("<!DOCTYPE html><html/>"), ParseError),
        (Answer("<urlset><url><loc>{base}/half/</loc></url><url><loc>"), ParseError),
        (Answer(b"\x1f\x8b\x00broken"), ParseError),
    ],
)
def test_a_broken_sitemap_leaves_the_others(broken: Answer, error: type[DocumentError]) -> None:
    """All other sitemaps are read first; then it is told that the list is not whole."""
    found: list[str] = []
    with serve({"/sitemap.xml": index("a.xml", "b.xml"), "/a.xml": broken, "/b.xml": urls("/b/\x0b")}) as site:
        with pytest.raises(error):
            found.extend(o.url for o in entries(PlainFetcher(), [site.base + "/sitemap.xml"], section=site.base + "/"))
        assert found[-1] == f"{site.base}/b/"
