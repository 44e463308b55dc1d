"""Visiting sources: a site by the road it offers, an export, a list of addresses; what a run is to remember of each."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kmpipe.config import SiteRoad, SourceSection
from kmpipe.errors import DocumentError, ParseError, SourceMissing, UsageError
from kmpipe.model import Article, Known
from kmpipe.pipeline import Incoming, Run, SourceReport
from kmpipe.pipeline.walk import Visit, Walk, now_utc
from kmpipe.sources.addresses import same_site
from kmpipe.sources.detect import Choice, choose
from kmpipe.sources.pages import fetch_page
from kmpipe.sources.records import Fetched, Offer, Response, Validators
from kmpipe.sources.roads import offers
from kmpipe.sources.urls import read_urls
from kmpipe.sources.wordpress import ids, posts, total
from kmpipe.sources.wxr import read_wxr, site_of
from kmpipe.store.catalogue import Catalogue
from kmpipe.store.records import SourceState
from kmpipe.text.hosts import moved_url
from kmpipe.text.identity import article_id
from kmpipe.workspace.inputs import posts_in
from kmpipe.workspace.sources import web_address

if TYPE_CHECKING:
    from kmpipe.sources.http import Client

# posts that may be missing from a listing that has fewer than these left without being doubted
_MOST_LOST = 20
_SITE_ROADS = frozenset({"rest", "sitemap", "feed", "links", "page"})
# attached documents that are read; others are only named
_DOCUMENTS = (".pdf", ".docx")


class _Roomy:
    """A client for which an address of a document may give as much as a document may have. A `Fetcher`."""

    def __init__(self, client: Client, max_document_bytes: int) -> None:
        self._client = client
        self._most = max_document_bytes

    def get(
        self, url: str, *, accept: str = "*/*", validators: Validators | None = None, max_bytes: int | None = None
    ) -> Response:
        """As the client does."""
        most = self._most if max_bytes is None and _is_document(url) else max_bytes
        return self._client.get(url, accept=accept, validators=validators, max_bytes=most)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """As the client does."""
        return self._client.sitemaps(url)


class Visits:
    """The visits of one run. `client` makes the one client that asks all sites, when the first is asked.

    `max_document_bytes` is the most that a PDF or DOCX may have; the client has the cap for everything else.
    """

    def __init__(
        self,
        run: Run,
        catalogue: Catalogue,
        client: Callable[[], Client],
        *,
        max_document_bytes: int,
        limit: int | None,
        progress: Callable[[str], None],
    ) -> None:
        self._run = run
        self._catalogue = catalogue
        self._make_client = client
        self._made: Client | None = None
        self._max_document_bytes = max_document_bytes
        self._limit = limit
        self._progress = progress

    @property
    def _client(self) -> Client:
        if self._made is None:
            self._made = self._make_client()
        return self._made

    @property
    def _fetcher(self) -> _Roomy:
        return _Roomy(self._client, self._max_document_bytes)

    def site(self, source: SourceSection, road: SiteRoad | None) -> None:
        """Take in what is new at a site, a section of one, or a page; note what changed and what is gone."""
        url = web_address(source.url)
        client = self._client
        requests, received = client.requests, client.received
        try:
            choice = self._remembered(url, road) or choose(
                self._fetcher, moved_url(url, self._catalogue.moves()), road=road
            )
            if choice.road not in _SITE_ROADS:
                hint = "save it, then: kmpipe ingest FILE"
                raise SourceMissing(f"{url}: a file of the kind {choice.road}, not a site", hint=hint)
        except DocumentError as error:
            self._run.take([Incoming(key=url, moment=now_utc(), error=error)], progress=self._progress)
            return
        if not self._run.dry_run:
            self._catalogue.set_rights(url, source.rights)
        started = now_utc()
        state = self._begin(url, choice, source)
        walk = self._walk(url, source, state, choice)
        self._run.take(self._inputs(choice, source, walk, state), progress=self._progress)
        if walk.complete and not self._run.dry_run:
            cursor = started.isoformat(timespec="seconds").replace("+00:00", "Z")
            self._catalogue.note_source(msgspec.structs.replace(state, cursor=cursor, pending=None))
        if source.attachments and not self._run.dry_run:
            self._attachments(url, source)
        report = SourceReport(
            url=url, road=choice.road, reason=choice.reason,
            requests=client.requests - requests, received=client.received - received,
        )  # fmt: skip
        self._run.note_source(report)

    def export(self, path: Path, source: SourceSection) -> None:
        """Take in the posts of a WXR export. Those of a site that was visited are known by what it calls them."""
        note = functools.partial(self._run.note, path.name)
        try:
            url = web_address(site_of(path))
        except (UsageError, DocumentError):  # what is wrong with the file is told when it is read
            url = path.name
        walk = self._walk(url, source, None)
        posts = self._guarded(path.name, walk(read_wxr(path, pages=source.pages, note=note)))
        self._run.take(posts, expected=posts_in([path]), progress=self._progress)

    def addresses(self, path: Path, source: SourceSection) -> None:
        """Take in the pages whose addresses a file lists."""
        walk = self._walk(path.name, source, None, is_site=False)
        self._run.take(self._guarded(path.name, walk(read_urls(path))), progress=self._progress)

    def _remembered(self, url: str, road: SiteRoad | None) -> Choice | None:
        """The road the source was read by, where that saw all of it and none other is asked for."""
        state = self._catalogue.source(url)
        if state is None or state.pending is not None or state.choice is None or road not in {None, state.road}:
            return None
        choice = msgspec.json.decode(state.choice, type=Choice)
        return choice if choice.road == "rest" else None

    def _begin(self, url: str, choice: Choice, source: SourceSection) -> SourceState:
        """What is known of the source, with this run noted as one that has not seen all of it yet."""
        old = self._catalogue.source(url)
        pending = old.pending if old is not None and old.pending is not None else self._run.number
        scope = f"since {source.since or 'ever'}" + (", with pages" if source.pages else "")
        # what was seen of all of it by one road, or of a part of it, says nothing of the rest
        same = old is not None and old.road == choice.road and old.scope == scope
        state = SourceState(
            url=url,
            road=choice.road,
            reason=choice.reason,
            scope=scope,
            choice=msgspec.json.encode(msgspec.structs.replace(choice, first=None)).decode(),
            cursor=old.cursor if old is not None and same else None,
            pending=pending,
        )
        if not self._run.dry_run:
            self._catalogue.note_source(state)
        return state

    def _walk(
        self,
        url: str,
        source: SourceSection,
        state: SourceState | None,
        choice: Choice | None = None,
        *,
        is_site: bool = True,
    ) -> Walk:
        visit = Visit(
            source=url,
            run=self._run.number,
            entries=self._catalogue.entries(url),
            pending=state.pending if state is not None else None,
            rights=source.rights,
            since=source.since,
            limit=self._limit,
            dry_run=self._run.dry_run,
            moves=self._catalogue.moves(),
            is_site=is_site,
            pages=source.pages,
        )

        # what is named by itself is wanted whatever it is
        named = choice is None or choice.extent == "page"

        def fetch(address: str, validators: Validators) -> Fetched:
            first = choice.first if choice is not None and choice.extent == "page" else None
            return fetch_page(
                self._fetcher, address, validators=validators, pages=named or source.pages, response=first
            )

        return Walk(visit, fetch, has_key=lambda key: bool(self._catalogue.known_keys([key])), now=now_utc)

    def _inputs(self, choice: Choice, source: SourceSection, walk: Walk, state: SourceState) -> Iterator[Incoming]:
        """Everything the source offers, then what it no longer does. A road that breaks off is one failed input."""
        after = datetime.fromisoformat(state.cursor) if state.cursor and choice.road == "rest" else None
        found = offers(
            self._client,
            choice,
            modified_after=after,
            pages=source.pages,
            note=functools.partial(self._run.note, state.url),
        )
        yield from self._guarded(state.url, walk(found))
        if not walk.complete or choice.road == "page":
            return
        if choice.road == "rest":
            yield from self._guarded(state.url, self._rest_gone(choice, source, walk))
        elif choice.road in {"sitemap", "links"}:
            yield from self._guarded(state.url, walk.missing())

    def _rest_gone(self, choice: Choice, source: SourceSection, walk: Walk) -> Iterator[Incoming]:
        """The posts that are gone. How many there are tells whether any is; only then are all of them listed."""
        api = choice.where[0]
        # a post that failed bears the day of its last change, and is not listed again
        failed = [int(ident[3:]) for ident in sorted(walk.failed) if ident.startswith("?p=")]
        if failed:
            yield from walk(posts(self._client, api, only=failed, pages=source.pages, chosen=choice.filter))
        if not source.pages and not choice.below and total(self._client, api, chosen=choice.filter) == len(walk.known):
            return
        present = ids(self._client, api, pages=source.pages, chosen=choice.filter)
        lost = walk.known.difference(present)
        if len(lost) > _MOST_LOST and len(lost) > len(present):
            raise ParseError(
                f"REST lists {len(present):,} posts, of {len(walk.known):,} there were: not believed",
                hint="look at the site; if it is so, ingest it once with --as sitemap",
            )
        # what came out without being changed: a post that was private
        back = [int(ident.removeprefix("?p=")) for ident in present if ident not in walk.known]
        if back and not choice.below:
            yield from walk(posts(self._client, api, only=back, pages=source.pages, chosen=choice.filter))
        yield from walk.missing(present, page=False)

    def _guarded(self, key: str, inputs: Iterable[Incoming]) -> Iterator[Incoming]:
        """The inputs; where reading on is impossible, that is an input that failed."""
        try:
            yield from inputs
        except DocumentError as error:
            yield Incoming(key=key, moment=now_utc(), error=error)

    def _attachments(self, url: str, source: SourceSection) -> None:
        """Take in the documents that the articles of the source offer; those known already are left alone.

        An earlier run may have been without attachments, or ended before them, so that all articles are looked at.
        """
        own, moves = f"{url}#attachments", self._catalogue.moves()
        walk = self._walk(own, msgspec.structs.replace(source, since=None), None, is_site=False)
        known = {entry.url for entry in self._catalogue.entries(own).values() if entry.state in {"here", "gone"}}
        here = [article_id(entry.key) for entry in self._catalogue.entries(url).values() if entry.state == "here"]
        offered = [
            offer
            for stored in self._catalogue.stored(here)
            for offer in _attached(stored.article, moves)
            if same_site(offer.url, url) and web_address(offer.url) not in known
        ]
        self._run.take(walk(offered), progress=self._progress)


def _attached(article: Article, moves: Sequence[tuple[str, str]]) -> Iterator[Offer]:
    for attachment in article.attachments:
        url = moved_url(attachment.url or "", moves)
        if _is_document(url) and url.startswith(("http://", "https://")):
            yield Offer(url=url, known=Known(carrier=article.key))


def _is_document(url: str) -> bool:
    """Whether an address is that of a document on pages, by its ending."""
    return url.partition("?")[0].lower().endswith(_DOCUMENTS)
