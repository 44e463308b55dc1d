"""Articles out of the markup of news sites, government sites, content systems and pages that declare nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.cleaning import clean_capture, rebuild
from kmpipe.model import Article
from tests.cleaning.helpers import PAGES, PROSE, capture

LAYOUTS = sorted(path.stem for path in (PAGES / "layouts").glob("*.html"))


def layout(name: str) -> Article:
    """The article of a page in the folder `layouts`."""
    url = f"https://kota.example/{name}/"
    return clean_capture(capture((PAGES / "layouts" / f"{name}.html").read_bytes(), url=url))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_text_of_a_layout(name: str) -> None:
    """Each layout gives the lines a reader takes for the article, and no other."""
    expected = Path(PAGES / "layouts" / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    assert layout(name).text == expected


LOCATED = {
    "amp": "declared:amp",
    "antara-like": "declared:wordpress-entry",
    "article-pages": "declared:indonesian-news",
    "blogger": "declared:wordpress-entry",
    "bootstrap-office": "scored:div",
    "detik-like": "declared:indonesian-news",
    "drupal": "declared:drupal",
    "jnews": "declared:wordpress-entry",
    "joomla-office": "declared:article-body",
    "kompas-like": "declared:indonesian-news",
    "long-comments": "declared:entry",
    "microdata-parts": "declared:article-body",
    "script-built": "json-ld",
    "short-with-notices": "scored:div",
    "split-body": "scored:main",
    "table-layout": "scored:td",
    "tribun-like": "declared:indonesian-news",
    "utility-classes": "declared:typography",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_where_a_layout_holds_its_article(name: str) -> None:
    """The provenance says which container was chosen, and why."""
    provenance = layout(name).provenance
    assert provenance.located == LOCATED[name]
    assert provenance.reason


FIRST, SECOND, THIRD = (f"<p>{prose}</p>" for prose in PROSE)
# a container by a class, an id or a property that a content system or a site uses for the text of an article
CONTAINERS = [
    'class="entry-content"', 'class="post-content"', 'class="td-post-content tagdiv-type"', 'class="jeg_inner_content"', 'class="content-inner"',
    'class="entry-content entry clearfix"', 'class="entry"', 'class="wp-block-post-content is-layout-flow"', 'class="amp-wp-article-content"',
    'itemprop="articleBody"', 'class="post-body"', 'class="item-page"', 'class="com-content-article__body"', 'class="itemFullText"',
    'class="read__content"', 'class="detail__body-text itp_bodycontent"', 'id="detikdetailtext"', 'class="wrap__article-detail-content"',
    'class="detail-in"', 'class="side-article txt-article"', 'class="isi-berita"', 'id="isi-berita"', 'class="detail-konten"',
    'class="berita-detail"', 'class="konten-artikel"', 'class="field--name-body"', 'class="journal-content-article"', 'class="gh-content"',
    'class="prose"', 'class="ms-rtestate-field"',
]  # fmt: skip


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_declared_container_is_the_article(container: str) -> None:
    """What a theme or a site names as the text of its article is believed against a wordy neighbour."""
    other = (
        "<p>Kantor kami buka pada hari kerja, dan pengunjung dapat bertanya kepada petugas di lantai satu gedung.</p>"
    )
    article = clean_capture(
        capture(f"<html><body><div>{other}</div><div {container}>{FIRST}{SECOND}{THIRD}</div></body></html>")
    )
    assert article.text.split("\n") == list(PROSE)
    assert article.provenance.located.startswith("declared:")


def test_parts_of_one_article_are_joined() -> None:
    """Containers of one name with words of the site between them are one article; the heading over each part stays."""
    parts = [
        f'<h2>Bagian {n}</h2><div class="entry-content">{prose}</div>'
        for n, prose in enumerate((FIRST, SECOND, THIRD), 1)
    ]
    html = f"<html><body><p>Menu</p>{'<p>Lanjut ke bawah</p>'.join(parts)}<div><p>{PROSE[0]}</p></div></body></html>"
    article = clean_capture(capture(html))
    assert article.text.split("\n") == [
        "Bagian 1", PROSE[0], "Bagian 2", PROSE[1], "Bagian 3", PROSE[2],
    ]  # fmt: skip
    assert article.provenance.reason.startswith("3 times ")
    assert [(r.rule, r.text) for r in article.removals] == [("between-parts", "Lanjut ke bawah")] * 2
    assert rebuild(article.text, article.removals).count("\n") == 7


def test_the_next_article_of_an_endless_page_is_not_joined() -> None:
    """A page that goes on with another article under its own title gives the first one."""
    html = (
        f'<html><head><title>Satu</title></head><body><h1>Satu</h1><div class="entry-content">{FIRST}{SECOND}</div>'
        f'<h1>Dua</h1><div class="entry-content">{THIRD}{THIRD}</div></body></html>'
    )
    assert clean_capture(capture(html)).text.split("\n") == list(PROSE[:2])


def test_the_opening_alone_is_not_the_article() -> None:
    """A page that shows the opening and keeps the rest for its script gives the whole text of its JSON-LD."""
    body = "\\n".join(PROSE * 2)
    html = (
        f'<html><head><script type="application/ld+json">{{"@type":"NewsArticle","headline":"Judul","articleBody":"{body}"}}'
        f'</script></head><body><h1>Judul</h1><div class="entry-content">{FIRST}{SECOND}</div></body></html>'
    )
    article = clean_capture(capture(html))
    assert article.text.split("\n") == list(PROSE * 2)
    assert article.provenance.located == "json-ld"
