"""BibTeX and RIS, read back by bibtexparser, pybtex and rispy."""

from __future__ import annotations

import re

import pytest

from tests.export.helpers import ATTACKS, BPBD, FULL, HOSTILE, HOURS, PLANNED, ROWS, UNDATED, shown, written

bibtexparser = pytest.importorskip("bibtexparser", reason="reads BibTeX back: pip install --group readers")
pybtex = pytest.importorskip("pybtex.database", reason="reads BibTeX back: pip install --group readers")
latex = pytest.importorskip("pylatexenc.latex2text", reason="reads TeX back: pip install --group readers")
rispy = pytest.importorskip("rispy", reason="reads RIS back: pip install --group readers")


# three of LaTeX's own names that the reader does not know, or prints as an accent
WORDS = latex.get_default_latex_context_db()
WORDS.add_context_category(
    "kernel",
    prepend=True,
    macros=[
        latex.MacroTextSpec(name, shown)
        for name, shown in (("textbraceleft", "{"), ("textbraceright", "}"), ("textasciicircum", "^"))
    ],
)


def tex(value: str) -> str:
    """What TeX would print."""
    return " ".join(latex.LatexNodes2Text(latex_context=WORDS, keep_comments=True).latex_to_text(value).split())


def test_bibtex_comes_back_field_by_field() -> None:
    """Authors, title, dates, address and link are those of the activity, in two readers."""
    data = written("bibtex", *ROWS, text=True).decode()
    library = bibtexparser.parse_string(data)
    assert not library.failed_blocks and [entry.key for entry in library.entries] == [row.id for row in ROWS]
    entry = library.entries[ROWS.index(FULL)].fields_dict
    assert tex(entry["title"].value) == FULL.title and tex(entry["author"].value) == BPBD.name
    assert (entry["date"].value, entry["year"].value, entry["month"].value) == ("2018-01-15/2018-01-17", "2018", "jan")
    assert (entry["url"].value, entry["langid"].value) == (FULL.url, "indonesian")
    assert "Air bersih dibahas" in entry["abstract"].value
    other = pybtex.parse_string(data, "bibtex").entries
    assert tex(other[FULL.id].fields["title"]) == FULL.title and other[FULL.id].fields["month"] == "January"
    assert [tex(str(person)) for person in other[FULL.id].persons["author"]] == [BPBD.name]
    assert "month" in other[PLANNED.id].fields and "year" not in other[UNDATED.id].fields


def test_hostile_texts_come_back_in_bibtex() -> None:
    """Braces, commas, at signs and TeX's own characters neither end an entry nor vanish."""
    data = written("bibtex", *ATTACKS, text=True, evidence=True).decode()
    library = bibtexparser.parse_string(data)
    other = pybtex.parse_string(data, "bibtex").entries
    assert not library.failed_blocks and len(library.entries) == len(other) == len(ATTACKS)
    for text, row, entry in zip(HOSTILE, ATTACKS, library.entries, strict=True):
        assert tex(entry.fields_dict["title"].value) == shown(text), text[:40]
        assert tex(other[row.id].fields["title"]) == shown(text), text[:40]
        assert [tex(str(person)) for person in other[row.id].persons["author"]] == [shown(text)], text[:40]
        assert "url" not in entry.fields_dict


def test_ris_comes_back_field_by_field() -> None:
    """Rispy finds type, title, authors, dates, keywords, link and notes."""
    found = rispy.loads(written("ris", *ROWS, text=True, evidence=True).decode())
    assert [entry["id"] for entry in found] == [row.id for row in ROWS]
    entry = found[ROWS.index(FULL)]
    assert (entry["type_of_reference"], entry["title"], entry["authors"]) == ("ELEC", FULL.title, [BPBD.name])
    assert (entry["year"], entry["date"], entry["language"]) == ("2018", "2018/01/15/2018-01-17", "id")
    assert entry["urls"] == [FULL.url] and any("air bersih" in word for word in entry["keywords"])
    assert "Air bersih dibahas" in entry["abstract"]
    assert "held 2018-01-15: “15-17 Januari 2018” (text 10–28)" in entry["notes"]
    assert found[ROWS.index(HOURS)]["date"] == "2018/02/28/" and found[ROWS.index(PLANNED)]["date"] == "2019/05//"


def test_hostile_texts_come_back_in_ris() -> None:
    """No text can begin a line, and so none ends a record or begins another."""
    data = written("ris", *ATTACKS, text=True, evidence=True).decode()
    found = rispy.loads(data)
    assert [entry["title"] for entry in found] == [shown(text) for text in HOSTILE]
    assert [entry["authors"] for entry in found] == [[shown(text)] for text in HOSTILE]
    assert all(re.match(r"[A-Z][A-Z0-9]  - |$", line) for line in data.split("\r\n"))
