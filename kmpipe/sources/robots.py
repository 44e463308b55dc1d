"""What a site's robots.txt says, by the rules of RFC 9309.

What its answer means: 2xx is read, up to 500 KiB; 4xx is no rules at all; 5xx, a time-out and a failed connection forbid
everything, since nobody knows what the site wants. 429 counts as 5xx: a site that cannot take the question cannot take more.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from protego import Protego

from kmpipe.errors import Disallowed, RulesUnread

PRODUCT = "kmpipe"
MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: at least this much is read
MAX_REDIRECTS = 5  # RFC 9309, 2.3.1.2
LONGEST_DELAY = 30.0  # seconds between requests: an archive of 1,000 articles then takes a working day
_AGENT = re.compile(r"\s*user[ -]?agent\s*[:\s]\s*([^\s#/]*)", re.IGNORECASE)


class Rules:
    """The rules of one site (scheme, host and port) for kmpipe.

    `delay` is how many seconds it wants between requests, `sitemaps` are the addresses it names. `unread` is why its rules
    could not be read, in which case nothing is allowed.
    """

    def __init__(self, parsed: Protego, *, origin: str = "", unread: str = "", hint: str = "") -> None:
        self._parsed = parsed
        self.unread, self._hint = unread, hint
        rate = parsed.request_rate(PRODUCT)
        asked = max(parsed.crawl_delay(PRODUCT) or 0.0, rate.seconds / rate.requests if rate else 0.0)
        self.delay = min(asked, LONGEST_DELAY)
        self.sitemaps = tuple(_addresses(parsed, origin))

    def check(self, url: str) -> None:
        """Raises `Disallowed` for an address that must not be fetched, `RulesUnread` where that is not known."""
        if self.unread:
            raise RulesUnread(
                f"{url}: not fetched, for the site's robots.txt could not be read: {self.unread}",
                url=url, hint=self._hint,
            )  # fmt: skip
        if not self._parsed.can_fetch(url, PRODUCT):
            raise Disallowed(
                f"{url}: the site's robots.txt does not allow it", url=url,
                hint=f"ask the site to allow {PRODUCT} in its robots.txt, or save the page and ingest the file",
            )  # fmt: skip


def read_rules(status: int, body: bytes, *, origin: str) -> Rules:
    """The rules in an answer to the request for robots.txt; `body` is its beginning, `origin` the site's `scheme://host`."""
    if status == 429 or status >= 500:
        return unreadable(
            f"the server answered {status}", hint="try again later: without its rules a site is left alone"
        )
    if not 200 <= status < 300:
        return Rules(Protego.parse(""))
    return Rules(Protego.parse(_own(_whole_lines(body))), origin=origin)


def unreadable(reason: str, *, hint: str) -> Rules:
    """The rules of a site whose robots.txt could not be read: nothing is allowed, and the hint says what to do about it."""
    return Rules(Protego.parse(""), unread=reason, hint=hint)


def _whole_lines(body: bytes) -> str:
    """The text, without the rest of a line that was cut: half an address would stand for more than was meant."""
    if len(body) >= MAX_BYTES:
        body = body[: max(body.rfind(b"\n", 0, MAX_BYTES), 0)]
    return body.decode("utf-8-sig", "replace")


def _own(text: str) -> str:
    """The text with every agent that is neither kmpipe nor `*` replaced by one other.

    The parser copies each rule of a group for each of its agents (measured: 83 kB of 3,000 agents and 3,000 rules take it
    24 s), and takes an agent called `km` for kmpipe.
    """
    return "\n".join(_own_line(line) for line in text.splitlines())


def _own_line(line: str) -> str:
    match = _AGENT.match(line)
    if match is None or match[1] == "*" or match[1].lower() == PRODUCT:
        return f"User-agent: {match[1]}" if match else line
    return "User-agent: another"


def _addresses(parsed: Protego, origin: str) -> list[str]:
    found = []
    for value in dict.fromkeys(parsed.sitemaps):
        try:
            address = urljoin(f"{origin}/", value)
        except ValueError:  # an unclosed bracket in the host
            continue
        if address.startswith(("http://", "https://")):
            found.append(address)
    return found
