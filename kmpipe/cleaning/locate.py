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
from kmpipe.cleaning.prose import prose_size, word_count
from kmpipe.errors import NoArticle

# characters of running text below which nothing was found; a short news item has about 250
MIN_PROSE = 140
# words without links from which on a declared container that stands alone is believed
MIN_WORDS = 25
# a declared container must hold this share of what the best range holds: sites declare teasers, too
_DECLARED_SHARE = 0.55
# a page whose containers of one name hold this share each is cut into parts, unless one holds nearly all
_PART_SHARE, _WHOLE_SHARE = 0.1, 0.85
# a list of articles has this many at least, which together hold this share of the page; a headline is this near, in lines
_MANY, _LISTED_SHARE, _NEAR = 3, 0.7, 4
# the longest teaser, in characters
_TEASER = 320
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
    alone = _alone(walked.spans)
    verdicts: list[Verdict | None] = [None] * len(walked.lines)
    done: list[tuple[int, int]] = []
    for mark in sorted(walked.marks, key=_outermost_first):
        if total[mark.last] - total[mark.first] > mark.region.shield * max(total[-1], MIN_PROSE):
            continue
        if any(mark.first <= span.first and span.last <= mark.last for span in alone):
            continue
        if done and done[-1][1] >= mark.last:
            continue
        done.append((mark.first, mark.last))
        verdicts[mark.first : mark.last] = [mark.region.verdict] * (mark.last - mark.first)
    return verdicts


def _outermost_first(mark: Mark) -> tuple[int, int]:
    return mark.first, -mark.last


def locate(walked: Walked, verdicts: Sequence[Verdict | None], sizes: Sequence[int]) -> Located | None:
    """The range of the article, or None if the page holds too little running text.

    Raises `NoArticle` for a list of articles, such as an archive page.
    """
    values = [
        _value(line, verdict, 0 if _is_teaser(walked.lines, sizes, at) else size)
        for at, (line, verdict, size) in enumerate(zip(walked.lines, verdicts, sizes, strict=True))
    ]
    sums = list(accumulate(values, initial=0.0))
    scores = [sums[span.last] - sums[span.first] for span in walked.spans]
    if not scores:
        return None
    # of two ranges with one score the deeper one
    at = max(range(len(scores)), key=lambda at: (scores[at], walked.spans[at].depth))
    best, best_score = walked.spans[at], scores[at]
    if _is_listing(walked, verdicts, sizes):
        raise NoArticle("a list of articles, not one", hint="ingest the articles it links to")
    declared = _declared(walked.spans, scores, best_score)
    if declared is None:
        declared = next(
            (span for span in _alone(walked.spans) if _words(walked.lines[span.first : span.last]) >= MIN_WORDS), None
        )
    if declared is not None:
        name = declared.container.id if declared.container else ""
        reason = f"<{declared.tag} {_label(declared)}> is declared; the page's best range has {best_score:.0f} points"
        return Located(declared.first, declared.last, f"declared:{name}", reason)
    if best_score < MIN_PROSE:
        return None
    reason = f"<{best.tag} {_label(best)}> scores best with {best_score:.0f} points"
    return Located(best.first, best.last, f"scored:{best.tag}", reason)


def _declared(spans: Sequence[Span], scores: Sequence[float], best_score: float) -> Span | None:
    """The most reliable declared container with enough of the page; of equal ones the one that scores best.

    None where the page cuts its article into several containers of one name: their wrapper scores best.
    """
    enough = [
        (span.container.rank, -score, span)
        for span, score in zip(spans, scores, strict=True)
        if span.container is not None and score >= max(MIN_PROSE, _DECLARED_SHARE * best_score)
    ]
    if not enough:
        return None
    rank, score, chosen = min(enough, key=lambda found: found[:2])
    parts = [
        span
        for span, other in zip(spans, scores, strict=True)
        if span.container is not None
        and span.container.rank == rank
        and (span.last <= chosen.first or span.first >= chosen.last)
        and other >= _PART_SHARE * best_score
    ]
    return None if parts and -score < _WHOLE_SHARE * best_score else chosen


def _is_listing(walked: Walked, verdicts: Sequence[Verdict | None], sizes: Sequence[int]) -> bool:
    """Whether the page's text is several containers of one name, each under its own linked headline."""
    sums = list(accumulate((0 if verdict else size for verdict, size in zip(verdicts, sizes, strict=True)), initial=0))
    groups: dict[int, list[Span]] = {}
    for span in walked.spans:
        if span.container is None or sums[span.last] == sums[span.first]:
            continue
        found = groups.setdefault(span.container.rank, [])
        if not found or found[-1].last <= span.first:
            found.append(span)
    for found in groups.values():
        held = [sums[span.last] - sums[span.first] for span in found]
        if len(found) < _MANY or sum(held) < _LISTED_SHARE * sums[-1] or max(held) > sums[-1] / 2:
            continue
        headed = sum(_has_linked_heading(walked.lines, span) for span in found)
        if headed >= _MANY and headed * 4 >= len(found) * 3:
            return True
    return False


def _has_linked_heading(lines: Sequence[Line], span: Span) -> bool:
    near = lines[max(0, span.first - _NEAR) : min(span.last, span.first + _NEAR)]
    return any(line.kind == "heading" and line.link_ratio >= 0.8 for line in near)


def _alone(spans: Sequence[Span]) -> list[Span]:
    """The reliable containers that stand alone in the page under their name, the best first."""
    named: dict[int, list[Span]] = {}
    for span in spans:
        if span.container is not None and span.container.reliable:
            named.setdefault(span.container.rank, []).append(span)
    return [found[0] for _, found in sorted(named.items()) if len(found) == 1]


def _words(lines: Sequence[Line]) -> int:
    return sum(word_count(line.words) for line in lines if line.link_ratio <= 0.5)


def _is_teaser(lines: Sequence[Line], sizes: Sequence[int], at: int) -> bool:
    """A short paragraph between a linked headline and something that is no paragraph: another article's first words."""
    return (
        0 < sizes[at] <= _TEASER
        and at > 0
        and lines[at - 1].link_ratio >= 0.8
        and (at + 1 == len(sizes) or not sizes[at + 1])
    )


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
