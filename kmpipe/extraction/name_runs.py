"""Which stretches of a text could be the name of a person: the kind of each word, and runs of name words.

A capitalised word that no dictionary knows, or that is listed as a name, is a name word; one that the dictionary knows
may be; a word of bodies, places, days and things is none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from kmpipe.extraction.places import place_words
from kmpipe.extraction.spans import known_word, word_set
from kmpipe.text.tokens import Token, tokenize
from kmpipe.vocab.load import Organisation, cached_entries, cached_words

WordKind = Literal["name", "maybe", "initial", "title", "body", "acronym", "small", "number", "mark"]

# Perhubungan, Kependudukan, Pemberdayaan: nouns of what a body does, at least this long so that no name is among them
_ABSTRACT = re.compile(r"(?:pe|ke)[a-z]{4,}an\Z")
_CAMEL = re.compile(r"[a-z][A-Z]|-[A-Z]")
_WORD = re.compile(r"\S{1,24}")
# years; a smaller number in brackets counts something else
_AGE = re.compile(r"[1-9]\d\Z")
# longer runs are headings
LONGEST_NAME = 6


class Run(NamedTuple):
    """Tokens `[first, last)` that could be a name; `sure` counts name words, `listed` those the vocabulary lists."""

    first: int
    last: int
    sure: int
    listed: int


class Lexicon(NamedTuple):
    """The word lists of people, made ready once."""

    titles: frozenset[str]
    degrees: frozenset[str]
    particles: frozenset[str]
    bodies: frozenset[str]
    of_bodies: frozenset[str]
    names: frozenset[str]
    blockers: frozenset[str]
    followers: frozenset[str]
    small: frozenset[str]
    role_starts: frozenset[str]
    folders: tuple[Path, ...]

    def listed(self, key: str) -> frozenset[str]:
        """The list `key` of `people.toml` as small-letter words."""
        return word_set("people", "words", key, self.folders)


@functools.cache
def lexicon(folders: tuple[Path, ...] = ()) -> Lexicon:
    """The lists of `people.toml`; the words of all organisations and places count as words of bodies."""
    words = functools.partial(word_set, "people", "words", folders=folders)
    organisations = cached_entries("organisations", "organisation", Organisation, folders)
    forms = (f for o in organisations for f in (o.name, o.name_en or "", *o.abbreviations, *o.aliases, *o.local))
    of_bodies = frozenset(token.text.lower() for form in forms for token in tokenize(form))
    names = words("names")
    language = cached_words("language", "language", folders)
    heads = (head for kind in ("public", "body", "private") for head in words(f"{kind}_heads"))
    return Lexicon(
        titles=words("titles") | words("ranks"),
        degrees=words("degrees"),
        particles=words("particles"),
        bodies=words("institution") | words("blockers") | words("followers") | (place_words(folders) - names),
        of_bodies=of_bodies - names,
        names=names,
        blockers=words("blockers"),
        followers=words("followers"),
        small=frozenset([*language.get("id", ()), *language.get("en", ())]) - names,
        role_starts=frozenset(head.split()[0] for head in heads),
        folders=folders,
    )


class Page:
    """A text with its tokens, the kind of each, and the runs that could be names."""

    def __init__(self, text: str, folders: tuple[Path, ...] = ()) -> None:
        self.text = text
        self.words = lexicon(folders)
        self.tokens: Sequence[Token] = tokenize(text)
        self.low = [token.text.lower().rstrip(".") for token in self.tokens]
        self.kinds: list[WordKind] = [self._kind(index) for index in range(len(self.tokens))]
        self.runs = self._find_runs()

    def _kind(self, index: int) -> WordKind:
        word, low, words = self.tokens[index].text.rstrip("."), self.low[index], self.words
        if not word or not word[0].isalpha():
            return "number" if word[:1].isdigit() else "mark"
        if index and self.tokens[index - 1].text.isdecimal() and self._glued(index):
            return "acronym"  # the letter of `3R`
        if low in words.titles and (word[0].isupper() or low in words.listed("small_titles")):
            return "title"
        if word[0].islower():
            return "small"
        if len(word) == 1:
            return "initial"
        if low in words.names:
            return "name"
        if word.isupper():
            return "acronym"
        if low in words.bodies or _CAMEL.search(word) or (len(low) > 8 and _ABSTRACT.match(low)):
            return "body"
        if low in words.small:
            return "small"
        known = low in words.of_bodies or known_word(low, "id") or known_word(low, "en")
        return "maybe" if known else "name"

    def name_end(self, run: Run) -> int:
        """Where the name of a run ends, in code points: before an English possessive (`Oswar’s`)."""
        end = self.tokens[run.last - 1].end
        return end - 2 if self.is_possessive(run.last - 1) else end

    def is_possessive(self, index: int) -> bool:
        """Whether the token ends in `'s`."""
        return self.low[index].endswith(("'s", "’s")) and len(self.low[index]) > 2

    def adjacent(self, index: int) -> bool:
        """Whether only one blank parts the token from the one before it."""
        return self.text[self.tokens[index - 1].end : self.tokens[index].start] == " "

    def is_degree(self, index: int) -> bool:
        """Whether a degree (`S.T.`, `M.Si`, `SH`) begins at the token."""
        found = _WORD.match(self.text, self.tokens[index].start)
        return found is not None and found[0].replace(".", "").strip(",;:)").lower() in self.words.degrees

    def stands(self, index: int, key: str) -> bool:
        """Whether a word of the list `key` of `people.toml` stands at the index."""
        return index < len(self.low) and self.low[index] in self.words.listed(key)

    def after_age(self, index: int) -> int:
        """One past an age in brackets (`(46)`, `(46 tahun)`) that opens at the index; the index where there is none."""
        inside = self.low[index : index + 4]
        if len(inside) < 3 or inside[0] != "(" or len(inside[1]) != 2 or not _AGE.match(inside[1]):
            return index
        if inside[2] == ")":
            return index + 3
        return index + 4 if inside[2] in self.words.listed("ages") and inside[3:] == [")"] else index

    def after_degrees(self, index: int) -> int:
        """The index of the first token after the degrees that follow a name ending before `index`."""
        while index < len(self.tokens):
            at = index + (self.low[index] == ",")
            if at >= len(self.tokens) or not self.tokens[at].text[0].isupper() or not self.is_degree(at):
                break
            found = _WORD.match(self.text, self.tokens[at].start)
            end = found.end() if found else self.tokens[at].end
            closing = len(found[0]) - len(found[0].rstrip(",;:)")) if found else 0
            index = at
            while index < len(self.tokens) and self.tokens[index].start < end - closing:
                index += 1
        return index

    def _find_runs(self) -> list[Run]:
        runs = []
        index = 0
        while index < len(self.tokens):
            if self.kinds[index] not in ("name", "maybe", "initial"):
                index += 1
                continue
            last = self._run_end(index)
            run = self._trimmed(index, last)
            if run is not None:
                runs.append(run)
            index = max(last, index + 1)
        return runs

    def _run_end(self, first: int) -> int:
        last = first
        while last < len(self.tokens) and last - first < LONGEST_NAME * 2:
            if last > first and not self._continues(last):
                break
            if last > first and self.is_degree(last):
                break
            last += 1
            if (
                self.kinds[last - 1] == "initial"
                and last < len(self.tokens)
                and self.tokens[last].text == "."
                and self._glued(last)
            ):
                last += 1
        while last > first and self.kinds[last - 1] == "small":
            last -= 1
        return last

    def _glued(self, index: int) -> bool:
        return self.tokens[index].start == self.tokens[index - 1].end

    def _continues(self, index: int) -> bool:
        stop_before = self.tokens[index - 1].text == "." and self.text[
            self.tokens[index - 1].end : self.tokens[index].start
        ] in ("", " ")
        if not (self.adjacent(index) or stop_before):
            return False
        kind = self.kinds[index]
        if kind in ("name", "maybe", "initial"):
            return True
        if kind == "acronym":  # Safrizal ZA
            return len(self.low[index]) == 2 and self.kinds[index - 1] == "name"
        following = index + 1 < len(self.tokens) and self.kinds[index + 1] in ("name", "maybe")
        return kind == "small" and self.low[index] in self.words.particles and following

    def _is_apposed(self, first: int, last: int) -> bool:
        """Whether two or three words stand between commas, the first of them after a capitalised word."""
        return (
            1 < first < last < len(self.tokens)
            and last - first in (2, 3)
            and self.low[first - 1] == self.low[last] == ","
            and self.kinds[first - 2] in ("body", "maybe", "acronym", "name")
        )

    def _before_role(self, index: int) -> bool:
        """Whether a comma and the first word of a role follow: the word before it ends a name."""
        return (
            self.low[index : index + 1] == [","]
            and self.low[index + 1 : index + 2] != []
            and (self.low[index + 1] in self.words.role_starts)
        )

    def _trimmed(self, first: int, last: int) -> Run | None:
        """The run without dictionary words at its start, and at its end where two name words stand before them."""
        titled = first > 0 and self.kinds[first - 1] == "title"
        # `…, Tegar Mahendrawan, meminta …`: between commas a word of the dictionary is a first name
        titled = titled or (self._is_apposed(first, last) and self.kinds[last - 1] == "name")
        titled = titled or (first > 1 and self.low[first - 1] == ":" and self.stands(first - 2, "labels"))
        while not titled and first < last and self.kinds[first] in ("maybe", "mark"):
            first += 1
        sure = sum(kind == "name" for kind in self.kinds[first:last])
        while last > first and (
            self.kinds[last - 1] in ("mark", "initial")
            or (self.kinds[last - 1] == "maybe" and sure > 1 and not self._before_role(last))
        ):
            if self.kinds[last - 1] == "mark" and self.kinds[last - 2] == "initial":
                last -= 1
            last -= 1
        if first >= last or (not sure and not titled):
            return None
        listed = sum(low in self.words.names for low in self.low[first:last])
        return Run(first, last, sure, listed)
