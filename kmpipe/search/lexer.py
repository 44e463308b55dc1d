"""Cutting a query into words, phrases, brackets and operators, each with its place."""

from __future__ import annotations

import re
from typing import NamedTuple

from kmpipe.errors import QueryError

MAX_EDITS = 2  # of a fuzzy word: three letters changed is another word

_FIELD = re.compile(r"([^\W\d_]+):(?!//)")
FUZZY = re.compile(r"(.+)~(\d*)")
_LETTER = re.compile(r"[^\W_]")
_INNER_MARK = re.compile(r"\w\?\w")
_CLOSING = {'"': '"', "“": '”“"', "”": '”"', "„": '“”"', "«": "»"}
_COMPARISONS = (">=", "<=", ">", "<")
_STOPS = frozenset("()" + "".join(_CLOSING))


class Token(NamedTuple):
    """A piece of the query and its place, `[start, end)`."""

    kind: str  # "(", ")", "AND", "OR", "NOT", "field", and the kinds of leaves
    text: str
    start: int
    end: int


class Lexer:
    """The tokens of a query. Raises `QueryError` for what no token can be."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._at = 0
        self._tokens: list[Token] = []

    def tokens(self) -> list[Token]:
        """All tokens in order; punctuation is left out."""
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
        self._tokens.append(Token(kind, text, start, end))
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
        if after_field and text in _COMPARISONS and end < len(query) and query[end] in _CLOSING:
            self._compared(text, start, end)
        elif text in ("AND", "OR", "NOT"):
            self._add(text, text, start, end)
        elif after_field or _LETTER.search(text) or "*" in text:
            self._word(text, start, end)
        else:
            self._at = end  # punctuation

    def _compared(self, sign: str, start: int, quote: int) -> None:
        """`date:>="Oktober 2018"`: the sign and what stands in the quotes are one value."""
        self._at = quote
        self._phrase(self._query[quote])
        phrase = self._tokens.pop()
        self._add("word", sign + phrase.text, start, phrase.end)

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
        elif fuzzy := FUZZY.fullmatch(text):
            self._add("fuzzy", text, start, end)
            if fuzzy[2] and not 1 <= int(fuzzy[2]) <= MAX_EDITS:
                raise self._error(
                    f"~ takes 1 or {MAX_EDITS}, not {fuzzy[2]}",
                    start + len(fuzzy[1]),
                    "it is the number of letters that may differ",
                )
        else:
            self._add("word", text, start, end)

    def _error(self, message: str, position: int, hint: str) -> QueryError:
        return QueryError(message, query=self._query, position=position, hint=hint)
