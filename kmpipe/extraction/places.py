"""Where an activity was held: places of the gazetteer in the text, and the venue.

A dateline (`Semarang, 15-17 Januari 2018.`) decides before the sentence that says where the activity was held, and that
before the title. A place inside a longer name (`Pemerintah Provinsi DKI Jakarta`, `Jakarta Berketahanan`) decides nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from kmpipe.extraction.spans import Sentences, evidence, phrases, word_set
from kmpipe.extraction.venues import find_venue, venue_spans
from kmpipe.model import Evidence, Record
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import Place, cached_entries
from kmpipe.vocab.match import Match, Phrases

PlaceRole = Literal["dateline", "held", "named", "mentioned"]

# after the town, its province perhaps between: a date (`, Kamis 25 Oktober`, ` (4/8)`) …
_DATED = re.compile(
    r"(?:,\s[A-Z][A-Za-z ]{2,24})?(?:\s?,\s?(?:[^\W\d_]{3,9}['’]?[^\W\d_]{0,5},?\s)?\(?\d{1,2}\b|\s\(\d{1,2}[/.\-])"
)
# … or the dash of a news dateline with the agency before it (`, CNN Indonesia --`, ` (ANTARA) -`)
_DASHED = re.compile(r"(?:,\s[\w .]{2,30}|\s\([^()\n]{2,30}\))\s?[-–—]{1,2}\s|\s?(?:--|—)\s")
_CAPITAL = re.compile(r"[A-Z][\w'’\-]*\Z")
# how much each kind of place says about where the activity was held
_RANKS = {"dateline": 1.0, "held": 0.9, "venue": 0.85, "title": 0.8, "said": 0.5}


class PlaceMention(Record, frozen=True, kw_only=True):
    """A place read in the text.

    `name` is that of the gazetteer, `country` an ISO code. `role`: "dateline", "held" (where the activity was held),
    "named" (part of a longer name), "mentioned".
    """

    id: str
    name: str
    kind: Literal["province", "city", "regency", "country", "foreign city"]
    province: str | None = None
    country: str = "ID"
    role: PlaceRole = "mentioned"
    evidence: tuple[Evidence, ...] = ()


@functools.cache
def _gazetteer(folders: tuple[Path, ...]) -> Phrases[Place]:
    forms: list[tuple[str, Place]] = []
    for place in cached_entries("places", "place", Place, folders):
        for form in (place.name, *place.aliases):
            forms.append((f"={form}", place))
            if form.upper() != form:
                forms.append((f"={form.upper()}", place))
    return Phrases(forms)


@functools.cache
def place_words(folders: tuple[Path, ...] = ()) -> frozenset[str]:
    """The words of the names of all places, in small letters."""
    places = cached_entries("places", "place", Place, folders)
    return frozenset(t.text.lower() for p in places for form in (p.name, *p.aliases) for t in tokenize(form))


def find_places(text: str, *, title: str = "", folders: tuple[Path, ...] = ()) -> tuple[PlaceMention, ...]:
    """The places named in text and title, in order, one record per mention; those of the title come last.

    >>> [(p.name, p.role) for p in find_places("Semarang, 15-17 Januari 2018. Tim Jakarta hadir.")]
    [('Semarang', 'dateline'), ('Jakarta', 'named')]
    """
    return (*_mentions(text, "text", folders), *(_mentions(title, "title", folders) if title else ()))


def find_place(
    text: str, *, title: str = "", default: str | None = None, folders: tuple[Path, ...] = ()
) -> tuple[str | None, str | None, tuple[Evidence, ...]]:
    """The place where the activity was held, its province (None abroad), and the evidence; `default` where nothing says it.

    >>> find_place("Lokakarya diadakan di Surabaya.")[:2]
    ('Surabaya', 'Jawa Timur')
    """
    mentions = find_places(text, title=title, folders=folders)
    venues = [(start, end) for start, end, _ in venue_spans(text, folders)[:1]]
    sentences = Sentences(text)
    ranked = []
    for number, mention in enumerate(mentions):
        rank = _rank(mention, text, title, venues, sentences)
        if rank > 0:
            # a country or a province says less than a town of the same rank
            coarse = {"country": 0.2, "province": 0.1}.get(mention.kind, 0.0)
            ranked.append((-(rank - coarse), number, mention))
    if not ranked:
        return default, _province_of(default, folders), ()
    best = min(ranked)[2]
    proof = tuple(
        e for _, _, mention in sorted(ranked, key=lambda row: row[1]) if mention.id == best.id for e in mention.evidence
    )
    return best.name, best.province, proof


def _rank(
    mention: PlaceMention, text: str, title: str, venues: Sequence[tuple[int, int]], sentences: Sentences
) -> float:
    """How much the mention says about where the activity was held; 0 for nothing."""
    proof = mention.evidence[0]
    if mention.role in ("dateline", "held"):
        return _RANKS[mention.role]
    if proof.field == "title":
        return _RANKS["title"] if mention.role == "mentioned" and _is_located(title[: proof.start]) else 0.0
    if any(start <= proof.start < end + 3 for start, end in venues):
        return _RANKS["venue"]
    if mention.role == "mentioned" and sentences.number(proof.start) < 2 and _is_located(text[: proof.start]):
        return _RANKS["said"]
    return 0.0


def _is_located(before: str) -> bool:
    """Whether the text before a place ends in `di` or `in`, a kind of place between allowed."""
    words = before[-40:].lower().split()
    kinds = word_set("places", "words", "kinds")
    while words and words[-1] in kinds:
        words.pop()
    return bool(words) and words[-1] in word_set("places", "words", "prepositions")


def _province_of(name: str | None, folders: tuple[Path, ...]) -> str | None:
    places = cached_entries("places", "place", Place, folders)
    return next((p.province for p in places if name in (p.name, *p.aliases) and p.province), None)


def _mentions(text: str, field: Literal["text", "title"], folders: tuple[Path, ...]) -> list[PlaceMention]:
    tokens = tokenize(text)
    matches = _gazetteer(folders).find(text, tokens)
    if not matches:
        return []
    sentences = Sentences(text)
    cues = {sentences.number(m.start) for m in phrases("places", "words", "held", folders).find(text, tokens)}
    found: list[PlaceMention] = []
    for match in matches:
        before = _before(tokens, match.first, folders)
        role: PlaceRole = _role(text, tokens, match, before, folders)
        if role == "mentioned" and sentences.number(match.start) in cues and _locates(tokens, before, folders):
            role = "held"
        place = _choose(match, tokens, before, folders)
        if _is_doubtful(text, match, before, role, folders):
            continue
        if found and role == "mentioned" and _continues(text, found[-1], match, place):
            role = found[-1].role
        found.append(
            PlaceMention(
                id=place.id,
                name=place.name,
                kind=place.kind,
                province=place.province,
                country=place.country,
                role=role,
                evidence=(evidence(text, match.start, match.end, f"places.{role}", field=field),),
            )
        )
    return found


def _before(tokens: Sequence[Token], first: int, folders: tuple[Path, ...]) -> int:
    """The index of the token before the place and the words of its kind (`di Kota Semarang` -> that of `di`)."""
    kinds = word_set("places", "words", "kinds", folders)
    index = first - 1
    while index >= 0:
        pair = f"{tokens[index - 1].text} {tokens[index].text}".lower() if index else ""
        if pair in kinds:
            index -= 2
        elif tokens[index].text.lower() in kinds:
            index -= 1
        else:
            break
    return index


def _role(
    text: str, tokens: Sequence[Token], match: Match[Place], before: int, folders: tuple[Path, ...]
) -> Literal["dateline", "named", "mentioned"]:
    line = text.rfind("\n", 0, match.start) + 1
    if not text[line : match.start].strip(" \"'“”*") and (
        _DATED.match(text, match.end) or _DASHED.match(text, match.end)
    ):
        return "dateline"
    previous = tokens[before] if before >= 0 else None
    if previous and _CAPITAL.match(previous.text) and _same_line(text, previous.end, tokens[before + 1].start):
        located = previous.text.lower() in word_set("places", "words", "prepositions", folders)
        if not located:
            return "named"
    following = tokens[match.last] if match.last < len(tokens) else None
    if following and _CAPITAL.match(following.text) and text[match.end : following.start] == " ":
        return "named"
    return "mentioned"


def _same_line(text: str, start: int, end: int) -> bool:
    return "\n" not in text[start:end]


def _locates(tokens: Sequence[Token], before: int, folders: tuple[Path, ...]) -> bool:
    return before >= 0 and tokens[before].text.lower() in word_set("places", "words", "prepositions", folders)


def _choose(match: Match[Place], tokens: Sequence[Token], before: int, folders: tuple[Path, ...]) -> Place:
    """The place meant where several bear the name: the province after `Provinsi`, else the smallest."""
    kinds = word_set("places", "words", "province_kinds", folders)
    asked = any(token.text.lower() in kinds for token in tokens[before + 1 : match.first])
    order = {"city": 0, "regency": 1, "foreign city": 2, "province": 3, "country": 4}
    return min(match.payloads, key=lambda place: (asked and place.kind != "province", order[place.kind]))


def _is_doubtful(text: str, match: Match[Place], before: int, role: PlaceRole, folders: tuple[Path, ...]) -> bool:
    """Whether a name that is also a common word stands without anything that makes it a place."""
    if text[match.start : match.end].lower() not in word_set("places", "words", "ambiguous", folders):
        return False
    provinces = {place.province for place in match.payloads}
    followed = any(p and text.startswith(p, match.end + 2) for p in provinces)
    return before == match.first - 1 and role != "dateline" and not followed


def _continues(text: str, previous: PlaceMention, match: Match[Place], place: Place) -> bool:
    """Whether the place says only where the one before lies: `Semarang, Jawa Tengah`."""
    between = text[previous.evidence[0].end : match.start]
    return between in (", ", " (", ",") and place.kind in ("province", "country")


__all__ = ["PlaceMention", "find_place", "find_places", "find_venue", "place_words"]
