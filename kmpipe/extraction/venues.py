"""The venue of an activity: `Gedung Balaikota Blok G Lt 23 Ruang Pertemuan`."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

from kmpipe.extraction.spans import Sentences, evidence, phrases, word_set
from kmpipe.model import Evidence
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import Place, cached_entries

_CAPITAL = re.compile(r"[A-Z0-9]")
_LETTER = re.compile(r"[A-Z]")
# a venue longer than this is a sentence in capitals
_LONGEST = 30
# one point is not enough: a building is often only mentioned
_LEAST = 2.0
# … but in one of the first sentences it counts where the text has no better one
_OPENING = 3
_OPENING_WORDS = 4
# words in which an English part of an address must end
_PART_REACH = 5


def find_venue(text: str, *, folders: tuple[Path, ...] = ()) -> tuple[str | None, tuple[Evidence, ...]]:
    """The venue as it stands in the text, without a town at its end, and its evidence.

    >>> find_venue("Rapat diadakan di Aula Kantor Walikota, Jakarta Utara.")[0]
    'Aula Kantor Walikota'
    """
    spans = venue_spans(text, folders)
    if not spans:
        return None, ()
    start, end, score = spans[0]
    return text[start:end], (evidence(text, start, end, "venues.phrase", min(0.5 + score / 10, 1.0)),)


def venue_spans(text: str, folders: tuple[Path, ...] = ()) -> tuple[tuple[int, int, float], ...]:
    """The venues of the activity as `(start, end, score)`, the best first."""
    tokens = tokenize(text)
    sentences = Sentences(text)
    held = _sentence_numbers("places", "held", text, tokens, sentences, folders)
    held |= _sentence_numbers("venues", "event", text, tokens, sentences, folders)
    visits = _sentence_numbers("venues", "visit", text, tokens, sentences, folders)
    elsewhere = _sentence_numbers("venues", "elsewhere", text, tokens, sentences, folders)
    opening = opening_sentences(sentences)
    toward_words = word_set("venues", "words", "toward", folders)
    found, openers = [], []
    index = 0
    while index < len(tokens):
        toward = tokens[index].text.lower() in toward_words
        span = _venue_at(text, tokens, index, folders)
        if span is None or (toward and sentences.number(tokens[index].start) not in visits):
            index += 1
            continue
        first, last = span
        start, end = tokens[first].start, tokens[last - 1].end
        number = sentences.number(start)
        score = 2.0 * (toward or number in held) - 2.0 * (number in elsewhere) + 0.5 * (number < 3 and not toward)
        near = {token.text.lower() for token in tokens[max(index - 2, 0) : index + 1]}
        score += 2.0 * bool(near & word_set("venues", "words", "held_there", folders))
        if score >= _LEAST:
            found.append((start, end, score))
        elif number in opening and number not in elsewhere:
            openers.append((start, end, score))
        index = last
    return tuple(sorted(found or openers[:1], key=lambda row: (-row[2], row[0])))


def opening_sentences(sentences: Sentences) -> frozenset[int]:
    """The numbers of the first sentences; what is too short for one (a heading, a stamp) does not count."""
    spoken: list[int] = []
    for number, (start, end) in enumerate(sentences.spans):
        if len(spoken) == _OPENING:
            break
        if sentences.text[start:end].count(" ") >= _OPENING_WORDS - 1:
            spoken.append(number)
    return frozenset(spoken)


def _sentence_numbers(
    name: str, key: str, text: str, tokens: Sequence[Token], sentences: Sentences, folders: tuple[Path, ...]
) -> set[int]:
    return {sentences.number(match.start) for match in phrases(name, "words", key, folders).find(text, tokens)}


def _venue_at(text: str, tokens: Sequence[Token], index: int, folders: tuple[Path, ...]) -> tuple[int, int] | None:
    """The tokens `[first, last)` of a venue whose preposition stands at `index`, or None."""
    low = tokens[index].text.lower()
    if low not in _leads(folders):
        return None
    words = functools.partial(word_set, "venues", "words", folders=folders)
    if low in words("binding_prepositions") and index and _LETTER.match(tokens[index - 1].text):
        return None
    first = index + 1
    while first < len(tokens) and (tokens[first].text == ":" or tokens[first].text.lower() in words("articles")):
        first += 1
    last = _consume(text, tokens, first, folders)
    if low in words("on") and not words("on_heads") & {token.text.lower() for token in tokens[first:last]}:
        return None
    last = _without_town(text, tokens, first, last, folders)
    return (first, last) if last > first and _is_venue(tokens[first:last], folders) else None


def _consume(text: str, tokens: Sequence[Token], first: int, folders: tuple[Path, ...]) -> int:
    """One past the last token of the phrase that begins at `first`."""
    last = first
    while last < min(len(tokens), first + _LONGEST):
        token = tokens[last]
        if last > first and "\n" in text[tokens[last - 1].end : token.start]:
            break
        word = token.text.lower()
        if word in word_set("venues", "words", "stops", folders):
            if last - 1 > first and tokens[last - 1].text.isdecimal():
                last -= 1  # the day of the month
            break
        if last > first and token.text == "(" and (closed := _acronym_end(tokens, last)):
            last = closed
            continue
        following = tokens[last + 1] if last + 1 < len(tokens) else None
        if not _belongs(token, following, folders) and not _ends_part(tokens, last, folders):
            break
        last += 1
    while last > first and not tokens[last - 1].text[0].isalnum():
        last -= 1
    return last


def _acronym_end(tokens: Sequence[Token], index: int) -> int:
    """One past the bracket at `index` if it holds an acronym and the name goes on: `Tempat … Terpadu (TPST) Rawasari`."""
    inside = tokens[index + 1 : index + 4]
    goes_on = len(inside) == 3 and inside[0].text.isupper() and inside[1].text == ")" and _LETTER.match(inside[2].text)
    return index + 3 if goes_on else 0


def _ends_part(tokens: Sequence[Token], index: int, folders: tuple[Path, ...]) -> bool:
    """Whether the comma leads to an English part of the address, or the token is the ending of its number."""
    if tokens[index].text.lower() in word_set("venues", "words", "ordinals", folders):
        return index > 0 and tokens[index - 1].end == tokens[index].start and tokens[index - 1].text.isdecimal()
    if tokens[index].text != ",":
        return False
    at = index + 1
    while at < min(len(tokens), index + 1 + _PART_REACH) and (
        _CAPITAL.match(tokens[at].text) or tokens[at].text.lower() in word_set("venues", "words", "ordinals", folders)
    ):
        at += 1
    words = [token.text.lower() for token in tokens[index + 1 : at]]
    # a number may follow the word: `Block B`
    return bool(words) and bool({words[-1], *words[-2:-1]} & word_set("venues", "words", "closing", folders))


def _belongs(token: Token, following: Token | None, folders: tuple[Path, ...]) -> bool:
    word = token.text.lower()
    if _CAPITAL.match(token.text):
        return True
    if word in _openers(folders):
        return True
    if following is None:
        return False
    if word in word_set("venues", "words", "modifiers", folders):
        return True
    if word in word_set("venues", "words", "binders", folders):
        return bool(_CAPITAL.match(following.text)) or following.text in word_set(
            "venues", "words", "articles", folders
        )
    if token.text == ",":
        return following.text.lower() in _after_comma(folders) and bool(
            _CAPITAL.match(following.text) or following.text.lower() in _openers(folders)
        )
    return token.text in "./&-–\"“”'" and bool(_CAPITAL.match(following.text)) and token.text != "."


@functools.cache
def _leads(folders: tuple[Path, ...]) -> frozenset[str]:
    """The words that lead to a venue."""
    return frozenset().union(*(word_set("venues", "words", key, folders) for key in ("prepositions", "toward", "on")))


@functools.cache
def _openers(folders: tuple[Path, ...]) -> frozenset[str]:
    """Words that belong to a venue even in small letters."""
    heads = word_set("venues", "words", "heads", folders)
    return frozenset(word for word in heads if " " not in word) | word_set("venues", "words", "parts", folders)


@functools.cache
def _after_comma(folders: tuple[Path, ...]) -> frozenset[str]:
    return _openers(folders) | _towns(folders)


@functools.cache
def _towns(folders: tuple[Path, ...]) -> frozenset[str]:
    """The first words of the names of places."""
    places = cached_entries("places", "place", Place, folders)
    return frozenset(form.lower().split()[0] for place in places for form in (place.name, *place.aliases))


def _without_town(text: str, tokens: Sequence[Token], first: int, last: int, folders: tuple[Path, ...]) -> int:
    """`last` without the towns and provinces after the last commas."""
    while True:
        comma = next((i for i in range(last - 1, first, -1) if tokens[i].text == ","), None)
        if comma is None or not _is_town(text[tokens[comma + 1].start : tokens[last - 1].end], folders):
            return last
        last = comma


@functools.cache
def _town_names(folders: tuple[Path, ...]) -> frozenset[str]:
    places = cached_entries("places", "place", Place, folders)
    return frozenset(form.lower() for place in places for form in (place.name, *place.aliases))


def _is_town(name: str, folders: tuple[Path, ...]) -> bool:
    lowered = name.lower()
    for kind in word_set("places", "words", "kinds", folders):
        if lowered.startswith(f"{kind} "):
            return lowered[len(kind) + 1 :] in _town_names(folders)
    return lowered in _town_names(folders)


def _is_venue(tokens: Sequence[Token], folders: tuple[Path, ...]) -> bool:
    """Whether the words hold a head noun and a name or number beside it."""
    words = [token.text.lower() for token in tokens]
    joined = f" {' '.join(words)} "
    heads = [head for head in word_set("venues", "words", "heads", folders) if f" {head} " in joined]
    if not heads or len(words) > _LONGEST:
        return False
    if any(f" {head} " in joined for head in word_set("venues", "words", "proper", folders)):
        return True
    return len(words) > 1 and sum(bool(_CAPITAL.match(token.text)) for token in tokens) > 1
