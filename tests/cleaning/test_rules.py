"""Boilerplate and spam go, prose stays."""

from __future__ import annotations

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
        ("Bagikan ini:", "share"), ("Facebook", "share"), ("Tags: banjir, kota", "tags"), ("Penulis: Humas", "byline"),
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


def test_a_workspace_adds_its_own_rule(tmp_path: object) -> None:
    """A rule in the workspace's vocabulary folder works beside the shipped ones."""
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "boilerplate-own.toml").write_text(
        '[[rule]]\nid = "own"\nkind = "notice"\nstarts = ["Catatan redaksi"]\n', encoding="utf-8"
    )
    text = "\n".join(("Judul Rapat", *PROSE, "Catatan redaksi: naskah telah disunting."))
    article = clean_capture(capture(text, "text/plain"), folders=(folder,))
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
