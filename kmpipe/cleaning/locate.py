"""Where the article stands in a page: declared containers first, then the range of lines that scores best.

A container is a range of lines. Its score is the running text inside less a cost for what is none, so that a wrapper
with sidebars loses against the article inside it, and half an article loses against the wrapper of both halves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
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
# a linked headline has so many words; a share button has fewer
_HEADLINE_WORDS = 3
# from this share of the best range on the part of the page under the title is the article: the rest is other text
_TITLED_SHARE, _TITLED_LINES = 0.35, 3
# the cost of a line that is no prose: a link line as in menus, and any other
_LINK_COST, _LINK_COST_PER_CHARACTER, _LINE_COST = 12.0, 0.25, 4.0
# a line that a rule takes out costs as much as this share of its length: comments are long
_MARKED_COST = 0.35


_BETWEEN = Verdict("between-parts", "navigation")


class Located(NamedTuple):
    """The range of lines `[first, last)` of the article, what was chosen and why.

    `gaps` are the ranges of lines inside it that stand between two parts of an article in several containers.
    """

    first: int
    last: int
    name: str
    reason: str
    gaps: tuple[tuple[int, int], ...] = ()


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


def locate(walked: Walked, verdicts: Sequence[Verdict | None], sizes: Sequence[int], title: str = "") -> Located | None:
    """The range of the article called `title`, or None if the page holds too little running text.

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
    parts = _declared(walked.lines, walked.spans, scores, best_score)
    if not parts:
        parts = [span for span in _alone(walked.spans) if _words(walked.lines[span.first : span.last]) >= MIN_WORDS][:1]
    if parts:
        return _joined(walked.lines, parts, best_score)
    if best_score < MIN_PROSE:
        return None
    titled = _titled(walked, scores, sizes, best, best_score, title)
    if titled is not None:
        reason = f"<{titled.tag} {_label(titled)}> is what stands under the title; the page's best range has {best_score:.0f} points"
        return Located(titled.first, titled.last, f"scored:{titled.tag}", reason)
    reason = f"<{best.tag} {_label(best)}> scores best with {best_score:.0f} points"
    return Located(best.first, best.last, f"scored:{best.tag}", reason)


def _declared(lines: Sequence[Line], spans: Sequence[Span], scores: Sequence[float], best_score: float) -> list[Span]:
    """The containers of the most reliable name that hold enough of the page: one, or the parts of a cut article."""
    named: dict[int, list[tuple[float, Span]]] = {}
    for span, score in zip(spans, scores, strict=True):
        if span.container is not None and score > 0:
            named.setdefault(span.container.rank, []).append((score, span))
    for _, found in sorted(named.items()):
        parts, others = _parts(lines, found)
        score, chosen = max(parts, key=lambda held: (held[0], -held[1].first), default=(0.0, None))
        if chosen is None:
            continue
        whole = best_score - sum(held for held, _ in others)
        enough = max(MIN_PROSE, _DECLARED_SHARE * whole)
        is_cut = score < _WHOLE_SHARE * whole and any(
            held >= _PART_SHARE * whole and span is not chosen for held, span in parts
        )
        if is_cut and chosen.container is not None and chosen.container.reliable:
            if sum(held for held, _ in parts) >= enough:
                return [span for _, span in parts]
        elif score >= enough:
            # an article in several elements of a name that many things bear: their wrapper scores best
            return [] if is_cut else [chosen]
    return []


def _parts(
    lines: Sequence[Line], found: Sequence[tuple[float, Span]]
) -> tuple[list[tuple[float, Span]], list[tuple[float, Span]]]:
    """The containers of one name that do not overlap, in page order: those of the article, and those of the next ones.

    Of nested ones that which holds most counts. Teasers beside it are neither. A first-level heading between two containers opens
    the next article of a page that goes on and on.
    """
    parts: list[tuple[float, Span]] = []
    for score, span in sorted(found, key=lambda held: (-held[0], held[1].first)):
        at = bisect_left(parts, span.first, key=_first_line)
        if (at == 0 or parts[at - 1][1].last <= span.first) and (at == len(parts) or span.last <= parts[at][1].first):
            parts.insert(at, (score, span))
    most = max(parts, default=None, key=lambda held: (held[0], -held[1].first))
    parts = [part for part in parts if part is most or not _has_linked_heading(lines, part[1])]
    for at, ((_, one), (_, other)) in enumerate(pairwise(parts), start=1):
        if any(line.kind == "heading" and line.level == 1 for line in lines[one.last : other.first]):
            return parts[:at], parts[at:]
    return parts, []


def _first_line(part: tuple[float, Span]) -> int:
    return part[1].first


def _joined(lines: Sequence[Line], parts: Sequence[Span], best_score: float) -> Located:
    """The range from the first part to the last. A heading over each part belongs to it: the first part's, too."""
    first, last = parts[0].first, parts[-1].last
    points = f"the page's best range has {best_score:.0f} points"
    declared = parts[0].container
    name = f"declared:{declared.id if declared else ''}"
    label = f"<{parts[0].tag} {_label(parts[0])}>"
    if len(parts) == 1:
        return Located(first, last, name, f"{label} is declared; {points}")
    gaps = tuple((one.last, other.first) for one, other in pairwise(parts) if one.last < other.first)
    levels = {lines[part.first - 1].level if part.first and _is_heading(lines[part.first - 1]) else 0 for part in parts}
    if len(levels) == 1 and levels != {0}:
        first -= 1
    return Located(first, last, name, f"{len(parts)} times {label} is declared, joined; {points}", gaps)


def _is_heading(line: Line) -> bool:
    return line.kind == "heading" and not line.links


def _titled(
    walked: Walked, scores: Sequence[float], sizes: Sequence[int], best: Span, best_score: float, title: str
) -> Span | None:
    """The smallest range inside the best one that begins with the title and holds several lines of running text."""
    name = " ".join(title.casefold().split())
    at = next(
        (
            at
            for at in range(best.first, best.last)
            if walked.lines[at].kind == "heading" and " ".join(walked.lines[at].text.casefold().split()) == name
        ),
        None,
    )
    if at is None or not name:
        return None
    prose_lines = list(accumulate(map(bool, sizes), initial=0))
    fitting = [
        span
        for span, score in zip(walked.spans, scores, strict=True)
        if best.first <= span.first <= at < span.last <= best.last
        and score >= max(MIN_PROSE, _TITLED_SHARE * best_score)
        and prose_lines[span.last] - prose_lines[span.first] >= _TITLED_LINES
    ]
    found = min(fitting, key=lambda span: (span.last - span.first, -span.depth), default=best)
    return None if (found.first, found.last) == (best.first, best.last) else found


def between(
    located: Located, lines: Sequence[Line], sizes: Sequence[int], verdicts: Sequence[Verdict | None]
) -> list[Verdict | None]:
    """The verdicts on the lines of the range: what stands between two parts goes, but for headings, items and prose."""
    found = list(verdicts[located.first : located.last])
    for first, last in located.gaps:
        for at in range(first, last):
            if verdicts[at] is None and lines[at].kind == "paragraph" and not sizes[at]:
                found[at - located.first] = _BETWEEN
    return found


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
        and word_count(lines[at - 1].words) >= _HEADLINE_WORDS
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
