"""Finding the phrases of a vocabulary in a text: a trie over tokens, linear in the length of the text."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from kmpipe.text.tokens import Token, tokenize

P = TypeVar("P")


class Match(NamedTuple, Generic[P]):
    """A phrase found: the code points `[start, end)`, the tokens `[first, last)`, and what the phrase stands for."""

    start: int
    end: int
    first: int
    last: int
    payloads: tuple[P, ...]


class _Node(Generic[P]):
    __slots__ = ("ends", "next", "stems")

    def __init__(self) -> None:
        self.next: dict[str, _Node[P]] = {}
        self.stems: list[tuple[str, _Node[P]]] = []
        self.ends: list[P] = []


class Phrases(Generic[P]):
    """A set of phrases, each with a payload; several phrases may share one spelling.

    A phrase matches at token bounds without case, whatever the blanks between its words; `*` at the end of a word
    takes any ending (`menyelenggara*`). Phrases that start with "=" match with their exact case (`=KOTA`).

    >>> phrases = Phrases([("tata kelola", "governance"), ("banjir*", "flood")])
    >>> [(m.start, m.end, m.payloads) for m in phrases.find("Tata  Kelola banjirnya")]
    [(0, 12, ('governance',)), (13, 22, ('flood',))]
    """

    def __init__(self, entries: Iterable[tuple[str, P]]) -> None:
        self._root: _Node[P] = _Node()
        self._exact: _Node[P] = _Node()
        for phrase, payload in entries:
            self._add(phrase, payload)
        self._stems = tuple(stem for stem, _ in self._root.stems)
        self._exact_stems = tuple(stem for stem, _ in self._exact.stems)

    def _add(self, phrase: str, payload: P) -> None:
        exact = phrase.startswith("=")
        words = _words(phrase[1:] if exact else phrase)
        node = self._exact if exact else self._root
        for word in words:
            key = word if exact else word.lower()
            if key.endswith("*") and len(key) > 1:
                stem = key[:-1]
                node = _stem_child(node, stem)
            else:
                node = node.next.setdefault(key, _Node())
        if words:
            node.ends.append(payload)

    def find(self, text: str, tokens: Sequence[Token] | None = None, *, overlapping: bool = False) -> list[Match[P]]:
        """The longest phrase at each place, left to right. `tokens` may be passed if already made.

        Phrases do not overlap, unless `overlapping`: then each token may begin one.
        """
        tokens = tokenize(text) if tokens is None else tokens
        lowered = [token.text.lower() for token in tokens]
        found: list[Match[P]] = []
        free = 0
        for index in self._beginnings(tokens, lowered):
            if index < free:
                continue
            last, ends = self._longest_at(tokens, lowered, index)
            if ends:
                found.append(Match(tokens[index].start, tokens[last - 1].end, index, last, tuple(ends)))
                free = index + 1 if overlapping else last
        return found

    def _beginnings(self, tokens: Sequence[Token], lowered: Sequence[str]) -> list[int]:
        """The tokens with which a phrase may begin: most begin nothing, and are spared the walk."""
        begun = _begun(lowered, self._root.next, self._stems)
        if self._exact.next or self._exact_stems:
            exact = _begun([token.text for token in tokens], self._exact.next, self._exact_stems)
            begun = sorted({*begun, *exact})
        return begun

    def _longest_at(self, tokens: Sequence[Token], lowered: Sequence[str], index: int) -> tuple[int, list[P]]:
        best, payloads = index, []
        stack: list[tuple[_Node[P], int, bool]] = [(self._root, index, False), (self._exact, index, True)]
        while stack:
            node, at, exact = stack.pop()
            if node.ends and at > best:
                best, payloads = at, list(node.ends)
            elif node.ends and at == best:
                payloads = payloads + [end for end in node.ends if end not in payloads]
            if at == len(tokens):
                continue
            word = tokens[at].text if exact else lowered[at]
            if (child := node.next.get(word)) is not None:
                stack.append((child, at + 1, exact))
            for stem, child in node.stems:
                if word.startswith(stem):
                    stack.append((child, at + 1, exact))
        return best, payloads


def _begun(words: Sequence[str], first: Mapping[str, object], stems: tuple[str, ...]) -> list[int]:
    """The places of the words that are a first word of a phrase, or begin with a first stem."""
    if stems:
        return [index for index, word in enumerate(words) if word in first or word.startswith(stems)]
    return [] if first.keys().isdisjoint(words) else [index for index, word in enumerate(words) if word in first]


def _stem_child(node: _Node[P], stem: str) -> _Node[P]:
    for known, child in node.stems:
        if known == stem:
            return child
    grown: _Node[P] = _Node()
    node.stems.append((stem, grown))
    return grown


def may_stand(phrase: str, words: Collection[str]) -> bool:
    """Whether a phrase may be found in a text of these words (tokens in lower case): false spares it being looked for.

    >>> may_stand("tata kelola", {"rapat", "tata"}), may_stand("=KOTA", {"rapat"})
    (True, False)
    """
    first = _words(phrase.removeprefix("="))[:1]
    return bool(first) and (first[0].lower() in words or first[0].endswith("*"))


@functools.lru_cache(maxsize=1 << 14)
def _words(phrase: str) -> tuple[str, ...]:
    words: list[str] = []
    for token in tokenize(phrase):
        if token.text == "*" and words:
            words[-1] += "*"
        else:
            words.append(token.text)
    return tuple(words)
