"""Documents made for the tests: a press release, minutes, a slide deck, two columns, scans, and files with faults."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=8, alignment=TA_JUSTIFY)
RAGGED = ParagraphStyle("ragged", parent=BODY, alignment=0)
TITLE = ParagraphStyle("title", fontName="Times-Bold", fontSize=16, leading=20, spaceAfter=12, alignment=TA_CENTER)
HEADING = ParagraphStyle("heading", fontName="Times-Bold", fontSize=11, leading=14, spaceBefore=6, spaceAfter=6)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=9, leading=11, alignment=TA_CENTER)

TOPICS = [
    ("Kelompok pertama", "pengelolaan air dan banjir"),
    ("Kelompok kedua", "mobilitas dan transportasi umum"),
    ("Kelompok ketiga", "permukiman padat di bantaran sungai"),
    ("Kelompok keempat", "pengelolaan sampah di tingkat kelurahan"),
    ("Kelompok kelima", "kesiapan warga menghadapi gempa dan kebakaran"),
    ("Tim ahli", "data risiko yang tersebar di banyak dinas"),
    ("Perwakilan warga", "jalur evakuasi dan peringatan dini"),
]

RELEASE = """
Jakarta, 25 Oktober 2018 - Pemerintah Provinsi DKI Jakarta melalui Sekretariat Jakarta Berketahanan mengadakan lokakarya
penyusunan strategi ketahanan kota di Balai Kota. Lokakarya dihadiri oleh 45 peserta dari Bappeda, BPBD, Dinas Lingkungan
Hidup, dan Dinas Sumber Daya Air.

Deputi Gubernur menyampaikan bahwa ketahanan kota bukan hanya urusan satu dinas. “Guncangan seperti banjir dan gempa harus
dihadapi bersama, begitu pula tekanan seperti kemacetan dan permukiman padat,” katanya.

Para peserta membahas lima fokus utama ketahanan, mulai dari pengelolaan air sampai penguatan tata kelola. Setiap kelompok
menyusun tiga prakarsa yang dapat dimulai pada tahun 2019, beserta penanggung jawab dan sumber pembiayaannya. Hasil kelompok
akan dirangkum oleh sekretariat dan dibagikan kepada seluruh dinas.

Lokakarya ini merupakan kelanjutan dari penilaian awal ketahanan kota yang diselesaikan pada bulan Mei 2018. Penilaian itu
menemukan bahwa warga di bantaran sungai paling rentan terhadap banjir, sementara pengetahuan mereka tentang jalur evakuasi
masih terbatas.
"""
Draw = Callable[[Canvas, Any], None]


def laid_out(
    story: Sequence[Any],
    *,
    title: str = "",
    edges: Draw | None = None,
    columns: int = 1,
    size: Any = A4,
    **options: Any,
) -> bytes:
    """A PDF of flowing text, in columns of equal width, with `edges` drawn on each page."""
    stream = io.BytesIO()
    document = BaseDocTemplate(stream, pagesize=size, title=title or None, invariant=True, **options)
    left, right, bottom, top = 72, size[0] - 72, 72, size[1] - 72
    width = (right - left - 24 * (columns - 1)) / columns
    frames = [
        Frame(left + at * (width + 24), bottom, width, top - bottom, id=f"f{at}", leftPadding=0, rightPadding=0)
        for at in range(columns)
    ]
    template = PageTemplate("page", frames, onPage=edges or (lambda canvas, page: None))
    document.addPageTemplates([template])
    document.build(list(story))
    return stream.getvalue()


def drawn(draw: Callable[[Canvas], None], size: Any = A4, **options: Any) -> bytes:
    """A PDF that is drawn by hand."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, invariant=True, **options)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def written_lines(lines: Iterable[str], *, size: float = 11, leading: float = 14) -> Callable[[Canvas], None]:
    """Draws lines from the top of an A4 page, page after page."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for at, line in enumerate(lines):
            if at and at % 48 == 0:
                canvas.showPage()
                canvas.setFont("Helvetica", size)
            canvas.drawString(72, 770 - leading * (at % 48), line)

    return draw


def raw_pdf(
    content: bytes,
    *,
    font: bytes = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    rotate: int = 0,
    filters: bytes = b"",
) -> bytes:
    """A PDF of one page with this content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate %d/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>" % rotate,
        b"<<%s/Length %d>>stream\n%s\nendstream" % (filters, len(content), content),
        font,
    ]  # fmt: skip
    out = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF\n" % start
    )


def press_release() -> bytes:
    """An Indonesian press release of two pages with a running head, a running foot, and broken words."""

    def edges(canvas: Canvas, page: Any) -> None:
        canvas.setFont("Times-Italic", 9)
        canvas.drawString(72, 800, "Sekretariat Jakarta Berketahanan")
        canvas.drawRightString(523, 800, "Siaran Pers No. 12/SJB/X/2018")
        canvas.drawCentredString(297, 40, f"Halaman {page.page} dari 2")

    story: list[Any] = [Paragraph("SIARAN PERS", HEADING), Paragraph("Jakarta Menyusun Strategi Ketahanan Kota Bersama Dinas dan Warga", TITLE)]  # fmt: skip
    paragraphs = [" ".join(text.split()) for text in RELEASE.strip().split("\n\n")]
    story += [Paragraph(text, BODY) for text in paragraphs[:2]]
    story += [Paragraph("Lima fokus utama", HEADING)]
    story += [Paragraph(text, BODY) for text in paragraphs[2:]]
    for kind, topic in TOPICS:
        told = (
            f"{kind} membahas {topic}. Anggotanya mencatat kegiatan yang telah berjalan, pelajaran yang dipetik, dan hambatan "
            f"yang masih ada, lalu memilih satu prakarsa tentang {topic} yang dapat dimulai dengan anggaran tahun berjalan. Prakarsa "
            f"itu dibahas lagi pada pertemuan bulan berikutnya bersama dinas yang bertanggung jawab."
        )
        story += [Paragraph(told, BODY)]
    story += [Paragraph("Narahubung: Sekretariat Jakarta Berketahanan, sekretariat@contoh.example.", BODY)]
    return laid_out(story, title="Microsoft Word - siaran pers.docx", edges=edges)


def minutes() -> bytes:
    """Indonesian minutes with a letterhead, labels and values, numbered lists of two levels, and a table of actions."""
    numbered = ListFlowable(
        [
            ListItem(Paragraph("Bappeda memaparkan rencana penyusunan dokumen strategi ketahanan kota beserta jadwal kerja sampai akhir tahun.", RAGGED)),
            ListItem(
                [
                    Paragraph("Pembahasan hasil penilaian awal:", RAGGED),
                    ListFlowable(
                        [
                            ListItem(Paragraph("data banjir perlu diperbarui oleh BPBD;", RAGGED)),
                            ListItem(Paragraph("peta permukiman padat belum mencakup Kepulauan Seribu.", RAGGED)),
                        ],
                        bulletType="a", bulletFormat="%s.",
                    ),
                ]
            ),
            ListItem(Paragraph("Rapat berikutnya diadakan pada 8 November 2018 di Ruang Rapat Bappeda.", RAGGED)),
        ],
        bulletType="1", bulletFormat="%s.",
    )  # fmt: skip
    cells = [
        ["No", "Tindak lanjut", "Penanggung jawab", "Tenggat"],
        ["1", "Memperbarui data banjir per kelurahan untuk lima tahun terakhir", "BPBD", "1 November 2018"],
        ["2", "Menyiapkan undangan", "Sekretariat", "2 November 2018"],
        ["3", "Menyusun kerangka prakarsa bersama tim ahli dan mitra pembangunan", "Bappeda", "5 November 2018"],
    ]
    table = Table(
        [[Paragraph(text, RAGGED) if at == 1 else text for at, text in enumerate(row)] for row in cells],
        colWidths=[30, 190, 120, 110],
        style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "Times-Roman", 11), ("VALIGN", (0, 0), (-1, -1), "TOP")]),
    )  # fmt: skip
    labels = Table(
        [["Hari/Tanggal", ": Kamis, 25 Oktober 2018"], ["Tempat", ": Ruang Rapat Lantai 4, Balai Kota"], ["Pimpinan rapat", ": Kepala Bappeda"]],
        colWidths=[110, 330], hAlign="LEFT", style=TableStyle([("FONT", (0, 0), (-1, -1), "Times-Roman", 11), ("LEFTPADDING", (0, 0), (-1, -1), 0)]),
    )  # fmt: skip
    story = [
        Paragraph("PEMERINTAH PROVINSI DKI JAKARTA<br/>BADAN PERENCANAAN PEMBANGUNAN DAERAH", TITLE),
        Paragraph("Jl. Medan Merdeka Selatan No. 8-9, Telp. (021) 0000000", SMALL),
        Paragraph("NOTULEN RAPAT", ParagraphStyle("kind", parent=TITLE, fontSize=13)),
        Paragraph("Persiapan Lokakarya Strategi Ketahanan Kota", ParagraphStyle("about", parent=TITLE, fontSize=13)),
        labels,
        Spacer(1, 10),
        Paragraph("A. Pembahasan", HEADING),
        numbered,
        Paragraph("B. Tindak Lanjut", HEADING),
        table,
        Spacer(1, 10),
        Paragraph("Rapat ditutup pada pukul 12.00 WIB dengan kesepakatan bahwa semua tindak lanjut dilaporkan kepada sekretariat.", BODY),
    ]  # fmt: skip
    return laid_out(story, title="Dokumen1")


def slides() -> bytes:
    """An English deck of four slides: great titles, bullets of two levels, a foot with the number, and a logo line."""
    decks = [
        ("Knowledge Management for a Resilient City", ["Lessons from the workshop of 25 October 2018", "Jakarta Resilience Secretariat"], []),
        ("Why knowledge gets lost", ["Staff rotate every two years", "Reports stay on personal laptops and are never shared with the next team that needs them", "No one reads minutes"], ["interns leave with their notes"]),
        ("What we agreed", ["One repository for all agencies", "Every workshop ends with a two-page note", "BPBD keeps the risk maps"], ["updated every year", "open to districts"]),
        ("Next steps", ["Draft the strategy by 15 December 2018", "Meet again on 8 November 2018 at City Hall"], []),
    ]  # fmt: skip

    def draw(canvas: Canvas) -> None:
        for number, (title, bullets, deeper) in enumerate(decks, 1):
            canvas.setFont("Helvetica-Bold", 32 if number > 1 else 40)
            for at, part in enumerate(textwrap.wrap(title, 34)):
                canvas.drawString(60, 460 - 48 * at, part)
            height = 360
            for bullet in bullets:
                canvas.setFont("Helvetica", 20)
                if number > 1:
                    canvas.drawString(70, height, "•")
                for part in textwrap.wrap(bullet, 62):
                    canvas.drawString(95, height, part)
                    height -= 24
                height -= 10
            for bullet in deeper:
                canvas.setFont("Courier", 18)
                canvas.drawString(110, height, "o")
                canvas.setFont("Helvetica", 18)
                canvas.drawString(135, height, bullet)
                height -= 30
            canvas.setFont("Helvetica", 10)
            canvas.drawString(60, 20, "Jakarta Resilience Secretariat")
            canvas.drawRightString(780, 20, str(number))
            canvas.showPage()

    return drawn(draw, landscape(A4), pageCompression=1)


def two_columns() -> bytes:
    """An English newsletter page in two columns under a title."""
    story: list[Any] = [
        Paragraph(
            "Residents Map Flood Risk in Kampung Melayu",
            ParagraphStyle("t", parent=TITLE, fontSize=18, leading=22, alignment=0),
        )
    ]
    left = (
        "On 12 March 2019 the Jakarta Resilience Secretariat and the Regional Disaster Management Agency met forty residents "
        "of Kampung Melayu to map flood risk. Residents drew the reach of the 2007 and 2013 floods on printed maps and marked "
        "the houses of elderly neighbours. The maps will be digitised by students of Universitas Indonesia before the rainy season."
    )
    right = (
        "The second part of the meeting dealt with early warning. The agency explained how the gauge at Katulampa announces "
        "high water some nine hours ahead, and residents asked for announcements through mosques and neighbourhood groups. "
        "A follow-up meeting was set for 9 April 2019 at the district office, where the digitised maps will be presented."
    )
    story += [
        Paragraph(left, BODY),
        Paragraph("Students helped to interview shop owners about the height of the water in each alley.", BODY),
        FrameBreak(),
    ]
    story += [
        Paragraph(right, BODY),
        Paragraph("The secretariat thanks the district head for the room and the warm meal.", BODY),
    ]
    return laid_out(story, columns=2, title="Untitled")


def row_by_row() -> bytes:
    """Two columns that were written line by line across the page."""
    left = [
        "Warga Kampung Melayu bersama BPBD", "memetakan risiko banjir di balai warga", "pada 12 Maret 2019. Empat puluh orang", "menggambar batas genangan tahun 2007",
        "dan 2013 pada peta cetak, lalu menandai", "rumah warga lanjut usia di setiap gang", "yang perlu dibantu lebih dahulu.",
    ]  # fmt: skip
    right = [
        "Bagian kedua membahas peringatan dini.", "Petugas menjelaskan bahwa pos Katulampa", "memberi kabar sembilan jam sebelumnya,", "dan warga meminta pengumuman lewat",
        "pengeras suara masjid serta grup warga.", "Pertemuan berikutnya diadakan di kantor", "kecamatan pada 9 April 2019.",
    ]  # fmt: skip

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for at, (one, two) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(72, 700 - 13 * at, one)
            canvas.drawString(320, 700 - 13 * at, two)

    return drawn(draw)


def scanned(pages: int = 2, stamp: str = "") -> bytes:
    """Pages of pictures, with a stamp of a few words on each if one is given."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Canvas) -> None:
        picture = ImageReader(Image.new("L", (60, 80), 200))
        for _ in range(pages):
            canvas.drawImage(picture, 0, 0, *A4)
            if stamp:
                canvas.drawString(400, 10, stamp)
            canvas.showPage()

    return drawn(draw)


def unmapped_font() -> bytes:
    """A page whose font has glyphs and no letters: what it shows can be seen and not copied."""
    text = b" ".join(b"<%s> Tj" % bytes(f"{0xE000 + at:04X}" * 6, "ascii") for at in range(1, 40))
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/Glyphs/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
        b"/BaseFont/Glyphs/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500>>]>>"
    )
    return raw_pdf(b"BT /F1 11 Tf 72 700 Td " + text + b" ET", font=font)


def broken_words() -> bytes:
    """A paragraph whose lines end with hyphens of breaks, of doubled words, of names and of ranges."""
    lines = [
        "Sekretariat mengadakan pertemuan tentang pengelo-",
        "laan pengetahuan bagi organisasi-organisasi dan kegiatan-",
        "kegiatan warga di sepanjang jalur kereta Jakarta-",
        "Bogor, yang akan berlangsung pada tanggal 15-",
        "17 Januari 2019 dengan pendekatan community-",
        "based dan peraturan perundang-undangan yang baru.",
    ]
    return drawn(written_lines(lines))


def docx_minutes() -> bytes:
    """Indonesian minutes as a Word document: headings, numbered and bulleted lists, a table, header and footer."""
    import docx

    document = docx.Document()
    document.core_properties.title = "Notulen Rapat Persiapan Lokakarya"
    document.sections[0].header.paragraphs[0].text = "Sekretariat Jakarta Berketahanan"
    document.sections[0].footer.paragraphs[0].text = "Dokumen internal"
    document.add_heading("Notulen Rapat Persiapan Lokakarya", 0)
    labels = document.add_table(rows=0, cols=3)
    for label, value in (("Hari/Tanggal", "Kamis, 25 Oktober 2018"), ("Tempat", "Ruang Rapat Lantai 4, Balai Kota")):
        for cell, text in zip(labels.add_row().cells, (label, ":", value), strict=True):
            cell.text = text
    document.add_heading("Pembahasan", 1)
    document.add_paragraph("Rapat dipimpin oleh Kepala Bappeda dan dihadiri oleh 20 peserta dari enam dinas.")
    for text in (
        "Bappeda memaparkan rencana kerja sampai akhir tahun.",
        "BPBD menyampaikan data banjir lima tahun terakhir.",
    ):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("data banjir per kelurahan", style="List Bullet 2")
    document.add_heading("Tindak Lanjut", 1)
    table = document.add_table(rows=0, cols=3)
    for row in (
        ("No", "Tugas", "Penanggung jawab"),
        ("1", "Memperbarui data banjir", "BPBD"),
        ("2", "Menyiapkan undangan", ""),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Rapat berikutnya diadakan pada 8 November 2018.")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def docx_of(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word document with this markup in its body; `parts` replace or add members of the archive, by name."""
    import docx

    stream = io.BytesIO()
    docx.Document().save(stream)
    changed = dict(parts or {})
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                start, end = data.index(b"<w:body>") + len(b"<w:body>"), data.index(b"<w:sectPr")
                data = data[:start] + body.encode() + data[end:]
            new.writestr(name, changed.pop(name, data))
        for name, data in changed.items():
            new.writestr(name, data)
    return out.getvalue()
