"""What is known of a site's pages, and when they changed against their own past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from kmpipe.model import Provenance
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.records import Document, SiteRun
from kmpipe.store.sites import drift
from tests.store.helpers import document, store


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue."""
    with closing(Catalogue(tmp_path / "c.sqlite", create=True)) as opened:
        yield opened


def on(host: str, given: Document, *, title_source: str = "h1") -> Document:
    """The document as one of that host."""
    article = msgspec.structs.replace(
        given.article, url=f"https://{host}/{given.article.id}", provenance=Provenance(title_source=title_source)
    )
    return msgspec.structs.replace(given, article=article)


def test_a_site_is_counted_by_run_and_by_rule(catalogue: Catalogue) -> None:
    """Each run has a row per site; the rules are summed over what stands now, `www.` or not."""
    store(catalogue, on("kota.example", document("a", "satu")), on("www.kota.example", document("b", "dua")))
    store(catalogue, on("kota.example", document("c", "tiga", published="2018"), title_source="first words"))
    assert catalogue.hosts() == {"kota.example": 3}
    first, second = catalogue.site_runs("kota.example").values()
    assert first == SiteRun(articles=2, kept=7, removed=26, untitled=0, undated=2)
    assert second == SiteRun(articles=1, kept=4, removed=13, untitled=1, undated=0)
    assert catalogue.site_before("kota.example", 2) == first
    assert catalogue.site_now("kota.example") == SiteRun(articles=3, kept=11, removed=39, untitled=1, undated=2)
    (use,) = catalogue.rule_uses("kota.example")
    assert (use.rule, use.kind, use.removals, use.characters, use.articles) == ("r", "tail", 3, 39, 3)


def test_files_without_an_address_belong_to_no_site(catalogue: Catalogue) -> None:
    """Saved text without a URL is of no host, and no run notes one."""
    store(catalogue, document("a"))
    assert catalogue.hosts() == {}
    assert catalogue.run_hosts(1) == []


BEFORE = SiteRun(articles=40, kept=80_000, removed=20_000, untitled=0, undated=2)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (SiteRun(articles=10, kept=19_000, removed=6_000, untitled=0, undated=1), ()),
        (SiteRun(articles=10, kept=10_000, removed=15_000, untitled=0, undated=0), ("60% of the text removed, before 20%",)),
        (SiteRun(articles=10, kept=25_000, removed=0, untitled=0, undated=0), ("0% of the text removed, before 20%",)),
        (SiteRun(articles=10, kept=19_000, removed=6_000, untitled=6, undated=0), ("60% of the articles without a title, before 0%",)),
        (SiteRun(articles=10, kept=19_000, removed=6_000, untitled=0, undated=10), ("100% of the articles without a date, before 5%",)),
        (SiteRun(articles=4, kept=1, removed=10_000, untitled=4, undated=4), ()),  # too few to tell
        (SiteRun(articles=5, kept=19_000, removed=6_000, untitled=0, undated=1), ()),  # one of five may be chance
    ],
)  # fmt: skip
def test_drift_is_a_jump_against_the_past(now: SiteRun, expected: tuple[str, ...]) -> None:
    """A share that jumps is said with both figures; small runs and small moves are not."""
    assert drift(BEFORE, now) == expected


def test_a_site_without_a_past_does_not_drift() -> None:
    """The first articles of a site are its past, not a change."""
    nothing = SiteRun(articles=0, kept=0, removed=0, untitled=0, undated=0)
    assert drift(nothing, msgspec.structs.replace(BEFORE, undated=40)) == ()
