"""The filters of a search, as its callers give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from kmpipe.search import Filters


class FilterValues(TypedDict, total=False):
    """The filters of a search. Several values of one filter mean any of them; several filters all hold.

    The values are those of the fields of the query language: ids and labels, Indonesian and English (`lokakarya`,
    `Fokus Utama 4`, `ditunda`), names, abbreviations and ids of agencies. `start` and `end` are dates: an activity
    matches if the days it was held overlap them.
    """

    agency: str | Sequence[str]
    focus: str | Sequence[str]
    type: str | Sequence[str]
    language: str | Sequence[str]
    place: str | Sequence[str]
    province: str | Sequence[str]
    status: str | Sequence[str]
    site: str | Sequence[str]
    start: str | None
    end: str | None


def make_filters(values: FilterValues) -> Filters:
    """The filters as the search takes them."""
    from kmpipe.search import Filters  # noqa: PLC0415 - the engine loads with it

    return Filters(
        agency=_many(values.get("agency")),
        focus=_many(values.get("focus")),
        type=_many(values.get("type")),
        language=_many(values.get("language")),
        place=_many(values.get("place")),
        province=_many(values.get("province")),
        status=_many(values.get("status")),
        site=_many(values.get("site")),
        start=values.get("start"),
        end=values.get("end"),
    )


def _many(value: str | Sequence[str] | None) -> tuple[str, ...]:
    from kmpipe.search.query import readable  # noqa: PLC0415 - the query language loads with it

    return tuple(map(readable, (value,) if isinstance(value, str) else value or ()))
