"""The law of the ledger: kept and removed lines rebuild the located text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.cleaning import clean_capture, rebuild
from kmpipe.cleaning.ledger import Line, Verdict, settle
from kmpipe.cleaning.markdown import is_markdown
from kmpipe.cleaning.page import parse, read_page
from kmpipe.cleaning.textpage import read_text_page, text_lines
from kmpipe.errors import DocumentError
from kmpipe.text.identity import article_id
from kmpipe.text.normalise import normalise, normalise_lines
from tests.cleaning.helpers import PROSE, capture, clean_html

CUES = [
    "Baca juga: Rapat lain",
    "Leave a Reply",
    "Share",
    "20180115_084113",
    "• satu",
    "1. dua",
    "Home / Kegiatan / X",
    "slot gacor togel",
    *PROSE,
]
LINES = st.lists(st.one_of(st.sampled_from(CUES), st.text(max_size=60)), max_size=25)
TAGS = st.sampled_from(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "h2",
        "blockquote",
        "pre",
        "td",
        "tr",
        "table",
        "a",
        "b",
        "figcaption",
        "aside",
        "article",
    ]
)


@given(LINES)
def test_any_text_rebuilds_exactly(parts: list[str]) -> None:
    """Whatever a saved text holds, what stays and what went are its lines, normalised (and without Markdown marks)."""
    text = "\n".join(parts)
    page = read_text_page(text)
    settled = settle(page.lines, page.verdicts)
    located = [line.text for line in text_lines(text)]
    assert rebuild(settled.text, settled.removals) == "\n".join(located)
    assert is_markdown(normalise(text).split("\n")) or located == normalise_lines(text)


@given(st.lists(st.tuples(TAGS, st.one_of(st.sampled_from(CUES), st.text(max_size=40))), min_size=1, max_size=25))
@settings(deadline=None)
def test_any_markup_keeps_the_law(parts: list[tuple[str, str]]) -> None:
    """Whatever the markup, located lines are normalised, and removals stand where they say."""
    html = "<html><body>" + "".join(f"<{tag}>{text}" for tag, text in parts)
    page = read_page(parse(html), fragment=True)
    if page is None:
        return
    settled = settle(page.lines, page.verdicts)
    located = rebuild(settled.text, settled.removals)
    assert located == "\n".join(normalise_lines(located))
    for number, removal in enumerate(settled.removals, 1):
        assert removal.number == number
        assert located[removal.start : removal.start + len(removal.text)] == removal.text
    for block in settled.blocks:
        assert settled.text[block.start : block.end].strip()


@given(st.lists(st.tuples(st.text("ab \u0301", min_size=1).map(str.strip).filter(bool), st.booleans())))
def test_settle_and_rebuild_are_inverse(parts: list[tuple[str, bool]]) -> None:
    """Any choice of lines to remove can be undone."""
    lines = [Line(text) for text, _ in parts]
    settled = settle(lines, [Verdict("rule", "share") if gone else None for _, gone in parts])
    assert rebuild(settled.text, settled.removals) == "\n".join(text for text, _ in parts)


def test_a_restored_removal_stays() -> None:
    """What a person put back is kept, and nothing else changes."""
    inside = "<p>Baca juga: Rapat Drainase</p><p>Baca juga: Rapat Lain</p>"
    before = clean_html(inside)
    body = capture(
        f"<div class='entry-content'><p>{PROSE[0]}</p><p>{PROSE[1]}</p>{inside}</div>", url="https://kota.example/a/"
    )
    after = clean_capture(body, restored=frozenset({"Baca juga: Rapat Drainase"}))
    assert "Baca juga: Rapat Drainase" not in before.text
    assert "Baca juga: Rapat Drainase" in after.text.split("\n")
    assert [r.text for r in after.removals] == ["Baca juga: Rapat Lain"]


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_document_gives_an_article_or_a_document_error(text: str) -> None:
    """No document crashes the cleaning; the law holds for what comes out."""
    try:
        article = clean_capture(capture(text.encode("utf-8", "replace"), "text/plain"))
    except DocumentError:
        return
    decoded = text.encode("utf-8", "replace").decode().removeprefix("\ufeff")
    assert rebuild(article.text, article.removals) == "\n".join(line.text for line in text_lines(decoded))


@given(st.text())
def test_ids_are_short_and_speakable(key: str) -> None:
    """An id is eight characters of lower-case letters and digits, the first a letter, always the same."""
    identity = article_id(key)
    assert len(identity) == 8
    assert identity[0].isalpha()
    assert identity == identity.lower() == article_id(key)
    assert identity.isascii()
    assert identity.isalnum()


@pytest.mark.parametrize(("one", "other"), [("https://a.example/?p=1", "https://a.example/?p=2"), ("", " ")])
def test_different_keys_have_different_ids(one: str, other: str) -> None:
    """Two sources do not share an id."""
    assert article_id(one) != article_id(other)
