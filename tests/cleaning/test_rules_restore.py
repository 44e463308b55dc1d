"""What a person put back stays, and nothing else changes: on every removal of the page set."""

from __future__ import annotations

import pytest

from kmpipe.cleaning import clean_capture, rebuild
from kmpipe.model import Article, Removal
from tests.cleaning.helpers import PROSE, capture, clean_text
from tests.cleaning.marked import FOLDER, Marked, read_marked

PAGES = [page for path in sorted(FOLDER.glob("*.txt")) if path.name != "prose.txt" for page in read_marked(path)]


def _apart_from(text: str, article: Article) -> list[tuple[str, str, str, int]]:
    return [(r.rule, r.kind, r.text, r.start) for r in article.removals if r.text != text]


def _check_restored(removal: Removal, before: Article, after: Article) -> None:
    assert _apart_from(removal.text, after) == _apart_from(removal.text, before), removal
    assert not [r for r in after.removals if r.text == removal.text], removal
    assert f"\n{removal.text}\n" in f"\n{after.text}\n", removal
    assert rebuild(after.text, after.removals) == rebuild(before.text, before.removals), removal


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_any_removal_can_be_put_back_alone(page: Marked) -> None:
    """Each removal of each kind, from markup and from saved text, comes back whole; all other lines are judged as before."""
    before = page.article()
    for removal in before.removals:
        _check_restored(removal, before, page.article(restored=frozenset({removal.text})))


def test_every_kind_of_line_removal_is_put_back() -> None:
    """The page set holds a removal of every kind that rules give to lines."""
    kinds = {removal.kind for page in PAGES for removal in page.article().removals}
    assert kinds >= {
        "related", "spam", "advert", "caption", "share", "tags", "byline", "navigation", "breadcrumb", "tail", "form",
        "hidden", "newsletter", "copyright", "notice",
    }  # fmt: skip


def test_all_removals_put_back_give_the_located_text() -> None:
    """With every removal put back the text is the located text."""
    page = next(page for page in PAGES if page.name == "n11")
    before = page.article()
    after = page.article(restored=frozenset(r.text for r in before.removals))
    assert after.removals == ()
    assert after.text == rebuild(before.text, before.removals)


def test_a_restored_label_does_not_bring_back_what_it_labels() -> None:
    """The line after a bare `Baca juga:` stays removed, and related, when the label alone is put back."""
    lines = ["Judul Rapat", *PROSE[:2], "Baca juga:", "Rapat Drainase Kota", PROSE[2]]
    article = clean_capture(capture("\n".join(lines), "text/plain"), restored=frozenset({"Baca juga:"}))
    assert "Baca juga:" in article.text.split("\n")
    assert [r.title for r in article.related] == ["Rapat Drainase Kota"]


def test_a_restored_tail_label_does_not_bring_back_the_tail() -> None:
    """The other activity after `Check Also` stays out when `Check Also` is put back."""
    lines = ["Judul Rapat", *PROSE, "Check Also", "Rapat Lain", "Jakarta, 15 November 2018. Rapat lain dengan …"]
    article = clean_capture(capture("\n".join(lines), "text/plain"), restored=frozenset({"Check Also"}))
    assert article.text.split("\n")[-1] == "Check Also"
    assert [r.text for r in article.removals][-2:] == lines[-2:]


def test_a_restored_text_stays_wherever_it_stands() -> None:
    """A line that stands twice is put back twice: what is remembered is its exact text."""
    lines = ["Judul Rapat", "Bagikan ini:", *PROSE, "Bagikan ini:"]
    article = clean_capture(capture("\n".join(lines), "text/plain"), restored=frozenset({"Bagikan ini:"}))
    assert article.text.split("\n").count("Bagikan ini:") == 2


def test_another_spelling_is_another_text() -> None:
    """Only the exact text is put back."""
    assert "Bagikan ini :" not in clean_text("Bagikan ini :").text
    lines = ["Judul Rapat", *PROSE, "Bagikan ini:"]
    article = clean_capture(capture("\n".join(lines), "text/plain"), restored=frozenset({"Bagikan ini"}))
    assert [r.text for r in article.removals if r.kind == "share"] == ["Bagikan ini:"]
