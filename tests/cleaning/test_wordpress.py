"""Content as WordPress stores it and as its interface gives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from kmpipe.cleaning import clean_capture, rebuild
from kmpipe.cleaning.typography import texturise
from kmpipe.cleaning.wordpress import plain_title, render_content
from kmpipe.errors import NoArticle
from kmpipe.model import Article, Known
from tests.cleaning.helpers import PROSE, capture, removed

URL = "https://kota.example/lokakarya/"


def stored(content: str, kind: str = "wxr", **known: Any) -> Article:
    """The article of a post with this content between paragraphs, as an export holds it."""
    body = f"{PROSE[0]}\n\n{content}\n\n{PROSE[1]}"
    made = capture(body, url=URL, known=Known(title="Lokakarya", **known))
    return clean_capture(msgspec.structs.replace(made, kind=kind))


def lines(content: str) -> list[str]:
    """The lines of text that the content makes."""
    return stored(content).text.split("\n")[1:-1]


def test_line_ends_make_paragraphs() -> None:
    """Blank lines part paragraphs and line ends part lines, inside inline formatting, too; Windows ends count once."""
    assert lines("Satu\r\n\r\nDua\nTiga\n\n\n\n<b>Empat\n\nLima</b> enam") == [
        "Satu",
        "Dua",
        "Tiga",
        "Empat",
        "Lima enam",
    ]


def test_lists_and_tables_of_the_classic_editor() -> None:
    """Line ends between the tags of a list or a table mean nothing."""
    article = stored(
        "<ol>\n<li>satu\n<ul>\n<li>butir</li>\n</ul>\n</li>\n</ol>\n<table>\n<tr>\n<td>a</td>\n<td>b</td>\n</tr>\n</table>"
    )
    assert [(b.kind, b.level, b.marker) for b in article.blocks[1:-1]] == [
        ("item", 1, "1."), ("item", 2, "•"), ("table row", 0, ""),
    ]  # fmt: skip


def test_block_editor_content_is_complete() -> None:
    """The comments that mark blocks go, and line ends in their markup are blanks."""
    content = '<!-- wp:paragraph {"align":"left"} -->\n<p>Rapat dibuka\ncamat.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list -->\n<ul><!-- wp:list-item -->\n<li>butir</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->\n<!-- wp:latest-posts /-->'
    assert lines(content) == ["Rapat dibuka camat.", "• butir"]


@pytest.mark.parametrize(
    "content",
    [
        '[caption id="attachment_7" align="aligncenter" width="300"]<a href="/b.jpg"><img src="/a.jpg" alt="x" /></a> Peserta rapat[/caption]',
        "[wp_caption width='300' caption='Peserta rapat']<img src='/a.jpg'>[/wp_caption]",
    ],
)
def test_captioned_pictures(content: str) -> None:
    """The caption shortcode is a figure: its words are a caption, its picture the article's."""
    article = stored(content)
    assert removed(article, "caption") == ["Peserta rapat"]
    assert [image.url for image in article.images] == ["/a.jpg"]


def test_shortcodes() -> None:
    """Galleries and players show no words, an embed its address; a doubled bracket and an unknown shortcode stay text."""
    assert lines('[gallery ids="1,2" link="file"]\n\n[audio src="a.mp3"][/audio]\n\nDengar [[gallery]] ini') == [
        "Dengar [gallery] ini"
    ]
    assert lines("[embed]https://video.example/a[/embed] lihat") == ["https://video.example/a", "lihat"]
    assert render_content("[denah lantai=2]") == "[denah lantai=2]"
    assert render_content("[caption]tanpa akhir") == "[caption]tanpa akhir"


def test_marks_of_the_editor() -> None:
    """`more` and `nextpage` part paragraphs; another comment does not, and an unclosed one takes the rest."""
    assert lines("Satu<!--more Baca-->Dua<!--nextpage-->Tiga ke<!-- c -->tahanan") == ["Satu", "Dua", "Tiga ketahanan"]
    assert render_content("Satu <!-- tak selesai <p>") == "Satu "


def test_verbatim_text_stays_as_typed() -> None:
    """Preformatted text keeps its lines and its quotes, code its quotes."""
    assert '<pre>a\n\n"b"</pre>' in render_content('<pre>a\n\n"b"</pre>')
    assert render_content('<code>"a" -- b</code> "c"') == '<code>"a" -- b</code> “c”'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('It\'s the \'90s; he said "yes" -- then "no"...', "It’s the ’90s; he said “yes” — then “no”…"),
        ("2018--2019 --- akhir - awal", "2018–2019 — akhir – awal"),
        ("setinggi 5'10\" dan 3x4 m, 0x1F", "setinggi 5’10″ dan 3×4 m, 0x1F"),
        ("lebar 9' dan 6\"", "lebar 9′ dan 6″"),
        ("(\"kota\") 'desa' ``x'' merek (tm)", "(“kota”) ‘desa’ “x” merek ™"),
        ("R&D &amp; &nbsp &#38; AT&T;", "R&#038;D &amp; &#038;nbsp &#38; AT&T;"),
        ("xn--kota.id non-tunai", "xn--kota.id non-tunai"),
    ],
)
def test_typographic_characters(typed: str, shown: str) -> None:
    """What was typed is read as the site's pages show it."""
    assert texturise(typed) == shown


def test_titles_and_names_are_words() -> None:
    """Markup and character references in titles and names of terms are resolved; an export's title gets its quotes."""
    assert plain_title("Air &#038; Udara: <em>Lebih</em> 50% < 100% &amp; Ya") == "Air & Udara: Lebih 50% < 100% & Ya"
    assert plain_title('"Jakarta" <em>Baik</em>', typed=True) == "“Jakarta” Baik"
    article = stored("Isi.", categories=("Rapat &amp; Lokakarya",), tags=("R&amp;D",), author="A &amp; B")
    assert (article.categories, article.tags, article.author) == (("Rapat & Lokakarya",), ("R&D",), "A & B")
    assert (article.title, article.provenance.title_source) == ("Lokakarya", "source")


@pytest.mark.parametrize("kind", ["rest", "wxr", "feed"])
def test_the_content_a_source_gives_is_the_article(kind: str) -> None:
    """All a source declares to be the content is located, a container of another name inside it notwithstanding."""
    inside = f'<div class="entry-content"><p>{PROSE[2]} {PROSE[2]}</p></div><p>Penutup.</p>'
    article = stored(inside, kind)
    assert article.provenance.located == "declared:source"
    assert article.text.split("\n") == [PROSE[0], f"{PROSE[2]} {PROSE[2]}", "Penutup.", PROSE[1]]
    assert rebuild(article.text, article.removals) == article.text


def test_no_content_is_no_article() -> None:
    """A post of nothing but a picture fails with its reason."""
    with pytest.raises(NoArticle):
        clean_capture(capture('<figure><img src="/a.jpg"></figure>', known=Known(title="Foto")))


@pytest.mark.parametrize(
    "piece",
    ["[caption]", "[caption]<img src=a>", "[/caption]", "[gallery ", "[[", "[embed]http://a", "<!--", "<!-- a -->", "<!--more-->",
     "<pre>", "<a ", "<", '"a ', "5'", "-- ", "3x", "&", "\n\n", "'", "<code>", "[wp_caption caption='"],
)  # fmt: skip
def test_rendering_takes_linear_time(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the content takes about four times the time, whatever is left open in it."""
    assert_linear(render_content, piece, 40_000)
