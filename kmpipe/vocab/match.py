"""Finding the phrases of a vocabulary in a text: a trie over tokens, linear in the length of the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        index = 0
        while index < len(tokens):
            if not self._may_begin(tokens[index].text, lowered[index]):
                index += 1
                continue
            last, ends = self._longest_at(tokens, lowered, index)
            if ends:
                found.append(Match(tokens[index].start, tokens[last - 1].end, index, last, tuple(ends)))
            index = last if ends and not overlapping else index + 1
        return found

    def _may_begin(self, word: str, lowered: str) -> bool:
        # most tokens begin nothing: this test spares them the walk
        root, exact = self._root, self._exact
        return lowered in root.next or word in exact.next or bool(root.stems) or bool(exact.stems)

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
            stack.extend((child, at + 1, exact) for stem, child in node.stems if word.startswith(stem))
        return best, payloads


def _stem_child(node: _Node[P], stem: str) -> _Node[P]:
    for known, child in node.stems:
        if known == stem:
            return child
    grown: _Node[P] = _Node()
    node.stems.append((stem, grown))
    return grown


def _words(phrase: str) -> list[str]:
    words: list[str] = []
    for token in tokenize(phrase):
        if token.text == "*" and words:
            words[-1] += "*"
        else:
            words.append(token.text)
    return words
