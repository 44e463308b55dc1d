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
from typing import NamedTuple

from kmpipe.errors import QueryError
from kmpipe.model import Record

FIELDS = ("title", "agency", "focus", "place", "type", "lang", "person", "date")
# what a person types or pastes stays far below; beyond, a query is a mistake or an attack
MAX_LENGTH = 2000  # code points
MAX_DEPTH = 40  # brackets within brackets; reading recurses, four frames each
MAX_LEAVES = 128  # words and phrases
MAX_EDITS = 2  # of a fuzzy word: three letters changed is another word

_FIELD = re.compile(r"([^\W\d_]+):(?!//)")
_FUZZY = re.compile(r"(.+)~(\d*)")
_LETTER = re.compile(r"[^\W_]")
_INNER_MARK = re.compile(r"\w\?\w")
_CLOSING = {'"': '"', "“": '”“"', "”": '”"', "„": '“”"', "«": "»"}
_STOPS = frozenset("()" + "".join(_CLOSING))
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
    """All parts must match."""

    parts: tuple[Node, ...]


class Either(Record, frozen=True):
    """One part must match."""

    parts: tuple[Node, ...]


class Exclude(Record, frozen=True):
    """The part must not match."""

    part: Node


Node = Leaf | Both | Either | Exclude


class _Token(NamedTuple):
    kind: str  # "(", ")", "AND", "OR", "NOT", "field", and the kinds of leaves
    text: str
    start: int
    end: int


def readable(query: str) -> str:
    """The query as it is read: composed (NFC), control characters and line ends as blanks. Positions refer to this."""
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", query))


def parse(query: str) -> Node | None:
    """The tree of a query (as `readable` gives it), or None for one of blanks.

    Raises `QueryError` with the position for whatever cannot be read or goes beyond the limits.
    """
    if len(query) > MAX_LENGTH:
        raise QueryError(
            f"the query has {len(query)} characters, {MAX_LENGTH} are read",
            query=query[:MAX_LENGTH], position=MAX_LENGTH, hint="search for a few words of it",
        )  # fmt: skip
    if not query.strip():
        return None
    tokens = _Lexer(query).tokens()
    if not tokens:
        raise QueryError(
            "there is no word in the query", query=query, position=0, hint="leave it empty to list everything"
        )
    return _Parser(query, tokens).parse()


class _Lexer:
    def __init__(self, query: str) -> None:
        self._query = query
        self._at = 0
        self._tokens: list[_Token] = []

    def tokens(self) -> list[_Token]:
        query = self._query
        while self._at < len(query):
            sign = query[self._at]
            after_field = bool(self._tokens) and self._tokens[-1].kind == "field"
            if sign.isspace():
                self._at += 1
            elif sign in "()":
                self._add(sign, sign, self._at, self._at + 1)
            elif sign in _CLOSING:
                self._phrase(sign)
            elif sign == "[" and after_field:
                self._range()
            elif sign in "-−" and self._at + 1 < len(query) and not query[self._at + 1].isspace() and self._at_word():
                self._add("NOT", sign, self._at, self._at + 1)
            else:
                self._chunk(after_field=after_field)
        return self._tokens

    def _add(self, kind: str, text: str, start: int, end: int) -> None:
        self._tokens.append(_Token(kind, text, start, end))
        self._at = end

    def _at_word(self) -> bool:
        """Whether a word begins here, rather than goes on."""
        return self._at == 0 or self._query[self._at - 1].isspace() or self._query[self._at - 1] in "(-−"

    def _phrase(self, opening: str) -> None:
        closing = _CLOSING[opening]
        end = next((i for i in range(self._at + 1, len(self._query)) if self._query[i] in closing), None)
        if end is None:
            raise self._error(f"the quote {opening} is not closed", self._at, "close it, or leave it out")
        text = self._query[self._at + 1 : end]
        if not _LETTER.search(text):
            raise self._error("there is no word in the quotes", self._at, "put words between them")
        if self._query.startswith("~", end + 1):
            raise self._error("a phrase cannot be fuzzy", end + 1, "~ stands after a single word")
        self._add("phrase", text, self._at, end + 1)

    def _range(self) -> None:
        end = self._query.find("]", self._at)
        if end < 0:
            raise self._error("the bracket [ is not closed", self._at, "write [2018-01 TO 2018-06]")
        self._add("range", self._query[self._at + 1 : end], self._at, end + 1)

    def _chunk(self, *, after_field: bool) -> None:
        query, start = self._query, self._at
        field = None if after_field else _FIELD.match(query, start)
        if field:
            self._add("field", field[1], start, field.end())
            return
        end = start
        while end < len(query) and not query[end].isspace() and query[end] not in _STOPS:
            end += 1
        text = query[start:end]
        if text in ("AND", "OR", "NOT"):
            self._add(text, text, start, end)
        elif after_field or _LETTER.search(text) or "*" in text:
            self._word(text, start, end)
        else:
            self._at = end  # punctuation

    def _word(self, text: str, start: int, end: int) -> None:
        star = text.find("*")
        if star >= 0:
            if not _LETTER.search(text[:star]):
                raise self._error("a word cannot begin with *", start + star, "give its first letters: banjir*")
            if star != len(text) - 1:
                raise self._error(
                    "* can only stand at the end of a word", start + star, "write the word up to there: banjir*"
                )
            self._add("prefix", text[:star], start, end)
        elif mark := _INNER_MARK.search(text):
            raise self._error(
                "? is not a wildcard",
                start + mark.start() + 1,
                "use * at the end of a word, or ~ for one that is nearly so",
            )
        elif fuzzy := _FUZZY.fullmatch(text):
            self._add("fuzzy", text, start, end)
            if fuzzy[2] and not 1 <= int(fuzzy[2][:3]) <= MAX_EDITS:
                raise self._error(
                    f"~ takes 1 or {MAX_EDITS}, not {fuzzy[2]}",
                    start + len(fuzzy[1]),
                    "it is the number of letters that may differ",
                )
        else:
            self._add("word", text, start, end)

    def _error(self, message: str, position: int, hint: str) -> QueryError:
        return QueryError(message, query=self._query, position=position, hint=hint)


class _Parser:
    def __init__(self, query: str, tokens: list[_Token]) -> None:
        self._query = query
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
        parts = [self._not(field)]
        while self._kind() not in ("", ")", "OR"):
            if self._kind() == "AND":
                self._at += 1
            parts.append(self._not(field))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

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

    def _group(self, opening: _Token, field: str) -> Node:
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

    def _fielded(self, token: _Token, field: str) -> Node:
        name = token.text.lower()
        if name not in FIELDS:
            raise self._error(
                f"there is no field “{token.text}”", token.start,
                f"fields are {', '.join(FIELDS)}; put the words in quotes to search for them as they stand",
            )  # fmt: skip
        if field:
            raise self._error(f"the field {name} within the field {field}", token.start, "give one field at a time")
        if self._kind() in ("", ")", "AND", "OR", "NOT", "field"):
            raise self._error(f"{name}: has no value", token.start, f"write {name}:value")
        return self._primary(name)

    def _leaf(self, token: _Token, field: str) -> Leaf:
        self._leaves += 1
        if self._leaves > MAX_LEAVES:
            raise self._error(f"more than {MAX_LEAVES} words", token.start, "search for a few words of it")
        text, edits = token.text, 0
        if token.kind == "fuzzy" and (match := _FUZZY.fullmatch(text)):
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
