"""Other people's web archives read as the sites they are copies of: what came in from the web comes in from them, too."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from kmpipe.errors import DocumentError, HttpStatus, NotText
from kmpipe.model import Capture, Known, Record
from kmpipe.sources.addresses import key_form
from kmpipe.sources.pages import fetch_page
from kmpipe.sources.records import Note, Response, Validators
from kmpipe.sources.warc import WarcArchive, WarcFound

# the address of a page that may belong to another one: `/rapat/2/`, `?p=7&page=2`
_FURTHER = re.compile(r"/\d{1,3}/?(?=\?|$)|[?&]page=\d{1,3}(?=&|$)")


class LeftOut(Record, frozen=True, kw_only=True):
    """A page of an archive that is not to come in: a `list`, a WordPress `page`, `password-protected`, or one held twice."""

    key: str
    reason: str


class ArchivedSites:
    """Answers requests from an archive, as a site would that holds nothing else. A `Fetcher`.

    `joined` are the keys of the pages that were asked for as parts of another one, `absent` the addresses that were asked for
    in vain since it was last emptied.
    """

    def __init__(self, archive: WarcArchive) -> None:
        self._archive = archive
        self._places = {found.key: found for found in archive.found if not found.own}
        self.joined: set[str] = set()
        self.absent: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        validators: Validators | None = None,
        max_bytes: int | None = None,
    ) -> Response:
        """The page at an address. Raises `HttpStatus` (404) where there is none, and as `WarcArchive.read`."""
        key = key_form(url)
        found = self._places.get(key)
        if found is None:
            self.absent.append(url)
            raise HttpStatus(f"{url}: not in the archive", status=404, url=url)
        self.joined.add(key)
        return self.response(self._archive.read(found))

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """No sitemaps: what is there is known."""
        return ()

    @staticmethod
    def response(capture: Capture) -> Response:
        """The answer that a page of the archive was."""
        (exchange,) = capture.exchanges
        headers = {name.lower(): value for name, value in exchange.response_headers}
        url = capture.url or capture.key
        return Response(url=url, status=200, headers=headers, body=capture.body, exchanges=capture.exchanges)


Reading = Capture | LeftOut | DocumentError


class WarcReader:
    """Reads these WARC files as one archive: the latest of each source key, by file name and place.

    kmpipe's own captures come as they were stored. The pages of other archives are looked at as those of a live site are: all
    pages of an article are one document under its canonical address, and what a site would not be asked for is left out
    with its reason; `pages` lets pages of WordPress in that are no posts. `note` is told what the files hold besides.
    `max_document_bytes` is the cap for PDF and DOCX, as `max_bytes` where it is None. Raises `SourceMissing`.
    """

    def __init__(
        self,
        *paths: Path,
        max_bytes: int,
        max_document_bytes: int | None = None,
        pages: bool = False,
        note: Note = lambda _: None,
    ) -> None:
        self._archive = WarcArchive(paths, max_bytes=max_bytes, max_document_bytes=max_document_bytes)
        self._sites = ArchivedSites(self._archive)
        self._pages = pages
        self._note = note
        self._given = {found.key for found in self._archive.found if found.own}

    def __call__(self) -> Iterator[Reading]:
        """All but what `attached` gives, and what cannot be read as its error."""
        yield from self._archive.errors
        passed = self._archive.passed_over
        if passed:
            counted = ", ".join(f"{number:,} × {reason}" for reason, number in passed.most_common())
            self._note(f"records that are no documents of their own passed over: {counted}")
        later: list[WarcFound] = []
        for found in self._archive.found:
            if found.own:
                yield self._own(found)
            elif _FURTHER.search(found.key):
                later.append(found)
            elif not found.paged:
                one = self._page(found)
                # the page at the canonical address itself is the better witness of what stands there
                if isinstance(one, Capture) and one.key != found.key and one.key in self._sites:
                    later.append(found)
                else:
                    yield self._once(one, found)
        for found in later:
            if found.key not in self._sites.joined:
                yield self._once(self._page(found), found)

    def attached(self, carrier: Callable[[str], str | None]) -> Iterator[Reading]:
        """The PDF and DOCX files of other archives, after all else; `carrier` gives the key of the article that carries one."""
        for found in self._archive.found:
            if found.paged and not _FURTHER.search(found.key):
                one = self._once(self._page(found), found)
                if isinstance(one, Capture):
                    one = msgspec.structs.replace(one, known=Known(carrier=carrier(one.key)))
                yield one

    def _own(self, found: WarcFound) -> Reading:
        try:
            return self._archive.read(found)
        except DocumentError as error:
            return error

    def _page(self, found: WarcFound) -> Reading:
        sites = self._sites
        sites.absent.clear()
        try:
            capture = self._archive.read(found)
            page = fetch_page(sites, found.key, pages=self._pages, response=sites.response(capture))
        except DocumentError as error:
            return error
        if page.dropped is not None:
            return LeftOut(key=found.key, reason=page.dropped)
        for url in sites.absent:
            self._note(f"{page.url}: its page at {url} is not in the archive")
        if page.media_type is None:
            hint = "its bytes are not what it was sent as"
            return NotText(f"{found.key}: not a kind of document kmpipe reads", hint=hint)
        return msgspec.structs.replace(
            capture, key=page.url, url=page.url, body=page.body, media_type=page.media_type, charset=page.charset,
            sha256=hashlib.sha256(page.body).hexdigest(), exchanges=page.exchanges,
        )  # fmt: skip

    def _once(self, one: Reading, found: WarcFound) -> Reading:
        """A document, if it is the first of its key."""
        if isinstance(one, Capture):
            if one.key in self._given:
                return LeftOut(key=found.key, reason=f"the archive has it at {one.key}")
            self._given.add(one.key)
        return one
