"""Asking the REST interface of WordPress: one answer, or a whole list that may change while it is read.

Rows are asked for by rising id, which no edit changes, and each request begins at the last row of the one before. Where it
begins with a later one, rows before it have gone and others have moved up: the walk steps back until it finds its place.
So nothing is left out or given twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

import msgspec

from kmpipe.errors import FetchTimeout, HttpStatus, ParseError, ResponseTooLarge
from kmpipe.sources.records import Fetcher, Response

# rows a request: the most that WordPress gives, and where the server cannot give more
PER_REQUEST, _SMALLEST = 100, 2
# how often the walk looks for its place
_MOST_STEPS = 50
_BAD_REQUEST, _SERVER_ERROR = 400, 500
# what can be said of a post without rendering it
LIGHT = "id,link,modified_gmt,status"

T = TypeVar("T")


class Row(msgspec.Struct):
    """What `LIGHT` says of a post."""

    id: int
    link: str = ""
    modified_gmt: str | None = None
    status: str = "publish"


class Answer(NamedTuple):
    """Posts of one answer, each as id and JSON."""

    rows: list[tuple[int, msgspec.Raw]]
    response: Response


class Filter(NamedTuple):
    """Which posts: of a type (`posts`, `pages`, or the name of another) and with parameters of the REST interface."""

    route: str = "posts"
    query: tuple[tuple[str, str], ...] = ()


def walk(client: Fetcher, api: str, chosen: Filter, fields: str) -> Iterator[Answer]:
    """The posts of a list by rising id, each once, however the list changes meanwhile.

    A post that the server fails to send whole comes with what `LIGHT` says. Raises `FetchError` or `ParseError` where there
    is nothing that can be read.
    """
    seen: dict[int, None] = {}
    last = offset = steps = 0
    size = PER_REQUEST
    while True:
        query = {"orderby": "id", "order": "asc", "per_page": size, "offset": offset, "_fields": fields}
        try:
            answer = ask(client, address(api, chosen, query))
        except (ResponseTooLarge, FetchTimeout, HttpStatus) as error:
            status = error.status if isinstance(error, HttpStatus) else _SERVER_ERROR
            if status == _BAD_REQUEST and offset and steps < _MOST_STEPS:  # beyond what is left of the list
                offset, steps = max(0, offset - size // 2), steps + 1
                continue
            if status < _SERVER_ERROR or (size == _SMALLEST and fields == LIGHT):
                raise
            if size > _SMALLEST:
                size = max(_SMALLEST, size // 5)
                continue
            # it fails on one of these posts: what can be said without rendering them
            answer = ask(client, address(api, chosen, query | {"_fields": LIGHT}))
        numbers = [number for number, _ in answer.rows]
        if offset and steps < _MOST_STEPS and (not numbers or numbers[0] > last) and numbers == sorted(numbers):
            offset, steps = max(0, offset - size // 2), steps + 1
            continue
        fresh = [row for row in answer.rows if row[0] not in seen]
        if offset and numbers and not fresh and numbers[0] == next(iter(seen)):
            raise ParseError("REST gives the same posts again and again", hint="try another road: --as sitemap")
        seen.update(dict.fromkeys(numbers))
        yield answer._replace(rows=fresh)
        said, reached = total_of(answer.response), offset + len(numbers)
        # a site may count posts that it does not show
        short = len(numbers) < size
        if not numbers or (short and not fresh) or (short if said is None else reached >= said):
            return
        # the next answer begins with the last post of this one: that it does shows that nothing has moved
        last, offset, size = numbers[-1], reached - 1, min(PER_REQUEST, size * 2)


def hundreds(numbers: Iterable[int]) -> Iterator[str]:
    """The ids as they stand in addresses, as many as one answer may hold."""
    ordered = sorted(set(numbers))
    return (",".join(map(str, ordered[at : at + PER_REQUEST])) for at in range(0, len(ordered), PER_REQUEST))


def narrowed(chosen: Filter, **query: str) -> Filter:
    """The filter with further parameters."""
    return chosen._replace(query=(*chosen.query, *query.items()))


def light(raw: msgspec.Raw) -> Row:
    """What a post's JSON says of what `LIGHT` asks for. Raises `msgspec.ValidationError`."""
    return msgspec.json.decode(raw, type=Row)


def ask(client: Fetcher, url: str) -> Answer:
    """One answer. Raises `FetchError`, and `ParseError` for what is no list of posts."""
    answer = client.get(url, accept="application/json")
    rows = decode(answer, list[msgspec.Raw])
    try:
        return Answer([(light(raw).id, raw) for raw in rows], answer)
    except msgspec.DecodeError as error:
        raise ParseError(
            f"REST gives something else than posts: {error}", hint="try another road: --as sitemap"
        ) from error


def decode(answer: Response, kind: type[T]) -> T:
    """The JSON of an answer. Raises `ParseError` for a page of the server, or its messages before the JSON."""
    try:
        return msgspec.json.decode(answer.body.removeprefix(b"\xef\xbb\xbf"), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        begins = " ".join(answer.body[:60].decode("utf-8", "replace").split())
        raise ParseError(
            f"REST gives no JSON but {begins!r}", hint="a message of the server stands before it? try --as sitemap"
        ) from error


def total_of(answer: Response) -> int | None:
    """How many posts the list has, or None where the server does not say."""
    said = answer.headers.get("x-wp-total", "")
    return int(said) if said.isdecimal() else None


def address(api: str, chosen: Filter, query: Mapping[str, object]) -> str:
    """The address of a list of posts."""
    return url_of(api, f"wp/v2/{chosen.route}", {**dict(chosen.query), **query})


def url_of(api: str, route: str, query: Mapping[str, object]) -> str:
    """The address of a route; a site without rewritten addresses has its interface in a parameter (`?rest_route=/`)."""
    joint = "&" if "?" in api else "?"
    return f"{api.rstrip('/')}/{route}{joint}{urlencode(query, safe=',:')}"
