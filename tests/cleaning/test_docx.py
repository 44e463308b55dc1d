"""DOCX: headings, lists with their numbers, tables as rows; and a clear error for what cannot or must not be read."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

import pytest

from kmpipe.cleaning import clean_capture, rebuild
from kmpipe.cleaning.docx import read_docx
from kmpipe.errors import DocumentError, EmptyDocument, Encrypted, NotText, ParseError, TooLarge
from kmpipe.model import Article
from kmpipe.sources.files import DOCX
from kmpipe.text.normalise import normalise_lines
from tests.cleaning import made
from tests.cleaning.helpers import PROSE, capture

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FIRST = f"<w:p><w:r><w:t>{PROSE[0]}</w:t></w:r></w:p>"
NUMBERING = """<?xml version="1.0"?>
<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def of(body: bytes) -> Article:
    return clean_capture(capture(body, DOCX))


def item(text: str, num: int, level: int) -> str:
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_minutes_read_as_in_word() -> None:
    """Headings, numbers, depth and rows stand in the text; header and footer do not; there are no pages."""
    found = of(made.docx_minutes())
    assert found.title == "Notulen Rapat Persiapan Lokakarya"
    assert found.pages == ()
    assert found.text.split("\n") == [
        "Hari/Tanggal : Kamis, 25 Oktober 2018",
        "Tempat : Ruang Rapat Lantai 4, Balai Kota",
        "Pembahasan",
        "Rapat dipimpin oleh Kepala Bappeda dan dihadiri oleh 20 peserta dari enam dinas.",
        "1. Bappeda memaparkan rencana kerja sampai akhir tahun.",
        "2. BPBD menyampaikan data banjir lima tahun terakhir.",
        "• data banjir per kelurahan",
        "Tindak Lanjut",
        "No | Tugas | Penanggung jawab",
        "1 | Memperbarui data banjir | BPBD",
        "2 | Menyiapkan undangan",
        "Rapat berikutnya diadakan pada 8 November 2018.",
    ]
    assert [(b.kind, b.level) for b in found.blocks if b.kind in {"heading", "item"}] == [
        ("heading", 1), ("item", 1), ("item", 1), ("item", 2), ("heading", 1),
    ]  # fmt: skip


def test_numbers_are_counted_as_word_counts_them() -> None:
    """Numbers of several levels, in their formats, begin again under a new parent and in a list that says so."""
    body = "".join(
        item(text, num, level)
        for text, num, level in (
            ("Pembukaan rapat", 1, 0), ("Sambutan kepala dinas", 1, 1), ("Doa bersama peserta", 1, 1), ("Rehat kopi pagi", 1, 2),
            ("Pembahasan usulan", 1, 0), ("Usulan dari BPBD", 1, 1), ("Daftar lain dimulai lagi", 2, 0),
        )
    )  # fmt: skip
    markers = [block.marker for block in of(made.docx_of(body, {"word/numbering.xml": NUMBERING})).blocks]
    assert markers == ["I.", "I.1.", "I.2.", "a)", "II.", "II.1.", "I."]


def test_tracked_changes_hidden_text_and_fields() -> None:
    """What was inserted is text; what was deleted or hidden, and the code of a field, is not."""
    body = (
        f"<w:p>{run('Rapat dihadiri ')}<w:ins>{run('dua puluh ')}</w:ins><w:del><w:r><w:delText>sepuluh </w:delText></w:r></w:del>"
        f"{run('peserta dari dinas')}{run(' RAHASIA', '<w:vanish/>')}<w:r><w:instrText>PAGE</w:instrText></w:r>{run(' terkait.')}</w:p>"
    )
    assert of(made.docx_of(body)).text == "Rapat dihadiri dua puluh peserta dari dinas terkait."


def test_text_boxes_and_content_controls_are_read_once() -> None:
    """Text in a box, given twice for old and new programs, and text in a form field stand in the article once."""
    box = "<w:txbxContent><w:p><w:r><w:t>Kotak: rapat pindah ke lantai dua.</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:sdt><w:sdtContent>" + FIRST + "</w:sdtContent></w:sdt><w:p><w:r>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert of(made.docx_of(body)).text.split("\n") == [PROSE[0], "Kotak: rapat pindah ke lantai dua."]


def test_bold_lines_head_what_follows() -> None:
    """A short bold line without a stop is a heading though it has no style; a bold sentence is not."""
    body = f"<w:p>{run('Latar Belakang', '<w:b/>')}</w:p>{FIRST}<w:p>{run('Semua dinas wajib hadir tepat waktu.', '<w:b/>')}</w:p>"
    assert [block.kind for block in of(made.docx_of(body)).blocks] == ["paragraph", "paragraph"]
    assert of(made.docx_of(body)).title == "Latar Belakang"


def test_merged_cells_and_layout_tables() -> None:
    """A cell over two columns stands in the first; a table of long cells is read cell by cell."""
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    wide = cell.format('<w:gridSpan w:val="2"/>', "Kelompok A")
    table = f"<w:tbl><w:tr>{wide}{cell.format('', 'BPBD')}</w:tr><w:tr>{''.join(cell.format('', one) for one in 'abc')}</w:tr></w:tbl>"
    layout = "<w:tbl><w:tr>" + "".join(cell.format("", " ".join(PROSE) * 2) for _ in range(2)) + "</w:tr></w:tbl>"
    lines = of(made.docx_of(FIRST + table + layout)).text.split("\n")
    assert lines[1:3] == ["Kelompok A | | BPBD", "a | b | c"]
    assert len(lines) == 5


def test_line_breaks_and_links() -> None:
    """A break inside a paragraph parts its lines; a link keeps its address for what is made of links."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = (
        f"{FIRST}<w:p>{run('Kepala Dinas')}<w:r><w:br/></w:r>{run('Siti Aminah')}</w:p>"
        f'<w:p>{run("Unduh: ")}<w:hyperlink xmlns:r="{rel}" r:id="rId99">{run("Paparan BPBD.pdf")}</w:hyperlink></w:p>'
    )
    document = made.docx_of(body)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rId99" Type="{rel}/hyperlink" Target="https://kota.example/paparan.pdf" TargetMode="External"/>'
                data = data.replace(b"</Relationships>", link.encode() + b"</Relationships>")
            new.writestr(name, data)
    found = of(out.getvalue())
    assert found.text.split("\n")[1:3] == ["Kepala Dinas", "Siti Aminah"]
    assert [one.url for one in found.attachments] == ["https://kota.example/paparan.pdf"]


def test_a_table_of_contents_is_no_text() -> None:
    """The paragraphs of a contents list go through the ledger."""
    styles = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>'
    document = made.docx_of(f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{run("Pendahuluan 3")}</w:p>{FIRST}')
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        changed = archive.read("word/styles.xml").replace(b"</w:styles>", styles.encode())
    found = of(
        made.docx_of(
            f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{run("Pendahuluan 3")}</w:p>{FIRST}',
            {"word/styles.xml": changed},
        )
    )
    assert [(one.rule, one.text) for one in found.removals] == [("table-of-contents", "Pendahuluan 3")]


def test_old_and_locked_office_files_are_named() -> None:
    """An old .doc under a new name, and a document locked with a password, say what they are."""
    with pytest.raises(NotText, match="old Office") as error:
        of(OLE)
    assert ".docx" in error.value.hint
    with pytest.raises(Encrypted):
        of(OLE + "EncryptedPackage".encode("utf-16-le"))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """A small file that unpacks to gigabytes of markup is too large."""
    with pytest.raises(TooLarge):
        of(made.docx_of(FIRST, {"word/comments.xml": b"\0" * 40_000_000}))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(6_000):
            archive.writestr(f"word/{at}.xml", b"")
    with pytest.raises(TooLarge):
        of(out.getvalue())


def test_a_size_that_lies_is_no_way_around() -> None:
    """A member that unpacks to more than its directory says is damage."""
    body = bytearray(made.docx_of(FIRST, {"word/x.xml": b"a" * 1_000_000}))
    at = body.rindex(b"word/x.xml") - 46
    body[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(DocumentError):
        of(bytes(body))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(encoding: str) -> None:
    """Entities, external ones too, are never resolved: a document that declares them is refused."""
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
    with pytest.raises(ParseError, match="document type"):
        of(made.docx_of(FIRST, {"word/settings.xml": bomb.encode(encoding)}))


def test_what_is_no_word_document_is_named() -> None:
    """A cut file, a workbook, a bare ZIP file, markup that is no XML: each ends in an error of its kind."""
    body = made.docx_minutes()
    with pytest.raises(ParseError):
        of(body[: len(body) // 2])
    with pytest.raises(ParseError):
        of(b"PK\x03\x04")
    with pytest.raises(ParseError):
        of(made.docx_of("<w:p>"))
    sheet = made.docx_of("")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"))
    with pytest.raises(NotText, match="none of Word"):
        of(out.getvalue())
    with pytest.raises(EmptyDocument):
        of(made.docx_of("<w:p/>"))


def test_damage_in_the_midst_is_an_error_or_an_article() -> None:
    """Whatever bytes are overwritten, reading ends in an article or a document error."""
    body = made.docx_minutes()
    dice = random.Random(5)
    for _ in range(40):
        broken = bytearray(body)
        for _ in range(10):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            found = of(bytes(broken))
        except DocumentError:
            continue
        assert found.text == "\n".join(normalise_lines(found.text))


def test_kept_and_removed_are_the_located_text() -> None:
    """The law of the ledger holds, and the same bytes give the same article."""
    body = made.docx_minutes()
    found = of(body)
    assert rebuild(found.text, found.removals) == "\n".join(line.text for line in read_docx(body).lines)
    assert found == of(body)


@pytest.mark.parametrize(
    "piece",
    [
        "<w:p><w:r><w:t>Rapat koordinasi.</w:t></w:r></w:p>",
        item("Usulan", 1, 1),
        "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>",
        "<w:p><w:r><w:br/></w:r></w:p>",
        "<w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins></w:p>",
    ],
)
def test_time_is_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Paragraphs, items, tables and breaks without end take time in proportion."""

    def task(text: str) -> None:
        try:
            of(made.docx_of(FIRST + text.rsplit("\n", 1)[0], {"word/numbering.xml": NUMBERING}))
        except DocumentError:
            return

    assert_linear(task, piece, 600 * len(piece))
