"""Focus areas: what an activity is about, in the areas of a scheme, each with a score and the cues that made it."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kmpipe.extraction.focus_context import Stretch, disclaimed, joined, lies_in, recited
from kmpipe.extraction.focus_crosswalk import filled
from kmpipe.model import Evidence, FocusArea
from kmpipe.text.sentences import split_sentences
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.focus import DEFAULT_SCHEME, focus_concepts, focus_scheme
from kmpipe.vocab.load import FocusConcept, cached_words
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
    """A sign found at `[start, end)` of the title or the text.

    `named` where it names the area explicitly, `elsewhen` where the sentence speaks of another day's work, `front` in
    the title or the lead.
    """

    sign: _Sign
    field: str
    start: int
    end: int
    named: bool = False
    elsewhen: bool = False
    front: bool = False


class _Naming(NamedTuple):
    """From a heading to the end of its sentence, and of the list that a colon there opens."""

    start: int
    end: int
    elsewhen: bool


def find_focus_areas(
    text: str, *, title: str = "", scheme: str = DEFAULT_SCHEME, folders: tuple[Path, ...] = ()
) -> tuple[FocusArea, ...]:
    """The areas of `scheme` the text is about, by falling score (0-1), then id; none, one or several.

    An area scores by the weights of its cues against what a text of that length needs (the `[scoring]` table of
    `focus_areas.toml`); an area that is named (`Fokus Utama 3`, its label, a strong cue after "fokus utama, yaitu")
    is certain, and where two are named the others need to be nearly so; named as another day's work it yields to those
    named plainly. In a report of some length an area must also hold its share of the evidence beside the strongest one,
    a smaller share if the title or the lead speaks of it. What the text says was not discussed, and a list that only recites
    all areas of the scheme, speak for none. An area without cues takes what the areas of other schemes that it matches
    are found by (`filled`). Offsets of evidence are code points of `text` or `title`, as its field says. Raises
    `UsageError` for a scheme that no vocabulary knows.

    >>> [area.id for area in find_focus_areas("Warga membahas pengelolaan sampah dan air limbah.")]
    ['water_waste_health']
    """

    def read(other: str) -> tuple[FocusArea, ...]:
        return read_focus_areas(text, title=title, scheme=other, folders=folders)

    return filled(read(scheme), scheme, read, folders)


def read_focus_areas(
    text: str, *, title: str = "", scheme: str = DEFAULT_SCHEME, folders: tuple[Path, ...] = ()
) -> tuple[FocusArea, ...]:
    """The areas of `scheme` that its own cues, labels and numbers speak for, without the crosswalk; as `find_focus_areas`."""
    rules = cached_words("focus_areas", "scoring", folders)
    concepts, phrases = _vocabulary(scheme, folders)
    tokens = tokenize(text)
    hits = [
        *_hits(title, tokenize(title), "title", concepts, phrases, rules),
        *_hits(text, tokens, "text", concepts, phrases, rules),
    ]
    if any(hit.named and not hit.elsewhen for hit in hits):
        hits = [hit for hit in hits if not (hit.named and hit.elsewhen)]
    named = {hit.sign.area for hit in hits if hit.named}
    by_area = {concept.id: [hit for hit in hits if hit.sign.area == concept.id] for concept in concepts}
    weights = {area: _weight(own, rules) for area, own in by_area.items()}
    need = _need(len(tokens), rules)
    strongest = max(weights.values(), default=0.0) if len(tokens) > rules["short"] else 0.0
    areas = []
    for area, own in by_area.items():
        score = weights[area] / (weights[area] + need) if weights[area] > 0 else 0.0
        bar = rules["beside_explicit"] if len(named) > 1 else rules["report"]
        share = rules["share_front"] if any(hit.front and hit.sign.weight > 0 for hit in own) else rules["share"]
        if area in named:
            score = max(score, rules["explicit"])
        elif score < bar or weights[area] < share * strongest:
            continue
        areas.append(FocusArea(id=area, score=round(score, 3), scheme=scheme, evidence=_evidence(own, title, text)))
    return tuple(sorted(areas, key=lambda area: (-area.score, area.id)))


@functools.cache
def _vocabulary(scheme: str, folders: tuple[Path, ...]) -> tuple[tuple[FocusConcept, ...], Phrases[_Sign]]:
    known = focus_scheme(scheme, folders).id
    concepts = tuple(concept for concept in focus_concepts(folders) if concept.scheme == known)
    # the name of a whole dimension (`Health and wellbeing`) is too wide to name it wherever it stands
    wide = {concept.broader for concept in concepts} - {concept.id for concept in concepts if concept.cues}
    entries: list[tuple[str, _Sign]] = []
    for concept in concepts:
        entries += [(cue.text, _Sign("cue", concept.id, cue.text, cue.weight)) for cue in concept.cues]
        entries += [(cue.text, _Sign("cue", concept.id, cue.text, -cue.weight)) for cue in concept.against]
        kind = "cue" if concept.id in wide else "label"
        entries += [(label, _Sign(kind, concept.id, label, 1.0)) for label in {concept.label_id, concept.label_en}]
    headings = cached_words("focus_areas", "headings", folders).get(scheme, ())
    entries += [(heading, _Sign("heading")) for heading in headings]
    rules = cached_words("focus_areas", "scoring", folders)
    entries += [(name, _Sign("name")) for name in rules["ignore"]]
    entries += [(phrase, _Sign("elsewhen")) for phrase in rules["elsewhen"]]
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
    naming = _namings(source, matches)
    lead = _lead(field, tokens, rules)
    hits = []
    at = 0
    for match in matches:
        while at < len(naming) and naming[at].end <= match.start:
            at += 1
        # a heading itself stands before what it names
        inside = naming[at] if at < len(naming) and naming[at].start <= match.end else _Naming(0, 0, elsewhen=False)
        listed, front = inside.end > 0 and inside.start <= match.start, match.start < lead
        for sign in match.payloads:
            if sign.kind == "heading":
                for area, token in _numbered(tokens, match.last, numbers, rules):
                    made = _Sign("number", area, source[match.start : match.end].lower(), 1.0)
                    hits.append(
                        _Hit(made, field, match.start, token.end, named=True, elsewhen=inside.elsewhen, front=front)
                    )
            elif sign.area:
                strong = (listed and sign.weight >= rules["naming"]) or sign.kind == "label"
                hits.append(_Hit(sign, field, match.start, match.end, strong, listed and inside.elsewhen, front))
    passed = _passed_over(source, tokens, hits, naming, len(concepts), rules)
    return [hit for hit in hits if not lies_in(passed, hit.start)]


def _passed_over(
    source: str, tokens: Sequence[Token], hits: Sequence[_Hit], naming: Sequence[_Naming], areas: int,
    rules: Mapping[str, Any],
) -> list[Stretch]:  # fmt: skip
    """Where a cue says nothing: what was not discussed, and all areas in one list."""
    cues = [(hit.start, hit.sign.area) for hit in hits if hit.sign.kind != "number" and hit.sign.weight > 0]
    lists = joined(Stretch(stretch.start, stretch.end) for stretch in naming)
    return joined([*disclaimed(source, tokens, rules), *recited(source, lists, cues, areas, rules)])


def _lead(field: str, tokens: Sequence[Token], rules: Mapping[str, Any]) -> int:
    """The code point at which the title, or the lead of a text, ends."""
    size = len(tokens)
    last = size if field == "title" else min(rules["lead_words"], int(size * rules["lead_share"]))
    return tokens[last - 1].end if last else 0


def _namings(source: str, matches: Sequence[Match[_Sign]]) -> list[_Naming]:
    """The stretches in which a heading names areas, in order."""
    heads = [match.end for match in matches if any(sign.kind == "heading" for sign in match.payloads)]
    marks = [match.start for match in matches if any(sign.kind == "elsewhen" for sign in match.payloads)]
    found: list[_Naming] = []
    if not heads:
        return found
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
            start, end = sentences[index][0], sentences[last][1]
            elsewhen = bisect_left(marks, start) < bisect_left(marks, end)
            found.append(_Naming(head, end, elsewhen))
            index = last
    return found


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


def _weight(hits: Sequence[_Hit], rules: Mapping[str, Any]) -> float:
    """What all cues of an area weigh together: the first mention of each by its place, some repetitions by a part."""
    same: dict[str, list[_Hit]] = {}
    for hit in hits:
        same.setdefault(hit.sign.cue, []).append(hit)
    total = 0.0
    for cue in sorted(same):
        first = same[cue][0]
        place = rules["title"] if first.field == "title" else rules["lead"] if first.front else 1.0
        total += first.sign.weight * (place + rules["repeat"] * min(len(same[cue]) - 1, rules["repeats"]))
    return total


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
