"""The rules of the boilerplate vocabularies, ready for use, and which of them match a line."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from kmpipe.cleaning.ledger import Line, Verdict
from kmpipe.cleaning.prose import ends_sentence, word_count
from kmpipe.cleaning.spam import SpamWords, spam_words
from kmpipe.text.hosts import host_of
from kmpipe.vocab.boilerplate import BoilerplateRule, boilerplate_rules
from kmpipe.vocab.load import cached_words

_FIRST_WORD = re.compile(r"\w+|\S")
_WORD = re.compile(r"[^\W\d_]+")
_DECORATION = " »›▸►▶→←«‹⟵⟶•◦▪●■□*+|>–—-[“\"'"
_PUNCTUATION = re.compile(r"\s{0,3}[:：»›>→►▶|]|\s{1,3}[–—-]|\s{0,3}[–—]\s")
# what may stand around the words of a label or a title
ENDS = " :.…!»›>→|])”\"'←«‹"
# a cue stands within the first characters; the rest of a long line is not looked at
_WINDOW = 400


class Ready(NamedTuple):
    """A rule with its cues in lower case and its pattern compiled."""

    rule: BoilerplateRule
    verdict: Verdict
    starts: tuple[str, ...]
    equals: frozenset[str]
    contains: tuple[str, ...]
    made_of: frozenset[str]
    pattern: re.Pattern[str] | None


class RuleBook(NamedTuple):
    """The rules by the first word of a line they can match, and those any line can match; adverts first.

    `own_hosts` are the programme's other sites, `suffixes` the names under which everybody may have a site.
    """

    by_word: Mapping[str, tuple[Ready, ...]]
    any_word: tuple[Ready, ...]
    spam: SpamWords
    own_hosts: frozenset[str]
    suffixes: frozenset[str]
    folders: tuple[Path, ...]


@functools.cache
def rule_book(folders: tuple[Path, ...] = ()) -> RuleBook:
    """The rules of the shipped vocabularies and of `folders` (a single TOML file will do), read and compiled once.

    Raises `VocabularyError` for a rule that cannot be used.
    """
    by_word: dict[str, list[Ready]] = {}
    any_word: list[Ready] = []
    for rule in sorted(boilerplate_rules(folders), key=lambda r: r.kind != "advert"):
        ready = _ready(rule)
        first_words = {_first_word(cue) for cue in (*ready.starts, *ready.equals)} or ready.made_of
        for word in sorted(first_words):
            by_word.setdefault(word, []).append(ready)
        if not first_words and (rule.contains or rule.pattern):
            any_word.append(ready)
    hosts = cached_words("boilerplate", "hosts", folders)
    return RuleBook(
        by_word={word: tuple(found) for word, found in by_word.items()},
        any_word=tuple(any_word),
        spam=spam_words(folders),
        own_hosts=frozenset(host_of(f"https://{host}") for host in hosts.get("own", ())),
        suffixes=frozenset(hosts.get("suffixes", ())),
        folders=folders,
    )


def _ready(rule: BoilerplateRule) -> Ready:
    return Ready(
        rule,
        Verdict(rule.id, rule.kind),
        tuple(sorted((cue.lower() for cue in rule.starts), key=len, reverse=True)),
        frozenset(cue.lower().strip(ENDS) for cue in rule.equals),
        tuple(cue.lower() for cue in rule.contains),
        frozenset(word.lower() for word in rule.made_of),
        re.compile(rule.pattern, re.IGNORECASE) if rule.pattern else None,
    )


def matches(line: Line, book: RuleBook) -> list[Ready]:
    """The rules all of whose conditions but the place hold for a line, adverts first."""
    words = word_count(line.words)
    found: list[Ready] = []
    for cue in _cues(line):
        candidates = (*book.by_word.get(_first_word(cue), ()), *book.any_word)
        found += [ready for ready in candidates if ready not in found and _fires(ready, line, cue, words)]
    return sorted(found, key=lambda ready: ready.rule.kind != "advert")


def is_bare(line: Line, ready: Ready) -> bool:
    """Whether a line is the cue of a rule and nothing else."""
    return any(
        cue.startswith(start) and not cue[len(start) :].strip(ENDS) for cue in _cues(line) for start in ready.starts
    )


def is_own(href: str, host: str, book: RuleBook) -> bool:
    """Whether a link stays within the programme: on the site itself, a sister under the same domain, or an own host.

    Without a `host` every address counts as own.
    """
    target = host_of(f"https:{href}" if href.startswith("//") else href)
    if not target or not host or target == host:
        return True
    return _domain(target, book.suffixes) == _domain(host, book.suffixes) or _within(target, book.own_hosts)


def _within(host: str, hosts: Iterable[str]) -> bool:
    return any(host == own or host.endswith(f".{own}") for own in hosts)


def _domain(host: str, suffixes: frozenset[str]) -> str:
    """The part of a host name that one owner registered: two labels, or one more than a known suffix has."""
    labels = host.split(".")
    for size in (3, 2):
        if ".".join(labels[-size:]) in suffixes:
            return ".".join(labels[-size - 1 :])
    return ".".join(labels[-2:])


def _cues(line: Line) -> tuple[str, ...]:
    """The beginning of a line in lower case without decoration; of a line in brackets also what is inside."""
    cue = line.words[:_WINDOW].lower().lstrip(_DECORATION)
    inside = cue.lstrip(_DECORATION + "(")
    return (cue,) if inside == cue or not cue.rstrip(" .").endswith(")") else (cue, inside)


def _first_word(cue: str) -> str:
    match = _FIRST_WORD.match(cue)
    return match[0] if match else ""


def _fires(ready: Ready, line: Line, cue: str, words: int) -> bool:
    rule = ready.rule
    if rule.max_words is not None and words > rule.max_words:
        return False
    if rule.min_link_ratio is not None and line.link_ratio < rule.min_link_ratio:
        return False
    if ready.equals and cue.strip(ENDS) not in ready.equals:
        return False
    if ready.starts and not any(_starts(cue, start, punctuated=rule.punctuated) for start in ready.starts):
        return False
    if ready.contains and sum(word in cue for word in ready.contains) < rule.min_hits:
        return False
    if ready.made_of and not (len(line.words) <= _WINDOW and ready.made_of.issuperset(_WORD.findall(cue))):
        return False
    if ready.pattern is not None and not ready.pattern.search(line.words[:_WINDOW]):
        return False
    return not (rule.fragment and ends_sentence(line.words))


def _starts(cue: str, start: str, *, punctuated: bool) -> bool:
    if not cue.startswith(start):
        return False
    rest = cue[len(start) :]
    if punctuated:
        return not rest.strip(ENDS) or bool(_PUNCTUATION.match(rest))
    return not rest[:1].isalnum() or not start[-1].isalnum()
