"""Writing to an index on a search server: in batches, and so that nothing shows before the whole write is done.

A document bears the number of the write it came with, its *generation*. Readers see the documents up to the generation
of theirs, without those that a later version replaced; so what a killed write left is as if it were not there, and the
next one takes it away first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec

from kmpipe.errors import IndexDamaged
from kmpipe.search.engine import Prepared
from kmpipe.search.engines.opensearch_http import ATTEMPTS, LINES, Server, blocked, pause
from kmpipe.search.engines.opensearch_layout import body_of

# of one request: bytes, unless a single document has more, and documents
BATCH_BYTES, BATCH_DOCUMENTS = 5_000_000, 500
# ids looked up, or left out of a query, in one clause: a server takes 65,536
IDS = 5_000
Query = dict[str, Any]


class Generation(msgspec.Struct, frozen=True, kw_only=True):
    """The file that is an index for its readers: the name on the server, and which of the documents there belong to it.

    Those up to the write `number` do, but for the `replaced`, by their keys on the server.
    """

    index: str
    number: int
    replaced: tuple[str, ...] = ()


def belonging(generation: Generation, replaced: Iterable[str] | None = None) -> Query:
    """The conditions of a `bool` query that leave what belongs to a generation; `replaced` instead of its own."""
    hidden = generation.replaced if replaced is None else tuple(replaced)
    return {
        "filter": [{"range": {"born": {"lte": generation.number}}}],
        "must_not": [{"ids": {"values": list(part)}} for part in chunks(hidden, IDS)],
    }


def chunks(values: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    """The values in tuples of at most `size`."""
    rest = iter(values)
    while part := tuple(islice(rest, size)):
        yield part


class Writing:
    """One write to the index of `old`, which is as it was until its successor is read."""

    def __init__(self, server: Server, old: Generation) -> None:
        self._server = server
        self._old = old
        self._number = old.number + 1
        self._path = f"/{old.index}"

    def clear(self) -> None:
        """Take away what no reader sees: what a killed write left, and what the last one replaced."""
        self._refresh()
        unseen: list[Query] = [{"range": {"born": {"gt": self._old.number}}}]
        unseen += [{"ids": {"values": list(part)}} for part in chunks(self._old.replaced, IDS)]
        query = {"bool": {"should": unseen, "minimum_should_match": 1}}
        answer = self._server.ask("POST", f"{self._path}/_delete_by_query", {"query": query})
        if answer.get("failures"):
            raise IndexDamaged(
                f"the search server could not clear {self._old.index} ({str(answer['failures'][0])[:300]})",
                hint="see what its log says, then run `kmpipe index rebuild`",
            )
        self._refresh()

    def write(self, documents: Iterable[Prepared], deletes: Iterable[str]) -> tuple[Generation, int]:
        """Send documents and make them findable; the generation that shows them, and how many documents it shows."""
        gone = {*self._add(documents), *deletes}
        self._refresh()
        replaced = tuple(self._versions(gone)) if self._old.number else ()
        new = Generation(index=self._old.index, number=self._number, replaced=replaced)
        return new, count(self._server, new.index, {"bool": belonging(new)})

    def _add(self, documents: Iterable[Prepared]) -> list[str]:
        """Send documents in batches; their ids."""
        sent: list[str] = []
        batch: list[tuple[str, bytes]] = []
        size = 0
        for document in documents:
            operation = msgspec.json.encode({"index": {"_id": f"{document.id}@{self._number}"}})
            lines = b"%b\n%b\n" % (operation, body_of(document, self._number))
            if batch and (size + len(lines) > BATCH_BYTES or len(batch) == BATCH_DOCUMENTS):
                self._send(batch)
                batch, size = [], 0
            batch.append((document.id, lines))
            size += len(lines)
            sent.append(document.id)
        if batch:
            self._send(batch)
        return sent

    def _refresh(self) -> None:
        """Let searches see what was sent."""
        self._server.ask("POST", f"{self._path}/_refresh")

    def _send(self, batch: list[tuple[str, bytes]]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            answer = self._server.ask(
                "POST", f"{self._path}/_bulk", b"".join(lines for _, lines in batch), kind=LINES, accepted=(413,)
            )
            if answer is None:
                self._refused(batch[0][0], f"413: {sum(len(lines) for _, lines in batch):,} bytes are too many at once")
            batch = self._left(batch, answer)
            if not batch:
                return
            if attempt < ATTEMPTS:
                pause(attempt, "", None)
        raise IndexDamaged(
            f"the search server {self._server.address} is too busy to take {len(batch)} documents, {batch[0][0]} first",
            hint="try again in a while",
        )

    def _left(self, batch: list[tuple[str, bytes]], answer: Any) -> list[tuple[str, bytes]]:
        """The documents that the server had no time for. Raises `IndexDamaged` for one that it does not want."""
        if not answer.get("errors"):
            return []
        left = []
        for each, item in zip(batch, answer["items"], strict=True):
            result = next(iter(item.values()))
            if result["status"] < 300:
                continue
            error = result.get("error") or {}
            if error.get("type") == "cluster_block_exception":
                raise blocked(self._server.address, str(error.get("reason", "")))
            if result["status"] != 429:
                cause = (error.get("caused_by") or {}).get("reason", "")
                self._refused(
                    each[0], f"{result['status']}, {error.get('type')}: {error.get('reason')} {cause}".strip()
                )
            left.append(each)
        return left

    def _refused(self, identity: str, why: str) -> None:
        raise IndexDamaged(
            f"the search server {self._server.address} does not take the activity {identity} ({why[:300]})",
            hint="look at it with `kmpipe show`, and at the server's log",
        )

    def _versions(self, identities: set[str]) -> Iterator[str]:
        """The keys on the server of what stood in the index so far under these ids."""
        for part in chunks(sorted(identities), IDS):
            named = [{"terms": {"name": list(part)}}, {"range": {"born": {"lte": self._old.number}}}]
            query = {"bool": {"filter": named}}
            answer = self._server.ask(
                "POST", f"{self._path}/_search", {"query": query, "size": len(part), "_source": False}
            )
            yield from (hit["_id"] for hit in answer["hits"]["hits"])


def count(server: Server, index: str, query: Query, deadline: float | None = None) -> int:
    """How many documents of an index match a query."""
    return int(server.ask("POST", f"/{index}/_count", {"query": query}, deadline=deadline)["count"])
