"""The picture of activities over time: one row of bars for all of them, and one for each focus area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kmpipe.report.drawing import (
    GRID,
    NEUTRAL,
    QUIET,
    WHOLE,
    Canvas,
    Mark,
    colour_of,
    shorten,
    spaced,
    text_width,
    top_of,
)
from kmpipe.report.labels import Labels
from kmpipe.report.markup import Element, element
from kmpipe.report.records import NO_AREA, Timeline

_WIDTH, _LEFT, _RIGHT = 960.0, 44.0, 8.0
_PLOT = {True: 96.0, False: 60.0}  # height of the bars of all activities, and of those of an area
_HEADROOM = 19.0  # above the highest bar, for its number
_SMALL = 11.0
_RANGE = (_LEFT, _WIDTH - _RIGHT)


def timeline_chart(timeline: Timeline, labels: Labels, *, alone: bool = True, identity: str = "timeline") -> Element:
    """The drawing; one that stands `alone` bears its title and notes. `identity` must differ from that of others on the page."""
    title = timeline_title(timeline, labels)
    canvas = Canvas(_WIDTH, identity, title, _description(timeline, labels))
    if alone:
        canvas.paragraph([title], 18, bold=True, fill=WHOLE)
    if timeline.periods:
        _draw(canvas, timeline, labels)
    else:
        canvas.paragraph([labels("no_activities")], 13)
    if alone:
        canvas.y += 6
        canvas.paragraph(timeline_notes(timeline, labels), _SMALL)
    return canvas.finish()


def timeline_title(timeline: Timeline, labels: Labels) -> str:
    """`Kegiatan dari waktu ke waktu, per triwulan`."""
    return f"{labels('timeline')}, {labels(f'by_{timeline.grain}')}"


def timeline_notes(timeline: Timeline, labels: Labels, *, scale: bool = True) -> list[str]:
    """What a reader must know of the numbers: how areas are counted, with `scale` how they are drawn, and what is in no period."""
    counts = {name: getattr(timeline, name) for name in ("undated", "imprecise", "planned", "postponed", "cancelled")}
    parts = [labels("colon", label=labels(name).lower(), value=count) for name, count in counts.items() if count]
    areas = f"{labels('many_areas')} {labels('timeline_scale')}" if scale else labels("many_areas")
    notes = [areas] if timeline.periods else []
    return [*notes, labels("not_drawn", parts="; ".join(parts))] if parts else notes


def _draw(canvas: Canvas, timeline: Timeline, labels: Labels) -> None:
    axis = _axis(timeline, labels)
    held = {count.period: count.held for count in timeline.periods}
    _row(canvas, labels, labels("all"), timeline.held, held, top_of(timeline.most), WHOLE, axis, whole=True)
    top = top_of(timeline.most_of_area)
    for number, area in enumerate(timeline.areas):
        counts = {count.period: count.areas.get(area.id, 0) for count in timeline.periods}
        colour = NEUTRAL if area.id == NO_AREA else colour_of(number)
        _row(canvas, labels, labels.area(area), timeline.by_area.get(area.id, 0), counts, top, colour, axis)


def _axis(timeline: Timeline, labels: Labels) -> list[Mark]:
    """The labels below the bars: every period in the middle of its bar where there is room, else each year at its start."""
    slot = _slot(timeline)
    names = [labels.period(count.period, short=True) for count in timeline.periods]
    if timeline.grain == "year" or max(text_width(name, _SMALL) for name in names) + _SMALL <= slot:
        return list(spaced([(_LEFT + slot * (at + 0.5), name) for at, name in enumerate(names)], _SMALL, _RANGE))
    years = [count.period[:4] for count in timeline.periods]
    starts = [(_LEFT + slot * at, year) for at, year in enumerate(years) if at == 0 or years[at - 1] != year]
    return list(spaced(starts, _SMALL, _RANGE, centred=False))


def _slot(timeline: Timeline) -> float:
    return (_WIDTH - _LEFT - _RIGHT) / len(timeline.periods)


def _row(
    canvas: Canvas,
    labels: Labels,
    name: str,
    number: int,
    counts: Mapping[str, int],
    top: int,
    colour: str,
    axis: Sequence[Mark],
    *,
    whole: bool = False,
) -> None:
    total = labels.number(number)
    canvas.y += 20
    room = _WIDTH - _LEFT - text_width(total, 13) - 30
    canvas.text(_LEFT, canvas.y, shorten(name, 13, room), 13, bold=True)
    canvas.text(_WIDTH - _RIGHT, canvas.y, total, 13, anchor="end", bold=True)
    height = _PLOT[whole]
    base = canvas.y + _HEADROOM + height
    _grid(canvas, labels, base, height, top, axis)
    _bars(canvas, labels, list(counts.items()), base, height / top, colour)
    for mark in axis:
        canvas.text(mark.x, base + 15, mark.text, _SMALL, fill=QUIET)
    canvas.y = base + 20


def _grid(canvas: Canvas, labels: Labels, base: float, height: float, top: int, axis: Sequence[Mark]) -> None:
    for value in (0, top // 2, top) if top % 2 == 0 else (0, top):
        y = base - height * value / top
        canvas.line(_LEFT, y, _WIDTH - _RIGHT, y, QUIET if value == 0 else GRID)
        canvas.text(_LEFT - 6, y + 4, labels.number(value), _SMALL, anchor="end", fill=QUIET)
    for mark in axis:
        canvas.line(mark.tick, base, mark.tick, base + 4, QUIET)


def _bars(
    canvas: Canvas, labels: Labels, counts: Sequence[tuple[str, int]], base: float, unit: float, colour: str
) -> None:
    slot = (_WIDTH - _LEFT - _RIGHT) / len(counts)
    width = min(max(slot * 0.78, 1.0), 56.0)
    most = max(count for _, count in counts)
    widest = max(text_width(labels.number(count), _SMALL) for _, count in counts)
    # where there is no room for every number, the first of the highest bars bears its own
    numbered = {at for at, (_, count) in enumerate(counts) if count} if widest + 2 <= slot else _first(counts, most)
    for at, (period, count) in enumerate(counts):
        if not count:
            continue
        x = _LEFT + slot * (at + 0.5)
        hint = element("title", f"{labels.period(period)}: {labels.number(count)}")
        canvas.rect(x - width / 2, base - count * unit, width, count * unit, colour, hint)
        if at in numbered:
            canvas.text(x, base - count * unit - 3, labels.number(count), _SMALL, anchor="middle")


def _first(counts: Sequence[tuple[str, int]], most: int) -> set[int]:
    return {next(at for at, (_, count) in enumerate(counts) if count == most)} if most else set()


def _description(timeline: Timeline, labels: Labels) -> str:
    """The numbers in a sentence each, for those who do not see the bars."""
    if not timeline.periods:
        return labels("no_activities")
    first, last = timeline.periods[0].period, timeline.periods[-1].period
    highest = max(timeline.periods, key=lambda count: count.held)
    parts = [
        f"{labels.period(first)} – {labels.period(last)}.",
        f"{labels('all')}: {labels.number(timeline.held)}; {labels('peak', count=highest.held)} ({labels.period(highest.period)}).",
        *(f"{labels.area(area)}: {labels.number(timeline.by_area.get(area.id, 0))}." for area in timeline.areas),
    ]
    return " ".join(parts)
