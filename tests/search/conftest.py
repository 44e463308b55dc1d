"""A small corpus and its index, shared by the tests of the search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kmpipe.model import Block
from kmpipe.search import AgencyKey, IndexDocument, Searcher, rebuild_index

BPBD = AgencyKey(
    id="bpbd-dki",
    name="Badan Penanggulangan Bencana Daerah Provinsi DKI Jakarta",
    forms=("BPBD", "BPBD Provinsi DKI Jakarta"),
)
DLH = AgencyKey(id="dlh-dki", name="Dinas Lingkungan Hidup Provinsi DKI Jakarta", forms=("DLH",))
SUDIN = AgencyKey(id="dlh", name="Suku Dinas Kebersihan", forms=("Sudin Kebersihan",))

MIXED = "Rapat koordinasi banjir.\nCity resilience strategies were discussed by stakeholders."


@pytest.fixture
def documents() -> list[IndexDocument]:
    """Five activities: enough to tell the answers apart."""
    return [
        IndexDocument(
            id="water", article="a1", title="Lokakarya Tata Kelola Air", language="id", type="workshop",
            text="Semarang, 15-17 Januari 2018.\nPeserta membahas pengelolaan air limbah dan sampah di kota-kota pesisir.",
            start="2018-01-15", end="2018-01-17", agencies=(DLH,), focus=("water",), place="Semarang",
            province="Jawa Tengah", venue="Balai Kota", people=("Oswar Mungkasa",), url="https://one.example/water",
            site="one.example", status="held",
        ),
        IndexDocument(
            id="flood", article="a2", title="Rapat Koordinasi Banjir", language="mixed", type="coordination meeting",
            text=MIXED, start="2018-08-23", agencies=(BPBD, DLH), focus=("disaster", "water"), place="Jakarta",
            blocks=(
                Block(kind="paragraph", start=0, end=24, language="id"),
                Block(kind="paragraph", start=25, end=len(MIXED), language="en"),
            ),
            site="one.example",
        ),
        IndexDocument(
            id="phrase", article="a3", title="Catatan Pompa", language="id", type="other",
            text="Tata dan kelola pompa air. Tata air, kelola sampah.", start="2018-10", place="Jakarta", site="two.example",
        ),
        IndexDocument(
            id="english", article="a4", title="Working group on city resilience", language="en", type="meeting",
            text="The WHO met the cities. Jakarta's stakeholders agreed on a strategy.", start="2019",
            agencies=(SUDIN,), place="Jakarta", site="two.example",
        ),
        IndexDocument(
            id="undated", article="a5", title="Profil Sekretariat", language="id", text="Siapa yang bekerja di sekretariat?",
        ),
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, documents: list[IndexDocument]) -> Path:
    """The folder of an index of the small corpus, made from catalogue revision 7."""
    rebuild_index(tmp_path / "index", documents, revision=7)
    return tmp_path / "index"


@pytest.fixture
def searcher(folder: Path) -> Iterator[Searcher]:
    """A searcher over the small corpus."""
    with Searcher(folder) as opened:
        yield opened


Find = Callable[..., list[str]]


@pytest.fixture
def find(searcher: Searcher) -> Find:
    """Runs a query; gives the ids found, sorted."""

    def run(query: str, **options: object) -> list[str]:
        return sorted(hit.id for hit in searcher.search(query, **options).hits)  # type: ignore[arg-type]

    return run
