"""Whole articles: which organisations and offices come out, and with which evidence."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmpipe.extraction.organisations import find_organisations
from kmpipe.model import OrganisationMention

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("KMPIPE_SHARED", HERE.parents[3] / "shared"))
ARTICLES: list[dict[str, Any]] = tomllib.loads((HERE / "articles.toml").read_text(encoding="utf-8"))["article"]
# the rules cannot know them: an invented name that opens with a known one, and a name nothing in the sentence proves
KNOWN_MISSES = {"Clean Air Asia Network", "Humanitarian OpenStreetMap Team"}
KNOWN_EXTRAS = {"Clean Air Asia"}


def agencies(found: tuple[OrganisationMention, ...]) -> set[str]:
    """The names of the organisations."""
    return {mention.name for mention in found if mention.kind != "office"}


def offices(found: tuple[OrganisationMention, ...]) -> set[str]:
    """The names of the offices."""
    return {mention.name for mention in found if mention.kind == "office"}


@pytest.mark.parametrize("article", ARTICLES, ids=[article["id"] for article in ARTICLES])
def test_article(article: dict[str, Any]) -> None:
    """An article gives just the organisations and offices it names, in Indonesian, English or both."""
    found = find_organisations(article["text"])
    expected = set(article["organisations"]) - KNOWN_MISSES
    assert expected <= agencies(found)
    assert agencies(found) - expected <= KNOWN_EXTRAS | set(article.get("optional", []))
    assert set(article.get("offices", [])) == offices(found)


@pytest.mark.parametrize("article", ARTICLES, ids=[article["id"] for article in ARTICLES])
def test_evidence(article: dict[str, Any]) -> None:
    """Each mention is quoted from its place, no place is used twice, and first mentions come in the order of the text."""
    found = find_organisations(article["text"])
    evidence = sorted((e for mention in found for e in mention.evidence), key=lambda e: e.start)
    assert all(e.quote == article["text"][e.start : e.end] and e.rule and 0 < e.confidence <= 1 for e in evidence)
    assert all(one.end <= other.start for one, other in pairwise(evidence))
    firsts = [mention.evidence[0].start for mention in found]
    assert firsts == sorted(firsts)
    assert len({mention.id for mention in found}) == len(found)


def test_no_break_space_changes_nothing() -> None:
    """A no-break space for a blank gives the same organisations (the roles too)."""
    for article in ARTICLES:
        plain = find_organisations(article["text"])
        spaced = find_organisations(article["text"].replace(" ", "\u00a0"))
        assert [(m.id, m.name, m.role) for m in plain] == [(m.id, m.name, m.role) for m in spaced]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(
    ["Dinas", "Kesehatan", ",", "Sosial", "dan", "(", ")", "BPBD", "DKI", "Jakarta", "Kota", "Semarang", "PT", ".", ";", "/", "-", "Universitas", "of", "Agency", "the", "and", "Menteri", "(SDA)", "Trisakti", "Angin", "Timur", "UNX", "PWI", "of", "at", "Kepala", "diwakili", "oleh", "mewakili", "dihadiri", "peserta", "100", "\n", "Yayasan", "Forum", "Pemkot", "melalui", "Ab", "XY", "Wali", "Bidang", "bidang"]
), max_size=40))  # fmt: skip
def test_any_words(words: list[str]) -> None:
    """Whatever the order of words, quotes stand where they say and never overlap."""
    text = " ".join(words)
    evidence = sorted((e.start, e.end, e.quote) for m in find_organisations(text) for e in m.evidence)
    assert all(text[start:end] == quote and start < end for start, end, quote in evidence)
    assert all(one[1] <= other[0] for one, other in pairwise(evidence))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Any text at all gives an answer, the same one each time."""
    assert find_organisations(text) == find_organisations(text)


@pytest.mark.parametrize("unit", [
    "(", "Dinas ", "Dinas Kesehatan, ", "Agency of ", "Kota ", "bersama BPBD ", "dihadiri BPBD ", "diwakili oleh Ani, ", "Pemprov DKI (", "PKK, FKDM, ",
    "Pemkot Xyz melalui Dinas Kesehatan ", "Pemprov Indonesia melalui ", "Council of Abc at Harvard University ", "ATR/", "Baca juga ", "(ABC) ", "Surabaya's ", "Asian Institute of ", "Kodim 1/", "Kota Malang, ", "Yayasan Pengairan Abc. ", "didanai BPBD dan ",
])  # fmt: skip
def test_linear(assert_linear: Callable[..., None], unit: str) -> None:
    """Four times the text takes about four times the time, whatever is repeated."""
    assert_linear(find_organisations, unit, 3_000)


def shared(name: str) -> Path:
    """A file of the shared folder; the test is skipped where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs {name} of the shared folder")
    return path


@pytest.mark.shared
def test_seeds() -> None:
    """The three seed documents give their organisations and offices, and at most two other organisations."""
    for name, gold in json.loads(shared("gold/seeds.json").read_text(encoding="utf-8")).items():
        if name.startswith("_"):
            continue
        text = shared(f"seeds/{name}").read_text(encoding="utf-8")
        for line in (line for lines in gold["removed"].values() for line in lines):
            text = text.replace(line, "")
        found = find_organisations(text, title=gold["title"], year=2018)
        assert set(gold["organisations"]) <= agencies(found)
        assert len(agencies(found) - set(gold["organisations"])) <= 2
        assert set(gold["offices"]) <= offices(found)


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


@pytest.mark.shared
def test_gold() -> None:
    """On the development reports at least nine in ten organisations are found, and as many of those found are right."""
    hits = extra = missed = 0
    for line in shared("gold/activities.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "text" not in row:
            continue
        found = {_plain(name) for name in agencies(find_organisations(row["text"]))}
        gold: dict[str, set[str]] = {}
        optional: set[str] = set()
        for agency in row["agencies"]:
            forms = {_plain(agency["canonical"]), _plain(agency["surface"])}
            if agency["kind"] == "agency":
                gold.setdefault(agency["canonical"], set()).update(forms)
            else:
                optional |= forms
        reached = {name for name, forms in gold.items() if forms & found}
        hits += len(reached)
        missed += len(gold) - len(reached)
        extra += len(found - optional - {form for forms in gold.values() for form in forms})
    assert hits / (hits + missed) >= 0.9
    assert hits / (hits + extra) >= 0.9
