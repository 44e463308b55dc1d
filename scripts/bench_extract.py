"""Extraction on articles like the samples: articles a second, and the share of each part of it."""

from __future__ import annotations

import cProfile
import pstats
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kmpipe.cleaning import clean_capture
from kmpipe.extraction import activity
from kmpipe.model import Article
from kmpipe.sources.files import find_files, read_file

# the functions whose time is told apart; what they share (tokens, sentences) counts for the first that asks
PARTS = {
    "dates": ("find_dates",),
    "roles of dates": ("assign_roles",),
    "organisations": ("find_organisations",),
    "focus areas": ("find_focus_areas",),
    "people": ("find_people",),
    "place and venue": ("find_place", "find_venue"),
    "terms": ("find_terms",),
    "action items": ("find_action_items",),
    "type and participants": ("find_type", "find_participants"),
    "genre, recap and series": ("judge", "split_recap", "find_series"),
    "precursors": ("find_precursors",),
}


def articles(samples: Path, count: int) -> list[Article]:
    """`count` articles: the samples, each time with its paragraphs in another order, so that nothing is remembered."""
    made = list(_clean(samples))
    shuffled = []
    for number in range(count):
        article = made[number % len(made)]
        lines = article.text.split("\n")
        rest = lines[1:]
        random.Random(number).shuffle(rest)
        fields = {name: getattr(article, name) for name in ("title", "language", "published")}
        text = "\n".join([lines[0], *rest, f"Laporan nomor {number}."])
        shuffled.append(Article(id=f"a{number}", key=str(number), text=text, **fields))
    return shuffled


def _clean(samples: Path) -> Iterator[Article]:
    for found in find_files(samples).found:
        yield clean_capture(read_file(found, fetched_at=datetime.now(UTC), max_bytes=1 << 23))


def measure(found: list[Article]) -> tuple[float, dict[str, float]]:
    """Seconds of processor time for all articles, and the share (0–1) of each part in them."""
    for article in found[:20]:
        activity.extract(article)
    started = time.process_time()
    for article in found:
        activity.extract(article)
    seconds = time.process_time() - started
    profile = cProfile.Profile()
    profile.enable()
    for article in found:
        activity.extract(article)
    profile.disable()
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]  # pstats does not declare it  # undocumented, and there since Python 2
    spent = dict.fromkeys(PARTS, 0.0)
    for (_, _, function), (_, _, _, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]
        for name, functions in PARTS.items():
            if function in functions:
                spent[name] += cumulative
    return seconds, {name: value / total for name, value in spent.items()}
