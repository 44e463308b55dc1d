"""Articles with nearly the same words: found, folded, told apart, whatever the order they come in."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import permutations
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import event

from kmpipe.model import Period
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.likeness import ALIKE, bands, jaccard, shingles
from kmpipe.store.records import Document
from tests.store.helpers import NOW, document, store

WORDS = [f"kata{n}" for n in range(400)]


def text(seed: int, *, changed: int = 0, size: int = 300) -> str:
    """A text of its own for each seed; `changed` of its words at the end are others."""
    words = random.Random(seed).choices(WORDS, k=size)
    return " ".join([*words[: size - changed], *(f"lain{seed}x{n}" for n in range(changed))])


def held(given: Document, start: str | None) -> Document:
    """The document with its activity held on another day, or undated."""
    (activity,) = given.extraction.activities
    period = Period(start=start) if start else None
    told = msgspec.structs.replace(activity, held=period)
    return msgspec.structs.replace(given, extraction=msgspec.structs.replace(given.extraction, activities=(told,)))


def titled(given: Document, title: str) -> Document:
    """The document and its activity under another title."""
    (activity,) = given.extraction.activities
    told = msgspec.structs.replace(activity, title=title)
    extraction = msgspec.structs.replace(given.extraction, activities=(told,))
    return msgspec.structs.replace(
        given, article=msgspec.structs.replace(given.article, title=title), extraction=extraction
    )


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue."""
    with closing(Catalogue(tmp_path / "c.sqlite", create=True)) as opened:
        yield opened


def mirrors(catalogue: Catalogue) -> dict[str, str | None]:
    """Which article mirrors which."""
    return {stored.article.id: stored.mirror_of for stored in catalogue.stored()}


def test_a_copy_with_a_few_other_words_is_a_mirror(catalogue: Catalogue) -> None:
    """The earliest published is the canonical article; both ids and both articles lead to its activity."""
    store(catalogue, titled(document("b", text(1, changed=10), published="2018-05-08"), "Rapat"))
    store(catalogue, titled(document("a", text(1), published="2018-05-07"), "Rapat kerja"))
    assert mirrors(catalogue) == {"a": None, "b": "a"}
    stored, (activity,) = catalogue.resolve("b")
    assert (stored.article.id, stored.article.aliases, activity.articles) == ("a", ("b",), ("a", "b"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("2018-05-07", "Rapat"), ("2018-05-14", "Rapat")),
        ((None, "Pertemuan ke-3"), (None, "Pertemuan ke-4")),
    ],
)
def test_minutes_of_a_series_are_no_duplicates(
    catalogue: Catalogue, left: tuple[str | None, str], right: tuple[str | None, str]
) -> None:
    """Nearly the same words on other days, or with another number in the title, are different meetings."""
    for name, (start, title), changed in (("a", left, 0), ("b", right, 5)):
        store(catalogue, held(titled(document(name, text(1, changed=changed)), title), start))
    assert mirrors(catalogue) == {"a": None, "b": None}
    assert catalogue.likenesses() == []


def test_a_long_series_costs_each_new_part_the_same(catalogue: Catalogue) -> None:
    """Minutes with nearly the same words, each on its own day: one more costs no more statements after fifty than after five."""
    statements: list[str] = []
    event.listen(catalogue._engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    def cost(number: int) -> int:
        statements.clear()
        given = titled(document(f"m{number:03}", text(1, changed=number % 7)), f"Pertemuan ke-{number}")
        store(catalogue, held(given, f"2018-{number % 12 + 1:02}-{number // 12 + 1:02}"))
        return len(statements)

    costs = [cost(number) for number in range(50)]
    assert max(costs[5:]) <= costs[4]


def test_mirrors_do_not_join_two_days_through_an_undated_copy(catalogue: Catalogue) -> None:
    """An undated copy folds with one of two dated articles, never with both."""
    store(catalogue, held(titled(document("a", text(1), published="2018-01-02"), "A"), None))
    store(catalogue, held(titled(document("b", text(1, changed=3), published="2018-01-03"), "A"), "2018-01-01"))
    store(catalogue, held(titled(document("c", text(1, changed=6), published="2018-01-04"), "A"), "2018-02-01"))
    assert mirrors(catalogue) == {"a": None, "b": "a", "c": None}


def test_a_part_of_the_words_is_not_enough(catalogue: Catalogue) -> None:
    """Articles that share their opening are not alike."""
    store(catalogue, document("a", text(1)), document("b", text(1, changed=150)))
    assert mirrors(catalogue) == {"a": None, "b": None}
    assert catalogue.likenesses() == []


def test_a_person_s_word_wins(catalogue: Catalogue) -> None:
    """What was said to be no duplicate stands apart, also after both came again, until that is taken back."""
    pair = [
        titled(document(name, text(1, changed=n), published=f"2018-05-0{n + 1}"), "A")
        for n, name in enumerate(["a", "b"])
    ]
    store(catalogue, *pair)
    settled = catalogue.decide("distinct", "a b", None, author="ani", made=NOW)
    assert (mirrors(catalogue), settled.told, settled.gone) == ({"a": None, "b": None}, {"a.1", "b.1"}, frozenset())
    store(catalogue, titled(document("b", text(1, changed=2), published="2018-05-02"), "A"))
    assert mirrors(catalogue) == {"a": None, "b": None}
    (judgement,) = catalogue.judgements("distinct")
    assert catalogue.retract(judgement.id, NOW).gone == {"b.1"}
    assert mirrors(catalogue) == {"a": None, "b": "a"}


def test_an_edit_parts_what_was_alike(catalogue: Catalogue) -> None:
    """A mirror that gets other words stands alone, and the canonical article forgets it."""
    store(catalogue, document("a", text(1), published="2018-05-01"))
    store(catalogue, titled(document("b", text(1, changed=5), published="2018-05-02"), text(1)))
    assert mirrors(catalogue) == {"a": None, "b": "a"}
    store(catalogue, document("b", text(2), published="2018-05-02"))
    assert mirrors(catalogue) == {"a": None, "b": None}
    assert [activity.articles for activity in catalogue.activities()] == [("a",), ("b",)]


def test_the_order_of_ingest_does_not_matter(tmp_path: Path) -> None:
    """Five articles in every order, some alike, some the same: always the same clusters and activities."""
    given = [
        held(titled(document("a", text(1), published="2018-05-03"), "A"), None),
        held(titled(document("b", text(1, changed=4), published="2018-05-02"), "A"), "2018-05-01"),
        held(titled(document("c", text(1, changed=8), published="2018-05-01"), "A"), "2018-04-01"),
        held(titled(document("d", text(1), published="2018-05-05"), "A"), None),
        held(titled(document("e", text(3), published=None), "E"), None),
    ]
    results = set()
    for number, order in enumerate(permutations(given)):
        if number % 8 == 0:  # every eighth of the 120 orders
            results.add(_dump(tmp_path / f"{number}.sqlite", order))
    assert len(results) == 1


def _dump(path: Path, order: Sequence[Document]) -> str:
    with closing(Catalogue(path, create=True)) as catalogue:
        for given in order:
            store(catalogue, given)
        lines = [line for line in catalogue.dump() if '"table": "meta"' not in line]
    return "\n".join(lines)


def test_a_new_article_costs_the_same_in_a_large_catalogue(catalogue: Catalogue) -> None:
    """The number of statements for one more article does not grow with the catalogue."""
    statements: list[str] = []
    event.listen(catalogue._engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    def cost(number: int) -> int:
        statements.clear()
        store(catalogue, titled(held(document(f"n{number}", text(1000 + number)), f"2019-01-0{number + 1}"), "Rapat"))
        return len(statements)

    first = cost(0)
    store(
        catalogue,
        *(
            held(
                titled(document(f"m{number}", text(number)), f"Rapat {number}"),
                f"20{number // 12:02}-{number % 12 + 1:02}-01",
            )
            for number in range(200)
        ),
    )
    assert cost(1) == first


def test_short_texts_are_alike_only_where_they_are_equal() -> None:
    """Below 50 words a date is too large a part of a text for likeness to tell two notices apart."""
    assert shingles("rapat rutin " * 24) == frozenset()
    assert bands(frozenset()) == ()
    assert jaccard(frozenset(), frozenset()) == 0.0


def test_articles_alike_share_a_band() -> None:
    """Of 200 pairs with similarity just above the bound at least 190 are found; of 200 unlike ones at most 20."""
    alike = unlike = 0
    for seed in range(200):
        one = shingles(text(seed))
        near, far = shingles(text(seed, changed=28)), shingles(text(seed, changed=150))
        assert jaccard(one, near) >= ALIKE > jaccard(one, far)
        alike += bool(set(bands(one)) & set(bands(near)))
        unlike += bool(set(bands(one)) & set(bands(far)))
    assert alike >= 190
    assert unlike <= 20
