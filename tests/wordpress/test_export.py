"""The export file of a running WordPress."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from kmpipe.model import Known
from kmpipe.sources.records import Offer
from kmpipe.sources.wxr import read_wxr
from tests.wordpress.inflate import inflate
from tests.wordpress.testbed import Testbed


@pytest.fixture(scope="module")
def export(testbed: Testbed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("wxr") / "export.xml"
    testbed.export(file)
    return file


def offers(file: Path) -> dict[int, Offer]:
    found = [one for one in read_wxr(file) if isinstance(one, Offer)]
    return {int(one.ident.removeprefix("?p=")): one for one in found}


def twins(some: Iterable[Offer]) -> int:
    """How many posts have the words of another one."""
    bodies = [offer.body for offer in some if offer.body]
    return len(bodies) - len(set(bodies))


def test_exactly_the_published_posts_come(testbed: Testbed, export: Path) -> None:
    """Every post to keep comes, with what the site knows of it, and nothing else does."""
    found = {number: offer for number, offer in offers(export).items() if offer.dropped is None}
    assert found.keys() == {item.id for item in testbed.items}
    for item in testbed.items:
        known = found[item.id].known
        assert known == Known(
            title=item.title or None, published=item.date, modified=known.modified, author=item.author,
            categories=known.categories, tags=known.tags,
        )  # fmt: skip
        assert sorted(map(html.unescape, known.categories)) == sorted(map(html.unescape, item.categories))
        assert sorted(map(html.unescape, known.tags)) == sorted(map(html.unescape, item.tags))
        assert found[item.id].url.endswith(item.path)


def test_a_large_export_is_of_distinct_posts(export: Path, tmp_path: Path) -> None:
    """The export made larger for measuring holds the same kinds of posts, each with an address and words of its own."""
    large = tmp_path / "large.xml"
    inflate(export, large, 5 * export.stat().st_size)
    before, after = offers(export), offers(large)
    assert before.items() <= after.items()
    came = [offer for offer in after.values() if offer.dropped is None]
    assert len({offer.url for offer in came}) == len(came)
    # the site has one text at two addresses
    assert twins(after.values()) == twins(before.values())
    share = Counter(offer.dropped for offer in before.values()), Counter(offer.dropped for offer in after.values())
    assert share[1][None] >= 4 * share[0][None] and share[1].keys() == share[0].keys()
