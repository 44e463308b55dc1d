"""The careful client on real sockets: what it asks, what it obeys, what it gives."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import stamina
import trustme
from pytest_socket import SocketConnectBlockedError

from kmpipe.errors import BlockedAddress, ConfigError, ConnectionFailed, Disallowed, HttpStatus
from kmpipe.sources.http import Client, ClientSettings
from kmpipe.sources.records import Validators
from tests.sources.hostile import NO_TLS, Asked, Hostile, Reply, answer, moved

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
HOME = ["127.0.0.1"]
SWIFT = ClientSettings(pause=0.0)


class Clock:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture(autouse=True)
def no_backoff() -> Iterator[None]:
    """As many attempts as ever, without the seconds between them."""
    stamina.set_testing(True, attempts=99, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture
def server() -> Iterator[Hostile]:
    with Hostile() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Iterator[Client]:
    with Client(SWIFT, tls=NO_TLS, allowed=HOME, clock=clock.time, sleep=clock.sleep) as opened:
        yield opened


def once(*replies: Reply) -> Reply:
    """Answers one after the other; the last one again and again."""
    waiting = list(replies)

    def reply(asked: Asked) -> bytes | Iterator[bytes]:
        chosen = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return chosen(asked) if callable(chosen) else chosen

    return reply


def test_a_page_and_its_exchange(server: Hostile, client: Client) -> None:
    """A page comes decoded, with the request as sent and the answer as received."""
    packed = gzip.compress(b"<p>rapat</p>")
    server.routes["/rapat?p=1"] = answer(
        packed, "200 Okay", "Content-Encoding: gzip", 'ETag: "a"', "Link: <x>", "Link: <y>"
    )
    response = client.get(f"{server.base}/rapat?p=1#top", accept="text/html")
    (exchange,) = response.exchanges
    assert (response.url, response.status, response.body) == (f"{server.base}/rapat?p=1", 200, b"<p>rapat</p>")
    assert response.headers["link"] == "<x>, <y>" and response.validators == Validators(etag='"a"')
    assert exchange.request_headers == (
        ("Host", f"127.0.0.1:{server.port}"), ("User-Agent", "kmpipe"), ("Accept", "text/html"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
    )  # fmt: skip
    assert {name.lower(): value for name, value in exchange.request_headers} == server.asked[-1].headers
    assert (exchange.status_line, exchange.address, exchange.body) == ("200 Okay", "127.0.0.1", b"<p>rapat</p>")
    assert ("ETag", '"a"') in exchange.response_headers
    assert exchange.at.tzinfo is UTC


def test_counters(server: Hostile, client: Client) -> None:
    """Requests count robots.txt and redirects; bytes count heads, and bodies as they come, compressed."""
    packed = gzip.compress(bytes(1_000_000))
    page = answer(packed, "200 OK", "Content-Encoding: gzip")
    redirect, missing = moved("/b"), answer(b"", "404 Not Found")
    server.routes |= {"/a": redirect, "/b": page, "/robots.txt": missing}
    client.get(f"{server.base}/a")
    assert client.requests == len(server.asked) == 3
    assert client.received == len(page) + len(redirect) + len(missing)


def test_a_contact_stands_in_the_user_agent(server: Hostile) -> None:
    """A site's owner sees whom to write to; what cannot stand in a header is refused at once."""
    server.routes["/"] = answer(b"x")
    with Client(
        ClientSettings(agent="kmpipe/9", contact="mailto:km@kota.example"), allowed=HOME, sleep=lambda _: None
    ) as one:
        one.get(server.base)
    assert {asked.headers["user-agent"] for asked in server.asked} == {"kmpipe/9 (+mailto:km@kota.example)"}
    with pytest.raises(ConfigError):
        Client(ClientSettings(contact="x\r\nCookie: y"))


def test_no_environment_no_cookies(server: Hostile, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies of the environment are not used, cookies not kept, a name and password in an address not sent."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    server.routes["/"] = answer(b"x", "200 OK", "Set-Cookie: a=b")
    for _ in range(2):
        response = client.get(server.base.replace("//", "//user:secret@"))
    assert response.url == f"{server.base}/" and "secret" not in repr(response)
    assert not {"cookie", "authorization"} & set(server.asked[-1].headers)


def test_one_connection_is_kept(server: Hostile, client: Client) -> None:
    """Requests to one host share a connection while the server keeps it open."""
    server.routes["/"] = server.routes["/robots.txt"] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    for _ in range(3):
        client.get(server.base)
    assert len(server.asked) == 4 and server.connections == 1


def test_conditional_request(server: Hostile, client: Client) -> None:
    """Validators go out as they came, `W/` and all; 304 is an answer without a body."""
    validators = Validators(etag='W/"a b"', last_modified="Tue, 15 Nov 1994 12:45:26 GMT")
    head = 'HTTP/1.1 304 Not Modified\r\nETag: W/"a b"\r\nContent-Encoding: gzip\r\nContent-Length: 999\r\n\r\n'
    server.routes["/"] = head.encode()
    response = client.get(server.base, validators=validators)
    assert (response.status, response.body, response.validators.etag) == (304, b"", 'W/"a b"')
    assert server.asked[-1].headers["if-none-match"] == 'W/"a b"'
    assert server.asked[-1].headers["if-modified-since"] == validators.last_modified
    with pytest.raises(HttpStatus):
        client.get(server.base)


def test_redirects(server: Hostile, client: Client) -> None:
    """Redirects are followed, each an exchange of its own; only when all are permanent has the page moved."""
    server.routes |= {
        "/a": moved("b", "301 Moved"), "/b": moved(f"//127.0.0.1:{server.port}/c?x=é", "308 Moved"), "/c?x=%C3%A9": answer(b"c"),
        "/t": moved("/a", "307 Temporary"),
    }  # fmt: skip
    response = client.get(f"{server.base}/a")
    assert [exchange.status for exchange in response.exchanges] == [301, 308, 200]
    assert response.url == f"{server.base}/c?x=%C3%A9" and response.moved
    assert not client.get(f"{server.base}/t").moved and not client.get(response.url).moved


def test_redirects_without_end(server: Hostile, client: Client) -> None:
    """A circle is left when it closes; a chain after the eighth redirect."""
    server.routes |= {"/a": moved("/b"), "/b": moved("/a"), "/self": moved("/self")}
    server.routes |= {f"/{n}": moved(f"/{n + 1}") for n in range(50)}
    for path, requests in (("/a", 2), ("/self", 1), ("/0", 9)):
        server.asked.clear()
        with pytest.raises(HttpStatus, match="circle"):
            client.get(server.base + path)
        assert len(server.paths()) == requests


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2/", "http://10.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http://169.254.169.254/x",
        "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://localhost/", "file:///etc/passwd", "ftp://kota.example/",
        "javascript:alert(1)", "http://kota.example:25/", "http://kota.example:0/", "http://kota.example:99999/",
    ],
)  # fmt: skip
def test_redirects_to_where_nobody_may_go(server: Hostile, client: Client, location: str) -> None:
    """A redirect to a private address, another scheme or a port that is not of the web goes nowhere."""
    server.routes["/"] = moved(location)
    with pytest.raises(BlockedAddress):
        client.get(server.base)
    assert server.paths() == ["/"]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x/", "//x/", "x", "", "http://", "http://x\n/", "http://" + "x" * 99_999]
)
def test_what_is_no_web_address(client: Client, url: str) -> None:
    """Anything but http and https is refused without a request."""
    with pytest.raises(BlockedAddress):
        client.get(url)
    assert client.requests == 0


def test_hosts_nobody_named(server: Hostile) -> None:
    """A loopback address is refused until it is named, and named with a port it is open at that port only."""
    server.routes["/"] = answer(b"x")
    for allowed in ([], [f"127.0.0.1:{server.port + 1}"], ["localhost"]):
        with Client(SWIFT, tls=NO_TLS, allowed=allowed) as client, pytest.raises(BlockedAddress) as caught:
            client.get(server.base)
        assert "[network] allow" in caught.value.hint
    assert server.connections == 0
    with Client(SWIFT, tls=NO_TLS, allowed=[f"127.0.0.1:{server.port}"]) as client:
        assert client.get(server.base).body == b"x"


def test_a_name_is_looked_up_once_for_a_connection(server: Hostile) -> None:
    """The address that was vetted is the one connected to: an answer that changes at once afterwards is not seen."""
    public, asked = "93.184.215.14", []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return [public] if len(asked) == 1 else ["127.0.0.1"]

    url = f"http://rebind.example:{server.port}/"
    with Client(SWIFT, tls=NO_TLS, resolve=rebinding) as client:
        # the guard of the tests, which turns warnings into errors, is what stops the connection
        with pytest.raises((SocketConnectBlockedError, UserWarning), match=public):
            client.get(url)
        assert len(asked) == 1
        with pytest.raises(BlockedAddress, match=r"rebind\.example leads to 127\.0\.0\.1"):
            client.get(url)
    assert server.connections == 0


def test_names_and_hosts_stay_together(server: Hostile) -> None:
    """A named host is asked by its name at the address it was found at, and the name is looked up again for a new connection."""
    server.routes["/"] = answer(b"x")
    looked_up = []

    def resolve(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    with Client(SWIFT, tls=NO_TLS, allowed=["Intranet.example"], resolve=resolve) as client:
        (exchange,) = client.get(f"http://INTRANET.example:{server.port}/").exchanges
    assert server.asked[-1].headers["host"] == f"intranet.example:{server.port}"
    assert exchange.address == "127.0.0.1" and looked_up == ["intranet.example"] * 2


def test_an_unknown_host(client: Client) -> None:
    """A name that does not exist is a failed connection with a hint, not tried again."""
    with Client(SWIFT, tls=NO_TLS) as one, pytest.raises(Disallowed, match="no such host"):
        one.get("http://kota..example/")
    with pytest.raises(Disallowed, match="no connection"):
        client.get("http://127.0.0.1:1/")


def test_certificates_are_checked() -> None:
    """A server with a certificate of nobody's is refused; trusted, it is reached by name at the vetted address."""
    authority = trustme.CA()
    certificate = authority.issue_cert("kota.example")
    serving, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    certificate.configure_cert(serving)
    authority.configure_trust(trusting)
    with Hostile({"/": answer(b"x")}, tls=serving) as server:
        url, other = (f"https://{host}:{server.port}/" for host in ("kota.example", "desa.example"))
        for tls, address in ((None, url), (trusting, other)):
            hosts = ["kota.example", "desa.example"]
            with (
                Client(SWIFT, allowed=hosts, resolve=lambda *_: HOME, tls=tls) as client,
                pytest.raises(Disallowed, match="certificate of the server is not valid"),
            ):
                client.get(address)
            assert client.requests == 1
        with Client(SWIFT, allowed=["kota.example"], resolve=lambda *_: HOME, tls=trusting) as client:
            assert client.get(url).body == b"x"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 501])
def test_errors_that_stay(server: Hostile, client: Client, status: int) -> None:
    """A plain error of the server is told with its status and a hint, and not asked for again."""
    server.routes["/"] = answer(b"<p>galat</p>", f"{status} Galat")
    with pytest.raises(HttpStatus, match=f"{status} Galat") as caught:
        client.get(server.base)
    assert (caught.value.status, caught.value.url) == (status, f"{server.base}/") and caught.value.hint
    assert server.paths() == ["/"]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_errors_that_pass(server: Hostile, client: Client, status: int) -> None:
    """A server that has trouble for a moment is asked again, ever more slowly, four times in all."""
    bad = answer(b"", f"{status} Galat")
    server.routes |= {"/": once(bad, bad, answer(b"x")), "/never": bad}
    assert client.get(server.base).body == b"x"
    with pytest.raises(HttpStatus) as caught:
        client.get(f"{server.base}/never")
    assert caught.value.status == status and server.paths() == ["/"] * 3 + ["/never"] * 4


def test_connections_that_break(server: Hostile, client: Client) -> None:
    """A connection that is closed, cut in the body or speaks no HTTP is tried again, and then told."""
    packed = gzip.compress(b"rapat" * 1000)
    cut = answer(packed[:-9], "200 OK", "Content-Encoding: gzip")
    short = answer(b"x", length=99)
    server.routes |= {
        "/": once(b"", b"SSH-2.0\r\n\r\n", short, answer(b"x")),
        "/cut": once(cut, answer(packed)),
        "/never": cut,
    }
    assert client.get(server.base).body == b"x"
    assert client.get(f"{server.base}/cut").body == packed
    with pytest.raises(ConnectionFailed, match="cut off"):
        client.get(f"{server.base}/never")


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_retry_after_is_waited_for(server: Hostile, client: Client, clock: Clock, status: str) -> None:
    """Seconds and dates are waited for, to the second."""
    now = datetime.now(UTC)
    date, later = (format_datetime(now + timedelta(seconds=more), usegmt=True) for more in (0, 90))
    server.routes["/"] = once(
        answer(b"", status, "Retry-After: 7"), answer(b"", status, f"Retry-After: {later}", f"Date: {date}"), answer(b"x")
    )  # fmt: skip
    assert client.get(server.base).body == b"x"
    assert clock.slept == [7.0, 90.0]


def test_retry_after_of_a_year(server: Hostile, client: Client, clock: Clock) -> None:
    """Nobody waits for a year: the error says when to come back, and the host is not asked again in this run."""
    server.routes["/"] = answer(b"", "503 Service Unavailable", "Retry-After: 31536000")
    year = f"{datetime.now(UTC) + timedelta(days=365):%Y-%m}"
    for path in ("/", "/other"):
        with pytest.raises(HttpStatus, match=year) as caught:
            client.get(server.base + path)
        assert caught.value.status == 503 and year in caught.value.hint
    assert server.paths() == ["/"] and clock.slept == []


def test_robots_are_obeyed_on_every_hop(server: Hostile, client: Client) -> None:
    """What robots.txt forbids is not asked for, not by way of a redirect either; robots.txt is asked for once."""
    server.routes |= {
        "/robots.txt": answer(b"User-agent: kmpipe\nDisallow: /2019/\nSitemap: /peta.xml\n"),
        "/2018/": answer(b"x"), "/2019/": answer(b"y"), "/lama": moved("/2019/"),
    }  # fmt: skip
    client.get(f"{server.base}/2018/")
    for path in ("/2019/", "/lama"):
        with pytest.raises(Disallowed, match="does not allow"):
            client.get(server.base + path)
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/2018/", "/lama"]
    assert client.sitemaps(server.base) == (f"{server.base}/peta.xml",)


@pytest.mark.parametrize(
    "reply", [answer(b"", "503 Galat"), b"", b"SSH-2.0\r\n\r\n", moved("http://10.0.0.1/"), moved("file:///x")]
)
def test_robots_that_cannot_be_read(server: Hostile, client: Client, reply: bytes) -> None:
    """Where robots.txt fails, nothing of the site is asked for, for the whole run."""
    server.routes |= {"/robots.txt": reply, "/": answer(b"x")}
    for _ in range(2):
        asked = len(server.asked)
        with pytest.raises(Disallowed, match="could not be read"):
            client.get(server.base)
    assert server.paths() == [] and len(server.asked) == asked
    assert client.sitemaps(server.base) == ()


def test_robots_behind_redirects(server: Hostile, client: Client) -> None:
    """Robots.txt is followed through five redirects; behind more than that there is none."""
    server.routes |= {f"/r{n}": moved(f"/r{n + 1}") for n in range(1, 10)}
    server.routes |= {"/robots.txt": moved("/r1"), "/r5": answer(b"User-agent: *\nDisallow: /x"), "/x": answer(b"x")}
    with pytest.raises(Disallowed):
        client.get(f"{server.base}/x")
    del server.routes["/r5"]
    server.routes["/r5"] = moved("/r6")
    with Client(SWIFT, tls=NO_TLS, allowed=HOME) as fresh:
        assert fresh.get(f"{server.base}/x").body == b"x"


def test_robots_of_two_megabytes(server: Hostile, client: Client) -> None:
    """Of a huge robots.txt the first 500 KiB count, and no more than that is taken."""
    filler = b"# padding that says nothing\n" * 40_000
    body = b"User-agent: *\nDisallow: /a\n" + filler + b"Disallow: /b\n" + filler
    server.routes |= {"/robots.txt": answer(body), "/b": answer(b"b")}
    assert len(body) > 2_000_000 and client.get(f"{server.base}/b").body == b"b"
    with pytest.raises(Disallowed):
        client.get(f"{server.base}/a")
    assert client.received < len(body) // 2


def test_crawl_delay(server: Hostile, client: Client, clock: Clock) -> None:
    """A Crawl-delay of ten seconds is ten seconds before every further request, redirects included."""
    server.routes |= {"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 10\n"), "/a": moved("/b"), "/b": answer(b"x")}
    client.get(f"{server.base}/a")
    client.get(f"{server.base}/b")
    assert clock.slept == [10.0, 10.0, 10.0]


def test_the_pause_holds_across_threads(server: Hostile) -> None:
    """However many threads ask, a host has one request at a time, and its robots.txt is asked for once."""
    inside, most = [0], [0]

    def busy(_: Asked) -> bytes:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        threading.Event().wait(0.01)
        inside[0] -= 1
        return answer(b"x")

    server.routes["/"] = busy
    clock = Clock()
    with Client(ClientSettings(pause=0.5), tls=NO_TLS, allowed=HOME, clock=clock.time, sleep=clock.sleep) as client:
        threads = [threading.Thread(target=client.get, args=(server.base,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert client.requests == len(server.asked) == 7
    assert most == [1] and clock.slept == [0.5] * 6
