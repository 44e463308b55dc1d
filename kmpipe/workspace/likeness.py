"""Activities of a workspace that are like one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kmpipe.dates.calendar import calendar
from kmpipe.errors import QueryError, UnknownId
from kmpipe.model import Activity
from kmpipe.search.engine import IndexDocument, Reader
from kmpipe.search.fusion import fuse
from kmpipe.search.plan import Plan
from kmpipe.search.similar import Likeness, Profile, Telling, candidates, likenesses, telling
from kmpipe.workspace.indexing import index_documents

if TYPE_CHECKING:
    from kmpipe.search import Searcher
    from kmpipe.search.vectors import Near, Vectors
    from kmpipe.store.catalogue import Catalogue

# seconds: hundreds of words are looked up, and a person waits for it knowingly
TIME_LIMIT = 8.0
# activities nearest in meaning that are compared
_NEAREST = 30


class _Start(NamedTuple):
    """The activity that others are compared with, with what it tells, and what may be like it."""

    profile: Profile
    told: Telling
    ids: tuple[str, ...]


def find_similar(
    catalogue: Catalogue,
    searcher: Searcher,
    identity: str,
    *,
    limit: int,
    vectors: Vectors | None = None,
    folders: tuple[Path, ...] = (),
) -> tuple[Likeness, ...]:
    """The `limit` activities most like those of an id; what they are, or may be, themselves is left out.

    With `vectors` the nearest in meaning are found too, and of one activity the order is that of both, fused; of several it
    is that of the words. Raises `UnknownId`.
    """
    stored, activities = catalogue.resolve(identity)
    if not activities:
        raise UnknownId(
            f"article {stored.article.id} tells of no activity", hint=f"see `kmpipe show {stored.article.id}`"
        )
    own = {activity.id for activity in activities}
    left_out = own | {other for pair in catalogue.suggestions() for other in pair[:2] if not own.isdisjoint(pair[:2])}
    found: dict[str, Likeness] = {}
    for profile in _profiles(catalogue, sorted(own), folders):
        for like in _like(catalogue, searcher, profile, left_out, vectors, folders)[:limit]:
            if like.id not in found or found[like.id].score < like.score:
                found[like.id] = like
    if len(own) == 1:  # already in order, which with meaning is not that of the scores
        return tuple(found.values())
    return tuple(sorted(found.values(), key=lambda like: (-like.score, like.id))[:limit])


def _like(
    catalogue: Catalogue,
    searcher: Searcher,
    own: Profile,
    left_out: set[str],
    vectors: Vectors | None,
    folders: tuple[Path, ...],
) -> list[Likeness]:
    calendar_words = calendar(folders)
    unheard = {*calendar_words.months, *calendar_words.weekdays}
    start = _start(searcher, own, left_out, unheard)
    near = _near(vectors, own.document, left_out) if vectors is not None else {}
    others = _profiles(catalogue, sorted({*start.ids, *near}), folders)
    ranked = likenesses(own, start.told, others, searcher.vocabulary, unheard)
    if not near:
        return [like for like in ranked if like.score > 0]
    by_id = {like.id: like for like in ranked}
    order = fuse([like.id for like in ranked if like.score > 0], [identity for identity in near if identity in by_id])
    return [
        msgspec.structs.replace(
            by_id[identity], similarity=round(near[identity].similarity, 3) if identity in near else None
        )
        for identity, _ in order
    ]


def _start(searcher: Searcher, own: Profile, left_out: set[str], unheard: set[str]) -> _Start:
    deadline = monotonic() + TIME_LIMIT

    def question(reader: Reader, _plan: Plan, _deadline: float) -> _Start:
        told = telling(own.document, searcher.vocabulary, reader, unheard, deadline)
        return _Start(own, told, candidates(reader, told, own.document, sorted(left_out), deadline))

    try:
        return searcher.ask("", None, question, bridge=False).answer
    except QueryError as error:
        if not isinstance(error.__cause__, TimeoutError):
            raise
        raise QueryError(
            f"finding what is like it took longer than {TIME_LIMIT:.0f} s",
            hint="a quicker engine helps: `kmpipe index use tantivy`",
        ) from error


def _near(vectors: Vectors, document: IndexDocument, left_out: set[str]) -> dict[str, Near]:
    vector = vectors.of(document.id)
    if vector is None:
        return {}
    found = vectors.nearest(vector, _NEAREST + len(left_out))
    return {near.activity: near for near in found if near.activity not in left_out}


def _profiles(catalogue: Catalogue, ids: Sequence[str], folders: tuple[Path, ...]) -> list[Profile]:
    told = {activity.id: activity for activity in catalogue.activities(ids)}
    return [_profile(document, told[document.id]) for document in index_documents(catalogue, ids, folders)]


def _profile(document: IndexDocument, activity: Activity) -> Profile:
    series = activity.series_entry.id if activity.series_entry is not None else None
    return Profile(document, series, tuple(person.name for person in activity.people))
