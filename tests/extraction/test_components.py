"""The spaCy pipeline: what other tools see of our findings."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy

import kmpipe
from kmpipe.extraction.components import COMPONENTS, Context

TEXT = "Jakarta, 23 Agustus 2018.\nSekretariat Jakarta Berketahanan dan BPBD Provinsi DKI Jakarta mengadakan lokakarya banjir."


@pytest.mark.parametrize("language", ["id", "en", "xx"])
def test_pipeline_has_our_components_and_needs_no_model(language: str) -> None:
    """Each pipeline is blank but for the registered components, in their order."""
    assert kmpipe.nlp(language).pipe_names == [f"kmpipe_{name}" for name in COMPONENTS]  # type: ignore[arg-type]


def test_spans_carry_label_and_id() -> None:
    """Dates and organisations stand in doc.spans, with role or kind as label and the authority id as kb_id."""
    doc = kmpipe.nlp("id")(TEXT)
    assert [span.text for span in doc.spans["dates"]] == ["23 Agustus 2018"]
    found = {(span.text, span.label_, span.kb_id_) for span in doc.spans["organisations"]}
    assert ("BPBD Provinsi DKI Jakarta", "government", "dki-bpbd") in found
    assert doc._.language == "id"
    assert [doc[sentence.start].text for sentence in doc.sents] == ["Jakarta", "Sekretariat"]


def test_displacy_draws_the_spans() -> None:
    """Another spaCy tool can use what we write."""
    doc = kmpipe.nlp("id")(TEXT)
    html = displacy.render(doc, style="span", options={"spans_key": "organisations"}, jupyter=False)
    assert "BPBD" in html and "government" in html


def test_context_settles_relative_dates() -> None:
    """The date of publication, given as context, is the reference of a date without a year."""
    nlp = kmpipe.nlp("id")
    doc = nlp.make_doc("Rapat digelar Kamis (4/8).")
    doc._.context = Context(published=dt.date(2022, 8, 5))
    assert [date.start for date in nlp(doc)._.dates] == ["2022-08-04"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_tokenizer_keeps_every_character(text: str) -> None:
    """The text can be rebuilt from the Doc, whatever it holds."""
    assert kmpipe.nlp("xx").tokenizer(text).text == text


@pytest.mark.parametrize("unit", ["(", "a-", "Dinas ", "15-", "Baca juga"])
def test_pipeline_is_linear(assert_linear: Callable[..., None], unit: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(kmpipe.nlp("id"), unit, 12_000)


def test_importing_kmpipe_loads_nothing_heavy() -> None:
    """`import kmpipe` alone is instant; what is heavy loads with the name that needs it."""
    import subprocess

    code = "import sys, kmpipe; print(*sorted(sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert loaded.isdisjoint({"spacy", "lxml", "sqlalchemy", "whoosh", "click", "rich", "trafilatura"})
