"""The REST interface of WordPress: whole lists that change while they are read, and answers of all kinds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from kmpipe.errors import HttpStatus, ParseError
from kmpipe.sources.wordpress import below, ids, posts, total
from tests.sources.site import Answer, PlainFetcher, Site, serve

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
Posts = dict[int, dict[str, Any]]


def post(number: int, **changes: object) -> dict[str, Any]:
    return {
        "id": number,
        "link": f"{{base}}/2018/05/{number}/",
        "date": "2018-05-30T01:30:00",
        "modified": "2018-06-01T01:00:00",
        "modified_gmt": "2018-05-31T18:00:00",
        "status": "publish",
        "title": {"rendered": f"Rapat &#8211; {number}"},
        "content": {"rendered": f"<p>Isi {number}</p>", "protected": False},
        "author": 3,
        "categories": [1, 2],
        "tags": [],
    } | changes


class WordPress:
    """The part of the interface that is asked, over posts that a test may change before any request."""

    def __init__(self, stored: Posts, before: Callable[[int, Posts], None] = lambda *_: None) -> None:
        self.posts, self._before, self.asked = stored, before, list[dict[str, str]]()
        self.most = 10**9  # bytes an answer may have before the server breaks down

    def __call__(self, path: str) -> Answer | None:
        parts = urlsplit(path)
        query = dict(parse_qsl(parts.query))
        route = parts.path.rpartition("/")[2]
        if route == "robots.txt":
            return None
        if route != "posts":
            return named(route, query)
        self.asked.append(query)
        self._before(len(self.asked), self.posts)
        return self._answer(query)

    def _answer(self, query: dict[str, str]) -> Answer:
        wanted = {int(one) for one in query["include"].split(",")} if "include" in query else self.posts.keys()
        found = [self.posts[number] for number in sorted(self.posts) if number in wanted]
        if "modified_after" in query:
            found = [one for one in found if one["modified_gmt"] > query["modified_after"]]
        if "after" in query:
            found = [one for one in found if one["date"] > query["after"]]
        offset, size = int(query.get("offset", 0)), int(query["per_page"])
        fields = {field.partition(".")[0] for field in query["_fields"].split(",")}
        shown = [{k: v for k, v in one.items() if k in fields} for one in found[offset : offset + size]]
        body = json.dumps(shown)
        status = 500 if len(body) > self.most else 200
        return Answer(body, "application/json", status, {"X-WP-Total": str(len(found))})


def named(route: str, query: dict[str, str]) -> Answer:
    rows = [{"id": int(one), "name": f"{route} &amp; {one}"} for one in query["include"].split(",")]
    return Answer(json.dumps(rows), "application/json")


@pytest.fixture
def start() -> Iterator[Callable[[WordPress], tuple[Site, str]]]:
    from contextlib import ExitStack

    with ExitStack() as stack:

        def begin(handler: WordPress) -> tuple[Site, str]:
            site = stack.enter_context(serve(handler))
            return site, site.base + "/wp-json/"

        yield begin


Start = Callable[[WordPress], tuple[Site, str]]


def many(*numbers: int) -> Posts:
    return {number: post(number) for number in numbers}


def given(api: str, **options: Any) -> list[str]:
    return [offer.ident for offer in posts(PlainFetcher(), api, **options)]


def test_a_post_with_all_that_the_site_knows(start: Start) -> None:
    """Title and names as the site writes them, the site's own days, the content, the address, and the version."""
    site, api = start(WordPress(many(7)))
    (offer,) = posts(PlainFetcher(), api)
    assert (offer.ident, offer.stamp, offer.kind) == ("?p=7", "2018-05-31T18:00:00", "rest")
    assert (offer.url, offer.body) == (f"{site.base}/2018/05/7/", b"<p>Isi 7</p>")
    known = offer.known
    assert (known.title, known.published, known.modified) == ("Rapat &#8211; 7", "2018-05-30", "2018-06-01")
    assert (known.author, known.categories, known.tags) == (
        "users &amp; 3",
        ("categories &amp; 1", "categories &amp; 2"),
        (),
    )
    assert [exchange.status for exchange in offer.exchanges] == [200]


def test_names_are_asked_for_once(start: Start) -> None:
    """450 posts of the same author and categories cost one request for each of the two."""
    site, api = start(WordPress(many(*range(1, 451))))
    assert given(api) == [f"?p={number}" for number in range(1, 451)]
    assert sum("/users?" in path for path in site.asked) == sum("/categories?" in path for path in site.asked) == 1
    assert sum("/posts?" in path for path in site.asked) == 5


def test_protected_and_unpublished_posts_are_dropped_with_the_reason(start: Start) -> None:
    """What a password guards, and drafts that a plug-in shows, come without a body and say why."""
    hidden = {"rendered": "", "protected": True}
    _, api = start(WordPress({1: post(1, content=hidden), 2: post(2, status="draft"), 3: post(3)}))
    offers = list(posts(PlainFetcher(), api))
    assert [(offer.dropped, offer.body is None) for offer in offers] == [
        ("password-protected", True), ("draft", True), (None, False),
    ]  # fmt: skip


@pytest.mark.parametrize("gone", [(1,), (1, 2, 3), tuple(range(1, 90)), (100,), (99, 100, 101), (120,)])
def test_posts_that_go_while_the_list_is_read_take_none_with_them(start: Start, gone: tuple[int, ...]) -> None:
    """Deletions between two requests move the others up; each that stays is given once all the same."""

    def before(request: int, stored: Posts) -> None:
        if request == 2:
            for number in gone:
                del stored[number]

    _, api = start(WordPress(many(*range(1, 121)), before))
    found = given(api)
    assert len(found) == len(set(found))
    assert {f"?p={number}" for number in range(1, 121) if number not in gone} <= set(found)


def test_posts_that_come_while_the_list_is_read(start: Start) -> None:
    """A new post, and an old draft that is published meanwhile, cost no other post and none comes twice."""

    def before(request: int, stored: Posts) -> None:
        if request == 2:
            stored.update(many(5, 500))

    _, api = start(WordPress(many(*range(10, 250)), before))
    found = given(api)
    assert len(found) == len(set(found))
    assert {f"?p={number}" for number in [*range(10, 250), 500]} <= set(found)


def test_a_post_that_goes_as_one_comes_below_it(start: Start) -> None:
    """The number of posts stays the same and others move; none is lost."""

    def before(request: int, stored: Posts) -> None:
        if request == 2:
            del stored[20]
            stored.update(many(9999))

    _, api = start(WordPress(many(*range(1, 251)), before))
    assert {f"?p={number}" for number in range(1, 251) if number != 20} <= set(given(api))


def test_a_server_that_calls_it_an_error_to_ask_beyond_the_end() -> None:
    """A list that shrank below the place where the next answer begins is read to its end, not failed."""

    def before(request: int, stored: Posts) -> None:
        if request == 2:
            for number in range(30, 201):
                stored.pop(number, None)

    handler = WordPress(many(*range(1, 205)), before)

    def answer(path: str) -> Answer | None:
        given = handler(path)
        if given and given.body == "[]":
            return Answer('{"code":"rest_post_invalid_page_number"}', "application/json", 400)
        return given

    with serve(answer) as site:
        found = [offer.ident for offer in posts(PlainFetcher(), site.base + "/wp-json/")]
    assert {f"?p={number}" for number in [*range(1, 30), 201, 202, 203, 204]} <= set(found)
    assert len(found) == len(set(found))


def test_an_edit_while_the_list_is_read_does_not_move_the_post(start: Start) -> None:
    """A post edited between two requests stays at its place in the list and is given once."""

    def before(request: int, stored: Posts) -> None:
        stored[request] = post(request, modified_gmt="2030-01-01T00:00:00")

    _, api = start(WordPress(many(*range(1, 251)), before))
    assert given(api) == [f"?p={number}" for number in range(1, 251)]


def test_what_is_new_since_the_last_run(start: Start) -> None:
    """Changed posts, and one written before the last run and published after it; two small requests and its content."""
    stored = many(1, 2, 3, 4)
    stored[2]["modified_gmt"] = "2020-03-05T00:00:00"
    stored[4]["date"] = "2020-03-04T08:00:00"
    site, api = start(WordPress(stored))
    assert given(api, modified_after=datetime(2020, 3, 1, tzinfo=UTC)) == ["?p=2", "?p=4"]
    assert sum("/posts?" in path for path in site.asked) == 3


def test_nothing_new_costs_two_requests(start: Start) -> None:
    """A run that finds nothing has asked what changed and what came out, and no names."""
    site, api = start(WordPress(many(*range(1, 400))))
    assert given(api, modified_after=datetime(2020, 3, 1, tzinfo=UTC)) == []
    assert [path for path in site.asked if "robots" not in path] == [path for path in site.asked if "after=" in path]
    assert len(site.asked) == 3


def test_chosen_posts(start: Start) -> None:
    """The posts of given ids, however many, each once."""
    _, api = start(WordPress(many(*range(1, 400))))
    assert given(api, only=[*range(50, 260), 50]) == [f"?p={number}" for number in range(50, 260)]


def test_all_that_there_are_without_their_content(start: Start) -> None:
    """Idents with their stamps, and how many, to find what has gone."""
    _, api = start(WordPress(many(*range(1, 151))))
    assert ids(PlainFetcher(), api) == {f"?p={number}": "2018-05-31T18:00:00" for number in range(1, 151)}
    assert total(PlainFetcher(), api) == 150


def test_posts_below_an_address(start: Start) -> None:
    """The posts of a section by their addresses."""
    site, api = start(WordPress({1: post(1), 2: post(2, link="{base}/2019/2/")}))
    assert below(PlainFetcher(), api, site.base + "/2019/") == [2]


def test_posts_too_heavy_for_one_answer(start: Start) -> None:
    """Where the server breaks down over a hundred posts it is asked for fewer, and all come."""
    handler = WordPress(many(*range(1, 131)))
    handler.most = 9000
    _, api = start(handler)
    assert given(api) == [f"?p={number}" for number in range(1, 131)]


def test_a_post_the_server_cannot_render_comes_without_a_body(start: Start) -> None:
    """One post that always breaks it is left to be fetched as a page; the others come whole."""
    handler = WordPress(many(1, 2, 3, 4) | {5: post(5, content={"rendered": "x" * 50_000})})
    handler.most = 20_000
    _, api = start(handler)
    offers = {offer.ident: offer for offer in posts(PlainFetcher(), api)}
    assert len(offers) == 5 and offers["?p=5"].body is None and offers["?p=5"].url.endswith("/5/")
    assert sum(offer.body is None for offer in offers.values()) <= 2


def test_a_site_that_counts_posts_it_does_not_show(start: Start) -> None:
    """The list ends where it gives nothing more, whatever its number says."""
    handler = WordPress(many(*range(1, 102)))
    answer = handler._answer

    def hiding(query: dict[str, str]) -> Answer:
        rows = [row for row in json.loads(answer(query).body) if row["id"] <= 100]
        return Answer(json.dumps(rows), "application/json", 200, {"X-WP-Total": "101"})

    handler._answer = hiding  # type: ignore[method-assign]  # a plug-in hides one
    _, api = start(handler)
    assert len(given(api)) == 100 and len(handler.asked) < 5


def test_a_server_that_gives_the_first_posts_again_and_again(start: Start) -> None:
    """An interface that knows no offset is refused, not taken for the whole list."""
    handler = WordPress(many(*range(1, 251)))
    answer = handler._answer
    handler._answer = lambda query: answer(query | {"offset": "0"})  # type: ignore[method-assign]  # a plug-in breaks it
    _, api = start(handler)
    with pytest.raises(ParseError, match="again and again"):
        given(api)


def test_hidden_users_cost_the_author_only() -> None:
    """Many sites hide their users: the posts come, without an author, and it is noted once."""

    def answer(path: str) -> Answer | None:
        if "/users" in path:
            return Answer('{"code":"rest_user_cannot_view"}', "application/json", 401)
        return site_of(path)

    site_of = WordPress(many(1, 2))
    notes: list[str] = []
    with serve(answer) as site:
        offers = list(posts(PlainFetcher(), site.base + "/wp-json/", note=notes.append))
    assert [(offer.known.author, len(offer.known.categories)) for offer in offers] == [(None, 2), (None, 2)]
    assert len(notes) == 1 and "users" in notes[0]


def test_a_field_of_another_shape_costs_one_body() -> None:
    """A plug-in that changes the shape of one post leaves that post to be fetched as a page."""
    with serve(WordPress({1: post(1, title="no object"), 2: post(2)})) as site:
        offers = list(posts(PlainFetcher(), site.base + "/wp-json/"))
    assert [offer.body is None for offer in offers] == [True, False]


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><h1>Error</h1>",
        "<br />\n<b>Notice</b>: x in y.php\n[]",
        '{"code":"x"}',
        '["a"]',
        "",
        "[{}]",
        "\ufeff[",
    ],
)
def test_what_is_no_list_of_posts_is_an_error(body: str) -> None:
    """Error pages, messages before the JSON and other JSON say so, so that the next road can be tried."""
    with serve(lambda _: Answer(body, "application/json")) as site, pytest.raises(ParseError, match="REST"):
        total(PlainFetcher(), site.base + "/wp-json/")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_keeps_its_status(status: int) -> None:
    """A closed interface tells by which status."""
    with serve(lambda _: Answer("{}", "application/json", status)) as site, pytest.raises(HttpStatus) as found:
        total(PlainFetcher(), site.base + "/wp-json/")
    assert found.value.status == status


def test_an_interface_in_a_parameter() -> None:
    """A site without rewritten addresses has its interface in `?rest_route=`."""
    answer = Answer("[]", "application/json", 200, {"X-WP-Total": "0"})
    with serve({"/?rest_route=/wp/v2/posts&_fields=id&per_page=1": answer}) as site:
        assert total(PlainFetcher(), site.base + "/?rest_route=/") == 0
