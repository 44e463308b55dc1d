"""What kind of text an article is: a report of an activity, a recap of several, or none."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from kmpipe.dates import find_dates
from kmpipe.extraction.recap import split_recap
from kmpipe.extraction.spans import evidence
from kmpipe.model import Evidence, EvidenceField, Record
from kmpipe.vocab.load import Entry, cached_entries, cached_words
from kmpipe.vocab.match import Phrases

# one cue in the title or a category of that name; single words in the text weigh a third of it
_STRONG = 3.0
_ENOUGH = 3.0
# a word that supports what the text says and proves nothing (`Pengumuman`)
_HINT = 1.0
# an event in the title; less than a cue of another genre there (`Lowongan: fasilitator lokakarya`)
_NAMED = 1.5
# cues in the text of one genre beyond this add nothing: long texts say everything once
_MOST_CUES = 4
_MOST_ACTIVITY = 5


class GenreEntry(Entry, frozen=True, kw_only=True):
    """A genre that is no activity report: the reason given, its cues in title, categories and text, and weak `hints`."""

    id: str
    reason: str
    titles: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


class Genre(Record, frozen=True, kw_only=True):
    """What an article is.

    `no_activity` is the reason why it reports none, or None. `recap` says that the article announces itself as an account
    of several activities.
    """

    no_activity: str | None = None
    recap: bool = False
    evidence: tuple[Evidence, ...] = ()


@functools.cache
def _cues(part: str, folders: tuple[Path, ...]) -> Phrases[str]:
    entries = cached_entries("genre", "genre", GenreEntry, folders)
    return Phrases((cue, entry.id) for entry in entries for cue in (entry.titles if part == "title" else entry.texts))


@functools.cache
def _list(table: str, key: str, folders: tuple[Path, ...]) -> Phrases[str]:
    return Phrases((cue, cue) for cue in cached_words("genre", table, folders)[key])


def judge(text: str, *, title: str, categories: Sequence[str] = (), folders: tuple[Path, ...] = ()) -> Genre:
    """What kind of text it is, with the cues that say so (evidence in title and text).

    >>> judge("Menurut saya, sudah saatnya kota berbenah.", title="Opini: Kota dan Air").no_activity
    'opinion piece'
    """
    reason, proofs = _no_activity(text, title, categories, folders)
    recaps = _recap_cues(text, title, folders)
    return Genre(
        no_activity=None if recaps and reason != "opinion piece" else reason,
        recap=bool(recaps),
        evidence=(*(proofs if reason else ()), *recaps),
    )


def _no_activity(
    text: str, title: str, categories: Sequence[str], folders: tuple[Path, ...]
) -> tuple[str | None, tuple[Evidence, ...]]:
    scores: dict[str, float] = {}
    proofs: dict[str, list[Evidence]] = {}
    for field, source, weight in (("title", title, _STRONG), ("text", text, 1.0)):
        said: set[tuple[str, str]] = set()
        for match in _cues(field, folders).find(source):
            if field == "title" and not _opens(title, match.start, match.end):
                continue
            for genre in match.payloads:
                cue = source[match.start : match.end].lower()
                if (genre, cue) not in said and sum(g == genre for g, _ in said) < _MOST_CUES:
                    said.add((genre, cue))
                    scores[genre] = scores.get(genre, 0.0) + weight
                    proof = _proof(source, match.start, match.end, f"genre.{genre}", field)
                    proofs.setdefault(genre, []).append(proof)
    folded = {category.strip().lower() for category in categories}
    entries = cached_entries("genre", "genre", GenreEntry, folders)
    for entry in entries:
        if folded & set(entry.categories):
            scores[entry.id] = scores.get(entry.id, 0.0) + _STRONG
        if folded & set(entry.hints) or any(title.lower().startswith(hint) for hint in entry.hints):
            scores[entry.id] = scores.get(entry.id, 0.0) + _HINT
    if not scores:
        return None, ()
    best = min(scores, key=lambda genre: (-scores[genre], genre))
    if scores[best] < _ENOUGH or scores[best] <= _activity(text, title, folded, folders):
        return None, ()
    return next(entry.reason for entry in entries if entry.id == best), tuple(proofs.get(best, ()))


def _opens(title: str, start: int, end: int) -> bool:
    """Whether a cue opens the title or a part of it, or ends it: `Opini: …`, `… | Lowongan`; inside it proves nothing."""
    before = title[:start].rstrip(" \"'“”")
    if not before or before[-1] in ":|–-—[(!":
        return True
    ends = end == len(title.rstrip(' )]!"”'))
    return ends and (before[-1] in ",/" or " " in title[start:end])


def _activity(text: str, title: str, categories: set[str], folders: tuple[Path, ...]) -> float:
    """How much the text speaks as a report of an activity, on the scale of the genres."""
    said = {match.payloads[0] for match in _list("activity", "cues", folders).find(text)}
    words = cached_words("genre", "activity", folders)
    named = bool(_list("numbered", "events", folders).find(title))
    return min(len(said), _MOST_ACTIVITY) + _NAMED * named + _STRONG * bool(categories & set(words["categories"]))


def _opening_end(text: str) -> int:
    """The end of the first lines that hold 600 code points: what an article says about itself stands there."""
    end = text.find("\n", 600)
    return min(end if end >= 0 else len(text), 1200)


def _recap_cues(text: str, title: str, folders: tuple[Path, ...]) -> tuple[Evidence, ...]:
    """Where title or opening say that several activities follow."""
    found: list[Evidence] = []
    for field, source in (("title", title), ("text", text[: _opening_end(text)])):
        cues = _list("recap", "cues", folders).find(source)
        found += [_proof(source, match.start, match.end, "genre.recap", field) for match in cues]
        spans = _list("recap", "spans", folders).find(source)
        starts = _period_starts(source, folders, years=field == "title") if spans else set()
        found += [
            _proof(source, match.start, match.end, "genre.recap", field)
            for match in spans
            if any(0 < start - match.end <= len(" bulan ") for start in starts)
        ]
    for match in _list("recap", "title_spans", folders).find(title):
        if any(0 < start - match.end <= len(" bulan ") for start in _month_ranges(title, folders)):
            found.append(_proof(title, match.start, match.end, "genre.recap", "title"))
    return tuple(found)


def _month_ranges(source: str, folders: tuple[Path, ...]) -> set[int]:
    """Where stretches of months begin: `April to June 2018`."""
    return {
        date.evidence[0].start
        for date in find_dates(source, folders=folders)
        if date.end and len(date.end) == len("2018-05") and date.evidence
    }


def _period_starts(source: str, folders: tuple[Path, ...], *, years: bool) -> set[int]:
    """Where months are named, with or without their year; years too where asked (`sepanjang 2018` in prose is no recap)."""
    dates = [(date.start, date.evidence[0]) for date in find_dates(source, folders=folders) if date.evidence]
    return {
        proof.start
        for start, proof in dates
        if (start is None and proof.rule == "month")
        or (start and len(start) == len("2018-05"))
        or (start and years and len(start) == len("2018"))
    }


def _proof(source: str, start: int, end: int, rule: str, field: str) -> Evidence:
    where: EvidenceField = "title" if field == "title" else "text"
    return evidence(source, start, end, rule, field=where)


__all__ = ["Genre", "judge", "split_recap"]
