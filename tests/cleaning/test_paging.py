"""Articles on several pages, and pages whose place of the text is empty."""

from __future__ import annotations

import pytest

from kmpipe.cleaning import clean_capture
from kmpipe.cleaning.mending import mend
from kmpipe.cleaning.paging import pages_of
from kmpipe.errors import NoArticle
from tests.cleaning.helpers import PROSE, capture

HEAD = "<html><head><title>Lokakarya Peta Risiko</title></head><body><nav><a href='/'>Beranda</a></nav><h1>Lokakarya Peta Risiko</h1>"
FOOT = "<div class='comments-area'><p>Bagus sekali acaranya, terima kasih banyak atas undangannya.</p></div></body></html>\n"


def page(inside: str, name: str = "entry-content") -> str:
    """A page of a WordPress theme with `inside` as its text."""
    return f"<!DOCTYPE html>{HEAD}<article><div class='{name}'>{inside}<div class='page-links'>Halaman: 1 2</div></div></article>{FOOT}"


@pytest.mark.parametrize("name", ["entry-content", "wp-block-post-content", "entry"])
def test_pages_one_after_the_other_are_one_article(name: str) -> None:
    """The text of all pages is there in order, a last page of three words, too; what frames them is not."""
    first, second, third = PROSE
    pages = [
        page(f"<p>{first}</p><p>{second}</p>", name),
        page(f"<p>{third}</p>", name),
        page("<p>Sampai jumpa lagi</p>", name),
    ]
    article = clean_capture(capture("".join(pages)))
    assert article.text.split("\n") == [first, second, third, "Sampai jumpa lagi"]
    assert article.title == "Lokakarya Peta Risiko"


def test_one_page_is_one_page() -> None:
    """Text after the end of a page is no page of its own unless one begins there."""
    assert len(pages_of(page("a") + "<!-- cache -->")) == 1
    assert [len(pages_of(page("a") * count)) for count in (1, 2, 5)] == [1, 2, 5]
    assert len(pages_of("</html><html>" * 1000)) == 101


@pytest.mark.parametrize("name", ["entry-content", "entry"])
def test_an_empty_place_of_the_text_is_no_article(name: str) -> None:
    """A post of a title and a picture is none: no comment or teaser around it is taken for its text."""
    picture = "<div class='share-buttons'><a href='#'>Facebook</a></div><figure><img src='/a.jpg'></figure>"
    with pytest.raises(NoArticle):
        clean_capture(capture(page(picture, name)))


def test_a_forgotten_quote_loses_no_text() -> None:
    """A link whose address is not closed ends with its tag; an address in order is left alone."""
    text = "".join(f"<p>{prose}</p>" for prose in PROSE)
    article = clean_capture(
        capture(page(f'{text}<p>Lihat <a href="/peta>peta risiko</a>.</p><p class="x">Penutup acara.</p>'))
    )
    assert article.text.endswith("Lihat peta risiko.\nPenutup acara.")
    for sound in ('<a href="/a?x=>b">c</a>', '<a href="/a">b</a>', "<a href=/a>b</a>"):
        assert mend(sound) == sound
