"""Articles out of the markup of known themes."""

from __future__ import annotations

from kmpipe.cleaning import clean_capture, rebuild
from kmpipe.model import Known
from tests.cleaning.helpers import PAGES, PROSE, capture, clean_html, page, removed

JANNAH = "https://kotatangguh.example/lokakarya-peta-risiko/"


def test_jannah_text_and_blocks() -> None:
    """The Jannah theme: prose, numbered and nested lists, table rows; nothing of the other articles around it."""
    article = page("jannah.html", JANNAH)
    assert article.text.split("\n")[1:] == [
        "Susunan acara",
        "3. Pembukaan oleh camat",
        "• Sambutan warga",
        "• Doa bersama",
        "4. Diskusi kelompok",
        "Kelompok | Wilayah",
        "Satu | Hulu sungai",
        "Para peserta menyepakati bahwa peta akan diperbarui setiap tahun dan dibagikan kepada seluruh kelurahan. Materi: 20180306_Peta_Risiko",
    ]
    assert [(b.kind, b.level, b.marker) for b in article.blocks] == [
        ("paragraph", 0, ""), ("heading", 2, ""), ("item", 1, "3."), ("item", 2, "•"), ("item", 2, "•"), ("item", 1, "4."),
        ("table row", 0, ""), ("table row", 0, ""), ("paragraph", 0, ""),
    ]  # fmt: skip
    block = article.blocks[2]
    assert article.text[block.start : block.end] == "Pembukaan oleh camat"
    assert article.provenance.located == "declared:wordpress-entry"
    assert article.provenance.reason


def test_jannah_metadata() -> None:
    """Title without the site's name, the page's own date, categories, tags, author and address."""
    article = page("jannah.html", JANNAH)
    assert article.title == "Lokakarya Penyusunan Peta Risiko Banjir"
    assert article.published == "2018-03-07"
    assert article.categories == ("Kegiatan", "Tata Ruang")
    assert article.tags == ("banjir", "peta")
    assert article.author == "Humas"
    assert article.site == "Forum Kota Tangguh"
    assert article.canonical_url == JANNAH
    assert [(a.name, a.url) for a in article.attachments] == [
        ("20180306_Peta_Risiko", "https://kotatangguh.example/wp-content/uploads/2018/03/20180306_Peta_Risiko.pdf")
    ]
    evidence = article.attachments[0].evidence[0]
    assert article.text[evidence.start : evidence.end] == evidence.quote == "20180306_Peta_Risiko"
    assert [image.name for image in article.images] == ["Peserta lokakarya"]


def test_jannah_ledger() -> None:
    """What a reader does not see is removed as hidden, related articles keep their title and address."""
    article = page("jannah.html", JANNAH)
    assert removed(article, "hidden") == ["situs slot gacor", "Pinjaman cepat cair"]
    assert removed(article, "caption") == ["Peserta memaparkan peta, 5 Maret 2018."]
    assert [(r.title, r.url) for r in article.related] == [
        ("Rapat Koordinasi Drainase", "https://kotatangguh.example/rapat-drainase/"),
        ("Pelatihan Relawan Banjir", "https://kotatangguh.example/pelatihan-relawan/"),
    ]
    for related in article.related:
        assert related.removal is not None
        assert related.title in article.removals[related.removal - 1].text
    assert "Desember 2018" not in rebuild(article.text, article.removals)


def test_sahifa() -> None:
    """The Sahifa theme: the text alone; `Check Also` with another activity's date is not even located."""
    article = page("sahifa.html", "https://kota.example/2018/07/rapat-persiapan/")
    assert article.title == "Rapat Persiapan Survei Lapangan"
    assert article.categories == ("Kegiatan",)
    assert article.published == "2018-07-12"
    assert article.provenance.published_source == "date in the page"
    assert article.text.startswith("Bandung, 11 Juli 2018.")
    assert article.text.endswith("dua pekan ke depan.")
    assert article.text.count("\n") == 1
    assert "15 November" not in rebuild(article.text, article.removals)


def test_block_theme() -> None:
    """The block themes: quote and preformatted text are kept as what they are; JSON-LD gives author and dates."""
    article = page("block-theme.html", "https://office.example/site-visit/")
    assert [b.kind for b in article.blocks] == ["paragraph", "quote", "preformatted", "paragraph"]
    block = article.blocks[2]
    assert article.text[block.start : block.end] == "gate 1: open\ngate 2: closed"
    assert (article.published, article.modified, article.author) == ("2019-05-21", "2019-05-22", "Rina Hartati")
    assert article.provenance.published_source == "json-ld"
    assert article.categories == ("News",)
    assert (article.related[0].title, article.related[0].url) == (
        "Workshop on early warning",
        "https://office.example/workshop-on-early-warning/",
    )
    assert set(removed(article, "share")) == {"Share this:", "• Twitter"}


def test_dates_of_a_page_without_metadata() -> None:
    """Without metadata the address or the byline says when; a comment's time and the text's own dates do not."""
    first, second, third = PROSE
    comment = '<div class="comments"><time datetime="2021-01-01">1 Januari 2021</time></div>'
    inside = f'<div class="entry-content">%s<p>{first}</p><p>{second}</p><p>{third}</p></div>{comment}'
    bare = clean_capture(capture(f"<html><body>{inside % ''}</body></html>", url="https://kota.example/2018/05/rapat/"))
    assert (bare.published, bare.provenance.published_source) == ("2018-05", "address")
    lined = clean_capture(capture(f"<html><body>{inside % '<p>Rabu, 7 Maret 2018</p>'}</body></html>"))
    assert (lined.published, lined.provenance.published_source) == ("2018-03-07", "byline")
    none = clean_capture(capture(f"<html><body>{inside % ''}</body></html>"))
    assert none.published is None


def test_the_source_knows_better() -> None:
    """What the source already knows wins over what the page says."""
    known = Known(
        title="Judul dari API", published="2018-03-01", categories=("Resmi",), author="Sekretariat", tags=("a",)
    )
    article = clean_capture(capture((PAGES / "jannah.html").read_bytes(), url=JANNAH, known=known))
    assert (article.title, article.published, article.author) == ("Judul dari API", "2018-03-01", "Sekretariat")
    assert (article.categories, article.tags) == (("Resmi",), ("a",))
    assert article.provenance.title_source == article.provenance.published_source == "source"


def test_bare_content_is_all_article() -> None:
    """Content as an API gives it, without a page around, is located whole."""
    article = clean_capture(capture(f"<p>{PROSE[0]}</p><ul><li>satu</li></ul>", known=Known(title="Judul")))
    assert article.text == f"{PROSE[0]}\n• satu"
    assert article.provenance.located == "fragment"


def test_json_ld_body_where_the_page_has_none() -> None:
    """A page that a script builds still has its text in the JSON-LD, markup and all."""
    html = (
        (
            '<html><body><div id="app"></div><script type="application/ld+json">{"@type":"NewsArticle","headline":"Judul",'
            f'"articleBody":"&lt;p&gt;{PROSE[0]}&lt;/p&gt;"}}</script></body></html>'
        )
        .replace("&lt;", "<")
        .replace("&gt;", ">")
    )
    article = clean_capture(capture(html))
    assert article.text == PROSE[0]
    assert article.provenance.located == "json-ld"


def test_short_lines_without_a_container_are_left_to_trafilatura() -> None:
    """A page of short lines that declares nothing has no running text to score; the last resort still finds it."""
    lines = [
        "Rapat koordinasi di Balai Kota pagi ini", "Peta risiko banjir untuk enam kelurahan",
        "Warga membawa catatan hujan sejak Januari", "Camat membacakan hasil survei lapangan",
        "Posko dibuka di tepi sungai Ciliwung", "Relawan mencatat tinggi air tiap jam", "Baca juga: Rapat Drainase",
    ]  # fmt: skip
    html = "<html><body><div>" + "".join(f"<p>{line}</p>" for line in lines) + "</div></body></html>"
    article = clean_capture(capture(html))
    assert article.provenance.located == "trafilatura"
    assert article.text.split("\n") == lines[:-1]
    assert [related.title for related in article.related] == ["Rapat Drainase"]
    assert rebuild(article.text, article.removals).split("\n") == lines


def test_attribute_order_and_blanks_change_nothing() -> None:
    """The same page with other attribute order and no-break spaces gives the same text."""
    one = clean_html('<p class="x" id="y">Rapat di Balai Kota dihadiri warga.</p>')
    other = clean_html('<p id="y" class="x">Rapat&nbsp;di Balai\u00a0Kota\n dihadiri warga.</p>')
    assert one.text == other.text


def test_list_numbers_are_the_browsers() -> None:
    """Start, value, letters, roman numbers and reversed lists read as a browser shows them."""
    article = clean_html(
        "<ol type='a'><li>satu</li><li>dua</li></ol><ol><li value='7'>tujuh</li><li>delapan</li></ol>"
        "<ol type='I' start='4'><li>empat</li></ol><ol reversed><li>dua</li><li>satu</li></ol>"
    )
    assert [b.marker for b in article.blocks if b.kind == "item"] == ["a.", "b.", "7.", "8.", "IV.", "2.", "1."]
