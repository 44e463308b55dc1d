"""A gate before a real server, as load balancers and security plugins are: it passes on what it does not turn away."""

from __future__ import annotations

import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import httpx2

HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "host", "accept-encoding"}


class Gate:
    """`authorization` is the head it wants; `busy` how many requests to turn away with 503; `delay` seconds before each."""

    def __init__(self, behind: str, tls: ssl.SSLContext | None = None) -> None:
        self.authorization: str | None = None
        self.forbidden = False
        self.busy = 0
        self.delay = 0.0
        self.largest = 0
        self.requests: list[str] = []
        self.answered = 0
        self._client = httpx2.Client(base_url=behind, timeout=60)
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:
                pass

            def _any(self) -> None:
                gate.pass_on(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _any  # noqa: N815 - the names http.server calls

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._client.close()

    def pass_on(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("content-length", 0)))
        self.requests.append(f"{request.command} {request.path}")
        self.largest = max(self.largest, len(body))
        time.sleep(self.delay)
        if self.authorization and request.headers.get("authorization") != self.authorization:
            self._answer(request, 401, b"")
        elif self.forbidden:
            self._answer(request, 403, b'{"error": {"type": "security_exception", "reason": "no permissions"}}')
        elif self.busy:
            self.busy -= 1
            self._answer(request, 503, b"busy", ("retry-after", "0"))
        else:
            heads = {name: value for name, value in request.headers.items() if name.lower() not in HOP}
            answer = self._client.request(request.command, request.path, content=body, headers=heads)
            self._answer(request, answer.status_code, answer.content, ("content-type", answer.headers["content-type"]))

    def _answer(self, request: BaseHTTPRequestHandler, status: int, body: bytes, *heads: tuple[str, str]) -> None:
        self.answered += 1
        request.send_response(status)
        for name, value in (*heads, ("content-length", str(len(body)))):
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)
