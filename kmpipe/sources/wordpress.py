"""The posts of a WordPress through its REST interface, with all that the site knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from kmpipe.errors import Disallowed, HttpStatus, ParseError
from kmpipe.model import Known
from kmpipe.sources.addresses import within
from kmpipe.sources.records import Fetcher, Note, Offer, Response
from kmpipe.sources.rest import (
    LIGHT,
    PER_REQUEST,
    Answer,
    Filter,
    Row,
    address,
    ask,
    decode,
    hundreds,
    light,
    narrowed,
    total_of,
    url_of,
    walk,
)

# how far back before the last run changes are asked for: clocks differ, and a site may change its time zone
OVERLAP = timedelta(days=1)
# the statuses by which a site says that it does not tell
_HIDDEN = (400, 401, 403, 404, 410)
_FIELDS = "id,link,date,modified,modified_gmt,status,title.rendered,content,author,categories,tags"


class _Rendered(msgspec.Struct):
    rendered: str | None = None
    protected: bool = False


class _Post(msgspec.Struct):
    id: int
    link: str = ""
    date: str | None = None
    modified: str | None = None
    modified_gmt: str | None = None
    status: str = "publish"
    title: _Rendered = msgspec.field(default_factory=_Rendered)
    content: _Rendered | None = None
    author: int = 0
    categories: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()


class _Named(msgspec.Struct):
    id: int
    name: str = ""


def posts(
    client: Fetcher,
    api: str,
    *,
    modified_after: datetime | None = None,
    only: Sequence[int] | None = None,
    pages: bool = False,
    chosen: Filter | None = None,
    note: Note = lambda _: None,
) -> Iterator[Offer]:
    """The posts of a site by rising id, each once, with its content; those behind a password with the reason to drop them.

    `api` is the root of the interface. With `modified_after`, the instant at which the last whole run began, those that
    were changed or published since, and up to `OVERLAP` before; with `only` those of these ids. `pages` adds WordPress
    pages. A post that the server fails to render comes without a body, to be fetched as a page.

    Raises `FetchError` or `ParseError` where the interface gives nothing that can be read.
    """
    names = _Names(client, api, note)
    for one in _filters(chosen, pages=pages):
        for answer in _answers(client, api, one, modified_after, only):
            found = [_read(raw) for _, raw in answer.rows]
            names.learn([post for post in found if isinstance(post, _Post)])
            yield from (_offer(post, names, answer.response) for post in found)


def ids(client: Fetcher, api: str, *, pages: bool = False, chosen: Filter | None = None) -> dict[str, str]:
    """The idents of all posts that there are (`?p=123`), each with its stamp: about 100 bytes a post.

    Raises as `posts`.
    """
    answers = (answer for one in _filters(chosen, pages=pages) for answer in walk(client, api, one, "id,modified_gmt"))
    return {f"?p={number}": light(raw).modified_gmt or "" for answer in answers for number, raw in answer.rows}


def total(client: Fetcher, api: str, *, chosen: Filter | None = None) -> int:
    """How many posts there are. One small request; raises as `posts`, and `ParseError` where the server does not say."""
    answer = ask(client, address(api, chosen or Filter(), {"_fields": "id", "per_page": 1}))
    said = total_of(answer.response)
    if said is None and answer.rows:
        raise ParseError("REST does not say how many posts there are", hint="a proxy may take out its X-WP- headers")
    return said or 0


def below(client: Fetcher, api: str, section: str) -> list[int]:
    """The ids of the posts whose address stands below that of a section: about 150 bytes a post. Raises as `posts`."""
    rows = ((number, light(raw).link) for answer in walk(client, api, Filter(), LIGHT) for number, raw in answer.rows)
    return [number for number, link in rows if within(link, section)]


def newest(client: Fetcher, api: str, *, chosen: Filter | None = None) -> tuple[str, ...]:
    """The addresses of the newest posts, at most 100. Raises as `posts`."""
    url = address(api, chosen or Filter(), {"_fields": "id,link", "per_page": PER_REQUEST})
    return tuple(light(raw).link for _, raw in ask(client, url).rows)


def route_of(client: Fetcher, api: str, post_type: str) -> str:
    """The route of the posts of a type, which is not always its name; empty where there is none. Raises as `posts`."""
    answer = client.get(url_of(api, f"wp/v2/types/{post_type}", {"_fields": "rest_base"}), accept="application/json")
    decoded = decode(answer, dict[str, Any])
    return str(decoded.get("rest_base") or "")


def _filters(chosen: Filter | None, *, pages: bool) -> tuple[Filter, ...]:
    """The lists to read; pages are no part of a section."""
    return (chosen,) if chosen else (Filter(), Filter("pages")) if pages else (Filter(),)


def _answers(
    client: Fetcher, api: str, chosen: Filter, modified_after: datetime | None, only: Sequence[int] | None
) -> Iterator[Answer]:
    if only is not None:
        yield from _included(client, api, chosen, only)
        return
    if modified_after is None:
        yield from walk(client, api, chosen, _FIELDS)
        return
    since = _instant(modified_after - OVERLAP)
    given: set[int] = set()
    for answer in walk(client, api, narrowed(chosen, modified_after=since), _FIELDS):
        given.update(number for number, _ in answer.rows)
        yield answer
    # a post that was written earlier and came out since bears the day on which it was written as that of its change
    published = (
        number for answer in walk(client, api, narrowed(chosen, after=since), "id") for number, _ in answer.rows
    )
    yield from _included(client, api, chosen, [number for number in published if number not in given])


def _included(client: Fetcher, api: str, chosen: Filter, wanted: Sequence[int]) -> Iterator[Answer]:
    for some in hundreds(wanted):
        yield from walk(client, api, narrowed(chosen, include=some), _FIELDS)


def _read(raw: msgspec.Raw) -> _Post | Row:
    try:
        return msgspec.json.decode(raw, type=_Post)
    except msgspec.ValidationError:  # a plug-in gave a field another shape: the page will tell
        return light(raw)


def _offer(post: _Post | Row, names: _Names, response: Response) -> Offer:
    offer = Offer(ident=f"?p={post.id}", url=post.link, stamp=post.modified_gmt, dropped=_hidden(post.status))
    if not isinstance(post, _Post) or post.content is None or post.content.rendered is None or offer.dropped:
        return offer
    if post.content.protected:
        return msgspec.structs.replace(offer, dropped="password-protected")
    known = Known(
        title=post.title.rendered or None,
        published=(post.date or "")[:10] or None,
        modified=(post.modified or "")[:10] or None,
        author=next(iter(names.of("users", [post.author])), None),
        categories=names.of("categories", post.categories),
        tags=names.of("tags", post.tags),
    )
    body = post.content.rendered.encode("utf-8", "replace")
    return msgspec.structs.replace(offer, known=known, body=body, kind="rest", exchanges=response.exchanges)


def _hidden(status: str) -> str | None:
    return None if status == "publish" else status


class _Names:
    """Names of authors, categories and tags, asked for by the ids that an answer has and no earlier one had.

    That is far cheaper than having each post carry them (`_embed` makes an answer 2.4 times as long).
    """

    def __init__(self, client: Fetcher, api: str, note: Note) -> None:
        self._client, self._api, self._note = client, api, note
        self._known: dict[str, dict[int, str]] = {"users": {}, "categories": {}, "tags": {}}
        self._refused: set[str] = set()

    def of(self, route: str, wanted: Iterable[int]) -> tuple[str, ...]:
        """The names with these ids, without those that the site does not tell."""
        return tuple(name for number in wanted if (name := self._known[route].get(number)))

    def learn(self, posts: Sequence[_Post]) -> None:
        """Asks for the names that these posts need and that are not known yet."""
        self._ask("users", {post.author for post in posts})
        self._ask("categories", {number for post in posts for number in post.categories})
        self._ask("tags", {number for post in posts for number in post.tags})

    def _ask(self, route: str, needed: set[int]) -> None:
        known = self._known[route]
        unknown = {number for number in needed if number > 0} - known.keys()
        known.update(dict.fromkeys(unknown, ""))
        for some in hundreds(unknown) if route not in self._refused else ():
            query = {"include": some, "per_page": PER_REQUEST, "_fields": "id,name"}
            try:
                answer = self._client.get(url_of(self._api, f"wp/v2/{route}", query), accept="application/json")
                known.update((one.id, one.name) for one in decode(answer, list[_Named]))
            except (HttpStatus, Disallowed, ParseError) as error:
                if isinstance(error, HttpStatus) and error.status not in _HIDDEN:
                    raise
                # many sites hide their users; their posts are no worse for it
                self._note(f"REST does not give the names of {route}: {error.message}")
                self._refused.add(route)
                return


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
