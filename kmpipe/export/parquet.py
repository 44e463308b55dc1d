"""Parquet: one table of typed columns, lists as lists."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from kmpipe.errors import UsageError
from kmpipe.export.columns import COLUMNS, chosen
from kmpipe.export.options import Options, Written
from kmpipe.export.proofs import Proof, proofs
from kmpipe.export.texts import plain
from kmpipe.model import ActivityView

if TYPE_CHECKING:
    import pyarrow as pa

# rows of a row group; two groups are in memory at a time, with the text of each some 20 MB
_GROUP = 1_000


def write_parquet(rows: Iterable[ActivityView], stream: BinaryIO, options: Options) -> Written:
    """Write a Parquet table, a row group of 1,000 rows at a time; evidence is a list of structs.

    Raises `UsageError` where pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra
    except ImportError:
        hint = "pip install 'kmpipe[parquet]', or take --format csv or sqlite"
        raise UsageError("parquet needs pyarrow, which is not installed", hint=hint) from None
    columns = chosen(options, days=True)
    schema = _schema(columns)
    count = 0
    remaining = iter(rows)
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        while group := list(islice(remaining, _GROUP)):
            values = ([_value(row, name) for row in group] for name in columns)
            arrays = [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(group)
    return Written(activities=count)


def _value(row: ActivityView, name: str) -> object:
    if name == "evidence":
        return [msgspec.structs.asdict(proof) for proof in proofs(row)]
    value = COLUMNS[name].read(row)
    return plain(value) if isinstance(value, str) else tuple(map(plain, value)) if isinstance(value, tuple) else value


def _schema(columns: Iterable[str]) -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    numbers = {"start": pa.int32(), "end": pa.int32(), "confidence": pa.float64()}
    proof = pa.struct([(name, numbers.get(name, pa.string())) for name in Proof.__struct_fields__])
    types = {
        "list": pa.list_(pa.string()),
        "day": pa.date32(),
        "integer": pa.int64(),
        "flag": pa.bool_(),
        "evidence": pa.list_(proof),
    }
    return pa.schema([(name, types.get(COLUMNS[name].kind, pa.string())) for name in columns])
