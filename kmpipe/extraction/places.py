"""Where an activity was held: places of the gazetteer in the text, and the venue.

A dateline (`Semarang, 15-17 Januari 2018.`) decides before the sentence that says where the activity was held, and that
before the title. A place inside a longer name (`Pemerintah Provinsi DKI Jakarta`, `Jakarta Berketahanan`) decides nothing
beside those; alone, the bodies of one city say it with low confidence.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from kmpipe.extraction.seats import is_visited, seat_of
from kmpipe.extraction.spans import Sentences, evidence, phrases, word_set
from kmpipe.extraction.venues import find_venue, opening_sentences, venue_spans
from kmpipe.model import Evidence, Record
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import Entry, Place, cached_entries
from kmpipe.vocab.match import Match, Phrases

PlaceRole = Literal["dateline", "held", "named", "mentioned"]

# after the town, its province perhaps between: a date (`, Kamis 25 Oktober`, ` (4/8)`) …
_DATED = re.compile(
    r"(?:,\s[A-Z][A-Za-z ]{2,24})?(?:\s?,\s?(?:[^\W\d_]{3,9}['’]?[^\W\d_]{0,5},?\s)?\(?\d{1,2}\b|\s\(\d{1,2}[/.\-])"
)
# … or the dash of a news dateline with the agency before it (`, CNN Indonesia --`, ` (ANTARA) -`)
_DASHED = re.compile(r"(?:,\s[\w .]{2,30}|\s\([^()\n]{2,30}\))\s?[-–—]{1,2}\s|\s?(?:--|—)\s")
# … or, after a town in capitals, a dash and a sentence (`JAKARTA – Pemerintah …`)
_SHOUTED = re.compile(r"\s[-–—]\s[\"'“]?[A-Z][a-z]")
# … or, after any town, a dash and a sentence of some length (`Bekasi - Sebanyak 30 kader …`)
_DASHED_SENTENCE = re.compile(r"\s[-–—]\s[\"'“]?[A-Z](?:[a-z]+\s[a-z\d][^\n]{50}|[^\n]{50,600}?\.(?:\s|\Z))")
_CAPITAL = re.compile(r"[A-Z][\w'’\-]*\Z")
# how much each kind of place says about where the activity was held
_RANKS = {"dateline": 1.0, "held": 0.9, "venue": 0.85, "title": 0.8, "seat": 0.7, "visited": 0.6, "said": 0.5}
# a country, a province or a mere district says less than a town of the same rank
_COARSE = {"country": 0.2, "province": 0.1, "district": 0.15}
# words of the longest kind of building
_LONGEST_KIND = 4
# code points beside a name that can say what it is
_LOCATED_REACH = 60


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


class Districts(Entry, frozen=True, kw_only=True):
    """Names of districts and islands; each stands for the place with the id."""

    id: str
    names: tuple[str, ...]


@functools.cache
def _gazetteer(folders: tuple[Path, ...]) -> Phrases[Place]:
    places = cached_entries("places", "place", Place, folders)
    forms = [(form, place) for place in places for form in (place.name, *place.aliases)]
    by_id = {place.id: place for place in places}
    districts = cached_entries("places", "districts", Districts, folders)
    forms += [(name, by_id[entry.id]) for entry in districts for name in entry.names if entry.id in by_id]
    spellings = [(spelling, place) for form, place in forms for spelling in {form: None, form.upper(): None}]
    return Phrases((f"={spelling}", place) for spelling, place in spellings)


@functools.cache
def _district_names(folders: tuple[Path, ...]) -> frozenset[str]:
    entries = cached_entries("places", "districts", Districts, folders)
    return frozenset(name.lower() for entry in entries for name in entry.names)


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
    opening = opening_sentences(sentences)
    ranked = []
    for number, mention in enumerate(mentions):
        first = mention.evidence[0]
        said = first.field == "text" and sentences.number(first.start) in opening
        rank = _rank(mention, text, title, venues, folders, said=said)
        if rank > 0:
            district = first.quote.lower() in _district_names(folders)
            coarse = _COARSE.get("district" if district else mention.kind, 0.0)
            ranked.append((-(rank - coarse), number, mention))
    if not ranked:
        seat = seat_of(text, mentions, venue=bool(venues), folders=folders)
        if seat:
            return seat[0].name, seat[0].province, seat[1]
        return default, _province_of(default, folders), ()
    best = min(ranked)[2]
    proof = tuple(
        e for _, _, mention in sorted(ranked, key=lambda row: row[1]) if mention.id == best.id for e in mention.evidence
    )
    return best.name, best.province, proof


def _rank(
    mention: PlaceMention, text: str, title: str, venues: Sequence[tuple[int, int]], folders: tuple[Path, ...], *,
    said: bool,
) -> float:  # fmt: skip
    """How much the mention says about where the activity was held; 0 for nothing."""
    proof = mention.evidence[0]
    if mention.role in ("dateline", "held"):
        return _RANKS[mention.role]
    if proof.field == "title":
        located = _is_located(title, proof.start, folders) or is_visited(title, proof.start, folders)
        return _RANKS["title"] if located and mention.role == "mentioned" else 0.0
    if any(start <= proof.start < end + 3 for start, end in venues):
        if mention.role != "named":
            return _RANKS["venue"]
        return 0.0 if _is_namesake(text, proof.start, proof.end, folders) else _RANKS["seat"]
    if mention.role == "mentioned" and said and is_visited(text, proof.start, folders):
        return _RANKS["visited"]
    if mention.role == "mentioned" and said and _is_located(text, proof.start, folders):
        return _RANKS["said"]
    return 0.0


def _is_located(text: str, start: int, folders: tuple[Path, ...]) -> bool:
    """Whether the text before a place ends in `di` or `in`, a kind of place and a number between allowed."""
    words = text[max(start - _LOCATED_REACH, 0) : start].lower().split()
    skipped = word_set("places", "words", "kinds", folders) | word_set("places", "words", "counts", folders)
    while words and (words[-1] in skipped or " ".join(words[-2:]) in skipped):
        words.pop()
    return bool(words) and words[-1] in word_set("places", "words", "prepositions", folders)


def _is_namesake(text: str, start: int, end: int, folders: tuple[Path, ...]) -> bool:
    """Whether the name is borrowed by a building or street that can stand anywhere: `RSUD Tarakan`, `Bali Room`."""
    before = text[max(start - _LOCATED_REACH, 0) : start].lower().split()
    after = text[end : end + _LOCATED_REACH].lower().replace(",", " ").split()
    kinds = word_set("places", "words", "namesakes", folders)
    kinds_after = word_set("places", "words", "namesakes_after", folders)
    sizes = range(1, _LONGEST_KIND + 1)
    return any(" ".join(before[-size:]) in kinds for size in sizes) or any(
        " ".join(after[:size]) in kinds_after for size in sizes
    )


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
    counts = word_set("places", "words", "counts", folders)
    while index >= 0:
        pair = f"{tokens[index - 1].text} {tokens[index].text}".lower() if index else ""
        if pair in kinds:
            index -= 2
        elif tokens[index].text.lower() in kinds or (index < first - 1 and tokens[index].text.lower() in counts):
            index -= 1
        else:
            break
    return index


def _role(
    text: str, tokens: Sequence[Token], match: Match[Place], before: int, folders: tuple[Path, ...]
) -> Literal["dateline", "named", "mentioned"]:
    if _opens_line(text, match.start) and (
        _DATED.match(text, match.end)
        or _DASHED.match(text, match.end)
        or _DASHED_SENTENCE.match(text, match.end)
        or (text[match.start : match.end].isupper() and _SHOUTED.match(text, match.end))
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


def _opens_line(text: str, start: int) -> bool:
    """Whether only blanks and quotation marks stand before it on its line."""
    before = text[max(start - _LOCATED_REACH, 0) : start]
    line = before.rpartition("\n")[2]
    return not line.strip(" \"'“”*") and (len(line) < len(before) or start == len(before))


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
    name = text[match.start : match.end].lower()
    if name not in word_set("places", "words", "ambiguous", folders):
        return False
    if name in _district_names(folders):
        said = text[max(match.start - _LOCATED_REACH, 0) : match.start].lower().split()[-1:]
        return not set(said) & word_set("places", "words", "district_kinds", folders)
    provinces = {place.province for place in match.payloads}
    followed = any(p and text.startswith(p, match.end + 2) for p in provinces)
    return before == match.first - 1 and role != "dateline" and not followed


def _continues(text: str, previous: PlaceMention, match: Match[Place], place: Place) -> bool:
    """Whether the place says only where the one before lies: `Semarang, Jawa Tengah`."""
    between = text[previous.evidence[0].end : match.start]
    return between in (", ", " (", ",") and place.kind in ("province", "country")


__all__ = ["PlaceMention", "find_place", "find_places", "find_venue", "place_words"]
