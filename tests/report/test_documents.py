"""Documents in their formats: what is in them stays text, the same gives the same bytes, and other programs read it."""

from __future__ import annotations

import io
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from lxml import html
from markdown_it import MarkdownIt

from kmpipe.errors import UsageError
from kmpipe.report.documents import (
    Column,
    Commands,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Signature,
    Text,
    cell,
    row,
    table,
)
from kmpipe.report.documents_files import WRITERS, write_document
from kmpipe.report.documents_markdown import lines

HOSTILE = (
    '<script>alert(1)</script> "><img src=x onerror=alert(1)> & \u202eterbalik\x1b[31m | **tebal** [taut](javascript:x)'
)
SHOWN = '<script>alert(1)</script> "><img src=x onerror=alert(1)> & terbalik[31m | **tebal** [taut](javascript:x)'


def document(text: str = "Rapat banjir", rows: int = 2) -> Document:
    columns = (Column(title=f"{text} a", width=30), Column(title="b", width=70, align="right"))
    return Document(
        language="id",
        institution=f"Instansi {text}",
        title=f"LAPORAN {text}",
        subtitle=("Periode Agustus 2018",),
        page="Halaman",
        blocks=(
            Heading(text=f"Bagian {text}"),
            Paragraph(text=Text(text=f"Kalimat {text}")),
            Paragraph(text=Text(text=f"Catatan {text}", quiet=True)),
            Facts(rows=((f"Label {text}", cell(f"nilai {text}")),)),
            table(
                f"Judul {text}",
                columns,
                [
                    row(number, cell(f"sel {text}", Text(text="jahat", url="javascript:alert(1)")))
                    for number in range(rows)
                ],
                total=True,
            ),
            Items(items=(cell(f"butir {text}"),)),
            Items(
                items=(cell(f"sumber {text}", Text(text="situs", url="https://kota.example/a?b=1&c=2")),), numbered=True
            ),
            Commands(rows=((f"kmpipe {text}", "guna"),)),
            Signature(columns=((("Mengetahui,",), (text,)), (("Jakarta,", "Yang melaporkan,"), ("Nama",)))),
        ),
    )


def written(format: str, made: Document) -> bytes:
    stream = io.BytesIO()
    WRITERS[format](made, stream)
    return stream.getvalue()


def words(data: bytes) -> str:
    """All text of a DOCX file, tables included."""
    file = docx.Document(io.BytesIO(data))
    cells = [line for made in file.tables for line in made._cells]  # every cell, once
    return "\n".join([*(line.text for line in file.paragraphs), *(into.text for into in cells)])


@pytest.mark.parametrize("format", sorted(WRITERS))
def test_the_same_document_gives_the_same_bytes(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the clock nor the machine is in the file."""
    first = written(format, document())
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    assert written(format, document()) == first


@pytest.mark.parametrize("format", sorted(WRITERS))
def test_every_part_of_a_document_is_in_every_format(format: str) -> None:
    """Headings, sentences, facts, tables, lists, commands and signatures: nothing is left out."""
    data = written(format, document())
    said = words(data) if format == "docx" else data.decode()
    for part in (
        "LAPORAN",
        "Periode",
        "Bagian",
        "Kalimat",
        "Label",
        "nilai",
        "sel",
        "butir",
        "sumber",
        "kmpipe",
        "Mengetahui",
    ):
        assert part in said, part


def test_hostile_text_stays_text_in_html() -> None:
    """No element, attribute or address comes of a report; the page runs and loads nothing."""
    page = html.fromstring(written("html", document(HOSTILE)))
    assert not page.xpath("//script | //img | //iframe | //link | //@onerror | //@onload | //@style")
    assert page.xpath("//a/@href") == ["https://kota.example/a?b=1&c=2"]
    assert page.xpath("//h1")[0].text_content() == f"LAPORAN {SHOWN}"
    policy = page.xpath("//meta[@http-equiv]/@content")[0]
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_html_is_well_formed() -> None:
    """Every element that opens closes, in order."""
    empty = {"meta", "col", "br"}
    stack: list[str] = []

    class Checker(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in empty:
                stack.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert stack.pop() == tag

    Checker().feed(written("html", document(HOSTILE)).decode())
    assert stack == []


def test_hostile_text_stays_text_in_docx() -> None:
    """Control characters and marks of direction go, the rest is what was said; only web addresses are links."""
    data = written("docx", document(HOSTILE))
    assert f"Kalimat {SHOWN}" in words(data) and f"sel {SHOWN}" in words(data)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        relations = parts.read("word/_rels/document.xml.rels").decode()
    assert "javascript" not in relations and "https://kota.example/a?b=1&amp;c=2" in relations


def test_hostile_text_stays_text_in_markdown() -> None:
    """No markup of a report works, and tables keep their columns."""
    page = html.fromstring(MarkdownIt().enable("table").render(written("md", document(HOSTILE)).decode()))
    assert not page.xpath("//script | //img") and page.xpath("//a/@href") == ["https://kota.example/a?b=1&c=2"]
    assert {len(line.xpath("td | th")) for line in page.xpath("//tr")} == {2}
    assert SHOWN in page.xpath("//h1")[0].text_content()


def test_a_docx_table_repeats_its_header_and_keeps_rows_whole() -> None:
    """A table that goes on on the next page begins with its header there; no row is torn; columns fill the page."""
    with zipfile.ZipFile(io.BytesIO(written("docx", document(rows=80)))) as parts:
        body = parts.read("word/document.xml").decode()
    assert body.count("<w:tblHeader/>") == 1 and body.count("<w:cantSplit/>") >= 80
    file = docx.Document(io.BytesIO(written("docx", document())))
    assert sum(column.width for column in file.tables[1].columns) == pytest.approx(16.8 * 360_000, rel=0.01)


def test_docx_properties_say_who_and_what() -> None:
    """Title, author and language are those of the document, its date never that of the day it was written."""
    properties = docx.Document(io.BytesIO(written("docx", document()))).core_properties
    assert (properties.title, properties.author) == (
        "LAPORAN Rapat banjir, Periode Agustus 2018",
        "Instansi Rapat banjir",
    )
    assert (properties.created, properties.language) == (properties.modified, "id") and properties.created.year == 2000


def test_terminal_lines_fit_and_hold_no_escapes() -> None:
    """No line is longer than the terminal but for an address, and control characters of titles are gone."""
    said = list(lines(document(HOSTILE), 60, bold=str))
    assert all(len(line) <= 60 or "://" in line or " " not in line.strip() for line in said)
    assert "\x1b" not in "".join(said) and "\u202e" not in "".join(said)


def test_another_ending_lists_the_endings(tmp_path: Path) -> None:
    """A file that ends otherwise is refused, and the endings there are are named."""
    with pytest.raises(UsageError) as caught:
        write_document(document(), tmp_path / "a.pdf")
    assert all(f".{ending}" in caught.value.hint for ending in WRITERS) and not list(tmp_path.iterdir())
