"""The focus areas of an activity in any scheme: read in its articles, filled by the crosswalk, set right by people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from kmpipe.activities import apply, merge
from kmpipe.extraction.focus import read_focus_areas
from kmpipe.extraction.focus_crosswalk import Areas, filled
from kmpipe.model import Activity, Article, Correction, Evidence, FocusArea
from kmpipe.vocab.focus import DEFAULT_SCHEME, focus_scheme


def areas_in_scheme(
    activity: Activity, articles: Mapping[str, Article], scheme: str, folders: tuple[Path, ...] = ()
) -> Areas:
    """The areas of `scheme` the activity is about, by falling score, then id.

    Of the default scheme these are the ones it bears. Of another one they are read in the texts of its reports, `articles`
    by id (`told_in`), by that scheme's own words; what the crosswalk fills comes from the areas it bears, so that
    corrections of these count; corrections that name areas of the scheme come last. Evidence of a later report names its
    article. Raises `UsageError` for a scheme that no vocabulary knows.
    """
    focus_scheme(scheme, folders)

    def read(other: str) -> Areas:
        if other == DEFAULT_SCHEME:
            return tuple(area for area in activity.focus_areas if area.scheme == other)
        return merge([_told(activity, article, other, folders) for article in _reports(activity, articles)]).focus_areas

    if scheme == DEFAULT_SCHEME:
        return read(scheme)
    areas = filled(read(scheme), scheme, read, folders)
    corrections = [own for made in activity.corrections if (own := _about(made, scheme))]
    mended = apply(msgspec.structs.replace(activity, focus_areas=areas), corrections).focus_areas
    return tuple(sorted(mended, key=lambda area: (-area.score, area.id)))


def told_in(activity: Activity) -> tuple[str, ...]:
    """The ids of the articles whose texts tell of an activity: one, or that of each report; mirrors are left out."""
    return tuple(dict.fromkeys(report.partition(".")[0] for report in activity.reports or (activity.id,)))


def _reports(activity: Activity, articles: Mapping[str, Article]) -> Iterator[Article]:
    return (articles[identity] for identity in told_in(activity))


def _told(activity: Activity, article: Article, scheme: str, folders: tuple[Path, ...]) -> Activity:
    """What one report says of the areas, as an activity of its own; of a recap the part that tells of this activity."""
    first = article.id == told_in(activity)[0]
    parts = [
        proof
        for field in activity.evidence
        for proof in field.evidence
        if field.field == "text" and (proof.article == article.id or (first and proof.article is None))
    ]
    start, end = (parts[0].start, parts[0].end) if parts else (0, len(article.text))
    title = activity.title if first else "" if parts else article.title
    areas = read_focus_areas(article.text[start:end], title=title, scheme=scheme, folders=folders)
    return Activity(
        id=article.id,
        articles=(article.id,),
        title=title,
        focus_areas=tuple(
            msgspec.structs.replace(area, evidence=tuple(_moved(proof, start) for proof in area.evidence))
            for area in areas
        ),
    )


def _moved(proof: Evidence, by: int) -> Evidence:
    if proof.field != "text":
        return proof
    return msgspec.structs.replace(proof, start=proof.start + by, end=proof.end + by)


def _about(correction: Correction, scheme: str) -> Correction | None:
    """What a correction of the focus areas says of a scheme; None where it says nothing."""
    if correction.field != "focus_areas":
        return None
    values = tuple(value for value in correction.values if msgspec.json.decode(value, type=FocusArea).scheme == scheme)
    return msgspec.structs.replace(correction, values=values) if values else None
