"""The names by which values are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kmpipe.errors import QueryError
from kmpipe.search import Filters, IndexDocument, Searcher, rebuild_index, update_index

DOCUMENTS = [
    IndexDocument(
        id="one", article="a", title="Satu", text="x", language="id", type="workshop", status="postponed",
        focus=("mobility",), place="Surakarta", province="Jawa Tengah", site="dishub.jakarta.example",
    ),
    IndexDocument(
        id="two", article="b", title="Two", text="x", language="en", type="coordination meeting", status="held",
        focus=("social_cohesion", "siap"), place="Jakarta", province="DKI Jakarta", venue="Balai Kota", site="jakarta.example",
    ),
]  # fmt: skip


def found(folder: Path, query: str = "", **filters: object) -> set[str]:
    """What a query finds."""
    with Searcher(folder) as searcher:
        return set(searcher.ids(query, Filters(**filters)))  # type: ignore[arg-type]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of two activities."""
    rebuild_index(tmp_path / "index", DOCUMENTS, revision=1)
    return tmp_path / "index"


@pytest.mark.parametrize(
    ("filter_", "value", "ids"),
    [
        ("type", "Lokakarya", {"one"}),
        ("type", "rapat koordinasi", {"two"}),
        ("type", "rapat-koordinasi", {"two"}),
        ("type", "rapat", set()),  # a label means only its own type
        ("status", "ditunda", {"one"}),
        ("status", "Rescheduled", {"one"}),
        ("status", "terlaksana", {"two"}),
        ("language", "Indonesia", {"one"}),
        ("language", "bahasa inggris", {"two"}),
        ("focus", "fokus utama 4", {"one"}),
        ("focus", "Memelihara kohesi sosial warga Jakarta", {"two"}),
        ("focus", "kohesi sosial", {"two"}),
        ("focus", "social-cohesion", {"two"}),
        ("focus", "siap", {"two"}),  # an area of another scheme, whole: not "siap siaga"
        ("place", "Solo", {"one"}),
        ("place", "balai kota", {"two"}),
        ("province", "Central Java", {"one"}),
        ("province", "jakarta", {"two"}),
        ("site", "jakarta.example", {"two"}),  # a whole host, not the ones below it
        ("site", "dishub", {"one"}),
        ("site", "example", {"one", "two"}),
    ],
)
def test_values_are_understood_in_both_languages(index: Path, filter_: str, value: str, ids: set[str]) -> None:
    """A filter takes ids, labels, other names and parts of names; the field of a query takes the same."""
    field = {"language": "lang"}.get(filter_, filter_)
    assert found(index, **{filter_: (value,)}) == ids
    assert found(index, f'{field}:"{value}"') == ids


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("agensi:BPBD", "did you mean agency:?"),
        ("tempat:Jakarta", "did you mean place:?"),
        ("plase:Jakarta", "did you mean place:?"),
        ("tanggl:2018", "did you mean date:?"),
        ("type:lokakaria", "did you mean “lokakarya”?"),
        ("status:dituda", "did you mean “ditunda”?"),
        ("lang:Ingris", "did you mean “Inggris”?"),
        ("air date:15 Januari 2018", 'date:"15 Januari 2018"'),
        ("type:xyz", "workshop, working session"),
    ],
)
def test_errors_say_what_was_probably_meant(index: Path, query: str, hint: str) -> None:
    """A wrong field or value is an error that suggests the right one, or lists all there are."""
    with Searcher(index) as searcher, pytest.raises(QueryError) as caught:
        searcher.search(query)
    assert hint in caught.value.hint
    assert caught.value.position is not None


@pytest.mark.parametrize("filters", [{"type": ("pelatian",)}, {"status": ("maybe",)}, {"start": "soon"}])
def test_wrong_filters_have_a_place_and_a_hint(index: Path, filters: dict[str, object]) -> None:
    """The value of a filter is shown like a query, with a caret under its beginning."""
    with Searcher(index) as searcher, pytest.raises(QueryError) as caught:
        searcher.search("", Filters(**filters))  # type: ignore[arg-type]
    assert (caught.value.position, bool(caught.value.query), bool(caught.value.hint)) == (0, True, True)


def test_labels_of_a_workspace_count(tmp_path: Path) -> None:
    """An area with labels of the workspace's own is asked for by them, after an update, too."""
    own = tmp_path / "vocab"
    own.mkdir()
    (own / "focus_areas-own.toml").write_text(
        '[[scheme]]\nid = "own"\nlabel_id = "Sendiri"\nlabel_en = "Own"\n'
        '[[concept]]\nid = "k1"\nscheme = "own"\nlabel_id = "Kota layak anak"\nlabel_en = "Child-friendly city"\n'
    )
    folder = tmp_path / "index"
    rebuild_index(folder, DOCUMENTS, revision=1, vocabularies=(own,))
    new = IndexDocument(id="three", article="c", title="Tiga", text="x", focus=("k1",))
    update_index(folder, [new], (), revision=2, vocabularies=(own,))
    with Searcher(folder, vocabularies=(own,)) as searcher:
        assert searcher.ids('focus:"child friendly city"') == searcher.ids("focus:anak") == ("three",)
        assert searcher.ids("type:lokakarya") == ("one",)
