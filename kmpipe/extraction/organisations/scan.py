"""A text read once: its tokens with short forms in brackets set aside, sentences, places, heads and known names.

All rules work on the token numbers of `Scan.tokens`; `Scan.span` gives the code points back.
"""

from __future__ import annotations

from typing import NamedTuple

from kmpipe.extraction.organisations.authority import Authority, Form
from kmpipe.extraction.organisations.grammar import Grammar, Head
from kmpipe.text.sentences import split_sentences
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.match import Match

# a bracket with a short form holds at most so many tokens
_SHORT_TOKENS = 4
# ... and abbreviates at most so many words before it
_LONG_WORDS = 14
_DASHES = {"–": "-", "—": "-"}
POSSESSIVES = ("'s", "’s")


class PlaceAt(NamedTuple):
    """A place in the text: tokens `[first, last)`, its name, its prefix (`Kota`, `Provinsi`) or "".

    `seat` is its name with its rank (`Kota Semarang` for a bare `Semarang`), "" where the rank is unknown or the place abroad.
    """

    first: int
    last: int
    name: str
    prefix: str
    country: bool
    seat: str = ""

    @property
    def full(self) -> str:
        """The name with its prefix: `Kota Semarang`."""
        return f"{self.prefix} {self.name}" if self.prefix else self.name


class Scan(NamedTuple):
    """What one pass over the text found, by the number of the first token."""

    text: str
    tokens: list[Token]
    sentence: list[int]
    short: dict[int, tuple[str, int]]
    places: dict[int, PlaceAt]
    heads: dict[int, Match[Head]]
    known: dict[int, Match[Form]]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The code points of the tokens `[first, last)`; a bracketed short form at the end is inside."""
        end = self.tokens[last - 1].end
        return self.tokens[first].start, self.short.get(last - 1, ("", end))[1]

    def words(self, first: int, last: int) -> str:
        """The tokens `[first, last)` as they stand, without the short forms in brackets."""
        out = ""
        for index in range(first, min(last, len(self.tokens))):
            token = self.tokens[index]
            glued = index == first or (self.tokens[index - 1].end == token.start and index - 1 not in self.short)
            out += token.text if glued or token.text in ",;:" else " " + token.text
        return out

    def word(self, index: int) -> str:
        """The token of that number, or "" outside the text."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def same_sentence(self, one: int, other: int) -> bool:
        """Whether both tokens exist and stand in one sentence."""
        size = len(self.tokens)
        return 0 <= one < size and 0 <= other < size and self.sentence[one] == self.sentence[other]

    def capital(self, index: int) -> bool:
        """Whether the token starts with a capital."""
        return self.word(index)[:1].isupper()


def scan(text: str, grammar: Grammar, authority: Authority) -> Scan:
    """The text read once. Linear in its length."""
    tokens, short = _set_aside(text, _without_possessive(tokenize(text), grammar))
    view = [Token(_DASHES[token.text], token.start, token.end) if token.text in _DASHES else token for token in tokens]
    sentence = _sentences(text, tokens)
    known = {match.first: match for match in authority.phrases.find(text, view, overlapping=True)}
    heads = {match.first: match for match in grammar.heads.find(text, view) if tokens[match.first].text[:1].isupper()}
    result = Scan(text, tokens, sentence, short, {}, heads, known)
    result.places.update(_places(result, view, grammar))
    return result


def _sentences(text: str, tokens: list[Token]) -> list[int]:
    numbers: list[int] = []
    spans = split_sentences(text)
    at = 0
    for token in tokens:
        while at + 1 < len(spans) and spans[at + 1][0] <= token.start:
            at += 1
        numbers.append(at)
    return numbers


def _without_possessive(tokens: list[Token], grammar: Grammar) -> list[Token]:
    """The tokens with the English possessive cut off, where it ends a name: `Surabaya's`, not `People's Committee`."""
    owners = [at for at, token in enumerate(tokens) if token.text.endswith(POSSESSIVES)]
    for at in reversed(owners):
        token = tokens[at]
        stem, middle = token.text[:-2], token.end - 2
        before_name = at + 1 < len(tokens) and tokens[at + 1].text[:1].isupper()
        if stem[:1].isupper() and (not before_name or stem.isupper() or stem in grammar.place_words):
            tokens[at : at + 1] = [Token(stem, token.start, middle), Token(token.text[-2:], middle, token.end)]
    return tokens


def _set_aside(text: str, tokens: list[Token]) -> tuple[list[Token], dict[int, tuple[str, int]]]:
    """The tokens without brackets that hold a short form of the words before them; short forms by token number."""
    kept: list[Token] = []
    short: dict[int, tuple[str, int]] = {}
    index = 0
    while index < len(tokens):
        if tokens[index].text == "(" and kept and (close := _closing(tokens, index)):
            inside = text[tokens[index + 1].start : tokens[close - 1].end]
            if abbreviates(inside, kept[-_LONG_WORDS:]):
                short[len(kept) - 1] = (inside, tokens[close].end)
                index = close + 1
                continue
        kept.append(tokens[index])
        index += 1
    return kept, short


def _closing(tokens: list[Token], opening: int) -> int:
    """The number of the bracket that closes a short one, or 0."""
    for index in range(opening + 2, min(opening + 2 + _SHORT_TOKENS, len(tokens))):
        if tokens[index].text == ")":
            return index
    return 0


def abbreviates(short: str, words: list[Token]) -> bool:
    """Whether the short form is made of letters of the words before it, in order, the first opening a word.

    This is the test of Schwartz and Hearst (2003), which also holds for Indonesian blends (`Dishub`, `Satpol PP`).
    """
    letters = [letter for letter in short.casefold() if letter.isalnum()]
    if not 2 <= len(letters) <= 20 or not any(letter.isupper() for letter in short) or short.isdigit() or "," in short:
        return False
    at = len(letters) - 1
    for token in reversed(words):
        if token.text in ";:.()":
            return False
        word = token.text.casefold()
        if at == 0:
            if word[0] == letters[0]:
                return True
            continue
        for place in range(len(word) - 1, -1, -1):
            if word[place] == letters[at] and (at > 0 or place == 0):
                at -= 1
                if at < 0:
                    return True
    return False


def _places(result: Scan, view: list[Token], grammar: Grammar) -> dict[int, PlaceAt]:
    found: dict[int, PlaceAt] = {}
    for match in grammar.places.find(result.text, view):
        place = match.payloads[0]
        if result.capital(match.first) and not place.ambiguous:
            found[match.first] = PlaceAt(match.first, match.last, place.name, "", place.country, place.seat)
    for prefix in grammar.place_prefixes.find(result.text, view):
        if result.capital(prefix.first) and (at := _prefixed(result, found, prefix, grammar)) is not None:
            found[prefix.first] = at
    return found


def _prefixed(result: Scan, found: dict[int, PlaceAt], prefix: Match[str], grammar: Grammar) -> PlaceAt | None:
    """`Kota Semarang`: a known place after the prefix, else one capitalised word and its direction."""
    name = prefix.payloads[0]
    after = prefix.last
    if (place := found.get(after)) is not None:
        shortened = place.name in grammar.places_short.values()  # `Kota Jakarta` is the province
        rank = "Provinsi" if shortened else name
        seat = f"{rank} {place.name}" if place.seat else ""
        return PlaceAt(prefix.first, place.last, place.name, rank, country=False, seat=seat)
    word = result.word(after)
    unlikely = not result.same_sentence(prefix.first, after) or word.isupper() or not word.isalpha()
    if unlikely or not result.capital(after) or grammar.is_domain(word) or after in result.heads:
        return None
    last = after + 2 if result.word(after + 1) in grammar.words.place_directions else after + 1
    bare = result.words(after, last)
    return PlaceAt(prefix.first, last, bare, name, country=False, seat=f"{name} {bare}")
