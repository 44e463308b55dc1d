"""The words beside a date that say what it is the date of, and the sentences they stand in."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.text.tokens import ABBREVIATIONS
from kmpipe.vocab.load import cached_words
from kmpipe.vocab.match import Phrases

_STOP = re.compile(r"\n|[.!?]+[\"”’)]*(?=\s|$)")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
# the longest word worth looking at before a full stop, in code points
_LONGEST_WORD = 20
# a cue further than this from a date says nothing of it, in code points
REACH = 300


class Cue(NamedTuple):
    """A cue word in the text: the code points `[start, end)` and the concept of date_roles.toml it stands for."""

    start: int
    end: int
    concept: str


class Sentence(NamedTuple):
    """The code points `[start, end)` of a sentence, its number in the text, and its cues in text order."""

    start: int
    end: int
    number: int
    cues: tuple[Cue, ...]

    def near(self, start: int, end: int) -> tuple[Cue, ...]:
        """The cues up to `REACH` code points before `start` and behind `end`."""
        first = bisect.bisect_left(self.cues, start - REACH, key=lambda cue: cue.start)
        last = bisect.bisect_right(self.cues, end + REACH, key=lambda cue: cue.start)
        return self.cues[first:last]

    def has(self, *concepts: str) -> bool:
        """Whether a cue of one of the concepts stands in the sentence."""
        return any(cue.concept in concepts for cue in self.cues)


@functools.cache
def cue_phrases(folders: tuple[Path, ...] = ()) -> Phrases[str]:
    """The cues of date_roles.toml; built once per folder list."""
    cues = cached_words("date_roles", "cues", folders)
    return Phrases([(phrase, concept) for concept, phrases in cues.items() for phrase in phrases])


@functools.cache
def session_pattern(folders: tuple[Path, ...] = ()) -> re.Pattern[str]:
    """What stands directly before the date of a session: `Hari Ke-1 (`, `Sesi kedua, tanggal `, `Day 2: `."""
    words = cached_words("date_roles", "sessions", folders)
    labels, ordinals, between = (
        "|".join(map(re.escape, sorted(words[key], key=len, reverse=True))) for key in ("labels", "ordinals", "between")
    )
    return re.compile(
        rf"(?<![^\W_])(?P<label>(?:{labels})[ ]{{1,2}}(?:ke[ ]?-?[ ]?)?(?:\d{{1,2}}|(?:{ordinals})\b)|(?:{ordinals})[ ]{{1,2}}(?:{labels})\b)"
        rf"[ ,:(\n–-]{{1,4}}(?:(?:{between})[ ]{{1,2}}){{0,2}}$",
        re.IGNORECASE,
    )


class Sentences:
    """The sentences of a text, found by offset. A full stop inside one of the `spans` ends none."""

    def __init__(self, text: str, spans: Sequence[tuple[int, int]] = (), folders: tuple[Path, ...] = ()) -> None:
        cues = [
            Cue(match.start, match.end, concept)
            for match in cue_phrases(folders).find(text)
            for concept in match.payloads
        ]
        cue_starts = [cue.start for cue in cues]
        self._all: list[Sentence] = []
        start = 0
        for end in (*_ends(text, spans), len(text)):
            if text[start:end].strip():
                inside = cues[bisect.bisect_left(cue_starts, start) : bisect.bisect_left(cue_starts, end)]
                self._all.append(Sentence(start, end, len(self._all), tuple(inside)))
            start = end
        self._starts = [sentence.start for sentence in self._all]

    def at(self, offset: int) -> Sentence:
        """The sentence that holds the code point `offset`."""
        return self._all[max(0, bisect.bisect_right(self._starts, offset) - 1)]

    def first(self, count: int) -> list[Sentence]:
        """The first `count` sentences."""
        return self._all[:count]


def _ends(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """The offsets behind the full stops and line ends that close a sentence."""
    starts = [start for start, _ in spans]
    ends = []
    for match in _STOP.finditer(text):
        index = bisect.bisect_right(starts, match.start()) - 1
        inside = index >= 0 and match.end() < spans[index][1]
        word = _LAST_WORD.search(text[max(0, match.start() - _LONGEST_WORD) : match.start()])
        short = match[0] == "." and word is not None and (word[0].lower() in ABBREVIATIONS or len(word[0]) == 1)
        if not inside and not short:
            ends.append(match.end())
    return ends
