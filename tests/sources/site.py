"""A small site on a real socket, and the plainest fetcher there can be."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
import urllib.robotparser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from kmpipe.errors import Disallowed, HttpStatus, ResponseTooLarge
from kmpipe.model import Exchange
from kmpipe.sources.records import Response, Validators


class Answer(NamedTuple):
    body: bytes | str = b""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = {}


Handler = Callable[[str], Answer | None]


class Site:
    """A site whose answers a function gives for path and query; `{base}` in a body is its address."""

    def __init__(self, handler: Handler) -> None:
        self.handler, self.asked, self.base = handler, list[str](), ""

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        return self.handler(path) or Answer("not here", status=404)


@contextmanager
def serve(pages: Mapping[str, Answer | str] | Handler) -> Iterator[Site]:
    """Serves pages by path and query until the block ends."""

    def look_up(path: str) -> Answer | None:
        found = pages(path) if callable(pages) else pages.get(path)
        return Answer(found) if isinstance(found, str) else found

    site = Site(look_up)

    class Requests(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            answer = site.answer(self.path)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            body = body.replace(b"{base}", site.base.encode())
            self.send_response(answer.status)
            for name, value in {"Content-Type": answer.type, **answer.headers}.items():
                self.send_header(name, value.replace("{base}", site.base))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Requests) as server:
        site.base = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield site
        server.shutdown()


class PlainFetcher:
    """Fetches with the standard library, obeys robots.txt, counts what it asks and gets, tries a 503 again."""

    def __init__(self) -> None:
        self.requests = self.received = 0
        self._robots: dict[str, urllib.robotparser.RobotFileParser] = {}

    def get(
        self, url: str, *, accept: str = "*/*", validators: Validators | None = None, max_bytes: int | None = None
    ) -> Response:
        if not self._rules(url).can_fetch("kmpipe", url):
            raise Disallowed(f"{url}: robots.txt forbids it", url=url)
        return self._get(url, accept, validators, max_bytes or 8 * 1024 * 1024)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        return tuple(self._rules(url).site_maps() or ())

    def _rules(self, url: str) -> urllib.robotparser.RobotFileParser:
        root = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if root not in self._robots:
            rules = self._robots[root] = urllib.robotparser.RobotFileParser()
            try:
                rules.parse(
                    self._get(root + "/robots.txt", "*/*", None, 500_000).body.decode("utf-8", "replace").splitlines()
                )
            except HttpStatus:
                rules.parse([])
        return self._robots[root]

    def _get(self, url: str, accept: str, validators: Validators | None, most: int) -> Response:
        headers = {"Accept": accept, "User-Agent": "kmpipe"}
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        for attempt in range(4):
            self.requests += 1
            try:
                with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
                    body = answer.read(most + 1)
                    found = Exchange(url=answer.url, status=answer.status, status_line="200 OK", at=datetime.now(UTC))
                    given = {name.lower(): value for name, value in answer.headers.items()}
                    given["link"] = ", ".join(answer.headers.get_all("Link") or [])
            except urllib.error.HTTPError as error:
                with error:
                    if error.code == 304:
                        return Response(url=url, status=304, headers={}, body=b"", exchanges=())
                    if error.code != 503 or attempt == 3:
                        raise HttpStatus(f"{url}: {error.code}", status=error.code, url=url) from None
                continue
            self.received += len(body)
            if len(body) > most:
                raise ResponseTooLarge(f"{url}: larger than {most}", url=url)
            return Response(url=found.url, status=found.status, headers=given, body=body, exchanges=(found,))
        raise AssertionError("unreachable")
