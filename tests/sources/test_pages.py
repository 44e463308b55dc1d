"""Pages as documents: what they are, their one address, and all pages of an article."""

from __future__ import annotations

import io
import zipfile

import pytest

from kmpipe.errors import HttpStatus
from kmpipe.sources.pages import fetch_page
from kmpipe.sources.records import Fetched, Validators
from tests.sources.site import Answer, PlainFetcher, Site, serve

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def page(body: str = "<p>Isi</p>", *, head: str = "", classes: str = "single single-post postid-7") -> str:
    return f'<!DOCTYPE html><html><head><link href="/wp-content/x.css">{head}</head><body class="{classes}">{body}</body></html>'


def fetch(site: Site, path: str, **options: bool) -> Fetched:
    return fetch_page(PlainFetcher(), site.base + path, **options)


def test_an_article_with_its_ident_and_validators() -> None:
    """The post's own number, the header's encoding, the bytes as they came, and what to ask by next time."""
    answer = Answer(page(), "text/html; charset=ISO-8859-1", 200, {"ETag": 'W/"a1"', "Last-Modified": "x"})
    with serve({"/rapat/": answer}) as site:
        found = fetch(site, "/rapat/")
        assert (found.ident, found.url, found.media_type, found.charset) == (
            "?p=7",
            f"{site.base}/rapat/",
            "text/html",
            "iso-8859-1",
        )
    assert found.body == page().encode() and found.dropped is None and len(found.exchanges) == 1
    assert found.validators == Validators(etag='W/"a1"', last_modified="x")


def test_not_changed() -> None:
    """A server that says that nothing has changed gives no body, and what to ask by stays."""
    with serve({"/a/": Answer("", status=304)}) as site:
        found = fetch_page(PlainFetcher(), site.base + "/a/", validators=Validators(etag='"1"'))
    assert (found.unchanged, found.body, found.validators.etag) == (True, b"", '"1"')


@pytest.mark.parametrize(
    ("head", "classes", "ident"),
    [
        ("<link rel='shortlink' href='{base}/?p=31' />", "", "?p=31"),
        ("<link rel='shortlink' href='https://wp.me/p1-2' />", "single postid-8", "?p=8"),
        ('<link rel="alternate" type="application/json" href="{base}/wp-json/wp/v2/posts/55" />', "", "?p=55"),
        ('<meta property="og:type" content="article">', "", ""),
    ],
)
def test_what_the_site_calls_the_post(head: str, classes: str, ident: str) -> None:
    """The number of a post from its classes, its short address, or its REST address; never from another site's."""
    with serve({"/a/": page(head=head, classes=classes)}) as site:
        assert fetch(site, "/a/").ident == ident


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("{base}/2018/rapat/?utm_source=x", "/2018/rapat/"),
        ("/2018/rapat/", "/2018/rapat/"),
        ("http://elsewhere.example/rapat/", "/?p=7"),
        ("{base}/", "/?p=7"),
        ("javascript:x", "/?p=7"),
    ],
)
def test_the_declared_address_counts_for_the_same_site(canonical: str, url: str) -> None:
    """A canonical address of another site, or the home page declared everywhere, is none: `?p=7` stays."""
    with serve({"/?p=7&utm_medium=y": page(head=f'<link rel="canonical" href="{canonical}">')}) as site:
        assert fetch(site, "/?p=7&utm_medium=y").url == site.base + url


def test_an_address_that_leads_on_goes_by_where_it_leads() -> None:
    """`?p=7` that redirects is the address it redirects to."""
    pages = {"/?p=7": Answer("", status=301, headers={"Location": "/2018/rapat/"}), "/2018/rapat/": Answer(page())}
    with serve(pages) as site:
        assert fetch(site, "/?p=7").url == site.base + "/2018/rapat/"


@pytest.mark.parametrize(
    ("body", "head", "classes", "dropped"),
    [
        (
            '<form class="post-password-form" method="post"></form>',
            "",
            "single single-post postid-7",
            "password-protected",
        ),
        ('<article class="post post-password-required"></article>', "", "single single-post", "password-protected"),
        ("", "", "archive category category-kegiatan category-2", "list"),
        ("", "", "home blog", "list"),
        ("", "", "error404", "list"),
        ("", "", "attachment single single-attachment attachmentid-5", "list"),
        ("", '<link rel="alternate" href="{base}/wp-json/wp/v2/categories/2">', "", "list"),
        ("", "", "page page-id-5", "page"),
        ("", '<link rel="alternate" href="{base}/wp-json/wp/v2/pages/2">', "", "page"),
        ("", "", "single single-kegiatan", None),
    ],
)
def test_what_is_no_article_says_why(body: str, head: str, classes: str, dropped: str | None) -> None:
    """Protected posts, lists, attachments and pages are told from articles, in themes that give no classes too."""
    with serve({"/a/": page(body, head=head, classes=classes)}) as site:
        assert fetch(site, "/a/").dropped == dropped


def test_classes_mean_nothing_where_wordpress_is_not() -> None:
    """A system of its own may call the body of an article `page` or `search`."""
    with serve({"/a/": '<html><body class="page home search">Isi</body></html>'}) as site:
        assert fetch(site, "/a/").dropped is None


def test_the_home_page_is_a_list() -> None:
    """Whatever the system, the first page of a site is no article."""
    with serve({"/": "<html><body>Isi</body></html>"}) as site:
        assert fetch(site, "/").dropped == "list"


def test_a_page_on_request() -> None:
    """A page of WordPress comes in when pages are wanted."""
    with serve({"/a/": page(classes="page page-id-5")}) as site:
        assert fetch(site, "/a/", pages=True).dropped is None


def links(*paths: str) -> str:
    return "".join(f'<a href="{{base}}{path}">{path}</a>' for path in paths)


@pytest.mark.parametrize(
    ("base", "pages"),
    [
        ("/rapat/", {"/rapat/": links("/rapat/2/", "/rapat/3/"), "/rapat/2/": "", "/rapat/3/": ""}),
        ("/rapat/", {"/rapat/": links("/rapat/2/"), "/rapat/2/": links("/rapat/", "/rapat/3/"), "/rapat/3/": ""}),
        ("/?p=7", {"/?p=7": links("/?p=7&page=2"), "/?p=7&page=2": links("/?p=7&page=3"), "/?p=7&page=3": ""}),
        ("/rapat.html", {"/rapat.html": links("/rapat.html?page=2", "/rapat.html?page=3"), "/rapat.html?page=2": "", "/rapat.html?page=3": ""}),
        ("/archives/12", {"/archives/12": links("/archives/12/2", "/archives/12/3"), "/archives/12/2": "", "/archives/12/3": ""}),
    ],
)  # fmt: skip
def test_all_pages_of_an_article_in_order(base: str, pages: dict[str, str]) -> None:
    """However its theme links to them, the bytes of all pages follow each other, and each request is kept."""
    with serve({path: page(f"<p>{path}</p>{body}") for path, body in pages.items()}) as site:
        found = fetch(site, base)
    texts = [part.split("</p>")[0] for part in found.body.decode().split("<p>")[1:]]
    assert texts == list(pages)
    assert found.body.count(b"</html>") == len(found.exchanges) == 3


def test_more_than_nine_pages() -> None:
    """The tenth page of an article is read as the others are."""
    with serve(
        lambda path: Answer(page(links(*(f"/a/{n}/" for n in range(2, 13)))) if path.startswith("/a/") else "")
    ) as site:
        assert len(fetch(site, "/a/").exchanges) == 12


def test_no_validators_for_an_article_on_several_pages() -> None:
    """An edit of its second page would not show in those of the first."""
    pages = {path: Answer(page(links("/a/2/")), headers={"ETag": '"1"'}) for path in ("/a/", "/a/2/")}
    with serve(pages) as site:
        assert fetch(site, "/a/").validators == Validators()


def test_other_numbers_are_no_pages_of_the_article() -> None:
    """Pages of comments, of other articles and of lists are not joined to it."""
    others = links("/a/comment-page-2/", "/b/2/", "/page/2/", "/a/?page=x", "/a/2/more/", "/a/?replytocom=2", "/2/")
    with serve({"/a/": page(others)}) as site:
        assert len(fetch(site, "/a/").exchanges) == 1


def test_a_page_that_leads_back_is_none() -> None:
    """Where there is no second page the site sends the reader to the first; it is not taken twice."""
    pages = {"/a/": Answer(page(links("/a/2/"))), "/a/2/": Answer("", status=301, headers={"Location": "/a/"})}
    with serve(pages) as site:
        assert fetch(site, "/a/").body.count(b"</html>") == 1


def test_a_further_page_that_fails_fails_the_article() -> None:
    """Half an article is not passed off as a whole one."""
    with (
        serve({"/a/": Answer(page(links("/a/2/"))), "/a/2/": Answer("", status=500)}) as site,
        pytest.raises(HttpStatus),
    ):
        fetch(site, "/a/")


def docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "said", "media"),
    [
        (b"%PDF-1.7 x", "application/octet-stream", "application/pdf"),
        (docx(), "application/zip", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04broken", "application/zip", None),
        (b"<html><body>x</body></html>", "", "text/html"),
        (b"<html><body>x</body></html>", "text/plain", "text/html"),
        (b"hanya teks", "text/plain; charset=utf-8", "text/plain"),
        (b"\x89PNG\r\n", "image/png", None),
        (b"<?xml version='1.0'?><rss/>", "text/xml", None),
    ],
)
def test_bytes_tell_what_a_document_is(body: bytes, said: str, media: str | None) -> None:
    """The bytes decide before the header, and what kmpipe does not read is None."""
    with serve({"/a": Answer(body, said)}) as site:
        found = fetch(site, "/a")
    assert (found.media_type, found.body) == (media, body)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>" + b"<div>" * 100_000,
        b"\0<html>\0" * 50,
        b"<html><a href='http://[x'>",
        b"<p>" + bytes(range(128, 256)),
    ],
)
def test_broken_pages_are_read(body: bytes) -> None:
    """Endless nesting, NUL bytes, broken addresses and wrong encodings break nothing."""
    with serve({"/a": Answer(body, "text/html; charset=no-such")}) as site:
        assert fetch(site, "/a").media_type == "text/html"
