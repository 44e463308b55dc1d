"""Feeds: what their items say, further pages, and what is broken or hostile in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kmpipe.errors import HttpStatus, ParseError
from kmpipe.sources.feeds import items, read_feed
from kmpipe.sources.records import Offer, Response
from tests.sources.site import Answer, PlainFetcher, Site, serve

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
RSS = "application/rss+xml"
WORDPRESS = "<generator>https://wordpress.org/?v=6.1</generator>"


def rss(*entries: str, head: str = WORDPRESS) -> Answer:
    return Answer(
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>Kota</title>{head}{''.join(entries)}</channel></rss>",
        RSS,
    )


def item(path: str, *, more: str = "", day: str = "Tue, 29 May 2018 18:30:00 +0000") -> str:
    return f"<item><title>Rapat {path}</title><link>{{base}}{path}</link><pubDate>{day}</pubDate>{more}</item>"


def read(site: Site, path: str = "/feed/", **options: str) -> list[Offer]:
    return list(items(PlainFetcher(), site.base + path, **options))  # type: ignore[arg-type]  # addresses only


def test_pages_of_a_wordpress_feed_until_there_are_no_more() -> None:
    """`?paged=2` and on until the site says 404; an article that moved to the next page meanwhile comes once."""
    pages = {
        "/feed/": rss(item("/3/"), item("/2/")),
        "/feed/?paged=2": rss(item("/2/"), item("/1/")),
    }
    with serve(pages) as site:
        assert [offer.url for offer in read(site)] == [f"{site.base}/{n}/" for n in (3, 2, 1)]


def test_a_feed_without_further_pages_ends() -> None:
    """A server that gives the same feed for every page has one."""
    with serve(lambda path: rss(item("/1/")) if path.startswith("/feed") else None) as site:
        assert len(read(site)) == 1
        assert len([path for path in site.asked if path.startswith("/feed")]) == 2


def test_the_next_page_that_a_feed_names() -> None:
    """A feed with `rel=next` is followed there (RFC 5005), on its own site."""
    following = '<atom:link rel="next" href="{base}/feed/?seite=2"/>'
    away = '<atom:link rel="next" href="http://elsewhere.example/feed"/>'
    pages = {"/feed/": rss(item("/2/"), head=following), "/feed/?seite=2": rss(item("/1/"), head=away)}
    with serve(pages) as site:
        assert len(read(site)) == 2


def test_a_further_page_that_fails_is_told_after_what_came_before() -> None:
    """The items of the first page are there; that the feed was not read to its end is an error."""
    pages = {"/feed/": rss(item("/1/")), "/feed/?paged=2": Answer("", status=500)}
    with serve(pages) as site:
        found = items(PlainFetcher(), site.base + "/feed/")
        assert next(found).url.endswith("/1/")
        with pytest.raises(HttpStatus):
            next(found)


def test_wordpress_items_are_fetched_as_pages() -> None:
    """A WordPress feed has the first page only of an article on several, and mixes categories with tags: neither is taken."""
    more = "<category>Kegiatan</category><content:encoded>&lt;p&gt;Isi&lt;/p&gt;</content:encoded>"
    with serve({"/feed/": rss(item("/1/", more=more))}) as site:
        (offer,) = read(site)
    assert (offer.body, offer.kind, offer.known.categories) == (None, "page", ())


def test_whole_content_of_another_system() -> None:
    """Where the feed carries the article there is no need of its page."""
    more = "<category>Kegiatan</category><dc:creator>Rina</dc:creator><content:encoded><![CDATA[<p>Isi</p>]]></content:encoded>"
    with serve({"/feed/": rss(item("/1/", more=more), head="")}) as site:
        (offer,) = read(site)
    assert (offer.body, offer.kind, len(offer.exchanges)) == (b"<p>Isi</p>", "feed", 1)
    assert (offer.known.title, offer.known.author, offer.known.categories) == ("Rapat /1/", "Rina", ("Kegiatan",))


def test_excerpts_are_not_taken_for_articles() -> None:
    """An item with a description only has its page fetched."""
    with serve({"/feed/": rss(item("/1/", more="<description>Awal […]</description>"), head="")}) as site:
        assert [offer.body for offer in read(site)] == [None]


def test_a_protected_post_is_dropped() -> None:
    """The form that asks for the password stands in the content."""
    form = '<content:encoded><![CDATA[<form class="post-password-form"></form>]]></content:encoded>'
    with serve({"/feed/": rss(item("/1/", more=form))}) as site:
        assert [offer.dropped for offer in read(site)] == ["password-protected"]


@pytest.mark.parametrize(
    ("path", "said", "day"),
    [
        ("/2018/05/30/rapat/", "Tue, 29 May 2018 18:30:00 +0000", "2018-05-30"),
        ("/rapat/", "Tue, 29 May 2018 18:30:00 +0000", None),
        ("/rapat/", "Wed, 30 May 2018 01:30:00 +0700", "2018-05-30"),
        ("/2018/05/30/rapat/", "", "2018-05-30"),
        ("/2011/05/30/rapat/", "Tue, 29 May 2018 23:30:00 +0700", "2018-05-29"),
        ("/rapat/", "kemarin", None),
    ],
)
def test_the_day_is_the_sites_own(path: str, said: str, day: str | None) -> None:
    """WordPress feeds tell times in UTC: the day is taken from a dated address or another offset, or left to the page."""
    with serve({"/feed/": rss(item(path, day=said))}) as site:
        assert [offer.known.published for offer in read(site)] == [day]


def test_atom_with_idents_and_versions() -> None:
    """An Atom feed says which version an entry is, and WordPress' id names the post."""
    entry = (
        '<entry><title type="text">Rapat</title><link rel="alternate" href="{base}/rapat/"/><id>{base}/?p=31</id>'
        "<published>2018-05-30T08:00:00+07:00</published><updated>2018-06-02T08:00:00+07:00</updated></entry>"
    )
    with serve(
        {"/feed/": Answer(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>', "application/atom+xml")}
    ) as site:
        (offer,) = read(site)
    assert (offer.ident, offer.stamp) == ("?p=31", "2018-06-02T08:00:00+07:00")
    assert (offer.known.published, offer.known.modified) == ("2018-05-30", "2018-06-02")


def test_only_what_stands_below_a_section_and_on_the_site() -> None:
    """Items of other sections and of other sites are no articles of this one."""
    other = "<item><title>x</title><link>http://elsewhere.example/kegiatan/9/</link></item>"
    with serve({"/feed/": rss(item("/kegiatan/1/"), item("/opini/2/"), other)}) as site:
        assert [o.url for o in read(site, section=site.base + "/kegiatan/")] == [f"{site.base}/kegiatan/1/"]
        assert len(read(site)) == 2


@pytest.mark.parametrize("fault", ["<x:y>1</x:y>", "<b>2 & 3</b>", "\x0b\x00", "<description>a &nbsp; b</description>"])
def test_one_broken_item_leaves_the_others(fault: str) -> None:
    """Unbound prefixes, bare ampersands and control characters are reported; every item is there."""
    notes: list[str] = []
    with serve({"/feed/": rss(item("/1/"), item("/2/", more=fault), item("/3/"))}) as site:
        found = list(items(PlainFetcher(), site.base + "/feed/", note=notes.append))
        assert [offer.url for offer in found] == [f"{site.base}/{n}/" for n in (1, 2, 3)]
    assert notes


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>',
        '<!DOCTYPE rss SYSTEM "http://elsewhere.example/x.dtd"><rss version="2.0"><channel/></rss>',
        "<!DOCTYPE html><html></html>",
        "<urlset></urlset>",
        "",
    ],
)
def test_what_is_no_feed_is_refused(body: str) -> None:
    """Entity bombs, pages and other XML raise an error that says so."""
    with serve({"/feed/": Answer(body, RSS)}) as site, pytest.raises(ParseError):
        read(site)


@pytest.mark.parametrize("piece", ["<b", "<x:y>", "<a b='", "<item><title>a</title></item>", "&amp"])
def test_broken_markup_without_end(
    assert_linear: Callable[[Callable[[str], object], str, int], None], piece: str
) -> None:
    """Markup that no strict parser takes is read in linear time."""

    def read(markup: str) -> object:
        body = f'<rss version="2.0"><channel><x:u/>{markup}'.encode()
        return read_feed(Response(url="http://kota.example/feed/", status=200, headers={}, body=body, exchanges=()))

    assert_linear(read, piece, 10_000)
