"""What an activity says it follows: `tindak lanjut dari lokakarya tanggal 5 Mei 2018`, `a follow-up to the workshop of 5 May`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kmpipe.extraction.spans import Sentences, evidence, phrases
from kmpipe.model import DateMention, Precursor
from kmpipe.text.tokens import tokenize

# characters after the words that say so in which the earlier activity is named
_REACH = 240
# the length of a day: a month says too little to find an activity by
_DAY = len("2018-01-01")


def find_precursors(
    text: str, dates: Sequence[DateMention], *, folders: tuple[Path, ...] = ()
) -> tuple[Precursor, ...]:
    """The earlier activities that the text says it follows, in order: what they are called, and their day where it is said.

    `dates` are those of the text. The name reaches from the words that say so to the
    end of their clause, the day may follow in the same sentence.

    >>> from kmpipe.dates import find_dates
    >>> text = "Rapat ini menindaklanjuti lokakarya banjir pada 5 Mei 2018."
    >>> [(found.name, found.day) for found in find_precursors(text, find_dates(text))]
    [('lokakarya banjir pada 5 Mei 2018', '2018-05-05')]
    """
    sentences = Sentences(text)
    days = sorted(
        (proof.start, date.start)
        for date in dates
        if date.start is not None and len(date.start) == _DAY
        for proof in date.evidence
    )
    found = []
    for match in phrases("followups", "precursors", "cues", folders).find(text, tokenize(text)):
        _, end = sentences.at(match.start)
        end = min(end, match.end + _REACH)
        name = _clause(text[match.end : end])
        start = match.end + len(text[match.end : end]) - len(text[match.end : end].lstrip())
        if not name:
            continue
        day = next((day for at, day in days if start <= at < end), None)
        proof = evidence(text, start, start + len(name), "precursor")
        found.append(Precursor(name=name, day=day, evidence=(proof,)))
    return tuple(found)


def _clause(text: str) -> str:
    """The text up to the end of its clause."""
    clause = text.strip()
    for mark in (";", ":", "\n", ", "):
        clause = clause.partition(mark)[0]
    return clause.rstrip(" .,)")
