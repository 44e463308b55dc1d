"""Acronyms with their long forms, and Indonesian/English pairs.

`Long Form (LF)`, `LF (Long Form)`, `Istilah/Term`, `istilah (term)`, `istilah (term/T)`, `Istilah atau Term (T)`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kmpipe.extraction.acronyms import align, align_name, is_short, singular
from kmpipe.extraction.places import place_words
from kmpipe.extraction.spans import evidence, first_at, known_word, word_set
from kmpipe.extraction.term_halves import (
    LONGEST_PAIR,
    QUOTES,
    Source,
    by_glossary,
    glossed_language,
    is_half,
    language_of,
    left_half,
)
from kmpipe.model import Term, TermKind
from kmpipe.text.tokens import Token
from kmpipe.vocab.load import Organisation, cached_entries, cached_words

_BRACKET = re.compile(r"\(([^()\n]{1,90})\)")
_SLASH = re.compile(r"(?<=[^\W\d_])/(?=[^\W_])")
# words that are looked at before a bracket or slash
_REACH = 18


class _Found(NamedTuple):
    start: int
    end: int
    kind: TermKind
    term: str
    meaning: str
    rule: str


def find_terms(text: str, *, folders: tuple[Path, ...] = ()) -> tuple[Term, ...]:
    """The acronyms and pairs of the text in order of their first place, one record each with all its places.

    An acronym's `meaning` is its long form as in the text; a translation's `term` is Indonesian, its `meaning` English.

    >>> [(t.kind, t.term, t.meaning) for t in find_terms("pengelolaan pengetahuan (knowledge management/KM)")]
    [('translation', 'pengelolaan pengetahuan', 'knowledge management'), ('acronym', 'KM', 'knowledge management')]
    """
    source = Source(text, folders)
    found: list[_Found] = []
    for match in _BRACKET.finditer(text):
        found += _in_bracket(source, match)
    for match in _SLASH.finditer(text):
        found += _at_joint(source, match.start(), match.end(), "terms.slash")
    for index, low in enumerate(source.low):
        if low in word_set("terms", "words", "alternatives", folders) and index:
            token = source.tokens[index]
            found += _at_joint(source, token.start - 1, token.end + 1, "terms.alternative")
    return _merged(text, sorted(found, key=lambda f: (f.start, f.kind, f.term)))


def _before(source: Source, position: int) -> list[Token]:
    """The words that end at the position: back to a mark, a line end or the limit."""
    index = first_at(source.tokens, position)
    words: list[Token] = []
    while index > 0 and len(words) < _REACH:
        index -= 1
        token = source.tokens[index]
        following = words[-1].start if words else position
        gap = source.text[token.end : following].strip(QUOTES)
        if gap or "\n" in source.text[token.end : following]:
            break
        if not token.text[0].isalnum() and token.text != "&":
            if token.text in ("“", "”", '"', "'", ",") and (words or token.text != ","):
                if token.text != ",":
                    break
                words.append(token)
                continue
            break
        words.append(token)
    return words[::-1]


def _in_bracket(source: Source, match: re.Match[str]) -> list[_Found]:
    inner = _without_lead_in(match[1].strip(QUOTES), source.folders)
    opened = match.start()
    before = _before(
        source, len(source.text[:opened].rstrip(QUOTES)) if source.text[opened - 1 : opened] in QUOTES else opened
    )
    if not inner or not before:
        return []
    span = (before, match.end())
    parts = [part.strip(QUOTES) for part in re.split(r"[/;,]", inner)]
    if len(parts) == 1:
        return _one_part(source, span, inner)
    if len(parts) == 2:
        for short, long in (parts, parts[::-1]):
            if is_short(short) and len(long) > len(short) and align(singular(short), long.split()) == len(long.split()):
                acronym = _Found(match.start() + 1, match.end() - 1, "acronym", singular(short), long, "terms.inner")
                return [acronym, *_translation(source, before, long, match.end(), "terms.bracket")]
        if all(is_short(part) for part in parts):
            return _one_part(source, span, parts[1]) or _one_part(source, span, parts[0])
    return []


def _without_lead_in(inner: str, folders: tuple[Path, ...]) -> str:
    lowered = inner.lower()
    for lead in sorted(cached_words("terms", "words", folders)["lead_ins"], key=len, reverse=True):
        if lowered.startswith(f"{lead} "):
            return inner[len(lead) :].strip(QUOTES)
    return inner


def _one_part(source: Source, span: tuple[Sequence[Token], int], inner: str) -> list[_Found]:
    before, end = span
    words = [token for token in before if token.text != ","]
    if is_short(inner):
        count = align(singular(inner), [token.text for token in words])
        if count:
            start = _with_same_number(source, words[-count].start, words[-count])
            long = source.text[start : words[-1].end]
            return [_Found(start, end, "acronym", singular(inner), long, "terms.acronym")]
    count = _known_name(source, words, inner) or align_name(inner, [token.text for token in words])
    if count:
        long = source.text[words[-count].start : words[-1].end]
        return [_Found(words[-count].start, end, "acronym", inner, long, "terms.name")]
    if is_short(inner) and sum(character.isupper() for character in inner) > 1:
        return []
    last = words[-1].text
    if is_short(last) and last[-1:].isupper():
        long_words = inner.split()
        if len(long_words) > 1 and align(singular(last), long_words) == len(long_words):
            return [_Found(words[-1].start, end, "acronym", singular(last), inner, "terms.reverse")]
    return _translation(source, before, inner, end, "terms.bracket")


def _known_name(source: Source, words: Sequence[Token], short: str) -> int:
    """How many of the last words are a name, in either language, of the organisation with that acronym; 0 for none."""
    forms = _names(source.folders).get(short, frozenset())
    sizes = range(min(len(words), _REACH), 1, -1)
    return next((n for n in sizes if source.text[words[-n].start : words[-1].end].lower() in forms), 0)


@functools.cache
def _names(folders: tuple[Path, ...]) -> dict[str, frozenset[str]]:
    """The names of the organisations in the authority file, in small letters, by their acronyms."""
    names: dict[str, frozenset[str]] = {}
    for entry in cached_entries("organisations", "organisation", Organisation, folders):
        forms = frozenset(name.lower() for name in (entry.name, entry.name_en, *entry.aliases) if name)
        for short in entry.abbreviations:
            bare = short.removeprefix("=")
            names[bare] = names.get(bare, frozenset()) | forms
    return names


def _with_same_number(source: Source, start: int, first: Token) -> int:
    """The start of `100 Kota Berketahanan/100 Resilient Cities`: halves that begin with one number are one name."""
    if not first.text.isdecimal() or source.text[start - 1 : start] != "/":
        return start
    left = _before(source, start - 1)
    return next((token.start for token in reversed(left) if token.text == first.text), start)


def _at_joint(source: Source, left_end: int, right_start: int, rule: str) -> list[_Found]:
    """The pair around a slash or an `atau`; an acronym after a slash (`Ketahanan Kota/KK`)."""
    left = _before(source, left_end)
    if not left:
        return []
    right = _right_half(source, right_start)
    if not right:
        return []
    # without a slash the second half must be marked as a name for the first: capitals on both sides or a bracket
    if rule == "terms.alternative" and not (
        left[-1].text[0].isupper() and right[0].text[:1].isupper() | right[0].text.isdecimal()
    ):
        return []
    return _translation(source, left, source.text[right[0].start : right[-1].end], right[-1].end, rule)


def _right_half(source: Source, start: int) -> list[Token]:
    index = first_at(source.tokens, start)
    words: list[Token] = []
    capital = index < len(source.tokens) and (
        source.tokens[index].text[0].isupper() or source.tokens[index].text.isdecimal()
    )
    small = word_set("terms", "words", "passed_over")
    while index < len(source.tokens) and len(words) < LONGEST_PAIR + 2:
        token = source.tokens[index]
        gap = source.text[words[-1].end : token.start] if words else ""
        if gap not in ("", " ") or not token.text[0].isalnum():
            break
        fits = token.text[0].isupper() or token.text.isdecimal() or token.text in small
        if capital and not fits:
            break
        if not capital and (known_word(token.text, "id") or not known_word(token.text, "en")):
            break
        words.append(token)
        index += 1
    while words and words[-1].text in small:
        words.pop()
    return words


def _translation(source: Source, before: Sequence[Token], other: str, end: int, rule: str) -> list[_Found]:
    """The pair of `other` and the words before it, if one is Indonesian and the other English."""
    other_words = other.split()
    if not 1 <= len(other_words) <= LONGEST_PAIR or (is_short(other) and other.isupper()):
        return []
    if _is_remark(source, other_words, [token.text for token in before]):
        return []
    words = list(before)
    while words and any(token.text == "," for token in words):
        words = words[[token.text for token in words].index(",") + 1 :]
    if not words:
        return []
    if words[-1].text.isupper() and len(words[-1].text) > 1:
        return []
    glossed = glossed_language(source, words, other)
    language = glossed or language_of(other_words)
    if language is None:
        return []
    left = left_half(source, words, other_words, english_right=language == "en")
    while left and left[0].text.lower() in word_set("terms", "words", "articles", source.folders):
        left = left[1:]
    if not left or _is_remark(source, [token.text for token in left], other_words):
        return []
    if not glossed and not is_half([token.text.lower() for token in left], "id" if language == "en" else "en"):
        return []
    own = source.text[left[0].start : left[-1].end]
    indonesian, english = (own, other) if language == "en" else (other, own)
    term, meaning = by_glossary(source, indonesian, english)
    return [_Found(left[0].start, end, "translation", term, meaning, rule)]


def _is_remark(source: Source, words: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a half only says more of the other: it goes on ("and …"), counts ("5 of the …"), or names a place."""
    first, low = words[0].lower(), [word.strip(",.").lower() for word in words]
    if first in cached_words("terms", "words", source.folders)["continues"]:
        return True
    if first[0].isdigit() and first not in {word.lower() for word in other}:
        return True
    kinds = set(cached_words("terms", "words", source.folders)["place_kinds"])
    return all(word in place_words(source.folders) | kinds for word in low)


def _merged(text: str, found: Sequence[_Found]) -> tuple[Term, ...]:
    """One record per term: letters apart from their case are one; a shorter half of a pair joins the longer one."""
    groups: dict[tuple[str, str, str], list[_Found]] = {}
    longer: dict[tuple[str, str], str] = {}
    for item in found:
        if item.kind == "translation":
            key = (item.meaning.lower(), item.term.lower().split()[0])
            if len(item.term) > len(longer.get(key, "")):
                longer[key] = item.term.lower()
    for item in found:
        term = item.term.lower()
        if item.kind == "translation":
            best = longer[item.meaning.lower(), term.split()[0]]
            term = best if best.startswith(term) else term
        groups.setdefault((item.kind, term, item.meaning.lower()), []).append(item)
    terms = []
    for group in groups.values():
        chosen = max(group, key=lambda item: len(item.term))
        places = sorted({(item.start, item.end, item.rule) for item in group})
        proofs = tuple(evidence(text, start, end, rule) for start, end, rule in places)
        terms.append(Term(kind=chosen.kind, term=chosen.term, meaning=chosen.meaning, evidence=proofs))
    return tuple(terms)
