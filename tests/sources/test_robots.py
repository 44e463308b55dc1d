"""What robots.txt allows, by the rules of RFC 9309."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kmpipe.errors import Disallowed
from kmpipe.sources.robots import MAX_BYTES, Rules, read_rules, unreadable

SITE = "https://kota.example"


def rules(text: str) -> Rules:
    return read_rules(200, text.encode(), origin=SITE)


def allows(found: Rules, path: str) -> bool:
    try:
        found.check(SITE + path)
    except Disallowed:
        return False
    return True


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 301])
def test_no_robots_txt_is_no_rules(status: int) -> None:
    """Where there is none, or one that is not ours to read, everything is allowed (RFC 9309, 2.3.1.3)."""
    assert allows(read_rules(status, b"User-agent: *\nDisallow: /", origin=SITE), "/rapat/")


@pytest.mark.parametrize("status", [429, 500, 503, 599])
def test_a_server_in_trouble_is_left_alone(status: int) -> None:
    """Where the rules cannot be had for now, nothing is allowed (RFC 9309, 2.3.1.4), and the reason is said."""
    with pytest.raises(Disallowed, match=f"could not be read: the server answered {status}"):
        read_rules(status, b"", origin=SITE).check(SITE + "/")


def test_unreadable_rules_say_why() -> None:
    """The reason of a failed request for robots.txt, and what to do about it, is in every refusal that follows from it."""
    with pytest.raises(Disallowed, match="no such host") as caught:
        unreadable("no such host", hint="check the address").check(SITE + "/")
    assert caught.value.hint == "check the address"


def test_the_group_for_kmpipe_wins() -> None:
    """Rules for kmpipe are followed instead of those for all, in any case and with a version; the longest match wins."""
    found = rules("User-agent: *\nDisallow: /\n\nUser-Agent: KMPipe/1.0\nDisallow: /2019/\nAllow: /2019/rapat/\n")
    assert [allows(found, path) for path in ("/", "/2019/", "/2019/rapat/", "/2018/x")] == [True, False, True, True]


def test_an_agent_whose_name_only_begins_alike_is_another() -> None:
    """Rules for `km` or `kmpipe-mirror` are not ours (RFC 9309, 2.2.1: the name must be equal)."""
    assert allows(rules("User-agent: km\nDisallow: /\n\nUser-agent: kmpipe-mirror\nDisallow: /\n"), "/rapat/")


def test_one_group_for_several_agents() -> None:
    """A group names its agents one after the other; ours among them is found."""
    found = rules("User-agent: a\nUser-agent: kmpipe\nUser-agent: b\nDisallow: /x\nUser-agent: c\nDisallow: /y\n")
    assert not allows(found, "/x/1") and allows(found, "/y/1")


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        ("Crawl-delay: 10", 10.0), ("Crawl-delay: 2.5", 2.5), ("Crawl-delay: 86400", 30.0), ("Crawl-delay: soon", 0.0),
        ("Request-rate: 1/5", 5.0), ("Request-rate: 60/1m\nCrawl-delay: 3", 3.0), ("Disallow: /x", 0.0),
    ],
)  # fmt: skip
def test_delay(lines: str, delay: float) -> None:
    """Crawl-delay and Request-rate are honoured, up to half a minute."""
    assert rules(f"User-agent: *\n{lines}\n").delay == delay


def test_sitemaps_are_web_addresses_of_their_own_or_of_the_site() -> None:
    """Sitemaps come in order, once, relative ones with the site's address; what is no web address does not."""
    text = "Sitemap: https://kota.example/a.xml\nsitemap: /b.xml\nSitemap: file:///etc/passwd\nSitemap: https://[x\n"
    assert rules(text + text).sitemaps == (f"{SITE}/a.xml", f"{SITE}/b.xml")


def test_byte_order_mark_and_bytes_that_are_no_text() -> None:
    """A byte order mark hides no group, and bad bytes spoil their own line only."""
    found = read_rules(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /x\n\xff\xfe: \xff\nDisallow: /y\n", origin=SITE)
    assert not allows(found, "/x") and not allows(found, "/y") and allows(found, "/z")


def test_only_whole_lines_of_a_huge_file_count() -> None:
    """Of a file of more than 500 KiB the beginning counts, and not half a line at its end: `/` is not `/arsip-lama/`."""
    head = b"User-agent: *\nDisallow: /private/\n"
    filler = b"#" * (MAX_BYTES - len(head) - len(b"\nDisallow: /")) + b"\nDisallow: /"
    body = head + filler
    assert len(body) == MAX_BYTES
    found = read_rules(200, body, origin=SITE)
    assert not allows(found, "/private/x") and allows(found, "/rapat/")


@pytest.mark.parametrize(
    "piece", ["User-agent: a{n}\n", "User-agent: a{n}\nAllow: /{n}\n", "Disallow: /*{n}*a*a*a$\n", "*", "User-agent:" + " " * 50]
)  # fmt: skip
def test_hostile_rules_take_linear_time(
    assert_linear: Callable[[Callable[[str], object], str, int], None], piece: str
) -> None:
    """A robots.txt of nothing but agents, of many groups, or of wildcards is read in time that grows with its length."""

    def read(text: str) -> None:
        numbered = "".join(line.replace("{n}", str(n)) for n, line in enumerate(text.splitlines(keepends=True)))
        found = rules(f"{numbered}\nUser-agent: *\n{'Allow: /b' * (len(text) // 30)}\n{numbered}")
        allows(found, "/" + "a" * 500)

    assert_linear(read, piece, 20_000)
