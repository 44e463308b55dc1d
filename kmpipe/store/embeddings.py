"""What a model made of each passage, kept by the digest of the passage: text that stays the same is never embedded twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, insert, select

from kmpipe.store import schema
from kmpipe.store.database import Database
from kmpipe.store.reading import chunks

# digests asked for at a time: servers bound the length of a list
_CHUNK = 500


class Embeddings(Database):
    """The cache of embeddings: a digest of 16 bytes gives a vector as bytes. It never changes the catalogue's revision."""

    def embedded(self, model: str) -> set[bytes]:
        """The digests of all passages that a model has read."""
        table = schema.embeddings.c
        with self.reading() as db:
            return {bytes(row[0]) for row in db.execute(select(table.digest).where(table.model == model))}

    def vectors(self, model: str, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """The vectors of these passages, as far as they are there."""
        table = schema.embeddings.c
        found: dict[bytes, bytes] = {}
        with self.reading() as db:
            for chunk in chunks(digests, _CHUNK):
                query = select(table.digest, table.vector).where(table.model == model, table.digest.in_(chunk))
                found.update((bytes(row[0]), bytes(row[1])) for row in db.execute(query))
        return found

    def add_embeddings(self, model: str, vectors: Mapping[bytes, bytes]) -> None:
        """Write down vectors by the digest of their passage, in one transaction; those that are there already stay."""
        if not vectors:
            return
        known = self.vectors(model, sorted(vectors))
        rows = [
            {"model": model, "digest": digest, "vector": vectors[digest]} for digest in sorted(vectors.keys() - known)
        ]
        if rows:
            with self.writing() as db:
                db.execute(insert(schema.embeddings), rows)

    def keep_embeddings(self, model: str, digests: Collection[bytes]) -> int:
        """Delete all but these passages of this model; returns how many were deleted."""
        table = schema.embeddings
        with self.writing() as db:
            others = db.execute(delete(table).where(table.c.model != model)).rowcount
            wanted = set(digests)
            rows = db.execute(select(table.c.digest).where(table.c.model == model))
            gone = sorted(digest for row in rows if (digest := bytes(row[0])) not in wanted)
            for chunk in chunks(gone, _CHUNK):
                db.execute(delete(table).where(table.c.model == model, table.c.digest.in_(chunk)))
        return int(others) + len(gone)
