"""The page about the query language, run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from kmpipe.errors import QueryError
from kmpipe.model import Language
from kmpipe.search import AgencyKey, IndexDocument, Searcher, rebuild_index
from kmpipe.search.query import FIELDS

PAGE = Path(__file__).parents[2] / "docs" / "query-language.md"


def tables() -> dict[tuple[str, ...], list[list[str]]]:
    """The rows of the page's tables by their headings."""
    found: dict[tuple[str, ...], list[list[str]]] = {}
    heading: tuple[str, ...] | None = None
    for line in PAGE.read_text("utf-8").splitlines():
        if not line.startswith("|"):
            heading = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if heading is None:
            heading = tuple(cells)
        elif not set(line) <= set("|- "):
            found.setdefault(heading, []).append(cells)
    return found


SAMPLE = (
    "no.", "title", "held", "type", "status", "place", "province", "focus", "agencies", "site", "language", "text",
)  # fmt: skip


def activity(cells: list[str]) -> IndexDocument:
    """A row of the table of activities as a document."""
    row = dict(zip(SAMPLE, cells, strict=True))
    start, _, end = row["held"].partition(" to ")
    agencies = []
    for each in filter(None, row["agencies"].split("; ")):
        name, _, forms = each.removesuffix(")").partition(" (")
        agencies.append(
            AgencyKey(id=name.lower().replace(" ", "-"), name=name, forms=tuple(filter(None, forms.split(", "))))
        )
    assert row["language"] in get_args(Language)
    return IndexDocument(
        id=row["no."], article=f"a{row['no.']}", title=row["title"], text=row["text"], language=row["language"],
        start=start or None, end=end or None, agencies=tuple(agencies), type=row["type"], place=row["place"],
        province=row["province"], focus=(row["focus"],), status=row["status"], site=row["site"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the activities of the page."""
    folder = tmp_path_factory.mktemp("page")
    rebuild_index(folder, [activity(cells) for cells in tables()[SAMPLE]], revision=1)
    return folder


def code(cell: str) -> str:
    """What stands between the backticks of a cell."""
    match = re.fullmatch("`(.+)`", cell)
    assert match, cell
    return match[1]


@pytest.mark.parametrize(("query", "numbers"), tables()[("query", "finds")])
def test_examples_find_what_the_page_says(sample: Path, query: str, numbers: str) -> None:
    """Every example on the page finds the activities it lists."""
    with Searcher(sample) as searcher:
        assert sorted(searcher.ids(code(query))) == numbers.split(", ")


@pytest.mark.parametrize(("query", "others", "numbers"), tables()[("query", "also searched", "finds")])
def test_other_names_are_those_on_the_page(sample: Path, query: str, others: str, numbers: str) -> None:
    """Every example with other names searches those and finds what the page lists."""
    with Searcher(sample) as searcher:
        results = searcher.search(code(query))
    assert "; ".join(", ".join(also.forms) for also in results.also_searched) == others
    assert sorted(hit.id for hit in results.hits) == numbers.split(", ")


@pytest.mark.parametrize(("query", "message"), tables()[("query", "error")])
def test_errors_read_as_the_page_says(sample: Path, query: str, message: str) -> None:
    """Every error on the page has that message, a place and a hint."""
    with Searcher(sample) as searcher, pytest.raises(QueryError) as caught:
        searcher.search(code(query))
    assert caught.value.message == message
    assert caught.value.position is not None
    assert caught.value.hint


def test_every_field_is_on_the_page() -> None:
    """The page lists the fields there are."""
    assert sorted(code(cells[0]) for cells in tables()[("field", "looks in", "value")]) == sorted(
        f"{name}:" for name in FIELDS
    )
