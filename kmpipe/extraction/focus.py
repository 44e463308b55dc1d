"""Focus areas: what an activity is about, in the areas of a scheme, each with a score and the cues that made it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kmpipe.errors import UsageError
from kmpipe.model import Evidence, FocusArea
from kmpipe.text.sentences import split_sentences
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import FocusConcept, Scheme, cached_entries, cached_words
from kmpipe.vocab.match import Match, Phrases

_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_ITEM = re.compile(r"[•\-–*]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s", re.IGNORECASE)


class _Sign(NamedTuple):
    """What a phrase stands for: a cue for (weight above 0) or against an area, its label, a heading, or a mere name."""

    kind: str
    area: str = ""
    cue: str = ""
    weight: float = 0.0


class _Hit(NamedTuple):
    """A sign found at `[start, end)` of the title or the text; `named` where it names the area explicitly."""

    sign: _Sign
    field: str
    start: int
    end: int
    named: bool = False


def find_focus_areas(
    text: str, *, title: str = "", scheme: str = "fokus-utama", folders: tuple[Path, ...] = ()
) -> tuple[FocusArea, ...]:
    """The areas of `scheme` the text is about, by falling score (0-1), then id; none, one or several.

    An area scores by the weights of its cues against what a text of that length needs (the `[scoring]` table of
    `focus_areas.toml`); an area that is named (`Fokus Utama 3`, its label, a strong cue after "fokus utama, yaitu")
    is certain, and where two are named the others need to be nearly so. Offsets of evidence are code points of `text`
    or `title`, as its field says. Raises `UsageError` for a scheme that no vocabulary knows.

    >>> [area.id for area in find_focus_areas("Warga membahas pengelolaan sampah dan air limbah.")]
    ['water_waste_health']
    """
    rules = cached_words("focus_areas", "scoring", folders)
    concepts, phrases = _vocabulary(scheme, folders)
    tokens = tokenize(text)
    hits = [
        *_hits(title, tokenize(title), "title", concepts, phrases, rules),
        *_hits(text, tokens, "text", concepts, phrases, rules),
    ]
    need = _need(len(tokens), rules)
    named = {hit.sign.area for hit in hits if hit.named}
    areas = []
    for concept in concepts:
        own = [hit for hit in hits if hit.sign.area == concept.id]
        score = _score(own, need, rules)
        if concept.id in named:
            score = max(score, rules["explicit"])
        bar = rules["beside_explicit"] if len(named) > 1 and concept.id not in named else rules["report"]
        if own and score >= bar:
            areas.append(
                FocusArea(id=concept.id, score=round(score, 3), scheme=scheme, evidence=_evidence(own, title, text))
            )
    return tuple(sorted(areas, key=lambda area: (-area.score, area.id)))


@functools.cache
def _vocabulary(scheme: str, folders: tuple[Path, ...]) -> tuple[tuple[FocusConcept, ...], Phrases[_Sign]]:
    schemes = cached_entries("focus_areas", "scheme", Scheme, folders)
    if scheme not in {entry.id for entry in schemes}:
        known = ", ".join(sorted(entry.id for entry in schemes))
        raise UsageError(f"there is no scheme of focus areas {scheme!r}", hint=f"known schemes: {known}")
    every = cached_entries("focus_areas", "concept", FocusConcept, folders)
    cues = {concept.id: concept.cues for concept in every}
    concepts = tuple(concept for concept in every if concept.scheme == scheme)
    entries: list[tuple[str, _Sign]] = []
    for concept in concepts:
        borrowed = [cue for match in concept.matches for cue in cues.get(match, ())]
        entries += [(cue.text, _Sign("cue", concept.id, cue.text, cue.weight)) for cue in concept.cues or borrowed]
        entries += [(cue.text, _Sign("cue", concept.id, cue.text, -cue.weight)) for cue in concept.against]
        entries += [(label, _Sign("label", concept.id, label, 1.0)) for label in {concept.label_id, concept.label_en}]
    headings = cached_words("focus_areas", "headings", folders).get(scheme, ())
    entries += [(heading, _Sign("heading")) for heading in headings]
    entries += [(name, _Sign("name")) for name in cached_words("focus_areas", "scoring", folders)["ignore"]]
    return concepts, Phrases(entries)


def _hits(
    source: str,
    tokens: Sequence[Token],
    field: str,
    concepts: Sequence[FocusConcept],
    phrases: Phrases[_Sign],
    rules: Mapping[str, Any],
) -> list[_Hit]:
    """The cues and the named areas of the title or the text, in order."""
    matches = phrases.find(source, tokens)
    numbers = {int(tail): c.id for c in concepts if (tail := (c.notation or "").rpartition(" ")[2]).isdecimal()}
    naming = _naming_spans(source, matches)
    hits = []
    span = 0
    for match in matches:
        while span < len(naming) and naming[span][1] <= match.start:
            span += 1
        listed = span < len(naming) and naming[span][0] <= match.start
        for sign in match.payloads:
            if sign.kind == "heading":
                for area, token in _numbered(tokens, match.last, numbers, rules):
                    named = _Sign("number", area, source[match.start : match.end].lower(), 1.0)
                    hits.append(_Hit(named, field, match.start, token.end, named=True))
            elif sign.area:
                strong = listed and sign.weight >= rules["naming"]
                hits.append(_Hit(sign, field, match.start, match.end, named=strong or sign.kind == "label"))
    return hits


def _naming_spans(source: str, matches: Sequence[Match[_Sign]]) -> list[tuple[int, int]]:
    """From each heading to the end of its sentence, and of the list that a colon there opens."""
    heads = [match.end for match in matches if any(sign.kind == "heading" for sign in match.payloads)]
    spans: list[tuple[int, int]] = []
    if not heads:
        return spans
    sentences = split_sentences(source)
    index = 0
    for head in heads:
        while index < len(sentences) and sentences[index][1] < head:
            index += 1
        last = index
        if index < len(sentences) and source[sentences[index][1] - 1] == ":":
            while last + 1 < len(sentences) and _ITEM.match(source, sentences[last + 1][0]):
                last += 1
        if last < len(sentences):
            spans.append((head, sentences[last][1]))
            index = last
    return spans


def _numbered(
    tokens: Sequence[Token], index: int, numbers: Mapping[int, str], rules: Mapping[str, Any]
) -> list[tuple[str, Token]]:
    """The areas whose numbers follow a heading: `3`, `III`, `1, 3 dan 5`, `1-3`."""
    found: list[tuple[int, Token]] = []
    ranged = False
    for token in tokens[index : index + 2 * len(numbers) + 2]:
        word = token.text.lower()
        values = [
            _ROMAN.get(part) or (int(part) if part.isdecimal() and len(part) < 3 else 0) for part in word.split(",")
        ]
        if all(value in numbers for value in values):
            if ranged and found:
                found += [(value, token) for value in range(found[-1][0] + 1, values[0]) if value in numbers]
            found += [(value, token) for value in values]
        elif word not in rules["joiners"]:
            break
        ranged = word in rules["ranges"]
    return [(numbers[value], token) for value, token in found]


def _need(words: int, rules: Mapping[str, Any]) -> float:
    """The weight a text of that many words needs for a score of one half: a long text mentions much in passing."""
    share = (words - rules["short"]) / (rules["long"] - rules["short"])
    return float(rules["need_short"] + (rules["need_long"] - rules["need_short"]) * min(1.0, max(0.0, share)))


def _score(hits: Sequence[_Hit], need: float, rules: Mapping[str, Any]) -> float:
    total = 0.0
    for cue in sorted({hit.sign.cue for hit in hits}):
        same = [hit for hit in hits if hit.sign.cue == cue]
        first = rules["title"] if same[0].field == "title" else 1.0
        total += same[0].sign.weight * (first + rules["repeat"] * min(len(same) - 1, rules["repeats"]))
    return total / (total + need) if total > 0 else 0.0


def _evidence(hits: Sequence[_Hit], title: str, text: str) -> tuple[Evidence, ...]:
    """One piece for each cue that speaks for the area, where it stands first."""
    seen: set[str] = set()
    pieces = []
    for hit in hits:
        if hit.sign.cue in seen or hit.sign.weight <= 0:
            continue
        seen.add(hit.sign.cue)
        quote = (title if hit.field == "title" else text)[hit.start : hit.end]
        pieces.append(
            Evidence(
                field="title" if hit.field == "title" else "text",
                start=hit.start,
                end=hit.end,
                quote=quote,
                rule=f"focus {hit.sign.kind}: {hit.sign.cue}",
                confidence=1.0 if hit.named else min(1.0, hit.sign.weight),
            )
        )
    return tuple(pieces)
