"""What can go wrong on the network, in the terms of kmpipe, and what is worth another attempt."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore2

from kmpipe.errors import BlockedAddress, ConnectionFailed, FetchError, FetchTimeout
from kmpipe.sources.connections import Budget

PASSING = (429, 500, 502, 503, 504)
"""The statuses that may be better a moment later."""

_GRAIN = 0.01  # seconds: time-outs end a little early or late


class Again(Exception):
    """A failure that may be gone at the next attempt; `error` is what it is when it stays."""

    def __init__(self, error: FetchError) -> None:
        super().__init__(error.message)
        self.error = error


@contextmanager
def named(url: str, budget: Budget) -> Iterator[None]:
    """Failures of the network in the block, as errors of kmpipe: `Again` with one, or one that stays whatever is tried."""
    try:
        yield
    except BlockedAddress as error:
        raise BlockedAddress(error.message, url=url, hint=error.hint) from error
    except httpcore2.TimeoutException as error:
        raise _late(url, budget) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
        raise _broken(url, error) from error


def _late(url: str, budget: Budget) -> Exception:
    if budget.left <= _GRAIN:
        return FetchTimeout(
            f"{url}: no whole answer within the time for one request", url=url,
            hint="try again later, or raise network.deadline in kmpipe.toml",
        )  # fmt: skip
    return Again(FetchTimeout(f"{url}: the server does not answer", url=url, hint="try again later"))


def _broken(url: str, error: Exception) -> Exception:
    # the HTTP library carries the error of the system as its argument, and cuts the chain of causes
    cause = next((one for one in error.args if isinstance(one, Exception)), error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return ConnectionFailed(
            f"{url}: the certificate of the server is not valid: {cause.verify_message}", url=url,
            hint="open it in a browser: if that warns too, tell the site's owner",
        )  # fmt: skip
    if isinstance(cause, socket.gaierror):
        unknown = ConnectionFailed(f"{url}: no such host", url=url, hint="check the address and the connection")
        return Again(unknown) if cause.errno == socket.EAI_AGAIN else unknown
    return Again(ConnectionFailed(f"{url}: no connection, or a broken one ({cause})", url=url, hint="try again later"))
