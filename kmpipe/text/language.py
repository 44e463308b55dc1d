"""Which language a text is in: Indonesian, English, both, or neither of the two.

Known words are counted. langdetect, restricted to the two profiles and seeded, is asked only where the count is a tie:
with two profiles it reads French as English and Javanese as Indonesian, both with certainty, so it cannot say `und`.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import Any, NamedTuple

from kmpipe.model import Language
from kmpipe.text.sentences import split_sentences
from kmpipe.text.words import shipped_words

_WORD = re.compile(r"[^\W\d_]+")
_URL = re.compile(r"https?://\S+")
# below this share of known words a text is neither language (measured: own prose .3-.8, foreign prose .00-.1)
_KNOWN = 0.15
# names say little about the language: this part of them is left out of that share (all would make a list of names known)
_NAMES = 0.6
# a foreign language needs two of its words, and as many as there are known ones; kin share most Indonesian words
_FOREIGN_HITS = 2
_KIN_RATIO = 0.3
# the share of the lesser language that makes a text mixed: by words of its plainly monolingual sentences …
_MIXED_SENTENCES = 0.25
# … or by function words within sentences, where both languages have this many; bracketed English terms stay below
_MIXED_WORDS = 0.35
_MIXED_HITS = 3
# a block of fewer words takes the document's language
_SHORT = 6
_OWN = ("id", "id_topic", "en", "en_topic")
# langdetect is given no more than this (code points); a tie is a matter of one sentence
_SAMPLE = 2000


class _Count(NamedTuple):
    """Words in all; function and topic words of the two languages; words of the best foreign language and best kin.

    `names` is the number of unknown words that start with a capital.
    """

    words: int
    names: int
    id: int
    id_topic: int
    en: int
    en_topic: int
    foreign: int
    kin: int

    @property
    def known(self) -> int:
        return self.id + self.id_topic + self.en + self.en_topic

    @property
    def weights(self) -> tuple[int, int]:
        """What speaks for Indonesian and for English: a function word twice as much as a topic word, often borrowed."""
        return 2 * self.id + self.id_topic, 2 * self.en + self.en_topic

    @property
    def plain(self) -> Language:
        """The language that has at least twice the weight of the other; `und` without one."""
        indonesian, english = self.weights
        if max(indonesian, english) < max(1, 2 * min(indonesian, english)):
            return "und"
        return "id" if indonesian > english else "en"

    @property
    def unknown(self) -> bool:
        """Whether the text is too short or in another language."""
        foreign = self.foreign >= _FOREIGN_HITS and self.foreign >= self.known
        kin = self.kin >= _FOREIGN_HITS and self.kin >= _KIN_RATIO * self.known
        ordinary = self.words - _NAMES * self.names
        return self.words < 2 or foreign or kin or self.known < max(1, _KNOWN * ordinary)


def detect(text: str) -> Language:
    """The language of the text: `id`, `en`, `mixed` where it is substantially both, `und` where it is neither or too short.

    >>> detect("Lokakarya ini dihadiri oleh warga."), detect("Residents attended the workshop."), detect("2018")
    ('id', 'en', 'und')
    """
    return _detect(text, {})


def _detect(text: str, counted: dict[str, _Count]) -> Language:
    """`counted` remembers the sentences of a document, which are counted for it and for their blocks."""
    whole = counted.get(text) or _count(text)
    if whole.unknown:
        return "und"
    if _is_mixed(text, whole, counted):
        return "mixed"
    indonesian, english = whole.weights
    if indonesian == english:
        return _langdetect(text)
    return "id" if indonesian > english else "en"


def detect_blocks(texts: Sequence[str]) -> tuple[Language, tuple[Language, ...]]:
    """The language of the document these blocks make, and of each block; blocks of a few words have the document's."""
    counted: dict[str, _Count] = {}
    document = _detect("\n".join(texts), counted)
    return document, tuple(document if len(_WORD.findall(text)) < _SHORT else _detect(text, counted) for text in texts)


def _is_mixed(text: str, whole: _Count, counted: dict[str, _Count]) -> bool:
    weights: Counter[Language] = Counter()
    for start, end in split_sentences(text):
        words = text[start:end]
        sentence = counted[words] = counted.get(words) or _count(words)
        weights[sentence.plain] += sentence.words
    plain = weights["id"] + weights["en"]
    if plain and min(weights["id"], weights["en"]) >= _MIXED_SENTENCES * plain:
        return True
    lesser = min(whole.id, whole.en)
    return weights["und"] > plain and lesser >= _MIXED_HITS and lesser >= _MIXED_WORDS * (whole.id + whole.en)


def _count(text: str) -> _Count:
    words = _WORD.findall(_URL.sub(" ", text) if "://" in text else text)
    lexicon, foreign, kin = _lexicon()
    found = list(map(lexicon.get, map(str.lower, words)))
    counts = dict.fromkeys((*_OWN, *foreign, *kin), 0)
    # words of the same lists are counted together: few lists, many words
    for tags, number in Counter(found).items():
        for tag in tags or ():
            counts[tag] += number
    names = sum(1 for word, tags in zip(words, found, strict=True) if tags is None and word[0].isupper())
    own = (counts["id"], counts["id_topic"], counts["en"], counts["en_topic"])
    return _Count(len(words), names, *own, *(max(counts[tag] for tag in group) for group in (foreign, kin)))


@functools.cache
def _lexicon() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...], tuple[str, ...]]:
    """The lists each known word stands in, the foreign languages, and the kin of Indonesian."""
    own, foreign, kin = (shipped_words("language", table) for table in ("language", "foreign", "kin"))
    lexicon: dict[str, tuple[str, ...]] = {}
    for language, words in [*own.items(), *foreign.items(), *kin.items()]:
        for word in words:
            lexicon[word] = (*lexicon.get(word, ()), language)
    return lexicon, tuple(foreign), tuple(kin)


def _langdetect(text: str) -> Language:
    factory = _factory()
    detector = factory.create()
    detector.append(text[:_SAMPLE])
    return "en" if detector.detect() == "en" else "id"


@functools.cache
def _factory() -> Any:
    """A langdetect factory of its own with the profiles id and en: the library's shared one stays untouched."""
    from langdetect.detector_factory import DetectorFactory  # noqa: PLC0415 - it takes 30 ms, and few texts need it

    factory = DetectorFactory()
    factory.seed = 0
    folder = resources.files("langdetect") / "profiles"
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in ("id", "en")])
    return factory
