"""Under which categories and tags an article is filed."""

from __future__ import annotations

import pytest

from kmpipe.cleaning import clean_capture
from kmpipe.cleaning.filing import breadcrumb_of
from kmpipe.model import Article
from tests.cleaning.helpers import PROSE, capture, removed

TITLE = "Lokakarya Peta Risiko"


def shown(above: str = "", below: str = "", head: str = "") -> Article:
    """The article of a page with markup above and below its text."""
    text = "".join(f"<p>{prose}</p>" for prose in PROSE)
    return clean_capture(
        capture(
            f"<html><head><title>{TITLE}</title>{head}</head><body>{above}<h1>{TITLE}</h1>"
            f'<article><div class="entry-content">{text}</div>{below}</article></body></html>',
            url="https://kota.example/a/",
        )
    )


def saved(*lines: str) -> Article:
    """The article of a saved text page with the lines before its prose."""
    return clean_capture(capture("\n\n".join((*lines, *PROSE)), "text/plain"))


def test_category_and_tag_links_are_never_mixed() -> None:
    """`rel="category tag"` and theme links are categories, `rel="tag"` links are tags."""
    article = shown(
        '<span class="post-cat-wrap"><a class="post-cat" href="/category/kegiatan/">Kegiatan</a>'
        '<a class="post-cat" href="/category/tata-ruang/">Tata Ruang</a></span>'
        '<a rel="category tag" href="/category/air/">Air</a>',
        '<span class="tagcloud"><a rel="tag" href="/tag/banjir/">banjir</a> <a rel="tag" href="/tag/air/">air</a></span>',
    )
    assert article.categories == ("Kegiatan", "Tata Ruang", "Air")
    assert article.tags == ("banjir", "air")


def test_block_themes_say_which_terms_are_tags() -> None:
    """In block themes both have `rel="tag"`: what holds the link, or else its address, decides."""
    article = shown(
        '<div class="taxonomy-category wp-block-post-terms"><a href="/category/berita/" rel="tag">Berita</a></div>'
        '<div class="wp-block-post-terms"><a href="/category/air/" rel="tag">Air</a></div>',
        '<div class="taxonomy-post_tag wp-block-post-terms"><a href="/tag/pompa/" rel="tag">pompa</a></div>'
        '<div class="wp-block-post-terms"><a href="/tag/sungai/" rel="tag">sungai</a></div>',
    )
    assert article.categories == ("Berita", "Air")
    assert article.tags == ("pompa", "sungai")


def test_all_sources_are_merged_in_page_order() -> None:
    """Breadcrumb, category links, OpenGraph and JSON-LD together, each category once, as first shown."""
    head = (
        '<meta property="article:section" content="Kegiatan"><meta property="article:section" content="Iklim">'
        '<script type="application/ld+json">{"@type":"Article","headline":"x","articleSection":["Air"],"keywords":"hujan, pompa"}</script>'
    )
    crumbs = (
        f'<nav id="breadcrumb"><a href="/">Home</a> / <a href="/category/program/">Program</a> / <span>{TITLE}</span></nav>'
        '<p class="post-meta"><a rel="category tag" href="/category/kegiatan/">KEGIATAN</a></p>'
    )
    article = shown(crumbs, head=head)
    assert article.categories == ("Program", "KEGIATAN", "Iklim", "Air")
    assert article.tags == ("hujan", "pompa")


def test_links_of_other_articles_do_not_count() -> None:
    """Categories in a sidebar, a menu or a related box are another article's; those in the article's own foot are its own."""
    article = shown(
        '<nav><a rel="category tag" href="/category/menu/">Menu</a></nav>',
        '<footer class="entry-footer"><span class="cat-links"><a href="/category/kegiatan/">Kegiatan</a></span></footer>'
        '<div class="related-posts"><a rel="category tag" href="/category/lain/">Lain</a></div>'
        '<aside><span class="post-cats"><a href="/category/sisi/">Sisi</a></span></aside>',
    )
    assert article.categories == ("Kegiatan",)


@pytest.mark.parametrize("sign", [" / ", " » ", " › ", " > ", "/", "»", "›", ">", " → ", " | "])
@pytest.mark.parametrize("home", ["Home", "Beranda", "You are here: Home", "Anda di sini: Beranda", "🏠 Home"])
def test_breadcrumbs_in_saved_text(sign: str, home: str) -> None:
    """A breadcrumb with any separator gives the categories, without home and title, and leaves the text."""
    trail = sign.join((home, "Kegiatan", "Lingkungan Hidup", TITLE))
    article = saved(trail, TITLE)
    assert article.title == TITLE
    assert article.categories == ("Kegiatan", "Lingkungan Hidup")
    assert removed(article, "breadcrumb") == [trail]
    assert article.text.split("\n") == list(PROSE)


def test_breadcrumb_below_the_title_and_cut_short() -> None:
    """A breadcrumb may stand under the title, and may name it cut short."""
    article = saved(TITLE, "Beranda › Kegiatan › Lokakarya Peta…")
    assert article.categories == ("Kegiatan",)
    assert removed(article, "breadcrumb") == ["Beranda › Kegiatan › Lokakarya Peta…"]


def test_a_title_with_a_slash_is_no_step() -> None:
    """A bilingual title with a slash does not become two categories."""
    assert breadcrumb_of("Home / Kegiatan / Serah Terima / Handover", title="Serah Terima / Handover") == ("Kegiatan",)


def test_prose_with_separators_is_no_breadcrumb() -> None:
    """Only a trail that begins at home is a breadcrumb."""
    for line in ("Kegiatan / Sosial / Rapat", "Home sweet home", "Kota > Desa", "Homebase / Kegiatan"):
        assert breadcrumb_of(line) == ()


def test_labelled_lines_in_saved_text() -> None:
    """`Categories:` above the text and `Posted in … | Tags: …` below it say where the article is filed."""
    above = saved(TITLE, "Categories: Activities, Islands")
    assert (above.categories, removed(above, "tags")) == (
        ("Activities", "Islands"),
        ["Categories: Activities, Islands"],
    )
    below = clean_capture(
        capture("\n".join((TITLE, *PROSE, "Diposting di Kegiatan Lapangan | Tag: sampah, Bantargebang")), "text/plain")
    )
    assert (below.categories, below.tags) == (("Kegiatan Lapangan",), ("sampah", "Bantargebang"))


@pytest.mark.parametrize(
    "line",
    [
        "Ditulis oleh admin pada 13 Nopember 2017",
        "Oleh Tim Komunikasi | 13 November 2017",
        "Posted on November 13, 2017 by admin",
        "Diterbitkan pada 13 November 2017",
        "Diposting oleh Humas pada Senin, 13 November 2017",
        "Oleh: Rina Hartati, 13 November 2017",
        "Published November 13, 2017",
    ],
)
def test_bylines_in_saved_text(line: str) -> None:
    """A byline leaves the text, and its date is the date of publication."""
    article = saved(TITLE, line)
    assert removed(article, "byline") == [line]
    assert (article.published, article.provenance.published_source) == ("2017-11-13", "byline")


@pytest.mark.parametrize(
    "line",
    [
        "Oleh karena itu peserta meminta jadwal baru",
        "Oleh Warga, untuk Warga: Dua Tahun Kampung Tangguh",
        "Ditulis oleh tangan para relawan yang menjaga pos setiap malam selama musim hujan tahun 2017.",
    ],
)
def test_lines_that_only_begin_like_bylines_stay(line: str) -> None:
    """A heading or a sentence with the same first words stays."""
    assert line in saved(TITLE, line).text.split("\n")
