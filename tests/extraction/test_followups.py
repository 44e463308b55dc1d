"""Action items: task, owner, due date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.extraction.followups import find_action_items
from kmpipe.text.normalise import normalise

HELD = dt.date(2018, 7, 1)


@pytest.mark.parametrize(
    ("text", "owner", "due"),
    [
        ("Laporan akhir akan diserahkan kepada Deputi Gubernur pada 31 Juli 2018.", None, "2018-07-31"),
        ("The final report will be submitted by the Secretariat by 31 July 2018.", "Secretariat", "2018-07-31"),
        ("BPBD diminta untuk menyiapkan peta banjir sebelum 10 September 2018.", "BPBD", "2018-09-10"),
        ("Selanjutnya, Sekretariat Jakarta Berketahanan akan menyusun notulen rapat.", "Sekretariat Jakarta Berketahanan", None),
        ("Data warga perlu dilengkapi oleh Dinas Sosial paling lambat Agustus 2018.", "Dinas Sosial", "2018-08"),
    ],
)  # fmt: skip
def test_sentences(text: str, owner: str | None, due: str | None) -> None:
    """A sentence that says what will be done gives owner and due date where it names them."""
    (item,) = find_action_items(text, HELD)
    assert (item.owner, item.due) == (owner, due)


def test_a_list_under_its_heading() -> None:
    """Each item under `Tindak lanjut` is a task; what follows the list is not."""
    text = "Tindak lanjut:\n1. Dinas Sosial menyusun data (PIC: Dinas Sosial)\n2. Undangan dikirim paling lambat 5 Agustus 2018\nFoto bersama\n- lampiran"
    items = find_action_items(text, HELD)
    assert [(i.task, i.owner, i.due) for i in items] == [
        ("Dinas Sosial menyusun data (PIC: Dinas Sosial)", "Dinas Sosial", None),
        ("Undangan dikirim paling lambat 5 Agustus 2018", None, "2018-08-05"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Strategi yang akan disusun kemudian akan membantu Jakarta.",
        "Lokakarya ini merupakan tindak lanjut dari rangkaian kegiatan sebelumnya.",
        "Jakarta akan mampu menghadapi guncangan pada tahun 2021.",
        "Laporan diserahkan kepada Gubernur pada 31 Juli 2018.",
        "Lokakarya berikutnya akan diadakan pada 10 Agustus 2018.",
    ],
)
def test_no_action_items(text: str) -> None:
    """Goals, descriptions, past deeds and announced events are no action items."""
    assert find_action_items(text, HELD) == ()


def test_a_past_date_is_not_due() -> None:
    """A date before the activity is not when something is due."""
    assert find_action_items("Laporan akan diserahkan pada 31 Juli 2018.", dt.date(2018, 9, 1)) == ()


@settings(deadline=None)  # the first example reads the vocabularies
@given(
    st.lists(
        st.sampled_from(
            ["akan", "disusun", "oleh", "Dinas", "pada", "31 Juli 2018", ".", "\n", "Tindak lanjut:", "1. ", ","]
        ),
        max_size=25,
    )
)
def test_quotes_are_the_text(pieces: list[str]) -> None:
    """Every quote is exactly the text at its offsets, whatever the text."""
    text = " ".join(pieces)
    for proof in (e for item in find_action_items(text, HELD) for e in item.evidence):
        assert text[proof.start : proof.end] == proof.quote


@pytest.mark.parametrize(
    "piece", ["akan disusun ", "akan disusun oleh Dinas pada 3 Mei 2019. ", "Tindak lanjut:\n1. a\n"]
)
def test_linear(assert_linear: Callable[..., None], piece: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(lambda text: find_action_items(text, HELD), piece, 4000)


@pytest.mark.shared
def test_seeds_have_none(shared: Path) -> None:
    """The three seed pages tell of goals and plans, not of tasks."""
    for path in (shared / "seeds").glob("*.txt"):
        assert find_action_items(normalise(path.read_text())) == ()
