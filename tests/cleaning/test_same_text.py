"""The same article in the markup of several themes is the same text."""

from __future__ import annotations

import pytest

from kmpipe.cleaning import clean_capture
from kmpipe.model import Known
from tests.cleaning.helpers import PROSE, capture, removed

TITLE = "Lokakarya Penyusunan Peta Risiko Banjir"
URL = "https://kota.example/2018/03/lokakarya/"
OTHER = "Rapat Lain di Kota Lain"
TEASER = "<p>Bandung, 15 November 2018. Rapat lain membahas drainase, pompa, dan jadwal pengerukan tahun depan …</p>"
CONTENT = (
    f'<p>{PROSE[0]}</p><figure class="wp-block-image"><img src="/a.jpg" alt="Peserta"><figcaption>Peserta lokakarya</figcaption></figure>'
    f'<h2>Susunan acara</h2><ol start="3"><li>Pembukaan</li><li>Diskusi<ul><li>hulu</li><li>hilir</li></ul></li></ol>'
    f'<p><strong>Baca juga:</strong> <a href="https://kota.example/rapat/">{OTHER}</a></p>'
    f"<blockquote><p>Peta ini milik warga.</p></blockquote><p>{PROSE[1]}</p>"
    "<table><tr><th>Kelompok</th><th>Wilayah</th></tr><tr><td>Satu</td><td>Hulu</td></tr></table>"
    f'<p>{PROSE[2]}</p><p>Materi: <a href="/u/peta.pdf">20180306_Peta</a></p>'
)
WANTED = [
    PROSE[0], "Susunan acara", "3. Pembukaan", "4. Diskusi", "• hulu", "• hilir", "Peta ini milik warga.", PROSE[1],
    "Kelompok | Wilayah", "Satu | Hulu", PROSE[2], "Materi: 20180306_Peta",
]  # fmt: skip

PAGES = {
    "jannah": (
        '<body class="single"><nav id="main-nav"><ul class="menu"><li><a href="/">Beranda</a></li></ul></nav><div id="content">'
        f'<article id="the-post" class="container-wrapper post-content"><header class="entry-header-outer"><h1 class="post-title entry-title">{TITLE}</h1>'
        '<div class="post-meta"><span class="date meta-item">7 Maret 2018</span></div></header>'
        f'<div class="entry-content entry clearfix">{CONTENT}</div><div class="post-bottom-meta"><span class="tagcloud"><a rel="tag" href="/tag/peta/">peta</a></span></div>'
        f'</article><div id="related-posts"><h3>Artikel terkait</h3><h4><a href="/l/">{OTHER}</a></h4>{TEASER}</div>'
        f'<div id="check-also-box"><h4><a href="/l/">{OTHER}</a></h4>{TEASER}</div></div><aside class="sidebar"><p>{PROSE[1]}</p></aside>'
    ),
    "sahifa": (
        '<body><div id="main-content"><div class="content"><div id="crumbs"><a href="/">Beranda</a> / <a href="/?cat=3">Kegiatan</a></div>'
        f'<article class="post-listing"><div class="post-inner"><h1 class="name post-title entry-title"><span>{TITLE}</span></h1>'
        f'<p class="post-meta"><span class="tie-date">7 Maret 2018</span></p><div class="entry">{CONTENT}<div class="share-post"><ul><li><a href="#">Tweet</a></li></ul></div></div>'
        '<p class="post-tag">Tag: <a rel="tag" href="/?tag=peta">peta</a></p></div></article>'
        f'<section id="related_posts"><h3>Artikel terkait</h3><h3><a href="/l/">{OTHER}</a></h3></section>'
        f'<section id="check-also-box" class="post-listing check-also-right"><h4>Check Also</h4><h2><a href="/l/">{OTHER}</a></h2>{TEASER}</section></div></div>'
    ),
    "block": (
        '<body><div class="wp-site-blocks"><header class="wp-block-template-part"><nav class="wp-block-navigation"><ul><li><a href="/">Beranda</a></li></ul></nav></header>'
        f'<main class="wp-block-group"><h1 class="wp-block-post-title">{TITLE}</h1><div class="wp-block-post-date"><time datetime="2018-03-07">7 Maret 2018</time></div>'
        f'<div class="entry-content wp-block-post-content is-layout-constrained">{CONTENT}</div>'
        '<div class="taxonomy-post_tag wp-block-post-terms"><a rel="tag" href="/tag/peta/">peta</a></div>'
        f'<div class="wp-block-query"><ul class="wp-block-post-template"><li><h3 class="wp-block-post-title"><a href="/l/">{OTHER}</a></h3>{TEASER}</li></ul></div></main>'
        '<footer class="wp-block-template-part"><p>Kota Tangguh</p></footer></div>'
    ),
}


@pytest.mark.parametrize("theme", [*PAGES, "rest"])
def test_every_theme_gives_the_same_article(theme: str) -> None:
    """Jannah, Sahifa, a block theme and the content alone, as WordPress REST gives it: same text, blocks and offers."""
    if theme == "rest":
        body, known = CONTENT, Known(title=TITLE, tags=("peta",), published="2018-03-07")
    else:
        body, known = f"<html><head><title>{TITLE} – Kota Tangguh</title></head>{PAGES[theme]}</body></html>", Known()
    article = clean_capture(capture(body, url=URL, known=known))
    assert article.title == TITLE
    assert article.text.split("\n") == WANTED
    assert [b.kind for b in article.blocks[1:7]] == ["heading", "item", "item", "item", "item", "quote"]
    assert removed(article, "caption") == ["Peserta lokakarya"]
    assert [(r.title, r.url) for r in article.related] == [(OTHER, "https://kota.example/rapat/")]
    assert [(a.name, a.url) for a in article.attachments] == [("20180306_Peta", "https://kota.example/u/peta.pdf")]
    assert (article.published, article.tags) == ("2018-03-07", ("peta",))
