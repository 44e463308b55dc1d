"""What the search benchmark gives every system: prepared documents, streamed from a file, and questions.

A document is analysed once a size; it is kept with its words as columns, which are read back ten times as fast as words
one by one.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from kmpipe.search.engine import Card, IndexDocument, Prepared, Stored
from kmpipe.search.plan import STOP_MARK, KeyField, TextField
from kmpipe.text.analysis import Analyser, Term

# the questions of a row, all different
ASKED = 60
# the documents they are made from: the first ones, which every size has
SOURCE = 2000
ROWS = ("term", "and", "phrase", "filter", "facets", "snippets")
# a separator of words that no phrase reaches across stands where a line ends
LINE_END = "|"
FACETS = ("agency", "focus", "type", "year", "month", "place", "province", "language", "status", "site")

T = TypeVar("T")


class Columns(msgspec.Struct, array_like=True):
    """The words of a field."""

    positions: list[int]
    starts: list[int]
    ends: list[int]
    exacts: list[str]
    lemmas: list[tuple[str, ...]]


class Frozen(msgspec.Struct, array_like=True):
    """A prepared document as the file holds it."""

    id: str
    words: dict[TextField, Columns]
    keys: dict[KeyField, tuple[str, ...]]
    card: Card
    stored: Stored


class Question(msgspec.Struct, array_like=True):
    """A question of a row: as a query string, and as the lemmas of each word for the peers.

    A question with an agency has a period too, as calendar values and as days YYYYMMDD.
    """

    row: str
    query: str
    words: list[tuple[str, ...]]
    phrase: bool = False
    agency: str = ""
    year: str = ""
    first: int = 0
    last: int = 0


# --- files of records ---


def write_records(file: Path, records: Iterable[object]) -> None:
    """Write records one after the other, each behind its length."""
    encode = msgspec.msgpack.encode
    with file.open("wb") as target:
        for record in records:
            content = encode(record)
            target.write(len(content).to_bytes(4, "big"))
            target.write(content)


def read_records(file: Path, kind: type[T]) -> Iterator[T]:
    """The records of a file, one at a time."""
    decode = msgspec.msgpack.Decoder(kind).decode
    with file.open("rb") as source:
        while length := source.read(4):
            yield decode(source.read(int.from_bytes(length, "big")))


def frozen(document: Prepared) -> Frozen:
    """A prepared document for the file."""
    words: dict[TextField, Columns] = {}
    for field, terms in document.words.items():
        words[field] = Columns(*map(list, zip(*terms, strict=True))) if terms else Columns([], [], [], [], [])
    return Frozen(document.id, words, document.keys, document.card, document.stored)


def prepared(file: Path) -> Iterator[Prepared]:
    """The prepared documents of a file, one at a time."""
    for kept in read_records(file, Frozen):
        yield Prepared(
            kept.id,
            {
                field: list(map(Term, row.positions, row.starts, row.ends, row.exacts, row.lemmas))
                for field, row in kept.words.items()
            },
            kept.keys,
            kept.card,
            kept.stored,
        )


def lemma_stream(terms: Iterable[Term]) -> Iterator[str]:
    """One term a word: its (first) lemma, or a stop word, marked; line ends are kept apart."""
    following = 0
    for term in terms:
        if term.position > following:
            yield LINE_END
        yield term.lemmas[0] if term.lemmas else STOP_MARK + term.exact
        following = term.position + 1


# --- questions ---


def questions(documents: Iterable[IndexDocument], analysed: Iterable[Prepared], analyser: Analyser) -> list[Question]:
    """`ASKED` different questions a row, made from documents, so that each finds something.

    Half of the words are drawn as often as texts use them, half from all words there are; half of the phrases recur.
    """
    chance = random.Random(0)
    pairs = list(zip(documents, analysed, strict=True))
    stock = sorted({term.exact for _, ready in pairs for term in ready.words["text"] if _is_plain(term)})
    made: list[Question] = []
    for row in ROWS:
        kept: dict[str, Question] = {}
        while len(kept) < ASKED:
            document, ready = chance.choice(pairs)
            rare = row in ("term", "snippets") and len(kept) % 2 == 1
            found = _question(row, document, ready, analyser, chance, chance.choice(stock) if rare else "")
            if found:
                kept.setdefault(f"{found.query} {found.agency} {found.year}", found)
        made += kept.values()
    return made


def _question(
    row: str, document: IndexDocument, ready: Prepared, analyser: Analyser, chance: random.Random, rare: str
) -> Question | None:
    words = ready.words["text"]
    plain = [term.exact for term in words if _is_plain(term)]
    if row == "phrase":
        return _phrase(words, analyser, chance)
    if row == "and":
        first, second = chance.choice(plain), chance.choice(plain)
        lemmas = [_lemmas(first, analyser), _lemmas(second, analyser)]
        return Question(row, f"{first} {second}", lemmas) if lemmas[0] != lemmas[1] else None
    word = rare or chance.choice(plain)
    asked = Question(row, word, [_lemmas(word, analyser)])
    if row != "filter":
        return asked
    if not document.agencies or not ready.card.first:
        return None
    year = ready.card.first // 10000
    return msgspec.structs.replace(
        asked, agency=document.agencies[0].id, year=str(year), first=year * 10000 + 101, last=year * 10000 + 1231
    )


def _phrase(words: list[Term], analyser: Analyser, chance: random.Random) -> Question | None:
    """Two or three words side by side; the first and the last are no stop words."""
    at = chance.randrange(len(words) - 3)
    run = words[at : at + chance.choice((2, 3))]
    together = all(right.position == left.position + 1 for left, right in itertools.pairwise(run))
    if not together or not _is_plain(run[0]) or not _is_plain(run[-1]):
        return None
    text = " ".join(term.exact for term in run)
    asked = analyser.query(text)
    if [term.exact for term in asked] != text.split():
        return None
    lemmas = [term.lemmas or (STOP_MARK + term.exact,) for term in asked]
    return Question("phrase", f'"{text}"', lemmas, phrase=True)


def _is_plain(term: Term) -> bool:
    """Whether a word stands for itself in a query: no stop word (some are operators), no number, no hyphen."""
    return bool(term.lemmas) and term.exact.isalpha()


def _lemmas(word: str, analyser: Analyser) -> tuple[str, ...]:
    return analyser.query(word)[0].lemmas
