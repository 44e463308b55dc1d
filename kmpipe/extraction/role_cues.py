"""The words beside a date that say what it is the date of, and the sentences they stand in."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.text.sentences import split_sentences
from kmpipe.vocab.load import cached_words
from kmpipe.vocab.match import Phrases

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


class Sentences:
    """The sentences of a text, found by offset. No full stop inside one of the `spans` (the dates) ends one."""

    def __init__(self, text: str, spans: Sequence[tuple[int, int]] = (), folders: tuple[Path, ...] = ()) -> None:
        cues = [
            Cue(found.start, found.end, name) for found in cue_phrases(folders).find(text) for name in found.payloads
        ]
        cue_starts = [cue.start for cue in cues]
        self._all: list[Sentence] = []
        for start, end in _joined(split_sentences(text), spans) or [(0, 0)]:
            inside = cues[bisect.bisect_left(cue_starts, start) : bisect.bisect_left(cue_starts, end)]
            self._all.append(Sentence(start, end, len(self._all), tuple(inside)))
        self._starts = [sentence.start for sentence in self._all]

    def at(self, offset: int) -> Sentence:
        """The sentence that holds the code point `offset`."""
        return self._all[max(0, bisect.bisect_right(self._starts, offset) - 1)]

    def first(self, count: int) -> list[Sentence]:
        """The first `count` sentences."""
        return self._all[:count]


def _joined(sentences: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, those put together again that were parted inside one of the spans ("25 Okt. 2018")."""
    starts = [start for start, _ in spans]
    joined: list[tuple[int, int]] = []
    for start, end in sentences:
        place = bisect.bisect_left(starts, start) - 1
        if joined and place >= 0 and spans[place][1] > start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
