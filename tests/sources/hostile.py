"""A web server on a real socket of 127.0.0.1 that answers exactly the bytes a test wants, however wrong they are."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import NamedTuple, Self

PATIENCE = 10.0  # seconds before a forgotten connection is given up
# trusts nobody, for clients that speak no TLS: reading the certificates of the system takes a sixth of a second
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Asked(NamedTuple):
    """A request as the server received it; header names are in lower case."""

    path: str
    headers: Mapping[str, str]


Reply = bytes | Callable[[Asked], bytes | Iterator[bytes]]


def answer(body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """A whole answer; `length` is a Content-Length other than the true one."""
    head = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*head, "Connection: close", "", ""]).encode() + body


def moved(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return answer(b"", status, f"Location: {location}")


class Hostile:
    """Serves `routes` by path (404 for others, robots.txt too), each connection on a thread of its own, until it is left.

    `asked` are all requests so far, `connections` the number of connections.
    """

    def __init__(self, routes: Mapping[str, Reply] | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Reply] = dict(routes or {})
        self.asked: list[Asked] = []
        self.connections = 0
        self.stopped = threading.Event()
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.base = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self._threads = [threading.Thread(target=self._accept)]

    def paths(self) -> list[str]:
        """The paths that were asked for, without robots.txt."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def trickle(self, piece: bytes, pause: float = 0.02) -> Iterator[bytes]:
        """A piece again and again, until the test is over or the other side has gone."""
        while not self.stopped.wait(pause):
            yield piece

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # the end of the test
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        with connection:
            try:
                wrapped = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
                with wrapped:
                    self._converse(wrapped)
            except OSError:  # the client has had enough
                pass

    def _converse(self, connection: socket.socket) -> None:
        """Requests one after the other, until an answer says that it is the last."""
        with connection.makefile("rb") as received:
            while first := received.readline():
                headers = {}
                while (line := received.readline()) not in (b"\r\n", b""):
                    name, _, value = line.decode("latin-1").partition(":")
                    headers[name.lower()] = value.strip()
                asked = Asked(first.decode("latin-1").split(" ")[1], headers)
                self.asked.append(asked)
                reply = self.routes.get(asked.path, answer(b"", "404 Not Found"))
                given = reply(asked) if callable(reply) else reply
                for piece in [given] if isinstance(given, bytes) else given:
                    connection.sendall(piece)
                if not given or not isinstance(given, bytes) or b"Connection: close" in given:
                    return
