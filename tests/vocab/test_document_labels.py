"""The labels of documents: whole in both languages, and none of them lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kmpipe
from kmpipe.vocab.load import read_tables

TABLES = {path.stem: document for path, document in read_tables("report_labels")}
DOCUMENTS = TABLES["report_labels-documents"]
SOURCES = "".join(path.read_text(encoding="utf-8") for path in Path(kmpipe.__file__).parent.rglob("*.py"))

PATTERNS = {
    "([a-z_]+)".join(map(re.escape, re.split(r"\{[^{}]+\}", said)))
    for said in re.findall(r"""labels\(f["']([^"']*)["']""", SOURCES)
    if said.count("{") == 1
} | {"(.*)_title", "doc_role_(.*)"}


def test_both_languages_have_the_same_labels() -> None:
    """A label of one language is there in the other, with the same values, and not twice over the files."""
    assert DOCUMENTS["id"].keys() == DOCUMENTS["en"].keys()
    assert not TABLES["report_labels"]["id"].keys() & DOCUMENTS["id"].keys()
    for name, text in DOCUMENTS["id"].items():
        assert set(re.findall(r"\$\w+", text)) == set(re.findall(r"\$\w+", DOCUMENTS["en"][name])), name


def _said(name: str) -> bool:
    """Whether the code says a label whole, or with a value in its place: `labels(f"doc_{state}")`."""
    if f'"{name}"' in SOURCES or f"'{name}'" in SOURCES:
        return True
    found = (re.fullmatch(pattern, name) for pattern in PATTERNS)
    return any(match is not None and f'"{match[1]}"' in SOURCES for match in found)


@pytest.mark.parametrize("name", sorted(DOCUMENTS["id"]))
def test_every_label_is_used(name: str) -> None:
    """A label that no document says is a leftover."""
    assert _said(name)


def test_labels_are_in_order() -> None:
    """Sorted by name, so that one is found."""
    for language in ("id", "en"):
        assert list(DOCUMENTS[language]) == sorted(DOCUMENTS[language])
