"""What goes wrong between kmpipe and a search server, and what a user is told."""

from __future__ import annotations

import base64
import socket
import ssl
from pathlib import Path

import pytest
import trustme

from kmpipe.errors import ConfigError, IndexDamaged, KmpipeError, QueryError
from kmpipe.search import EngineChoice, IndexDocument, Searcher, rebuild_index
from tests.search.opensearch.gate import Gate

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

DOCUMENT = IndexDocument(id="a", article="a1", title="Rapat banjir", text="Warga hadir.", start="2018-01-01")


def _through(gate: Gate, **rest: str) -> EngineChoice:
    return EngineChoice(name="opensearch", url=gate.url, **rest)


def test_no_server(tmp_path: Path) -> None:
    """Where no server answers, the message has its address and the hint says how to go on without it."""
    with socket.socket() as taken:  # bound, not listening: nothing answers there
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(IndexDamaged, match=url) as caught:
            rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=EngineChoice(name="opensearch", url=url))
    assert "search.url" in caught.value.hint


@pytest.mark.parametrize("url", ["", "localhost:9200", "ftp://search.example", "file:///etc/passwd"])
def test_no_address(tmp_path: Path, url: str) -> None:
    """An address that no server can have is an error of the configuration."""
    with pytest.raises(ConfigError, match="no address of a search server"):
        rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=EngineChoice(name="opensearch", url=url))


def test_name_and_password(tmp_path: Path, gate: Gate) -> None:
    """A server that wants a name is told it; without one, or with a wrong one, the hint names the settings."""
    gate.authorization = "Basic " + base64.b64encode(b"arsip:rahasia").decode()
    with pytest.raises(ConfigError, match="wants a name and a password") as caught:
        rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=_through(gate))
    assert "KMPIPE_SEARCH_PASSWORD" in caught.value.hint
    with pytest.raises(ConfigError, match="does not accept"):
        rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=_through(gate, user="arsip", password="salah"))
    assert rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=_through(gate, user="arsip", password="rahasia")) == 1
    address = gate.url.replace("//", "//arsip:rahasia@")
    with Searcher(tmp_path, engine=EngineChoice(name="opensearch", url=address)) as searcher:
        assert searcher.search("banjir").total == 1


def test_no_rights(tmp_path: Path, gate: Gate) -> None:
    """A user who may not write gets told which rights are needed."""
    gate.forbidden = True
    with pytest.raises(ConfigError, match="no permissions") as caught:
        rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=_through(gate, user="arsip", password="rahasia"))
    assert "kmpipe-*" in caught.value.hint


def test_password_is_never_shown(tmp_path: Path, gate: Gate) -> None:
    """No message of any failure holds the name or the password, also where they stand in the address."""
    told = []
    secret = gate.url.replace("//", "//arsip:rahasia@")
    for status in ("forbidden", "authorization"):
        gate.forbidden, gate.authorization = status == "forbidden", "another" if status == "authorization" else None
        with pytest.raises(KmpipeError) as caught:
            rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=EngineChoice(name="opensearch", url=secret))
        told.append(f"{caught.value.message} {caught.value.hint}")
    for url in ("ftp://arsip:rahasia@search.example", "http://arsip:rahasia@127.0.0.1:1"):
        with pytest.raises(KmpipeError) as caught:
            rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=EngineChoice(name="opensearch", url=url))
        told.append(f"{caught.value.message} {caught.value.hint}")
    assert not [each for each in told if "rahasia" in each or "arsip" in each]


def test_encrypted(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that nobody vouches for is refused; one that a trusted authority signed is not."""
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    with Gate(address, tls=server) as gate:
        with pytest.raises(ConfigError, match="certificate") as caught:
            rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=_through(gate))
        assert "SSL_CERT_FILE" in caught.value.hint
        authority.cert_pem.write_to_path(str(tmp_path.with_suffix(".pem")))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path.with_suffix(".pem")))
        assert rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=_through(gate)) == 1


def test_encryption_where_there_is_none(tmp_path: Path, gate: Gate) -> None:
    """https: to a server that speaks http: says what to look at."""
    wrong = EngineChoice(name="opensearch", url=gate.url.replace("http:", "https:"))
    with pytest.raises(ConfigError, match="no encrypted connection") as caught:
        rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=wrong)
    assert "http:" in caught.value.hint


def test_busy_server(tmp_path: Path, gate: Gate) -> None:
    """A server that is busy for a moment is asked again; one that stays busy is an error that says so."""
    gate.busy = 2
    assert rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=_through(gate)) == 1
    gate.busy = 100
    with pytest.raises(IndexDamaged, match="too busy"):
        rebuild_index(tmp_path, [DOCUMENT], revision=2, engine=_through(gate))


def test_slow_server(tmp_path: Path, gate: Gate) -> None:
    """A search gives up when its time is over, however long the server takes."""
    rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=_through(gate))
    with Searcher(tmp_path, engine=_through(gate)) as searcher:
        gate.delay, before = 6, gate.answered
        with pytest.raises(QueryError, match="longer than"):
            searcher.search("banjir")
        assert gate.answered == before


def test_proxies_are_not_asked(tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the configured address is asked, whatever the environment says of proxies."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert rebuild_index(tmp_path, [DOCUMENT], revision=1, engine=_through(gate)) == 1
