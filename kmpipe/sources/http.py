"""The careful client: every request kmpipe makes goes through `Client.get`.

It asks public hosts and those the user named, obeys robots.txt, keeps a pace, waits where it is told to, gives up where it
is asked to wait too long, and takes no more time, bytes and headers than it was set.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from types import TracebackType
from typing import NamedTuple, Self

import httpcore2
import httpx2
import msgspec
import stamina

from kmpipe.errors import BlockedAddress, ConfigError, ConnectionFailed, FetchError, HttpStatus
from kmpipe.model import Exchange, Record
from kmpipe.sources import robots
from kmpipe.sources.connections import Budget, Tally, VettedBackend
from kmpipe.sources.decoding import ACCEPTED, decode, layers_of
from kmpipe.sources.failures import PASSING, Again, named
from kmpipe.sources.guard import Resolver, look_up, vet
from kmpipe.sources.hops import fields, onward, respond, status_error, web_address
from kmpipe.sources.pace import Pace, Turn, left_alone, retry_after
from kmpipe.sources.records import Response, Validators

_OVERLOADED = (429, 503)
_BODILESS = (204, 304)
_KEPT_OPEN = 10  # connections
_KEPT_FOR = 15.0  # seconds; servers close theirs after 5 to 60
# stamina reports each retry to this logger, which without any handler would print it
logging.getLogger("stamina").addHandler(logging.NullHandler())


class ClientSettings(Record, frozen=True, kw_only=True):
    """How a client behaves; times are in seconds.

    - `agent` is what it calls itself, `contact` where its user can be reached: an https: or mailto: address, or "".
    - `max_bytes` is the largest body, unpacked; `max_headers` the largest number of response headers.
    - `deadline` is the network time one `get` has in all, redirects and retries included; `connect` and `read` bound each step.
    - `attempts` is how often an address is asked at most when it fails in passing; `longest_wait` how long a `Retry-After`
      may ask for before the host is given up; `pause` the least time between two requests to one host.
    """

    agent: str = robots.PRODUCT
    contact: str = ""
    max_bytes: int = 8 * 1024 * 1024
    max_headers: int = 256
    max_redirects: int = 8
    deadline: float = 60.0
    connect: float = 10.0
    read: float = 20.0
    attempts: int = 4
    longest_wait: float = 120.0
    pause: float = 0.5


class _Errand(NamedTuple):
    """One hop: what is asked of whom, and with what means."""

    url: httpx2.URL
    headers: tuple[tuple[str, str], ...]
    max_bytes: int
    budget: Budget
    delay: float = 0.0
    cut: bool = False


class _Site:
    """What is known of one scheme, host and port."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rules: robots.Rules | None = None


class Client:
    """A `Fetcher` for one run; a context manager, usable from several threads.

    `allowed` are the hosts (or host:port) whose addresses may be private. `resolve` looks names up; `tls` says which
    certificates are trusted (default: those of the system). `sleep` does all waiting of the pace: to stop a client that
    waits, let it raise.
    """

    def __init__(
        self,
        settings: ClientSettings | None = None,
        *,
        allowed: Collection[str] = (),
        resolve: Resolver = look_up,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings = settings or ClientSettings()
        self._allowed, self._clock = frozenset(allowed), clock
        self._agent = _user_agent(settings)
        self._tally = Tally()
        self._network = VettedBackend(
            lambda host, port: vet(host, port, allowed=self._allowed, resolve=resolve), self._tally
        )
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls or httpx2.create_ssl_context(trust_env=False),
            max_connections=None,
            max_keepalive_connections=_KEPT_OPEN,
            keepalive_expiry=_KEPT_FOR,
            network_backend=self._network,
        )
        self._pace = Pace(pause=settings.pause, longest_wait=settings.longest_wait, clock=clock, sleep=sleep)
        self._lock = threading.Lock()
        self._sites: dict[str, _Site] = {}
        self._attempt = stamina.RetryingCaller(
            attempts=settings.attempts, timeout=None, wait_initial=0.5, wait_max=10.0, wait_jitter=1.0
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    @property
    def requests(self) -> int:
        """How many requests were made, those for robots.txt, redirects and retries included."""
        return self._tally.requests

    @property
    def received(self) -> int:
        """How many bytes were received: heads, and bodies as they came, compressed."""
        return self._tally.received

    def get(
        self, url: str, *, accept: str = "*/*", validators: Validators | None = None, max_bytes: int | None = None
    ) -> Response:
        """Fetch an address, redirects followed, each hop checked like the first.

        `max_bytes` replaces the cap of the settings. The answer is 2xx, or 304 where validators were sent.

        Raises `BlockedAddress`, `Disallowed`, `HttpStatus`, `FetchTimeout`, `ResponseTooLarge`, `ConnectionFailed`.
        """
        budget = Budget(self._settings.deadline, self._clock)
        cap = self._settings.max_bytes if max_bytes is None else max_bytes
        target: httpx2.URL | None = web_address(url)
        hops: list[Exchange] = []
        while target is not None:
            rules = self._rules(target)
            rules.check(str(target))
            headers = self._headers(target, accept, validators)
            hops.append(self._ask(_Errand(target, headers, cap, budget, delay=rules.delay)))
            target = onward(hops, limit=self._settings.max_redirects, allowed=self._allowed)
        return respond(hops, conditional=validators is not None)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of an address's site names, in order. Raises `BlockedAddress`."""
        return self._rules(web_address(url)).sitemaps

    def _headers(
        self, url: httpx2.URL, accept: str, validators: Validators | None = None
    ) -> tuple[tuple[str, str], ...]:
        asked = validators or Validators()
        headers = (
            ("Host", url.netloc.decode("ascii")),
            ("User-Agent", self._agent),
            ("Accept", accept),
            ("Accept-Encoding", ACCEPTED),
            ("If-None-Match", asked.etag),
            ("If-Modified-Since", asked.last_modified),
        )
        return tuple((name, value) for name, value in headers if value)

    def _rules(self, url: httpx2.URL) -> robots.Rules:
        """The rules of an address's site, asked for once. Raises `BlockedAddress` where the site leads to a blocked one."""
        origin = str(url.copy_with(raw_path=b"/"))
        with self._lock:
            site = self._sites.setdefault(origin, _Site())
        with site.lock:
            if site.rules is None:
                site.rules = self._read_rules(url.join("/robots.txt"), origin)
            return site.rules

    def _read_rules(self, address: httpx2.URL, origin: str) -> robots.Rules:
        budget = Budget(self._settings.deadline, self._clock)
        target: httpx2.URL | None = address
        hops: list[Exchange] = []
        try:
            while target is not None:
                headers = self._headers(target, "text/plain, */*;q=0.1")
                hops.append(self._ask(_Errand(target, headers, robots.MAX_BYTES, budget, cut=True)))
                target = onward(hops, limit=robots.MAX_REDIRECTS, allowed=self._allowed)
        except HttpStatus as error:
            return robots.read_rules(error.status, b"", origin=origin)
        except FetchError as error:
            if isinstance(error, BlockedAddress) and not hops:
                raise
            return robots.unreadable(error.message, hint=error.hint)
        return robots.read_rules(hops[-1].status, hops[-1].body, origin=origin)

    def _ask(self, errand: _Errand) -> Exchange:
        """One hop, as often as it takes: an answer below 400, or a `FetchError`."""
        try:
            return self._attempt(Again, self._once, errand)
        except Again as again:
            raise again.error from again.__cause__

    def _once(self, errand: _Errand) -> Exchange:
        url = str(errand.url)
        with self._pace.turn(errand.url.host, delay=errand.delay, url=url) as turn:
            self._tally.add(requests=1)
            with self._network.spending(errand.budget), named(url, errand.budget):
                return self._exchange(errand, turn)

    def _exchange(self, errand: _Errand, turn: Turn) -> Exchange:
        url, settings = errand.url, self._settings
        at = datetime.now(UTC)
        steps = {"connect": settings.connect, "read": settings.read, "write": settings.read}
        with self._pool.stream(
            "GET",
            httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in errand.headers],
            extensions={"timeout": steps},
        ) as answer:
            reason = answer.extensions["reason_phrase"].decode("latin-1")
            exchange = Exchange(
                url=str(url), request_headers=errand.headers, status=answer.status,
                status_line=f"{answer.status} {reason}".rstrip(),
                response_headers=tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in answer.headers),
                at=at, address=answer.extensions["network_stream"].get_extra_info("server_addr")[0],
            )  # fmt: skip
            self._judge(exchange, turn)
            if exchange.status in _BODILESS:
                return exchange
            layers = layers_of(fields(exchange).get("content-encoding", ""), url=str(url))
            try:
                body = decode(answer.iter_stream(), layers, max_bytes=errand.max_bytes, url=str(url), cut=errand.cut)
            except ConnectionFailed as error:
                raise Again(error) from error
        return msgspec.structs.replace(exchange, body=body)

    def _judge(self, answer: Exchange, turn: Turn) -> None:
        """Tell the pace what an answer means; raise where it gives nothing."""
        if len(answer.response_headers) > self._settings.max_headers:
            shown = f"{len(answer.response_headers):,}"
            raise ConnectionFailed(f"{answer.url}: the answer has {shown} headers", url=answer.url)
        wait = retry_after(fields(answer)) if answer.status in _OVERLOADED else None
        if answer.status in _OVERLOADED:
            turn.overloaded(answer.status, wait)
        else:
            turn.answered()
        if wait is not None and wait > self._settings.longest_wait:
            raise left_alone(answer.url, answer.status, wait)
        if answer.status >= 400:
            error = status_error(answer)
            raise Again(error) if answer.status in PASSING else error


def _user_agent(settings: ClientSettings) -> str:
    """The User-Agent header. Raises `ConfigError` for a contact that cannot stand in one."""
    if not (settings.contact.isascii() and settings.contact.isprintable()):
        raise ConfigError("network.contact must be plain ASCII", hint="give an https:// address or a mailto: address")
    return f"{settings.agent} (+{settings.contact})" if settings.contact else settings.agent
