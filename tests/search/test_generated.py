"""The generated corpus that the engines are compared and measured on."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def generated() -> ModuleType:
    """The module beside this one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        return importlib.import_module("generated")


def test_a_larger_corpus_begins_with_a_smaller_one(generated: ModuleType) -> None:
    """Figures of two sizes compare: the same documents come first, and every run makes the same."""
    some = list(generated.documents(300))
    assert some[:100] == list(generated.documents(100))
    assert some[:100] != list(generated.documents(100, seed=1))
    assert len({document.id for document in some}) == 300


def test_it_is_like_what_is_searched(generated: ModuleType) -> None:
    """Both languages, 150 words or more, few agencies often and many seldom, some without a date; blocks are lines."""
    some = list(generated.documents(1000))
    languages = Counter(document.language for document in some)
    assert languages["id"] > 3 * languages["en"] > 3 * languages["mixed"] > 100
    assert min(len(document.text.split()) for document in some) >= 150
    agencies = Counter(agency.id for document in some for agency in document.agencies)
    assert len(agencies) == 60
    assert agencies.most_common(1)[0][1] > 10 * min(agencies.values())
    assert 0 < sum(document.start is None for document in some) < 200
    mixed = next(document for document in some if document.language == "mixed")
    assert [mixed.text[block.start : block.end] for block in mixed.blocks] == mixed.text.split("\n")
    assert {block.language for block in mixed.blocks} == {"id", "en"}
