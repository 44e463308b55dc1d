"""The vectors of all passages of an index, in one file beside it that is mapped into memory.

    passages.vectors
      a line of JSON     what the file is: model, revision of the catalogue, number of passages, sizes, checksum
      the table          activity ids (a JSON list), then per passage: number of the activity, start, end, digest
      the vectors        float32, little-endian, one row a passage, from a multiple of 64 bytes on

The rows are compared one by one with the query: exact, and quick enough up to 100,000 passages (25 ms). They are float32
because numpy multiplies these six times as fast as float16, for twice the room. The file is replaced whole; nothing in
it is a program.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import msgspec

from kmpipe.errors import IndexDamaged
from kmpipe.search.passages import DIGEST_SIZE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE_NAME = "passages.vectors"
HINT = "run `kmpipe index embed`"
_LAYOUT = 1
_ALIGN = 64
_LONGEST_HEADER = 1000


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The first line. `ids` and `table` are sizes in bytes, `checksum` is the CRC-32 of both parts."""

    layout: int
    model: str
    revision: int
    passages: int
    dimension: int
    ids: int
    table: int
    checksum: int


class Row(NamedTuple):
    """A passage of an activity: its code points in the indexed text, and its digest."""

    activity: str
    start: int
    end: int
    digest: bytes


class Near(NamedTuple):
    """An activity with its passage that is nearest to a query; `similarity` is the cosine of their vectors."""

    activity: str
    start: int
    end: int
    digest: bytes
    similarity: float


class Vectors:
    """The open file. Raises `IndexDamaged` where it is missing or broken."""

    def __init__(self, folder: Path) -> None:
        import numpy as np  # noqa: PLC0415 - .1 s, and only a search by meaning needs it

        path = folder / FILE_NAME
        try:
            with path.open("rb") as file:
                self.header = _read_header(file)
                at = file.tell()
                head = self.header
                content = file.read(head.ids + head.table)
            start = _aligned(at + head.ids + head.table)
            if (
                path.stat().st_size != start + head.passages * head.dimension * 4
                or zlib.crc32(content) != head.checksum
            ):
                raise ValueError("it is not what was written")  # noqa: TRY301 - as msgspec and numpy say it
            self.ids: list[str] = msgspec.json.decode(content[: head.ids], type=list[str])
            self._rows = np.frombuffer(content, dtype=_row_type(), offset=head.ids)
            shape = (head.passages, head.dimension)
            self._vectors = np.memmap(path, dtype="<f4", mode="r", offset=start, shape=shape) if head.passages else None
        except FileNotFoundError as error:
            raise IndexDamaged("nothing was made ready yet for a search by meaning", hint=HINT) from error
        except (msgspec.DecodeError, ValueError, OSError) as error:
            raise IndexDamaged(f"{FILE_NAME} is damaged ({error})", hint=HINT) from error

    def nearest(self, query: NDArray[np.float32], most: int, allowed: Iterable[str] | None = None) -> list[Near]:
        """The `most` activities with the passages nearest to a vector, the nearest first; only those `allowed`, where given."""
        import numpy as np  # noqa: PLC0415 - see above

        if self._vectors is None:
            return []
        similarity = self._vectors @ query
        owners = self._rows["activity"]
        if allowed is not None:
            wanted = set(allowed)
            mask = np.fromiter((identity in wanted for identity in self.ids), dtype=bool, count=len(self.ids))
            similarity = np.where(mask[owners], similarity, -2.0)
        best: dict[int, int] = {}
        for row in _descending(similarity, most):
            if similarity[row] < -1.5 or len(best) >= most:
                break
            best.setdefault(int(owners[row]), row)
        return [self._near(row, float(similarity[row])) for row in best.values()]

    def of(self, activity: str) -> NDArray[np.float32] | None:
        """The mean of the vectors of an activity's passages, of length 1; None where there are none."""
        import numpy as np  # noqa: PLC0415 - see above

        if self._vectors is None or activity not in self.ids:
            return None
        rows = np.flatnonzero(self._rows["activity"] == self.ids.index(activity))
        mean: NDArray[np.float32] = self._vectors[rows].mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-9)

    def _near(self, row: int, similarity: float) -> Near:
        found = self._rows[row]
        place = int(found["start"]), int(found["end"]), found["digest"].tobytes()
        return Near(self.ids[found["activity"]], *place, similarity)


def _descending(similarity: NDArray[np.float32], most: int) -> Iterator[int]:
    """The rows from the most similar on, of equals the first one first; sorted in ever larger parts, as far as they are asked for."""
    import numpy as np  # noqa: PLC0415 - see above

    done, size = 0, 8 * most + 8
    while done < len(similarity):
        size = min(size, len(similarity))
        least = np.partition(similarity, len(similarity) - size)[len(similarity) - size]
        rows = np.flatnonzero(similarity >= least)
        ranked = rows[np.lexsort((rows, -similarity[rows]))]
        yield from ranked[done:].tolist()
        done, size = len(ranked), size * 8


def write_vectors(
    folder: Path, rows: Sequence[Row], vectors: Iterable[bytes], *, model: str, revision: int, dimension: int
) -> None:
    """Write the file anew; `vectors` are those of the rows, in their order, as float16.

    The old file stays until the new one is whole. Raises `OSError`.
    """
    import numpy as np  # noqa: PLC0415 - see above

    ids = list(dict.fromkeys(row.activity for row in rows))
    numbers = {identity: number for number, identity in enumerate(ids)}
    listed = [(numbers[row.activity], row.start, row.end, row.digest) for row in rows]
    content = [msgspec.json.encode(ids), np.array(listed, dtype=_row_type()).tobytes()]
    header = Header(
        layout=_LAYOUT, model=model, revision=revision, passages=len(rows), dimension=dimension,
        ids=len(content[0]), table=len(content[1]), checksum=zlib.crc32(b"".join(content)),
    )  # fmt: skip
    fresh = folder / f"{FILE_NAME}.new"
    fresh.unlink(missing_ok=True)  # never written through a link somebody left there
    try:
        with fresh.open("xb") as file:
            fresh.chmod(0o600)
            file.write(msgspec.json.encode(header) + b"\n" + b"".join(content))
            file.write(b"\0" * (_aligned(file.tell()) - file.tell()))
            for vector in vectors:
                file.write(np.frombuffer(vector, dtype="<f2").astype("<f4").tobytes())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / FILE_NAME)
    finally:
        fresh.unlink(missing_ok=True)


def _read_header(file: IO[bytes]) -> Header:
    header = msgspec.json.decode(file.readline(_LONGEST_HEADER), type=Header)
    if header.layout != _LAYOUT:
        raise ValueError(f"it has the layout {header.layout}, this version reads {_LAYOUT}")
    return header


def _row_type() -> list[tuple[str, str]]:
    return [("activity", "<u4"), ("start", "<u4"), ("end", "<u4"), ("digest", f"V{DIGEST_SIZE}")]


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN
