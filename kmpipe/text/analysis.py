"""The one analysis chain of the search, the same for documents and queries.

NFKC → words in lower case → stop words (they leave their position behind) → lemma in the language of the line. Beside
the lemma stands the unstemmed *exact* form of every word, stop words too. A hyphenated word counts by part, each at its
own position; an Indonesian reduplication (`kota-kota`, `bahan-bahannya`) is one word with the lemma of its halves.

The stop words of both languages hold everywhere: sentences mix the two, and a query does not say which it is in.
A word in capitals amid lower case is a name, never a stop word: WHO is not "who".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from kmpipe.text.tokens import tokenize

# raise it whenever the chain gives other terms for the same text: every index is then rebuilt
CHAIN_VERSION = 1
# the languages simplemma is asked for; a text that is neither surely one nor the other is taken both ways
LEMMA_LANGUAGES = ("id", "en")
# longer "words" are no words (base64, keyboard noise): cut, so that no term is longer than an engine takes
MAX_WORD = 64
_PART = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’")
_NUMBER = re.compile(r"\d[\d.,:/]*")


class Term(NamedTuple):
    """A word of a text: `text[start:end]`, its position, its exact form, and its lemmas (none for a stop word)."""

    position: int
    start: int
    end: int
    exact: str
    lemmas: tuple[str, ...]


class Stretch(NamedTuple):
    """A part of a text, code points `[start, end)`, and the language it is in."""

    start: int
    end: int
    language: str


class _Part(NamedTuple):
    """One word of a token: its place within the token, exact form and lemmas."""

    start: int
    end: int
    exact: str
    lemmas: tuple[str, ...]


def lemma_languages(language: str) -> tuple[str, ...]:
    """The languages in which words of a text in `language` are lemmatised: `mixed` and `und` both ways.

    >>> lemma_languages("en"), lemma_languages("und")
    (('en',), ('id', 'en'))
    """
    return (language,) if language in LEMMA_LANGUAGES else LEMMA_LANGUAGES


class Lemmatiser:
    """Lemmas by language, remembered: simplemma is loaded only for a word that is not among the `known` ones.

    `known` maps language → word → lemma, "" for the word itself; it grows. Loading simplemma costs .1 s, its English
    dictionary .3 s more: an index keeps the lemmas of its own vocabulary so that most queries need neither.
    """

    def __init__(self, known: Mapping[str, dict[str, str]] | None = None) -> None:
        self.known: dict[str, dict[str, str]] = {language: {} for language in LEMMA_LANGUAGES} | dict(known or {})
        self._inflected: dict[str, dict[str, list[str]]] = {}

    def lemma(self, word: str, language: str) -> str:
        """The lemma of a word in lower case, in lower case; the word itself where there is none."""
        known = self.known[language]
        lemma = known.get(word)
        if lemma is None:
            found = _lemma(word, language) if word.isalpha() else word
            lemma = known[word] = "" if found == word else found
            if lemma and language in self._inflected:
                self._inflected[language].setdefault(lemma, []).append(word)
        return lemma or word

    def inflected(self, lemma: str, language: str) -> Sequence[str]:
        """The known words of a lemma in a language, but the lemma itself."""
        if language not in self._inflected:
            table: dict[str, list[str]] = {}
            for word, lemma_of_word in list(self.known[language].items()):  # another thread may add to it
                if lemma_of_word:
                    table.setdefault(lemma_of_word, []).append(word)
            self._inflected[language] = table
        return self._inflected[language].get(lemma, ())

    def forms(self, lemmas: Collection[str]) -> set[str]:
        """The known words with one of these lemmas, in any language, but the lemmas themselves."""
        return {word for language in self.known for lemma in lemmas for word in self.inflected(lemma, language)}


def _lemma(word: str, language: str) -> str:
    import simplemma  # noqa: PLC0415  (its import costs .1 s)

    return str(simplemma.lemmatize(word, lang=language)).lower() or word


class Analyser:
    """The analysis chain with its stop words (language → words in lower case) and lemmas.

    `languages` are those a query is lemmatised in: leave out what no document is written in.
    """

    def __init__(
        self,
        stop_words: Mapping[str, Iterable[str]],
        lemmatiser: Lemmatiser | None = None,
        languages: Sequence[str] = LEMMA_LANGUAGES,
    ) -> None:
        self._stop = frozenset(word for words in stop_words.values() for word in words)
        self.lemmatiser = lemmatiser or Lemmatiser()
        self.languages = tuple(languages)
        self._memo: dict[tuple[str, tuple[str, ...], bool], tuple[_Part, ...]] = {}

    def document(self, text: str, language: str, stretches: Sequence[Stretch] = ()) -> list[Term]:
        """The terms of a text in order. A line is in the language of the stretch it lies in, else in `language`.

        Positions count words from 0 and skip one at each line end, so that no phrase reaches from line to line.
        """
        terms: list[Term] = []
        offset = position = index = 0
        for line in text.split("\n"):
            while index < len(stretches) and stretches[index].end <= offset:
                index += 1
            inside = index < len(stretches) and stretches[index].start < offset + len(line)
            languages = lemma_languages(stretches[index].language if inside else language)
            position = self._line(line, languages, offset, position, terms, shouting=shouts(line)) + 1
            offset += len(line) + 1
        return terms

    def query(self, text: str, *, shouting: bool = False) -> list[Term]:
        """The terms of a word or phrase of a query, lemmatised in all languages of the index.

        `shouting` says that all of the query is in capitals.
        """
        terms: list[Term] = []
        self._line(text.replace("\n", " "), self.languages, 0, 0, terms, shouting=shouting or shouts(text))
        return terms

    def _line(
        self, line: str, languages: tuple[str, ...], offset: int, position: int, terms: list[Term], *, shouting: bool
    ) -> int:
        memo = self._memo
        for text, start, _ in tokenize(line):
            key = (text, languages, shouting)
            parts = memo.get(key)
            if parts is None:
                parts = memo[key] = self._parts(text, languages, shouting=shouting)
            base = offset + start
            for part in parts:
                terms.append(Term(position, base + part.start, base + part.end, part.exact, part.lemmas))
                position += 1
        return position

    def _parts(self, token: str, languages: tuple[str, ...], *, shouting: bool) -> tuple[_Part, ...]:
        name = len(token) > 1 and token.isupper() and not shouting
        lemma = self.lemmatiser.lemma
        words = _words(token)
        if len(words) == 2 and "-" in token and _doubled(words[0][2], words[1][2], self.lemmatiser):
            first = words[0][2]
            lemmas = tuple(dict.fromkeys(lemma(first, language) for language in languages))
            return (_Part(0, len(token), f"{first}-{words[1][2]}", lemmas),)
        found = []
        for start, end, word in words:
            common = word in self._stop and not name
            lemmas = () if common else tuple(dict.fromkeys(lemma(word, language) for language in languages))
            found.append(_Part(start, end, word, lemmas))
        return tuple(found)


def shouts(line: str) -> bool:
    """Whether the whole line, of more than one word, is in capitals: they say nothing then."""
    return line.isupper() and " " in line.strip()


def _doubled(first: str, second: str, lemmatiser: Lemmatiser) -> bool:
    return first.isalpha() and (first == second or lemmatiser.lemma(first, "id") == lemmatiser.lemma(second, "id"))


def _words(token: str) -> list[tuple[int, int, str]]:
    """The words of a token as (start, end, word): lower case, NFKC, without apostrophes and full stops."""
    text = token
    if not token.isascii():
        import unicodedata  # noqa: PLC0415  (most words are ASCII)

        text = unicodedata.normalize("NFKC", token)
    text = text.lower()
    if _NUMBER.fullmatch(text):
        return [(0, len(token), text.rstrip(".,:/")[:MAX_WORD])]
    plain = text.removesuffix("'s").removesuffix("’s").translate(_APOSTROPHES)
    aligned = len(text) == len(token) and text.startswith(plain)
    return [
        (match.start(), match.end(), match[0][:MAX_WORD]) if aligned else (0, len(token), match[0][:MAX_WORD])
        for match in _PART.finditer(plain)
    ]


def fingerprint(stop_words: bytes) -> str:
    """What the terms of an index depend on, as one short string: the chain, the stop word files, simplemma's version."""
    import zlib  # noqa: PLC0415 - no other function here needs it

    return f"{CHAIN_VERSION}-{_simplemma_version()}-{zlib.crc32(stop_words):08x}"


def _simplemma_version() -> str:
    """The version of simplemma without importing it (.1 s), nor importlib.metadata (.03 s) where that can be helped."""
    from importlib.util import find_spec  # noqa: PLC0415 - no other function here needs it
    from pathlib import Path  # noqa: PLC0415 - no other function here needs it

    spec = find_spec("simplemma")
    for folder in (spec and spec.submodule_search_locations) or ():
        found = sorted(Path(folder).parent.glob("simplemma-*.dist-info"))
        if len(found) == 1:
            return found[0].name.removeprefix("simplemma-").removesuffix(".dist-info")
    from importlib.metadata import version  # noqa: PLC0415 - slow, and seldom needed

    return version("simplemma")
