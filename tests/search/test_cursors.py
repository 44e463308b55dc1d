"""Paging by cursor."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.errors import QueryError
from kmpipe.search import Filters, IndexDocument, Searcher, update_index
from kmpipe.search.cursors import Asked, read_cursor, write_cursor
from kmpipe.search.engine import Rank, Sort

ASKED = Asked("air", Filters(place=("Jakarta",)), "relevance", True, True)


def pages(searcher: Searcher, query: str, limit: int, sort: Sort) -> list[list[str]]:
    """The ids of all pages, each reached by the cursor of the one before."""
    found: list[list[str]] = []
    cursor = None
    while True:
        results = searcher.search(query, limit=limit, sort=sort, cursor=cursor)
        assert results.before == sum(map(len, found))
        found.append([hit.id for hit in results.hits])
        cursor = results.next
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
@pytest.mark.parametrize(
    ("query", "sort"), [("", "relevance"), ("air OR resilience", "relevance"), ("-banjir", "date")]
)
def test_pages_by_cursor_make_up_the_whole(searcher: Searcher, query: str, sort: Sort, limit: int) -> None:
    """Every activity stands on one page, in the order of a single page of all; the last page has no next."""
    whole = [hit.id for hit in searcher.search(query, limit=100, sort=sort).hits]
    found = pages(searcher, query, limit, sort)
    assert [identity for page in found for identity in page] == whole
    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert found[-1]


def test_pages_hold_while_activities_come_and_go(
    searcher: Searcher, folder: Path, documents: list[IndexDocument]
) -> None:
    """What is added or removed between two pages makes no hit stand twice, and none that stays is missed."""
    first = searcher.search("", limit=2)
    assert [hit.id for hit in first.hits] == ["english", "phrase"]
    newest = msgspec.structs.replace(documents[3], id="newest", start="2021")
    update_index(folder, [newest], ["phrase"], revision=8)
    second = searcher.search("", limit=2, cursor=first.next)
    assert [hit.id for hit in second.hits] == ["flood", "water"]
    assert second.total == 5


def test_a_cursor_belongs_to_its_search(searcher: Searcher) -> None:
    """With another query, other filters, another order or other names a cursor is an error, not another page."""
    cursor = searcher.search("air", limit=1).next
    assert cursor is not None
    assert searcher.search(" air\n", limit=1, cursor=cursor).hits  # blanks do not matter
    others: list[dict[str, object]] = [
        {"query": "sampah"}, {"query": "air", "filters": Filters(place=("Jakarta",))}, {"query": "air", "sort": "date"},
        {"query": "air", "bridge": False}, {"query": "air", "predecessors": False},
    ]  # fmt: skip
    for other in others:
        with pytest.raises(QueryError, match="another query") as caught:
            searcher.search(cursor=cursor, **other)  # type: ignore[arg-type]
        assert caught.value.hint


@given(st.text(max_size=60) | st.text("ABCDEFabcdef0123456789-_=", max_size=60))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    """Any other text is a `QueryError`."""
    with pytest.raises(QueryError):
        read_cursor(text, ASKED)


@given(st.integers(0, 10**9), st.floats(0, 1e6).map(lambda score: round(score, 4)), st.integers(0, 99991231), st.text())
def test_a_cursor_tells_where_a_page_ended(seen: int, score: float, first: int, identity: str) -> None:
    """What was written is read, whatever the id; it needs no quotes in a shell or an address."""
    rank = Rank(score, first, identity)
    cursor = write_cursor(ASKED, seen, rank)
    assert read_cursor(cursor, ASKED) == (seen, rank)
    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_a_forged_rank_is_refused(score: float) -> None:
    """A score that no hit has is no cursor."""
    with pytest.raises(QueryError, match="no cursor"):
        read_cursor(write_cursor(ASKED, 1, Rank(score, 0, "x")), ASKED)
