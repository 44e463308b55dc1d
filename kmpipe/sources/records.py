"""What the roads of a site pass on: the documents it offers, and what fetching one gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from kmpipe.model import Exchange, Known, MediaType, Record, SourceKind

Road = Literal["rest", "sitemap", "feed", "links", "page", "urls", "wxr", "warc", "files"]


# what a road tells besides its offers, one line each: a broken entry, control characters left out
Note = Callable[[str], None]


class Validators(Record, frozen=True, kw_only=True):
    """What a server gave to ask by whether a resource has changed (`ETag`, `Last-Modified`), as received."""

    etag: str | None = None
    last_modified: str | None = None


class Response(Record, frozen=True, kw_only=True):
    """The last answer to a request. `url` is where it came from, after all redirects; header names are in lower case.

    `status` is 2xx or, where validators were sent, 304. `body` is decoded. `exchanges` are all hops, the last one last.
    `moved` says that every redirect on the way was a permanent one.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    exchanges: tuple[Exchange, ...]
    moved: bool = False

    @property
    def validators(self) -> Validators:
        """The validators of the answer."""
        return Validators(etag=self.headers.get("etag"), last_modified=self.headers.get("last-modified"))


class Fetcher(Protocol):
    """What the roads fetch with; `Client` in `http` is the one there is."""

    def get(
        self, url: str, *, accept: str = "*/*", validators: Validators | None = None, max_bytes: int | None = None
    ) -> Response:
        """Fetch an address, redirects followed. Raises `FetchError`."""
        ...

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of the address' host names."""
        ...


class Offer(Record, frozen=True, kw_only=True):
    """A document that a road offers.

    `ident` is what the site itself calls it, stable when its address changes (`?p=123` for a WordPress post), or "" where
    the road does not say. `url` is its address as the road gives it. `stamp` says which version it is: when it is the same as
    last time, nothing has changed; None where the road does not say. `body` is its content where the road carries it
    whole; None where its page must be fetched. `dropped` says why it is not to come in (`password-protected`).
    """

    ident: str = ""
    url: str
    stamp: str | None = None
    known: Known = Known()
    body: bytes | None = None
    kind: SourceKind = "page"
    dropped: str | None = None
    exchanges: tuple[Exchange, ...] = ()


class Fetched(Record, frozen=True, kw_only=True):
    """A page that was fetched, with all further pages of its article in `body`, one after the other.

    `url` is the address it goes by: its canonical one where that is of the same site, without tracking. `ident` is as in
    `Offer`. `dropped` says why it is not to come in: `password-protected`, `list` (an archive, not an article), `page` (a
    WordPress page, not a post). `media_type` is None for what kmpipe does not read. `unchanged`: the server says that
    nothing has changed since the validators it was asked by; there is no body. An article on several pages has no
    validators: those of its first page say nothing of the others.
    """

    ident: str = ""
    url: str
    body: bytes
    media_type: MediaType | None
    charset: str | None = None
    validators: Validators = Validators()
    dropped: str | None = None
    unchanged: bool = False
    exchanges: tuple[Exchange, ...] = ()
