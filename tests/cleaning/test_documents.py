"""Documents on pages become articles like any page: title, language, boilerplate, the article that carries them."""

from __future__ import annotations

import pytest

from kmpipe.cleaning import clean_capture
from kmpipe.cleaning.naming import file_name, is_title
from kmpipe.errors import NoArticle
from kmpipe.model import Known
from tests.cleaning import made
from tests.cleaning.helpers import PROSE, capture, removed

PDF = "application/pdf"


@pytest.mark.parametrize(
    "title",
    ["Microsoft Word - notulen.doc", "Presentation1", "Untitled", "Dokumen1", "notulen_rapat_25.docx", "Laporan.pdf", "Judul Presentasi", "PowerPoint Presentation", ""],
)  # fmt: skip
def test_what_programs_put_into_a_file_is_no_title(title: str) -> None:
    """Names of files and the words of a new document are not taken for a title."""
    assert not is_title(title)


@pytest.mark.parametrize(
    "title", ["Rapat Persiapan Lokakarya", "Jakarta Resilience Strategy 2019", "Laporan Akhir Kegiatan"]
)
def test_titles_in_the_metadata_are_titles(title: str) -> None:
    """A title of words is one."""
    assert is_title(title)


def test_a_declared_title_counts_where_the_page_shows_it() -> None:
    """The title of the metadata wins if the first page bears it out; that of a template loses to the page's heading."""

    def draw(canvas: object) -> None:
        canvas.setFont("Helvetica-Bold", 18)  # type: ignore[attr-defined]
        canvas.drawString(72, 760, "Peta Risiko Banjir")  # type: ignore[attr-defined]
        canvas.setFont("Helvetica", 10)  # type: ignore[attr-defined]
        for at, line in enumerate(PROSE):
            canvas.drawString(40, 700 - 14 * at, line)  # type: ignore[attr-defined]

    def titled(title: str) -> str:
        def both(canvas: object) -> None:
            canvas.setTitle(title)  # type: ignore[attr-defined]
            draw(canvas)

        return clean_capture(capture(made.drawn(both), PDF)).title

    assert titled("Lokakarya Peta Risiko Banjir") == "Lokakarya Peta Risiko Banjir"
    assert titled("Undangan Upacara Kemerdekaan") == "Peta Risiko Banjir"


def test_without_a_title_the_name_of_the_file_is_one() -> None:
    """A document without a heading is called as its file is."""
    body = made.drawn(made.written_lines(PROSE, size=10))
    found = clean_capture(capture(body, PDF, url="https://kota.example/unggah/Notulen_Rapat%2025.pdf"))
    assert (found.title, found.provenance.title_source) == ("Notulen Rapat 25", "file name")
    assert file_name("arsip/Paparan BPBD.docx") == "Paparan BPBD"


def test_what_the_source_knows_wins_and_the_carrier_is_kept() -> None:
    """The title and day that came with the document count, and the article it was attached to is named."""
    known = Known(title="Siaran pers lokakarya", published="2018-10-26", carrier="https://kota.example/lokakarya/")
    found = clean_capture(capture(made.press_release(), PDF, known=known))
    assert (found.title, found.published, found.carrier) == (known.title, known.published, known.carrier)


def test_the_day_a_file_was_made_is_no_publication() -> None:
    """A PDF says when it was written to disk, which is not when anything was published."""
    found = clean_capture(capture(made.press_release(), PDF))
    assert (found.published, found.modified) == (None, None)
    assert found.language == "id"


def test_boilerplate_goes_by_the_same_rules() -> None:
    """A page that was printed to PDF loses the lines a page loses."""
    lines = [*PROSE, "", "Baca juga: Rapat Drainase", "", *(f"{line} Lagi." for line in PROSE)]
    found = clean_capture(capture(made.drawn(made.written_lines(lines, size=9)), PDF))
    assert removed(found, "related") == ["Baca juga: Rapat Drainase"]


def test_a_cover_alone_is_no_article() -> None:
    """A document of a heading and nothing else holds no article."""
    with pytest.raises(NoArticle):
        clean_capture(capture(made.drawn(made.written_lines(["Laporan"], size=30)), PDF))
