"""Connections to vetted addresses only, and never for longer than a request has.

This sits below the HTTP library, at its network backend: the library goes on knowing hosts by name (certificates,
connections kept open), and every single read is bounded, so that headers or a body that trickle in cannot outlast the
deadline. An address put into the URL instead would let two hosts behind one address share a connection.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpcore2

if TYPE_CHECKING:
    import ssl

Vet = Callable[[str, int], tuple[str, ...]]
"""Host and port to the addresses that may be connected to."""


class Budget:
    """The seconds of network time a request has, its redirects and retries included; waiting its turn is free."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds, self._clock = seconds, clock
        self._started: float | None = None

    @property
    def left(self) -> float:
        """Seconds left, below zero when overspent."""
        return self._seconds - (self._clock() - self._started if self._started is not None else 0.0)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Spend what time the block takes."""
        self._started = self._clock()
        try:
            yield
        finally:
            self._seconds, self._started = self.left, None


class Tally:
    """What a client has asked and received, counted across threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.requests = 0
        self.received = 0

    def add(self, *, requests: int = 0, received: int = 0) -> None:
        """Count requests, and bytes read from connections: heads, and bodies as they came, compressed."""
        with self._lock:
            self.requests += requests
            self.received += received


class VettedBackend(httpcore2.NetworkBackend):
    """The network as the HTTP library sees it: connects to what `vet` gives, within the budget of the thread's request."""

    def __init__(self, vet: Vet, tally: Tally) -> None:
        self._vet, self._tally = vet, tally
        self._plain = httpcore2.SyncBackend()
        self._here = threading.local()

    @contextmanager
    def spending(self, budget: Budget) -> Iterator[None]:
        """Whatever this thread does with connections in the block is paid from this budget."""
        self._here.budget = budget
        try:
            with budget.running():
                yield
        finally:
            self._here.budget = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first vetted address that answers. Raises `BlockedAddress`, `OSError` from the resolver."""
        failed: Exception = httpcore2.ConnectError("the name has no address")
        for address in self._vet(host, port):
            try:
                stream = self._plain.connect_tcp(
                    address, port, self.bounded(timeout, httpcore2.ConnectTimeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, self, self._tally, (address, port))
        raise failed

    def bounded(self, timeout: float | None, error: type[httpcore2.TimeoutException]) -> float | None:
        """The time-out for one step: no more than the budget has left. Raises `error` when it has nothing left."""
        budget: Budget | None = getattr(self._here, "budget", None)
        if budget is None:  # closing what was kept open
            return timeout
        left = budget.left
        if left <= 0:
            raise error("the time for this request is used up")
        return left if timeout is None else min(timeout, left)


class _Stream(httpcore2.NetworkStream):
    """A connection whose every step is bounded by the budget, and whose bytes are counted."""

    def __init__(
        self, inner: httpcore2.NetworkStream, backend: VettedBackend, tally: Tally, address: tuple[str, int]
    ) -> None:
        self._inner, self._backend, self._tally, self._address = inner, backend, tally, address

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._backend.bounded(timeout, httpcore2.ReadTimeout))
        self._tally.add(received=len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._backend.bounded(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        bounded = self._backend.bounded(timeout, httpcore2.ConnectTimeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, bounded)
        return _Stream(inner, self._backend, self._tally, self._address)

    def get_extra_info(self, info: str) -> Any:
        # the system forgets whom a connection was with once the other side has reset it
        return self._address if info == "server_addr" else self._inner.get_extra_info(info)
