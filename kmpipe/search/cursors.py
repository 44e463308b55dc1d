"""Cursors: where a page ended, as a string that the next search gives back.

A cursor holds the rank of the last hit, so that pages neither overlap nor leave gaps when activities are added or
removed in between, but where these change the scores of hits near the border; and a digest of what was asked, so that it
is not taken for another search's.
"""

from __future__ import annotations

import binascii
import hashlib
from math import isfinite
from typing import NamedTuple, NoReturn

import msgspec

from kmpipe.errors import QueryError
from kmpipe.search.engine import Filters, Rank, Sort
from kmpipe.search.query import readable

_HINT = "leave the cursor out to begin with the first page"


class Asked(NamedTuple):
    """What a search asks for, but for the page."""

    query: str
    filters: Filters
    sort: Sort
    bridge: bool
    predecessors: bool


class _Cursor(msgspec.Struct, array_like=True, frozen=True):
    digest: bytes
    seen: int
    rank: Rank


def write_cursor(asked: Asked, seen: int, rank: Rank) -> str:
    """The cursor behind the document of this rank, which is number `seen` of those found."""
    packed = msgspec.msgpack.encode(_Cursor(_digest(asked), seen, rank))
    return binascii.b2a_base64(packed, newline=False).decode().translate(_SAFE).rstrip("=")


def read_cursor(cursor: str, asked: Asked) -> tuple[int, Rank]:
    """How many hits stand before a cursor, and the rank of the last. Raises `QueryError` for one of another search."""
    plain = cursor.translate(_PLAIN)
    try:
        packed = binascii.a2b_base64(plain + "=" * (-len(plain) % 4), strict_mode=True)
        found = msgspec.msgpack.decode(packed, type=_Cursor)
    except (ValueError, msgspec.DecodeError):  # a UnicodeError, too, is a ValueError
        _refuse("this is no cursor", cursor)
    if found.seen < 0 or not isfinite(found.rank.score):
        _refuse("this is no cursor", cursor)
    if found.digest != _digest(asked):
        _refuse("the cursor belongs to another query, other filters or another order", cursor)
    return found.seen, found.rank


def _refuse(message: str, cursor: str) -> NoReturn:
    raise QueryError(message, query=cursor, position=0, hint=_HINT)


def _digest(asked: Asked) -> bytes:
    plain = asked._replace(query=" ".join(readable(asked.query).split()))
    return hashlib.blake2b(msgspec.msgpack.encode(plain), digest_size=8).digest()  # 64 bits: enough against mistakes


# the alphabet that needs no quotes in a shell or an address
_SAFE, _PLAIN = str.maketrans("+/", "-_"), str.maketrans("-_", "+/")
