"""Boilerplate and spam go, prose stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.cleaning import clean_capture
from kmpipe.errors import NoArticle
from tests.cleaning.helpers import PROSE, capture, clean_html, clean_text, removed

RELATED_HTML = {
    "own block": '<p>Baca juga: <a href="/rapat/">Rapat Drainase Kota</a></p>',
    "label then link": '<p>Baca juga:</p><p><a href="/rapat/">Rapat Drainase Kota</a></p>',
    "outer link": '<a href="/rapat/"><p>Baca juga: Rapat Drainase Kota</p></a>',
    "bold label in a list": '<ul><li><strong>Baca juga:</strong> <a href="/rapat/">Rapat Drainase Kota</a></li></ul>',
    "no colon": '<p>Baca Juga <a href="/rapat/">Rapat Drainase Kota</a></p>',
    "after a line break": f'<p>{PROSE[0]}<br>Baca juga: <a href="/rapat/">Rapat Drainase Kota</a></p>',
    "arrow": '<p>» BACA JUGA » <a href="/rapat/">Rapat Drainase Kota</a></p>',
    "English": '<p>Read also: <a href="/rapat/">Rapat Drainase Kota</a></p>',
    "English heading": '<h4>Also read – <a href="/rapat/">Rapat Drainase Kota</a></h4>',
}


@pytest.mark.parametrize("inside", RELATED_HTML.values(), ids=RELATED_HTML)
def test_baca_juga_in_all_shapes(inside: str) -> None:
    """However a site writes `Baca juga`, the line goes, and the related article keeps its title and address."""
    article = clean_html(inside)
    assert "Drainase" not in article.text
    assert all(prose in article.text for prose in PROSE)
    assert [(r.title, r.url) for r in article.related] == [("Rapat Drainase Kota", "https://kota.example/rapat/")]


@pytest.mark.parametrize("line", ["Baca juga :  Rapat Drainase Kota", "Baca juga Rapat Drainase Kota", "BACA JUGA: Rapat Drainase Kota", "Lihat juga: Rapat Drainase Kota", "Read also: Rapat Drainase Kota"])  # fmt: skip
def test_baca_juga_in_saved_text(line: str) -> None:
    """Saved text without links has the same lines."""
    article = clean_text(line)
    assert "Drainase" not in article.text
    assert [r.title for r in article.related] == ["Rapat Drainase Kota"]


@pytest.mark.parametrize(
    "prose",
    [
        "Baca juga buku pedoman yang dibagikan panitia sebelum lokakarya dimulai, karena di dalamnya ada peta yang dibahas.",
        "Sebelum rapat, peserta diminta membaca juga: laporan tahunan, rencana aksi, dan peta risiko wilayah masing-masing.",
        "Warga dapat membaca juga hasil kajian ini di balai kota, seperti dijelaskan dalam Baca juga: Rapat Drainase.",
        "Related agencies were asked to read also the annexes before the next coordination meeting in June.",
        "Share of green space in the city is 9 per cent, well below the target of 30 per cent, said the deputy.",
        "Sumber daya air menjadi pokok bahasan kelompok kedua yang dipimpin oleh perwakilan Dinas Sumber Daya Air.",
        "Oleh karena itu, diselenggarakan sesi kerja pada tanggal 23 Agustus 2018 di Balai Kota.",
        "Home to ten million people, Jakarta faces floods every year and sinks in its northern districts.",
    ],
)
def test_prose_that_mentions_a_cue_stays(prose: str) -> None:
    """Real prose is never taken for boilerplate."""
    assert prose in clean_html(f"<p>{prose}</p>").text
    assert prose in clean_text(prose).text


def test_spam_before_related() -> None:
    """A seller's line is spam although it says `Baca juga`, and gives no related article."""
    article = clean_text(
        "Pinjaman Online Baca juga: Erek erek 2d Bergambar Lengkap", "Baca juga: Erek erek 2d Bergambar"
    )
    assert removed(article, "spam") == [
        "Pinjaman Online Baca juga: Erek erek 2d Bergambar Lengkap",
        "Baca juga: Erek erek 2d Bergambar",
    ]
    assert article.related == ()


def test_a_read_also_that_sells_is_advert() -> None:
    """`Baca juga: Kunjungi …` with a shop's address is advertising, not a related article."""
    article = clean_text("Baca juga: Kunjungi toko.example")
    assert removed(article, "advert") == ["Baca juga: Kunjungi toko.example"]
    assert article.related == ()


def test_spam_by_link_target() -> None:
    """A short line whose link leads to a gambling site is spam whatever it says."""
    article = clean_html('<p><a href="http://kampus.example/slot-gacor/">Informasi selengkapnya di sini</a></p>')
    assert removed(article, "spam") == ["Informasi selengkapnya di sini"]


GAMBLING = [
    "Bahaya Judi Online bagi Keluarga",
    "Jakarta, 4 Juli 2024. Dinas Sosial mengadakan diskusi tentang dampak judi online dan pinjaman online bagi keluarga.",
    "Menurut pembicara, situs judi dan bandar togel menyasar warga berpenghasilan rendah melalui pesan singkat.",
    "Pinjaman online dan judi online",
    "Warga diminta melapor bila menemukan iklan slot online atau tawaran pinjaman cepat cair di lingkungannya.",
]


def test_an_article_about_gambling_survives() -> None:
    """An honest article about online gambling and loans loses nothing."""
    article = clean_capture(capture("\n".join(GAMBLING), "text/plain"))
    assert article.text.split("\n") == GAMBLING[1:]
    assert article.title == GAMBLING[0]


def test_an_article_about_flooding_survives() -> None:
    """An ordinary article loses nothing but its title line, which is the title."""
    lines = [
        "Rapat Penanganan Banjir",
        "Jakarta, 3 Januari 2020. Pemerintah Provinsi DKI Jakarta menggelar rapat penanganan banjir.",
        "Sebanyak 31.232 orang mengungsi. Bagikan bantuan secara merata, kata gubernur.",
        "Hasil rapat",
        "1. Pompa tambahan dikirim ke Kampung Pulo;",
        "2. Posko dibuka di 5 kota;",
        "Tag bencana akan dicabut bila genangan surut.",
        "Sumber air bersih disediakan PAM Jaya untuk warga di pengungsian sampai akhir pekan.",
    ]
    assert clean_capture(capture("\n".join(lines), "text/plain")).text.split("\n") == lines[1:]


def test_a_tail_takes_the_other_activity_with_it() -> None:
    """After `Check Also` all is tail, with the other activity's date."""
    tail = ["Check Also", "Rapat Lain", "Jakarta, 15 November 2018. Rapat lain dengan …"]
    text = "\n".join(["Judul Rapat", *PROSE, *tail])
    article = clean_capture(capture(text, "text/plain"))
    assert removed(article, "tail") == tail
    assert "November" not in article.text


def test_a_tail_word_in_the_midst_takes_only_its_line() -> None:
    """`Show More` above half an article does not take that half."""
    article = clean_text("Show More", *PROSE, *PROSE)
    assert removed(article, "tail") == ["Show More"]
    assert article.text.count(PROSE[2]) == 3


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Bagikan ini:", "share"), ("Facebook", "share"), ("Facebook Twitter 12 Shares", "share"), ("Penulis: Humas", "byline"),
        ("Dilihat: 1.234 kali", "byline"), ("IMG_20180511_101112", "caption"), ("foto-rapat.jpg", "caption"),
        ("WhatsApp Image 2018-11-15 at 10.41.39 (1)", "caption"), ("ADVERTISEMENT", "advert"),
        ("Subscribe to our newsletter", "newsletter"),
    ],
)  # fmt: skip
def test_kinds_of_boilerplate(line: str, kind: str) -> None:
    """Each kind of boilerplate line is removed as what it is."""
    assert removed(clean_text(line), kind) == [line]


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_boilerplate_alone_is_no_article(media_type: str) -> None:
    """A page of nothing but boilerplate is refused, with a hint."""
    lines = [
        "Bagikan ini:",
        "Facebook",
        "Baca juga: Rapat Drainase Kota",
        "Artikel terkait",
        "Leave a Reply",
        "Back to top button",
    ]
    body = "".join(f"<p>{line}</p>" for line in lines) if media_type == "text/html" else "\n".join(lines)
    with pytest.raises(NoArticle) as caught:
        clean_capture(capture(body, media_type))
    assert caught.value.hint


def test_comments_and_sidebar_have_no_say() -> None:
    """Long comments and a sidebar do not outweigh a short article that declares itself."""
    comments = "".join(f'<li class="comment"><p>{" ".join(PROSE)}</p></li>' for _ in range(20))
    html = (
        f'<html><body><div id="wrap"><div class="entry-content"><p>{PROSE[0]}</p><p>{PROSE[1]}</p></div>'
        f'<ol class="commentlist">{comments}</ol></div><aside><p>{PROSE[2]}</p></aside></body></html>'
    )
    assert clean_capture(capture(html)).text == f"{PROSE[0]}\n{PROSE[1]}"


def test_a_hiding_style_on_the_whole_article_is_ignored() -> None:
    """A page that shows its article by script is still an article."""
    html = f'<html><body><div style="display:none"><p>{PROSE[0]}</p><p>{PROSE[1]}</p></div></body></html>'
    assert clean_capture(capture(html)).text == f"{PROSE[0]}\n{PROSE[1]}"


def test_hidden_words_inside_a_line_do_not_break_it() -> None:
    """Hidden words in the midst of a sentence are taken out without cutting the sentence."""
    article = clean_html(
        '<p>Rapat ini <span style="display:none">togel hari ini</span> dihadiri oleh seluruh camat.</p>'
    )
    assert "Rapat ini dihadiri oleh seluruh camat." in article.text.split("\n")
    assert removed(article, "hidden") == ["togel hari ini"]


def test_a_workspace_adds_its_own_rule(tmp_path: Path) -> None:
    """A rule in the workspace's vocabulary folder works beside the shipped ones."""
    (tmp_path / "boilerplate-own.toml").write_text(
        '[[rule]]\nid = "own"\nkind = "notice"\nstarts = ["Catatan redaksi"]\n', encoding="utf-8"
    )
    text = "\n".join(("Judul Rapat", *PROSE, "Catatan redaksi: naskah telah disunting."))
    article = clean_capture(capture(text, "text/plain"), folders=(tmp_path,))
    assert removed(article, "notice") == ["Catatan redaksi: naskah telah disunting."]


def test_a_list_of_articles_is_no_article() -> None:
    """An archive page with several teasers under linked headlines is refused, and says what to do."""
    items = "".join(
        f'<article><h2 class="entry-title"><a href="/{n}/">Rapat ke-{n}</a></h2><div class="entry-content"><p>{prose}</p></div></article>'
        for n, prose in enumerate((*PROSE, *PROSE))
    )
    with pytest.raises(NoArticle, match="list of articles"):
        clean_capture(capture(f"<html><body><main>{items}</main></body></html>"))


def test_documents_on_a_file_server_are_attachments() -> None:
    """Links to a file server stay in the text and are attachments, even several in a row."""
    links = "".join(f'<p><a href="https://drive.google.com/file/d/{n}/view">Paparan {n}</a></p>' for n in range(3))
    article = clean_html(links)
    assert [(a.name, a.url) for a in article.attachments] == [
        (f"Paparan {n}", f"https://drive.google.com/file/d/{n}/view") for n in range(3)
    ]


def test_a_tags_line_is_noise_at_the_end_and_text_in_the_body() -> None:
    """`Tags:` after the text is filed under tags; amid the text it is the author's."""
    line = "Tags: banjir, kota"
    assert line in clean_text(line).text.split("\n")
    article = clean_capture(capture("\n\n".join(("Judul Rapat", *PROSE, line)), "text/plain"))
    assert removed(article, "tags") == [line]
    assert article.tags == ("banjir", "kota")


@pytest.mark.parametrize(
    ("href", "kind"),
    [
        ("/rapat/", "related"), ("https://kota.example/rapat/", "related"), ("https://www.kota.example/r/", "related"),
        ("https://arsip.kota.example/r/", "related"), ("https://toko.example/r/", "advert"),
        ("https://kota.example.toko.example/r/", "advert"), ("//toko.example/r/", "advert"),
    ],
)  # fmt: skip
def test_baca_juga_off_the_own_hosts_is_advert(href: str, kind: str) -> None:
    """A `Baca juga` that leads to a stranger's site is advertising; a sister under the same domain is the programme's."""
    article = clean_html(f'<p>Baca juga: <a href="{href}">Rapat Drainase Kota</a></p>')
    assert removed(article, kind) == ["Baca juga: Rapat Drainase Kota"]
    assert len(article.related) == (kind == "related")


def test_sites_under_a_shared_suffix_are_strangers() -> None:
    """Two blogs of one provider, or two bodies under `go.id`, are not one owner's."""
    inside = '<p>Baca juga: <a href="https://{}/r/">Rapat Drainase Kota</a></p>'
    for site, other in (("satu.blogspot.com", "dua.blogspot.com"), ("satu.go.id", "dua.go.id")):
        assert clean_html(inside.format(other), url=f"https://{site}/a/").related == ()
    assert clean_html(inside.format("bpbd.jakarta.go.id"), url="https://rc.jakarta.go.id/a/").related


def test_a_workspace_names_the_own_hosts(tmp_path: Path) -> None:
    """A `Baca juga` that leads to another site of the programme is related where the workspace names that site."""
    (tmp_path / "boilerplate.toml").write_text('[hosts]\nown = ["program.example"]\n', encoding="utf-8")
    html = (
        f'<div class="entry-content"><p>{PROSE[0]}</p><p>Baca juga: <a href="https://www.program.example/r/">Rapat Drainase</a></p>'
        f"<p>{PROSE[1]}</p></div>"
    )
    page = capture(html, url="https://kota.example/a/")
    assert clean_capture(page).related == ()
    assert [r.title for r in clean_capture(page, folders=(tmp_path,)).related] == ["Rapat Drainase"]


def test_headlines_of_other_stories_go_with_their_dates() -> None:
    """A list of linked headlines without any cue goes, and the dates between them; a date amid the text stays."""
    links = "".join(
        f'<h4><a href="/s{n}/">Camat Meresmikan Posko Ke-{n}</a></h4><p>{n} Juni 2019</p>' for n in (1, 2, 3)
    )
    article = clean_html(f"<h3>Agenda</h3><p>12 Juni 2019</p><p>{PROSE[0]}</p>{links}")
    assert "12 Juni 2019" in article.text.split("\n")
    assert removed(article, "navigation") == ["1 Juni 2019", "2 Juni 2019", "3 Juni 2019"]
    assert len(article.related) == 3


def test_a_box_of_related_articles_does_not_end_the_article() -> None:
    """`Artikel terkait` with a link and then the text going on is a box, not the tail of the page."""
    article = clean_html('<p>Artikel terkait:</p><p><a href="/r/">Rapat Drainase Kota</a></p>')
    assert article.text.split("\n") == list(PROSE)
    assert [r.title for r in article.related] == ["Rapat Drainase Kota"]


@pytest.mark.parametrize(
    "line",
    [
        "s1ot g4c0r terpercaya",
        "Bandar t0gel resmi",
        "𝐒𝐥𝐨𝐭 𝐆𝐚𝐜𝐨𝐫",
        "ѕlоt gасоr",
        "s l o t g a c o r",
        "p o k e r o n l i n e",
        "ＳＬＯＴ ＧＡＣＯＲ",
    ],
)
def test_letters_in_disguise_are_read(line: str) -> None:
    """Digits for letters, letters of other scripts, ornamental and full-width letters, and spaced letters hide nothing."""
    assert len(removed(clean_text(line), "spam")) == 1


def test_injected_paragraphs_of_spam_do_not_pass_as_the_topic() -> None:
    """Several injected sentences about slots do not make slots the topic of the article."""
    spam = (
        "Selain itu pemain dapat mencoba situs slot gacor yang menyediakan bonus new member setiap hari.",
        "Agen judi bola ini juga melayani deposit pulsa serta live draw bagi semua member.",
    )
    assert removed(clean_text(*spam), "spam") == list(spam)


def test_a_native_sentence_with_a_spam_anchor_stays() -> None:
    """A sentence of the article is kept though somebody hid a link behind one of its words."""
    line = 'Anggaran pompa telah <a href="https://slot88.example/">disetujui</a> oleh dewan kota pekan lalu.'
    assert "Anggaran pompa telah disetujui oleh dewan kota pekan lalu." in clean_html(f"<p>{line}</p>").text


def test_a_strangers_headline_is_no_related_article() -> None:
    """In a page without a declared container a list of links to strangers goes, and none of it is related."""
    links = "".join(f'<p><a href="https://toko.example/{n}">Pompa Air Murah Tipe Nomor {n}</a></p>' for n in (1, 2, 3))
    html = f"<html><body><div><p>{'</p><p>'.join(PROSE)}</p>{links}</div></body></html>"
    article = clean_capture(capture(html, url="https://kota.example/a/"))
    assert article.text.split("\n") == list(PROSE)
    assert article.related == ()


def test_hashtags_after_the_text_are_tags() -> None:
    """A line of hashtags and nothing else at the end is filed under tags; a sentence with one stays."""
    lines = ("#KotaTangguh menjadi tagar kampanye sepanjang bulan siaga banjir.", "#banjir #kotatangguh")
    article = clean_capture(capture("\n\n".join(("Judul Rapat", *PROSE, *lines)), "text/plain"))
    assert removed(article, "tags") == [lines[1]]
    assert lines[0] in article.text
