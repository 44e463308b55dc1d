"""What a walk over a source makes of its offers: new, changed, unchanged, renamed, dropped, gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from kmpipe.errors import BlockedAddress, Disallowed, FetchTimeout, HttpStatus
from kmpipe.model import Known
from kmpipe.pipeline import Incoming
from kmpipe.pipeline.walk import Visit, Walk
from kmpipe.sources.records import Fetched, Offer, Validators
from kmpipe.store.records import Entry

SITE = "https://kota.example/"
NOW = datetime(2018, 9, 1, tzinfo=UTC)
RUN = 7


def entry(ident: str, url: str, **fields: object) -> Entry:
    return msgspec.structs.replace(Entry(source=SITE, ident=ident, url=url, key=url, run=RUN - 1), **fields)


def post(ident: str, url: str, stamp: str = "2018-08-01T00:00:00", **fields: object) -> Offer:
    offer = Offer(ident=ident, url=url, stamp=stamp, body=b"<p>isi</p>", kind="rest")
    return msgspec.structs.replace(offer, **fields)


def page(url: str, **fields: object) -> Fetched:
    return msgspec.structs.replace(Fetched(url=url, body=b"<p>isi</p>", media_type="text/html"), **fields)


def nothing(url: str, _: Validators) -> Fetched:
    pytest.fail(f"{url} was fetched")


def walk(
    *entries: Entry, fetch: Callable[[str, Validators], Fetched] = nothing, known: tuple[str, ...] = (), **visit: object
) -> Walk:
    plan = Visit(source=SITE, run=RUN, entries={one.ident: one for one in entries})
    return Walk(msgspec.structs.replace(plan, **visit), fetch, has_key=lambda key: key in known, now=lambda: NOW)


def outcomes(inputs: list[Incoming]) -> list[tuple[str, str | None, str | None]]:
    return [(one.key, one.outcome, one.reason) for one in inputs]


def test_a_post_that_is_new() -> None:
    """It comes in under its address without tracking, with what the source knows and the address it was found at."""
    offer = post("?p=1", SITE + "rapat/?utm_source=x", known=Known(title="Rapat"))
    (one,) = walk()([offer])
    assert one.capture is not None and one.entry is not None
    assert (one.key, one.capture.url, one.capture.kind) == (SITE + "rapat/", SITE + "rapat/", "rest")
    assert one.capture.known.title == "Rapat"
    assert (one.entry.ident, one.entry.stamp, one.entry.run) == ("?p=1", "2018-08-01T00:00:00", RUN)


def test_the_same_stamp_is_no_change() -> None:
    """What its source says is as it was is neither fetched nor read again, and noted as seen by this run."""
    known = entry("?p=1", SITE + "rapat/", stamp="2018-08-01T00:00:00")
    (one,) = walk(known)([post("?p=1", SITE + "rapat/", body=None)])
    assert one.outcome == "unchanged" and one.entry is not None and one.entry.run == RUN


def test_a_renamed_post_keeps_its_key() -> None:
    """The ident tells that it is the same post; it says where it was."""
    known = entry("?p=1", SITE + "rapat/", stamp="2018-08-01T00:00:00")
    (one,) = walk(known)([post("?p=1", SITE + "berganti/")])
    assert one.renamed and one.reason == f"was {SITE}rapat/" and one.key == SITE + "rapat/"
    assert one.capture is not None and one.capture.url == SITE + "berganti/"


def test_a_page_tells_its_ident_when_it_is_fetched() -> None:
    """A sitemap knows addresses alone: the page at a new one says which post it is."""
    known = entry("?p=1", SITE + "rapat/")
    (one,) = walk(known, fetch=lambda url, _: page(url, ident="?p=1"))([Offer(url=SITE + "berganti/", stamp="2")])
    assert one.renamed and one.key == SITE + "rapat/"


def test_validators_are_sent_for_what_is_known_alone() -> None:
    """A page is asked for by what its server gave last time; one that failed is asked for whole."""
    asked: dict[str, Validators] = {}

    def fetch(url: str, validators: Validators) -> Fetched:
        asked[url] = validators
        return page(url, unchanged=validators.etag is not None)

    here, failed = entry(SITE + "a", SITE + "a", etag="1"), entry(SITE + "b", SITE + "b", etag="2", state="failed")
    inputs = list(walk(here, failed, fetch=fetch)([Offer(url=SITE + one) for one in "abc"]))
    assert [asked[SITE + one].etag for one in "abc"] == ["1", None, None]
    assert [one.outcome for one in inputs] == ["unchanged", None, None]


@pytest.mark.parametrize(("state", "outcome"), [("here", "gone"), ("dropped", "dropped")])
def test_a_post_that_was_put_behind_a_password(state: str, outcome: str) -> None:
    """One that was here before is gone; one that never was is dropped. Both say why."""
    known = entry("?p=1", SITE + "rapat/", state=state)
    inputs = list(walk(known)([post("?p=1", SITE + "rapat/", dropped="password-protected")]))
    assert outcomes(inputs) == [(SITE + "rapat/", outcome, "password-protected")]


def test_what_is_not_listed_is_asked_for() -> None:
    """Gone where the site has it no more, failed where it cannot say, renamed where its address leads elsewhere."""

    def fetch(url: str, _: Validators) -> Fetched:
        if url.endswith("hilang/"):
            raise HttpStatus("not found", status=404, url=url)
        if url.endswith("rusak/"):
            raise FetchTimeout("too slow", url=url)
        return page(SITE + "baru/", ident="?p=3")

    known = [entry(f"?p={n}", f"{SITE}{name}/") for n, name in enumerate(("hilang", "rusak", "pindah"), 1)]
    stale = walk(*known, fetch=fetch)
    assert list(stale([])) == [] and stale.complete
    gone, failed, moved = stale.missing()
    assert (gone.outcome, gone.reason) == ("gone", "its site no longer has it (404)")
    assert isinstance(failed.error, FetchTimeout)
    assert moved.renamed and moved.capture is not None and moved.capture.url == SITE + "baru/"


def test_what_the_site_does_not_count_is_asked_for_once_more() -> None:
    """Gone where its address says so, unchanged where it still shows; what was gone before is not told again."""

    def fetch(url: str, _: Validators) -> Fetched:
        if url == SITE + "b":
            raise HttpStatus("not found", status=404, url=url)
        return page(url)

    known = [entry(f"?p={n}", SITE + name) for n, name in enumerate("abc", 1)]
    known += [entry("?p=4", SITE + "d", state="gone"), entry("?p=5", SITE + "e", state="dropped")]
    assert [(key[-1], outcome) for key, outcome, _ in outcomes(list(walk(*known, fetch=fetch).missing({"?p=1"}, page=False)))] == [
        ("b", "gone"), ("c", "unchanged"), ("e", "gone"),
    ]  # fmt: skip


def test_a_document_known_by_its_ident_is_known_by_its_address() -> None:
    """A sitemap that says no more than addresses leads to the posts there are, run after run; none of them is gone."""
    entries = {"?p=5": entry("?p=5", SITE + "a", stamp="1")}
    for stamp in ("1", "1", "2", "2"):
        again = walk(*entries.values(), fetch=lambda url, _: page(url, ident="?p=5"))
        inputs = [*again([Offer(url=SITE + "a", stamp=stamp)]), *again.missing()]
        assert [one.outcome for one in inputs] in (["unchanged"], [None]) and inputs[0].entry is not None
        assert inputs[0].entry.ident == "?p=5"
        entries = {"?p=5": msgspec.structs.replace(inputs[0].entry, state="here")}


def test_a_document_known_by_its_address_gets_its_ident() -> None:
    """One that failed at first, or was found by a road that knows addresses alone, is the same when it is called by its name."""
    known = entry(SITE + "a", SITE + "a", state="failed")
    later = walk(known, fetch=lambda url, _: page(url, ident="?p=5"))
    inputs = [*later([Offer(url=SITE + "a")]), *later.missing()]
    assert [(one.outcome, one.key) for one in inputs] == [(None, SITE + "a")]
    rest = walk(entry(SITE + "a", SITE + "a"))
    inputs = [*rest([post("?p=5", SITE + "a")]), *rest.missing({"?p=5"}, page=False)]
    assert [one.key for one in inputs] == [SITE + "a"] and rest.known == {"?p=5"}


def test_a_new_post_at_the_address_of_a_renamed_one() -> None:
    """Both are kept: the renamed one under its old key, the new one under another."""
    known = entry("?p=1", SITE + "berganti", key=SITE + "rapat", stamp="2018-08-01T00:00:00")
    inputs = list(walk(known)([post("?p=1", SITE + "berganti"), post("?p=2", SITE + "rapat")]))
    assert [one.key for one in inputs] == [SITE + "rapat", SITE + "?p=2"]


def test_a_list_of_addresses_knows_no_idents() -> None:
    """Two sites may both have a post 5."""
    inputs = list(
        walk(is_site=False, fetch=lambda url, _: page(url, ident="?p=5"))(
            [Offer(url=SITE + "a"), Offer(url="https://lain.example/b")]
        )
    )
    assert [one.entry.ident for one in inputs if one.entry] == [SITE + "a", "https://lain.example/b"]


def test_a_narrower_request_makes_nothing_gone() -> None:
    """What is held stays as it is when only newer posts, or no pages, are asked for."""
    held = entry("?p=1", SITE + "a", stamp="2018-08-01T00:00:00")
    old = post("?p=1", SITE + "a", stamp="2018-09-01T00:00:00", known=Known(published="2017-01-01"))
    assert [one.outcome for one in walk(held, since="2018-01-01")([old])] == ["unchanged"]
    assert [one.outcome for one in walk(held)([post("?p=1", SITE + "a", dropped="page")])] == ["unchanged"]
    beside = walk(held, fetch=lambda url, _: page(url, dropped="page", ident="?p=1"))
    assert [one.outcome for one in beside.missing({"?p=9"}, page=False)] == ["unchanged"]


def test_an_address_that_leads_to_another_site() -> None:
    """The document is gone; what stands there now is not its new version."""

    def fetch(url: str, _: Validators) -> Fetched:
        raise BlockedAddress(f"{url}: redirects to another site: https://parkir.example/", url=url)

    (one,) = walk(entry("?p=1", SITE + "a"), fetch=fetch).missing()
    assert one.outcome == "gone" and "another site" in (one.reason or "")


def test_limit_counts_what_is_new_alone() -> None:
    """It ends the walk, which then has not seen all."""
    known = entry("?p=1", SITE + "a", stamp="2018-08-01T00:00:00")
    limited = walk(known, limit=1)
    inputs = list(limited([post(f"?p={n}", f"{SITE}{name}") for n, name in enumerate("abc", 1)]))
    assert [(one.key[-1], one.outcome) for one in inputs] == [("a", "unchanged"), ("b", None)]
    assert not limited.complete


def test_since_leaves_out_what_is_older_until_it_is_lowered() -> None:
    """By the day of publication or, where that is not known, of the last change; a page is read to know."""
    old = post("?p=1", SITE + "a", known=Known(published="2017-12-31"))
    aged = Offer(url=SITE + "b", stamp="2017-01-01T00:00:00")
    asked = walk(since="2018-01-01", fetch=lambda url, _: page(url))
    inputs = list(asked([old, aged, Offer(url=SITE + "c")]))
    assert [one.reason for one in inputs] == ["published before 2018-01-01", "published before 2018-01-01", None]
    assert inputs[2].since == "2018-01-01"
    left = entry("?p=1", SITE + "a", state="dropped", reason="published before 2018-01-01", stamp=old.stamp)
    assert next(walk(left)([old])).capture is not None


def test_since_is_compared_as_far_as_the_day_is_known() -> None:
    """What is known to the year is older only if all of the year is; what is no day is not older."""
    stamps = ("2018", "2018-01", "2017", "01/05/2017")
    offers = [post(f"?p={number}", f"{SITE}{number}", stamp) for number, stamp in enumerate(stamps)]
    found = [one.outcome for one in walk(since="2018-01-15")(offers)]
    assert found == [None, None, "dropped", None]


@pytest.mark.parametrize("reason", ["page", "robots.txt does not allow it"])
def test_what_was_left_out_comes_in_once_it_may(reason: str) -> None:
    """A page once pages are wanted, an address once robots.txt allows it, though nothing of it has changed."""
    offer = post("?p=1", SITE + "a")
    left = entry("?p=1", SITE + "a", state="dropped", reason=reason, stamp=offer.stamp)
    assert next(walk(left, pages=True)([offer])).capture is not None
    kept = msgspec.structs.replace(left, reason="password-protected")
    assert next(walk(kept, pages=True)([offer])).outcome == "dropped"


def test_a_password_may_be_taken_off_without_a_stamp() -> None:
    """Where a road says nothing of changes, what was protected is asked for again."""
    left = entry(SITE + "a", SITE + "a", state="dropped", reason="password-protected")
    assert next(walk(left, fetch=lambda url, _: page(url))([Offer(url=SITE + "a")])).capture is not None


def test_two_posts_at_one_address_are_two() -> None:
    """The second goes by its number: neither is lost."""
    first, second = walk()([post("?p=1", SITE + "a"), post("?p=2", SITE + "a")])
    assert (first.key, second.key) == (SITE + "a", SITE + "?p=2")
    assert first.capture is not None and second.capture is not None


def test_limit_counts_no_failures() -> None:
    """A page that cannot be had does not take the place of one that can."""

    def fetch(url: str, _: Validators) -> Fetched:
        if url.endswith("a"):
            raise HttpStatus("500", status=500)
        return page(url)

    inputs = list(walk(limit=1, fetch=fetch)([Offer(url=SITE + name) for name in "abc"]))
    assert [one.key[-1] for one in inputs] == ["a", "b"]


def test_what_robots_forbid_stays_held() -> None:
    """An article that is no longer listed and may no longer be asked for is no failure."""

    def fetch(url: str, _: Validators) -> Fetched:
        raise Disallowed(f"{url}: robots.txt does not allow it")

    asked = walk(entry("?p=1", SITE + "a"), fetch=fetch)
    list(asked([]))
    assert outcomes(list(asked.missing())) == [(SITE + "a", "unchanged", None)]


def test_a_run_that_was_cut_off_is_taken_up() -> None:
    """Pages without a stamp that it had fetched already are not fetched again; others are."""
    seen, before = entry(SITE + "a", SITE + "a", run=5), entry(SITE + "b", SITE + "b", run=3)
    fetched = []

    def fetch(url: str, _: Validators) -> Fetched:
        fetched.append(url)
        return page(url)

    list(walk(seen, before, fetch=fetch, pending=4)([Offer(url=SITE + "a"), Offer(url=SITE + "b")]))
    assert fetched == [SITE + "b"]


def test_a_site_that_moved_keeps_its_keys() -> None:
    """A document is known by the key from before the move, seen by ident or by address; it is not called renamed."""
    moves = (("https://lama.example/", "https://kota.example/"),)
    known = entry("?p=1", "https://lama.example/rapat/", key="https://lama.example/rapat/")
    again = walk(known, moves=moves, known=("https://lama.example/lain/",))
    inputs = list(again([post("?p=1", SITE + "rapat/"), post("?p=2", SITE + "lain/"), post("?p=3", SITE + "baru/")]))
    assert [one.key for one in inputs] == ["https://lama.example/rapat/", "https://lama.example/lain/", SITE + "baru/"]
    assert not any(one.renamed for one in inputs)


def test_a_dry_run_fetches_nothing() -> None:
    """It lists what is new or has another stamp."""
    known = entry("?p=1", SITE + "a", stamp="2018-08-01T00:00:00")
    offers = [post("?p=1", SITE + "a"), post("?p=2", SITE + "b"), Offer(url=SITE + "c")]
    inputs = list(walk(known, dry_run=True)(offers))
    assert [one.outcome for one in inputs] == ["unchanged", "listed", "listed"]


def test_one_document_under_two_addresses_comes_once() -> None:
    """The page names its canonical address."""
    inputs = list(walk(fetch=lambda _url, _v: page(SITE + "a"))([Offer(url=SITE + "a"), Offer(url=SITE + "?p=1")]))
    assert [one.key for one in inputs] == [SITE + "a"]
