"""What a page says about its article, and where that was read."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from kmpipe.cleaning import clean_capture
from kmpipe.cleaning.metadata import Metadata, read_metadata
from kmpipe.cleaning.page import parse
from kmpipe.errors import DocumentError
from tests.cleaning.helpers import PAGES, PROSE, capture

URL = "https://kota.example/berita/rapat/"
TEXT = "".join(f"<p>{prose}</p>" for prose in PROSE)


def said(head: str = "", top: str = "", after: str = "", url: str | None = URL) -> Metadata:
    """The metadata of a page with `head` in its head, `top` before its article and `after` behind it."""
    html = f"<html><head>{head}</head><body>{top}<div class='entry-content'>{TEXT}</div>{after}</body></html>"
    return read_metadata(parse(html), url)


def linked(*records: dict[str, Any]) -> str:
    """One JSON-LD script for each record."""
    return "".join(f'<script type="application/ld+json">{json.dumps(record)}</script>' for record in records)


# name of a page in `layouts`: title, published and its source, modified, author and its source, site
PAGES_SAY = {
    "amp": ("Evacuation routes drawn for nine villages", "2020-08-19", "json-ld", "2020-08-21", "Grace Tuhuteru", "json-ld", "Island Voices"),
    "antara-like": ("Nelayan Lombok Utara belajar memilah sampah", "2023-07-20", "json-ld", None, "Dwi Lestari", "json-ld", "KABAR News"),
    "article-pages": ("Denpasar Uji Peringatan Dini", None, "", "2021-06-02", "Made Sari", "author in the page", None),
    "blogger": ("Kerja Bakti Selokan", "2019-09-15", "date in the page", None, "Pak Roni", "author in the page", None),
    "detik-like": ("Warga Tallo Petakan Genangan", "2022-11-08", "meta publishdate", None, "Andi Baso", "meta author", None),
    "drupal": ("Enam Kota Bandingkan Ukuran Tanah", "2019-07-10", "meta dcterms.date", "2019-07-12", "redaksi", "byline", "Jejaring Pesisir"),
    "jnews": ("Dua Puluh Gerobak untuk Bank Sampah", "2021-04-12", "meta article:published_time", None, "Tim Warta", "author in the page", "Warta Pesisir"),
    "joomla-office": ("Forum Konsultasi Publik Rencana Kerja", "2022-03-15", "microdata", None, "Admin Bidang", "author in the page", None),
    "kompas-like": ("Saluran Air Rungkut Ditata Ulang", "2023-02-14", "meta content_publisheddate", None, "Ratih Puspa", "meta content_author", "KABARKOTA.example"),
    "long-comments": ("Nursery: what is alive?", "2011-08-03", "byline", None, "Wulan", "byline", "Green Slope"),
    "microdata-parts": ("Field notes: pumps under load", "2018-11-02", "meta datepublished", "2018-11-05", "Tom Aldridge", "microdata", None),
    "split-body": ("Who holds the keys?", "2022-09-12", "byline", None, None, "", "Harbour Resilience"),
    "table-layout": ("Posko Banjir Sampara Ditinjau", "2017-01-11", "byline", None, None, "", None),
    "tribun-like": ("Kader Siaga Palembang Latihan Perahu Karet", "2023-09-09", "time element", None, "Yuni", "byline", "Tribunkampung.example"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PAGES_SAY))
def test_metadata_of_a_layout(name: str) -> None:
    """Title, dates, author and site of the pages of many sites, each with its source."""
    html = (PAGES / "layouts" / f"{name}.html").read_bytes()
    article = clean_capture(capture(html, url=f"https://kota.example/{name}/"))
    came = article.provenance
    assert PAGES_SAY[name] == (
        article.title, article.published, came.published_source, article.modified, article.author, came.author_source, article.site,
    )  # fmt: skip


def test_the_order_of_sources() -> None:
    """Each source of a date and of an author counts only where the better ones are silent."""
    title = "<h1>Rapat Akbar</h1>"
    byline = "<p>Oleh Sinta Dewi | 5 Mei 2018</p>"
    time = '<p><time datetime="2018-05-04">4 Mei</time></p>'
    meta = '<meta property="article:published_time" content="2018-05-03"><meta name="author" content="Meta Sari">'
    graph = linked(
        {"@type": "Article", "headline": "Rapat Akbar", "datePublished": "2018-05-02", "author": {"name": "Graf"}}
    )
    where = "https://kota.example/2018/05/06/rapat/"
    pages = [
        said(graph + meta, title + time + byline, url=where), said(meta, title + time + byline, url=where),
        said("", title + time + byline, url=where), said("", title + byline, url=where), said("", title, url=where),
    ]  # fmt: skip
    assert [(page.published, page.published_source) for page in pages] == [
        ("2018-05-02", "json-ld"), ("2018-05-03", "meta article:published_time"), ("2018-05-04", "time element"),
        ("2018-05-05", "byline"), ("2018-05-06", "address"),
    ]  # fmt: skip
    assert [(page.author, page.author_source) for page in pages[:4]] == [
        ("Graf", "json-ld"), ("Meta Sari", "meta author"), ("Sinta Dewi", "byline"), ("Sinta Dewi", "byline"),
    ]  # fmt: skip


def test_another_article_s_time_is_not_the_article_s() -> None:
    """A `<time>` of a comment, a sidebar or a list of other articles says nothing of this one."""
    others = [
        '<ol class="comments"><li><time datetime="2021-01-01">1 Januari 2021</time></li></ol>',
        '<aside><time datetime="2021-01-01">1 Januari 2021</time></aside>',
        '<div class="kotak"><div><h4><a href="/lain/">Rapat Lain</a></h4><time datetime="2021-01-01">1 Januari 2021</time></div></div>',
        '<div class="kotak"><a href="/lain/"><h4>Rapat Lain</h4></a><span class="date">1 Januari 2021</span></div>',
    ]
    for other in others:
        assert said("", "<h1>Rapat</h1>", other).published is None
        assert said("", other + "<h1>Rapat</h1>").published is None


def test_a_dateline_is_no_byline() -> None:
    """A place and a day under the title tell when it happened, not when it was published."""
    assert said("", "<h1>Rapat</h1><p>Semarang, 15 Januari 2018</p>").published is None
    assert said("", "<h1>Rapat</h1><p>Diterbitkan: Senin, 15 Januari 2018 10:15 WIB</p>").published == "2018-01-15"


def test_published_and_changed_times() -> None:
    """The `updated` time of a theme is the change; one that is both is the publication."""
    both = '<time class="entry-date published updated" datetime="2018-05-04">4 Mei</time>'
    two = '<time class="published" datetime="2018-05-04">4</time><time class="updated" datetime="2018-06-01">1 Juni</time>'
    assert (said("", both).published, said("", both).modified) == ("2018-05-04", None)
    found = said("", two)
    assert (found.published, found.modified, found.modified_source) == ("2018-05-04", "2018-06-01", "time element")
    changed = said("", "<h1>Rapat</h1><p>Terbit 4 Mei 2018 | Diperbarui 6 Mei 2018</p>")
    assert (changed.published, changed.modified, changed.modified_source) == ("2018-05-04", "2018-05-06", "byline")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0001-01-01T00:00:00", None), ("2018-02-30", None), ("1970-01-01", None), ("2018/03/07 10:15:00", "2018-03-07"),
     ("20180307", "2018-03-07"), ("Kam, 20 Jul 2023 13:21:09 +0700", "2023-07-20"), ("Wed, 02 Oct 2019 13:00:00 GMT", "2019-10-02"), ("kemarin", None)],
)  # fmt: skip
def test_dates_as_pages_write_them(text: str, expected: str | None) -> None:
    """ISO, slashes and the words of mail dates are read; zero dates and impossible ones are none."""
    assert said(f'<meta property="article:published_time" content="{text}">', url=None).published == expected


@pytest.mark.parametrize(
    ("head", "top", "expected"),
    [
        ('<meta property="og:title" content="Rapat Persiapan - Kota Tangguh"><meta property="og:site_name" content="Kota Tangguh">', "", "Rapat Persiapan"),
        ("<title>Rapat Persiapan Survei | Kota Tangguh</title>", "", "Rapat Persiapan Survei"),
        ("<title>Rapat Persiapan - KOTA.example</title>", "", "Rapat Persiapan"),
        ("<title>Kota: Rapat Persiapan</title>", "", "Kota: Rapat Persiapan"),
        ("<title>Banjir - Apa Yang Kita Pelajari</title>", "", "Banjir - Apa Yang Kita Pelajari"),
        ("<title>Air &amp;#038; Udara</title>", "", "Air & Udara"),
        ('<meta property="og:title" content="Air &amp;amp;#038; Udara">', "", "Air & Udara"),
        ('<meta property="og:title" content="Air &lt;em&gt;Bersih&lt;/em&gt; untuk Warga">', "", "Air Bersih untuk Warga"),
        ("", "<h1>Air <em>Bersih</em> &#8211; Warga</h1>", "Air Bersih – Warga"),
        ("<title>Suhu 3 &lt; 5 derajat</title>", "", "Suhu 3 < 5 derajat"),
        ("<title></title>", "<h1> </h1>", ""),
        ('<title></title><meta property="og:title" content="">', "<h1></h1><h1>Rapat Warga</h1>", "Rapat Warga"),
        ("<title>Green Slope » Panen Raya</title>", '<h1><a href="/">Green Slope</a></h1><h2>Panen Raya</h2>', "Panen Raya"),
        ("<title>Panen Raya di Lereng</title>", '<h2><a href="/x">Panen Raya di Lereng Lain</a></h2>', "Panen Raya di Lereng"),
    ],
)  # fmt: skip
def test_titles(head: str, top: str, expected: str) -> None:
    """Titles come without the site's name, without markup and without character references, however often escaped."""
    assert said(head, top).title == expected


def test_an_empty_title_falls_back_to_the_first_words() -> None:
    """An article without any title bears its first words."""
    article = clean_capture(
        capture(f"<html><head><title> </title></head><body><h1></h1><div>{TEXT}</div></body></html>")
    )
    assert article.title.startswith("Jakarta, 6 Maret 2018.")
    assert article.provenance.title_source == "first words"


def test_the_name_of_the_site_is_no_title() -> None:
    """The page of a post without a title bears the name of its site: the article bears its first words."""
    head = '<meta property="og:site_name" content="Kota Tangguh"><title>Kota Tangguh</title>'
    article = clean_capture(
        capture(f"<html><head>{head}</head><body><h1>Kota Tangguh</h1><div><h1></h1>{TEXT}</div></body></html>")
    )
    assert article.title.startswith("Jakarta, 6 Maret 2018.")


def test_two_json_ld_graphs() -> None:
    """Of two articles in the JSON-LD the one with the page's own address counts, wherever it stands."""
    other = {
        "@type": "NewsArticle",
        "headline": "Lain",
        "url": "https://kota.example/berita/lain/",
        "datePublished": "2020-01-01",
    }
    this = {
        "@type": "NewsArticle",
        "headline": "Rapat",
        "mainEntityOfPage": {"@id": URL},
        "datePublished": "2018-05-02",
    }
    for records in ((other, this), (this, other)):
        found = said(linked(*records))
        assert (found.title, found.published) == ("Rapat", "2018-05-02")


def test_references_inside_json_ld() -> None:
    """Author, publisher and picture may be references to other records; the page's record fills in what is missing."""
    graph = {
        "@graph": [
            {
                "@type": "Article",
                "headline": "Rapat",
                "author": {"@id": "#rina"},
                "publisher": {"@id": "#forum"},
                "image": {"@id": "#foto"},
            },
            {"@type": "WebPage", "datePublished": "2018-05-02", "dateModified": "2018-05-09"},
            {"@type": "Person", "@id": "#rina", "name": "Rina"},
            {"@type": "Organization", "@id": "#forum", "name": "Forum Kota"},
            {"@type": "ImageObject", "@id": "#foto", "url": "/foto.jpg"},
        ]
    }
    found = said(linked(graph))
    assert (found.author, found.site, found.lead_image) == ("Rina", "Forum Kota", "https://kota.example/foto.jpg")
    assert (found.published, found.modified) == ("2018-05-02", "2018-05-09")


@pytest.mark.parametrize(
    "script",
    ['{"@type":"Article",', "[1,2", '{"@type":"Article","headline":7,"author":[{"name":5}],"image":[{}]}', '{"@graph":{"@id":[]}}', "null"],
)  # fmt: skip
def test_broken_json_ld_leaves_the_other_sources(script: str) -> None:
    """What the JSON-LD cannot say the other sources say."""
    found = said(
        f'<script type="application/ld+json">{script}</script><meta name="author" content="Sinta">', "<h1>Rapat</h1>"
    )
    assert (found.title, found.author) == ("Rapat", "Sinta")


def test_several_authors() -> None:
    """All authors of the JSON-LD are named; an address is no author."""
    head = linked({"@type": "Article", "author": [{"name": "Rina"}, {"name": "Tono"}, "https://kota.example/tim"]})
    assert said(head).author == "Rina, Tono"
    assert said('<meta property="article:author" content="https://media.example/kota">').author is None


def test_language_attribute_and_lead_image_reach_the_article() -> None:
    """The page's own language tag and the picture it is shared with stand in the article; broken ones do not."""
    page = (
        "<html lang='{}'><head><meta property='og:image' content='{}'></head><body><div class='entry-content'>" + TEXT
    )
    article = clean_capture(capture(page.format("id-ID", "/a.jpg"), url=URL))
    assert (article.html_language, article.lead_image) == ("id-ID", "https://kota.example/a.jpg")
    article = clean_capture(capture(page.format("{lang}", "data:image/gif;base64,x"), url=URL))
    assert (article.html_language, article.lead_image) == (None, None)


def test_canonical_address_and_filing() -> None:
    """The canonical address is absolute; categories come from links and metadata, tags from the page."""
    found = said(
        '<link rel="canonical" href="/rapat/"><meta property="article:section" content="Tata Ruang">',
        '<dd class="category-name"><a href="/k/">Kegiatan</a></dd>',
        '<div class="post-labels"><a href="/l" rel="tag">banjir</a></div>',
    )
    assert found.canonical_url == "https://kota.example/rapat/"
    assert (found.categories, found.tags) == (("Kegiatan", "Tata Ruang"), ("banjir",))


UNITS = [
    "<p><time>1 Mei 2018</time>", "<span class=date>besok</span>", "<div class=kotak><h4><a href=/a>a b c</a></h4><time>x</time></div>",
    "<span itemprop=author>1</span>", "<div class=author>1<br>", "<h2>rapat warga</h2>", "<p>Oleh 1</p>", "<div><div class=entry-content>a b c d e.</div>",
    "<h2>a</h2><div class=entry-content>satu dua tiga empat lima enam.</div>", "<meta property=article:tag content=a>",
    '<script type="application/ld+json">{"@type":"Article","headline":"a"}</script>',
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear(assert_linear: Callable[..., None], unit: str) -> None:
    """What a page says of itself is read in linear time, however often it says it."""
    page = f"<html><head><title>Rapat Warga</title></head><body><h1>Rapat Warga Kota</h1>{TEXT}"
    assert_linear(lambda text: _clean(page + text), unit, 1000 * len(unit))


@pytest.mark.parametrize("unit", [" - kota", " | kota", "&amp;amp;", "<b>", ":: ", "&lt;i&gt;"])
def test_time_is_linear_in_titles(assert_linear: Callable[..., None], unit: str) -> None:
    """The same holds for titles of any length."""
    page = '<html><head><meta property="og:title" content="{0}"><title>{0}</title></head><body>'
    assert_linear(lambda text: _clean(page.format(text) + TEXT), unit, 30_000)


def _clean(html: str) -> None:
    with contextlib.suppress(DocumentError):
        clean_capture(capture(html, url=URL))
