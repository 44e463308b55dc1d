"""The careful client takes no more bytes, headers, memory and time than it was set, whatever a server sends."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import stamina

from kmpipe.errors import ConnectionFailed, Disallowed, FetchTimeout, ResponseTooLarge
from kmpipe.sources.http import Client, ClientSettings
from tests.sources.hostile import NO_TLS, Asked, Hostile, Reply, answer, moved

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
HOME = ["127.0.0.1"]
ROOT = Path(__file__).parents[2]
CAP = 8 * 1024 * 1024
BOMB = 200_000_000
# With the deadline at half a second a request that outlasts it many times over is one that no deadline stops.
HASTY = ClientSettings(pause=0.0, deadline=0.5, read=0.3, attempts=2)
PATIENCE = 8.0  # seconds

# Fetches each address and says by how much memory grew at its peak. It is a process of its own, whose peak is that of
# /proc, set back before each fetch: the one of getrusage begins with that of the process that started it.
FETCH = """
import re, sys
from pathlib import Path
from kmpipe.errors import FetchError
from kmpipe.sources.http import Client, ClientSettings

def status(name):
    return 1024 * int(re.search(name + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

base, *paths = sys.argv[1:]
with Client(ClientSettings(pause=0.0, attempts=1), allowed=["127.0.0.1"]) as client:
    for path in ["/small", *paths]:
        Path("/proc/self/clear_refs").write_text("5")
        before = status("VmRSS")
        try:
            said = str(len(client.get(base + path).body))
        except FetchError as error:
            said = error.code
        print(path, said, status("VmHWM") - before)
"""


@pytest.fixture
def server() -> Iterator[Hostile]:
    stamina.set_testing(True, attempts=99, cap=True)
    with Hostile() as running:
        yield running
    stamina.set_testing(False)


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(HASTY, tls=NO_TLS, allowed=HOME, sleep=lambda _: None) as opened:
        yield opened


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    """Bodies of 200 MB, packed."""
    body = bytes(BOMB)
    once = gzip.compress(body, 6)
    packing = brotli.Compressor(quality=1)
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 23})
    return {
        "gzip": once, "gzip, gzip": gzip.compress(once), "br": packing.process(body) + packing.finish(),
        "zstd": packer.compress(body) + packer.flush(),
    }  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="peak memory as Linux counts it")
@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "br", "zstd"])
def test_bombs(server: Hostile, bombs: dict[str, bytes], environment: dict[str, str], encoding: str) -> None:
    """A bomb of 200 MB stops at the cap, and costs no more memory than twice the cap."""
    assert len(bombs[encoding]) < 250_000
    server.routes |= {
        "/small": answer(gzip.compress(b"x"), "200 OK", "Content-Encoding: gzip"),
        "/bomb": answer(bombs[encoding], "200 OK", f"Content-Encoding: {encoding}"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", FETCH, server.base, "/bomb"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    small, bomb = (line.split() for line in done.stdout.splitlines())
    assert small[:2] == ["/small", "1"] and bomb[:2] == ["/bomb", "ResponseTooLarge"]
    assert int(bomb[2]) <= 2 * CAP


def test_a_body_of_the_cap(server: Hostile, client: Client) -> None:
    """A body of exactly the cap comes in, one byte more does not; the cap of one request replaces that of the client."""
    for path, size in (("/cap", CAP), ("/more", CAP + 1)):
        server.routes[path] = answer(bytes(size))
    assert len(client.get(f"{server.base}/cap").body) == CAP
    with pytest.raises(ResponseTooLarge) as caught:
        client.get(f"{server.base}/more")
    assert caught.value.url == f"{server.base}/more" and "max_bytes" in caught.value.hint
    assert len(client.get(f"{server.base}/more", max_bytes=CAP + 1).body) == CAP + 1


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b""), (HEAD + b"\r\n", b"x"), (HEAD + b"Content-Length: 99\r\n\r\n", b"x"), (b"", b"H"), (HEAD, b"X: y\r\n"),
        (HEAD + b"X: ", b"y"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"", mtime=0)[:-9], b"\0"),
        (b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", b"x"),
    ],
    ids=["silence", "body", "short body", "status line", "headers", "one header", "100", "chunks", "chunk", "gzip", "redirect"],
)  # fmt: skip
def test_what_never_ends(server: Hostile, client: Client, head: bytes, piece: bytes) -> None:
    """An answer that trickles in, wherever it does, is given up at the deadline for the whole request."""

    def reply(_: Asked) -> Iterator[bytes]:
        yield head
        yield from server.trickle(piece)

    server.routes["/"] = reply
    started = time.monotonic()
    with pytest.raises(FetchTimeout) as caught:
        client.get(server.base)
    assert time.monotonic() - started < PATIENCE
    assert caught.value.url == f"{server.base}/" and caught.value.hint


@pytest.mark.parametrize(
    ("head", "piece"),
    [(b"", bytes(100_000)), (b"Content-Encoding: gzip\r\n", gzip.compress(b"", mtime=0) * 5000)],
    ids=["plain", "gzip of nothing"],
)  # fmt: skip
def test_a_body_that_never_ends(server: Hostile, head: bytes, piece: bytes) -> None:
    """An endless body is left at the cap; of a packed one that gives nothing the bytes received count."""

    def reply(_: Asked) -> Iterator[bytes]:
        yield HEAD + head + b"\r\n"
        yield from server.trickle(piece, pause=0.0)

    server.routes["/"] = reply
    settings = ClientSettings(pause=0.0, max_bytes=1_000_000)
    with Client(settings, tls=NO_TLS, allowed=HOME) as client, pytest.raises(ResponseTooLarge):
        client.get(server.base)
    assert client.received < 2_000_000


def test_the_deadline_is_for_all_attempts_and_redirects(server: Hostile) -> None:
    """Redirects and retries do not add up: a get takes the time of one deadline, however many hops it has."""

    def slow(to: str) -> Reply:
        def reply(_: Asked) -> Iterator[bytes]:
            server.stopped.wait(0.2)
            yield moved(to)

        return reply

    server.routes |= {f"/{n}": slow(f"/{n + 1}") for n in range(9)}
    with Client(HASTY, tls=NO_TLS, allowed=HOME, sleep=lambda _: None) as client, pytest.raises(FetchTimeout):
        client.get(f"{server.base}/0")
    assert 2 <= len(server.paths()) <= 4


def test_headers_without_number(server: Hostile, client: Client) -> None:
    """Ten thousand headers are refused, short ones by their number and long ones by their length."""
    for header in ("a: b", "X-Panjang: " + "y" * 50):
        server.routes["/"] = answer(b"x", "200 OK", *[header] * 10_000)
        with pytest.raises(ConnectionFailed):
            client.get(server.base)
    server.routes["/"] = answer(b"x", "200 OK", *["a: b"] * 200)
    assert client.get(server.base).body == b"x"


def test_robots_that_do_not_answer(server: Hostile, client: Client) -> None:
    """A robots.txt that never comes forbids the site."""
    server.routes |= {"/robots.txt": lambda _: server.trickle(b""), "/": answer(b"x")}
    with pytest.raises(Disallowed, match="could not be read"):
        client.get(server.base)
    assert server.paths() == []


def test_a_robots_bomb(server: Hostile, client: Client, bombs: dict[str, bytes]) -> None:
    """Of a robots.txt that unpacks to 200 MB the first 500 KiB are read, and the site is asked by them."""
    server.routes |= {
        "/robots.txt": answer(bombs["gzip"], "200 OK", "Content-Encoding: gzip"), "/": answer(b"x"),
    }  # fmt: skip
    assert client.get(server.base).body == b"x"
