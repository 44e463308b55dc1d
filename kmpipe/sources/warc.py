"""Web archives (WARC) as files: kmpipe's own, whose captures come back as they were stored, and other people's.

Of other people's files the answers count that are pages or documents: status 200, HTML, PDF or DOCX. Their key is their
address without tracking. Of several records with one key, in all files given, the latest counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from kmpipe.archive.captures import document_key, document_parts, is_document, read_document
from kmpipe.archive.exchanges import read_exchange, read_instant
from kmpipe.archive.record import TooLong, WarcRecord, header, is_part
from kmpipe.errors import DocumentError, ParseError, TooLarge
from kmpipe.model import Capture, Exchange
from kmpipe.sources.files import Caps
from kmpipe.sources.packed import beginning
from kmpipe.sources.warcpages import foreign_key, is_paged, read_page, why_not
from kmpipe.sources.warcscan import Scanned, damaged, read_record, scan

# an answer that documents were taken from is larger than each of them: a listing of a hundred posts
_LARGEST_ANSWER = 64 << 20
_KEPT = 8  # answers remembered: the documents of one listing stand together
_FRAME = 1 << 18  # bytes of a record beside its body: its fields, and the head of the HTTP message


class WarcFound(NamedTuple):
    """A document in a WARC file: its key, when it was fetched, and the bytes `[offset, end)` of its record.

    `own` says that kmpipe wrote it, `paged` that it was sent as a PDF or DOCX.
    """

    key: str
    at: datetime
    path: Path
    offset: int
    end: int
    own: bool
    paged: bool


class _Place(NamedTuple):
    path: Path
    offset: int
    end: int


def is_warc(head: bytes) -> bool:
    """Whether a file that begins so is a WARC file, gzipped or not; some hundred bytes will do."""
    return beginning(head, 5) == b"WARC/"


class WarcArchive:
    """WARC files, looked through once; documents are read one at a time, by place, so that memory does not grow with bodies.

    `found` are the documents, the latest of each source key, ordered by file name and place, whatever the order of `paths`.
    `errors` are the records that cannot be read. `passed_over` counts the records that are no documents of their own by
    reason: `older version`, the type of the record, the status or the media type of the answer; those that hold parts of
    kmpipe's own captures are not counted.
    """

    def __init__(self, paths: Sequence[Path], *, max_bytes: int, max_document_bytes: int | None = None) -> None:
        """Look through the files; no page may be larger than `max_bytes`, no PDF or DOCX than the other cap, if given.

        Raises `SourceMissing`.
        """
        self.errors: list[DocumentError] = []
        self.passed_over: Counter[str] = Counter()
        self._caps = Caps(max_bytes, max_document_bytes or max_bytes)
        self._parts: dict[str, _Place] = {}
        self._requests: dict[str, _Place] = {}
        self._answers: dict[str, Exchange] = {}
        latest: dict[str, WarcFound] = {}
        for path in sorted(dict.fromkeys(paths), key=_order):
            for item in scan(path):
                found = self._document(path, item)
                if found is None:
                    continue
                before = latest.get(found.key)
                if before is not None:
                    self.passed_over["older version"] += 1
                if before is None or found.at >= before.at:
                    latest[found.key] = found
        self.found = tuple(sorted(latest.values(), key=lambda found: (*_order(found.path), found.offset)))

    def read(self, found: WarcFound) -> Capture:
        """The capture of a document. Raises `ParseError` for a damaged record, `TooLarge`, `EmptyDocument`."""
        cap = self._caps.document if found.paged else self._caps.page
        # an own document may be the last answer of its exchanges, as large as any
        largest = max(_LARGEST_ANSWER, self._caps.document) if found.own else cap
        try:
            record = read_record(found.path, found.offset, found.end, limit=_FRAME + largest)
            return self._own(record) if found.own else read_page(record, max_bytes=cap)
        except TooLong as error:
            hint = self._caps.hint(paged=found.paged)
            raise TooLarge(f"{found.key}: {found.path.name}: {error}", hint=hint) from error
        except (OSError, ValueError) as error:
            raise damaged(found.path.name, found.offset, error) from error

    def _document(self, path: Path, item: Scanned | ParseError) -> WarcFound | None:
        """The document that a record holds; what else it is, is noted."""
        if isinstance(item, ParseError):
            self.errors.append(item)
            return None
        headers, place = item.head.headers, _Place(path, item.offset, item.end)
        if is_part(headers):
            self._note_part(headers, place)
        own = is_document(headers)
        if is_part(headers) and not own:
            return None
        try:
            reason = None if own else why_not(item)
            if reason is None:
                key = document_key(headers) if own else foreign_key(headers)
                paged = not own and is_paged(item)
                return WarcFound(key, read_instant(header(headers, "WARC-Date")), *place, own=own, paged=paged)
            if reason != "warcinfo":
                self.passed_over[reason] += 1
        except ValueError as error:
            self.errors.append(damaged(path.name, item.offset, error))
        return None

    def _note_part(self, headers: tuple[tuple[str, str], ...], place: _Place) -> None:
        answer = header(headers, "WARC-Concurrent-To")
        if header(headers, "WARC-Type") == "request" and answer:
            self._requests[answer] = place
        elif identity := header(headers, "WARC-Record-ID"):
            self._parts[identity] = place

    def _own(self, record: WarcRecord) -> Capture:
        parts = document_parts(record.headers)
        capture = read_document(record, self._part(parts.known) if parts.known else None)
        exchanges = (self._exchange(identity, record) for identity in parts.exchanges)
        return msgspec.structs.replace(capture, exchanges=tuple(one for one in exchanges if one is not None))

    def _exchange(self, identity: str, document: WarcRecord) -> Exchange | None:
        """An exchange by the record id of its answer, which may be the document's own record.

        None where it is damaged or gone: the document is whole without it.
        """
        if identity in self._answers:
            return self._answers[identity]
        request = self._requests.get(identity)
        try:
            asked = None if request is None else read_record(*request, limit=_FRAME)
            own = document.get("WARC-Record-ID") == identity
            found = read_exchange(document if own else self._part(identity), asked)
        except (OSError, ValueError):
            return None
        while len(self._answers) >= _KEPT:
            del self._answers[next(iter(self._answers))]
        self._answers[identity] = found
        return found

    def _part(self, identity: str) -> WarcRecord:
        """A record that belongs to a document. Raises `ValueError`, `OSError`."""
        place = self._parts.get(identity)
        if place is None:
            raise ValueError(f"the record {identity} that it names is missing")
        return read_record(*place, limit=_FRAME + max(_LARGEST_ANSWER, self._caps.document))


def _order(path: Path) -> tuple[str, str]:
    return path.name, str(path)
