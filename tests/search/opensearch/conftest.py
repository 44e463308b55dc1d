"""A search server on this machine, over real HTTP: noida-db, which answers as Elasticsearch does."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx2
import pytest

from kmpipe.search import EngineChoice
from tests.search.opensearch.gate import Gate

SECONDS_TO_START = 30


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server: KMPIPE_OPENSEARCH, else one that is started here and ended with the tests."""
    if given := os.environ.get("KMPIPE_OPENSEARCH"):
        yield given
        return
    spec = find_spec("noida_db")
    if spec is None or spec.origin is None:
        pytest.skip("needs a search server: pip install --group servers, or its address in KMPIPE_OPENSEARCH")
    program = Path(spec.origin).with_name("noida-db")
    program.chmod(0o755)  # a wheel does not keep it
    folder = tmp_path_factory.mktemp("server")
    port = _free_port()
    with (folder / "log").open("wb") as log:
        options = ["--data-dir", str(folder / "data"), "--only", "elasticsearch", "--elasticsearch-port", str(port)]
        running = subprocess.Popen([program, "start", *options], stdout=log, stderr=log, cwd=folder)
    try:
        _wait(f"http://127.0.0.1:{port}", running, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture
def choice(address: str) -> EngineChoice:
    return EngineChoice(name="opensearch", url=address)


@pytest.fixture
def gate(address: str) -> Iterator[Gate]:
    """A gate before the server: it counts what goes through, and can be shut or slowed down."""
    with Gate(address) as opened:
        yield opened


@pytest.fixture
def asked(address: str) -> Iterator[httpx2.Client]:
    """A plain client, to look at the server past kmpipe."""
    with httpx2.Client(base_url=address, timeout=60) as client:
        yield client


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and running.poll() is None:
        try:
            httpx2.get(address, timeout=1)
        except httpx2.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the search server did not start: {log.read_text(encoding='utf-8', errors='replace')}")
