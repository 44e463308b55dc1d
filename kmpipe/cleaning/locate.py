"""Where the article stands in a page: declared containers first, then the range of lines that scores best.

A container is a range of lines. Its score is the running text inside less a cost for what is none, so that a wrapper
with sidebars loses against the article inside it, and half an article loses against the wrapper of both halves.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from kmpipe.cleaning.blocks import Mark, Span, Walked
from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.prose import prose_size

# characters of running text below which nothing was found; a short news item has about 250
MIN_PROSE = 140
# a declared container must hold this share of what the best range holds: sites declare teasers, too
_DECLARED_SHARE = 0.55
# the cost of a line that is no prose: a link line as in menus, and any other
_LINK_COST, _LINK_COST_PER_CHARACTER, _LINE_COST = 12.0, 0.25, 4.0
# a line that a rule takes out costs as much as this share of its length: comments are long
_MARKED_COST = 0.35


class Located(NamedTuple):
    """The range of lines `[first, last)` of the article, what was chosen and why."""

    first: int
    last: int
    name: str
    reason: str


def marked(walked: Walked, sizes: Sequence[int]) -> list[Verdict | None]:
    """The verdict of the elements on each line; an element that holds too much of the page's prose has no say."""
    total = list(accumulate(sizes, initial=0))
    verdicts: list[Verdict | None] = [None] * len(walked.lines)
    done: list[tuple[int, int]] = []
    for mark in sorted(walked.marks, key=_outermost_first):
        if total[mark.last] - total[mark.first] > mark.region.shield * max(total[-1], MIN_PROSE):
            continue
        if done and done[-1][1] >= mark.last:
            continue
        done.append((mark.first, mark.last))
        verdicts[mark.first : mark.last] = [mark.region.verdict] * (mark.last - mark.first)
    return verdicts


def _outermost_first(mark: Mark) -> tuple[int, int]:
    return mark.first, -mark.last


def locate(walked: Walked, verdicts: Sequence[Verdict | None], sizes: Sequence[int]) -> Located | None:
    """The range of the article, or None if the page holds too little running text."""
    values = [_value(line, verdict, size) for line, verdict, size in zip(walked.lines, verdicts, sizes, strict=True)]
    sums = list(accumulate(values, initial=0.0))
    spans = walked.spans
    if not spans:
        return None
    # of two ranges with one score the deeper, then the earlier one
    best = max(spans, key=lambda s: (sums[s.last] - sums[s.first], s.depth, -s.first))
    best_score = sums[best.last] - sums[best.first]
    if best_score < MIN_PROSE:
        return None
    declared = _declared(spans, sums, best_score)
    if declared is not None:
        score = sums[declared.last] - sums[declared.first]
        name = declared.container[1] if declared.container else ""
        return Located(
            declared.first, declared.last, f"declared:{name}", f"<{declared.tag} {_label(declared)}> is declared and holds {score:.0f} of {best_score:.0f} points"
        )
    return Located(best.first, best.last, f"scored:{best.tag}", f"<{best.tag} {_label(best)}> scores best with {best_score:.0f} points")


def _declared(spans: Sequence[Span], sums: Sequence[float], best_score: float) -> Span | None:
    """The most reliable declared container with enough of the page; of equal ones the one that scores best."""
    enough = [
        span
        for span in spans
        if span.container is not None and sums[span.last] - sums[span.first] >= max(MIN_PROSE, _DECLARED_SHARE * best_score)
    ]
    return min(enough, key=lambda s: (s.container and s.container[0], sums[s.first] - sums[s.last], -s.depth), default=None)


def _value(line: Line, verdict: Verdict | None, size: int) -> float:
    if verdict is not None:
        return -_LINE_COST - _MARKED_COST * size
    if size:
        return float(size)
    if line.link_size and line.link_ratio > 0.5:
        return -_LINK_COST - _LINK_COST_PER_CHARACTER * len(line.text)
    return -_LINE_COST


def _label(span: Span) -> str:
    return " ".join(span.label.split())[:60]


def sizes_of(lines: Sequence[Line]) -> list[int]:
    """The running text of each line, in characters."""
    return [prose_size(line) for line in lines]
