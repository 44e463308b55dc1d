"""Making the passages of a workspace ready for a search by meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kmpipe.model import Record
from kmpipe.search.model import DIMENSION, Model
from kmpipe.search.passages import Passage, passages
from kmpipe.search.vectors import Row, write_vectors
from kmpipe.store.reading import chunks
from kmpipe.workspace.indexing import index_documents

if TYPE_CHECKING:
    from kmpipe.store.catalogue import Catalogue

# passages embedded between two commits: a second or two of work is lost when a run is cut off
_BATCH = 32
# vectors held in memory while the file is written: .8 MB
_VECTORS = 1000

Progress = Callable[[str, int, int], None]


class Embedded(Record, frozen=True, kw_only=True):
    """What a run left: `passages` in `activities`, of which `made` were read by the model now; `removed` are no longer needed.

    With a dry run `made` and `removed` are what would be.
    """

    activities: int
    passages: int
    made: int
    removed: int


def embed(
    catalogue: Catalogue,
    model: Model,
    index: Path,
    *,
    folders: tuple[Path, ...],
    progress: Progress | None = None,
    dry_run: bool = False,
) -> Embedded:
    """Have every passage read that was not yet, forget those that are no more, and write the vectors beside the index.

    Each batch is committed: a run that is cut off goes on where it stopped. Raises `OSError` for a full disk.
    """
    revision = catalogue.revision
    known = catalogue.embedded(model.fingerprint)
    rows, missing = _wanted(catalogue, known, folders)
    digests = {row.digest for row in rows}
    summary = Embedded(
        activities=len({row.activity for row in rows}), passages=len(rows), made=len(missing),
        removed=len(known - digests),
    )  # fmt: skip
    if dry_run:
        return summary
    done = 0
    for batch in _batches(
        _passages(catalogue, sorted({row.activity for row in missing.values()}), folders), set(missing)
    ):
        vectors = model.passages([passage.words for _, passage in batch]).astype("<f2")
        made = {passage.digest: vector.tobytes() for (_, passage), vector in zip(batch, vectors, strict=True)}
        catalogue.add_embeddings(model.fingerprint, made)
        done += len(batch)
        if progress is not None:
            progress(batch[-1][0], done, len(missing))
    catalogue.keep_embeddings(model.fingerprint, digests)
    index.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_vectors(
        index, rows, _vectors(catalogue, model.fingerprint, rows),
        model=model.fingerprint, revision=revision, dimension=DIMENSION,
    )  # fmt: skip
    return summary


def _wanted(catalogue: Catalogue, known: set[bytes], folders: tuple[Path, ...]) -> tuple[list[Row], dict[bytes, Row]]:
    """Where all passages stand, and of those that are not known the first place each."""
    rows = [Row(identity, p.start, p.end, p.digest) for identity, p in _passages(catalogue, None, folders)]
    missing: dict[bytes, Row] = {}
    for row in rows:
        if row.digest not in known:
            missing.setdefault(row.digest, row)
    return rows, missing


def _passages(
    catalogue: Catalogue, ids: Sequence[str] | None, folders: tuple[Path, ...]
) -> Iterator[tuple[str, Passage]]:
    for document in index_documents(catalogue, ids, folders):
        for passage in passages(document):
            yield document.id, passage


def _batches(found: Iterable[tuple[str, Passage]], missing: set[bytes]) -> Iterator[list[tuple[str, Passage]]]:
    """The passages that are missing, each once, some at a time."""
    batch: list[tuple[str, Passage]] = []
    for identity, passage in found:
        if passage.digest in missing:
            missing.discard(passage.digest)
            batch.append((identity, passage))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _vectors(catalogue: Catalogue, model: str, rows: Sequence[Row]) -> Iterator[bytes]:
    for chunk in chunks(rows, _VECTORS):
        found = catalogue.vectors(model, sorted({row.digest for row in chunk}))
        for row in chunk:
            yield found[row.digest]
