"""The vocabulary of an index: its words with their lemmas, and the names its key fields hold.

It is one small file beside the engine's own, and what makes a query quick and independent of the engine: lemmas come
from here instead of simplemma, prefixes and fuzzy words are expanded here, and `agency:BPBD` finds its ids here.
Words and names of deleted documents stay until the next rebuild; they find nothing.
"""

from __future__ import annotations

import bisect
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING

import msgspec

from kmpipe.search.bridge import Bridge, BridgeFile
from kmpipe.search.engine import IndexDocument
from kmpipe.search.names import Names, same_id
from kmpipe.text.analysis import Analyser, Lemmatiser, lemma_languages

if TYPE_CHECKING:
    from kmpipe.search.notes import Notes

# a prefix or fuzzy word stands for at most so many words of the index; more are no search
MAX_EXPANSIONS = 256
# words compared between two looks at the clock
CLOCK_EVERY = 512


class VocabularyFile(msgspec.Struct):
    """The file. `lemmas`: language → word → lemma, "" for the word itself (`Lemmatiser.known`); `names`: field → value → its forms.

    `words` are sorted; `languages` are those of the documents; `bridge` holds their other names; `fields` are words that
    people write for a field; `counts` are how many documents were written with each word since the index was built.
    """

    words: list[str] = []
    languages: list[str] = []
    lemmas: dict[str, dict[str, str]] = {}
    names: dict[str, dict[str, list[str]]] = {}
    stop_words: dict[str, list[str]] = {}
    bridge: BridgeFile = BridgeFile()
    fields: dict[str, str] = {}
    counts: list[int] = []


class Vocabulary:
    """The words and names of an index, with the analyser that uses them."""

    def __init__(self, file: VocabularyFile) -> None:
        self._file = file
        self._noted: Counter[str] = Counter()
        self.languages = tuple(file.languages)
        self.stop_words = file.stop_words
        self.analyser = Analyser(file.stop_words, Lemmatiser(file.lemmas), self.languages)
        self.bridge = Bridge(file.bridge)
        # names are compared word by word as they stand: no lemmas, which would load simplemma
        self._plain = Analyser(file.stop_words, languages=())
        self.names = Names(file.names, self.name_words)

    @classmethod
    def decode(cls, data: bytes) -> Vocabulary:
        """Read the file. Raises `msgspec.DecodeError` if it is damaged."""
        return cls(msgspec.msgpack.decode(data, type=VocabularyFile))

    @classmethod
    def empty(cls, stop_words: Mapping[str, Iterable[str]]) -> Vocabulary:
        """The vocabulary of an empty index."""
        return cls(VocabularyFile(stop_words={language: sorted(words) for language, words in stop_words.items()}))

    # --- writing ---

    def note_languages(self, document: IndexDocument) -> None:
        """Note the languages of a document, before it is analysed."""
        for language in (document.language, *(block.language for block in document.blocks)):
            for code in lemma_languages(language):
                if code not in self.languages:
                    self.languages = (*self.languages, code)

    def note_words(self, words: Iterable[str]) -> None:
        """Note the exact forms of all of a document's words."""
        self._noted.update(set(words))

    def note_names(self, document: IndexDocument) -> None:
        """Note the names of a document's agencies, people, places, site and focus areas."""
        self.names.note(document)

    def note_concepts(self, notes: Notes) -> None:
        """Note the labels of the vocabularies, after all documents, and make the bridge anew if it would be another one."""
        from kmpipe.search.bridging import build, still_holds  # noqa: PLC0415 - only writing needs it
        from kmpipe.search.concepts import gather  # noqa: PLC0415 - the vocabularies load with it
        from kmpipe.search.labels import field_words, note_labels  # noqa: PLC0415 - the vocabularies load with it

        concepts = gather(notes.pairs, self._file.names.get("agency", {}).keys(), notes.folders)
        analyser = Analyser(self.stop_words, self.analyser.lemmatiser, sorted(self.languages))
        words = set(self._file.words)
        if not still_holds(notes.ground, concepts, self._noted.keys() - words, notes.neighbours, analyser):
            self._file.bridge, notes.ground = build(concepts, self._noted.keys() | words, notes.neighbours, analyser)
        note_labels(self._file.names, notes.folders)
        self._file.fields = field_words(notes.folders)

    def encode(self) -> bytes:
        """The file, with the lemma of every word in every language of the documents."""
        lemmatiser, file = self.analyser.lemmatiser, self._file
        # most words were there before: nearly sorted lists are sorted in no time
        words = sorted([*file.words, *sorted(self._noted.keys() - set(file.words))])
        # the halves of reduplications are no words of the index, but looked up when a snippet is made
        everything = set(words).union(*lemmatiser.known.values())
        for language in self.languages:
            for word in everything - lemmatiser.known[language].keys():
                lemmatiser.lemma(word, language)
        lemmas = {language: dict(sorted(known.items())) for language, known in sorted(lemmatiser.known.items())}
        names = {field: dict(sorted(table.items())) for field, table in sorted(self._file.names.items())}
        before = dict(zip(file.words, file.counts, strict=False))
        counts = [before.get(word, 0) + self._noted[word] for word in words]
        return msgspec.msgpack.encode(
            VocabularyFile(
                words, sorted(self.languages), lemmas, names, self.stop_words, file.bridge, file.fields, counts
            )
        )

    # --- asking ---

    def frequencies(self) -> dict[str, int]:
        """In about how many documents each lemma stands, in any of its forms.

        A document that was written again or deleted counts until the next rebuild, one with two forms counts twice: enough
        to tell rare words from common ones.
        """
        counts = dict(zip(self._file.words, self._file.counts, strict=False))
        totals: Counter[str] = Counter()
        for table in self._file.lemmas.values():
            ours: Counter[str] = Counter()
            for word, lemma in list(table.items()):  # another thread's snippet may add to it
                ours[lemma or word] += counts.get(word, 0)
            totals |= ours  # a word that is the same in both languages is one word
        return dict(totals)

    @property
    def fields(self) -> Mapping[str, str]:
        """Words that people write for a field of the query language, and the field that is meant."""
        return self._file.fields

    @property
    def words(self) -> Sequence[str]:
        """The exact forms of all words, sorted."""
        return self._file.words

    def before_and_after(self, asked: str, *, prefix: bool = False) -> tuple[str, ...]:
        """The agencies of the index that came before or after the bodies that bear a name, in the index or not.

        An id means only itself, as for `names.bearing`.
        """
        table = self.names.table("agency")
        if same_id(table, asked):
            return ()
        bodies = self.bridge.bodies()
        named = {each for names in (table, bodies) for each in self.names.with_words(names, asked, prefix=prefix)}
        return tuple(other for other in self.bridge.related_bodies(sorted(named)) if other in table)

    def name_words(self, text: str) -> list[str]:
        """The words of a name as names are compared: as they stand, in lower case."""
        return [term.exact for term in self._plain.query(text)]

    def starting(self, prefix: str) -> tuple[list[str], int]:
        """The words that begin with a prefix, the shortest first, at most `MAX_EXPANSIONS`; and how many there are."""
        words = self._file.words
        low = bisect.bisect_left(words, prefix)
        high = bisect.bisect_left(words, prefix + chr(0x10FFFF))
        found = sorted(words[low:high], key=lambda word: (len(word), word))
        return found[:MAX_EXPANSIONS], len(found)

    def near(self, word: str, edits: int, deadline: float) -> tuple[list[tuple[str, int]], int]:
        """The words within so many edits of a word with their distance, the nearest first; and how many there are.

        The words are sorted, so that the rows of the edit table for a shared beginning are computed once, and a
        beginning that is too far off is left at once with all its words.
        """
        words = self._file.words
        found: list[tuple[int, str]] = []
        rows = [list(range(len(word) + 1))]
        last = ""
        index = 0
        for visited in itertools.count():
            if index >= len(words):
                break
            if visited % CLOCK_EVERY == 0 and monotonic() > deadline:
                raise TimeoutError
            candidate = words[index]
            shared = 0
            for a, b in zip(candidate, last, strict=False):
                if a != b:
                    break
                shared += 1
            del rows[shared + 1 :]
            last = candidate
            for depth in range(len(rows) - 1, len(candidate)):
                rows.append(_next_row(rows[depth], word, candidate[depth]))
                if min(rows[-1]) > edits:
                    last = candidate[: depth + 1]
                    index = bisect.bisect_left(words, last + chr(0x10FFFF), index)
                    break
            else:
                if rows[-1][-1] <= edits:
                    found.append((rows[-1][-1], candidate))
                index += 1
        found.sort()
        return [(near, distance) for distance, near in found[:MAX_EXPANSIONS]], len(found)


def _next_row(row: list[int], word: str, letter: str) -> list[int]:
    following = [row[0] + 1]
    for column, other in enumerate(word):
        following.append(min(row[column] + (other != letter), row[column + 1] + 1, following[column] + 1))
    return following
