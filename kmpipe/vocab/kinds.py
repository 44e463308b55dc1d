"""The kinds of activity that periodic reports count: whom an activity addresses."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from kmpipe.model import Activity, ActivityType, OrganisationKind
from kmpipe.vocab.load import Entry, cached_entries, cached_words
from kmpipe.vocab.match import Phrases

_FILE = "activity_kinds"


class ActivityKind(Entry, frozen=True, kw_only=True):
    """A kind of activity: the words, types and audiences that speak for it; `alone` where only we took part."""

    id: str
    label_id: str
    label_en: str
    cues: tuple[str, ...] = ()
    types: tuple[ActivityType, ...] = ()
    audiences: tuple[OrganisationKind, ...] = ()
    alone: bool = False


def activity_kinds(folders: tuple[Path, ...] = ()) -> tuple[ActivityKind, ...]:
    """The kinds in their order. Raises `VocabularyError`."""
    return cached_entries(_FILE, "kind", ActivityKind, folders)


@functools.cache
def kind_of(folders: tuple[Path, ...] = ()) -> Callable[[Activity], str | None]:
    """A function that gives the id of an activity's kind, or None where nothing tells. Raises `VocabularyError`."""
    kinds = activity_kinds(folders)
    own = frozenset(cached_words(_FILE, "own", folders).get("ids", ()))
    cues = Phrases((cue, number) for number, kind in enumerate(kinds) for cue in kind.cues)

    def judge(activity: Activity) -> str | None:
        said = [
            number
            for text in (activity.title, *activity.categories)
            for match in cues.find(text)
            for number in match.payloads
        ]
        if said:
            return kinds[min(said)].id
        for kind in kinds:
            if activity.type in kind.types:
                return kind.id
        present = [body for body in activity.organisations if body.role != "mentioned" and body.kind != "office"]
        others = {body.kind for body in present if body.id not in own}
        for kind in kinds:
            if (others and others.issubset(kind.audiences)) or (kind.alone and present and not others):
                return kind.id
        return None

    return judge
