"""What a Tantivy index holds: its fields, and a document in their form.

Terms come from our own analysis; Tantivy only splits the streams we make of them at blanks, which is four times as quick
as handing over tokens one by one. Title and text share one stream, in which the title stands as often as it counts
more: a word is then looked up once, and frequencies of both are saturated together, as `scoring` does.

    words       the lemmas of title and text at their positions, stop words marked; GAP where a position is skipped
    exact       the exact forms of words that are their own lemma (two of three), without positions
    inflected   the exact forms of the other words
    title, title_exact, title_inflected   the same of the title alone
    id … person                           the keys; those that are counted as facets are columns, too
    spot, month                           columns that are counted and not searched
    order                                 the place in the order by date: days counted down, then the start of the id
    id_0 …                                the bytes of the id, eight in each column
    first, last                           days YYYYMMDD, 0 where there is no date
    stored                                what a hit shows
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, get_args

import msgspec
import tantivy

from kmpipe.search.engine import Card, Facet, Prepared
from kmpipe.search.engines.scoring import FIELD_BOOST, normalised_frequency
from kmpipe.search.plan import LAST_DAY, STOP_MARK, KeyField
from kmpipe.text.analysis import Term

# stands where a position is skipped, so that no phrase reaches over it; no term is like it
GAP = "|"
# the id of an activity is that of its article (8 letters and digits) and a number; longer ones are read from what is stored
ID_COLUMNS = ("id_0", "id_1")
# the bits of an `order_key` beside the day
_ID_BITS = 36
# which column counts a facet; years are counted by their months
COLUMNS: dict[Facet, str] = {
    "agency": "agency", "focus": "focus", "type": "type", "month": "month", "place": "spot", "province": "province",
    "language": "language", "status": "status", "site": "site",
}  # fmt: skip


def schema() -> tantivy.Schema:
    """The fields."""
    builder = tantivy.SchemaBuilder()
    for name in ("words", "title"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("exact", "inflected", "title_exact", "title_inflected"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in dict.fromkeys((*get_args(KeyField), *COLUMNS.values())):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name in COLUMNS.values())
    for name in ("order", *ID_COLUMNS, "first", "last"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def order_key(first: int, identity: str) -> int:
    """Where a document stands in the order by date: its first day, the newest first, then its id as far as it goes."""
    return (LAST_DAY - first) << _ID_BITS | _number(identity.encode()[:8]) >> (64 - _ID_BITS)


def day_of(key: int) -> int:
    """The first day in an `order_key`."""
    return LAST_DAY - (key >> _ID_BITS)


def id_of(numbers: Iterable[int]) -> str:
    """The id in the values of `ID_COLUMNS`; an empty one where it was too long."""
    return b"".join(number.to_bytes(8) for number in numbers).rstrip(b"\0").decode()


def _number(eight: bytes) -> int:
    return int.from_bytes(eight.ljust(8, b"\0"))


def document_of(prepared: Prepared) -> tantivy.Document:
    """A document as Tantivy takes it."""
    document = tantivy.Document()
    title, text = _streams(prepared.words["title"]), _streams(prepared.words["text"])
    _add_words(document, "title", [title])
    copies = _copies(len(title.lemmas))
    _add_words(document, "words", [title] * copies + [text])
    for name in ("exact", "inflected"):
        of_title, of_text = getattr(title, name), getattr(text, name)
        document.add_text(f"title_{name}", of_title)
        document.add_text(name, " ".join([of_title] * copies + [of_text]))
    for key, values in prepared.keys.items():
        for value in dict.fromkeys(values):
            document.add_text(key, value)
    _add_card(document, prepared.card)
    document.add_bytes("stored", msgspec.msgpack.encode(prepared.stored))
    return document


def _copies(length: int) -> int:
    """As how many words of the text one of the title counts: fewer where the title is long."""
    return max(1, round(FIELD_BOOST["title"] * normalised_frequency("title", 1, length)))


def _add_card(document: tantivy.Document, card: Card) -> None:
    if card.place:
        document.add_text("spot", card.place)
    if card.first:
        document.add_text("month", f"{card.first // 10000}-{card.first // 100 % 100:02}")
    identity = card.id.encode()
    for place, name in enumerate(ID_COLUMNS if len(identity) <= 8 * len(ID_COLUMNS) else ()):
        document.add_unsigned(name, _number(identity[8 * place : 8 * place + 8]))
    document.add_unsigned("order", order_key(card.first, card.id))
    document.add_unsigned("first", card.first)
    document.add_unsigned("last", card.last)


class _Streams(NamedTuple):
    """The words of a field: `lemmas` by position ("" of none), where one has several these with blanks between."""

    lemmas: list[str]
    several: bool
    exact: str
    inflected: str


def _streams(terms: Iterable[Term]) -> _Streams:
    words: list[str] = []
    exact: list[str] = []
    inflected: list[str] = []
    several = False
    following = 0
    for position, _, _, form, lemmas in terms:
        if position != following:
            words.append(GAP)
        following = position + 1
        if not lemmas:
            words.append(STOP_MARK + form)
            continue
        words.append(" ".join(lemmas))
        several |= len(lemmas) > 1
        (exact if form in lemmas else inflected).append(form)
    return _Streams(words, several, " ".join(exact), " ".join(inflected))


def _add_words(document: tantivy.Document, field: str, parts: list[_Streams]) -> None:
    if not any(part.several for part in parts):
        document.add_text(field, f" {GAP} ".join(" ".join(part.lemmas) for part in parts))
        return
    tokens: list[tantivy.Token] = []
    position = 0
    for part in parts:
        for slot in part.lemmas:
            tokens += [tantivy.Token(lemma, position, 0, 0) for lemma in slot.split(" ") if lemma != GAP]
            position += 1
        position += 1
    document.add_pre_tokenized_text(field, tantivy.PreTokenizedString("", tokens))
