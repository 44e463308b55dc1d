"""The two halves of an Indonesian/English pair: their language, and how far the half before a joint reaches."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from kmpipe.extraction.spans import known_word, word_set
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import GlossaryTerm, cached_entries, cached_words

QUOTES = " \"'“”‘’*"
# words of the longest half that is a term
LONGEST_PAIR = 6
# an Indonesian term has at most this many words more than its English one
_LONGER = 2


class Source:
    """A text with its tokens, how often each word and pair of words stands in it, and the folders of the workspace."""

    def __init__(self, text: str, folders: tuple[Path, ...]) -> None:
        self.text = text
        self.folders = folders
        self.tokens = tokenize(text)
        self.low = [token.text.lower() for token in self.tokens]
        self.pairs = Counter(zip(self.low, self.low[1:], strict=False))
        self.words = Counter(self.low)


def language_of(words: Sequence[str]) -> Literal["id", "en"] | None:
    """The language whose dictionary knows more of the words that the other does not know."""
    score = 0
    for word in words:
        bare = word.strip(QUOTES + ".,-").lower()
        if bare.isalpha() or "-" in bare:
            in_english = known_word(bare, "en") or all(known_word(part, "en") for part in bare.split("-"))
            score += in_english - known_word(bare, "id")
    return "en" if score > 0 else "id" if score < 0 else None


def is_half(words: Sequence[str], language: Literal["id", "en"]) -> bool:
    """Whether most words are of the language; one word alone only must not be of the other one."""
    letters = [word for word in words if word[0].isalpha()]
    if len(letters) == 1:
        return not known_word(letters[0], "en" if language == "id" else "id")
    known = sum(known_word(word, language) for word in letters)
    return known * 2 >= len(letters) and language_of(words) == language


def left_half(source: Source, words: Sequence[Token], other: Sequence[str], *, english_right: bool) -> list[Token]:
    """The words before the joint that are the other half of the pair; empty where their number cannot be told."""
    glossed = _glossed(source, words, " ".join(other))
    if glossed:
        return glossed
    if not english_right:
        return _tail(source, words, frozenset())[-len(other) :]
    endings = tuple(cached_words("terms", "words", source.folders)["english_doing"])
    own_doing = other[0].lower().endswith(endings) or other[-1].lower().endswith(endings)
    left = _tail(source, words, _stop_words(source.folders))
    while (
        (len(left) > len(other) or len(left) == 1)
        and _is_doing(left[0].text.lower(), source.folders)
        and not _says_doing(left[0], other)
    ):
        if own_doing and len(left) <= len(other) + 1:
            break
        left = left[1:]
    if not left or len(left) <= len(other) + _LONGER:
        return left
    return _cohesive(source, left, len(other))


def _is_doing(word: str, folders: tuple[Path, ...]) -> bool:
    words = cached_words("terms", "words", folders)
    return word in word_set("terms", "words", "doing", folders) or word.endswith(tuple(words["doing_endings"]))


def _says_doing(word: Token, other: Sequence[str]) -> bool:
    """Whether the English half begins with the same word: `Implementasi …/Implementation of …`."""
    return other[0][:5].lower() == word.text[:5].lower()


def _tail(source: Source, words: Sequence[Token], stops: frozenset[str]) -> list[Token]:
    """The last words without a small word, a verb or a change from capitals to small letters among them."""
    capital = words[-1].text[0].isupper()
    listed = functools.partial(word_set, "terms", "words", folders=source.folders)
    binders, verb_prefixes = listed("binders"), tuple(listed("verb_prefixes"))
    left: list[Token] = []
    for token in reversed(words):
        low = token.text.lower()
        if low in stops and not (low in binders and capital and left):
            break
        if token.text[0].isupper() != capital and not token.text.isdecimal() and not (low in binders and capital):
            break
        if not capital and left and low.startswith(verb_prefixes) and known_word(low, "id"):
            break
        left.insert(0, token)
    while left and left[0].text.lower() in listed("never_first"):
        left = left[1:]
    return left


def _cohesive(source: Source, left: Sequence[Token], count: int) -> list[Token]:
    """The last `count` words and those before that always stand with them in the text (at least twice); else none."""
    size = count
    while size < min(len(left), count + _LONGER):
        pair = (left[-size - 1].text.lower(), left[-size].text.lower())
        if source.pairs[pair] < 2 or source.pairs[pair] != source.words[pair[1]]:
            break
        size += 1
    return list(left[-size:]) if size > count else []


@functools.cache
def _stop_words(folders: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(cached_words("language", "language", folders).get("id", ())) | word_set(
        "terms", "words", "stops", folders
    )


@functools.cache
def _glossary(folders: tuple[Path, ...]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """English form -> Indonesian forms, and Indonesian form -> English forms; all in small letters."""
    english: dict[str, tuple[str, ...]] = {}
    indonesian: dict[str, tuple[str, ...]] = {}
    for entry in cached_entries("glossary", "term", GlossaryTerm, folders):
        ids, ens = tuple(f.lower() for f in entry.id), tuple(f.lower() for f in entry.en)
        english.update((form, english.get(form, ()) + ids) for form in ens)
        indonesian.update((form, indonesian.get(form, ()) + ens) for form in ids)
    return english, indonesian


def glossed_language(source: Source, words: Sequence[Token], other: str) -> Literal["id", "en"] | None:
    """The language of `other` where the glossary pairs it with the words before it."""
    if not _glossed(source, words, other):
        return None
    return "en" if other.lower() in _glossary(source.folders)[0] else "id"


def _glossed(source: Source, words: Sequence[Token], other: str) -> list[Token]:
    english, indonesian = _glossary(source.folders)
    forms = english.get(other.lower(), ()) + indonesian.get(other.lower(), ())
    for size in range(min(len(words), LONGEST_PAIR), 0, -1):
        if source.text[words[-size].start : words[-1].end].lower() in forms:
            return list(words[-size:])
    return []


def by_glossary(source: Source, indonesian: str, english: str) -> tuple[str, str]:
    """The pair, with the Indonesian form of the glossary where that stands in the text and the one read does not match."""
    forms = _glossary(source.folders)[0].get(english.lower(), ())
    if forms and indonesian.lower() not in forms:
        lowered = source.text.lower()
        return next((form for form in forms if form in lowered), indonesian), english
    return indonesian, english
