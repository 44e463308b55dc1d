"""Saved pages in Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.cleaning import clean_capture, rebuild
from kmpipe.cleaning.markdown import is_markdown, unmark
from kmpipe.cleaning.textpage import text_lines
from kmpipe.model import Article
from kmpipe.text.normalise import normalise_lines
from tests.cleaning.helpers import PROSE, capture, removed


def saved(*lines: str) -> Article:
    """The article of a Markdown page."""
    return clean_capture(capture("\n\n".join(lines), "text/plain"))


def text_of(line: str) -> str:
    """A line without its marks."""
    return unmark([line])[0].text


def test_headings_lose_their_marks() -> None:
    """`# Title` is the title and `## Heading` a heading of its level, without the marks."""
    article = saved("# Peta **Risiko**", PROSE[0], "## Hasil rapat ##", PROSE[1])
    assert article.title == "Peta Risiko"
    assert article.text.split("\n") == [PROSE[0], "Hasil rapat", PROSE[1]]
    assert [(b.kind, b.level) for b in article.blocks] == [("paragraph", 0), ("heading", 2), ("paragraph", 0)]
    assert rebuild(article.text, article.removals).startswith("Peta Risiko\n")


def test_underlined_headings_and_rules() -> None:
    """A line of equals signs or dashes under words makes them a heading; alone it is a rule and no text."""
    text = f"Peta Risiko\n===========\n\n{PROSE[0]}\n\n---\n\nHasil **rapat**\n---\n{PROSE[1]}"
    article = clean_capture(capture(text, "text/plain"))
    assert article.title == "Peta Risiko"
    assert article.text.split("\n") == [PROSE[0], "Hasil rapat", PROSE[1]]
    assert article.blocks[1].kind == "heading"


def test_items_and_quotes() -> None:
    """List items keep the marker a page shows; quotes lose theirs."""
    article = saved("# Judul", PROSE[0], "- satu\n  - dua\n* tiga\n1. empat", f"> {PROSE[1]}", PROSE[2])
    kinds = [(b.kind, b.level, b.marker) for b in article.blocks]
    assert kinds[1:6] == [("item", 1, "-"), ("item", 1, "-"), ("item", 1, "*"), ("item", 1, "1."), ("quote", 0, "")]
    assert article.text.split("\n")[1:6] == ["- satu", "- dua", "* tiga", "1. empat", PROSE[1]]


def test_link_text_stays_and_its_target_is_kept() -> None:
    """The words of a link stay in the text; a document is an attachment with its address."""
    article = saved(
        "# Judul", PROSE[0], "Materi: [Paparan Peta](https://kota.example/peta_(1).pdf)", PROSE[1],
        'Baca juga: [Rapat Drainase](https://kota.example/rapat/ "Rapat")', PROSE[2],
    )  # fmt: skip
    assert "Materi: Paparan Peta" in article.text.split("\n")
    assert [(a.name, a.url) for a in article.attachments] == [("Paparan Peta", "https://kota.example/peta_(1).pdf")]
    assert [(r.title, r.url) for r in article.related] == [("Rapat Drainase", "https://kota.example/rapat/")]
    assert removed(article, "related") == ["Baca juga: Rapat Drainase"]
    assert article.removals[-1].links == ("https://kota.example/rapat/",)


@pytest.mark.parametrize("label", ["Baca juga:", "**Baca juga:**", "> Read also:", "### Lihat juga"])
def test_related_articles_in_a_list(label: str) -> None:
    """The list under a bare label is related articles, each with its address; the prose after it stays."""
    article = saved(
        "# Judul", *PROSE, label,
        "- [Rapat Satu](https://kota.example/1/)\n- [Rapat Dua](https://kota.example/2/)", PROSE[0],
    )  # fmt: skip
    assert article.text.split("\n") == [*PROSE, PROSE[0]]
    assert [(r.title, r.url) for r in article.related] == [
        ("Rapat Satu", "https://kota.example/1/"),
        ("Rapat Dua", "https://kota.example/2/"),
    ]


def test_related_headlines_in_a_list_without_links() -> None:
    """Saved text without addresses has the same lists."""
    article = saved("Judul", *PROSE, "Baca juga:", "- Rapat Satu\n- Rapat Dua", PROSE[0])
    assert article.text.split("\n") == [*PROSE, PROSE[0]]
    assert [r.title for r in article.related] == ["Rapat Satu", "Rapat Dua"]


def test_images_are_captions_with_their_address() -> None:
    """An image is no text; its name and address are kept."""
    article = saved("# Judul", PROSE[0], "![Peserta rapat](/a/b.jpg)", "![](https://kota.example/c_d.png)", *PROSE)
    assert [(i.name, i.url) for i in article.images] == [
        ("Peserta rapat", "/a/b.jpg"),
        ("c_d.png", "https://kota.example/c_d.png"),
    ]
    assert removed(article, "caption") == ["Peserta rapat", "c_d.png"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("**a *b* c** dan _d_ serta __e__", "a b c dan d serta e"),
        ("***tebal***", "tebal"),
        (r"1\. \*bukan\* [x\]", "1. *bukan* [x]"),
        ("2018.10.25_Lokakarya_Peta 3 * 4 * 5", "2018.10.25_Lokakarya_Peta 3 * 4 * 5"),
        ("[sic] (lihat [catatan](halaman tiga))", "[sic] (lihat [catatan](halaman tiga))"),
        ("[![alt](/a.png)](https://kota.example/)", "alt"),
        ("#JakartaTangguh dan #kota", "#JakartaTangguh dan #kota"),
    ],
)
def test_marks_inside_a_line(line: str, text: str) -> None:
    """Emphasis, escapes and links lose their marks; what only looks like a mark stays."""
    assert text_of(line) == text


@pytest.mark.parametrize(
    "text", ["* satu\n* dua", "> 50 persen warga", "a_b_c *x* #y", "-----\nJudul\n-----", "[1] (2)", "2 ** 3"]
)
def test_plain_text_is_left_alone(text: str) -> None:
    """Stars, angles and dashes in a text that is not Markdown stay as they are."""
    assert not is_markdown(text.split("\n"))
    assert [line.text for line in text_lines(text)] == normalise_lines(text)


MARKS = st.lists(
    st.one_of(
        st.sampled_from(["# ", "## ", "> ", "- ", "1. ", "**", "*", "_", "[", "](", ")", "/x.pdf", "![", "\\", "---", "===", "\n", " ", "kata", *PROSE]),
        st.text(max_size=8),
    ),
    max_size=30,
)  # fmt: skip


@given(MARKS)
def test_located_lines_are_normalised_lines(parts: list[str]) -> None:
    """Whatever the marks, the located text is its own normal form, and no link covers what is not in its line."""
    lines = text_lines("# Judul\n" + "".join(parts))
    located = [line.text for line in lines]
    assert located == normalise_lines("\n".join(located))
    assert located[0] == "Judul"
    for line in lines:
        assert 0 <= line.link_size <= len(line.text)
