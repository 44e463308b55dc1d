"""PDF: the text a reader would read, in reading order, and a clear error for what cannot be read."""

from __future__ import annotations

import functools
import random
import threading
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.cleaning import clean_capture, rebuild
from kmpipe.cleaning.paragraphs import blocks_of
from kmpipe.cleaning.pdf import read_pdf
from kmpipe.cleaning.pdfwords import Sheet, Word
from kmpipe.cleaning.running import without_edges
from kmpipe.errors import DocumentError, EmptyDocument, Encrypted, NoTextLayer, ParseError, TooLarge
from kmpipe.model import Article
from kmpipe.text.normalise import normalise_lines
from tests.cleaning import made
from tests.cleaning.helpers import PROSE, capture, removed

PDF = "application/pdf"


@functools.cache
def article(name: str) -> Article:
    """The article of a document of `made`."""
    return clean_capture(capture(getattr(made, name)(), PDF))


def of(body: bytes) -> Article:
    return clean_capture(capture(body, PDF))


def blocks(found: Article, kind: str) -> list[str]:
    return [found.text[block.start : block.end] for block in found.blocks if block.kind == kind]


def test_lines_become_paragraphs() -> None:
    """A paragraph of a press release is one block, whatever its lines and the page end in its midst."""
    found = article("press_release")
    paragraphs = blocks(found, "paragraph")
    assert len(paragraphs) == 12
    assert paragraphs[0].startswith("Jakarta, 25 Oktober 2018 - Pemerintah Provinsi DKI Jakarta melalui Sekretariat")
    assert all(paragraph.endswith(".") for paragraph in paragraphs)


def test_running_heads_and_page_numbers_go_through_the_ledger() -> None:
    """What stands on every page is no text, and each of its removals can be seen and undone."""
    found = article("press_release")
    assert [(one.rule, one.text) for one in found.removals if one.rule != "page-title"] == [
        ("running-head", "Sekretariat Jakarta Berketahanan Siaran Pers No. 12/SJB/X/2018"),
        ("page-number", "Halaman 1 dari 2"),
        ("running-head", "Sekretariat Jakarta Berketahanan Siaran Pers No. 12/SJB/X/2018"),
        ("page-number", "Halaman 2 dari 2"),
    ]
    again = clean_capture(capture(made.press_release(), PDF), restored=frozenset({"Halaman 1 dari 2"}))
    assert "Halaman 1 dari 2" in again.text.split("\n")


def test_a_head_that_names_its_chapter_is_a_running_head() -> None:
    """A head that changes from chapter to chapter but bears the number of its page is none of the text."""

    def draw(canvas: object) -> None:
        for page in range(1, 7):
            chapter = "Bab 1 Latar belakang" if page < 4 else "Bab 2 Tujuan"
            canvas.drawString(72, 800, f"{chapter}   {page + 4}")  # type: ignore[attr-defined]
            canvas.drawString(72, 600, f"Rapat ke-{page * 3} membahas rencana kerja dan anggaran dinas.")  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    found = of(made.drawn(draw))
    assert [one.rule for one in found.removals] == ["running-head"] * 6
    assert len(blocks(found, "paragraph")) == 6


def test_equal_headings_with_their_own_numbers_stay() -> None:
    """`Hari Ke-1` and `Hari Ke-2` in large type at the top of two pages are headings, though they count like pages."""

    def draw(canvas: object) -> None:
        for page in (1, 2):
            canvas.setFont("Helvetica-Bold", 18)  # type: ignore[attr-defined]
            canvas.drawString(72, 800, f"Hari Ke-{page}")  # type: ignore[attr-defined]
            canvas.setFont("Helvetica", 11)  # type: ignore[attr-defined]
            for at, line in enumerate(PROSE):
                canvas.drawString(72, 700 - 14 * at - page, line)  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    found = of(made.drawn(draw))
    assert blocks(found, "heading") == ["Hari Ke-2"]
    assert found.title == "Hari Ke-1"


def test_pages_are_ranges_of_the_text() -> None:
    """A page says where its text stands, though a paragraph begins on one and ends on the next."""
    found = article("press_release")
    first, second = found.pages
    assert (first.number, second.number) == (1, 2)
    assert found.text[: first.end].endswith("memilih satu prakarsa")
    assert found.text[second.start :].startswith("tentang data risiko")
    assert second.end == len(found.text)


def test_broken_words_are_mended_and_hyphens_of_words_stay() -> None:
    """The hyphen of a break goes; that of a doubled word, of a name, of a compound and of a range of days stays."""
    text = article("broken_words").text
    for words in ("pengelolaan", "kegiatan-kegiatan warga", "Jakarta-Bogor", "15-17 Januari 2019", "community-based"):
        assert words in text


def test_minutes_keep_labels_numbers_depth_and_tables() -> None:
    """Minutes read as a person would read them: labels with values, items with numbers, one line a row."""
    found = article("minutes")
    assert found.title == "Persiapan Lokakarya Strategi Ketahanan Kota"
    assert "Hari/Tanggal : Kamis, 25 Oktober 2018" in found.text.split("\n")
    items = [(block.level, block.marker) for block in found.blocks if block.kind == "item"]
    assert items == [(1, "1."), (1, "2."), (2, "a."), (2, "b."), (1, "3.")]
    assert blocks(found, "table row") == [
        "No | Tindak lanjut | Penanggung jawab | Tenggat",
        "1 | Memperbarui data banjir per kelurahan untuk lima tahun terakhir | BPBD | 1 November 2018",
        "2 | Menyiapkan undangan | Sekretariat | 2 November 2018",
        "3 | Menyusun kerangka prakarsa bersama tim ahli dan mitra pembangunan | Bappeda | 5 November 2018",
    ]
    assert blocks(found, "heading")[-2:] == ["A. Pembahasan", "B. Tindak Lanjut"]


def test_slides_are_headings_and_items() -> None:
    """Each slide gives its title as a heading and its bullets as items; the foot with the number goes."""
    found = article("slides")
    assert found.title == "Knowledge Management for a Resilient City"
    assert blocks(found, "heading") == ["Why knowledge gets lost", "What we agreed", "Next steps"]
    assert "Reports stay on personal laptops and are never shared with the next team that needs them" in blocks(
        found, "item"
    )
    assert [block.level for block in found.blocks if block.marker == "◦"] == [2, 2, 2]
    assert len(found.pages) == 4
    assert removed(found, "navigation").count("Jakarta Resilience Secretariat 2") == 1


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("two_columns", "On 12 March 2019 the Jakarta Resilience Secretariat", "The second part of the meeting"),
        (
            "row_by_row",
            "Warga Kampung Melayu bersama BPBD memetakan risiko",
            "Bagian kedua membahas peringatan dini. Petugas",
        ),
    ],
)
def test_columns_are_read_one_after_the_other(name: str, first: str, second: str) -> None:
    """Two columns are two runs of text, whether the file has them one by one or line by line across the page."""
    paragraphs = blocks(article(name), "paragraph")
    assert paragraphs[0].startswith(first)
    assert any(paragraph.startswith(second) for paragraph in paragraphs[1:])
    assert all(" | " not in paragraph for paragraph in paragraphs)


def test_parts_written_out_of_order_are_read_from_top_to_bottom() -> None:
    """A heading that the file writes after the text below it is read before it."""

    def draw(canvas: object) -> None:
        for at, line in enumerate(PROSE):
            canvas.drawString(72, 600 - 14 * at, line)  # type: ignore[attr-defined]
        canvas.setFont("Helvetica-Bold", 18)  # type: ignore[attr-defined]
        canvas.drawString(72, 660, "Peta Risiko Diperbarui")  # type: ignore[attr-defined]

    found = of(made.drawn(draw))
    assert found.title == "Peta Risiko Diperbarui"
    assert found.removals[0].start == 0


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages_are_read_upright(rotate: int) -> None:
    """Text that runs up, down or upside down in the file reads as it is shown."""
    matrix = {90: "0 1 -1 0 100 72", 180: "-1 0 0 -1 500 500", 270: "0 -1 1 0 100 760"}[rotate]
    content = (
        f"BT /F1 11 Tf 14 TL {matrix} Tm (Rapat dibuka pukul sembilan dan dihadiri) Tj T* (oleh semua dinas.) Tj ET"
    )
    found = of(made.raw_pdf(content.encode(), rotate=rotate))
    assert found.text == "Rapat dibuka pukul sembilan dan dihadiri oleh semua dinas."


def test_a_watermark_is_no_text() -> None:
    """A word across the page goes, with a reason."""
    content = "BT /F1 60 Tf .7 .7 -.7 .7 100 200 Tm (KONSEP) Tj ET " + " ".join(
        f"BT /F1 11 Tf 72 {700 - 14 * at} Td ({line}) Tj ET" for at, line in enumerate(PROSE)
    )
    found = of(made.raw_pdf(content.encode()))
    assert [(one.rule, one.text) for one in found.removals] == [("slanted-text", "KONSEP")]


def test_a_table_of_contents_is_no_text() -> None:
    """Lines of dots and page numbers lead to the text; they are not part of it."""
    lines = ["Pendahuluan " + "." * 40 + " 1", "Hasil rapat " + ". " * 20 + "12", *PROSE]
    found = of(made.drawn(made.written_lines(lines)))
    assert [one.rule for one in found.removals] == ["table-of-contents"] * 2


def test_a_scan_is_reported_as_one() -> None:
    """Pages of pictures, with or without a stamp, say that they need OCR."""
    for stamp in ("", "CamScanner"):
        with pytest.raises(NoTextLayer, match="scanned: 2 pages") as error:
            of(made.scanned(stamp=stamp))
        assert "ocrmypdf" in error.value.hint


def test_fonts_without_letters_are_no_text() -> None:
    """A font that does not say which letters it shows gives an error, never a page of signs."""
    with pytest.raises(NoTextLayer, match="fonts") as error:
        of(made.unmapped_font())
    assert "--force-ocr" in error.value.hint


def test_a_password_is_asked_for_and_an_empty_one_opens() -> None:
    """A locked file is `Encrypted`; one that only forbids printing is read."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    with pytest.raises(Encrypted):
        of(made.drawn(made.written_lines(PROSE), encrypt=StandardEncryption("rahasia", "pemilik", strength=128)))
    opened = of(made.drawn(made.written_lines(PROSE), encrypt=StandardEncryption("", "pemilik", strength=128)))
    assert opened.text.replace("\n", " ") == " ".join(PROSE)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_file_that_is_cut_off_is_a_parse_error(share: float) -> None:
    """A file without its end is not read by halves."""
    body = made.press_release()
    with pytest.raises(ParseError):
        of(body[: int(share * len(body))])


@pytest.mark.parametrize(
    "body", [b"<html>404", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF"]
)
def test_what_is_no_pdf_is_a_parse_error(body: bytes) -> None:
    """An error page, a bare header, a trailer that leads nowhere."""
    with pytest.raises(ParseError):
        of(body)


def test_damage_in_the_midst_is_an_error_or_an_article() -> None:
    """Whatever bytes are overwritten, reading ends in an article or a document error."""
    body = made.press_release()
    dice = random.Random(7)
    for _ in range(60):
        broken = bytearray(body)
        for _ in range(20):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            found = of(bytes(broken))
        except DocumentError:
            continue
        assert found.text == "\n".join(normalise_lines(found.text))


def test_blank_pages_are_an_empty_document() -> None:
    """A file of blank pages holds nothing."""
    with pytest.raises(EmptyDocument):
        of(made.drawn(lambda canvas: canvas.showPage()))


def test_a_thousand_pages_are_read() -> None:
    """All pages are read, and the article says how many there are."""
    lines = [f"Baris {at} dari laporan tahunan yang panjang, ditulis untuk semua dinas." for at in range(2_000)]

    def draw(canvas: object) -> None:
        for page in range(1000):
            for at in range(2):
                canvas.drawString(72, 700 - 14 * at, lines[2 * page + at])  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    found = of(made.drawn(draw, pageCompression=0))
    assert len(found.pages) == 1000
    assert lines[-1] in found.text
    assert found.provenance.reason == "1,000 pages"


def test_what_exceeds_the_cap_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """More text than the cap is cut at a page, and the article says at which."""
    monkeypatch.setattr("kmpipe.cleaning.pdf.MOST_CHARACTERS", 1_000)
    found = of(made.press_release())
    assert len(found.pages) == 1
    assert found.provenance.reason.startswith("2 pages; cut after page 1")


@pytest.mark.parametrize("rounds", [1, 2])
def test_a_bomb_is_refused_before_it_is_unpacked(rounds: int) -> None:
    """A few kilobytes that unpack to a page of a hundred megabytes of operators are too large, however often packed."""
    content = b"BT /F1 4 Tf 72 700 Td (a) Tj ET " * 1_000_000
    for _ in range(rounds):
        content = zlib.compress(content)
    with pytest.raises(TooLarge):
        of(made.raw_pdf(content, filters=b"/Filter[" + b"/FlateDecode" * rounds + b"]"))


def test_packed_pages_with_great_pictures_are_read() -> None:
    """A picture that unpacks to more than a page of text ever does is no bomb."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def draw(canvas: object) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (4000, 3000))), 0, 0, 300, 200)  # type: ignore[attr-defined]
        made.written_lines(PROSE, size=9)(canvas)  # type: ignore[arg-type]

    assert of(made.drawn(draw, pageCompression=1)).text.replace("\n", " ") == " ".join(PROSE)


def test_pages_without_text_among_others_are_named() -> None:
    """A document of which some pages were scanned is read, and says which pages gave nothing."""

    def draw(canvas: object) -> None:
        for page in range(1, 4):
            for at, line in enumerate(PROSE if page != 2 else ()):
                canvas.drawString(72, 600 - 14 * at, f"{line} {page}")  # type: ignore[attr-defined]
            canvas.showPage()  # type: ignore[attr-defined]

    found = of(made.drawn(draw))
    assert found.provenance.reason == "3 pages; without text: 2"
    assert [(page.number, page.start == page.end) for page in found.pages] == [(1, False), (2, True), (3, False)]


def test_threads_take_turns() -> None:
    """Several threads may read documents at once: the library is not made for it, so one waits for the other."""
    body = made.press_release()
    results: list[int] = []

    def read() -> None:
        results.extend(len(read_pdf(body).sheets) for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [2] * 20


@pytest.mark.parametrize("name", ["press_release", "minutes", "slides", "two_columns", "row_by_row", "broken_words"])
def test_kept_and_removed_are_the_located_text(name: str) -> None:
    """What stays and what went are the lines of the document; blocks and pages stand where they say."""
    found = article(name)
    body = getattr(made, name)()
    located = blocks_of(without_edges(read_pdf(body).sheets))
    assert rebuild(found.text, found.removals) == "\n".join(line.text for line in located.lines)
    assert "\n".join(found.text[page.start : page.end] for page in found.pages).split() == found.text.split()
    assert found == of(body)


WORDS = st.builds(
    lambda text, left, bottom, size, bold, upright: Word(
        text, left, left + 5 * len(text), bottom, bottom + size, size, bold, upright
    ),
    st.one_of(st.sampled_from(["1.", "•", "-", "3", "Rapat", "pengelo-", "laan", "Halaman", "A."]), st.text(min_size=1, max_size=8)),
    st.floats(-50, 700),
    st.floats(-50, 900),
    st.sampled_from([6.0, 11.0, 18.0]),
    st.booleans(),
    st.booleans(),
)  # fmt: skip


@given(st.lists(st.lists(WORDS, max_size=40), min_size=1, max_size=4))
def test_any_words_anywhere_keep_the_law(pages: list[list[Word]]) -> None:
    """Wherever words stand on whatever pages, lines are normalised, each word is in one, and pages begin within them."""
    sheets = [Sheet(number, 595, 842, tuple(words)) for number, words in enumerate(pages, 1)]
    found = blocks_of(without_edges(sheets))
    located = "\n".join(line.text for line in found.lines)
    assert located == "\n".join(normalise_lines(located))
    assert [start.number for start in found.starts] == [sheet.number for sheet in sheets]
    for start in found.starts:
        assert start.line <= len(found.lines)
        assert start.offset <= (len(found.lines[start.line].text) if start.line < len(found.lines) else 0)
    shown = normalise_lines(" ".join(word.text for words in pages for word in words))
    letters = sorted(char for line in shown for char in line if char.isalnum())
    assert sorted(char for char in located if char.isalnum()) == letters


@pytest.mark.parametrize("step", [(37, 91), (0, 3), (53, 0), (1, 1)])
def test_time_is_linear_in_fragments(assert_linear: Callable[..., None], step: tuple[int, int]) -> None:
    """Thousands of fragments on one page, scattered, in a row or in a column, take time in proportion."""

    def task(text: str) -> None:
        places = (
            f"1 0 0 1 {at * step[0] % 550} {800 - at * step[1] % 780} Tm (rapat) Tj" for at in range(len(text) // 10)
        )
        body = made.raw_pdf(f"BT /F1 4 Tf {' '.join(places)} ET".encode())
        try:
            of(body)
        except DocumentError:
            return

    assert_linear(task, "x" * 10, 20_000)
