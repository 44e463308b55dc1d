"""The Whoosh engine: the default, pure Python, right up to about 10,000 articles. Nothing else imports Whoosh.

Whoosh keeps the postings and columns; ranking is ours (`scoring`), since term by term over whole posting lists is
several times faster in Python than Whoosh's matchers, document by document, and gives exact totals and facets at once.
Its files hold pickles: `kmpipe.search.index` checks owner, permissions and checksums before anything is opened here.
"""

# Whoosh is typed in parts only
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, get_args

import msgspec
from whoosh import columns, fields, formats, index, versionstring
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader, TermNotFound

from kmpipe.search.engine import Card, Found, Match, Prepared, Rank, Sort, Stored, Written
from kmpipe.search.engines.scoring import Evaluation, Scores, best, facet_counts, normalised_frequency, stream_of
from kmpipe.search.plan import TEXT_FIELDS, KeyField, Plan, TextField, index_terms

INDEX_NAME = "MAIN"
# more segments slow every query down; beyond, the smallest are merged into the new one
MAX_SEGMENTS = 6
# memory in which postings are gathered before they are written, in Whoosh's own reckoning: with its default of 128 a build
# takes 100 MB more and is no quicker
BUILD_MEGABYTES = 32
# zlib level of the stored texts: 1 is twice as fast as 6 for a tenth more bytes
COMPRESSION = 1


# what Whoosh takes for "none" although its types do not say so
_NONE: Any = None


class TermField(fields.FieldType):
    """A field of terms made by our own analysis: its value is a list of (bytes, frequency, weight, b"")."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=_NONE, scorable=False)

    def index(self, value: Any, **_: Any) -> Any:
        """The terms as they are."""
        return value


class DataField(fields.FieldType):
    """A column of bytes, not searched."""

    indexed = False

    def __init__(self) -> None:
        super().__init__(format=_NONE, analyzer=_NONE)
        self.column_type = columns.VarBytesColumn()

    def to_column_value(self, value: bytes) -> bytes:
        """The bytes as they are."""
        return value


def _schema() -> Any:
    schema = fields.Schema()
    for name in (*TEXT_FIELDS, *get_args(KeyField)):
        schema.add(name, TermField())
    for name in ("card", "stored", *map(_stream_column, TEXT_FIELDS)):
        schema.add(name, DataField())
    return schema


def _stream_column(field: TextField) -> str:
    return f"{field}_stream"


class _Storage(FileStorage):
    """A folder of which only the named files and those written since are seen; the named ones are never removed.

    So a write changes nothing that readers use, and what a killed run left behind is as if it were not there.
    """

    def __init__(self, folder: Path, visible: frozenset[str]) -> None:
        super().__init__(str(folder), supports_mmap=True)
        self._kept = visible
        self._seen = set(visible)

    def list(self) -> list[str]:
        return sorted(self._seen)

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> Any:
        self._seen.add(name)
        return super().create_file(name, excl=excl, mode=mode, **kwargs)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe=safe)
        self._seen.discard(oldname)
        self._seen.add(newname)

    def delete_file(self, name: str) -> None:
        self._seen.discard(name)
        if name not in self._kept:
            super().delete_file(name)


class WhooshEngine:
    """`Engine` over Whoosh."""

    name = "whoosh"
    beside = True

    def version(self) -> str:
        """The version of Whoosh: its file format is tied to it."""
        return str(versionstring())

    def write(
        self, folder: Path, visible: frozenset[str], documents: Iterable[Prepared], deletes: Iterable[str]
    ) -> Written:
        """Write documents and deletions as new files beside the visible ones."""
        from whoosh.writing import SegmentWriter  # noqa: PLC0415  (reading does not need it)

        storage = _Storage(folder, visible)
        if visible:
            home = index.FileIndex(storage, schema=_schema(), indexname=INDEX_NAME)
        else:
            home = index.FileIndex.create(storage, _schema(), INDEX_NAME)
        writer = SegmentWriter(home, _lk=False, limitmb=BUILD_MEGABYTES)
        try:
            _fill(writer, documents, deletes)
            writer.commit(mergetype=_merge)
        except BaseException:
            with suppress(Exception):  # the first error is the one to tell; what is left is swept at the next write
                writer.cancel()
            raise
        toc = index.TOC.read(storage, INDEX_NAME, schema=_schema())
        belonging = {
            f"_{INDEX_NAME}_{toc.generation}.toc",
            *(f"{segment.segment_id()}.seg" for segment in toc.segments),
        }
        return Written(frozenset(belonging), sum(segment.doc_count() for segment in toc.segments))

    def open(self, folder: Path, visible: frozenset[str]) -> WhooshReader:
        """Open the index made up of the visible files. Raises whatever Whoosh raises on damage."""
        return WhooshReader(_Storage(folder, visible))

    def settle(self, folder: Path) -> None:
        """Nothing is kept elsewhere."""


def _fill(writer: Any, documents: Iterable[Prepared], deletes: Iterable[str]) -> None:
    readers = [SegmentReader(writer.storage, writer.schema, segment) for segment in writer.segments]
    try:
        for identity in deletes:
            _delete(writer, readers, identity)
        for document in documents:
            _delete(writer, readers, document.id)
            writer.add_document(**_fields(document))
    finally:
        for reader in readers:
            reader.close()


def _delete(writer: Any, readers: list[Any], identity: str) -> None:
    for segment, reader in zip(writer.segments, readers, strict=True):
        with suppress(TermNotFound):
            for number in reader.postings("id", identity.encode()).all_ids():
                segment.delete_document(number)


def _fields(document: Prepared) -> dict[str, Any]:
    """A document in the form of Whoosh's `add_document`."""
    values: dict[str, Any] = {
        "card": msgspec.msgpack.encode(document.card),
        "stored": zlib.compress(msgspec.msgpack.encode(document.stored), COMPRESSION),
    }
    for field, words in document.words.items():
        found = Counter(term for word in words for term in index_terms(word))
        values[field] = [
            (term.encode(), count, normalised_frequency(field, count, len(words)), b"") for term, count in found.items()
        ]
        values[_stream_column(field)] = zlib.compress(stream_of(words).encode(), COMPRESSION)
    for key, found_keys in document.keys.items():
        values[key] = [(value.encode(), 1, 1.0, b"") for value in dict.fromkeys(found_keys)]
    return values


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """The segments that stay: those half deleted, and the smallest of too many, go into the new one."""
    kept = sorted(
        (each for each in segments if each.doc_count() * 2 > each.doc_count_all()), key=lambda each: each.doc_count()
    )
    kept = kept[max(0, len(kept) - MAX_SEGMENTS + 1) :]
    for segment in segments:
        if segment not in kept:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return kept


class WhooshReader:
    """`Reader` over Whoosh, and the `Postings` its plans are answered from. Documents are numbered across segments."""

    def __init__(self, storage: _Storage) -> None:
        schema = _schema()
        toc = index.TOC.read(storage, INDEX_NAME, schema=schema)
        self._segments: list[tuple[int, Any]] = []
        base = 0
        for segment in toc.segments:
            self._segments.append((base, SegmentReader(storage, schema, segment)))
            base += segment.doc_count_all()
        self._columns: dict[tuple[int, str], Any] = {}
        self._cards: dict[int, Card] = {}

    def close(self) -> None:
        """Close the files."""
        self._columns.clear()
        for _, reader in self._segments:
            reader.close()
        self._segments = []

    def search(
        self,
        plan: Plan,
        *,
        limit: int,
        offset: int,
        sort: Sort,
        facets: bool,
        deadline: float,
        after: Rank | None = None,
    ) -> Found:
        """Answer a plan: see `Reader`."""
        scores = Evaluation(self, deadline).scores(plan)
        counts = facet_counts(map(self._card, scores), deadline) if facets else {}
        page = best(scores, self._card, sort, offset + limit, after)[offset:] if limit else []
        matches = tuple(Match(self._stored(number), round(scores[number], 4), rank) for number, rank in page)
        return Found(matches, len(scores), counts)

    def ids(self, plan: Plan, *, deadline: float) -> tuple[str, ...]:
        """The ids of all documents that match a plan, the newest first."""
        scores = Evaluation(self, deadline).scores(plan)
        return tuple(self._card(number).id for number, _ in best(scores, self._card, "date", 0))

    # --- columns ---

    def _column(self, number: int, name: str) -> bytes:
        base, reader = next(each for each in reversed(self._segments) if each[0] <= number)
        column = self._columns.get((base, name))
        if column is None:
            column = self._columns[base, name] = reader.column_reader(name, translate=False)
        return bytes(column[number - base])

    def _card(self, number: int) -> Card:
        card = self._cards.get(number)
        if card is None:
            card = self._cards[number] = _CARDS.decode(self._column(number, "card"))
        return card

    def _stored(self, number: int) -> Stored:
        return _STORED.decode(zlib.decompress(self._column(number, "stored")))

    # --- postings ---

    def everything(self) -> Iterator[int]:
        """All documents."""
        for base, reader in self._segments:
            for number in reader.all_doc_ids():
                yield base + number

    def frequencies(self, field: TextField, term: str, deadline: float) -> Scores:
        """The documents with a term, and its normalised frequency there."""
        found: Scores = {}
        for base, reader in self._segments:
            if monotonic() > deadline:
                raise TimeoutError
            with suppress(TermNotFound):
                matcher = reader.postings(field, term.encode())
                deleted = reader.deleted_docs_set
                if deleted:  # without the filter Whoosh wraps around it, which doubles the time
                    matcher = matcher.child
                while matcher.is_active():
                    number = matcher.id()
                    if number not in deleted:
                        found[base + number] = matcher.weight()
                    matcher.next()
        return found

    def stream(self, field: TextField, document: int) -> str:
        """The words of a field in order."""
        return zlib.decompress(self._column(document, _stream_column(field))).decode()

    def having(self, field: str, value: str) -> Iterator[int]:
        """The documents with a value in a key field."""
        for base, reader in self._segments:
            with suppress(TermNotFound):
                for number in reader.postings(field, value.encode()).all_ids():
                    yield base + number

    def held(self, first: int, last: int) -> Iterator[int]:
        """The documents whose period overlaps these days."""
        for number in self.everything():
            card = self._card(number)
            if card.first and card.first <= last and card.last >= first:
                yield number


_CARDS = msgspec.msgpack.Decoder(Card)
_STORED = msgspec.msgpack.Decoder(Stored)
