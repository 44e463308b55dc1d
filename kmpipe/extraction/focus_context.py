"""What a text names without speaking of it: subjects it says were not discussed, and the list of all focus areas recited."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kmpipe.text.sentences import split_sentences
from kmpipe.text.tokens import Token

# fewer areas in one list are no recital of a scheme
_FEWEST = 3
# … and without a heading, fewer in one sentence are a subject with many sides
_FEWEST_BARE = 5
# code points before a list in which the sentence that opens it begins
_OPENING_REACH = 300


class Stretch(NamedTuple):
    """The code points `[start, end)`."""

    start: int
    end: int


def disclaimed(source: str, tokens: Sequence[Token], rules: Mapping[str, Any]) -> list[Stretch]:
    """The clauses that say what was not discussed (`tidak membahas transportasi`, `no health matters were raised`).

    `rules` is the table `[scoring]`: `negators` before one of `matters`, not in `not_only`; `contrasts` end a clause.
    """
    low = [token.text.lower() for token in tokens]
    negators, matters, limits = set(rules["negators"]), set(rules["matters"]), set(rules["not_only"])
    if negators.isdisjoint(low) or matters.isdisjoint(low):
        return []
    found = []
    for first, last in _clauses(source, tokens, low, set(rules["contrasts"])):
        at = next((i for i in range(first, last) if low[i] in negators and not set(low[i + 1 : i + 2]) & limits), None)
        if at is None or not set(low[at + 1 : min(at + 1 + rules["negation_reach"], last)]) & matters:
            continue
        # what was discussed stands before the negation (`membahas banjir, tidak membahas transportasi`)
        begin = at if set(low[first:at]) & matters else first
        found.append(Stretch(tokens[begin].start, tokens[last - 1].end))
    return found


def _clauses(
    source: str, tokens: Sequence[Token], low: Sequence[str], contrasts: set[str]
) -> Iterable[tuple[int, int]]:
    """The tokens `[first, last)` of the parts of sentences that a word of contrast or a semicolon divides."""
    starts = [token.start for token in tokens]
    for start, end in split_sentences(source):
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        cuts = [i for i in range(first, last) if low[i] in contrasts]
        for a, b in zip([first, *cuts], [*cuts, last], strict=True):
            if a < b:
                yield a, b


def recited(
    source: str, naming: Sequence[Stretch], cues: Sequence[tuple[int, str]], areas: int, rules: Mapping[str, Any]
) -> list[Stretch]:
    """The stretches that name all areas of the scheme without a word that says they were treated.

    `naming` are the stretches after a heading, `cues` the place and area of each cue in order, `areas` how many the
    scheme has. A sentence without a heading counts too, where the scheme has five areas or more.
    """
    if areas < _FEWEST or len({area for _, area in cues}) < areas:
        return []
    places = [place for place, _ in cues]
    sentences = [Stretch(start, end) for start, end in split_sentences(source)] if areas >= _FEWEST_BARE else []
    found = []
    for stretch in (*naming, *sentences):
        inside = {area for _, area in cues[bisect_left(places, stretch.start) : bisect_left(places, stretch.end)]}
        if len(inside) < areas:
            continue
        before = source[max(stretch.start - _OPENING_REACH, 0) : stretch.start]
        # the sentence in which the list begins says what was done with it
        opening = before[max(before.rfind(". "), before.rfind("\n")) + 1 :] + source[stretch.start : stretch.end]
        if not any(word in opening.lower() for word in rules["treated"]):
            found.append(stretch)
    return found


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, those that overlap as one."""
    whole: list[Stretch] = []
    for stretch in sorted(stretches):
        if whole and stretch.start <= whole[-1].end:
            whole[-1] = Stretch(whole[-1].start, max(whole[-1].end, stretch.end))
        else:
            whole.append(stretch)
    return whole


def lies_in(stretches: Sequence[Stretch], place: int) -> bool:
    """Whether one of the `joined` stretches holds the code point."""
    at = bisect_right(stretches, place, key=lambda stretch: stretch.start)
    return at > 0 and place < stretches[at - 1].end
