"""Masking what looks like a date and is none: numbers of laws, telephones, houses, persons, money, ratios.

Every pattern is bounded in length, so masking is linear in the text. A decoy is looked for only where the text holds one
of its clues: words and signs without which it cannot stand. The words are those of `vocab/data/decoys.toml`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from kmpipe.dates.symbols import MASK
from kmpipe.vocab.load import cached_words


class Decoy(NamedTuple):
    """One kind of decoy; a text without any of `clues` (see `_clues`) holds none. No clues: it may stand anywhere."""

    name: str
    pattern: re.Pattern[str]
    clues: frozenset[str]


class Decoys(NamedTuple):
    """The decoys in the order in which they are masked, and the words other rules ask for."""

    kinds: tuple[Decoy, ...]
    counters: frozenset[str]
    act_bridge: frozenset[str]


class Masked(NamedTuple):
    """The folded text with each decoy replaced by NUL signs; `acts` are the ends of the laws found, ascending."""

    text: str
    acts: tuple[int, ...]


_ACTS = frozenset({"act", "numbered act"})
_DIGIT = re.compile(r"\d")
# a run of letters, or a sign; "º" is a letter to Unicode, and stands glued to others as a sign of degrees
_PIECE = re.compile(r"[^\W\d_ªº]+|[^\w\s]|[ªº]")
_ANYWHERE = ()  # for decoys of figures alone, and for words that letters may follow at once


@functools.cache
def decoys(folders: tuple[Path, ...] = ()) -> Decoys:
    """The decoys of the shipped words and those of the vocabulary folders; compiled once per folder list."""
    words = cached_words("decoys", "words", folders)
    kinds = tuple(
        Decoy(name, re.compile(pattern, re.VERBOSE), _clues(needed)) for name, needed, pattern in _kinds(words)
    )
    return Decoys(kinds, frozenset(words["counter"]), frozenset(words["act_date_bridge"]))


def mask(folded: str, known: Decoys) -> Masked:
    """The text without its decoys, each code point in its old place."""
    acts: list[int] = []
    numbers = _DIGIT.search(folded) is not None
    pieces = frozenset(_PIECE.findall(folded))

    def hide(found: re.Match[str]) -> str:
        if name in _ACTS:
            acts.append(found.end())
        return MASK * len(found[0])

    for name, pattern, clues in known.kinds:
        if (numbers or name == "name") and not (clues and clues.isdisjoint(pieces)):
            folded = pattern.sub(hide, folded)
    return Masked(folded, tuple(sorted(acts)))


def _clues(words: Iterable[str]) -> frozenset[str]:
    """The longest piece of each word; none where a word has neither letter nor sign.

    A piece is a whole run of letters, so only words that no letter may follow at once can be clues.
    """
    pieces = [_PIECE.findall(word) for word in words]
    return frozenset(max(found, key=len) for found in pieces) if all(pieces) else frozenset()


def _any(words: Iterable[str]) -> str:
    """An alternation of the words at word bounds, the longest first; a blank in a word stands for up to three."""
    spelled = (
        re.escape(word).replace(r"\ ", "[ ]{1,3}") for word in sorted(words, key=lambda word: (-len(word), word))
    )
    return "(?:" + "|".join(spelled) + ")"


def _kinds(words: Mapping[str, list[str]]) -> Iterable[tuple[str, Iterable[str], str]]:
    """The name of each kind of decoy, the words or signs it needs, its pattern."""
    before, after = r"(?<![^\W_])", r"(?![^\W_])"
    law, act_year = (
        before + _any(words["law"]) + after,
        rf"[ \n]{{1,3}}{_any(words['act_year'])}[ .]{{1,2}}\d{{4}}(?!\d)",
    )
    number = rf"(?<![^\W_]){_any(words['number'])}(?![^\W\d_])[ .:]{{0,3}}"
    written = r"(?=[^\s]{0,12}\d)[\w./:\-]{1,40}(?:/[ ]?[\w.\-]{1,12}){0,4}"
    label, weak = before + _any(words["label"]), before + _any(words["label_weak"])
    value = r"(?:no\.?[ ]?)?(?:[a-z]{1,2}-?)?\d{1,4}[a-z]?(?![^\W_])"

    yield "url", ":.", r"(?:https?://|www\.)[^\s<>\"]{1,2000}"
    yield "email", "@", r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}"
    yield "ip address", ".", r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\d.]\d)"
    yield (
        "act",
        words["number"],
        rf"{law}(?:[ ][^\n\d.;,()]{{0,60}}?)?[ ,]{{0,2}}{number}{written}(?:{act_year})?",
    )
    yield "act", "/", rf"{law}[ .]{{1,2}}\d{{3,4}}/\d{{1,5}}/\d{{4}}(?![\w/])"
    yield (
        "act",
        words["law"],
        rf"{law}(?:[ ][^\n\d.;,()]{{0,40}}?)?[ .]{{0,2}}\d{{1,4}}[ ]?(?:/|{_any(words['act_year'])})[ .]{{0,2}}\d{{4}}(?!\d)",
    )
    # letters may follow at once ("constitutional")
    yield "constitution", _ANYWHERE, rf"{before}{_any(words['constitution'])}[^\n\d.,;]{{0,50}}\d{{4}}(?!\d)"
    yield "constitution", words["constitution"], rf"(?<!\d)\d{{4}}[ ]{_any(words['constitution'])}{after}"
    yield "numbered act", words["number"], rf"{number}{written}{act_year}"
    yield "numbered", words["number"], rf"{number}{written}"
    yield (
        "document number",
        "/",
        r"(?<![\w/])[\w.\-]{0,20}\d[\w.\-]{0,20}/(?:[\w.\-]{1,20}/){0,4}[a-z.\-]{1,20}/(?:[\w.\-]{1,20}/){0,4}\d{2,4}(?![\w/])",
    )
    yield "document number", "/", r"(?<![\w/])[a-z]{1,8}(?:[.\-]\w{1,10}){0,3}/\d{1,6}/[\w./\-]{1,30}"
    yield (
        "person number",
        words["person_number"],
        rf"{before}{_any(words['person_number'])}[ .:]{{0,3}}\d[\d .\-]{{5,30}}",
    )
    yield "person number", _ANYWHERE, r"(?<!\d)\d{8}[ ]\d{6}[ ]\d[ ]\d{3}(?!\d)"
    yield (
        "telephone",
        words["phone"],
        rf"{before}{_any(words['phone'])}[ .:/]{{1,4}}[+(]?\d{{2,5}}[\d() .\-]{{3,18}}\d(?![\d/])",
    )
    yield (
        "telephone",
        _ANYWHERE,
        r"(?<![\w./-])(?:\+\d{1,3}[ .\-]?|\(\+?\d{2,4}\)[ .\-]?|0\d{2,4}[ .\-]?)\d{2,4}(?:[ .\-]?\d{2,5}){1,3}(?![\w/])",
    )
    # letters may follow at once ("BlokA5")
    yield (
        "house or room",
        _ANYWHERE,
        rf"{label}[ .]{{0,2}}(?:ke-?)?{value}(?:[ ]?[/&\-][ ]?(?:r[tw][ .]{{0,2}})?{value}){{0,2}}",
    )
    yield (
        "street",
        words["street"],
        rf"{before}{_any(words['street'])}[. ]{{1,2}}(?:raya[ ])?\d{{1,2}}[ ][^\W\d_]{{3,9}}(?![^\W_]|[ ]\d{{4}})",
    )
    yield (
        "part",
        words["label_weak"],
        rf"{weak}[ ](?:ke-?)?\d{{1,2}}(?![\w/.:\-]|[ ]?[-&,][ ]?\d|[ ]{{1,2}}[^\W\d_]{{3,9}}\.?[ ]{{1,2}}\d{{4}}|[ ](?:dan|and|s))",
    )
    yield (
        "money",
        words["money"],
        rf"(?<![^\W_]){_any(words['money'])}[ .]{{0,2}}\d[\d.,]{{0,20}}(?:[ ](?:ribu|juta|jt|rb|mil[iy]ar|triliun|million|billion))?",
    )
    yield "money", words["money_after"], rf"(?<![\w.,])\d[\d.,]{{0,20}}[ ]{_any(words['money_after'])}{after}"
    yield "percentage", ("%", "‰", "persen", "percent"), r"(?<![\w.,])\d[\d.,]{0,12}[ ]?(?:%|‰|persen\b|percent\b)"
    yield "ratio", ":", r"(?<![\w.:])\d{1,4}[ ]?:[ ]?\d{3,6}(?![\w:])"
    yield (
        "fraction",
        "/",
        rf"(?:{before}{_any(words['fraction_before'])}[ (]{{1,3}}[^\W\d_]{{0,12}}[ (]{{0,2}}\d{{1,2}}/\d{{1,2}}|\d{{1,2}}/\d{{1,2}}\)?[ ]{_any(words['fraction_after'])}{after})",
    )
    yield "coordinate", "°º", r"\d{1,3}[ ]?[°º][ \d.,'\"”“″]{0,20}"
    kept = "".join(rf"(?<!{word}[ ])" for word in words["ordinal_of"])
    yield "ordinal", ("ke",), rf"{before}{kept}ke[ ]?-[ ]?\d{{1,4}}(?!\d)"
    yield "budget", words["budget"], rf"{before}{_any(words['budget'])}[ ]{{1,2}}\d{{4}}(?!\d)"
    yield "decade", ("an", "s"), r"(?<!\d)\d{2,4}(?:-?an|'?s)(?![^\W_])"
    yield "other era", words["other_era"], rf"(?<!\d)\d{{3,4}}[ ]{_any(words['other_era'])}{after}"
    yield (
        "standard",
        words["standard"],
        rf"{before}{_any(words['standard'])}[ /\-]{{1,2}}[\w\-]{{0,8}}[ ]?\d{{2,6}}(?:[:\-]\d{{2,5}}){{0,3}}",
    )
    yield "name", words["name"], rf"{before}{_any(words['name'])}{after}"
