"""What a reader sees as headings, lists, tables, quotes and captions is that in the article, and words stay whole."""

from __future__ import annotations

import pytest

from kmpipe.cleaning import clean_capture, rebuild
from tests.cleaning.helpers import capture, clean_html, removed


def blocks(inside: str) -> list[tuple[str, int, str, str]]:
    """Kind, level, marker and words of the blocks that `inside` makes in the midst of an article."""
    article = clean_html(inside)
    return [(b.kind, b.level, b.marker, article.text[b.start : b.end]) for b in article.blocks[2:-1]]


def texts(inside: str) -> list[str]:
    """The words of the blocks that `inside` makes."""
    return [text for *_, text in blocks(inside)]


def items(inside: str) -> list[tuple[int, str]]:
    """Depth and marker of the list items that `inside` makes."""
    return [(level, marker) for kind, level, marker, _ in blocks(inside) if kind == "item"]


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("<b>ke</b>tahanan kota<i>nya</i> di <b>kota </b>ini", "ketahanan kotanya di kota ini"),
        ("ke&shy;tahanan ke<wbr>tahanan ke&ZeroWidthSpace;tahanan", "ketahanan ketahanan ketahanan"),
        ("10&nbsp;km\n dari&#8239;kota", "10 km dari kota"),
        ("CO<sub>2</sub>, 25 m<sup>2</sup>, Rp1.000<small>,00</small>", "CO2, 25 m2, Rp1.000,00"),
        ("Nama<img src='/a.jpg' alt='foto'>Jabatan", "Nama Jabatan"),
        ("ikuti<iframe src='//video.example'></iframe>rapat", "ikuti rapat"),
        ("ke<!-- catatan -->tahanan ke<script>x()</script>tahanan", "ketahanan ketahanan"),
        (
            "<span style='display:inline-block'>Nama</span><span style='display: inline-block'>Jabatan</span>",
            "Nama Jabatan",
        ),
        ("lihat <a href='/x'>pe</a><a href='/x'>ta</a> risiko", "lihat peta risiko"),
    ],
)
def test_inline_formatting_keeps_words_whole(inside: str, shown: str) -> None:
    """Formatting neither splits a word nor glues two: bold letters, soft hyphens, images, boxes in the line."""
    assert texts(f"<p>{inside}</p>") == [shown]


def test_links_side_by_side_are_two_words() -> None:
    """A document and the button beside it are parted, as a page shows them; both keep their target."""
    inside = '<p>Notula: <a href="/f.pdf">Notula rapat</a><a class="button" href="/f.pdf">Simpan</a></p>'
    article = clean_html(inside)
    assert "Notula: Notula rapat Simpan" in article.text
    assert [attachment.name for attachment in article.attachments] == ["Notula rapat", "Simpan"]


@pytest.mark.parametrize("between", ["<br>", "<br/>", "<br><br>", "<br>&nbsp;<br>", "<hr>"])
def test_line_breaks_make_paragraphs(between: str) -> None:
    """Lines parted by `<br>` are paragraphs of their own, however many stand between them."""
    assert blocks(f"<div>Jakarta, 5 Mei 2018{between}Rapat dibuka camat.</div>") == [
        ("paragraph", 0, "", "Jakarta, 5 Mei 2018"),
        ("paragraph", 0, "", "Rapat dibuka camat."),
    ]


def test_blocks_inside_inline_elements_and_loose_text() -> None:
    """A block parts the words around it, whatever it stands in, and so does an inline element shown as one."""
    assert texts("<span>Satu<div>Dua</div>Tiga</span> lepas <b>tebal</b><p>Empat</p>") == [
        "Satu", "Dua", "Tiga lepas tebal", "Empat",
    ]  # fmt: skip
    assert texts("<p>Acara<span style='display:block'>Tempat</span>Waktu</p>") == ["Acara", "Tempat", "Waktu"]


def test_headings_have_their_level() -> None:
    """A heading keeps its level and is one line; one that breaks its line is two."""
    assert blocks("<h2>Judul <em>dua</em></h2><h4>Empat</h4><h3>Atas<br>Bawah</h3>") == [
        ("heading", 2, "", "Judul dua"),
        ("heading", 4, "", "Empat"),
        ("heading", 3, "", "Atas"),
        ("heading", 3, "", "Bawah"),
    ]


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        ("<ol><li>a</li><li>b</li></ol>", [(1, "1."), (1, "2.")]),
        (
            "<ol start=3><li>a<ol type=a><li>b<ul><li>c</li></ul></li></ol></li><li>d</li></ol>",
            [(1, "3."), (2, "a."), (3, "•"), (1, "4.")],
        ),
        ("<ol><li>a</li><li value=5>b</li><li>c</li></ol>", [(1, "1."), (1, "5."), (1, "6.")]),
        (
            "<ol reversed><li>a</li><li>b</li></ol><ol reversed start=9><li>c</li></ol>",
            [(1, "2."), (1, "1."), (1, "9.")],
        ),
        ("<ol type=I start=4><li>a</li></ol><ol type=A start=27><li>b</li></ol>", [(1, "IV."), (1, "AA.")]),
        (
            "<ol style='list-style-type: lower-roman'><li>a</li><li style='list-style:upper-alpha'>b</li></ol>",
            [(1, "i."), (1, "B.")],
        ),
        ("<ol start=0><li>a</li></ol><ol start=x><li>b</li></ol>", [(1, "0."), (1, "1.")]),
        ("<ul><ul><li>a</li></ul><li>b</li></ul>", [(2, "•"), (1, "•")]),
    ],
)
def test_list_items_have_the_browsers_numbers(inside: str, wanted: list[tuple[int, str]]) -> None:
    """Numbers, letters and bullets are those a browser shows, nested lists by their depth."""
    assert items(inside) == wanted


def test_item_of_several_blocks() -> None:
    """The number belongs to the first words of an item; what follows a nested list is a paragraph, in its place."""
    assert blocks("<ol><li><p>satu</p><p>tambahan</p></li><li>dua<ul><li>butir</li></ul>lanjutan dua</li></ol>") == [
        ("item", 1, "1.", "satu"),
        ("paragraph", 0, "", "tambahan"),
        ("item", 1, "2.", "dua"),
        ("item", 2, "•", "butir"),
        ("paragraph", 0, "", "lanjutan dua"),
    ]


def test_quotes_and_preformatted_text() -> None:
    """A quotation is quote by quote, its source included; preformatted text keeps its lines."""
    assert blocks(
        "<blockquote><p>Satu.</p><p>Dua.</p><cite>Camat</cite></blockquote><pre>baris  satu\nbaris dua</pre>"
    ) == [
        ("quote", 0, "", "Satu."),
        ("quote", 0, "", "Dua."),
        ("quote", 0, "", "Camat"),
        ("preformatted", 0, "", "baris satu\nbaris dua"),
    ]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ("<tr><th>No<th>Program<th>Pagu<tr><td>1<td>Sumur<td>Rp1", ["No | Program | Pagu", "1 | Sumur | Rp1"]),
        ("<tr><th>No<th>Program<th>Pagu<tr><td>2<td colspan=2>Kampung", ["No | Program | Pagu", "2 | Kampung"]),
        ("<tr><td colspan=2>Banjir<td>2018<tr><td>a<td>b<td>c", ["Banjir | | 2018", "a | b | c"]),
        (
            "<tr><td rowspan=2>Senin<td>Rapat<tr><td>Kunjungan<tr><td>Rabu<td>Tutup",
            ["Senin | Rapat", "| Kunjungan", "Rabu | Tutup"],
        ),
        ("<tr><td><b>ke</b>tahanan<td>Nama<br>Jabatan", ["ketahanan | Nama Jabatan"]),
        ("<tr><td><p>satu</p><p>dua</p><td>x&nbsp;y", ["satu dua | x y"]),
        ("<tr><th>Sesi<th>Isi<tr><td>I<td><ol><li>buka</li><li>doa</li></ol>", ["Sesi | Isi", "I | 1. buka 2. doa"]),
        ("<tr><td>a<td><tr><td><td><tr><td><td>b", ["a", "| b"]),
    ],
)
def test_tables_are_rows(rows: str, wanted: list[str]) -> None:
    """A row is one line with a bar between its cells; a cell over several places leaves the places it covers empty."""
    found = blocks(f"<table>{rows}</table>")
    assert [text for *_, text in found] == wanted
    assert {kind for kind, *_ in found} == {"table row"}


def test_rows_keep_links_and_lose_what_is_hidden() -> None:
    """A document in a cell is an attachment, its image one of the article; hidden words of a cell go into the ledger."""
    article = clean_html(
        '<table><tr><th>Paparan</th><th>Berkas</th></tr><tr><td>Banjir<span style="display:none">judi slot</span></td>'
        '<td><img src="/foto.jpg" alt="Peta"><a href="/peta.pdf">Peta risiko</a></td></tr></table>'
    )
    assert "Banjir | Peta risiko" in article.text.split("\n")
    assert removed(article, "hidden") == ["judi slot"]
    assert [(a.name, a.url) for a in article.attachments] == [("Peta risiko", "https://kota.example/peta.pdf")]
    assert [image.name for image in article.images] == ["Peta"]


def test_a_table_that_lays_out_the_page_is_no_rows() -> None:
    """A table of one column, of headings, or around another table is read block by block."""
    assert [kind for kind, *_ in blocks("<table><tr><td>Satu</td></tr><tr><td>Dua</td></tr></table>")] == [
        "paragraph"
    ] * 2
    assert [kind for kind, *_ in blocks("<table><tr><td><h3>Acara</h3></td><td>Isi</td></tr></table>")] == [
        "heading", "paragraph",
    ]  # fmt: skip
    nested = "<table><tr><td>Luar</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"
    assert [kind for kind, *_ in blocks(nested)] == ["paragraph", "table row"]


@pytest.mark.parametrize(
    "inside",
    [
        '<figure class="wp-block-image"><img src="/a.jpg"><figcaption>Peserta rapat</figcaption></figure>',
        '<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">Peserta rapat</p></div>',
        '<dl class="gallery-item"><dt><img src="/a.jpg"></dt><dd class="wp-caption-text gallery-caption">Peserta rapat</dd></dl>',
    ],
)
def test_captions_of_pictures_leave_the_text(inside: str) -> None:
    """A picture's caption is a removal of its kind, in the markup of every theme; the picture stays the article's."""
    article = clean_html(inside)
    assert removed(article, "caption") == ["Peserta rapat"]
    assert [image.url for image in article.images] == ["/a.jpg"]
    assert "Peserta rapat" in rebuild(article.text, article.removals).split("\n")


def test_caption_of_a_table_is_a_caption() -> None:
    """The caption of a table stays with its rows."""
    assert blocks("<table><caption>Tabel 1. Pagu</caption><tr><td>a</td><td>b</td></tr></table>") == [
        ("caption", 0, "", "Tabel 1. Pagu"),
        ("table row", 0, "", "a | b"),
    ]


def test_definition_lists_and_details() -> None:
    """Terms and their definitions are lines of their own; the folded part of a page is text as any other."""
    assert texts("<dl><dt>Tempat</dt><dd>Balai Kota</dd><dt>Waktu</dt><dd>pagi</dd></dl>") == [
        "Tempat", "Balai Kota", "Waktu", "pagi",
    ]  # fmt: skip
    assert texts("<details><summary>Susunan acara</summary><p>Camat membuka acara.</p></details>") == [
        "Susunan acara", "Camat membuka acara.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        (
            '<div class="wp-block-columns"><div class="wp-block-column"><p>Kiri</p></div><div class="wp-block-column"><p>Kanan</p></div></div>',
            ["Kiri", "Kanan"],
        ),
        ('<div class="wp-block-group"><div class="wp-block-group__inner-container"><h3>Acara</h3><p>Isi</p></div></div>', ["Acara", "Isi"]),
        ('<div class="wp-block-media-text"><figure><img src="/a.jpg"></figure><div class="wp-block-media-text__content"><p>Samping</p></div></div>', ["Samping"]),
        ('<div class="wp-block-cover"><div class="wp-block-cover__inner-container"><p>Sampul</p></div></div>', ["Sampul"]),
        ('<div class="wp-block-buttons"><div class="wp-block-button"><a href="/f.pdf">Materi rapat</a></div></div>', ["Materi rapat"]),
        ('<figure class="wp-block-pullquote"><blockquote><p>Kota milik warga.</p></blockquote></figure>', ["Kota milik warga."]),
        ('<figure class="wp-block-embed"><div class="wp-block-embed__wrapper"><iframe src="//v.example"></iframe></div></figure>', []),
    ],
)  # fmt: skip
def test_blocks_of_the_editor(inside: str, wanted: list[str]) -> None:
    """Columns, groups, covers, buttons and embeds of the block editor give their words in reading order."""
    assert texts(inside) == wanted


def test_text_goes_on_after_an_end_tag_too_many() -> None:
    """A stray `</div>` in the text ends the theme's container, not the article; the theme's next element does."""
    article = clean_html(
        "<p>Satu.</p></div></div></article><p>Warga menutup acara dengan doa.</p><ul><li>butir</li></ul>"
    )
    assert "Warga menutup acara dengan doa.\n• butir" in article.text
    page = '<p>Satu.</p></div></div><p>Warga pulang.</p><div class="sidebar"><p>Iklan toko sebelah.</p></div><p>Kaki.</p><div>'
    assert located(page).endswith("Satu.\nWarga pulang.")


def located(inside: str) -> str:
    """The located text of a page whose article ends with `inside`."""
    prose = (
        "<p>Sekretariat mengadakan lokakarya penyusunan peta risiko banjir bersama dinas terkait di Balai Kota.</p>" * 3
    )
    html = f'<html><body><div id="a"><div class="b"><div class="entry-content">{prose}{inside}</div></div></div></body></html>'
    article = clean_capture(capture(html))
    return rebuild(article.text, article.removals)
