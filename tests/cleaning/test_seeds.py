"""The three saved pages every release must read right."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kmpipe.cleaning import clean_capture, rebuild
from kmpipe.text.normalise import normalise_lines
from tests.cleaning.helpers import SHARED, capture, removed

GOLD = SHARED / "gold" / "seeds.json"
NAMES = ["000_01611622472af996.txt", "001_7a43732af4a71635.txt", "002_95a53ae922a1f73c.txt"]
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not GOLD.exists(), reason="the shared folder is absent")]


@pytest.mark.parametrize("name", NAMES)
def test_seed(name: str) -> None:
    """Title, categories, attachments, list items and removals are what the gold says, and the law holds."""
    gold: dict[str, Any] = json.loads(GOLD.read_text(encoding="utf-8"))[name]
    body = (SHARED / "seeds" / name).read_bytes()
    article = clean_capture(capture(body, "text/plain"))
    assert article.title == gold["title"]
    assert list(article.categories) == gold["categories"]
    assert [attachment.name for attachment in article.attachments] == gold.get("attachments", [])
    assert sum(block.kind == "item" for block in article.blocks) >= gold.get("list_items_kept_at_least", 0)
    for kind, texts in gold["removed"].items():
        for text in texts:
            assert any(text in gone for gone in removed(article, kind))
            assert text not in article.text.split("\n")
    assert rebuild(article.text, article.removals) == "\n".join(normalise_lines(body.decode()))
    for attachment in article.attachments:
        assert [article.text[e.start : e.end] for e in attachment.evidence] == [attachment.name]
