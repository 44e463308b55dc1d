"""The articles of a real WordPress: from four themes' pages, its REST interface and its export."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import pytest

from kmpipe.cleaning import rebuild
from kmpipe.cleaning.wordpress import plain_title
from kmpipe.errors import NoArticle
from kmpipe.model import Article
from kmpipe.text.normalise import fold_spaces, normalise
from tests.wordpress.testbed import ROADS, THEMES, Testbed

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"])]
SEEDS = ("seed-000", "seed-001", "seed-002")
KEPT = {"p": "paragraph", "list1": "item", "list2": "item"}


def articles(testbed: Testbed, road: str) -> list[tuple[Article, str]]:
    """The articles of a road with their marks; a post without content is none."""
    found = [(testbed.clean(item, road), item.mark) for item in testbed.items if "empty" not in item.traits]
    assert all(isinstance(article, Article) for article, _ in found)
    return [(article, mark) for article, mark in found if isinstance(article, Article)]


@pytest.mark.parametrize("road", ROADS)
def test_first_and_last_words_are_there(testbed: Testbed, road: str) -> None:
    """Every article begins and ends with its own first and last words, broken markup and several pages included."""
    assert len(testbed.items) >= 100
    texts = {item.id: testbed.clean(item, road) for item in testbed.items if "empty" not in item.traits}
    missing = [
        (item.traits, mark)
        for item in testbed.items
        if item.id in texts and item.mark
        for mark in (f"{item.mark}-AWAL", f"{item.mark}-AKHIR")[: 1 + item.mark_end]
        if mark not in getattr(texts[item.id], "text", "")
    ]
    assert missing == []


@pytest.mark.parametrize("road", ROADS)
def test_nothing_of_the_theme_and_nothing_hidden_stays(testbed: Testbed, road: str) -> None:
    """No text or title holds what the theme, a comment, an advert, a script or a hidden element says."""
    for article, _ in articles(testbed, road):
        assert "KMTB-NOISE" not in article.text + article.title
        assert "KMTB-HIDDEN" not in rebuild(article.text, article.removals) + article.title


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("seed", SEEDS)
def test_seed_documents_line_by_line(testbed: Testbed, seed: str, road: str) -> None:
    """The three seed documents: each line is the block of its kind, each caption, spam and related line a removal of its."""
    item = testbed.named(seed)
    article = testbed.clean(item, road)
    assert isinstance(article, Article)
    lines = [(kind, fold_spaces(normalise(text))) for kind, text in item.blocks]
    wanted = [(KEPT[kind], int(kind[-1]) if kind != "p" else 0, text) for kind, text in lines if kind in KEPT]
    assert [(b.kind, b.level, article.text[b.start : b.end]) for b in article.blocks] == wanted
    for removed in ("caption", "spam", "related"):
        assert [r.text for r in article.removals if r.kind == removed] == [t for kind, t in lines if kind == removed]


def test_every_road_gives_the_same_text(testbed: Testbed) -> None:
    """The text of an article does not depend on the theme, nor on whether a page, REST or an export gave it."""
    differing = []
    for item in testbed.items:
        texts = {road: getattr(testbed.clean(item, road), "text", "") for road in ROADS}
        common = Counter(texts.values()).most_common(1)[0][0]
        differing += [(item.traits, road) for road, text in texts.items() if text != common]
    assert differing == []


@pytest.mark.parametrize("road", [road for road in ROADS if road != "block theme"])
def test_a_post_without_content_has_no_text(testbed: Testbed, road: str) -> None:
    """A post of a title and a picture is an article without text; its page is not searched for other text."""
    item = testbed.named("empty")
    article = testbed.clean(item, road)
    assert isinstance(article, Article) and (article.text, article.title) == ("", item.title)


def test_a_page_of_nothing_but_a_theme_is_no_article(testbed: Testbed) -> None:
    """The block theme puts its own lines where the content would be: they are not taken for it."""
    assert isinstance(testbed.clean(testbed.named("empty"), "block theme"), NoArticle)


@pytest.mark.parametrize("road", ROADS)
def test_title_and_date(testbed: Testbed, road: str) -> None:
    """Each article has its own title, as the site shows it, and the day it was published."""
    for item in testbed.items:
        article = testbed.clean(item, road)
        if isinstance(article, Article):
            assert article.published == item.date, item
            if item.title:
                assert article.title == plain_title(item.title, typed=True)


@pytest.mark.parametrize("road", ROADS)
def test_filed_where_the_site_files_it(testbed: Testbed, road: str) -> None:
    """Categories and tags are those of the post, without the site's other ones."""
    for item in testbed.items:
        article = testbed.clean(item, road)
        # an unclosed comment in the text takes what the theme prints after it, in a browser, too
        if isinstance(article, Article) and not (road in THEMES and "open-comment" in item.traits):
            assert sorted(article.categories) == sorted(item.categories), item
            assert sorted(article.tags) == sorted(item.tags), item


@pytest.mark.parametrize("road", ["rest", "wxr"])
def test_author_from_the_source(testbed: Testbed, road: str) -> None:
    """REST and the export say who wrote a post."""
    by_item = [(testbed.clean(item, road), item.author) for item in testbed.items]
    assert all(found.author == author for found, author in by_item if isinstance(found, Article))


def test_numbers_of_lists_and_cells_of_tables(testbed: Testbed) -> None:
    """Rows keep their cells, list items their numbers and depth, on every road."""
    for road in ROADS:
        article = testbed.clean(testbed.named("table"), road)
        assert isinstance(article, Article)
        blocks = [(b.kind, b.marker, b.level, article.text[b.start : b.end]) for b in article.blocks]
        kinds = {kind: list(found) for kind, found in groupby(sorted(blocks), key=lambda block: block[0])}
        assert [text for *_, text in blocks if _[0] == "table row"] == [
            "No | Program | Anggaran", "1 | Sumur resapan | Rp1.250.000.000", "2 | Kampung iklim",
        ]  # fmt: skip
        assert [(marker, level) for _, marker, level, _ in blocks if marker] == [
            ("3.", 1),
            ("a.", 2),
            ("•", 3),
            ("4.", 1),
        ]
        assert set(kinds) == {"item", "paragraph", "table row"}
