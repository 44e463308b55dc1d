"""The offers of a chosen road, whichever it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kmpipe.errors import UsageError
from kmpipe.sources.addresses import post_ident, within
from kmpipe.sources.detect import Choice
from kmpipe.sources.feeds import items
from kmpipe.sources.links import linked
from kmpipe.sources.records import Fetcher, Note, Offer
from kmpipe.sources.sitemaps import entries
from kmpipe.sources.wordpress import below, posts


def offers(
    client: Fetcher,
    choice: Choice,
    *,
    modified_after: datetime | None = None,
    pages: bool = False,
    note: Note = lambda _: None,
) -> Iterator[Offer]:
    """What the chosen road offers, lazily; an offer without a body is to be fetched with `pages.fetch_page`.

    Where `extent` is `page` the user named that page: it is to be fetched with `pages=True`.

    `modified_after` counts where the road can ask by it (REST); the others offer everything, each with its stamp if they know
    one. An iterator that ends without an error has offered all there is; what else can be read comes before the error.

    Raises `FetchError`, `ParseError`; `UsageError` for the road of a file.
    """
    section = choice.url if choice.below else None
    if choice.road == "rest":
        return _posts(client, choice, modified_after, pages=pages, note=note)
    if choice.road == "sitemap":
        return entries(client, choice.where, section=choice.url, pages=pages, note=note)
    if choice.road == "feed":
        return items(client, choice.where[0], section=section, note=note)
    if choice.road == "links":
        return linked(client, choice.where[0], note=note)
    if choice.road == "page":
        return iter([Offer(ident=post_ident(choice.url), url=choice.url)])
    raise UsageError(f"{choice.url}: this is read as a file", hint="save it and name the file")


def _posts(
    client: Fetcher, choice: Choice, modified_after: datetime | None, *, pages: bool, note: Note
) -> Iterator[Offer]:
    api = choice.where[0]
    if not choice.below:
        yield from posts(client, api, modified_after=modified_after, pages=pages, chosen=choice.filter, note=note)
    elif modified_after is None:
        # the addresses of all posts are far less than the content of those outside the section
        yield from posts(client, api, only=below(client, api, choice.url), note=note)
    else:
        found = posts(client, api, modified_after=modified_after, note=note)
        yield from (offer for offer in found if within(offer.url, choice.url))
