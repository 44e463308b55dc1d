"""The query language: text → tree. Every node knows its place in the query, so that an error can point at it.

    query   = or
    or      = and { "OR" and }
    and     = not { ["AND"] not }
    not     = { "NOT" | "-" } primary
    primary = "(" or ")" | field ":" value | value
    value   = word | word"*" | word"~"[n] | "phrase" | "[" from "TO" to "]" | "(" or ")"

Operators are upper case: "and" is a word (and a stop word). Nothing is ignored in silence but punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from kmpipe.errors import QueryError
from kmpipe.model import Record
from kmpipe.search.lexer import FUZZY, Lexer, Token
from kmpipe.search.nearest import nearest

FIELDS = (
    "title", "agency", "focus", "place", "province", "type", "status", "lang", "person", "site", "date",
)  # fmt: skip
# what a person types or pastes stays far below; beyond, a query is a mistake or an attack
MAX_LENGTH = 2000  # code points
MAX_DEPTH = 40  # brackets within brackets; reading recurses, four frames each
MAX_LEAVES = 128  # words and phrases

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Leaf(Record, frozen=True, kw_only=True):
    """A word, phrase or range; `[start, end)` is its place in the query, `field` the field it is asked in, if any.

    `edits` is the number of changed letters of a fuzzy word, None where the query left it open (`~`), 0 otherwise.
    """

    kind: str  # "word", "phrase", "prefix", "fuzzy", "range"
    text: str
    field: str = ""
    edits: int | None = 0
    start: int
    end: int


class Both(Record, frozen=True):
    """All parts must match; `places` are those of the parts in the query, `[start, end)`, with their fields and NOT."""

    parts: tuple[Node, ...]
    places: tuple[tuple[int, int], ...] = ()


class Either(Record, frozen=True):
    """One part must match."""

    parts: tuple[Node, ...]


class Exclude(Record, frozen=True):
    """The part must not match."""

    part: Node


Node = Leaf | Both | Either | Exclude


def readable(query: str) -> str:
    """The query as it is read: composed (NFC), control characters and line ends as blanks. Positions refer to this."""
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", query))


_NO_WORDS: Mapping[str, str] = {}


def parse(query: str, meant: Mapping[str, str] = _NO_WORDS) -> Node | None:
    """The tree of a query (as `readable` gives it), or None for one of blanks.

    `meant` are words that people write for a field, for the error about them.

    Raises `QueryError` with the position for whatever cannot be read or goes beyond the limits.
    """
    if len(query) > MAX_LENGTH:
        raise QueryError(
            f"the query has {len(query)} characters, {MAX_LENGTH} are read",
            query=query[:MAX_LENGTH], position=MAX_LENGTH, hint="search for a few words of it",
        )  # fmt: skip
    if not query.strip():
        return None
    tokens = Lexer(query).tokens()
    if not tokens:
        raise QueryError(
            "there is no word in the query", query=query, position=0, hint="leave it empty to list everything"
        )
    return _Parser(query, tokens, meant).parse()


class _Parser:
    def __init__(self, query: str, tokens: list[Token], meant: Mapping[str, str]) -> None:
        self._query = query
        self._meant = meant
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._leaves = 0

    def parse(self) -> Node:
        node = self._or("")
        if self._kind():  # only a closing bracket ends an expression early
            raise self._error(
                "there is no bracket to close", self._tokens[self._at].start, "leave it out, or open one before"
            )
        return node

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _or(self, field: str) -> Node:
        parts = [self._and(field)]
        while self._kind() == "OR":
            self._at += 1
            parts.append(self._and(field))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _and(self, field: str) -> Node:
        parts: list[Node] = []
        places: list[tuple[int, int]] = []
        while not parts or self._kind() not in ("", ")", "OR"):
            if parts and self._kind() == "AND":
                self._at += 1
            first = self._at
            parts.append(self._not(field))
            places.append((self._tokens[first].start, self._tokens[self._at - 1].end))
        return parts[0] if len(parts) == 1 else Both(tuple(parts), tuple(places))

    def _not(self, field: str) -> Node:
        exclude = False
        while self._kind() == "NOT":
            exclude = not exclude
            self._at += 1
        node = self._primary(field)
        return Exclude(node) if exclude else node

    def _primary(self, field: str) -> Node:
        kind = self._kind()
        if kind in ("", ")", "AND", "OR"):
            raise self._missing()
        token = self._tokens[self._at]
        self._at += 1
        if kind == "(":
            return self._group(token, field)
        if kind == "field":
            return self._fielded(token, field)
        return self._leaf(token, field)

    def _group(self, opening: Token, field: str) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"more than {MAX_DEPTH} brackets within brackets", opening.start, "simplify the query")
        if self._kind() == ")":
            raise self._error("there is nothing in the brackets", opening.start, "leave them out")
        node = self._or(field)
        if self._kind() != ")":
            raise self._error("the bracket ( is not closed", opening.start, "close it, or leave it out")
        self._at += 1
        self._depth -= 1
        return node

    def _fielded(self, token: Token, field: str) -> Node:
        name = token.text.lower()
        if name not in FIELDS:
            raise self._error(
                f"there is no field “{token.text}”", token.start,
                f"{self._suggestion(name)}fields are {', '.join(FIELDS)}; put the words in quotes to search for them as they stand",
            )  # fmt: skip
        if field:
            raise self._error(f"the field {name} within the field {field}", token.start, "give one field at a time")
        if self._kind() in ("", ")", "AND", "OR", "NOT", "field"):
            raise self._error(f"{name}: has no value", token.start, f"write {name}:value")
        return self._primary(name)

    def _suggestion(self, name: str) -> str:
        meant = self._meant.get(name) or nearest(name, FIELDS)
        if meant is None and (word := nearest(name, self._meant)):
            meant = self._meant[word]
        return f"did you mean {meant}:? " if meant else ""

    def _leaf(self, token: Token, field: str) -> Leaf:
        self._leaves += 1
        if self._leaves > MAX_LEAVES:
            raise self._error(f"more than {MAX_LEAVES} words", token.start, "search for a few words of it")
        text, edits = token.text, 0
        if token.kind == "fuzzy" and (match := FUZZY.fullmatch(text)):
            return Leaf(
                kind="fuzzy", text=match[1], field=field, edits=int(match[2]) if match[2] else None,
                start=token.start, end=token.end,
            )  # fmt: skip
        return Leaf(kind=token.kind, text=text, field=field, edits=edits, start=token.start, end=token.end)

    def _missing(self) -> QueryError:
        """The error where a word was expected and something else, or the end, stands."""
        if self._at and self._tokens[self._at - 1].kind in ("AND", "OR", "NOT"):
            before = self._tokens[self._at - 1]
            return self._error(f"nothing follows {before.text}", before.start, "put a word after it, or leave it out")
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.kind == ")":
                return self._error("there is no bracket to close", token.start, "leave it out, or open one before")
            return self._error(
                f"nothing stands before {token.text}", token.start, "put a word before it, or leave it out"
            )
        return self._error("the query ends early", len(self._query), "put a word there")

    def _error(self, message: str, position: int, hint: str) -> QueryError:
        return QueryError(message, query=self._query, position=position, hint=hint)
