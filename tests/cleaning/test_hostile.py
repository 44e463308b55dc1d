"""Pages made to break a parser."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Callable

import msgspec
import pytest

from kmpipe.cleaning import clean_capture
from kmpipe.errors import DocumentError, EmptyDocument, NoArticle, NotText, ParseError
from tests.cleaning.helpers import PROSE, capture

TEXT = "".join(f"<p>{prose}</p>" for prose in PROSE)


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "blockquote", "span"])
def test_endless_nesting_is_text_or_parse_error(tag: str) -> None:
    """100,000 open elements give the text or a parse error, never a crash."""
    try:
        text = clean_capture(capture(f"<{tag}>" * 100_000 + TEXT)).text
    except ParseError:
        return
    assert PROSE[0] in text


def test_deep_nesting_within_the_limit_gives_the_text() -> None:
    """1,500 wrappers do not lose the article."""
    assert PROSE[0] in clean_capture(capture("<html><body>" + "<div>" * 1500 + TEXT)).text


def test_very_many_elements() -> None:
    """A quarter of a million elements are read."""
    article = clean_capture(
        capture("<html><body>" + "<div><p>ya</p></div>" * 125_000 + f"<div class='entry-content'>{TEXT}</div>")
    )
    assert article.text.split("\n") == list(PROSE)


def test_nul_bytes_in_markup() -> None:
    """Stray NUL bytes in a page are dropped as browsers drop them; a binary file stays refused."""
    body = f"<html><body>\0{TEXT}".encode().replace(b"Jakarta", b"Jak\0arta")
    assert PROSE[0] in clean_capture(capture(body)).text
    with pytest.raises(NotText):
        clean_capture(capture(b"\x89PNG\r\n\x1a\n<html>"))


def test_wrong_charset_and_surrogates() -> None:
    """A wrong charset, broken bytes and lone surrogates end as NFC text that encodes as UTF-8."""
    body = f"<html><body>{TEXT}<p>Cafe\u0301 &#xD800; sa\u00adna</p>".encode() + b"\xff\xfe"
    text = clean_capture(capture(body, charset="utf-16")).text
    assert text == unicodedata.normalize("NFC", text)
    assert text.encode("utf-8")
    assert PROSE[0] in text


def test_empty_and_navigation_only() -> None:
    """Nothing is an empty document; a page of navigation holds no article."""
    with pytest.raises(EmptyDocument):
        clean_capture(capture(b" \n "))
    with pytest.raises(NoArticle):
        clean_capture(capture("<html><body><nav>Home</nav></body></html>"))


def test_two_megabytes_of_post() -> None:
    """A very long post is kept whole."""
    article = clean_capture(capture("<html><body><div class='entry-content'>" + TEXT * 6000 + "</div>"))
    assert article.text.count(PROSE[0]) == 6000


def test_broken_json_ld_is_passed_over() -> None:
    """Endless or broken JSON-LD does not cost the article."""
    for script in (
        "[" * 200_000,
        '{"@type":"Article","headline":{"a":[1',
        '{"@type":["Article"],"author":[{"name":5}],"headline":7}',
    ):
        html = f'<html><head><script type="application/ld+json">{script}</script></head><body>{TEXT}</body></html>'
        assert PROSE[0] in clean_capture(capture(html)).text


def test_time_is_linear_after_nested_containers(assert_linear: Callable[..., None]) -> None:
    """A thousand nested containers of the text that end at once do not make the paragraphs after them dear."""
    nested = "<div class='entry-content'>" * 1000 + TEXT + "</div>" * 1000
    assert_linear(lambda text: clean(f"<html><body><div>{nested}</div>{text}"), "<p>a b c d e f g.</p>", 40_000)


def test_a_megabyte_without_a_line_end() -> None:
    """A page, and a saved text, of one endless line is read whole."""
    line = "Warga dan dinas membahas peta risiko banjir. " * 25_000
    assert clean_capture(capture(f"<html><body><div class='entry-content'><p>{line}</p></div>")).text == line.strip()
    assert clean_capture(capture(f"Judul rapat\n{line}", "text/plain")).text == line.strip()


@pytest.mark.parametrize(
    "end",
    [
        "<!-- tak selesai <p>", "<!-- a -- > <p", "<p", "<a href='/x", '<a href="/x>y', "<table><tr><td>", "</div></div></article></p></p>",
        "<script>var a = '<p>", "<style>p {", "<![CDATA[ x", "<textarea><p>", "<title><p>", "&", "&#", "&#xD800;", "<b><i>", "<", "</",
    ],
)  # fmt: skip
def test_unclosed_markup_keeps_the_text_before_it(end: str) -> None:
    """Whatever is left open at its end, what a page said before stays."""
    text = clean_capture(capture(f"<html><body><div class='entry-content'>{TEXT}{end}")).text
    assert text.split("\n")[: len(PROSE)] == list(PROSE)


@pytest.mark.parametrize(
    "script",
    [
        "if (a &#038;&#038; b) { document.write('<p>KODE</p>'); }",
        "<!--\nif (a && b < c) { x('<p>KODE</p>'); }\n//-->",
        "x = '<script>KODE<\\/script>'; // </p>",
        '{"html": "<div class=\\"entry-content\\"><p>KODE</p></div>"}',
    ],
)
def test_markup_inside_a_script_is_no_text(script: str) -> None:
    """Paragraphs and escaped operators inside a script are neither text nor the end of it, whoever put them there."""
    first, second, third = PROSE
    inside = f"<p>{first}</p><script>{script}</script><p>{second}</p><p><script>{script}</script></p><p>{third}</p>"
    for kind in ("page", "rest", "wxr"):
        made = msgspec.structs.replace(capture(f"<div class='entry-content'>{inside}</div>"), kind=kind)
        assert clean_capture(made).text.split("\n") == list(PROSE)


@pytest.mark.parametrize("charset", ["utf-16", "iso-2022-jp", "us-ascii", "x-none", "utf-7", ""])
def test_a_wrong_declared_charset_loses_no_text(charset: str) -> None:
    """A server that names the wrong encoding, or none there is, does not cost the text."""
    body = f"<html><head><meta charset='{charset}'></head><body>{TEXT}<p>Réunion d’été à l’hôtel.</p>".encode()
    text = clean_capture(capture(body, charset=charset or None)).text
    assert all(prose in text for prose in PROSE)


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("", PROSE[0][:100].rsplit(" ", 1)[0] + "…"),
        (" \n&nbsp; ", PROSE[0][:100].rsplit(" ", 1)[0] + "…"),
        ("Rapat <em>Besar</em> & Kecil, 5 < 6", "Rapat Besar & Kecil, 5 < 6"),
        ("Rapat &lt;em&gt;Besar&lt;/em&gt; &amp;amp; Kecil", "Rapat Besar & Kecil"),
    ],
)
def test_titles_of_pages(title: str, wanted: str) -> None:
    """Markup in a title is not shown; an empty title is none, and the first words take its place."""
    article = clean_capture(capture(f"<html><head><title>{title}</title></head><body>{TEXT}</body></html>"))
    assert article.title == wanted
    assert article.text.split("\n") == list(PROSE)


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("<h1 class='entry-title'>Rapat <em>Be</em>sar<br>di <b>Balai Kota</b></h1>", "Rapat Besar di Balai Kota"),
        ("<h1 class='entry-title'></h1>", PROSE[0][:100].rsplit(" ", 1)[0] + "…"),
    ],
)
def test_headings_with_markup_and_without_words(heading: str, wanted: str) -> None:
    """The title on the page loses its markup, not its words; an empty heading is no title."""
    html = f"<html><body><article>{heading}<div class='entry-content'>{TEXT}</div></article></body></html>"
    assert clean_capture(capture(html)).title == wanted


HOSTILE = [
    "Baca juga",
    "Baca juga:\n",
    "Baca juga: x\n",
    "(",
    "15-",
    "Link: ",
    "Home / ",
    "• ",
    "1. ",
    "judi online ",
    "Tags: a\n",
    "x.y_z ",
    "a|",
    "IMG_1 ",
]


MARKS = [
    "[a](",
    "![a](/b) ",
    "**a",
    " *a",
    "_a_ ",
    "\\*",
    "> > ",
    "# a\n",
    "a\n---\n",
    "Baca juga:\n- a\n",
    "Home / a\n",
    "Home>",
    "Categories: a, b\n",
    "Diposting di a | Tag: b | ",
    "Ditulis oleh a pada ",
    "Next: a\n",
]
MARKUP = [
    "<a rel='category tag'>a</a>",
    "<nav class=breadcrumb><a href=/a/>a</a></nav>",
    "<h1 class=entry-title>a</h1>",
    "<time>1 Mei 2018</time>",
    "<span class=date>1 Mei</span>",
    "<ol reversed><li>a</ol>",
    "<table><tr><td>a<td>b</table>",
    "<tr><td>a<td>b",
    "<p>Baca juga:<li><a href=/x>a</a>",
    "<span hidden>a</span>",
    "<div class='related entry-content'>a</div>",
    "<div style='display:none'>a</div>",
    "<article><h2><a href=/>a</a></h2><div class=entry-content>a b c d e.</div></article>",
    "<meta property=article:section content=a>",
    "<p>Link: a_b.pdf",
    "<table><tr><td rowspan=9 colspan=9>a<td>b</table>",
    "<a href='/a'>a</a><a href='/b'>b</a>",
    '<a href="/a>b',
    "</div></article>",
    "</div><p>a b c d e f g.",
    "</html><html><body><div class=entry-content>a</div>",
    "<div class=entry><div class=entry-content>",
    "<span style='display:block'>a</span>",
    "<ol style='list-style:lower-alpha'><li>a",
]


def clean(body: str, media_type: str = "text/html") -> None:
    """Clean a page, whether or not it can be read."""
    with contextlib.suppress(DocumentError):
        clean_capture(capture(body, media_type))


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_time_is_linear(assert_linear: Callable[..., None], unit: str, media_type: str) -> None:
    """Four times the text takes about four times the time, for every rule and pattern."""
    size = 4_000 * len(unit) if "\n" in unit else 20_000
    assert_linear(lambda text: clean(text, media_type), unit, size)


@pytest.mark.parametrize("unit", MARKS)
def test_time_is_linear_in_markdown_and_heads(assert_linear: Callable[..., None], unit: str) -> None:
    """The same holds for Markdown marks, breadcrumbs, labelled lines and bylines without end."""
    assert_linear(lambda text: clean("# Judul\n" + text, "text/plain"), unit, 2_000 * len(unit))


@pytest.mark.parametrize("unit", MARKUP)
def test_time_is_linear_in_markup(assert_linear: Callable[..., None], unit: str) -> None:
    """The same holds for elements that metadata, locating, rules or the last resort look at."""
    assert_linear(lambda text: clean(f"<html><body>{TEXT}{text}"), unit, 600 * len(unit))
