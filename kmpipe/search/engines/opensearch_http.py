"""Talking to a search server: requests within a deadline, another attempt where that may help, failures in our terms.

Only the address that was configured is asked: no redirect is followed, no proxy or password is taken from the
environment. Certificates are checked against those the system trusts (`SSL_CERT_FILE` names others). Name and password
go into the head of a request and nowhere else; no message shows them.
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from time import monotonic, sleep
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

import httpx2
import msgspec

from kmpipe.errors import ConfigError, IndexDamaged, KmpipeError, QueryError
from kmpipe.search.engine import EngineChoice
from kmpipe.search.sentinel import HINT

# seconds one request of a write may take; a search brings its own deadline
WRITE_LIMIT = 120.0
CONNECT_LIMIT = 10.0
# how often a request is sent at most, and seconds between two attempts: .5, 1, 2, 4, unless the server asks for others
ATTEMPTS = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# the server is busy or on its way up or down
_PASSING = (429, 502, 503, 504)
_BLOCKED = "cluster_block_exception"
# words in which a server refuses a query for its size: clauses, and brackets within brackets
_TOO_MANY = ("too_many_clauses", "too_many_nested_clauses", "maxclausecount", "nested depth")
# characters of a server's own words that a message repeats
_SHOWN = 300
JSON, LINES = "application/json", "application/x-ndjson"


class Server:
    """A server of OpenSearch or Elasticsearch, asked by one thread at a time."""

    def __init__(self, choice: EngineChoice) -> None:
        parts = urlsplit(choice.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(
                f"“{_shown(choice.url)}” is no address of a search server",
                hint="write search.url in kmpipe.toml like https://search.example:9200",
            )
        self.address = _shown(choice.url)
        self._base = self.address.rstrip("/")
        user, password = choice.user or unquote(parts.username or ""), choice.password or unquote(parts.password or "")
        self._named = bool(user)
        headers = {"accept": JSON}
        if user:
            headers["authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        # the certificates of all authorities are read only where they are needed
        trusted = ssl.create_default_context() if parts.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._client = httpx2.Client(headers=headers, verify=trusted, trust_env=False, follow_redirects=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        kind: str = JSON,
        parameters: Mapping[str, str] | None = None,
        deadline: float | None = None,
        accepted: tuple[int, ...] = (),
    ) -> Any:
        """The answer to a request, None where its status is one of the `accepted` errors.

        `body` is sent as JSON, or as it is where it is bytes. Raises `TimeoutError` beyond the deadline
        (`time.monotonic()`), `QueryError` for a query that is too large, else `ConfigError` or `IndexDamaged`.
        """
        content = body if isinstance(body, bytes) or body is None else msgspec.json.encode(body)
        headers = {"content-type": kind} if content is not None else {}
        for attempt in range(1, ATTEMPTS + 1):
            until = monotonic() + WRITE_LIMIT if deadline is None else deadline
            status, wait, data = self._send(method, path, content, headers, parameters, until, patient=deadline is None)
            if status < 400:
                return data
            if status in accepted:
                return None
            error_type, reason = _reason(data)
            if status not in _PASSING or error_type == _BLOCKED or attempt == ATTEMPTS:
                self._fail(status, error_type, reason)
            pause(attempt, wait, deadline)
        raise AssertionError  # the last attempt returns or raises

    def _send(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str],
        parameters: Mapping[str, str] | None, until: float, *, patient: bool,
    ) -> tuple[int, str, Any]:  # fmt: skip
        """Status, `Retry-After` and body of one attempt. `patient`: a late answer is a fault of the server."""
        left = _in_time(until)
        timeout = httpx2.Timeout(left, connect=min(left, CONNECT_LIMIT))
        body = bytearray()
        try:
            with self._client.stream(
                method, self._base + path, content=content, headers=dict(headers), params=parameters, timeout=timeout
            ) as answer:
                for chunk in answer.iter_bytes():
                    body += chunk
                    _in_time(until)
        except (TimeoutError, httpx2.ReadTimeout, httpx2.WriteTimeout, httpx2.PoolTimeout) as error:
            if not patient:
                raise TimeoutError from error
            raise IndexDamaged(
                f"the search server {self.address} took longer than {WRITE_LIMIT:.0f} s to answer",
                hint="look whether it is overloaded, then run the command again",
            ) from error
        except httpx2.HTTPError as error:
            raise self._unreachable(error) from error
        return answer.status_code, answer.headers.get("retry-after", ""), _decoded(bytes(body))

    def _unreachable(self, error: Exception) -> KmpipeError:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return ConfigError(
                    f"the certificate of the search server {self.address} is not valid: {cause.verify_message}",
                    hint="let SSL_CERT_FILE name the certificate of the authority that signed it",
                )
            if isinstance(cause, ssl.SSLError):
                return ConfigError(
                    f"no encrypted connection to the search server {self.address}: {cause.reason or cause}",
                    hint="see whether search.url in kmpipe.toml should begin with http: or https:, and has the right port",
                )
            cause = cause.__cause__ or cause.__context__
        return IndexDamaged(
            f"the search server {self.address} cannot be reached ({_short(str(error)) or type(error).__name__})",
            hint="start it, set search.url in kmpipe.toml, or go back with `kmpipe index use whoosh`",
        )

    def _fail(self, status: int, kind: str, reason: str) -> NoReturn:
        told = f"{status}{f', {kind}' if kind else ''}{f': {reason}' if reason else ''}"
        if kind == _BLOCKED:
            raise blocked(self.address, reason)
        if status == 401 or (status == 403 and not self._named):
            raise ConfigError(
                f"the search server {self.address} "
                + ("does not accept this name and password" if self._named else "wants a name and a password"),
                hint="set search.user in kmpipe.toml and KMPIPE_SEARCH_PASSWORD in the environment",
            )
        if status == 403:
            raise ConfigError(
                f"the search server {self.address} does not allow this user what is needed ({told})",
                hint="give the user all rights on indices named kmpipe-*, and the right to see the cluster's version",
            )
        if any(each in f"{kind} {reason}".lower() for each in _TOO_MANY):
            raise QueryError(
                "the query asks for more words, or brackets, than the search server takes at once",
                hint="leave out some of them",
            )
        if status in _PASSING:
            raise IndexDamaged(
                f"the search server {self.address} is too busy, or starting ({told})", hint="try again in a while"
            )
        if kind == "index_not_found_exception":
            raise IndexDamaged(f"the search index is gone from the server {self.address}", hint=HINT)
        raise IndexDamaged(f"the search server {self.address} answers {told}", hint=f"see what its log says, or {HINT}")


def blocked(address: str, reason: str) -> IndexDamaged:
    """The error for a server that takes no writes."""
    return IndexDamaged(
        f"the search server {address} takes no writes now ({_short(reason)})",
        hint="usually its disk is nearly full: make room on it, or lift the block, and run the command again",
    )


def pause(attempt: int, wanted: str, deadline: float | None) -> None:
    """Wait before the next attempt, as long as the server wants. Raises `TimeoutError` where the deadline comes first."""
    seconds = float(wanted) if wanted.isdecimal() else FIRST_PAUSE * 2 ** (attempt - 1)
    seconds = min(seconds, LONGEST_PAUSE)
    if deadline is not None and monotonic() + seconds >= deadline:
        raise TimeoutError
    sleep(seconds)


def _in_time(until: float) -> float:
    """The seconds left. Raises `TimeoutError` where there are none."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _shown(url: str) -> str:
    """An address without the name and password that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body) if body else None
    except msgspec.DecodeError:  # a proxy in between answers in words
        return body.decode("utf-8", "replace")


def _reason(data: Any) -> tuple[str, str]:
    """What the server calls an error, and what it says on it."""
    error = data.get("error") if isinstance(data, dict) else data
    if not isinstance(error, dict):
        return "", _short(str(error or ""))
    causes = error.get("root_cause") or [error]
    told = causes[0] if isinstance(causes[0], dict) else error
    below = error.get("caused_by") or {}
    return str(told.get("type") or error.get("type") or ""), _short(
        f"{told.get('reason') or error.get('reason') or ''} {below.get('reason', '') if below is not told else ''}".strip()
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"
