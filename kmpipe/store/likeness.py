"""Which articles have nearly the same words: MinHash bands to find candidates, exact Jaccard to judge them.

Finding the candidates of an article costs one indexed look-up a band, however large the catalogue is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import pairwise

import msgspec
from rensa import RMinHash
from sqlalchemy import Connection, delete, insert, or_, select

from kmpipe.model import Article
from kmpipe.store import schema

# words of a shingle, as in the figures below
SHINGLE = 5
# Minutes of one series share .72 of the shingles of their opening and .32 of all; copies on other sites above .85.
ALIKE = 0.8
# shorter texts are told apart by a date or a name: they are mirrors only where they are equal
MIN_WORDS = 50
# A pair with Jaccard s shares a band with probability 1 - (1 - s^ROWS)^BANDS: .998 at .8, .02 at .32.
_BANDS, _ROWS = 21, 6
_SEED = 1
_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[str]:
    """The 5-grams of the words of a text, without case; none for a text below `MIN_WORDS` words.

    >>> len(shingles("kota " * 60))
    1
    """
    words = _WORD.findall(text.casefold())
    if len(words) < MIN_WORDS:
        return frozenset()
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    """The share of shingles that two texts have in common, 0–1, to four places."""
    union = len(left | right)
    return round(len(left & right) / union, 4) if union else 0.0


def bands(found: frozenset[str]) -> tuple[int, ...]:
    """The bands of a set of shingles: signed 64-bit numbers, each of its place and its part of the MinHash."""
    if not found:
        return ()
    minhash = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    minhash.update(sorted(found))
    digest = minhash.digest()
    edges = range(0, _BANDS * _ROWS + 1, _ROWS)
    return tuple(
        int.from_bytes(hashlib.blake2b(f"{a}:{digest[a:b]}".encode(), digest_size=8).digest(), signed=True)
        for a, b in pairwise(edges)
    )


def note_likeness(db: Connection, articles: Iterable[Article]) -> set[str]:
    """Write down which stored articles these are alike, and forget what was noted of them before.

    Returns the ids of the articles they are or were alike.
    """
    table = schema.alike
    others: set[str] = set()
    for article in articles:
        mine = or_(table.c.left == article.id, table.c.right == article.id)
        others |= {other for pair in db.execute(select(table.c.left, table.c.right).where(mine)) for other in pair}
        db.execute(delete(table).where(mine))
        db.execute(delete(schema.bands).where(schema.bands.c.article == article.id))
        found = shingles(article.text)
        keys = sorted(set(bands(found)))
        if not keys:
            continue
        for other, text in _candidates(db, article.id, keys):
            similarity = jaccard(found, shingles(text))
            if similarity >= ALIKE:
                left, right = sorted((article.id, other))
                db.execute(insert(table).values(left=left, right=right, similarity=similarity))
                others.add(other)
        db.execute(insert(schema.bands), [{"article": article.id, "band": key} for key in keys])
    return others


def _candidates(db: Connection, article: str, keys: list[int]) -> list[tuple[str, str]]:
    """Id and text of the stored articles that share a band and may be mirrors.

    Minutes of one series may share most of their words: days held that differ, and numbers in the titles that differ,
    tell articles apart before a word of them is read.
    """
    table, own = schema.articles.c, schema.articles.alias("own")
    sharing = select(schema.bands.c.article).where(schema.bands.c.band.in_(keys)).distinct()
    query = (
        select(table.id, table.data).join(own, own.c.id == article).where(table.id.in_(sharing), table.id != article)
    )
    for name in ("held", "numbers"):
        query = query.where(or_(table[name] == own.c[name], table[name] == "", own.c[name] == ""))
    rows = db.execute(query.order_by(table.id)).all()
    return [(row[0], msgspec.json.decode(row[1], type=Article).text) for row in rows]
