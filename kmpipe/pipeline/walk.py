"""From what a road offers to the inputs of a run: what is known already is told from what is new, changed or gone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import urljoin

import msgspec

from kmpipe.errors import BlockedAddress, Disallowed, DocumentError, FetchError, HttpStatus, NotText, RulesUnread
from kmpipe.model import Capture, Known, MediaType, Record, Rights, SourceKind
from kmpipe.pipeline.records import Incoming
from kmpipe.sources.addresses import key_form
from kmpipe.sources.records import Fetched, Offer, Validators
from kmpipe.store.records import Entry
from kmpipe.text.hosts import moved_url

# fetches a page by its address; validators where the page is known
FetchPage = Callable[[str, Validators], Fetched]

_TOO_OLD = "published before"
_FORBIDDEN = "robots.txt does not allow it"
_GONE = frozenset({404, 410})


class Visit(Record, frozen=True, kw_only=True):
    """What a walk over a source depends on beside the source itself.

    `entries` are the documents of the source as they were left, by ident; `run` is the number of this run, `pending` the
    first one since the last that saw everything: what was seen since then is not fetched again. `since` is a calendar
    day; `pages` lets pages in that are no posts; `moves` are the sites that moved. What is no site, as a list of addresses, has no names of its own for documents:
    they go by their addresses.
    """

    source: str
    run: int
    entries: Mapping[str, Entry] = {}
    pending: int | None = None
    rights: Rights = "own"
    since: str | None = None
    limit: int | None = None
    dry_run: bool = False
    is_site: bool = True
    pages: bool = False
    moves: tuple[tuple[str, str], ...] = ()


class Walk:
    """A walk over what a source offers. Afterwards `complete` says whether all of it was seen."""

    def __init__(
        self, visit: Visit, fetch: FetchPage | None, *, has_key: Callable[[str], bool], now: Callable[[], datetime]
    ) -> None:
        self._visit = visit
        self._fetch = fetch
        self._has_key = has_key
        self._now = now
        self._by_url = {moved_url(entry.url, visit.moves): entry for entry in visit.entries.values()}
        self._by_key: dict[str, list[Entry]] = {}
        for entry in visit.entries.values():
            self._by_key.setdefault(entry.key, []).append(entry)
        self._seen: set[str] = set()
        self._keys: dict[str, str] = {}
        self._taken = 0
        self.complete = False

    def __call__(self, offers: Iterable[Offer | DocumentError]) -> Iterator[Incoming]:
        """The inputs that these offers make, in order; of those of one document the first. What cannot be read is an input."""
        for number, offer in enumerate(offers, 1):
            if isinstance(offer, DocumentError):
                key = f"{self._visit.source} #{number}"
                yield Incoming(key=key, moment=self._now(), error=offer)
                continue
            if self._visit.limit is not None and self._taken >= self._visit.limit:
                return
            incoming = self._incoming(offer)
            if incoming.key not in self._keys:
                self._keys[incoming.key] = incoming.entry.ident if incoming.entry is not None else ""
                self._taken += incoming.error is None and incoming.outcome not in {"unchanged", "dropped", "gone"}
                yield incoming
        self.complete = True

    @property
    def known(self) -> set[str]:
        """The idents of all documents that the source was ever seen to have, and that were not gone; this walk's included."""
        return self._seen | {e.ident for e in self._visit.entries.values() if e.state != "gone" and not self._met(e)}

    @property
    def failed(self) -> set[str]:
        """The idents of the documents that failed last time and were not met by this walk."""
        return {e.ident for e in self._visit.entries.values() if e.state == "failed" and not self._met(e)}

    def missing(self, present: Collection[str] = (), *, page: bool = True) -> Iterator[Incoming]:
        """The documents that the source no longer shows, each asked for by its address: gone, elsewhere, or still there.

        `present` are the idents of others that it does show. With `page`, what is still there is read from its page;
        without, it counts as unchanged.
        """
        for entry in self._visit.entries.values():
            if self._met(entry) or entry.ident in present or entry.state == "gone":
                continue
            if entry.state == "dropped":
                if present:
                    yield self._left_out(entry, "gone", "its site no longer shows it")
                continue
            if self._visit.dry_run:
                yield self._listed(entry, "no longer listed: is it gone?")
                continue
            try:
                yield self._asked(entry, page=page)
            except HttpStatus as error:
                if error.status in _GONE:
                    yield self._left_out(entry, "gone", f"its site no longer has it ({error.status})")
                else:
                    yield self._failed(entry, error)
            except BlockedAddress as error:
                yield self._left_out(entry, "gone", error.message)
            except Disallowed as error:
                unread = isinstance(error, RulesUnread) or entry.state != "here"
                yield self._failed(entry, error) if unread else self._unchanged(entry)
            except DocumentError as error:
                yield self._failed(entry, error)

    def _met(self, entry: Entry) -> bool:
        return entry.ident in self._seen or entry.key in self._keys

    def _asked(self, entry: Entry, *, page: bool) -> Incoming:
        assert self._fetch is not None
        url = moved_url(entry.url, self._visit.moves)
        found = self._fetch(url, _validators(entry))
        ident = self._ident(found.ident)
        if ident and entry.ident.startswith("?") and ident != entry.ident:
            return self._left_out(entry, "gone", f"its address leads to {found.url}")
        if found.dropped == "password-protected" or (found.dropped == "list" and found.url != url):
            return self._left_out(entry, "gone", found.dropped)
        if found.unchanged or found.dropped is not None or not page:
            return self._unchanged(entry)
        return self._read_page(Offer(ident=entry.ident, url=found.url), found)

    def _ident(self, ident: str) -> str:
        return ident if self._visit.is_site else ""

    def _incoming(self, offer: Offer) -> Incoming:
        """The input that an offer makes."""
        url, ident = key_form(offer.url), self._ident(offer.ident)
        known = self._known(ident, url)
        entry = self._entry(known, ident or (known.ident if known is not None else url), url, offer.stamp)
        was_here = known is not None and known.state in {"here", "failed"}
        too_old = self._is_before(offer.known.published or (offer.stamp or "")[:10])
        if offer.dropped is not None and not (was_here and offer.dropped == "page"):
            return self._left_out(entry, "gone" if was_here else "dropped", offer.dropped)
        if too_old and not was_here:
            return self._left_out(entry, "dropped", before(self._visit.since))
        if known is not None and (too_old or offer.dropped is not None or self._is_fresh(known, entry, offer.stamp)):
            if known.state == "dropped":
                return self._left_out(entry, "dropped", known.reason or "")
            # what is held stays as it is, though it may not be asked for now
            return self._unchanged(msgspec.structs.replace(known, ident=entry.ident, url=url, stamp=known.stamp))
        if self._visit.dry_run:
            return self._listed(entry, "" if known is None else "changed")
        if offer.body is not None:
            return self._made(entry, known, offer, offer.body, offer.kind, "text/html", "utf-8")
        try:
            assert self._fetch is not None
            page = self._fetch(offer.url, _validators(known))
        except Disallowed as error:
            if isinstance(error, RulesUnread) or not (self._visit.is_site or offer.known.carrier):
                return self._failed(entry, error)
            if known is not None and known.state == "here":
                return self._unchanged(known)
            return self._left_out(entry, "dropped", _FORBIDDEN)
        except DocumentError as error:
            return self._failed(entry, error)
        return self._read_page(offer, page, known)

    def _known(self, ident: str, url: str) -> Entry | None:
        """The document as it was left: by what its site calls it, or by its address where no other document is called so."""
        if ident and (known := self._visit.entries.get(ident)) is not None:
            return known
        known = self._by_url.get(url)
        return None if known is not None and ident and known.ident.startswith("?") else known

    def _is_fresh(self, known: Entry, entry: Entry, stamp: str | None) -> bool:
        """Whether nothing can have changed since the document was last seen."""
        reason = known.reason or ""
        if known.state == "dropped" and reason.startswith(_TOO_OLD):
            return stamp is not None and stamp == known.stamp and reason == before(self._visit.since)
        if known.state == "dropped" and (reason == _FORBIDDEN or (reason == "page" and self._visit.pages)):
            return False
        if known.state not in {"here", "dropped"} or entry.url != moved_url(known.url, self._visit.moves):
            return False
        if stamp is not None and stamp == known.stamp:
            return True
        # a list or a page that is no article stays one; a password may be taken off
        seen = self._visit.pending is not None and known.run >= self._visit.pending
        return stamp is None and (seen or reason in {"list", "page"})

    def _is_before(self, day: str) -> bool:
        since = self._visit.since
        return since is not None and day[:4].isdecimal() and day < since[: len(day)]

    def _read_page(self, offer: Offer, page: Fetched, known: Entry | None = None) -> Incoming:
        ident = self._ident(page.ident or offer.ident)
        url = key_form(page.url) or key_form(offer.url)
        known = self._known(ident, url) or known
        entry = self._entry(known, ident or (known.ident if known is not None else url), url, offer.stamp)
        entry = msgspec.structs.replace(entry, etag=page.validators.etag, last_modified=page.validators.last_modified)
        if page.unchanged:
            assert known is not None  # nothing was asked by without it
            return self._unchanged(msgspec.structs.replace(known, ident=entry.ident, url=url, stamp=offer.stamp))
        if page.dropped is not None:
            was_here = known is not None and known.state == "here"
            if was_here and known is not None and page.dropped == "page":
                return self._unchanged(msgspec.structs.replace(known, ident=entry.ident, url=url, stamp=offer.stamp))
            return self._left_out(entry, "gone" if was_here else "dropped", page.dropped)
        if page.media_type is None:
            return self._failed(entry, NotText(f"{url}: not a kind of document kmpipe reads"))
        made = msgspec.structs.replace(offer, exchanges=page.exchanges)
        return self._made(entry, known, made, page.body, "page", page.media_type, page.charset)

    def _made(
        self,
        entry: Entry,
        known: Entry | None,
        offer: Offer,
        body: bytes,
        kind: SourceKind,
        media_type: MediaType,
        charset: str | None,
    ) -> Incoming:
        moment = self._now()
        was = moved_url(known.url, self._visit.moves) if known is not None else entry.url
        # what a page shows of itself is read from the page
        said = offer.known if kind != "page" else Known(carrier=offer.known.carrier)
        capture = Capture(
            key=entry.key, url=entry.url, body=body, media_type=media_type, charset=charset, fetched_at=moment,
            sha256=hashlib.sha256(body).hexdigest(), kind=kind, rights=self._visit.rights, known=said, exchanges=offer.exchanges,
        )  # fmt: skip
        self._seen.add(entry.ident)
        return Incoming(
            key=entry.key,
            moment=moment,
            capture=capture,
            entry=entry,
            renamed=was != entry.url,
            reason=f"was {was}" if was != entry.url else None,
            since=self._visit.since,
        )

    def _entry(self, known: Entry | None, ident: str, url: str, stamp: str | None) -> Entry:
        key = known.key if known is not None else self._key(url, ident)
        return Entry(source=self._visit.source, ident=ident, url=url, key=key, stamp=stamp, run=self._visit.run)

    def _key(self, url: str, ident: str) -> str:
        """The key of a document with this address: that under which it is known from before its site moved, or its own.

        An address that was another document's before is not its key.
        """
        taken = self._keys.get(url, "")
        others = [entry.ident for entry in self._by_key.get(url, ()) if entry.key == url and entry.ident != ident]
        if others or (taken.startswith("?") and taken != ident):
            return key_form(urljoin(url, f"/{ident}")) if ident.startswith("?") else url
        for old, new in self._visit.moves:
            former = key_form(moved_url(url, [(new, old)]))
            if former != url and self._has_key(former):
                return former
        return url

    def _unchanged(self, entry: Entry) -> Incoming:
        self._seen.add(entry.ident)
        fresh = msgspec.structs.replace(entry, run=self._visit.run)
        return Incoming(key=entry.key, moment=self._now(), outcome="unchanged", entry=fresh)

    def _listed(self, entry: Entry, reason: str) -> Incoming:
        self._seen.add(entry.ident)
        return Incoming(key=entry.key, moment=self._now(), outcome="listed", reason=reason, entry=entry)

    def _left_out(self, entry: Entry, outcome: str, reason: str) -> Incoming:
        self._seen.add(entry.ident)
        fresh = msgspec.structs.replace(entry, run=self._visit.run)
        return Incoming(
            key=entry.key,
            moment=self._now(),
            outcome="gone" if outcome == "gone" else "dropped",
            reason=reason,
            entry=fresh,
        )

    def _failed(self, entry: Entry, error: DocumentError) -> Incoming:
        self._seen.add(entry.ident)
        fresh = msgspec.structs.replace(entry, run=self._visit.run)
        return Incoming(key=entry.key, moment=self._now(), error=_named(error, entry.url), entry=fresh)


def before(since: str | None) -> str:
    """The reason for which an article is left out that was published before a calendar day."""
    return f"{_TOO_OLD} {since}"


def now_utc() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def _validators(entry: Entry | None) -> Validators:
    if entry is None or entry.state != "here":
        return Validators()
    return Validators(etag=entry.etag, last_modified=entry.last_modified)


def _named(error: DocumentError, url: str) -> DocumentError:
    """The error of a fetch, which may have failed at another address, with the one that was asked for."""
    if isinstance(error, FetchError) and url not in error.message:
        error.message = f"{url}: {error.message}"
    return error
