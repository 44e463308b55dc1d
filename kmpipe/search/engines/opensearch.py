"""The OpenSearch engine: an index on a server of OpenSearch or Elasticsearch, over what their REST interfaces share.

Each build has an index of its own on the server, named `kmpipe-`, the mark of this folder, the build and a random number.
The folder holds one small file a write, which says what of that index belongs to it (`Generation`). The mark is made of
the folder's path and of a random number kept in it, so that a copy of the folder, or a folder of the same path on another
machine, has another: only indices with its own mark are ever written to or deleted.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from kmpipe.errors import ConfigError, IndexDamaged, KmpipeError
from kmpipe.search.engine import EngineChoice, Prepared, Written
from kmpipe.search.engines.opensearch_http import Server
from kmpipe.search.engines.opensearch_layout import LAYOUT, index_body
from kmpipe.search.engines.opensearch_reading import OpenSearchReader
from kmpipe.search.engines.opensearch_writing import Generation, Writing
from kmpipe.search.sentinel import HINT

PREFIX = "kmpipe-"
_INDEX = re.compile(rf"{PREFIX}[a-z0-9-]+")
# kept in the folder of the index: the random half of its mark
MARK_FILE = "opensearch-mark.txt"
# the oldest Elasticsearch with this interface; every OpenSearch has it
OLDEST_ELASTICSEARCH = 7


class OpenSearchEngine:
    """`Engine` over a server of OpenSearch or Elasticsearch."""

    name = "opensearch"
    beside = True

    def __init__(self, choice: EngineChoice) -> None:
        self._choice = choice

    def version(self) -> str:
        """The layout of the documents; servers read the indices of their forerunners themselves."""
        return LAYOUT

    def write(
        self, folder: Path, visible: frozenset[str], documents: Iterable[Prepared], deletes: Iterable[str]
    ) -> Written:
        """Write to the index of the visible generation, or to a new one, what the next generation shows."""
        with closing(Server(self._choice)) as server:
            _check_version(server)
            mark = _mark(folder.parent)
            if visible:
                old = _read(folder, visible)
                _check_own(server, old, mark)
                writing = Writing(server, old)
                writing.clear()
                new, total = writing.write(documents, deletes)
            else:
                _sweep(server, mark, _named(folder.parent))
                new, total = _made(server, f"{PREFIX}{mark}-{folder.name}-{secrets.token_hex(4)}", documents)
        file = folder / f"generation-{new.number}.json"
        file.write_bytes(msgspec.json.format(msgspec.json.encode(new)))
        return Written(frozenset({file.name}), total)

    def open(self, folder: Path, visible: frozenset[str]) -> OpenSearchReader:
        """Open the index of the visible generation."""
        generation = _read(folder, visible)
        return OpenSearchReader(Server(self._choice), generation)

    def settle(self, folder: Path) -> None:
        """Delete on the server what the index in `folder` has no more need of: superseded indices, replaced documents."""
        if not (folder / MARK_FILE).exists():
            return
        with suppress(KmpipeError), closing(Server(self._choice)) as server:  # else the next write does it
            kept = list(_generations(folder))
            _sweep(server, _mark(folder), {generation.index for generation in kept})
            for generation in kept:
                if generation.replaced:
                    Writing(server, generation).clear()


def _check_version(server: Server) -> None:
    answer = server.ask("GET", "/")
    about = answer.get("version", {}) if isinstance(answer, dict) else {}
    number = str(about.get("number", ""))
    major = number.partition(".")[0]
    if about.get("distribution") == "opensearch" or (major.isdecimal() and int(major) >= OLDEST_ELASTICSEARCH):
        return
    raise ConfigError(
        f"{server.address} is " + (f"Elasticsearch {number}" if number else "no server of OpenSearch or Elasticsearch"),
        hint=f"search.url in kmpipe.toml must name OpenSearch, or Elasticsearch {OLDEST_ELASTICSEARCH} or later",
    )


def _made(server: Server, index: str, documents: Iterable[Prepared]) -> tuple[Generation, int]:
    """A new index with documents; nothing of it is left on the server where they cannot be written."""
    server.ask("PUT", f"/{index}", index_body())
    try:
        return Writing(server, Generation(index=index, number=0)).write(documents, ())
    except BaseException:
        with suppress(KmpipeError):  # the first error is the one to tell; the next write takes away what is left
            server.ask("DELETE", f"/{index}")
        raise


def _check_own(server: Server, generation: Generation, mark: str) -> None:
    """Refuse to write to the index of another folder, and to one that is gone: the server would make it anew by itself."""
    if not generation.index.startswith(f"{PREFIX}{mark}-"):
        raise IndexDamaged(
            "the search index on the server belongs to another folder: this one was moved or copied", hint=HINT
        )
    server.ask("GET", f"/{generation.index}/_mapping")


def _mark(folder: Path) -> str:
    """The mark of the folder of an index, in the names of its indices on a server."""
    file = folder / MARK_FILE
    if not file.exists():
        file.write_text(secrets.token_hex(16), encoding="ascii")
        file.chmod(0o600)
    told = f"{folder.resolve()}\n{file.read_text(encoding='ascii').strip()}"
    return hashlib.blake2b(told.encode(), digest_size=6).hexdigest()


def _read(folder: Path, visible: frozenset[str]) -> Generation:
    (name,) = visible
    generation = msgspec.json.decode((folder / name).read_bytes(), type=Generation)
    if not _INDEX.fullmatch(generation.index):
        raise IndexDamaged(f"the search index is damaged: {name} names {generation.index!r}", hint=HINT)
    return generation


def _named(folder: Path) -> set[str]:
    """The indices that generations in the builds of a folder name; the one that is read is among them."""
    return {generation.index for generation in _generations(folder)}


def _generations(folder: Path) -> Iterator[Generation]:
    for file in folder.glob(f"{OpenSearchEngine.name}-*/generation-*.json"):
        with suppress(OSError, msgspec.DecodeError):
            yield msgspec.json.decode(file.read_bytes(), type=Generation)


def _sweep(server: Server, mark: str, kept: set[str]) -> None:
    """Delete the indices of this folder on the server but those `kept`: of killed builds, and superseded ones."""
    indices = server.ask("GET", f"/_cat/indices/{PREFIX}{mark}-*", parameters={"format": "json", "h": "index"})
    for each in indices:
        name = str(each["index"])
        if name.startswith(f"{PREFIX}{mark}-") and name not in kept:
            server.ask("DELETE", f"/{name}", accepted=(404,))
